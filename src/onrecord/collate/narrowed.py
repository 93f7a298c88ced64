"""Denials that were narrower: "I will not sign anything today" cut before its last word.

Two things right after what is kept narrow a denial: a time it holds for ("yet", "for now"), and a relative
clause that says who or what is meant by "nobody" and "nothing". Reading and reference may be in two
languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.collate.case import Case
from onrecord.collate.conditions import Binding, has_alike, near, sentences_of, told_as_lost
from onrecord.collate.normal import Word
from onrecord.collate.operators import operators
from onrecord.model import Change


def narrowed_changes(case: Case) -> Iterator[Change]:
    """What narrows a denial and is cut off right after it; at most one change of each kind."""
    table = case.reference.table
    for sentence in sentences_of(case):
        end = _end_of_kept(case, sentence)
        found = _limiter(case, sentence, end) or _relative(case, sentence, end) if end else None
        denied = found and any(op.kind == "negation" for op in operators(sentence[:end], table))
        if (
            found
            and denied
            and not has_alike([*case.reading.words, *near(case)], "limiter", case.reading.table)
        ):
            yield from told_as_lost(case, found)
            return


def _end_of_kept(case: Case, sentence: Sequence[Word]) -> int:
    """The index after the last word of a sentence that the reading has, or may have in another language."""
    if case.reading.table.language == case.reference.table.language:
        kept = {case.reference.words[j].at for j in case.alignment.paired_reference}
        inside = [n for n, w in enumerate(sentence) if w.at in kept]
    else:
        inside = [n for n, w in enumerate(sentence) if case.refers_to(w.at)]
    return inside[-1] + 1 if inside else 0


def _limiter(case: Case, sentence: Sequence[Word], end: int) -> Binding | None:
    """The time a denial holds for, where nothing else follows in its clause."""
    if not sentence[end - 1].content:
        return None
    rest = [w for w in sentence[end:] if w.clause == sentence[end - 1].clause]
    found = operators(rest, case.reference.table)
    whole = len(found) == 1 and found[0].kind == "limiter" and len(found[0].indices) == len(rest)
    return Binding("limiter", tuple(rest), len(rest)) if whole else None


def _relative(case: Case, sentence: Sequence[Word], end: int) -> Binding | None:
    """The clause that says who is meant by "nobody", where that is the last word kept."""
    table = case.reference.table
    if sentence[end - 1].form not in table.nobody or end >= len(sentence):
        return None
    if sentence[end].form not in table.relatives:
        return None
    clause = [w for w in sentence[end:] if w.clause == sentence[end].clause]
    return Binding("relative", tuple(clause), 1) if any(w.content for w in clause) else None
