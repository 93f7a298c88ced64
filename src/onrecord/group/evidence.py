"""How likely two documents are to report one occasion, and why.

Two steps, each a logistic regression. First a pair for itself: cosines of words, names and numbers, of the
meaning of titles and leads, weekdays; each cosine also relative to how close both are to their nearest
neighbours (cross-domain similarity local scaling, Conneau et al. 2018, "Word Translation without Parallel
Data"), the neighbourhood of a small pile being filled up with a typical unrelated document. Then the pair in
its company: two documents of one event have the same likely fellows (shared nearest neighbours, Jarvis &
Patrick 1973), and neither has much better ones elsewhere.

Only pairs worth looking at are looked at, so the cost grows with the documents, not with their square.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.group.bags import Numbers, Values, Weighted, distinct, places_of
from onrecord.group.meaning import FITTED_LEVEL, Meaning
from onrecord.group.nearby import SCALE
from onrecord.group.sketch import Sketch
from onrecord.group.weights import COLUMNS, LARGE, LARGE_MEANT, SMALL, SMALL_MEANT, Weights
from onrecord.group.wording import Pair, agreement, shared_wording
from onrecord.model import DateInterval

NEIGHBOURS = 5
FEWEST_CLOSEST = 2
CROWDED = 0.6
"""How many of a document's likely fellows are of other events."""
UNRELATED = {"words": 0.03, "title": 0.01, "lead": 0.2, "headline": 0.12, "across": 0.14}
"""Cosines of two documents that have nothing to do with each other, by what is compared."""
LENGTHS = (20, 100)
"""Different words between which the length of the shorter text tells how alike two texts by chance are."""
LONGER = 2.0
"""What a text e times longer than that counts against a pair: it is more like any other by chance."""
ODD_WORDING = 0.6
"""Shared wording (see `shared_wording`) up to this is what any two texts of one field share."""
LONG_TEXT = 800
RARE = 60
"""Documents up to which a word is rare enough to lead from one of them to another."""
ASKED = 20
MOST_SHARERS = 15
_WEEKS = (7, 14)
_SOME = 1 << 13
"""Pairs whose vectors are multiplied at a time."""

# Weighted by hand on pairs of documents in two languages, of one occasion and of different ones: words and
# whole-text meanings, on which the weights below stand, say little there.
FOREIGN_INTERCEPT = -3.5
FOREIGN_NAMES = 7.0
MOST_NAMES = 2.6
"""Names alone make no event: whoever is in the news is so in many reports."""
FOREIGN_NUMBERS = 3.0
ONE_LANGUAGE = 0.25
"""Cosine of words from which two texts are in one language: of a short one the wrong one may be detected."""
FEW_NAMES = 0.05
MOST_SAID = 4.0
SURE = 2.0
"""Logits above the threshold from which a pair is one occasion whatever is said in it."""

