"""How sure one may be of an attribution: the probability that its content and its source are right.

Platt scaling (Platt 1999, "Probabilistic Outputs for Support Vector Machines") of what the model or a rule
says of itself, with a few plain signs: its form, a cue, a source, and whether rules and model agree. The
weights are fitted on annotated English news by ``training/attribution/confidence.py``; for other languages
they are the best guess there is. Turns and headlines stand as they are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from onrecord.extract.layout.page import Page
from onrecord.extract.rules.attribution import MODEL, Attributed
from onrecord.extract.rules.sources import word_count
from onrecord.model import Form

KINDS = ("model", "beside", "rules")
SIGNS = ("self", "direct", "mixed", "source", "cue", "backed", "pronoun", "short", "nested", "constant")
_PATH = ("data", "models", "attribution-en", "confidence.json")
_LEAST, _MOST = 0.02, 0.98
_SHORT = 4  # words
_SET = frozenset({Form.TURN, Form.HEADLINE})


def kind_of(one: Attributed, led: bool) -> str:
    """Which weights hold: of the model, of rules beside a model that leads, of rules alone."""
    if one.origin == MODEL:
        return "model"
    return "beside" if led else "rules"


def signs(page: Page, one: Attributed) -> tuple[float, ...]:
    """The evidence for one quotation, in the order of :data:`SIGNS`."""
    sure = min(_MOST, max(_LEAST, one.confidence))
    words = sum(word_count(page.text, span) for span in one.spans)
    source = one.source
    pronoun = source is not None and page.cues.pronoun.fullmatch(source.of(page.text)) is not None
    return (
        math.log(sure / (1 - sure)),
        float(one.form is Form.DIRECT),
        float(one.form is Form.MIXED),
        float(source is not None),
        float(one.cue is not None),
        float(one.backed),
        float(pronoun),
        float(words < _SHORT),
        float(one.inside is not None or one.turn is not None),
        1.0,
    )


def calibrate(page: Page, found: Sequence[Attributed], led: bool) -> None:
    """Gives each quotation of running text the probability that it is right; ``led``: by a model."""
    weights = _weights()
    for one in found:
        if one.form not in _SET and weights:
            fitted = weights[kind_of(one, led)]
            score = sum(w * x for w, x in zip(fitted, signs(page, one), strict=True))
            one.confidence = 1 / (1 + math.exp(-score))


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    path = files("onrecord").joinpath(*_PATH)
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return {kind: tuple(found[kind]) for kind in KINDS}
