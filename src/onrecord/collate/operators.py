"""Words that turn, weaken or bind a statement: negation, modality, condition, hedge, quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word

UNSURE = frozenset(
    {
        "possible", "probable", "ability", "should", "hedge", "condition", "inversion", "exception",
        "conditional", "need",
    }
)  # fmt: skip
"""Kinds of words that may leave open what is told, or render a word that does."""


_ASKED = 6
"""Words after a verb of asking in which "if" is what it asks."""
_AFFIXED = 5
"""Letters up to which a word is too short to have an affix."""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator of class ``kind`` made of the words at ``indices``."""

    kind: str
    indices: tuple[int, ...]


def operators(
    found: Sequence[Word],
    table: Lexis,
    paired: frozenset[int] = frozenset(),
    unsaid: frozenset[int] = frozenset(),
) -> tuple[Operator, ...]:
    """The operators among these words, longest phrase first; ``unsaid`` words are an editor's.

    ``paired``: words with a partner on the other side. A fixed expression such as "not only" negates
    nothing, unless just a part of it is there: then its negation was put in or taken out.
    """
    phrases = table.operators
    longest = max(map(len, [*phrases, *table.not_negations]), default=0)
    out: list[Operator] = []
    n = 0
    while n < len(found):
        size = 1
        for length in range(min(longest, len(found) - n), 0, -1):
            forms = tuple(w.form for w in found[n : n + length])
            if forms in table.not_negations and len(paired.intersection(range(n, n + length))) in (0, length):
                size = length
                break
            stands = forms in phrases and n not in unsaid and not _is_parted(forms, n, table, paired)
            if stands and not _bare(found, n, table) and not _binds_nothing(found, n, forms, table):
                kind = "negation" if _is_turned(found, n, table) else phrases[forms]
                out.append(Operator(kind, tuple(range(n, n + length))))
                size = length
                break
        n += size
    return (*_inverted(found, table), *out)


def _inverted(found: Sequence[Word], table: Lexis) -> Iterator[Operator]:
    """A condition without "if": "Läuft der Vertrag zehn Jahre, kann man ..."."""
    if not table.inverted_main:
        return
    for n, word in enumerate(found):
        begins = n == 0 or found[n - 1].sentence != word.sentence
        little = word.form in table.function_words or not word.content
        if not begins or (little and word.form not in table.inverted_first):
            continue
        later = (w for w in found[n:] if w.sentence == word.sentence and w.clause != word.clause)
        main = next(later, None)
        if main is not None and main.form in table.inverted_main and main.clause == word.clause + 1:
            yield Operator("conditional", (n,))


def _is_parted(forms: tuple[str, ...], n: int, table: Lexis, paired: frozenset[int]) -> bool:
    """True for "not even" of which the other side has "even" alone: its negation was put in or taken out."""
    if table.operators.get(forms[:1]) != "negation" or table.operators.get(forms) == "negation":
        return False
    return n not in paired and len(paired.intersection(range(n + 1, n + len(forms)))) == len(forms) - 1


def _binds_nothing(found: Sequence[Word], n: int, forms: tuple[str, ...], table: Lexis) -> bool:
    """True for "if" that asks ("we do not know if"), and for "provided" inside a clause."""
    clause = [w for w in found[:n] if w.clause == found[n].clause]
    if forms in table.clause_initial:
        return bool(clause) and clause[-1].form not in table.additive
    single = len(forms) == 1 and table.operators[forms] == "condition"
    return single and any(w.form in table.asking for w in clause[-_ASKED:])


def _is_turned(found: Sequence[Word], n: int, table: Lexis) -> bool:
    """True for a word that denies beside a particle alone: "ne ... plus", but not "ne ... pas plus"."""
    if found[n].form not in table.particle_turned:
        return False
    clause = [w.form for w in found if w.clause == found[n].clause]
    denied = any(table.operators.get((form,)) == "negation" for form in clause)
    return not denied and any(form in table.particles for form in clause)


def _bare(found: Sequence[Word], n: int, table: Lexis) -> bool:
    """A word that negates only beside a particle, without one in its clause; the month of May."""
    word = found[n]
    if word.capital and not word.opening and not word.text.isupper() and word.form in table.calendar:
        return True
    if found[n].form not in table.particle_bound:
        return False
    return not any(w.form in table.particles for w in found if w.clause == found[n].clause)


def phrase_places(found: Sequence[Word], phrases: frozenset[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """First and last index of every one of ``phrases`` among these words."""
    longest = max(map(len, phrases), default=0)
    for n in range(len(found)):
        for size in range(1, longest + 1):
            if tuple(w.form for w in found[n : n + size]) in phrases:
                yield n, min(n + size, len(found)) - 1


def is_negative_word(found: Sequence[Word], n: int, table: Lexis, *, strict: bool = False) -> bool:
    """True when the word at ``n`` begins a word or phrase of negative sense, or bears a negative affix.

    ``strict``: an affix counts only where most words that have it are denied by it ("unpaid", not
    "imposer", which begins as "impossible" does).
    """
    longest = max(map(len, table.negative_words), default=0)
    for length in range(1, longest + 1):
        if tuple(w.form for w in found[n : n + length]) in table.negative_words:
            return True
    form = found[n].form
    prefixes = table.denying_prefixes if strict else table.negative_prefixes
    if len(form) <= _AFFIXED or (strict and form.startswith(table.affixed_otherwise)):
        return False
    return form.startswith(prefixes) or form.endswith(table.negative_suffixes)


def affix_opposites(a: str, b: str, table: Lexis) -> bool:
    """True when one form is the other with a negative prefix (possible, impossible)."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and any(long == prefix + short for prefix in table.negative_prefixes)
