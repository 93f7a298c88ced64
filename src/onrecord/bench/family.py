"""A made family of reports with its tree known: grown from one real transcript, seeded.

Every report is made from one text that is there already, the transcript or a report, or from two: sentences
are cut, words exchanged for others of their set (topic ``rewording``), small words dropped, openers put in,
numbers changed, sentences taken from another version of the text where one exists, sentences of its own
added, the parent named or not. Some parents are then lost. What is cut is not chance alone: every sentence
has a weight by which all editors are drawn to it, as in real newsrooms, so that to choose alike is weak
evidence of copying, and exchanged words come from small sets, so that two editors hit on the same word now
and then.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onrecord.text import lexicon
from onrecord.text.tokens import fold

_DIGITS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w.,]\d|\w)")
_WORD = re.compile(r"[^\W\d_]+")
_DRAWN = 0.8
"""Spread of the weights by which editors are drawn to a sentence, in logs."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How much happens on the way from a parent to its child; shares and chances in [0, 1].

    ``kept``: mean share of the parent's sentences; ``reworded``: of sentences that are touched, with
    ``words`` of their exchangeable words; ``retold``: of sentences from another version; ``number``: chance
    that a sentence with a number changes it; ``own``: sentences added, for each one kept; ``merged``,
    ``lost``, ``credited``: chances that a report has two parents, is lost, and names its parent.
    """

    kept: float
    reworded: float
    words: float
    retold: float
    number: float
    own: float
    merged: float
    lost: float
    credited: float


NOISES: Mapping[str, Noise] = {
    "low": Noise(0.85, 0.2, 0.3, 0.05, 0.05, 0.05, 0.05, 0.1, 0.6),
    "medium": Noise(0.7, 0.35, 0.4, 0.1, 0.1, 0.1, 0.15, 0.2, 0.4),
    "high": Noise(0.5, 0.6, 0.5, 0.2, 0.15, 0.2, 0.25, 0.3, 0.2),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One text of the family: its sentences, each with the number of its sentence in the transcript.

    -1 is the number of a sentence of its own. ``parents`` are names; the transcript has none. ``credit``: the
    parent it names.
    """

    name: str
    sentences: tuple[tuple[int, str], ...]
    parents: tuple[str, ...]
    credit: str | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A transcript's sentences; ``others``: versions of each; ``foreign``: sentences on other things."""

    sentences: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    foreign: tuple[str, ...]


def grow(source: Source, size: int, noise: Noise, seed: int) -> tuple[Member, ...]:
    """A family with ``size`` texts that are not lost, the transcript, which never is, among them."""
    rng = random.Random(f"family/{seed}")
    foreign = rng.sample(source.foreign, len(source.foreign))
    drawn = [rng.lognormvariate(0, _DRAWN) for _ in source.sentences]
    members = [Member("transcript", tuple(enumerate(source.sentences)), ())]
    while sum(not m.lost for m in members) < size:
        parents = _parents(members, noise, rng)
        members.append(_report(f"report{len(members):02}", parents, source, foreign, drawn, noise, rng))
    return tuple(members)


def _parents(members: Sequence[Member], noise: Noise, rng: random.Random) -> list[Member]:
    """One or two; the transcript as likely as three reports, and reports alike."""
    weights = [3.0 if not m.parents else 1.0 for m in members]
    first = rng.choices(members, weights)[0]
    reports = [m for m in members[1:] if m is not first]
    if first.parents and reports and rng.random() < noise.merged:
        return [first, rng.choice(reports)]
    return [first]


