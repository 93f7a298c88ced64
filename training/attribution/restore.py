"""The weights of a shipped graph as a model to train on: back from 8 bits, and cut to a smaller shape.

Which inner units stay goes by what would be lost without them (as Michel et al. 2019, "Are Sixteen Heads
Really Better than One?", arXiv:1905.10650, do for heads): the mean absolute activation of a unit times the
norm of what it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional

from model import INNER, WIDTH, Layer, Tagger

_MATRICES = ("qkv", "out", "inner", "outer")
_NAMES = {"out": "o", "inner": "f1", "outer": "f2", "norm1": "n1", "norm2": "n2"}
"""What the layers of :mod:`model` are called in the graph, where that differs."""


def restore(path: Path) -> Tagger:
    """The six-layer model behind the graph at ``path``, its matrices back from 8 bits."""
    graph = onnx.load(path).graph
    given = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    matrices = _matrices(given)
    model = Tagger(layers=6)
    with torch.no_grad():
        model.word.weight.copy_(_embedding(given, "word.weight"))
        model.feature.weight.copy_(_embedding(given, "feat.weight"))
        model.position.weight.copy_(_tensor(given["posn.weight"]))
        model.segment.copy_(_tensor(given["typ"]))
        _copy(model.norm, given, "n0")
        for number, layer in enumerate(model.layers):
            for name in _MATRICES:
                linear = getattr(layer, name)
                linear.weight.copy_(next(matrices).T)
                linear.bias.copy_(_tensor(given[f"layers.{number}.{_NAMES.get(name, name)}.bias"]))
            for name in ("norm1", "norm2"):
                _copy(getattr(layer, name), given, f"layers.{number}.{_NAMES[name]}")
        for linear, name in ((model.pointers, "ptr"), (model.tag, "tag")):
            linear.weight.copy_(next(matrices).T)
            linear.bias.copy_(_tensor(given[f"{name}.bias"]))
    return model


def cut(teacher: Tagger, kept: Sequence[int], inner: int, ids: Tensor, features: Tensor) -> Tagger:
    """A model with the layers ``kept`` of ``teacher`` and, in each, its ``inner`` busiest inner units.

    ``ids`` and ``features`` [batch, length]: sentences to see that on, without padding.
    """
    busy = _activity(teacher, ids, features)
    model = Tagger(layers=len(kept), inner=inner)
    with torch.no_grad():
        for name in ("word", "position", "feature", "norm", "tag", "pointers"):
            getattr(model, name).load_state_dict(getattr(teacher, name).state_dict())
        model.segment.copy_(teacher.segment)
        for number, layer in zip(kept, model.layers, strict=True):
            weights = teacher.layers[number].state_dict()
            chosen = busy[number].topk(inner).indices.sort().values
            weights["inner.weight"] = weights["inner.weight"][chosen]
            weights["inner.bias"] = weights["inner.bias"][chosen]
            weights["outer.weight"] = weights["outer.weight"][:, chosen]
            layer.load_state_dict(weights)
    return model


@torch.no_grad()
def _activity(teacher: Tagger, ids: Tensor, features: Tensor) -> list[Tensor]:
    found: list[Tensor] = []

    def watch(layer: Layer, given: Tensor) -> None:
        active = functional.gelu(given).abs().flatten(0, -2).mean(0)
        found.append(active * layer.outer.weight.norm(dim=0))

    hooks = []
    for layer in teacher.layers:
        assert isinstance(layer, Layer)
        hooks.append(layer.inner.register_forward_hook(lambda _, __, out, layer=layer: watch(layer, out)))
    teacher.eval()(ids, features, torch.ones(ids.shape))
    for hook in hooks:
        hook.remove()
    return found


def _matrices(given: dict[str, np.ndarray]) -> Iterator[Tensor]:
    """The quantised matrices in the order of the graph, [in, out], one scale a column."""
    ending = "_quantized"
    for name, weights in given.items():
        stem = name.removesuffix(ending)
        if name.endswith(ending) and weights.ndim == 2 and weights.shape[0] in (WIDTH, INNER):
            shift = given[f"{stem}_zero_point"].astype(np.float32)
            yield _tensor((weights.astype(np.float32) - shift) * given[f"{stem}_scale"])


def _embedding(given: dict[str, np.ndarray], name: str) -> Tensor:
    shift = given[f"{name}_zero_point"].astype(np.float32)
    return _tensor((given[f"{name}_quantized"].astype(np.float32) - shift) * given[f"{name}_scale"])


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(values, np.float32))


def _copy(module: torch.nn.Module, given: dict[str, np.ndarray], name: str) -> None:
    for kind, parameter in module.named_parameters():
        parameter.copy_(_tensor(given[f"{name}.{kind}"]))
