"""Documents to sentences, and sentences to what translations of them have in common: meaning, names, numbers.

A sentence is a static vector (:mod:`onrecord.text.static`), rounded to whole numbers, and the marks that stay
when it is translated: numbers of two digits and more, and the first :data:`SPELLED` letters of longer words
as they sound in Latin script (names, and words that languages have in common).

Sentences meet under keys. A mark is one. So is a bucket of each of :data:`TABLES` tables: the axes of a
random rotation that a vector lies nearest to (Andoni et al. 2015, "Practical and Optimal LSH for Angular
Distance"), one axis for a coarse bucket, two for a finer one within it, three for the finest, so that
whoever compares can take buckets as fine as the pile asks for (Bawa et al. 2005, "LSH Forest"). All is worked
in whole numbers, so that it does not depend on the machine or on how many sentences are worked at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onrecord.plan import Batches
from onrecord.reuse.parts import batch_of, identifier
from onrecord.text.language import detect_language
from onrecord.text.names import word_key
from onrecord.text.sentences import sentences
from onrecord.text.static import static_embedder
from onrecord.text.tokens import split_words

TABLES = 16
LEVELS = 3
"""How fine a bucket may be: in how many axes its members agree."""
SPELLED = 5
_AXES = 64
"""Axes of one choice: half of a vector that was rotated."""
_CHOICES = 4
"""Choices of a table: two rotations give so many."""
_PATH = (1 << 24) - 1
"""What of a key says which axes were chosen, eight bits each."""
_SCALE = 127
_SHORTEST, _LONGEST = 60, 1200
"""Bytes in UTF-8 of a sentence that is looked at: 60 Latin letters, 30 Cyrillic ones, 20 Han characters."""
_LONG_WORD = 4
_MOST_KNOWN = 1_000_000
_MARK = 0
"""Level of a key that is a mark and no bucket."""

SENTENCES = pa.schema(
    [
        ("sentence", pa.int64()),
        ("text", pa.int64()),
        ("language", pa.string()),
        ("doc", pa.string()),
        ("begins", pa.int64()),
        ("finishes", pa.int64()),
        ("said", pa.string()),
    ]
)
"""``sentence`` is a number of the place, ``text`` one of the words: the same for equal sentences. Half-open
code-point offsets into the document, whose language is that of all its sentences."""
MEANINGS = pa.schema(
    [
        ("sentence", pa.int64()),
        ("language", pa.string()),
        ("doc", pa.string()),
        ("begins", pa.int64()),
        ("finishes", pa.int64()),
        ("vector", pa.binary()),
        ("marks", pa.binary()),
    ]
)
"""``vector`` (int8) and ``marks`` (int64, little-endian, each once, sorted) are arrays."""
MARKS = pa.schema(
    [
        ("key", pa.int64()),
        ("parent", pa.int64()),
        ("level", pa.int32()),
        ("sentence", pa.int64()),
        ("language", pa.string()),
    ]
)
"""``level`` is 0 for a mark; the ``parent`` of a bucket is the coarser one that it lies in, 0 for none."""


def sentences_of(batches: Batches) -> Batches:
    """Rows of DOCUMENTS to rows of :data:`SENTENCES`."""
    for batch in batches:
        docs = zip(batch.column("doc").to_pylist(), batch.column("text").to_pylist(), strict=True)
        rows = [row for doc, text in docs for row in _sentences(doc, text or "")]
        yield from batch_of(rows, SENTENCES)


def meanings(batches: Batches) -> Batches:
    """Rows of SENTENCES to rows of :data:`MEANINGS`."""
    for batch in batches:
        said = batch.column("said").to_pylist()
        if said:
            vectors = np.rint(static_embedder().embed(said) * _SCALE).astype(np.int8)
            marks = [_marks(text).tobytes() for text in said]
            kept = [batch.column(name) for name in MEANINGS.names[:-2]]
            columns = [*kept, pa.array(map(bytes, vectors), pa.binary()), pa.array(marks, pa.binary())]
            yield pa.RecordBatch.from_arrays(columns, schema=MEANINGS)


def marks(batches: Batches) -> Batches:
    """Rows of MEANINGS to rows of :data:`MARKS`."""
    for batch in batches:
        if not batch.num_rows:
            continue
        owners = np.array(batch.column("sentence").to_pylist(), np.int64)
        languages = batch.column("language").to_pylist()
        own = [np.frombuffer(row.as_py(), "<i8") for row in batch.column("marks")]
        vectors = np.stack([np.frombuffer(row.as_py(), np.int8) for row in batch.column("vector")])
        buckets = _buckets(vectors)
        counts = [len(row) for row in own]
        rows = np.concatenate([np.repeat(np.arange(len(owners)), n) for n in (counts, buckets.shape[1])])
        keys = np.concatenate([*own, buckets[:, :, 0].ravel()])
        parents = np.concatenate([np.zeros(sum(counts), np.int64), buckets[:, :, 1].ravel()])
        of_bucket = np.tile(np.arange(buckets.shape[1]) % LEVELS + 1, len(owners))
        levels = np.concatenate([np.full(sum(counts), _MARK), of_bucket])
        columns = [
            pa.array(keys),
            pa.array(parents),
            pa.array(levels.astype(np.int32)),
            pa.array(owners[rows]),
            pa.array([languages[row] for row in rows.tolist()], pa.string()),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=MARKS)


def _sentences(doc: str, text: str) -> Iterator[tuple[object, ...]]:
    language = detect_language(text)
    for span in sentences(text):
        said = span.of(text)
        form = said.encode("utf-8", "surrogatepass")
        if _SHORTEST <= len(form) <= _LONGEST:
            place = identifier(f"{doc}\x00{span.start}".encode("utf-8", "surrogatepass"))
            yield place, identifier(form), language, doc, span.start, span.end, said


class _Keys(dict[str, int]):
    """Words to the keys of their marks, 0 for none."""

    def __missing__(self, word: str) -> int:
        mark = _mark(word)
        # The lowest bit tells marks from buckets, whatever their numbers are.
        key = identifier(mark.encode()) | 1 if mark else 0
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = key
        return key


_KEYS = _Keys()


def _mark(word: str) -> str:
    if word[0].isdigit():
        digits = "".join(character for character in word if character.isdigit())
        return digits if len(digits) > 1 else ""
    return word_key(word)[:SPELLED] if len(word) >= _LONG_WORD else ""


def _marks(said: str) -> NDArray[np.int64]:
    found = {_KEYS[word] for word in split_words(said)[1::2]}
    return np.array(sorted(found - {0}), "<i8")


def _buckets(vectors: NDArray[np.int8]) -> NDArray[np.int64]:
    """Key and parent of every bucket that each vector lies in, table by table, from coarse to fine."""
    nearest = _nearest(vectors)
    out = np.zeros((len(vectors), TABLES * LEVELS, 2), np.int64)
    for table in range(TABLES):
        key = np.zeros(len(vectors), np.int64)
        for level in range(LEVELS):
            chosen = nearest[:, table * _CHOICES + level]
            finer = (((table * LEVELS + level) << 32) | ((key >> 1 & _PATH) << 8) | chosen) << 1
            out[:, table * LEVELS + level, 0] = finer
            out[:, table * LEVELS + level, 1] = key
            key = finer
    return out


def _nearest(vectors: NDArray[np.int8]) -> NDArray[np.int64]:
    """The axis nearest to each half of every rotation of each vector, 1 to 128: negative directions above."""
    rotated = vectors.astype(np.float32) @ _rotations()
    halves = rotated.reshape(len(vectors), -1, _AXES)
    axis = np.abs(halves).argmax(axis=2)
    negative = np.take_along_axis(halves, axis[..., None], axis=2)[..., 0] < 0
    return np.asarray(1 + axis + _AXES * negative, dtype=np.int64)


@cache
def _rotations() -> NDArray[np.float32]:
    """Random rotations side by side, rounded to whole numbers: sums of products stay below 2**24, exact."""
    dice = np.random.default_rng(8)
    width = 2 * _AXES
    turns = [np.linalg.qr(dice.standard_normal((width, width)))[0] for _ in range(TABLES * _CHOICES // 2)]
    return np.asarray(np.rint(np.concatenate(turns, axis=1) * _SCALE), dtype=np.float32)
