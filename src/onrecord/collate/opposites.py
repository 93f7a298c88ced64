"""Words that exclude one another: "before" for "after", "allowed" for "banned", the north for the south.

The topic ``opposites`` of the language data holds sets by concept, each with its members and the words for
them in that language: ``[turned]`` for what turns a statement, ``[swapped]`` for things taken for one
another. Concepts and members have the same names in all languages, so reading and reference may be in two. A
change is told where each side has words for one member of a set only, not the same, and one is not the other
denied; in one language only where little else was reworded there. Words are compared by stem, short ones as
they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from onrecord.collate.beside import is_negative, sentence_beside
from onrecord.collate.case import Case, Side
from onrecord.collate.conditions import sentences_of
from onrecord.collate.lexis import parts, spelling, stem
from onrecord.collate.normal import Word
from onrecord.collate.operators import operators
from onrecord.model import Change, ChangeKind
from onrecord.text import lexicon

TOPIC = "opposites"
_KINDS = {"turned": ChangeKind.POLARITY, "swapped": ChangeKind.ENTITY}
_CLOSE = 0.5
"""Share of the words that agree from which one language's opposites are taken to stand for each other."""
_LONGER = 2
"""Times the content words of a translation; beyond that one side tells what the other does not."""
_SURE_STEM = 6
_NEAR = 3
"""Words from its expected place within which an opposite stands for the other of its language."""

Member = tuple[ChangeKind, str, str]
"""The kind of change, the concept, the member."""
Places = dict[tuple[ChangeKind, str], dict[str, list[tuple[int, ...]]]]


def opposite_changes(case: Case) -> Iterator[Change]:
    """A member of a set on one side, another one of the set on the other."""
    here, there = _found(case.reading), _found(case.reference)
    for key in here.keys() & there.keys():
        (mine, *others), (theirs, *rest) = here[key].items(), there[key].items()
        if others or rest or mine[0] == theirs[0] or _is_told(case, key, mine[0], theirs[0]):
            continue
        left, right = mine[1][0], theirs[1][0]
        if not case.spoken_reading.isdisjoint(left) or not case.spoken_reference.isdisjoint(right):
            continue
        turned = key[0] is ChangeKind.POLARITY
        alike = _denied(case.reading, left, turned) == _denied(case.reference, right, turned)
        if alike and _in_place(case, left, right):
            note = f"{case.reference.say(right)} in the reference is {case.reading.say(left)} here."
            yield case.change(key[0], note, left, right)


def _found(side: Side) -> Places:
    return _members(side.words, side.table.language)


def _members(found: Sequence[Word], language: str) -> Places:
    """The members named among these words, longest phrase first, each with its places."""
    table = _table(language)
    longest = max(map(len, table), default=0)
    out: Places = defaultdict(lambda: defaultdict(list))
    n = 0
    while n < len(found):
        for size in range(min(longest, len(found) - n), 0, -1):
            stems = tuple(_key(w.form, w.stem) for w in found[n : n + size])
            if stems in table and not found[n].bracket:
                for kind, concept, member in table[stems]:
                    out[kind, concept][member].append(tuple(range(n, n + size)))
                n += size - 1
                break
        n += 1
    return out


def _is_told(case: Case, key: tuple[ChangeKind, str], mine: str, theirs: str) -> bool:
    """True where either sentence has the other member beyond what is compared."""
    beside = _members(sentence_beside(case), case.reading.table.language)
    around = [w for sentence in sentences_of(case) for w in sentence]
    there = _members(around, case.reference.table.language)
    return theirs in beside.get(key, {}) or mine in there.get(key, {})


def _denied(side: Side, places: Sequence[int], turned: bool) -> bool:
    """True where something is denied in the clause of a member by another word.

    What turns a statement may be denied by a word of negative sense as well.
    """
    clause = side.words[places[0]].clause
    words = [w for n, w in enumerate(side.words) if w.clause == clause and n not in places]
    denied = any(op.kind == "negation" for op in operators(words, side.table))
    return denied or (turned and is_negative(words, side.table))


def _in_place(case: Case, left: Sequence[int], right: Sequence[int]) -> bool:
    if case.reading.table.language != case.reference.table.language:
        short, long = sorted(sum(w.content for w in side.words) for side in (case.reading, case.reference))
        return long <= _LONGER * short
    return case.closeness >= _CLOSE and abs(case.expected(left[0]) - right[0]) <= _NEAR


@cache
def _table(language: str) -> Mapping[tuple[str, ...], tuple[Member, ...]]:
    """The stems of every word or phrase, with the members it stands for."""
    data = lexicon.table(TOPIC, language)
    out: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for section, kind in _KINDS.items():
        for concept, members in data.get(section, {}).items():
            for member, phrases in members.items():
                for stems in dict.fromkeys(_stems(phrase, language) for phrase in phrases):
                    out[stems].append((kind, concept, member))
    return {stems: tuple(found) for stems, found in out.items() if len({f[1:] for f in found}) == len(found)}


def _stems(phrase: str, language: str) -> tuple[str, ...]:
    return tuple(_key(word, stem(spelling(word, language), language)) for word in parts(phrase))


def _key(form: str, stem_: str) -> str:
    """The stem of a word, or the word itself where so short a stem may be another's."""
    return stem_ if len(stem_) >= _SURE_STEM else form
