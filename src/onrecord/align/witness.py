"""Which of several reports is likelier to have been there first, before lineage is worked out.

A report that others name as their source comes first, and agency copy, which says so in its dateline
("CITY (Agency) -") and there alone, and a statement handed out in writing. Then one whose own sentences recur
in the others: those who copy add matter of their own, so the share of a report that is found elsewhere is
largest for the one that was copied from.

The topic ``align`` holds, per language, ``statements``: what a text calls itself that a speaker has written
("statement", "speech"); ``releases``: lines by which a text says that it was handed out ("press release").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from anyascii import anyascii

from onrecord.align.units import Units, units
from onrecord.extract.layout.labels import JOURNALIST
from onrecord.model import Document, Extraction, Form
from onrecord.text import lexicon
from onrecord.text.tokens import fold, tokenize

_SHINGLE = 5
_CREDITED = 0.4
_FIRST = 0.4
_SHARED = 0.4
_DATELINE = re.compile(r"^[^\n.!?()/]{2,60}[(/](?P<agency>[^\n()/]{2,20})[)/]\.?\s*[—–-]", re.MULTILINE)
_SHARED_BYLINE = re.compile(
    r"^[^\n]{3,60}\s(?:and|with|und|mit|et|avec|y|e|con|i|z|и|та|і|с|з)\s(?P<agency>[^\n]{2,20}?)\s*$",
    re.MULTILINE,
)
_HEAD = 3000
_TITLE, _LINES = 400, 4
"""Characters and lines in which a text says what it is."""
_QUOTED, _QUOTED_RELEASE = 0.1, 0.5
"""Share of a text in quote marks from which it is a report, and is one though it calls itself a release."""
_SPOKEN = 0.75
"""Share of a text in turns with a label from which it is a transcript."""
_TWINS = 0.4
"""Share of the longer transcript's shingles from which two are of one occasion."""


def witnesses(extractions: Sequence[Extraction], found: Sequence[Units]) -> dict[str, float]:
    """For every document, a number in [0, 1]: larger where it is likelier the others' origin."""
    shingles = [_shingles(u) for u in found]
    out: dict[str, float] = {}
    for at, extraction in enumerate(extractions):
        others: set[tuple[str, ...]] = set().union(*(s for n, s in enumerate(shingles) if n != at))
        shared = len(shingles[at] & others) / max(len(shingles[at]), 1)
        credited = any(_names(x, extraction) for x in extractions if x is not extraction)
        first = _is_wire(extraction) or (is_statement(extraction) and not extraction.credits)
        value = _SHARED * shared + _CREDITED * credited + _FIRST * first
        out[extraction.document.id] = min(1.0, value)
    return out


def _is_wire(extraction: Extraction) -> bool:
    """True for agency copy: a paper that prints it names the agency in its byline as well."""
    head = extraction.document.text[:_HEAD]
    dateline = _DATELINE.search(head)
    if dateline is None:
        return False
    shared = (line.group("agency") for line in _SHARED_BYLINE.finditer(head, 0, dateline.start()))
    return dateline.group("agency") not in shared


def twins(one: Extraction, other: Extraction) -> bool:
    """True for two transcripts of one occasion: named turns in both, and much the same words."""
    if not all(any(t.labelled for t in x.turns) for x in (one, other)):
        return False
    left, right = _shingles(units(one)), _shingles(units(other))
    return len(left & right) >= _TWINS * max(len(left), len(right), 1)


def is_version(one: Extraction, primary: Extraction) -> bool:
    """True for the written words of a speaker of ``primary``: a statement, a speech as handed out.

    Its head says what it is and whose (of a release, any of it), and no report of it is: hardly any of it is
    in quote marks.
    """
    if not is_statement(one):
        return False
    speakers = {t.speaker for t in primary.turns if t.labelled and t.speaker} - {JOURNALIST}
    text = one.document.text
    named = _key(text if is_release(one.document) else text[: _head(text)])
    return any(_key(name) in named for name in speakers)


