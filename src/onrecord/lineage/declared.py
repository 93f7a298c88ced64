"""What a document declares: the sources it names, tied to the document of the pile that is meant.

An outlet may be named in other words than its masthead has ("Fox", "Fox News"; initials). Of several
documents under one agency's name the one that the others are taken from is meant, else the one that has
most in common with the text that names it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz

from onrecord.extract.layout.credits import is_contribution, masthead
from onrecord.extract.layout.outlets import outlet_key
from onrecord.group.sketch import content_spans
from onrecord.model import Anchor, BlockKind, Credit, Derivation, Extraction, Reading, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import fold

_DATELINE_REACH = 80
_CLOSING = 4
"""Lines at the end among which one may be a signature."""
_LEAD = 4
_RUNNING = 60

Taken = Mapping[str, frozenset[str]]
"""Documents with the documents whose text they took, as the texts themselves tell."""


def declared(
    members: Sequence[Extraction], readings: Sequence[Reading], taken: Taken, copied: Collection[str]
) -> list[Derivation]:
    """One derivation for each source that a document names, in the order of ``members``.

    An agency's own page, which others print (``copied``), is not derived from the agency.
    """
    carried = _carried(members, readings)
    found = [edge for x in members for edge in _declared(x, members, carried, taken)]
    origins = {x.document.id: signed(x) for x in members if x.document.id in copied and is_own_page(x)}
    return [edge for edge in found if edge.source or not same_outlet(edge.source_name, origins.get(edge.doc))]


def same_outlet(left: str | None, right: str | None) -> bool:
    """True for one outlet under two names: the same but for case, its first words, or its initials."""
    a, b = _plain(left), _plain(right)
    if not a or not b:
        return False
    if a == b or _initials(a) == "".join(b) or _initials(b) == "".join(a):
        return True
    # "Fox" and "Fox News" are one outlet, "Pravda" and "Komsomolskaya Pravda" are not.
    shorter, longer = sorted((a, b), key=len)
    begins = longer[: len(shorter)] == shorter and sum(map(len, shorter)) >= 3
    return (
        begins
        or _spelled_alike(" ".join(a), " ".join(b))
        or _spelled_alike(fold(left or ""), fold(right or ""))
    )


def _spelled_alike(left: str, right: str) -> bool:
    """True for one name in two grammatical cases or spellings; short names must be equal."""
    return min(len(left), len(right)) >= 7 and fuzz.ratio(left, right) >= 84


def _plain(name: str | None) -> list[str]:
    return outlet_key((name or "").removesuffix(".com").removesuffix(".ru")).split()


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _declared(
    extraction: Extraction,
    members: Sequence[Extraction],
    carried: Mapping[str, set[Anchor]],
    taken: Taken,
) -> list[Derivation]:
    """One edge for each source the text rests on; pictures and asides are credited for themselves."""
    by_name: list[tuple[str, list[Credit]]] = []
    captions = [b.span for b in extraction.blocks if b.kind is BlockKind.CAPTION]
    for credit in extraction.credits:
        own = same_outlet(credit.name, masthead(extraction.document))
        if own or any(caption.overlaps(credit.span) for caption in captions):
            continue
        for name, credits in by_name:
            if same_outlet(name, credit.name):
                credits.append(credit)
                break
        else:
            by_name.append((credit.name, [credit]))
    doc = extraction.document.id
    out = []
    meant = _meant(extraction, [name for name, _ in by_name], members, carried, taken)
    for name, credits in by_name:
        if len(credits) == 1 and _is_aside(extraction, credits[0]):
            continue
        evidence = tuple(Anchor(doc, credit.span) for credit in credits)
        confidence = 0.9 if len(credits) == 1 else 0.95
        why = f"names {name}" + (f" {len(credits)} times" if len(credits) > 1 else "")
        out.append(Derivation(doc, meant.get(name), name, confidence, why, evidence))
    return out


def _meant(
    extraction: Extraction,
    names: Sequence[str],
    members: Sequence[Extraction],
    carried: Mapping[str, set[Anchor]],
    taken: Taken,
) -> dict[str, str]:
    """The document of the event that each of ``names`` stands for, where one can be told.

    Of several by one source it is the one that has most in common with this text. A source that reached the
    text through another one it names (A quotes B, who quotes C) stands for no document: it was not at hand.
    """
    doc = extraction.document.id
    found: dict[str, str] = {}
    for name in names:
        if same_outlet(name, signed(extraction)):
            continue
        others = _origins([x for x in members if x.document.id != doc and _is_by(x, name)], taken)
        common = {x.document.id: len(carried[x.document.id] & carried[doc]) for x in others}
        ranked = sorted(common, key=lambda other: (-common[other], other))
        if len(ranked) == 1 or (len(ranked) > 1 and common[ranked[0]] > common[ranked[1]]):
            found[name] = ranked[0]
    by_id = {x.document.id: x for x in members}
    return {
        name: source
        for name, source in found.items()
        if not any(
            other != source and any(_is_by(by_id[source], c.name) for c in by_id[other].credits)
            for other in found.values()
        )
    }


def _origins(alike: Sequence[Extraction], taken: Taken) -> Sequence[Extraction]:
    """Of an agency's documents its own pages, else those under other heads; none taken from another."""
    pages = [x for x in alike if is_own_page(x)] or alike
    ids = {x.document.id for x in pages}
    return [x for x in pages if not taken.get(x.document.id, frozenset()) & ids]


