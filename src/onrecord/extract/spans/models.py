"""The trained span models that this installation ships, by language.

Each folder of ``data/models`` that holds a ``config.json`` with ``languages`` is one; a language is served by
one folder alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from onrecord.errors import ModelError
from onrecord.extract.spans.proposal import Attributor
from onrecord.extract.spans.spanmodel import MODELS, SpanModel

_WEIGHTS = "model.int8.onnx"


@cache
def modelled() -> Mapping[str, Path]:
    """The folder of each language that a shipped model serves. No weights are read for it."""
    found = {
        language: path.parent
        for path in sorted(MODELS.glob("*/config.json"))
        if path.with_name(_WEIGHTS).is_file()
        for language, own in json.loads(path.read_text(encoding="utf-8"))["languages"].items()
        if own["shipped"]
    }
    return MappingProxyType(found)


@cache
def model_for(language: str) -> Attributor | None:
    """The model for texts in ``language``, loaded at the first call; None where there is none to be had."""
    folder = modelled().get(language)
    if folder is None:
        return None
    model = SpanModel(folder, language)
    try:
        model.propose("")  # reads the weights: what is missing shows now rather than in a document
    except ModelError:
        return None
    return model
