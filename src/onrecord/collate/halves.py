"""Half of a saying: a few words in marks that stop before the clause they were said for.

"It is true, and it tells you nothing" cut to "It is true"; "It may have been the rain. It may have been
something else" cut to its first sentence. Only a short first half counts, and none in which speakers tell of
themselves: there what comes after "and" is another matter. The reference's language alone is asked, so the
reading may be in any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from onrecord.collate.case import Case
from onrecord.collate.conditions import near, surroundings_of
from onrecord.collate.normal import Word
from onrecord.collate.operators import operators
from onrecord.model import Anchor, Change, ChangeKind, Form, Span

_SHORT = 2
"""Content words of a first half that says little without the second."""
_REST = 8
"""Content words of the most a second half has."""
_OPENING = 3
"""Words by which two sentences that weigh one thing against another open alike."""
_TOLD = 0.5


def half_changes(case: Case) -> Iterator[Change]:
    """What was said in the same breath and is left out; at most one change."""
    if case.quotation.form not in (Form.DIRECT, Form.HEADLINE) or not case.reference.table.known:
        return
    last = max(case.references, key=lambda a: a.span.end)
    found = [list(group) for _, group in groupby(surroundings_of(case, last), key=lambda w: w.sentence)]
    for n, sentence in enumerate(found):
        kept = [w for w in sentence if w.at.span.overlaps(last.span)]
        if not kept or sentence[0].at.span.start < last.span.start - 1 or not _ends_in(sentence, last):
            continue
        after = sentence[len(kept) :]
        second = _second_clause(case, kept, after) or _other_case(case, sentence, found[n + 1 : n + 2], after)
        if second and not _is_told(case, second):
            place = Anchor(last.doc, Span(second[0].at.span.start, second[-1].at.span.end))
            shown = " ".join(place.span.of(case.reference.texts[last.doc]).split())
            yield Change(ChangeKind.OMITTED, f'Left out: "{shown}".', (), (place,))
            return


def _ends_in(sentence: Sequence[Word], anchor: Anchor) -> bool:
    return sentence[-1].at.span.end >= anchor.span.end - 1


def _second_clause(case: Case, kept: Sequence[Word], after: Sequence[Word]) -> Sequence[Word]:
    """The clause that "and" joins to a first one of a few words."""
    if not after or after[0].form not in case.reference.table.additive or after[0].clause == kept[-1].clause:
        return ()
    short = sum(w.content for w in kept) <= _SHORT and kept[0].form not in case.reference.table.first_person
    return after if short and 0 < sum(w.content for w in after) <= _REST else ()


def _other_case(
    case: Case, sentence: Sequence[Word], following: Sequence[Sequence[Word]], after: Sequence[Word]
) -> Sequence[Word]:
    """The sentence that sets another possibility beside the one in ``sentence``, opening as it does."""
    if after or not following:
        return ()
    other = following[0]
    heads = [[w.form for w in s[:_OPENING]] for s in (sentence, other)]
    possible = any(op.kind == "possible" for op in operators(other[:_OPENING], case.reference.table))
    return other if heads[0] == heads[1] and possible else ()


def _is_told(case: Case, second: Sequence[Word]) -> bool:
    """True where the report goes on to say it, in the words of the reference or in a clause of its own."""
    stems = {w.stem for w in near(case)}
    own = [w for w in second if w.content]
    return sum(w.stem in stems for w in own) >= _TOLD * len(own)
