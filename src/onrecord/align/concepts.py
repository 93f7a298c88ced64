"""Words that name one thing in every language: months, days of the week, numbers in letters.

The topics ``dates`` and ``numbers`` have them. A word that a language uses for something else as well ("may",
"second") is left out there.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from onrecord.text import lexicon
from onrecord.text.tokens import fold

_LEAST = 2
"""From this value on a number in letters is no article."""


@cache
def concepts(language: str) -> Mapping[str, str]:
    """By folded word what it names; a number as its digits."""
    dates, numbers = lexicon.table("dates", language), lexicon.table("numbers", language)
    out: dict[str, str] = {}
    for kind in ("months", "weekdays"):
        for number, row in dates.get(kind, {}).items():
            for name in [row] if isinstance(row, str) else row:
                out[fold(name).rstrip(".")] = f"{kind} {number}"
    for topic in ("cardinals", "ordinals"):
        for value, forms in numbers.get(topic, {}).items():
            if Fraction(value).denominator == 1 and Fraction(value) >= _LEAST:
                out |= dict.fromkeys(map(fold, forms), value)
    other = lexicon.words("collation", "function_words", language) | _ambiguous(language)
    return {form: code for form, code in out.items() if form not in other}


def _ambiguous(language: str) -> frozenset[str]:
    """Words that weaken or bind a statement, too."""
    classes = lexicon.table("collation", language).get("operators", {}).values()
    return frozenset(fold(phrase) for phrases in classes for phrase in phrases)
