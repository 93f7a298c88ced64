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
from collections.abc import Sequence
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
Labelled = list[tuple[Sketch, str]]


class Pile:
    """Documents whose events are known, compared."""

    def __init__(self, docs: Labelled, weight: float) -> None:
        docs = sorted(docs, key=lambda found: found[0].doc)
        near = Nearby()
        for number, (found, _) in enumerate(docs):
            near.add(number, found.doc, found.vectors[1], None)
        self.labels = [event for _, event in docs]
        self.compared = Comparison([found for found, _ in docs], near.pairs(), Meaning(load_embedder()))
        pairs = self.compared.pairs
        names = np.array(self.labels)
        self.same = names[pairs.left] == names[pairs.right]
        self.by_hand = self.compared.by_hand()
        self.weights = np.full(len(pairs), weight)

    def bcubed(self, scores: Values, threshold: float) -> float:
        """B-cubed F1 of the groups that ``scores`` give."""
        pairs = dict(zip(self.compared.pairs.listed(), scores.tolist(), strict=True))
        size, precision, recall = Counter(self.labels), 0.0, 0.0
        for members in average_link(len(self.labels), pairs, threshold):
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

    def show(self, name: str) -> None:
        """Print the constants."""
        weights = np.zeros(max(self.kept) + 1)
        weights[self.kept] = self.model.coef_[0]
        print(name, round(float(self.model.intercept_[0]), 3), np.round(weights, 3).tolist(), end=" ")
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


def main(leads: Labelled, like: Labelled, apart: Labelled) -> None:
    """Fit, print the constants, then the figures by threshold."""
    (leads, leads_left), (like, like_left) = halves(leads), halves(like)
    large = [Pile(leads, LEADS), *(Pile(p, PARTS) for p in parts(leads, 20, 8, 20)), Pile(like, LOOKALIKES)]
    tiny = [Pile(p, TINY) for docs in (leads, like) for p in parts(docs, 60, 1, 4, 8)]
    tiny += [Pile(p, TWO) for docs in (leads, like, apart) for p in twos(docs)]
    meant = (*COLUMNS, *MEANT)
    # How long a text is says what it is in these collections, where a pile is small.
    small, small_meant = (Fit([n for n in c if n != "length"], tiny, large=False) for c in (COLUMNS, meant))
    whole, whole_meant = (Fit(c, large, large=True) for c in (COLUMNS, meant))
    named = {"SMALL": small, "SMALL_MEANT": small_meant, "LARGE": whole, "LARGE_MEANT": whole_meant}
    for name, found in named.items():
        found.show(name)
    piles = {
        "AllSides": leads_left,
        "ECB+": like_left,
        "AllSides, whole": [*leads, *leads_left],
        "ECB+, whole": [*like, *like_left],
    }
    left = {name: Pile(docs, 0.0) for name, docs in piles.items()}
    few = {
        "small piles": [Pile(p, 0.0) for docs in (leads_left, like_left) for p in parts(docs, 60, 1, 4, 8)],
        "pairs": [Pile(p, 0.0) for docs in (leads_left, like_left) for p in twos(docs)],
    }
    for threshold in THRESHOLDS:
        for names, fits in ((left, (whole, whole_meant)), (few, (small, small_meant))):
            for name, found in names.items():
                shown = [_figure(fit, found, threshold) for fit in fits]
                print(f"{threshold:.1f} {name}: {shown[0]:.3f}, with headings {shown[1]:.3f}")


def _figure(fit: Fit, piles: Pile | Sequence[Pile], threshold: float) -> float:
    every = [piles] if isinstance(piles, Pile) else piles
    return float(np.mean([p.bcubed(fit.scores(p), threshold) for p in every]))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    main(*(read(folder / name) for name in ("allsides", "ecbplus", "apart")))
