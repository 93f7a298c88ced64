"""Everything that is found inside one document, step by step."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from onrecord.extract.blocks import blocks
from onrecord.extract.credits import credits
from onrecord.extract.facets import facets
from onrecord.extract.figures import figures
from onrecord.extract.marks import marked
from onrecord.extract.mentions import resolve_mentions
from onrecord.extract.proposal import Attributor
from onrecord.extract.quotations import quotations
from onrecord.extract.turns import turns, with_turns
from onrecord.model import Document, Extraction
from onrecord.text import lexicon
from onrecord.text.language import detect_language


def extract(document: Document, attributor: Attributor | None = None) -> Extraction:
    """Blocks, turns, quotations with their speakers, credits and figures of ``document``, in that order.

    ``attributor``: a span model; it is used, and ``method`` says so, where its language is the document's.
    """
    modelled = attributor is not None and attributor.language == document.language
    parts = blocks(document)
    spoken = turns(document, parts)
    raw = quotations(document, parts, spoken, attributor if modelled else None)
    credited = credits(document, parts)
    resolved, named, speakers = resolve_mentions(document, parts, spoken, raw, credited=credited)
    return Extraction(
        document=replace(document, facets=facets(document, parts)),
        blocks=with_turns(parts, named),
        turns=named,
        quotations=resolved,
        figures=figures(document, parts, resolved, named),
        credits=credited,
        speakers=speakers,
        unbalanced=marked(document.text, parts, document.language).unbalanced,
        method="model+rules" if modelled else _rules(document.language),
    )


def _rules(language: str) -> str:
    """What the rules have to go by: a language's cues, or quote marks and turns alone."""
    return "rules" if lexicon.table("attribution", language) else "quote marks"


def extract_text(text: str, language: str | None = None, attributor: Attributor | None = None) -> Extraction:
    """:func:`extract` for a bare text; its language is detected where none is given."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    code = language or detect_language(text)
    document = Document(id="text", path="", text=text, raw_sha256=digest, text_sha256=digest, language=code)
    return extract(document, attributor)
