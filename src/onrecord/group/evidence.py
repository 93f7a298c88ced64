"""How likely two documents are to report one occasion, and why.

Lexical similarity is the cosine of TF-IDF vectors (Salton & Buckley 1988). Document frequencies are those of
the pile plus :data:`PRIOR_DOCUMENTS` imagined documents, so that a pile of two still tells a rare word from a
common one. Similarities are also taken relative to how close each document is to its nearest neighbours
(cross-domain similarity local scaling, Conneau et al. 2018, "Word Translation without Parallel Data"), the
neighbourhood of a small pile being filled up with a typical unrelated document: on one big topic everything
is close, and only what is closer than the rest says anything.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.group.meaning import Meaning
from onrecord.group.sketch import Sketch
from onrecord.group.wording import Pair, agreement, shared_wording
from onrecord.model import DateInterval, Profile, Role

PRIOR_DOCUMENTS = 40
PRIOR_FREQUENCY = 0.8
"""How many of the imagined documents hold any given word that is not a stop word."""
NEIGHBOURS = 5
CANDIDATES = 40
"""Pairs beyond a document's nearest so many, by words and by meaning, are not looked at."""
LONG_ENOUGH = 100
"""Different words above which a longer text no longer makes a chance likeness less likely."""
UNRELATED_WORDS = 0.03
UNRELATED_MEANING = 0.80

ODD_WORDING = 0.6
"""Shared wording (see `shared_wording`) up to this is what any two texts of one field share."""
LONG_TEXT = 800
_WEEKS = (7, 14)

Matrix = NDArray[np.float32]
Vector = Mapping[str, float]


# Weighted by hand on pairs of documents in two languages, of one occasion and of different ones: words and
# whole-text meanings, on which the weights below stand, say little there.
FOREIGN_INTERCEPT = -4.0
FOREIGN_NAMES = 7.0
MOST_NAMES = 2.6
"""Names alone make no event: whoever is in the news is so in many reports."""
FOREIGN_NUMBERS = 3.0
FEW_NAMES = 0.05
MOST_SAID = 4.0
SURE = 2.0
"""Logits above the threshold from which a pair is one occasion whatever is said in it."""

# Fitted by logistic regression on development halves of AllSides (leads) and ECB+ (look-alikes), whole
# and cut into piles of 5 to 150 documents. Those corpora hold leads only, so what long texts add
# (shared wording, sayings, dates) is weighted by hand in `score`.
WEIGHTS = (9.19, -0.18, 1.26, 0.53, 2.56, 6.23, 0.97, 14.52, 11.11, -2.18)
INTERCEPT = -3.25


@dataclass(frozen=True, slots=True)
class Features:
    """Similarities of one pair, each named for what it compares; ``shared`` are the rarest common words."""

    words: float
    title: float
    names: float
    numbers: float
    meaning: float
    headline: float
    words_closer: float
    meaning_closer: float
    headline_closer: float
    length: float
    wording: float
    said: float
    both_long: bool
    foreign: bool
    """Two languages: of the above then only ``names``, ``numbers`` and ``said`` count."""
    shared: tuple[str, ...]

    def values(self) -> tuple[float, ...]:
        """The fitted similarities, in the order of :data:`WEIGHTS`."""
        return (
            self.words,
            self.title,
            self.names,
            self.numbers,
            self.meaning,
            self.headline,
            self.words_closer,
            self.meaning_closer,
            self.headline_closer,
            self.length,
        )


