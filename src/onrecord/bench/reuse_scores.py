"""What of the planted reuse was found, and how much of what was found was planted."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.bench.reuse_corpus import FORMS, ORIGINAL
from onrecord.plan import read_table

Row = dict[str, Any]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scores:
    """``found``: for each form, the share of planted renderings found beside their original.

    One counts as found where the stretches of the two documents that were paired there cover half of it on
    both sides. ``precision``: of ``judged`` sampled pairs of stretches, the share in which half of each
    stretch or more lies in what was planted, and is the same on both sides. ``wrong``: some of the others.
    """

    found: Mapping[str, float]
    precision: float
    judged: int
    wrong: Sequence[Row]


def scores(reuse: str, gold: str, sample: int = 3000, seed: int = 8) -> Scores:
    """From the folder of the table ``reuse`` and the folder that holds the gold table."""
    rows = read_table(reuse).to_pylist()
    planted = read_table(gold).to_pylist()
    chosen = random.Random(seed).sample(rows, min(sample, len(rows)))
    by_doc = plants_by_document(gold)
    wrong = [row for row in chosen if not common_items(row, by_doc)]
    return Scores(_found(rows, planted), 1 - len(wrong) / max(1, len(chosen)), len(chosen), wrong[:30])


def _found(rows: Iterable[Row], planted: Iterable[Row]) -> dict[str, float]:
    pairs = paired(rows)
    planted = list(planted)
    originals = {plant["item"]: plant for plant in planted if plant["form"] == ORIGINAL}
    hits: dict[str, list[bool]] = {form: [] for form in FORMS}
    for plant in planted:
        if plant["form"] in hits:
            original = originals[plant["item"]]
            hits[plant["form"]].append(covered(original, plant, pairs[original["doc"], plant["doc"]]))
    return {form: sum(of_form) / max(1, len(of_form)) for form, of_form in hits.items()}


def paired(rows: Iterable[Row]) -> defaultdict[tuple[str, str], list[tuple[Stretch, Stretch]]]:
    """The stretches of every two documents, either way round."""
    pairs = defaultdict(list)
    for row in rows:
        here, there = (row["left_start"], row["left_end"]), (row["right_start"], row["right_end"])
        pairs[row["left_doc"], row["right_doc"]].append((here, there))
        pairs[row["right_doc"], row["left_doc"]].append((there, here))
    return pairs


def covered(original: Row, plant: Row, pairs: Iterable[tuple[Stretch, Stretch]]) -> bool:
    """Half of the rendering, on its side and, as much of the original as that is, on the other."""
    both = [p for p in pairs if _common(p[0], _stretch(original)) and _common(p[1], _stretch(plant))]
    half = (plant["finish"] - plant["start"]) / 2
    return all(
        sum(_common(pair[side], _stretch(of)) for pair in both) >= half
        for side, of in ((0, original), (1, plant))
    )


def plants_by_document(gold: str) -> dict[str, list[Row]]:
    """What is planted in each document, from the folder that holds the gold table."""
    out: defaultdict[str, list[Row]] = defaultdict(list)
    for plant in read_table(gold).to_pylist():
        out[plant["doc"]].append(plant)
    return dict(out)


def common_items(row: Row, planted: Mapping[str, Sequence[Row]]) -> set[str]:
    """The items in renderings of which half of each stretch or more lies, on both sides."""

    def items(side: str) -> set[str]:
        found = (row[f"{side}_start"], row[f"{side}_end"])
        here = planted.get(row[f"{side}_doc"], ())
        return {p["item"] for p in here if 2 * _common(found, _stretch(p)) >= found[1] - found[0]}

    return items("left") & items("right")


def _stretch(plant: Row) -> Stretch:
    return plant["start"], plant["finish"]


def _common(one: Stretch, other: Stretch) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
