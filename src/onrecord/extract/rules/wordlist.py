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
        self._holds = lru_cache(maxsize=1 << 14)(self._begins_with_stem)

    def __contains__(self, word: str) -> bool:
        return word in self.exact or (bool(self._stems) and self._holds(word))

    def _begins_with_stem(self, word: str) -> bool:
        return any(
            word[: len(word) - cut] in self._stems for cut in range(min(_STEM_TAIL, len(word) - 1) + 1)
        )
