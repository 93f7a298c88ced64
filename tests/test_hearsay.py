"""A denied claim is a quotation of its own, inside the denial, and nobody's in particular."""

from __future__ import annotations

import pytest

from onrecord.extract.extraction import extract
from onrecord.model import Form

CASES = [
    ("en", "Claims that the island sold its boats are “pure fiction,” {}", "the island sold its boats"),
    ("en", "Reports that the ferry would stop were false, {}", "the ferry would stop"),
    ("de", "Berichte, dass die Fähre eingestellt werde, seien falsch, {}", "die Fähre eingestellt werde"),
    ("ru", "Сообщения о том, что паром отменят, не соответствуют действительности, {}", "паром отменят"),
    ("es", "Las acusaciones de que el puerto cierra son falsas, {}", "el puerto cierra"),
]
SAID = {
    "en": "Ida Osten said.",
    "de": "sagte Ida Osten.",
    "ru": "заявила Ида Остен.",
    "es": "dijo Ida Osten.",
}


@pytest.mark.parametrize(("language", "text", "claim"), CASES)
def test_a_denied_claim_is_nested(language: str, text: str, claim: str) -> None:
    """The claim is found without the denial, inside the quotation that denies it, and is not the denier's."""
    text = text.format(SAID[language])
    found = extract(text, None, language=language).quotations
    inner = next(q for q in found if q.spans[0].of(text) == claim)
    assert inner.speaker in (None, "unnamed source")
    assert inner.form is Form.INDIRECT
    outer = next(q for q in found if q.id == inner.nested_in)
    assert outer.extent.overlaps(inner.extent)


@pytest.mark.parametrize(
    "text",
    [
        "Reports that matter are read twice, Ida Osten said.",
        "The claim that won was the oldest, Ida Osten said.",
    ],
)
def test_a_noun_with_a_relative_clause_is_no_claim(text: str) -> None:
    """Nothing is denied, so nothing is nested."""
    assert all(q.nested_in is None for q in extract(text, None, language="en").quotations)
