"""A trained model as int8 ONNX: weights of matrices and word embeddings in 8 bits, activations at run time.

The graph's inputs are ``ids`` and ``features`` (int64), ``[batch, length]`` without padding; its outputs
``tags``, ``to_cue`` and ``to_source``: see :class:`model.Tagger`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions

from fuse import fuse
from model import Tagger
from table import gather, in_fours, shrink

_OPSET = 17
_WORDS = "word.weight"
_QUANTISED = ["MatMul", "Gemm", "Gather", "Attention"]


def export(model: Tagger, path: Path) -> None:
    """Write ``model`` to ``path``, layer normalisation and GELU found, quantised by channel, then fused.

    Word embeddings are kept in 4 bits where they come from there.
    """
    names = ["ids", "features", "mask"]
    ids = torch.randint(1000, 20000, (2, 37))
    example = (ids, torch.zeros_like(ids), torch.ones(2, 37))
    axes = {name: {0: "batch", 1: "length"} for name in (*names, "tags")}
    axes |= {name: {0: "batch", 1: "length", 2: "length"} for name in ("to_cue", "to_source")}
    with tempfile.TemporaryDirectory() as folder:
        raw, optimised, quantised = (f"{folder}/{name}.onnx" for name in ("raw", "optimised", "quantised"))
        torch.onnx.export(
            model.eval(),
            example,
            raw,
            input_names=names,
            output_names=["tags", "to_cue", "to_source"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
        fusion = FusionOptions("bert")
        fusion.enable_embed_layer_norm = False  # it would hide the table of word embeddings
        graph = optimizer.optimize_model(
            raw, model_type="bert", num_heads=12, hidden_size=384, opt_level=1, optimization_options=fusion
        )
        graph.save_model_to_file(optimised)
        small = in_fours(model.word.weight.detach().numpy()) is not None
        quantize_dynamic(
            optimised,
            quantised,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=_QUANTISED,
            nodes_to_exclude=[gather(graph.model, _WORDS).name] if small else [],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        smaller = onnx.load(quantised)
        if small:
            shrink(smaller, _WORDS)
        fuse(smaller)
        onnx.save(smaller, path)
