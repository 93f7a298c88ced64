"""Whether a text can hold phrases of a list at all, told by its words before any pattern is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from onrecord.text.phrases import unspaced

_RUN = re.compile(r"[^\W\d_]+")
# Letters that a pattern takes for i whatever case is asked for, and case folding does not.
_DOTLESS, _DOT = "ı", "\u0307"


_SHORT = 200
"""Characters of a text that is sooner searched than taken apart."""


class Listed:
    """The phrases of a list, as words that a text must have for one of them to be in it.

    An entry that ends in ``*`` is a stem. ``bounded``: a phrase is looked for as whole words; else letters
    may follow it. What :meth:`may_be_in` denies is not there; what it allows has to be looked for.
    """

    def __init__(self, phrases: Iterable[str], bounded: bool = True) -> None:
        self._needs: set[frozenset[str]] = set()
        self._parts: set[str] = set()
        self._known: tuple[str, bool] = ("", False)
        for phrase in phrases:
            self._add(_folded(phrase), bounded)

    def _add(self, phrase: str, bounded: bool) -> None:
        runs = _RUN.findall(phrase)
        # What stands between spaces is a word of the text; at an end that is not bounded it may go on.
        whole = runs if bounded and "*" not in phrase else runs[1:-1]
        if whole and not any(map(unspaced, phrase)):
            self._needs.add(frozenset(whole))
        else:
            self._parts.add(max(runs, key=len, default=""))

    def may_be_in(self, text: str) -> bool:
        """False where none of the phrases can be in ``text``, in any case."""
        known = self._known  # of the text that was asked about last
        if known[0] is not text:
            known = self._known = (text, len(text) < _SHORT or self._is_possible(text))
        return known[1]

    def _is_possible(self, text: str) -> bool:
        folded, words = _words(text)
        return any(part in folded for part in self._parts) or any(need <= words for need in self._needs)


def _folded(text: str) -> str:
    return text.casefold().replace(_DOTLESS, "i").replace(_DOT, "")


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[str, frozenset[str]]:
    folded = _folded(text)
    return folded, frozenset(_RUN.findall(folded))
