"""A text as rows of its word pieces, those of stretches met before taken from memory.

A WordPiece vocabulary (BERT's) breaks text at white space before anything else, so a stretch without any has
the same pieces wherever it stands: only stretches that are new are given to the tokenizer. Other vocabularies
may join what white space parts, and are given the whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

Ints = NDArray[np.int64]

ID, START, END, FIRST, CASE = range(5)
"""The rows: vocabulary ids, half-open code-point offsets, 1 where a word begins, :func:`_cases`."""
_ROWS = 5
_SIZE = _ROWS * 8
"""Bytes that a piece takes in memory."""
_MOST_KEPT = 1 << 22
"""Bytes of pieces that are kept: some twenty thousand stretches, as many as are in a hundred reports."""


@lru_cache(maxsize=2)
def rows_of(tokenizer: Tokenizer) -> Callable[[str], Ints]:
    """What makes a text ``[row, piece]``, its pieces in order. Any text without lone surrogates will do."""
    apart = isinstance(tokenizer.normalizer, BertNormalizer)
    if apart and isinstance(tokenizer.pre_tokenizer, BertPreTokenizer):
        return _Stretches(tokenizer).rows
    return lambda text: _encoded(text, tokenizer)


def _encoded(text: str, tokenizer: Tokenizer) -> Ints:
    encoding = tokenizer.encode(text, add_special_tokens=False)
    ids = encoding.ids
    rows: Ints = np.empty((_ROWS, len(ids)), np.int64)
    rows[ID] = ids
    rows[START : END + 1] = np.fromiter(chain.from_iterable(encoding.offsets), np.int64).reshape(-1, 2).T
    words = np.array([-1 if word is None else word for word in encoding.word_ids], np.int64)
    rows[FIRST] = np.diff(words, prepend=-2) != 0
    rows[CASE] = _cases(text, rows)
    return rows


def _cases(text: str, rows: Ints) -> Ints:
    """0 lower, 1 capitalised, 2 upper, 3 no letter; a piece inside a word has the case of its first piece."""
    first = rows[FIRST] == 1
    begun = rows[START, first]
    initials = np.frombuffer(text.encode("utf-32-le"), np.uint32)[begun]
    cases: Ints = np.zeros(len(begun), np.int64)
    # Most words begin with a small Latin letter, and need no look.
    others = np.flatnonzero((initials < ord("a")) | (initials > ord("z")))
    spans = zip(begun[others].tolist(), rows[END, first][others].tolist(), strict=True)
    cases[others] = [_case(text[start:end]) for start, end in spans]
    return np.take(cases, np.cumsum(first) - 1)


@lru_cache(maxsize=1 << 14)
def _case(piece: str) -> int:
    if not piece[:1].isalpha():
        return 3
    return 2 if len(piece) > 1 and piece.isupper() else int(piece[0].isupper())


class _Stretches:
    """The pieces of stretches between white space, offsets from where a stretch begins."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, bytes] = {}
        self._kept = 0

    def rows(self, text: str) -> Ints:
        """The pieces of ``text`` in order."""
        parts = text.replace("\n", " ").replace("\t", " ").replace("\r", " ").split(" ")
        known = self._known
        new = self._read(dict.fromkeys(part for part in parts if part not in known))
        found = [known.get(part) or new.get(part, b"") for part in parts]
        sizes = np.fromiter(map(len, found), np.int64, len(parts)) // _SIZE
        rows = np.frombuffer(b"".join(found), np.int64).reshape(-1, _ROWS).T.copy()
        rows[START : END + 1] += np.repeat(_begins(parts), sizes)
        return rows

    def _read(self, parts: Collection[str]) -> dict[str, bytes]:
        """The pieces of stretches that are not known, and are from then on."""
        rows, begins = _encoded(" ".join(parts), self._tokenizer), _begins(parts)
        bounds = [*np.searchsorted(rows[START], begins).tolist(), rows.shape[1]]
        rows[START : END + 1] -= np.repeat(begins, np.diff(bounds))
        data = rows.T.tobytes()
        cuts = pairwise(bound * _SIZE for bound in bounds)
        new = {part: data[start:end] for part, (start, end) in zip(parts, cuts, strict=True)}
        if self._kept + len(data) > _MOST_KEPT:
            self._known, self._kept = {}, 0
        if len(data) <= _MOST_KEPT:
            self._known.update(new)
            self._kept += len(data)
        return new


def _begins(parts: Collection[str]) -> Ints:
    """Where ``parts`` begin that one character is between."""
    lengths = np.fromiter(map(len, parts), np.int64, len(parts)) + 1
    return np.cumsum(lengths) - lengths
