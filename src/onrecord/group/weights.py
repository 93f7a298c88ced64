"""Weights of what is alike in a pair of documents; ``training/grouping/fit.py`` fits them and prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLUMNS = (
    "words",
    "title",
    "names",
    "numbers",
    "lead",
    "headline",
    "across",
    "length",
    "same weekday",
    "other weekday",
    "words, closer",
    "title, closer",
    "lead, closer",
    "headline, closer",
    "across, closer",
)
"""What is compared by words and static vectors; "closer" is relative to the nearest neighbours of both."""
MEANT = ("heading", "heading, closer")
"""What a sentence embedding adds: how alike the titles are, 0 for unrelated ones, 1 for equal ones."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a pair for itself, of :data:`COLUMNS` and then of :data:`MEANT`, and in its company.

    ``company``: weights of a pair's distance to the better of the best scores of both, of the share of likely
    fellows they have in common, and of its distance to the mean of the closest of both, of whom as many count
    as a document of this pile usually has fellows.
    """

    intercept: float
    own: Sequence[float]
    company_intercept: float = 0.0
    company: Sequence[float] = (0.0, 0.0, 0.0)

    def score(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logits of pairs (rows), each for itself."""
        return np.asarray(self.intercept + (columns * np.array(self.own)).sum(axis=1))

    def beside(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logits of pairs in their company."""
        return np.asarray(self.company_intercept + (columns * np.array(self.company)).sum(axis=1))


# Fitted by logistic regression on one half of the events of AllSides (leads; whole, and cut into smaller
# piles) and of ECB+ (look-alikes; a tenth of the weight), those for small piles also on pairs of the likest
# documents that are of two events, among them whole reports. No collection of whole reports that belong
# together was fitted on, so what long texts add (shared wording, sayings, dates) is weighted by hand in
# `evidence`.
SMALL = Weights(
    -3.102, (3.836, 2.931, 2.053, 1.629, 0.0, 0.494, 0.0, 0.0, 0.302, -1.619, 0.0, 0.0, 0.0, 0.0, 0.0)
)
"""For a small pile, where a pair has to speak for itself."""
SMALL_MEANT = Weights(
    -4.353,
    (1.884, 0.068, 1.163, 1.324, 0.0, 0.0, 0.0, 0.0, 0.241, -1.757, 0.0, 0.0, 0.0, 0.0, 0.0, 6.347, 0.0),
)
"""The same with titles compared by an embedding."""
LARGE = Weights(
    15.764,
    (
        6.384,
        1.035,
        1.699,
        1.207,
        -1.415,
        0.07,
        -0.738,
        -4.509,
        0.396,
        -1.906,
        8.693,
        2.908,
        4.695,
        0.991,
        2.282,
    ),
    -2.617,
    (-0.317, 6.447, 1.284),
)
"""For a pile large enough to say what is usual in it."""
LARGE_MEANT = Weights(
    16.699,
    (
        5.049,
        -0.401,
        1.257,
        1.03,
        -1.448,
        -0.247,
        -0.502,
        -4.827,
        0.29,
        -1.919,
        6.778,
        1.303,
        3.518,
        -0.51,
        1.156,
        1.999,
        7.9,
    ),
    -1.473,
    (-0.385, 5.149, 1.484),
)
"""The same with titles compared by an embedding."""
