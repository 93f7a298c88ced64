"""The trained span models that this installation ships, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from onrecord.errors import ModelError
from onrecord.extract.spans.proposal import Attributor
from onrecord.extract.spans.spanmodel import SpanModel

_SHIPPED = (SpanModel(),)


@cache
def load_models() -> Mapping[str, Attributor]:
    """Every shipped model that can be loaded here, by language."""
    found = ((model.language, model_for(model.language)) for model in _SHIPPED)
    return MappingProxyType({language: model for language, model in found if model is not None})


@cache
def model_for(language: str) -> Attributor | None:
    """The model for texts in ``language``, loaded at the first call; None where there is none to be had."""
    for model in _SHIPPED:
        if model.language == language:
            return model if _loads(model) else None
    return None


def _loads(model: Attributor) -> bool:
    try:
        model.propose("")  # reads the weights: what is missing shows now rather than in a document
    except ModelError:
        return False
    return True