def is_statement(one: Extraction) -> bool:
    """True for words handed out in writing: the head says so, and hardly any of it is in quote marks.

    A release, whose head has a line that says so and nothing else, may quote the people it speaks for.
    """
    document = one.document
    if any(t.labelled for t in one.turns):
        return False
    quoted = sum(len(q.extent) for q in one.quotations if q.form in (Form.DIRECT, Form.MIXED))
    if is_release(document):
        return quoted < _QUOTED_RELEASE * len(document.text)
    words = lexicon.words("align", "statements", document.language)
    head = tokenize(document.text[: _head(document.text)])
    return quoted < _QUOTED * len(document.text) and any(t.form in words for t in head)


def is_release(document: Document) -> bool:
    """True where a line of the head is what such texts call themselves: "Press release"."""
    lines = document.text[: _head(document.text)].splitlines()
    names = lexicon.words("align", "releases", document.language)
    return any(" ".join(t.form for t in tokenize(line)) in names for line in lines)


def places_of(
    event_docs: Sequence[Extraction], primary: str | None
) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """For every document those that its quotations are sought in, and the records of the occasion.

    Another transcript, of what was said elsewhere on the same matter, is a record as well: an interview, and
    the debate that takes it up; so is a release by somebody who did not speak there. Without a primary there
    are no records, and quotations are sought in every other document.
    """
    ids = [x.document.id for x in event_docs]
    record = next((x for x in event_docs if x.document.id == primary), None)
    if record is None:
        return {id_: [other for other in ids if other != id_] for id_ in ids}, ()
    known = record.document.id
    others = [x for x in event_docs if x is not record]
    written = [x.document.id for x in others if is_version(x, record)]
    same = [x.document.id for x in others if twins(record, x)]
    further = [
        x.document.id
        for x in others
        if x.document.id not in (*same, *written) and (is_transcript(x) or _is_handed_out(x))
    ]
    places = {id_: [known] if id_ in written else [known, *written, *further] for id_ in ids}
    for id_ in further:
        places[id_] = [known, *written, *(other for other in further if other != id_)]
    places[known] = same
    return places, (known, *written, *further)


def further_records(event_docs: Sequence[Extraction], primary: str) -> list[str]:
    """The transcripts beside the primary that are not of the same occasion, nearly all turns with a label."""
    record = next((x for x in event_docs if x.document.id == primary), None)
    others = [x for x in event_docs if x is not record and is_transcript(x)]
    if record is None:
        return []
    same = [x.document.id for x in others if twins(record, x)]
    return [x.document.id for x in others if x.document.id not in same]


def _is_handed_out(one: Extraction) -> bool:
    return is_release(one.document) and is_statement(one)


def is_transcript(one: Extraction) -> bool:
    """True for a text that is nearly all turns with a label."""
    spoken = sum(len(turn.span) for turn in one.turns if turn.labelled)
    return spoken > 0 and spoken >= _SPOKEN * len(one.document.text)


def _head(text: str) -> int:
    """Where the first few lines of a text end."""
    ends = [m.end() for m in re.finditer(r"\S[^\n]*\n", text[:_TITLE])]
    return ends[_LINES - 1] if len(ends) >= _LINES else min(_TITLE, len(text))


def _shingles(own: Units) -> set[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for sentence in own.sentences:
        a, b = own.words(sentence.span)
        forms = [t.form for t in own.tokens[a:b]]
        out.update(tuple(forms[i : i + _SHINGLE]) for i in range(len(forms) - _SHINGLE + 1))
    return out


def _names(one: Extraction, other: Extraction) -> bool:
    """True when ``one`` credits the outlet of ``other``."""
    outlet = _key(other.document.outlet or "")
    return bool(outlet) and any(_key(c.name) == outlet for c in one.credits)


def _key(name: str) -> str:
    return "".join(anyascii(fold(t.text)).casefold() for t in tokenize(name))