FEW = 30
"""Documents up to which a pile is small: a pair there has to speak for itself."""
MOST_HEADINGS = 2000
"""Documents of a pile above which titles are not compared by meaning: an embedding does some 40 a second."""
LIKELY = -1.3
"""Own score in logits from which a fellow is more likely than not."""
UNSEEN, CERTAIN = -9.0, 8.0
"""Own scores between which company looks; the lower is that of a pair that was not looked at."""
_FEW = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of documents by position (``left`` < ``right``, ascending), and what is known of each.

    ``likeness`` are the columns of :data:`COLUMNS`, and those of :data:`MEANT` where meaning is compared;
    ``wording`` is what :func:`shared_wording` says.
    """

    left: Numbers
    right: Numbers
    likeness: Values
    names: Values
    numbers: Values
    wording: Values
    foreign: NDArray[np.bool_]
    """Two languages: of the above then only names, as they sound, and numbers count."""

    def __len__(self) -> int:
        return len(self.left)

    def listed(self, places: Numbers) -> list[Pair]:
        """The pairs that stand at ``places``."""
        return list(zip(self.left[places].tolist(), self.right[places].tolist(), strict=True))

    def places(self, pairs: Sequence[Pair]) -> Numbers:
        """Where each of ``pairs`` stands."""
        size = int(self.right.max(initial=0)) + 1
        wanted = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return np.searchsorted(self.left * size + self.right, wanted[:, 0] * size + wanted[:, 1])


class Comparison:
    """Everything that is compared in one pile; titles by ``meaning`` too where there is an embedding."""

    def __init__(self, sketches: Sequence[Sketch], near: Numbers, meaning: Meaning | None = None) -> None:
        """``near``: pairs of positions to look at, one a row, lower first; those of like words are added."""
        self._sketches = sketches
        self._words = Weighted([s.terms for s in sketches])
        self._names = Weighted([s.names for s in sketches])
        self._numbers = Weighted([s.numbers for s in sketches])
        self.pairs = self._compared(distinct(np.concatenate([self._codes(near), self._by_words()])), meaning)

    def _codes(self, pairs: Numbers) -> Numbers:
        """One number for each pair, which ascend as pairs do."""
        return pairs[:, 0] * len(self._sketches) + pairs[:, 1]

    def _by_words(self) -> Numbers:
        """Codes of pairs that share rare words, whatever the day and the lead."""
        found = self._words.sharers(RARE, ASKED, MOST_SHARERS)
        own = np.repeat(np.arange(len(found)), [len(others) for others in found])
        other = np.concatenate([np.zeros(0, dtype=np.int64), *found])
        return self._codes(np.column_stack([np.minimum(own, other), np.maximum(own, other)]))

    def _compared(self, codes: Numbers, meaning: Meaning | None) -> Pairs:
        sketches = self._sketches
        left, right = np.divmod(codes, max(1, len(sketches)))
        titles = Weighted([s.title for s in sketches])
        languages = np.unique([s.language for s in sketches], return_inverse=True)[1]
        words, title = self._words.dots(left, right), titles.dots(left, right)
        foreign = (languages[left] != languages[right]) & (words < ONE_LANGUAGE)
        names, numbers = self._names.dots(left, right), self._numbers.dots(left, right)
        columns = {"words": words, "title": title, "names": names, "numbers": numbers}
        columns |= _meanings(sketches, left, right)
        lengths = np.clip([len(s.terms) for s in sketches], *LENGTHS)
        columns["length"] = np.log(np.minimum(lengths[left], lengths[right]))
        columns |= _weekdays(sketches, left, right)
        closest = _Closest(left, right, len(sketches))
        columns |= {
            f"{name}, closer": columns[name] - closest.usual(columns[name], level)
            for name, level in UNRELATED.items()
        }
        meant = () if meaning is None else self._headings(left, right, closest, meaning)
        sounded = names.copy()
        if foreign.any():
            spelled = Weighted([s.spelled for s in sketches])
            sounded[foreign] = spelled.dots(left[foreign], right[foreign])
        return Pairs(
            left,
            right,
            np.column_stack([*(columns[name] for name in COLUMNS), *meant]),
            sounded,
            numbers,
            shared_wording([s.wording for s in sketches], left, right),
            foreign,
        )

    def _headings(
        self, left: Numbers, right: Numbers, closest: _Closest, meaning: Meaning
    ) -> Sequence[Values]:
        """The columns of :data:`MEANT`; none for a huge pile, nor from an embedding that sees words alone."""
        if meaning.words_only or len(self._sketches) > MOST_HEADINGS:
            return ()
        vectors = meaning.embed([s.heading for s in self._sketches])
        alike = (meaning.alike(vectors, left, right) - FITTED_LEVEL) / (1 - FITTED_LEVEL)
        return alike, alike - closest.usual(alike, 0.0)

    def said(self, asked: Sequence[Pair], scale: Meaning) -> Mapping[Pair, float]:
        """Evidence in logits from what is said in both of each pair ``asked``."""
        sketches = self._sketches
        foreign = {(i, j) for i, j in asked if sketches[i].language != sketches[j].language}
        return agreement([s.said for s in sketches], asked, foreign, scale)

    def scores(self, said: Mapping[Pair, float]) -> Values:
        """Evidence in logits that each pair reports one occasion."""
        own = self.own(said)
        if len(self._sketches) <= FEW:
            return np.asarray(np.round(own, 6), dtype=np.float64)
        beside = self._weights().beside(company(self.pairs, own, len(self._sketches)))
        return np.asarray(np.round(np.where(self.pairs.foreign, own, beside), 6), dtype=np.float64)

    def own(self, said: Mapping[Pair, float]) -> Values:
        """The scores of the pairs, each for itself."""
        pairs = self.pairs
        fitted = self._weights().score(pairs.likeness) + self.by_hand()
        names = np.minimum(FOREIGN_NAMES * pairs.names, MOST_NAMES)
        across = FOREIGN_INTERCEPT + names + FOREIGN_NUMBERS * pairs.numbers
        other = np.zeros(len(pairs))
        if said:
            other[pairs.places(list(said))] = np.minimum(list(said.values()), MOST_SAID)
        other += _time_evidence(self._sketches, pairs.left, pairs.right)
        return np.where(pairs.foreign, across, fitted) + other

    def by_hand(self) -> Values:
        """What long texts add to the scores of the pairs, each for itself: wording shared, and length."""
        pairs, sketches = self.pairs, self._sketches
        lengths = np.array([len(s.wording) for s in sketches])
        long = np.minimum(lengths[pairs.left], lengths[pairs.right]) >= LONG_TEXT
        words = np.array([len(s.terms) for s in sketches], dtype=np.float64)
        shorter = np.minimum(words[pairs.left], words[pairs.right])
        odd = np.where(
            pairs.wording > ODD_WORDING, 0.8 * (pairs.wording - ODD_WORDING), np.where(long, -1.5, 0.0)
        )
        return np.asarray(odd - LONGER * np.log(np.maximum(shorter / LENGTHS[1], 1.0)))

    def _weights(self) -> Weights:
        large, meant = len(self._sketches) > FEW, self.pairs.likeness.shape[1] > len(COLUMNS)
        return ((SMALL, SMALL_MEANT), (LARGE, LARGE_MEANT))[large][meant]

    def open_pairs(self, above: Values) -> list[Pair]:
        """Pairs whose sayings could still turn a score that lies ``above`` the threshold by so much."""
        pairs = self.pairs
        near = np.abs(above - (SURE - MOST_SAID) / 2) <= (SURE + MOST_SAID) / 2
        named = (pairs.names >= FEW_NAMES) | (pairs.numbers > 0)
        return pairs.listed(np.flatnonzero(np.where(pairs.foreign, named, near)))

    def reason(self, at: int, said: Mapping[Pair, float]) -> str:
        """One line on what the two documents of pair number ``at`` share, strongest first."""
        pairs = self.pairs
        i, j = int(pairs.left[at]), int(pairs.right[at])
        parts = []
        if pairs.wording[at] > math.log1p(10):
            parts.append("much the same wording")
        elif pairs.wording[at] > ODD_WORDING:
            parts.append("some of the same wording")
        if said.get((i, j), 0.0) > 1:
            parts.append("the same things said")
        shown = self._sketches[i].shown
        common = [*self._names.common(i, j, 4), *self._numbers.common(i, j, 4)]
        if words := [shown[key] for key in common if key in shown]:
            parts.append("shared names and numbers: " + ", ".join(words[:5]))
        if not parts:
            alike = pairs.likeness[at, COLUMNS.index("words")] > 0.2
            parts.append("alike in words" if alike else "alike in meaning")
        return "; ".join(parts)


def _rows(left: Numbers) -> Iterator[tuple[int, slice]]:
    """Each row of ascending ``left``, and where its pairs lie."""
    rows, starts = np.unique(left, return_index=True)
    ends = np.append(starts[1:], len(left))
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends[: len(rows)].tolist(), strict=True):
        yield row, slice(start, end)


def _meanings(sketches: Sequence[Sketch], left: Numbers, right: Numbers) -> dict[str, Values]:
    """Cosines of leads, of titles, and of the title of one with the lead of the other."""
    vectors = np.array([s.vectors for s in sketches], dtype=np.float32)
    out = {name: np.zeros(len(left)) for name in ("lead", "headline", "across")}
    for start in range(0, len(left), _SOME):
        part = slice(start, start + _SOME)
        # Products of whole numbers, which are exact in whatever order they are added.
        found = np.einsum("pid,pjd->pij", vectors[left[part]], vectors[right[part]]) / (SCALE * SCALE)
        out["headline"][part], out["lead"][part] = found[:, 0, 0], found[:, 1, 1]
        out["across"][part] = (found[:, 0, 1] + found[:, 1, 0]) / 2
    return out


def _weekdays(sketches: Sequence[Sketch], left: Numbers, right: Numbers) -> dict[str, Values]:
    days = np.array([sum(1 << day for day in s.weekdays) for s in sketches], dtype=np.int64)
    told = np.array([s.occasion is not None for s in sketches], dtype=bool)
    one, other = days[left], days[right]
    # Where both give the day of the occasion, what it says is counted elsewhere.
    counts = (one > 0) & (other > 0) & ~(told[left] & told[right])
    same = (one & other) > 0
    return {"same weekday": (counts & same).astype(float), "other weekday": (counts & ~same).astype(float)}


class _Closest:
    """What is usual among the pairs in which each document stands."""

    def __init__(self, left: Numbers, right: Numbers, size: int) -> None:
        ends = np.concatenate([left, right])
        self._order = np.argsort(ends, kind="stable")
        self._counts = np.bincount(ends, minlength=size)
        self._left, self._right = left, right

    def usual(self, values: Values, unrelated: float, nearest: int = NEIGHBOURS) -> Values:
        """Mean of each document's nearest neighbours, padded in small piles: the mean for both of a pair."""
        paired = np.flatnonzero(self._counts)
        counts = self._counts[paired]
        starts = np.cumsum(counts) - counts
        left = np.concatenate([values, values])[self._order]
        room = np.minimum(counts, nearest)
        total = np.zeros(len(self._counts))
        while room.any():
            # The greatest left of each document, as often as it occurs.
            most = np.maximum.reduceat(left, starts)
            found = left == np.repeat(most, counts)
            left[found] = -np.inf
            times = np.minimum(np.add.reduceat(found, starts, dtype=np.int64), room)
            for number in range(times.max()):
                total[paired] += np.where(times > number, most, 0.0)
            room -= times
        mean = (total + (nearest - np.minimum(self._counts, nearest)) * unrelated) / nearest
        return np.asarray((mean[self._left] + mean[self._right]) / 2)


