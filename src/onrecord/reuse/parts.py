"""Documents to parts: pieces of bounded length whose words are numbers, so that no later step reads text.

However long a document is, a part is at most :data:`LENGTH` code points; neighbours share :data:`OVERLAP`, so
that a stretch shorter than that lies whole in one of them. A word is a number below :data:`WORDS`: a hash of
its comparison form (``onrecord.text.tokens.fold``). Two words in 55,000 that meet by chance do no harm in a
run of several. Han and kana, which are tokens of one character, are taken in pairs with the one that follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onrecord.plan import Batches
from onrecord.text.tokens import fold, split_words

LENGTH = 8000
OVERLAP = 600
WORDS = 0xD800
"""Below the surrogates: an array of such numbers is also a text in UTF-16, which native code compares."""
_BREAK = 200
_LONGEST = 255
_MOST_KNOWN = 1_000_000
_PAIR = 31

DOCUMENTS = pa.schema([("doc", pa.string()), ("text", pa.string())])
PARTS = pa.schema(
    [
        ("part", pa.int64()),
        ("doc", pa.string()),
        ("start", pa.int64()),
        ("words", pa.binary()),
        ("places", pa.binary()),
        ("lengths", pa.binary()),
    ]
)
"""``start`` is the offset of the part in its document; ``words`` (uint16), ``places`` (uint16, where each
word begins in the part) and ``lengths`` (uint8, at most 255) are arrays, little-endian."""


class _Numbers(dict[str, int]):
    """Words to their numbers."""

    def __missing__(self, word: str) -> int:
        form = fold(word).encode("utf-8", "surrogatepass")
        number = int.from_bytes(hashlib.blake2b(form, digest_size=4).digest(), "big") % WORDS
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = number
        return number


_NUMBERS = _Numbers()


def parts(batches: Batches) -> Batches:
    """Rows of :data:`DOCUMENTS` to rows of :data:`PARTS`; a text without words has none."""
    for batch in batches:
        docs = zip(batch.column("doc").to_pylist(), batch.column("text").to_pylist(), strict=True)
        rows = [row for doc, text in docs for row in _parts(doc, text or "")]
        yield from batch_of(rows, PARTS)


def batch_of(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> Batches:
    """``rows`` as one batch; none without rows."""
    if rows:
        columns = (pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), schema, strict=True))
        yield pa.RecordBatch.from_arrays(list(columns), schema=schema)


def _parts(doc: str, text: str) -> Iterator[tuple[object, ...]]:
    for number, (start, end) in enumerate(cuts(text)):
        words, places, lengths = numbered(text[start:end])
        if len(words):
            name = f"{doc}\x00{number}".encode("utf-8", "surrogatepass")
            yield identifier(name), doc, start, words.tobytes(), places.tobytes(), lengths.tobytes()


def identifier(name: bytes) -> int:
    """A signed 64-bit number for a name; of 200 million, two are the same with a chance of 1 in 1,000."""
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big", signed=True)


def cuts(text: str) -> Iterator[tuple[int, int]]:
    """Half-open stretches of ``text`` of at most :data:`LENGTH`; they end at white space if there is some."""
    start = 0
    while len(text) - start > LENGTH:
        latest = start + LENGTH
        space = max(text.rfind(mark, latest - _BREAK, latest) for mark in (" ", "\n"))
        end = space if space > 0 else latest
        yield start, end
        start = end - OVERLAP
    yield start, len(text)


def numbered(text: str) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint8]]:
    """Number, place and length of every word of a text of at most :data:`LENGTH` code points."""
    pieces = split_words(text)
    sizes = np.fromiter(map(len, pieces), np.int64, len(pieces))
    lengths = sizes[1::2]
    places = np.cumsum(sizes)[:-1:2]
    words = np.fromiter(map(_NUMBERS.__getitem__, pieces[1::2]), np.int64, len(lengths))
    paired = (lengths[:-1] == 1) & (lengths[1:] == 1) & (places[:-1] + 1 == places[1:])
    words[:-1] = np.where(paired, (words[:-1] * _PAIR + words[1:]) % WORDS, words[:-1])
    return words.astype("<u2"), places.astype("<u2"), np.minimum(lengths, _LONGEST).astype("u1")
