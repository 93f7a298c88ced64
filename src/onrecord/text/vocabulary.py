"""Whether a text can hold phrases of a list at all, told before any pattern is tried on its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_SHORT = 200
"""Characters of a text that is sooner searched than prepared."""


class Listed:
    """The phrases of a list, to be asked whether one of them can be in a text, in any case.

    An entry that ends in ``*`` is a stem, and any white space may part its words. What :meth:`may_be_in`
    denies is not there; what it allows has to be looked for, with an eye to where words begin and end.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        parts = sorted({_folded(phrase.partition("*")[0]) for phrase in phrases}, key=lambda p: (len(p), p))
        self._parts: list[str] = []
        for part in parts:  # "report" is in what "reports" is in
            if not any(shorter in part for shorter in self._parts):
                self._parts.append(part)
        self._known: tuple[str, bool] = ("", False)

    def may_be_in(self, text: str) -> bool:
        """False where none of the phrases can be in ``text``."""
        known = self._known  # of the text that was asked about last
        if known[0] is not text:
            known = self._known = (text, len(text) < _SHORT or self._is_possible(text))
        return known[1]

    def _is_possible(self, text: str) -> bool:
        folded = _folded(text)
        return any(part in folded for part in self._parts)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    # Patterns take the letters i without a dot and with one too many for i, which case folding does not.
    plain = text.casefold().replace("ı", "i").replace("\u0307", "").replace("’", "'")
    return " ".join(plain.split())