def compare(sketches: Sequence[Sketch], scale: Meaning) -> dict[Pair, Features]:
    """Features of every pair worth looking at, by position in ``sketches`` (first < second).

    What is said in both is left at 0: see :func:`with_sayings`.
    """
    if len(sketches) < 2:
        return {}
    words = _vectors([s.terms for s in sketches])
    title = _vectors([s.title_terms for s in sketches])
    names = _vectors([s.names for s in sketches])
    numbers = _vectors([s.numbers for s in sketches])
    lexical = _cosines(words)
    spelled = _vectors([s.spelled for s in sketches])
    meaning = _meaning(scale, [s.lead for s in sketches])
    headline = _meaning(scale, [s.title for s in sketches])
    word_density = _density(lexical, UNRELATED_WORDS)
    meaning_density = _density(meaning, UNRELATED_MEANING)
    headline_density = _density(headline, UNRELATED_MEANING)
    out = {}
    for i, j in _candidates(lexical, meaning):
        w, m = float(lexical[i, j]), float(meaning[i, j])
        foreign = sketches[i].language != sketches[j].language
        out[i, j] = Features(
            w,
            _dot(title[i], title[j]),
            _dot(spelled[i], spelled[j]) if foreign else _dot(names[i], names[j]),
            _dot(numbers[i], numbers[j]),
            m,
            float(headline[i, j]),
            w - float(word_density[i] + word_density[j]) / 2,
            m - float(meaning_density[i] + meaning_density[j]) / 2,
            float(headline[i, j]) - float(headline_density[i] + headline_density[j]) / 2,
            math.log1p(min(len(words[i]), len(words[j]), LONG_ENOUGH)),
            shared_wording(sketches[i].wording, sketches[j].wording),
            0.0,
            min(len(sketches[i].wording), len(sketches[j].wording)) >= LONG_TEXT,
            foreign,
            _rarest(names[i], names[j], sketches[i].shown) + _rarest(numbers[i], numbers[j], {}),
        )
    return out


def score(features: Features, left: Profile | None, right: Profile | None) -> float:
    """Evidence in logits that a pair reports one occasion; :func:`reason` puts it in words."""
    said = min(features.said, MOST_SAID) + _time_evidence(left, right)
    if features.foreign:
        names = min(FOREIGN_NAMES * features.names, MOST_NAMES)
        return FOREIGN_INTERCEPT + names + FOREIGN_NUMBERS * features.numbers + said
    fitted = INTERCEPT + sum(w * x for w, x in zip(WEIGHTS, features.values(), strict=True))
    return fitted + _wording_evidence(features) + said


def with_sayings(
    features: Mapping[Pair, Features],
    scores: Mapping[Pair, float],
    sketches: Sequence[Sketch],
    scale: Meaning,
    threshold: float,
) -> dict[Pair, Features]:
    """``features`` with what is said in both, for pairs that words, names, numbers and dates leave open."""
    undecided = [pair for pair in scores if _is_open(features[pair], scores[pair] - threshold)]
    foreign = {pair for pair in undecided if features[pair].foreign}
    said = agreement([s.said for s in sketches], undecided, foreign, scale)
    return {pair: replace(found, said=said.get(pair, 0.0)) for pair, found in features.items()}


def _is_open(features: Features, above: float) -> bool:
    """True where sayings could still turn a pair that lies ``above`` the threshold by so much."""
    if features.foreign:
        return features.names >= FEW_NAMES or features.numbers > 0
    return -MOST_SAID <= above <= SURE


def reason(features: Features) -> str:
    """One line on what two documents share, strongest first."""
    parts = []
    if features.wording > math.log1p(10):
        parts.append("much the same wording")
    elif features.wording > ODD_WORDING:
        parts.append("some of the same wording")
    if features.said > 1:
        parts.append("the same things said")
    if features.shared:
        parts.append("shared names and numbers: " + ", ".join(features.shared[:5]))
    if not parts:
        parts.append("alike in words" if features.words > 0.2 else "alike in meaning")
    return "; ".join(parts)


def _wording_evidence(features: Features) -> float:
    if features.wording > ODD_WORDING:
        return 0.8 * (features.wording - ODD_WORDING)
    return -1.5 if features.both_long else 0.0


