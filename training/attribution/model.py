"""The span model: MiniLM layers, a tag head, and two bilinear pointers.

Encoder: Wang et al. 2020, "MiniLM" (arXiv:2002.10957), six layers of 384. Pointers: Dozat and Manning 2017,
"Deep Biaffine Attention for Neural Dependency Parsing" (without the biases), from content to cue and from
cue to source.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from onrecord.extract.spans.spandecode import TAGS
from onrecord.extract.spans.spanwindows import FEATURES

WIDTH, HEADS, INNER, POINTER = 384, 12, 1536, 96
VOCABULARY, LONGEST_POSITION = 30522, 512
MASK_PIECE = 103
"""Of English WordPiece vocabularies; in every vocabulary, what comes after it is ordinary."""
_EPSILON = 1e-12
FORBIDDEN = -1e4
"""Added to the score of a position that is none."""


class Layer(nn.Module):
    """One transformer layer. Plain softmax attention: faster than the fused kernel in bfloat16 on CPUs."""

    def __init__(self, inner: int, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.inner = nn.Linear(WIDTH, inner)
        self.outer = nn.Linear(inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` [batch, length, width]; ``mask`` is added to the attention scores."""
        batch, length, width = x.shape
        parts = self.qkv(x).view(batch, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        scores = query @ key.transpose(-1, -2) * (1 / math.sqrt(width // HEADS)) + mask
        mixed = (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        inner: Tensor = self.outer(functional.gelu(self.inner(x)))
        normed: Tensor = self.norm2(x + self.dropout(inner))
        return normed


class Tagger(nn.Module):
    """Windows to tag scores and pointer scores.

    The features of a piece are added before layer ``frozen``; what is below it stays as it was given.
    """

    def __init__(
        self,
        layers: int = 6,
        inner: int = INNER,
        dropout: float = 0.1,
        *,
        frozen: int = 0,
        vocabulary: int = VOCABULARY,
        features: int = FEATURES,
        mask_piece: int = MASK_PIECE,
        positions: int = LONGEST_POSITION,
    ) -> None:
        super().__init__()
        self.frozen, self.mask_piece = frozen, mask_piece
        self.word = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Embedding(positions, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.feature = nn.Embedding(features, WIDTH)
        nn.init.zeros_(self.feature.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(inner, dropout) for _ in range(layers))
        self.tag = nn.Linear(WIDTH, len(TAGS))
        self.pointers = nn.Linear(WIDTH, 4 * POINTER)
        nn.init.normal_(self.pointers.weight, std=0.05)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tag scores [batch, length, tags] and the scores of each position's cue and source.

        ``mask`` is 1 for real positions; pointer scores are [batch, from, to], position 0 being "none".
        """
        return self.upper(self.lower(ids, mask), features, mask)

    def lower(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The embeddings of pieces and positions, and what the frozen layers make of them."""
        x: Tensor = self.word(ids) + self.position.weight[: ids.shape[1]] + self.segment
        if self.frozen:
            x = self.norm(x)
        for layer in self.layers[: self.frozen]:
            x = layer(x, _hidden(x, mask))
        return x

    def upper(self, x: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """From what :meth:`lower` gives to the scores."""
        x = x + self.feature(features)
        x = self.dropout(x if self.frozen else self.norm(x))
        hidden = _hidden(x, mask)
        for layer in self.layers[self.frozen :]:
            x = layer(x, hidden)
        x = self.dropout(x)
        content, cue, asking, source = self.pointers(x).split(POINTER, -1)
        scale, hidden = 1 / math.sqrt(POINTER), hidden[:, 0]
        to_cue = content @ cue.transpose(1, 2) * scale + hidden
        to_source = asking @ source.transpose(1, 2) * scale + hidden
        return self.tag(x), to_cue, to_source

    def freeze(self) -> None:
        """Keep word embeddings, and below a frozen layer everything, as they are."""
        self.word.weight.requires_grad_(False)
        if self.frozen:
            self.segment.requires_grad_(False)
            for module in (self.position, self.norm, *self.layers[: self.frozen]):
                module.requires_grad_(False)

    @classmethod
    def of(cls, weights: dict[str, Tensor], frozen: int = 0) -> Tagger:
        """The model whose ``state_dict`` is ``weights``, in its shape."""
        layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
        names = {"vocabulary": "word", "features": "feature", "positions": "position"}
        sizes = {size: len(weights[f"{name}.weight"]) for size, name in names.items()}
        model = cls(layers, len(weights["layers.0.inner.bias"]), frozen=frozen, **sizes)
        model.load_state_dict(weights)
        return model

    @classmethod
    def on_base(cls, folder: Path, mask_piece: int, frozen: int, schemes: int) -> Tagger:
        """The encoder of a BERT checkpoint, ``folder``/model.safetensors, with new heads."""
        weights = {
            name.removeprefix("bert."): w for name, w in load_file(folder / "model.safetensors").items()
        }
        layers = 1 + max(int(n.split(".")[2]) for n in weights if n.startswith("encoder.layer."))
        vocabulary = len(weights["embeddings.word_embeddings.weight"])
        positions = len(weights["embeddings.position_embeddings.weight"])
        sizes = {"vocabulary": vocabulary, "features": FEATURES * schemes, "positions": positions}
        model = cls(layers, frozen=frozen, mask_piece=mask_piece, **sizes)
        model._load_base(weights)
        return model

    def _load_base(self, weights: dict[str, Tensor]) -> None:
        with torch.no_grad():
            self.word.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(weights["embeddings.position_embeddings.weight"])
            self.segment.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        _copy(self.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            prefix = f"encoder.layer.{number}"
            _copy(layer.qkv, weights, *(f"{prefix}.attention.self.{n}" for n in ("query", "key", "value")))
            _copy(layer.out, weights, f"{prefix}.attention.output.dense")
            _copy(layer.norm1, weights, f"{prefix}.attention.output.LayerNorm")
            _copy(layer.inner, weights, f"{prefix}.intermediate.dense")
            _copy(layer.outer, weights, f"{prefix}.output.dense")
            _copy(layer.norm2, weights, f"{prefix}.output.LayerNorm")


def _hidden(x: Tensor, mask: Tensor) -> Tensor:
    """What is added to attention scores: a great negative number at what is no real position."""
    return ((1.0 - mask.to(x.dtype)) * FORBIDDEN)[:, None, None, :]


def _copy(module: nn.Module, weights: dict[str, Tensor], *names: str) -> None:
    with torch.no_grad():
        for kind, parameter in module.named_parameters():
            parameter.copy_(torch.cat([weights[f"{name}.{kind}"] for name in names]))
