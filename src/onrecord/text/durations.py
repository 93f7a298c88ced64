"""Stretches of time: "a year and a half" written as 18 months, two days as 48 hours.

Key of the topic ``numbers``: ``[durations]`` with the words for ``minute``, ``hour``, ``day``, ``week``,
``month``, ``year`` and ``decade``, in every form that follows a number. A month has no fixed number of days,
so months to decades are one scale and minutes to weeks another. ``within``: words between the two ("ten
working days").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from onrecord.text import lexicon
from onrecord.text.numbers import Number
from onrecord.text.tokens import fold, tokenize

_SCALES = {
    "minute": ("minutes", 1),
    "hour": ("minutes", 60),
    "day": ("minutes", 1440),
    "week": ("minutes", 10080),
    "month": ("months", 1),
    "year": ("months", 12),
    "decade": ("months", 120),
}
_PLAIN = re.compile(r"[^\W\d_]*[ \xa0\u202f-]*[^\W\d_]*[ \xa0\u202f-]*")
_REACH = 24
"""Characters after a number in which its unit stands."""


def duration(text: str, number: Number, language: str) -> tuple[str, float] | None:
    """The stretch of time that ``number`` measures, as scale and length there; None for anything else."""
    if isinstance(number.value, tuple) or number.unit or number.kind not in ("cardinal", "fraction"):
        return None
    end = number.span.end
    after = tokenize(text, end, min(len(text), end + _REACH))
    after = after[1:] if after and after[0].form in _within(language) else after
    unit = _units(language).get(after[0].form) if after else None
    if unit is None or not _PLAIN.fullmatch(text, end, after[0].span.start):
        return None
    scale, factor = _SCALES[unit]
    return scale, number.value * factor


@cache
def _within(language: str) -> frozenset[str]:
    return frozenset(map(fold, lexicon.table("numbers", language).get("durations", {}).get("within", ())))


@cache
def _units(language: str) -> Mapping[str, str]:
    table = lexicon.table("numbers", language).get("durations", {})
    return {fold(word): unit for unit in _SCALES for word in table.get(unit, ())}
