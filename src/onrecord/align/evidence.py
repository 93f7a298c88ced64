"""How likely it is that a stretch of a document is what a quotation renders.

Each piece of evidence is a number; a logistic model with constants in ``data/align.toml`` turns them into a
probability. There are three sets of constants: ``embedding`` (both sides in one language), ``foreign`` (a
translation) and ``lexical`` (no embedding model at hand).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against one window as the reference of one part of a quotation.

    ``meaning``: centred cosine of the two sentence vectors, about 0 for unrelated text.
    ``covered``: share of the part's words, weighted by rarity, that the window has. ``covering``: the same
    the other way round. ``verbatim``: share of the words that recur in order, times their density.
    ``numbers``: share of the part's numbers that the window has, less the share it lacks; 0 without any.
    ``speaker``: 1 where the speaker is the same person; ``other``: 1 where it is another. ``shorter``,
    ``longer``: log ratio of the two sizes where the window is the shorter, the longer one, else 0.
    ``whole``: share of its two ends that are ends of a sentence. ``spoken``: 1 where it lies in words that
    somebody said. ``asked``: 1 where it is another's question and the part is none.
    """

    meaning: float
    covered: float
    covering: float
    verbatim: float
    numbers: float
    speaker: float
    other: float
    shorter: float
    longer: float
    whole: float
    spoken: float
    asked: float = 0.0


@cache
def settings() -> Mapping[str, Any]:
    """The constants of ``data/align.toml``."""
    return tomllib.loads((files("onrecord") / "data" / "align.toml").read_text(encoding="utf-8"))


def logit(evidence: Evidence, model: str) -> float:
    """Log odds that the window is right, under the constants called ``model``.

    The weighted sum ranks windows; ``scale`` and ``shift`` make log odds of it (Platt scaling).
    """
    constants = settings()[model]
    total: float = constants["bias"]
    for field in fields(evidence):
        total += constants[field.name] * getattr(evidence, field.name)
    odds: float = constants["scale"] * total + constants["shift"]
    return odds


def probability(log_odds: float) -> float:
    """The logistic function, safe at either end."""
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, log_odds))))
