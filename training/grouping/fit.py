"""Fit the weights of ``onrecord.group.evidence`` and print them, with B-cubed of the halves not fitted on.

    python training/grouping/fit.py FOLDER

FOLDER holds what ``score_events.py convert --no-dates`` writes: ``allsides/`` and ``ecbplus/``, each with
its ``.tsv``.
Half of the events of each (shuffled with seed 0, every other one) is fitted on. Needs scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from onrecord.group.bags import Values
from onrecord.group.cluster import average_link
from onrecord.group.evidence import ODD_WORDING, WEIGHTS, Comparison, company
from onrecord.group.nearby import Nearby
from onrecord.group.sketch import Sketch, sketch
from onrecord.model import Extraction
from onrecord.stream import extract_paths

THRESHOLDS = np.arange(-2.4, 0.1, 0.4)
LEADS, PARTS, TINY, LOOKALIKES = 1.0, 0.3, 0.5, 0.1
"""Weights of the pairs of each sort of pile."""
Labelled = list[tuple[Sketch, str]]


class Pile:
    """Documents whose events are known, compared."""

    def __init__(self, docs: Labelled, weight: float) -> None:
        docs = sorted(docs, key=lambda found: found[0].doc)
        near = Nearby()
        for number, (found, _) in enumerate(docs):
            near.add(number, found.doc, found.vectors[1], None)
        self.labels = [event for _, event in docs]
        self.compared = Comparison([found for found, _ in docs], near.pairs())
        pairs = self.compared.pairs
        names = np.array(self.labels)
        self.same = names[pairs.left] == names[pairs.right]
        self.by_hand = np.where(pairs.wording > ODD_WORDING, 0.8 * (pairs.wording - ODD_WORDING), 0.0)
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


def read(folder: Path) -> tuple[Labelled, Labelled]:
    """The documents of the half to fit on, and those of the other half."""
    rows = [line.split("\t") for line in folder.with_suffix(".tsv").read_text().splitlines()[1:]]
    event_of = {Path(row[0]).stem: row[1] for row in rows}
    docs = [sketch(x) for x in extract_paths([folder]) if isinstance(x, Extraction)]
    events = sorted(set(event_of.values()))
    random.Random(0).shuffle(events)
    chosen = set(events[::2])
    labelled = [(found, event_of[Path(found.doc).stem]) for found in docs]
    return [d for d in labelled if d[1] in chosen], [d for d in labelled if d[1] not in chosen]


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


def fitted(columns: Sequence[Values], piles: Sequence[Pile]) -> LogisticRegression:
    """The regression of "one event" on ``columns``, one array for each of ``piles``."""
    same, weights = (np.concatenate([getattr(p, name) for p in piles]) for name in ("same", "weights"))
    return LogisticRegression(C=1, max_iter=3000).fit(np.vstack(columns), same, weights)


def own(model: LogisticRegression, pile: Pile, kept: Sequence[int]) -> Values:
    """Scores of pairs for themselves."""
    found: Values = model.decision_function(pile.compared.pairs.likeness[:, kept]) + pile.by_hand
    return found


def main(folder: Path) -> None:
    """Fit, print the constants, then the figures by threshold."""
    leads, leads_left = read(folder / "allsides")
    like, like_left = read(folder / "ecbplus")
    large = [Pile(leads, LEADS), *(Pile(p, PARTS) for p in parts(leads, 20, 8, 20)), Pile(like, LOOKALIKES)]
    tiny = [Pile(p, TINY) for docs in (leads, like) for p in parts(docs, 60, 1, 4, 8)]
    every, shorter = list(range(len(WEIGHTS))), [i for i, name in enumerate(WEIGHTS) if name != "length"]
    likeness = [p.compared.pairs.likeness for p in (*large, *tiny)]
    small_model = fitted([x[:, shorter] for x in likeness], [*large, *tiny])
    model = fitted(likeness, [*large, *tiny])
    beside = [company(p.compared.pairs, own(model, p, every), len(p.labels)) for p in large]
    company_model = fitted(beside, large)
    for name, found in (("small", small_model), ("large", model), ("company", company_model)):
        print(name, np.round(found.coef_[0], 3).tolist(), round(float(found.intercept_[0]), 3))
    whole = {"AllSides": leads_left, "ECB+": like_left, "AllSides, both halves": [*leads, *leads_left]}
    left = {name: Pile(docs, 0.0) for name, docs in whole.items()}
    for threshold in THRESHOLDS:
        shown = []
        for name, pile in left.items():
            around = company(pile.compared.pairs, own(model, pile, every), len(pile.labels))
            shown.append(f"{name} {pile.bcubed(company_model.decision_function(around), threshold):.3f}")
        few = [Pile(p, 0.0) for docs in (leads_left, like_left) for p in parts(docs, 60, 1, 4, 8)]
        mean = np.mean([p.bcubed(own(small_model, p, shorter), threshold) for p in few])
        print(f"{threshold:.1f}: {', '.join(shown)}, small piles {mean:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
