"""A word list of the language data as something words can be looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from onrecord.text.tokens import fold

_STEM_TAIL = 4


class WordList:
    """A word list with stems (entries that end in ``*``), for fast membership of folded words."""

    def __init__(self, entries: Iterable[str]) -> None:
        folded = [fold(entry) for entry in entries]
        self.exact = frozenset(entry for entry in folded if not entry.endswith("*"))
        self._stems = frozenset(entry[:-1] for entry in folded if entry.endswith("*"))

        self._holds = lru_cache(maxsize=1 << 14)(self._looked_up)

    def __contains__(self, word: str) -> bool:
        return self._holds(word)

    def _looked_up(self, word: str) -> bool:
        if word in self.exact:
            return True
        return any(
            word[: len(word) - cut] in self._stems for cut in range(min(_STEM_TAIL, len(word) - 1) + 1)
        )