def company(pairs: Pairs, own: Values, size: int) -> Values:
    """What the company of a pair says: scores of pairs for themselves, ``own``, beside those of the rest."""
    own = np.clip(own, UNSEEN, CERTAIN)
    likely = 1 / (1 + np.exp(np.clip(LIKELY - own, -50, 50)))
    best = np.full(size, UNSEEN)
    np.maximum.at(best, pairs.left, own)
    np.maximum.at(best, pairs.right, own)
    fellows = np.bincount(pairs.left, likely, size) + np.bincount(pairs.right, likely, size)
    common = _common_fellows(pairs, likely, size)
    either = fellows[pairs.left] + fellows[pairs.right] + 2 - common
    usual = max(FEWEST_CLOSEST, round(float(np.median(fellows)) - CROWDED)) if size else FEWEST_CLOSEST
    nearest = _Closest(pairs.left, pairs.right, size).usual(own, UNSEEN, usual)
    apart = own - np.maximum(best[pairs.left], best[pairs.right])
    return np.column_stack([apart, common / either, own - nearest])


def _common_fellows(pairs: Pairs, likely: Values, size: int) -> Values:
    """Fellows that the two of each pair have in common, by how likely they are; each is its own."""
    kept = np.flatnonzero(likely > _FEW)
    docs = np.concatenate([pairs.left[kept], pairs.right[kept]])
    order = np.argsort(docs, kind="stable")
    start = np.searchsorted(docs[order], np.arange(size + 1))
    fellows = np.concatenate([pairs.right[kept], pairs.left[kept]])[order]
    shares = np.concatenate([likely[kept], likely[kept]])[order]
    out = 2 * likely
    scratch = np.zeros(size)
    for row, part in _rows(pairs.left):
        own = slice(start[row], start[row + 1])
        places, whose = places_of(start, pairs.right[part])
        scratch[fellows[own]] = shares[own]
        less = np.minimum(scratch[fellows[places]], shares[places])
        out[part] += np.bincount(whose, less, part.stop - part.start)
        scratch[fellows[own]] = 0.0
    return out


