"""Word tokens with their places, and the forms under which two words count as the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.model import Span

# A word keeps inner apostrophes and hyphens, a number keeps its separators; Han and kana, which are
# written without spaces, go one character at a time, as is usual for overlap measures on them.
_WORD = re.compile(
    r"[一-鿿々〇぀-ヿ]"
    r"|\d+(?:[.,\u00a0\u202f]\d+)*"
    r"|[^\W\d_]+(?:['’ʼ\-‑][^\W\d_]+)*"
    r"|\w+"
)
_SPLIT = re.compile(f"({_WORD.pattern})")
_FOLDS = {"’": "'", "ʼ": "'", "‘": "'", "‑": "-", "–": "-", "—": "-", "ё": "е"}
_LONGEST_KEPT, _MOST_KEPT = 32, 1 << 16


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its place. ``form`` is :func:`fold` of ``text``."""

    text: str
    span: Span
    form: str


class _Folds(dict[str, str]):
    """Words and their comparison forms, kept: the words of one text come again and again."""

    def __missing__(self, word: str) -> str:
        form = word.casefold()
        if not word.isascii():
            form = unicodedata.normalize("NFKC", word).casefold()
            for character, plain in _FOLDS.items():
                form = form.replace(character, plain)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[word] = form
        return form


fold: Callable[[str], str] = _Folds().__getitem__
"""The comparison form of a word: NFKC, case-folded, one apostrophe, one hyphen, ё as е."""


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The words of ``text[start:end]``, with offsets into the whole of ``text``."""
    stop = len(text) if end is None else end
    return tuple(
        Token(m.group(), Span(m.start(), m.end()), fold(m.group())) for m in _WORD.finditer(text, start, stop)
    )


def word_forms(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """The ``form`` of each word of ``text[start:end]``, in order."""
    return [fold(word) for word in _WORD.findall(text, start, len(text) if end is None else end)]


def split_words(text: str) -> list[str]:
    """``text`` cut up: what stands between words at even places (perhaps nothing), words at odd ones."""
    return _SPLIT.split(text)
