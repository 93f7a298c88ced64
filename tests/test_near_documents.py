"""The nearest documents while documents arrive: those that comparing all with all would give."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from onrecord.group.bags import key
from onrecord.group.nearby import NEAREST, STRETCH, Nearby, rounded


def _pile(
    size: int, equal: float, empty: float, undated: float
) -> tuple[NDArray[np.int8], list[date | None]]:
    dice = np.random.default_rng(size)
    drawn = dice.standard_normal((size, 12)).astype(np.float32)
    drawn[dice.random(size) < equal] = drawn[0]
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    vectors[dice.random(size) < empty] = 0
    first = date(2031, 1, 1)
    days = [
        None if dice.random() < undated else first + timedelta(days=int(dice.integers(0, 300)))
        for _ in range(size)
    ]
    return rounded(vectors), days


def _compared(vectors: NDArray[np.int8], days: list[date | None]) -> set[tuple[int, int]]:
    """All with all: of those within reach the most alike, the greater key of the id first where they tie."""
    whole = vectors.astype(np.int64)
    likeness = np.maximum(whole @ whole.T, 0).tolist()
    homes = [day.toordinal() // STRETCH if day else None for day in days]
    keys = [key(f"d{n}") >> 24 for n in range(len(days))]
    out: set[tuple[int, int]] = set()
    for own, home in enumerate(homes):
        others = (
            n
            for n, there in enumerate(homes)
            if n != own and (home is None or there is None or abs(home - there) <= 1)
        )
        nearest = sorted(others, key=lambda n: (likeness[own][n], keys[n]), reverse=True)[:NEAREST]
        out |= {(min(own, n), max(own, n)) for n in nearest}
    return out


@pytest.mark.parametrize(
    ("size", "equal", "empty", "undated"),
    [
        pytest.param(1, 0, 0, 0, id="one"),
        pytest.param(30, 0, 0, 1, id="a pile compared whole"),
        pytest.param(300, 0, 0, 0.5, id="some dated"),
        pytest.param(300, 0.5, 0, 0.3, id="many alike"),
        pytest.param(260, 0, 0.4, 0.5, id="many without meaning"),
    ],
)
@pytest.mark.parametrize("few", [False, True])
def test_the_nearest_are_kept(
    size: int, equal: float, empty: float, undated: float, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the order of arrival, when asked in between, and however many are compared at a time."""
    if few:
        for name, number in (("_AT_ONCE", 23), ("_ACROSS", 37), ("_MET", 90)):
            monkeypatch.setattr(f"onrecord.group.nearby.{name}", number)
    vectors, days = _pile(size, equal, empty, undated)
    expected = _compared(vectors, days)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(size).tolist()
        nearby = Nearby()
        for count, number in enumerate(order):
            nearby.add(f"d{number}", vectors[number], days[number])
            if count == size // 3:
                nearby.pairs()
        found = np.sort(np.array(order)[nearby.pairs()], axis=1)
        assert sorted(map(tuple, found.tolist())) == sorted(expected)
