"""Which of many phrases stand in a text, without looking for each of them in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from onrecord.text.phrases import unspaced

_WORD = re.compile(r"\w+")


class Beginnings:
    """Phrases by their first word: only those are looked for whose first word a text has."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._order = {phrase: number for number, phrase in enumerate(phrases)}
        self._having: dict[str, list[str]] = defaultdict(list)
        for phrase in self._order:
            self._having[_first(phrase)].append(phrase)

    def inside(self, text: str) -> list[str]:
        """The phrases that stand in ``text``, in their own order.

        In scripts without spaces a phrase may begin anywhere; in others a word does.
        """
        words = {*_WORD.findall(text), ""} & self._having.keys()
        found = [phrase for word in words for phrase in self._having[word] if phrase in text]
        return sorted(found, key=self._order.__getitem__)


def _first(phrase: str) -> str:
    """The first word of a phrase; "" where it begins in a script without spaces, or with no word."""
    match = _WORD.match(phrase)
    return match.group() if match and not unspaced(phrase[0]) else ""
