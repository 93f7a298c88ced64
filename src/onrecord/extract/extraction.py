"""Everything that is found inside one document, step by step."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import replace
from typing import Literal

from onrecord.extract.figures import figures
from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.credits import credits
from onrecord.extract.layout.facets import facets
from onrecord.extract.layout.page import page_of
from onrecord.extract.layout.turns import turns, with_turns
from onrecord.extract.quotations import quotations
from onrecord.extract.spans.models import model_for
from onrecord.extract.spans.proposal import Attributor
from onrecord.extract.speakers.mentions import resolve_mentions
from onrecord.model import Document, Extraction
from onrecord.text import lexicon
from onrecord.text.language import detect_language

Model = Attributor | Literal["shipped"] | None
"""A span model; "shipped": the one this installation has for the text's language; None: rules alone."""

_FIRST = (
    "PORT MUD, May 3 — The mayor, Ada Roe, told the Mud Courier on Monday that 12 bridges would be built.\n\n"
    "“We waited for two years,” she said. According to the ministry, “not one” has failed since 2019."
)


def load(language: str = "en") -> None:
    """Reads what the first document of ``language`` waits for otherwise.

    That is the model, word lists and patterns, and what languages are told by: a short text of our own is
    extracted. Nothing is different afterwards but the time that documents take: what is there by then stays,
    and is set apart so that no collection of garbage looks through it again (:func:`gc.freeze`).
    """
    detect_language(_FIRST)
    extract(_FIRST, language=language)
    gc.collect()
    gc.freeze()


def extract(source: str | Document, model: Model = "shipped", *, language: str | None = None) -> Extraction:
    """Blocks, turns, quotations with their speakers, figures and credits of one text or document.

    ``model`` is used where its language is the document's; ``Extraction.method`` says whether one was.
    ``language``: ISO 639-1 code of a bare text, detected where none is given; a Document brings its own.
    Any text will do, and the same text always gives the same result.
    """
    document = source if isinstance(source, Document) else _bare(source, language)
    attributor = _usable(model, document.language)
    parts = blocks(document)
    spoken = turns(document, parts)
    page = page_of(document, parts, spoken)
    raw = quotations(page, attributor)
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
        unbalanced=page.marks.unbalanced,
        method=_rules(document.language) if attributor is None else "model+rules",
    )


def _rules(language: str) -> str:
    """What the rules have to go by: a language's cues, or quote marks and turns alone."""
    return "rules" if lexicon.table("attribution", language) else "quote marks"


def _bare(text: str, language: str | None) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    code = language or detect_language(text)
    return Document(id="text", path="", text=text, raw_sha256=digest, text_sha256=digest, language=code)


def _usable(model: Model, language: str) -> Attributor | None:
    if model == "shipped":
        return model_for(language)
    return model if model is not None and model.language == language else None
