"""A name in a translation where the reference has another one.

Names are told by their sounds (:mod:`onrecord.text.romanised`), so that only those can be compared that the
two languages do not translate: a change is claimed where reading and reference have one name each that the
other lacks, and the reading's stands elsewhere in the document of the reference: it is another name of the
story, and no translation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import ceil

from onrecord.collate.case import Case, Side
from onrecord.collate.entities import runs
from onrecord.collate.normal import Word
from onrecord.model import Change, ChangeKind
from onrecord.text.names import same_person, word_key
from onrecord.text.romanised import readings

_LEAST = 4
"""Letters that two forms of a name begin with alike."""
_SHARE = 0.7
"""The same as a share of the longer one: the rest is a case ending."""
_AROUND = 300
"""Characters before and after a reference in which a name may have been said already."""
_INSIDE = re.compile(
    r"(?<=[^\W\d_][ ,\u00a0]|[«\"“„(] |[ \-][«\"“„(-])([^\W\d_a-z]\w{2,})|(?<=\w-)([^\W\d_a-z]\w{2,})"
)
"""A word with a capital that does not open a sentence."""


def other_names(case: Case) -> Iterator[Change]:
    """The one name of a reading in another language that stands for another in the reference."""
    mine, theirs = (
        _unmatched(case, case.reading, case.reference),
        _unmatched(case, case.reference, case.reading),
    )
    if len(mine) != 1 or len(theirs) != 1:
        return
    left, right = mine[0], theirs[0]
    if _is_of_the_story(case, [case.reading.words[n] for n in left]):
        before, now = case.reference.say(right), case.reading.say(left)
        note = f"The name {before} in the reference is {now} here."
        yield case.change(ChangeKind.ENTITY, note, left, right)


def _unmatched(case: Case, side: Side, other: Side) -> list[list[int]]:
    """The names of a side, as runs of words, that are not the speaker's and that the other side has not."""
    found = runs(n for n, word in enumerate(side.words) if _is_name(side, word, other))
    named = ((run, [side.words[n] for n in run]) for run in found)
    return [run for run, own in named if not _is_speaker(case, own) and not _meets(own, other.words)]


def _is_name(side: Side, word: Word, other: Side) -> bool:
    """True for a word with a capital that is no place's known in every language.

    Where nouns have capitals only what the documents of the ``other`` side have as a name, too; at the
    beginning of a sentence what those of both sides have, where a capital tells a name.
    """
    if not word.capital or word.bracket or word.place or not word.content:
        return False
    if word.form in side.table.calendar or word.quantity or len(word.form) < _LEAST - 1:
        return False
    telling = [other] if side.table.nouns_have_capitals else []
    if word.opening:
        telling = [s for s in (side, other) if not s.table.nouns_have_capitals]
        if not telling:
            return False
    return all(any(_has(text, word) for text in s.texts.values()) for s in telling)


def _meets(run: Sequence[Word], others: Sequence[Word]) -> bool:
    return any(_alike(word.text, other.text) for word in run for other in others if other.capital)


def _is_speaker(case: Case, run: Sequence[Word]) -> bool:
    names = [name for name in (case.quotation.speaker, *case.context.speaker_aliases) if name]
    text = " ".join(word.text for word in run)
    return any(same_person(text, name) for name in names)


def _is_of_the_story(case: Case, run: Sequence[Word]) -> bool:
    """True for a name that the document of the reference has, but not beside the reference."""
    for anchor in case.references:
        text = case.reference.texts[anchor.doc]
        near = text[max(0, anchor.span.start - _AROUND) : anchor.span.end + _AROUND]
        if any(_has(near, word) for word in run) or not all(_has(text, word) for word in run):
            return False
    return True


def _has(text: str, word: Word) -> bool:
    known = _names(text)
    forms = _forms(word.text)
    return any(_begin_alike(form, other) for form in forms for other in known.get(form[:_LEAST], ()))


@lru_cache(maxsize=64)
def _names(text: str) -> Mapping[str, set[str]]:
    """The forms of the names of a text, by how they begin."""
    out: dict[str, set[str]] = defaultdict(set)
    for name in {one or other for one, other in _INSIDE.findall(text)}:
        for form in _forms(name):
            out[form[:_LEAST]].add(form)
    return dict(out)


@lru_cache(maxsize=1 << 14)
def _forms(name: str) -> frozenset[str]:
    """What a name is compared by: its key, and all that its spelling may stand for."""
    return frozenset({word_key(name).casefold(), *(reading.casefold() for reading in readings(name))})


def _alike(one: str, other: str) -> bool:
    """True for two spellings or case forms of one name, in whatever letters."""
    return any(_begin_alike(a, b) for a in _forms(one) for b in _forms(other))


def _begin_alike(one: str, other: str) -> bool:
    needed = max(_LEAST, ceil(_SHARE * max(len(one), len(other))))
    return one == other or (min(len(one), len(other)) >= needed and one[:needed] == other[:needed])