def _report(
    name: str,
    parents: Sequence[Member],
    source: Source,
    foreign: list[str],
    drawn: Sequence[float],
    noise: Noise,
    rng: random.Random,
) -> Member:
    stock = list(parents[0].sentences)
    if len(parents) > 1:
        have = {n for n, _ in stock}
        half = [s for s in stock if s[0] < 0 or rng.random() < 0.6]
        stock = half + [
            s for s in parents[1].sentences if s[0] not in {n for n, _ in half} or s[0] not in have
        ]
    kept = _chosen(stock, drawn, noise.kept if parents[0].parents else noise.kept * 0.6, rng)
    sentences = [(n, _edited(n, text, source, noise, rng)) for n, text in kept]
    own = max(0, round(len(sentences) * noise.own))
    sentences += [(-1, foreign.pop()) for _ in range(min(own, len(foreign)))]
    credit = parents[0].name if parents[0].parents and rng.random() < noise.credited else None
    lost = rng.random() < noise.lost
    return Member(name, tuple(sentences), tuple(p.name for p in parents), credit, lost)


def _chosen(
    stock: Sequence[tuple[int, str]], drawn: Sequence[float], share: float, rng: random.Random
) -> list[tuple[int, str]]:
    """About ``share`` of the sentences, in their order, those that draw editors more often than others."""
    count = max(4, round(len(stock) * min(1.0, rng.gauss(share, 0.1))))
    # Weighted sampling without replacement by keys (Efraimidis & Spirakis 2006).
    keys = {i: rng.random() ** (1 / (drawn[n] if n >= 0 else 1.0)) for i, (n, _) in enumerate(stock)}
    best = sorted(keys, key=lambda i: -keys[i])[:count]
    return [stock[i] for i in sorted(best)]


def _edited(number: int, text: str, source: Source, noise: Noise, rng: random.Random) -> str:
    others = source.others[number] if 0 <= number < len(source.others) else ()
    if others and rng.random() < noise.retold:
        text = rng.choice(others)
    if rng.random() < noise.reworded:
        text = reworded(text, noise.words, rng)
    if rng.random() < noise.number:
        text = _DIGITS.sub(lambda m: _other_number(m.group(), rng), text, count=1)
    return text


def reworded(text: str, share: float, rng: random.Random) -> str:
    """``text`` with ``share`` of its exchangeable words exchanged; at times cut short, or with an opener."""
    table = lexicon.table("rewording", "en")
    sets = {word: entry for entry in table["sets"] for word in entry}
    drops = set(table["droppable"])

    def exchange(match: re.Match[str]) -> str:
        word = fold(match.group())
        if word in drops and rng.random() < share:
            return ""
        if word not in sets or rng.random() >= share:
            return match.group()
        new = str(rng.choice([w for w in sets[word] if w != word]))
        return new.capitalize() if match.group()[0].isupper() else new

    out = re.sub(r"\s+([,.;:?!])", r"\1", re.sub(r"\s{2,}", " ", _WORD.sub(exchange, text))).strip()
    words = out.split()
    if rng.random() < share / 4 and len(words) > 14:
        cut = rng.randrange(8, len(words) - 2)
        out = " ".join(words[:cut]).rstrip(",;:") + "."
    if rng.random() < share / 4:
        out = f"{rng.choice(table['openers'])} {out}"
    return out


def _other_number(old: str, rng: random.Random) -> str:
    place = rng.choice([i for i, c in enumerate(old) if c.isdigit()])
    return old[:place] + rng.choice([d for d in "123456789" if d != old[place]]) + old[place + 1 :]


def visible(members: Sequence[Member], named: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """Each text with its parents, as far as the texts that are not lost can show them.

    A lost parent with fewer than two children is passed over for its own parents, since nothing but a credit
    could tell of it, unless it is one of ``named``.
    """
    parents = {m.name: list(m.parents) for m in members}
    lost = {m.name for m in members if m.lost}
    while over := next(
        (n for n in sorted(lost & parents.keys()) if _is_passed_over(n, parents, named)), None
    ):
        above = parents.pop(over)
        for child, listed in parents.items():
            if over in listed:
                at = listed.index(over)
                parents[child] = [*listed[:at], *(p for p in above if p not in listed), *listed[at + 1 :]]
    return {name: tuple(listed) for name, listed in parents.items()}


def _is_passed_over(name: str, parents: Mapping[str, Sequence[str]], named: Collection[str]) -> bool:
    return name not in named and sum(name in listed for listed in parents.values()) < 2
