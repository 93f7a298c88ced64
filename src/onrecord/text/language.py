"""Which language a text is in, by py3langid (Lui & Baldwin 2012, "langid.py", ACL demo)."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 500
"""Characters that are looked at of each of the beginning, the middle and the end."""

_SURE = 0.99
"""How likely a language must be by a third of the sample for the rest not to be looked at."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of the language of ``text``.

    A page's declared language wins where the text itself is too short or too mixed to tell;
    "und" (undetermined) where nothing tells.
    """
    if declared and _agrees(text, declared):
        return declared
    sample = _sample(text)
    if not any(character.isalpha() for character in sample):
        return declared or "und"
    code, probability = _identifier().classify(sample)
    if declared and probability < 0.9:
        return declared
    return str(code)


def _agrees(text: str, declared: str) -> bool:
    """True where the middle of a long text leaves no doubt that it is what it was declared to be."""
    if len(text) <= 3 * _SAMPLE:
        return False
    middle = (len(text) - _SAMPLE) // 2
    code, probability = _identifier().classify(text[middle : middle + _SAMPLE])
    return str(code) == declared and float(probability) >= _SURE


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return text[:_SAMPLE] + text[middle : middle + _SAMPLE] + text[-_SAMPLE:]
