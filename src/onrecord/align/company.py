"""What a quotation's neighbours and its own words say for or against a window that meaning has chosen.

Where an article takes up sentences that stand beside each other in the record, a doubtful window among them
is likelier right than one far from everything else. Meaning alone makes every report of one event alike: a
weak match in the same language must share words with what it renders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.align.field import Sought
from onrecord.align.search import DECIDED, Candidate

BESIDE = 2
"""Sentences between two windows that still lie together."""
PHRASE = 4
"""Words a second place, or a phrase on its own, must have where as many are asked for."""
_WORDS = 2
"""Content words from which a part can stand alone."""
_SURE = 1.5
"""Log odds of a neighbour whose place tells something of others."""
_ASKED = 3
"""How many parts on either side are asked for a sure neighbour."""
_NEAR, _FAR = 5, 10
"""Sentences forward within which a neighbour supports a window, and beyond which it speaks against it."""
_SUPPORT = 0.7
"""Log odds that neighbours are worth where a translation is doubtful."""
_DOUBTFUL = 1.5
_WEAK = 0.4
_SHARE = 0.25
"""Log odds up to which a window in the same language must have this share of the content words sought."""
_COVERED = 0.6
"""Share of a part's words that a window with a single content word must have."""
_MUCH_SHORTER = 0.5
"""Log ratio of sizes from which a window is far shorter than the part."""
_WORDLESS = 3
"""Words without content that may be found again."""
_WEAK_QUOTED = 2.0
_SHARE_QUOTED = 0.4
"""The same of words in quote marks."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The window chosen for one part, or one clause of a part, with its log odds.

    ``size`` in words; ``piece``: index of the quotation's span that it was sought for.
    """

    candidate: Candidate
    log_odds: float
    size: float
    piece: int = 0


Firsts = Sequence[tuple[Sought, Finding]]
"""Parts in the order of their documents, each with the window chosen for it."""


def among_neighbours(firsts: Firsts, languages: Mapping[str, str]) -> list[tuple[Sought, Finding]]:
    """``firsts`` with the log odds of doubtful translations raised or lowered by where their neighbours lie.

    ``languages`` by document id.
    """
    out = []
    for at, (one, first) in enumerate(firsts):
        doubtful = abs(first.log_odds) < _DOUBTFUL and not one.part.turn
        if doubtful and languages[first.candidate.doc] != one.language:
            first = replace(first, log_odds=first.log_odds + _SUPPORT * _company(firsts, at))
        out.append((one, first))
    return out


def _company(firsts: Firsts, at: int) -> int:
    """1 where a sure neighbour lies close by in reading order, -1 where all lie far off, else 0."""
    here = firsts[at][1].candidate.sentence
    before = _sure(firsts, at, range(at - 1, max(-1, at - 1 - _ASKED), -1))
    after = _sure(firsts, at, range(at + 1, min(len(firsts), at + 1 + _ASKED)))
    steps = [here - n for n in before] + [n - here for n in after]
    if any(0 <= step <= _NEAR for step in steps):
        return 1
    return -1 if steps and all(abs(step) > _FAR for step in steps) else 0


def _sure(firsts: Firsts, at: int, others: range) -> list[int]:
    """The sentence of the first sure window of another quotation among ``others``, if there is one."""
    own, chosen = firsts[at][0].part, firsts[at][1].candidate
    for n in others:
        part, found = firsts[n][0].part, firsts[n][1]
        if part.doc != own.doc:
            break
        apart = part.quotation != own.quotation
        if apart and found.candidate.doc == chosen.doc and found.log_odds > _SURE:
            return [found.candidate.sentence]
    return []


def is_hollow(one: Sought, carried: int, first: Finding) -> bool:
    """True for a weak window that has ``carried``, too few, of the content words sought in its language.

    Words that a report gives as the speaker's own must be there in good part, however near the meaning.
    """
    weak, share = (_WEAK_QUOTED, _SHARE_QUOTED) if one.part.verbatim else (_WEAK, _SHARE)
    return 0 <= first.log_odds < weak and carried < share * max(1, int(one.content.sum()))


def is_stray(one: Sought, carried: int, content: int, first: Finding) -> bool:
    """True for a window in the language of a part that shares no more with it than any sentence may.

    ``carried``: content words of the part that the window has; ``content``: those of the window. A part of
    function words must recur as it stands. One word torn from its sentence is no rendering of several, but
    where a report has it in quote marks.
    """
    evidence = first.candidate.evidence
    if not one.content.any():
        return evidence.verbatim < DECIDED or len(one.ids) < _WORDLESS
    if one.content.sum() < _WORDS and not carried:
        return True
    torn = not evidence.whole or evidence.shorter > _MUCH_SHORTER
    return content < _WORDS and evidence.covered < _COVERED and torn and not one.part.marked


def in_company(firsts: Firsts) -> list[tuple[Sought, Finding]]:
    """``firsts`` without phrases of little content that lie far from the rest of their quotation."""
    rest: dict[str, list[Candidate]] = defaultdict(list)
    for one, first in firsts:
        if one.content.sum() >= _WORDS:
            rest[one.part.quotation].append(first.candidate)
    return [
        (one, first)
        for one, first in firsts
        if one.content.sum() >= _WORDS
        or _beside(first, rest[one.part.quotation])
        or (first.candidate.evidence.verbatim >= DECIDED and len(one.ids) > PHRASE)
    ]


def _beside(first: Finding, rest: Sequence[Candidate]) -> bool:
    return not rest or is_near(first.candidate, rest)


def is_near(one: Candidate, others: Sequence[Candidate]) -> bool:
    """True where a window lies beside one of the others."""
    return any(c.doc == one.doc and abs(c.sentence - one.sentence) <= BESIDE for c in others)
