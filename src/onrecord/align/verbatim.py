"""Near-verbatim passages: local alignment of two word sequences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SAME = 0.6
_REPLACED = -0.7
_GAP = -0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a word sequence recurs: half-open token ranges on either side.

    ``share``, in [0, 1]: weight of the matched words among all words sought.
    """

    left: tuple[int, int]
    right: tuple[int, int]
    pairs: tuple[tuple[int, int], ...]
    share: float


def passage(similarity: NDArray[np.float64], weights: NDArray[np.float64]) -> Passage | None:
    """The best local alignment (Smith & Waterman 1981) of rows to columns of ``similarity``.

    ``weights`` are those of the rows. None where no two words are alike.
    """
    pairs = _pairs(similarity)
    if not pairs:
        return None
    rows = sorted({row for row, _ in pairs})
    alike = np.array([similarity[row, column] for row, column in pairs])
    matched = float((weights[[row for row, _ in pairs]] * alike).sum())
    left, right = (rows[0], rows[-1] + 1), (pairs[0][1], pairs[-1][1] + 1)
    share = matched / max(float(weights.sum()), 1e-9)
    return Passage(left, right, tuple(pairs), min(1.0, share))


def _pairs(similarity: NDArray[np.float64]) -> list[tuple[int, int]]:
    gains = np.where(similarity >= _SAME, similarity, _REPLACED)
    slope = _GAP * np.arange(1, gains.shape[1] + 1)
    table = np.zeros((gains.shape[0] + 1, gains.shape[1] + 1))
    for i, gain in enumerate(gains, 1):
        above = table[i - 1]
        value = np.maximum(np.maximum(above[:-1] + gain, above[1:] + _GAP), 0.0)
        # Gaps along the row: the best of all earlier cells, less what the way from there costs.
        table[i, 1:] = np.maximum.accumulate(value - slope) + slope
    at = np.unravel_index(int(np.argmax(np.round(table, 9))), table.shape)
    return _trace(table.tolist(), gains.tolist(), (int(at[0]), int(at[1])))


def _trace(table: list[list[float]], gains: list[list[float]], at: tuple[int, int]) -> list[tuple[int, int]]:
    out = []
    i, j = at
    while i > 0 and j > 0 and table[i][j] > 0:
        gain = gains[i - 1][j - 1]
        if abs(table[i][j] - table[i - 1][j - 1] - gain) < 1e-9:
            if gain > 0:
                out.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif abs(table[i][j] - table[i - 1][j] - _GAP) < 1e-9:
            i -= 1
        else:
            j -= 1
    return out[::-1]