def _time_evidence(sketches: Sequence[Sketch], left: Numbers, right: Numbers) -> Values:
    """What the dates two documents give say: the day of the occasion first, else the day of publication."""
    told, own = _Days([s.occasion for s in sketches]), _Days([s.published for s in sketches])
    record = np.array([s.transcript for s in sketches], dtype=bool)
    gap = told.gap(left, right)
    # Transcripts state their day. "On Thursday" in a report was counted back, and a report that comes out
    # late may mean the Thursday before the last one.
    weeks = np.isin(gap, _WEEKS) & ~(record[left] & record[right])
    of_told = np.where(weeks | (gap <= 2), 0.0, np.where(gap <= 14, -1.0, -2.5))
    of_told[(gap == 0) & told.exact[left] & told.exact[right]] = 1.0
    apart = own.gap(left, right)
    of_own = np.select([apart <= 3, apart <= 7, apart <= 21], [0.3, 0.0, -0.7], -2.5)
    both_told, both_own = told.given[left] & told.given[right], own.given[left] & own.given[right]
    return np.where(both_told, of_told, np.where(both_own, of_own, 0.0))


class _Days:
    """Intervals of days as numbers, where they are given; ``exact`` are those of one day."""

    def __init__(self, days: Sequence[DateInterval | None]) -> None:
        self.given = np.array([day is not None for day in days], dtype=bool)
        self.exact = np.array([day is not None and day.day is not None for day in days], dtype=bool)
        self._start = np.array([day.start.toordinal() if day else 0 for day in days], dtype=np.int64)
        self._end = np.array([day.end.toordinal() if day else 0 for day in days], dtype=np.int64)

    def gap(self, left: Numbers, right: Numbers) -> Numbers:
        """Days between two intervals, 0 where they touch."""
        start, end = self._start, self._end
        apart = np.maximum(start[left] - end[right], start[right] - end[left])
        return np.asarray(np.maximum(0, apart), dtype=np.int64)
