"""Fit the weights of ``onrecord.group.weights`` and print them, with B-cubed of the halves not fitted on.

    python training/grouping/fit.py FOLDER

FOLDER holds what ``score_events.py convert --no-dates`` writes: ``allsides/`` and ``ecbplus/``, each with
its ``.tsv``; and ``apart/``, whole reports of one field of which no two tell of one occasion, days (as in
2016-09-22) in their names: two within a week of each other are not compared.
Half of the events of the first two (shuffled with seed 0, every other one) is fitted on. Needs scikit-learn.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from onrecord.group.bags import Values
from onrecord.group.cluster import average_link
from onrecord.group.evidence import Comparison, company
from onrecord.group.meaning import Meaning
from onrecord.group.nearby import Nearby
from onrecord.group.sketch import Sketch, sketch
from onrecord.group.weights import COLUMNS, MEANT
from onrecord.model import Extraction
from onrecord.stream import extract_paths
from onrecord.text.embedding import load_embedder

THRESHOLDS = np.arange(-2.0, 0.9, 0.4)
LEADS, PARTS, TINY, LOOKALIKES, TWO = 1.0, 0.3, 0.5, 0.1, 0.5
"""Weights of the pairs of each sort of pile."""
SAME, NEAREST, LOOKED_AT = 6, 2, 14
"""Pairs of two: so many of each event, and so many of each document with others, out of its nearest."""
WEEK = 7
PLAIN = ("words", "title", "names", "numbers", "same weekday", "other weekday")
"""What is weighed in a small pile: its pairs are chosen by static vectors, which then say too little."""
STRICTER = 0.4
"""By how much pairs of look-alikes, by themselves, are told apart best above the threshold of large piles."""
Labelled = list[tuple[Sketch, str]]


class Pile:
    """Documents whose events are known, compared."""

    def __init__(self, docs: Labelled, weight: float) -> None:
        docs = sorted(docs, key=lambda found: found[0].doc)
        near = Nearby()
        for found, _ in docs:
            near.add(found.doc, found.vectors[1], None)
        self.labels = [event for _, event in docs]
        self.compared = Comparison([found for found, _ in docs], near.pairs(), Meaning(load_embedder()))
        pairs = self.compared.pairs
        names = np.array(self.labels)
        self.same = names[pairs.left] == names[pairs.right]
        self.by_hand = self.compared.by_hand()
        self.weights = np.full(len(pairs), weight)

    def bcubed(self, scores: Values, threshold: float) -> float:
        """B-cubed F1 of the groups that ``scores`` give."""
        pairs = np.column_stack([self.compared.pairs.left, self.compared.pairs.right])
        size, precision, recall = Counter(self.labels), 0.0, 0.0
        for members in average_link(len(self.labels), pairs, scores, threshold):
            inside = Counter(self.labels[i] for i in members)
            precision += sum(n * n for n in inside.values()) / len(members)
            recall += sum(n * n / size[label] for label, n in inside.items())
        return 2 * precision * recall / (precision + recall) / len(self.labels)


class Fit:
    """The columns ``kept`` of pairs, weighted for pairs by themselves and, of larger piles, in company."""

    def __init__(self, kept: Sequence[str], piles: Sequence[Pile], *, large: bool) -> None:
        self.kept = [(*COLUMNS, *MEANT).index(name) for name in kept]
        self.model = _fitted([self.columns(p) for p in piles], piles)
        self.company = _fitted([self.beside(p) for p in piles], piles) if large else None

    def columns(self, pile: Pile) -> Values:
        """What the pairs of a pile are weighed by, each for itself."""
        return pile.compared.pairs.likeness[:, self.kept]

    def own(self, pile: Pile) -> Values:
        """Scores of pairs for themselves."""
        found: Values = self.model.decision_function(self.columns(pile)) + pile.by_hand
        return found

    def beside(self, pile: Pile) -> Values:
        """What the pairs of a pile are weighed by in their company."""
        return company(pile.compared.pairs, self.own(pile), len(pile.labels))

    def scores(self, pile: Pile) -> Values:
        """Final scores."""
        if self.company is None:
            return self.own(pile)
        found: Values = self.company.decision_function(self.beside(pile))
        return found

    def show(self, name: str, stricter: float = 0.0) -> None:
        """Print the constants; ``stricter``: by how much the scores lie lower."""
        weights = np.zeros(len(COLUMNS) + (len(MEANT) if max(self.kept) >= len(COLUMNS) else 0))
        weights[self.kept] = self.model.coef_[0]
        print(
            name, round(float(self.model.intercept_[0]) - stricter, 3), np.round(weights, 3).tolist(), end=" "
        )
        beside = self.company
        print(
            *(
                (round(float(beside.intercept_[0]), 3), np.round(beside.coef_[0], 3).tolist())
                if beside
                else ()
            )
        )


def _fitted(columns: Sequence[Values], piles: Sequence[Pile]) -> LogisticRegression:
    """The regression of "one event" on ``columns``, one array for each of ``piles``."""
    same, weights = (np.concatenate([getattr(p, name) for p in piles]) for name in ("same", "weights"))
    return LogisticRegression(C=1, max_iter=5000).fit(np.vstack(columns), same, weights)


def read(folder: Path) -> Labelled:
    """The documents of a folder and their events; without a table of events each is one."""
    table = folder.with_suffix(".tsv")
    rows = [line.split("\t") for line in table.read_text().splitlines()[1:]] if table.is_file() else []
    event_of = {Path(row[0]).stem: row[1] for row in rows}
    docs = [sketch(x) for x in extract_paths([folder]) if isinstance(x, Extraction)]
    return [(found, event_of.get(Path(found.doc).stem, found.doc)) for found in docs]


def halves(docs: Labelled) -> tuple[Labelled, Labelled]:
    """The half to fit on, and the other."""
    events = sorted({event for _, event in docs})
    random.Random(0).shuffle(events)
    chosen = set(events[::2])
    return [d for d in docs if d[1] in chosen], [d for d in docs if d[1] not in chosen]


def parts(docs: Labelled, count: int, fewest: int, most: int, cut: int | None = None) -> list[Labelled]:
    """Piles of some of the events; at most ``cut`` documents of them where given."""
    rng, by_event = random.Random(0), defaultdict(list)
    for found in docs:
        by_event[found[1]].append(found)
    out = []
    for _ in range(count):
        events = rng.sample(sorted(by_event), rng.randint(fewest, min(most, len(by_event))))
        pile = [found for event in events for found in by_event[event]]
        out.append(rng.sample(pile, max(2, min(len(pile), rng.randint(2, cut)))) if cut else pile)
    return [pile for pile in out if len(pile) > 1]


def twos(docs: Labelled) -> list[Labelled]:
    """Pairs of one event, and pairs of the likest documents that are of two."""
    rng, by_event = random.Random(0), defaultdict(list)
    for number, (_, event) in enumerate(docs):
        by_event[event].append(number)
    out = set()
    for members in by_event.values():
        pairs = list(combinations(members, 2))
        out.update(rng.sample(pairs, min(len(pairs), SAME)))
    vectors = np.array([found.vectors[1] for found, _ in docs], dtype=np.float32)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    for i, likest in enumerate(np.argsort(-likeness, axis=1, kind="stable")[:, :LOOKED_AT].tolist()):
        others = [j for j in likest if docs[i][1] != docs[j][1] and not _in_one_week(docs[i][1], docs[j][1])]
        out.update((min(i, j), max(i, j)) for j in others[:NEAREST])
    return [[docs[i], docs[j]] for i, j in sorted(out)]


def _in_one_week(left: str, right: str) -> bool:
    days = [re.search(r"\d{4}-\d\d-\d\d", name) for name in (left, right)]
    first, second = (date.fromisoformat(day[0]) if day else date.min for day in days)
    return date.min not in (first, second) and abs((first - second).days) < WEEK


def small(leads: Labelled, like: Labelled, apart: Labelled) -> tuple[Fit, Fit]:
    """Weights for small piles, without titles compared in meaning and with."""
    piles = [Pile(p, TINY) for docs in (leads, like) for p in parts(docs, 60, 1, 4, 8)]
    piles += [Pile(p, TWO) for docs in (leads, like, apart) for p in twos(docs)]
    without, meant = (Fit(kept, piles, large=False) for kept in ((*PLAIN, "headline"), (*PLAIN, "heading")))
    without.show("SMALL", STRICTER)
    meant.show("SMALL_MEANT", STRICTER)
    return without, meant


def large(leads: Labelled, like: Labelled) -> tuple[Fit, Fit]:
    """The same for large piles."""
    piles = [Pile(leads, LEADS), *(Pile(p, PARTS) for p in parts(leads, 20, 8, 20)), Pile(like, LOOKALIKES)]
    without, meant = (Fit(kept, piles, large=True) for kept in (COLUMNS, (*COLUMNS, *MEANT)))
    without.show("LARGE")
    meant.show("LARGE_MEANT")
    return without, meant


def main(leads: Labelled, like: Labelled, apart: Labelled) -> None:
    """Fit, print the constants, then the figures by threshold, without and with titles' meanings."""
    (leads, leads_left), (like, like_left) = halves(leads), halves(like)
    few = {
        "small piles": [Pile(p, 0.0) for docs in (leads_left, like_left) for p in parts(docs, 60, 1, 4, 8)],
        "leads by twos": [Pile(p, 0.0) for p in twos(leads_left)],
        "look-alikes by twos": [Pile(p, 0.0) for p in twos(like_left)],
    }
    _print(small(leads, like, apart), few)
    whole = {
        "AllSides": [Pile(leads_left, 0.0)],
        "ECB+": [Pile(like_left, 0.0)],
        "AllSides, both halves": [Pile([*leads, *leads_left], 0.0)],
        "ECB+, both halves": [Pile([*like, *like_left], 0.0)],
    }
    _print(large(leads, like), whole)


def _print(fits: Sequence[Fit], figures: Mapping[str, Sequence[Pile]]) -> None:
    for threshold in THRESHOLDS:
        for name, piles in figures.items():
            score = _pairs if name.endswith("twos") else _groups
            shown = ", ".join(f"{score(fit, piles, threshold):.3f}" for fit in fits)
            print(f"{threshold:.1f} {name}: {shown}", flush=True)


def _groups(fit: Fit, piles: Sequence[Pile], threshold: float) -> float:
    return float(np.mean([p.bcubed(fit.scores(p), threshold) for p in piles]))


def _pairs(fit: Fit, piles: Sequence[Pile], threshold: float) -> float:
    """F1 of "one event"."""
    found = np.concatenate([fit.scores(p) >= threshold for p in piles])
    same = np.concatenate([p.same for p in piles])
    return float(2 * (found & same).sum() / (found.sum() + same.sum()))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    main(*(read(folder / name) for name in ("allsides", "ecbplus", "apart")))