def _time_evidence(left: Profile | None, right: Profile | None) -> float:
    """What the dates two documents give say: the day of the occasion first, else the day of publication."""
    if left is None or right is None:
        return 0.0
    if left.event_date and right.event_date:
        gap = _gap(left.event_date, right.event_date)
        if gap == 0 and left.event_date.day and right.event_date.day:
            return 1.0
        if _is_counted(left, right) and gap in _WEEKS:
            return 0.0
        return 0.0 if gap <= 2 else (-1.0 if gap <= 14 else -2.5)
    if left.published and right.published:
        gap = _gap(left.published, right.published)
        return 0.3 if gap <= 3 else (0.0 if gap <= 7 else (-0.7 if gap <= 21 else -2.5))
    return 0.0


def _is_counted(left: Profile, right: Profile) -> bool:
    """True unless both are transcripts, which state their day: "on Thursday" in a report was counted back.

    A report that comes out late may mean the Thursday before the last one.
    """
    return left.role is not Role.TRANSCRIPT or right.role is not Role.TRANSCRIPT


def _gap(left: DateInterval, right: DateInterval) -> int:
    """Days between two intervals, 0 where they touch."""
    return max(0, (left.start - right.end).days, (right.start - left.end).days)


def _vectors(counters: Sequence[Mapping[str, int]]) -> Sequence[Vector]:
    """Unit vectors of logarithmic term frequency times inverse document frequency, keys sorted."""
    frequency = Counter(term for counter in counters for term in counter)
    total = len(counters) + PRIOR_DOCUMENTS
    out = []
    for counter in counters:
        vector = {
            term: (1 + math.log(counter[term])) * math.log(total / (frequency[term] + PRIOR_FREQUENCY))
            for term in sorted(counter)
        }
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        out.append({term: weight / norm for term, weight in vector.items()})
    return out


def _cosines(vectors: Sequence[Vector]) -> Matrix:
    """All dot products, through an inverted index."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row, vector in enumerate(vectors):
        for term, weight in vector.items():
            postings[term].append((row, weight))
    out = np.zeros((len(vectors), len(vectors)), dtype=np.float32)
    for term in sorted(postings):
        if len(postings[term]) > 1:
            rows = np.array([row for row, _ in postings[term]])
            weights = np.array([weight for _, weight in postings[term]], dtype=np.float32)
            out[np.ix_(rows, rows)] += np.outer(weights, weights)
    return out


def _meaning(scale: Meaning, texts: Sequence[str]) -> Matrix:
    vectors = scale.embed(texts)
    return scale.similarity(vectors, vectors)


def _dot(left: Vector, right: Vector) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right[term] for term, weight in left.items() if term in right)


def _density(similarity: Matrix, unrelated: float) -> NDArray[np.float32]:
    """Mean similarity of each document to its nearest neighbours, padded for small piles."""
    others = similarity.copy()
    np.fill_diagonal(others, -1.0)
    nearest = np.sort(others, axis=1)[:, ::-1][:, :NEIGHBOURS]
    nearest = nearest[:, : similarity.shape[0] - 1]
    missing = NEIGHBOURS - nearest.shape[1]
    return np.asarray((nearest.sum(axis=1) + missing * unrelated) / NEIGHBOURS, dtype=np.float32)


def _candidates(lexical: Matrix, meaning: Matrix) -> list[Pair]:
    pairs: set[Pair] = set()
    for similarity in (lexical, meaning):
        for i, row in enumerate(similarity):
            nearest = np.argsort(-row, kind="stable")[: CANDIDATES + 1]
            pairs.update((min(i, int(j)), max(i, int(j))) for j in nearest if int(j) != i)
    return sorted(pairs)


def _rarest(left: Vector, right: Vector, shown: Mapping[str, str]) -> tuple[str, ...]:
    both = sorted((-left[t] * right[t], t) for t in left if t in right)
    return tuple(shown.get(term, term) for _, term in both[:4])
