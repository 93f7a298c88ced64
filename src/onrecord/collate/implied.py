"""Values that words imply without naming them: "both" is two, "zwölfjährig" twelve, a decade ten years.

They bear out a figure of a translation; none is ever claimed to be changed. The topic ``numbers`` holds for
this, per language, ``[implied]``: by value the words; ``[prefixes]``: by value what longer words begin with
that tell it ("двух" in "двухлетний"). Where number words are written together any of them may be a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from onrecord.collate.case import Side
from onrecord.collate.operators import phrase_places
from onrecord.text import lexicon
from onrecord.text.tokens import fold

_REST = 3
"""Letters that follow a number word in a longer word that is made of it."""
_ROMAN = re.compile(r"([IVXLC]+)(?:e|er|ème|th|st|nd|rd)?")
_ONE_AND_A_HALF = 1.5
_LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def implied(side: Side) -> frozenset[float]:
    """The values that words of a side imply."""
    words, prefixes = _table(side.table.language)
    out: set[float] = set()
    for word in side.words:
        out |= words.get(word.form, frozenset())
        for size in range(2, len(word.form) - _REST + 1):
            out |= prefixes.get(word.form[:size], frozenset())
        roman = _ROMAN.fullmatch(word.text)
        if roman:
            out.add(_roman(roman.group(1)))
    if any(phrase_places(side.words, _halves(side.table.language))):
        out.add(_ONE_AND_A_HALF)  # "a month and a half"
    return frozenset(out)


@cache
def _halves(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(p).split()) for p in lexicon.table("numbers", language).get("half_after", ()))


@cache
def _table(language: str) -> tuple[Mapping[str, frozenset[float]], Mapping[str, frozenset[float]]]:
    data = lexicon.table("numbers", language)
    words = _by_form(data.get("implied", {}), data.get("vague", {}))
    # "Un dollar" is one, though the word may be the article.
    words |= _by_form({"1": data.get("cardinals", {}).get("1", ())})
    spelled = data.get("cardinals", {}) if data.get("compounds") else {}
    counted = {value: forms for value, forms in spelled.items() if Fraction(value) > 1}
    return words, _by_form(data.get("prefixes", {}), counted)


def _by_form(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[float]]:
    out: dict[str, frozenset[float]] = {}
    for table in tables:
        for value, forms in table.items():
            for form in map(fold, forms):
                out[form] = out.get(form, frozenset()) | {float(Fraction(value))}
    return out


def _roman(letters: str) -> float:
    values = [_LETTERS[letter] for letter in letters]
    following = [*values[1:], 0]
    return float(sum(-v if v < after else v for v, after in zip(values, following, strict=True)))