def is_own_page(extraction: Extraction) -> bool:
    """True for an agency's own text: signed by it, under no other paper's head."""
    name, head = signed(extraction), masthead(extraction.document)
    return name is not None and (not head or same_outlet(name, head))


def _is_by(extraction: Extraction, name: str) -> bool:
    """True where ``extraction`` is of the paper or agency ``name``: headed or signed so."""
    return same_outlet(name, masthead(extraction.document)) or same_outlet(name, signed(extraction))


def _carried(members: Sequence[Extraction], readings: Sequence[Reading]) -> dict[str, set[Anchor]]:
    """Per document, the sentences of the other documents that its quotations render."""
    texts = {x.document.id: x.document.text for x in members}
    owners = {q.id: q.doc for x in members for q in x.quotations}
    out: dict[str, set[Anchor]] = {doc: set() for doc in texts}
    for reading in readings:
        owner = owners.get(reading.quotation)
        for anchor in reading.references if owner else ():
            if anchor.doc in texts and owner:
                bounds = sentences(texts[anchor.doc], anchor.span.start, anchor.span.end)
                out[owner] |= {Anchor(anchor.doc, Span(s.start // 40, s.start // 40)) for s in bounds}
    return out


def _is_aside(extraction: Extraction, credit: Credit) -> bool:
    """True for a source named in running text after the lead, or in what is not the text of the document."""
    text = extraction.document.text
    blocks = [block for block in extraction.blocks if block.span.overlaps(credit.span)]
    kinds = {block.kind for block in blocks}
    line = text[text.rfind("\n", 0, credit.span.start) + 1 :].split("\n", 1)[0]
    before = line[: line.find(credit.name)]
    if is_contribution(before, extraction.document.language) or line.strip() == credit.name:
        return False
    if BlockKind.BOILERPLATE in kinds:
        return True
    signs = re.match(r"\s?[)/\]）】]", text[credit.span.end :][:2])
    if signs or kinds & {BlockKind.DATELINE, BlockKind.BYLINE}:
        return False
    running = [span for span in content_spans(extraction) if len(span) >= _RUNNING]
    return len(running) > _LEAD and credit.span.start > running[_LEAD - 1].end


def signed(extraction: Extraction) -> str | None:
    """The agency that signs the text: in the dateline, or with a line of its own under it."""
    text = extraction.document.text
    for span in content_spans(extraction)[:12]:
        head = text[span.start : min(span.end, span.start + _DATELINE_REACH)]
        match = re.match(r"[^()/\n]{2,50}[(/]([^()/\n]{2,30})[)/]\s*[-–—.]", head)
        if match:
            return match.group(1)
    lines = [line.strip() for line in text.splitlines() if line.strip()][-_CLOSING:]
    return next((c.name for c in extraction.credits if c.name in lines), None)
