"""Stitched and attribution: where the parts of a quotation come from, and whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from onrecord.collate.case import Case
from onrecord.model import Anchor, Change, ChangeKind, Form
from onrecord.text.tokens import fold, tokenize

_GAP = re.compile(r"\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3}")
_SENTENCE_END = re.compile(r"[.!?…。！？\n]")


def provenance_changes(case: Case) -> Iterator[Change]:
    """Stitched first, then attribution."""
    stitched = _stitched(case)
    if stitched:
        yield stitched
    attribution = _credited_elsewhere(case) or _other_speaker(case)
    if attribution:
        yield attribution


def _stitched(case: Case) -> Change | None:
    refs = [n for n, _ in enumerate(case.references) if not _is_question_to(case, n)]
    for a, b in pairwise(refs):
        first, second = case.references[a], case.references[b]
        if first.doc != second.doc or first.span.overlaps(second.span):
            continue
        if second.span.start < first.span.start or _words_between(case, first, second):
            return Change(ChangeKind.STITCHED, _how(case, a, b), (), (first, second))
    return None


def _is_question_to(case: Case, n: int) -> bool:
    """A reference by somebody else than the quotation's speaker is context, not a part joined on."""
    speakers = case.context.reference_speakers
    return n < len(speakers) and _another(case, speakers[n])


def _another(case: Case, speaker: str | None) -> bool:
    own = case.quotation.speaker
    if not speaker or not own or not own[:1].isupper():
        return False
    return not any(same_person(speaker, name) for name in (own, *case.context.speaker_aliases))


def same_person(a: str, b: str) -> bool:
    """True when one name's words end the other's, case and dots aside."""
    short, long = sorted(([t.form for t in tokenize(n)] for n in (a, b)), key=len)
    return bool(short) and (long[-len(short) :] == short or long[: len(short)] == short)


def _words_between(case: Case, first: Anchor, second: Anchor) -> bool:
    between = case.reference.texts[first.doc][first.span.end : second.span.start]
    return bool(tokenize(between))


def _how(case: Case, a: int, b: int) -> str:
    turns = case.context.reference_turns
    first, second = case.references[a], case.references[b]
    text = case.reading.texts[case.quotation.doc]
    marked = any(_GAP.search(span.of(text)) for span in case.quotation.spans)
    gap = "; the gap is marked" if marked else ""
    if max(a, b) < len(turns) and None not in (turns[a], turns[b]) and turns[a] != turns[b]:
        return f"Parts of two turns stand as one{gap}."
    if second.span.start < first.span.start:
        return f"Two passages stand as one, in reverse order{gap}."
    return f"Two passages that are not neighbours stand as one{gap}."


def _credited_elsewhere(case: Case) -> Change | None:
    """The words are credited to "recent data", "reports" ... though a person said them."""
    source = case.context.other_source
    speakers = [s for s in case.context.reference_speakers if s]
    if not source or not speakers or case.quotation.nested_in:
        return None
    impersonal = case.reading.table.impersonal_sources
    if not any(token.form in impersonal for token in tokenize(source)):
        return None
    note = f'Credited to "{source}"; in the reference the words are those of {speakers[0]}.'
    return Change(ChangeKind.ATTRIBUTION, note, (), case.references[:1])


def _other_speaker(case: Case) -> Change | None:
    quotation = case.quotation
    if quotation.nested_in or (quotation.form is Form.TURN and not quotation.speaker):
        return None
    for anchor, speaker in zip(case.references, case.context.reference_speakers, strict=False):
        if _another(case, speaker) and not _named_near(case, anchor):
            note = f"Given as words of {quotation.speaker}; in the reference they are said by {speaker}."
            return Change(ChangeKind.ATTRIBUTION, note, quotation_anchor(case), (anchor,))
    return None


def quotation_anchor(case: Case) -> tuple[Anchor, ...]:
    """The whole quotation."""
    return tuple(Anchor(case.quotation.doc, span) for span in case.quotation.spans)


def _named_near(case: Case, anchor: Anchor) -> bool:
    """The reference's own sentence names the quotation's speaker: somebody else cites him or her."""
    text = case.reference.texts[anchor.doc]
    start = max(
        (m.end() for m in _SENTENCE_END.finditer(text, max(0, anchor.span.start - 400), anchor.span.start)),
        default=0,
    )
    stop = _SENTENCE_END.search(text, anchor.span.end, anchor.span.end + 400)
    found = tokenize(text, start, stop.end() if stop else anchor.span.end)
    sentence = {t.form.split("'")[0] for t in found}
    names = (case.quotation.speaker or "", *case.context.speaker_aliases)
    return any(fold(name.split()[-1]) in sentence for name in names if name.split())
