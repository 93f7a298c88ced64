"""What a sentence embedding says of pairs of sentences that static vectors and marks hold to be likely.

An embedding that reads whole sentences tells translations from sentences about the same matter far better
than a static vector does, and takes a thousand times as long: it is asked only of the sentences of pairs that
are among the likeliest for both, and of each sentence once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onrecord.plan import Batches
from onrecord.reuse.parts import batch_of
from onrecord.text.embedding import load_embedder

SIDES = ("left", "right")
ASKED_AT_ONCE = 2048
"""Sentences of a shard: a process takes about a minute over them, and what it made of them is kept."""
_LIKELIEST = 3
"""How many sentences of one other language a sentence is read beside."""

LIKENESS = pa.schema(
    [
        (f"{side}_{name}", kind)
        for side in SIDES
        for name, kind in (
            ("sentence", pa.int64()),
            ("doc", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("language", pa.string()),
        )
    ]
    + [("score", pa.float64())]
)
"""Two sentences, the left one of the document whose id comes first in code-point order."""
ASKED = pa.schema([("sentence", pa.int64()), ("said", pa.string())])
EMBEDDED = pa.schema([("sentence", pa.int64()), ("embedding", pa.binary())])
"""``embedding`` is an array of float32."""
COMPARED = pa.schema([*LIKENESS, *((f"{side}_embedding", pa.binary()) for side in SIDES)])

LIKELIEST_SQL = """
    SELECT {columns} FROM (SELECT l.*, {ranks} FROM likeness AS l) AS d
    WHERE left_rank <= {most} AND right_rank <= {most}
""".format(
    columns=", ".join(LIKENESS.names),
    ranks=", ".join(
        f"ROW_NUMBER() OVER (PARTITION BY {one}_sentence, {other}_language"
        f" ORDER BY score DESC, {other}_sentence) AS {one}_rank"
        for one, other in (SIDES, SIDES[::-1])
    ),
    most=_LIKELIEST,
)
ASKED_SQL = """
    SELECT s.sentence, s.said FROM sentences AS s
    JOIN (SELECT left_sentence AS sentence FROM likeliest UNION SELECT right_sentence FROM likeliest) AS l
    ON s.sentence = l.sentence
"""
COMPARED_SQL = """
    SELECT l.*, left_of.embedding AS left_embedding, right_of.embedding AS right_embedding
    FROM likeliest AS l JOIN embedded AS left_of ON l.left_sentence = left_of.sentence
    JOIN embedded AS right_of ON l.right_sentence = right_of.sentence
"""


def embedded(batches: Batches, embedding: str | None) -> Batches:
    """Rows of ASKED to rows of EMBEDDED. Raises ModelError where there is no such ``embedding``."""
    for batch in batches:
        if batch.num_rows:
            vectors = load_embedder(embedding).embed(batch.column("said").to_pylist())
            rows = pa.array([vector.astype("<f4").tobytes() for vector in vectors], pa.binary())
            yield pa.RecordBatch.from_arrays([batch.column("sentence"), rows], schema=EMBEDDED)


def alike(batches: Batches, least: float) -> Batches:
    """Rows of COMPARED to those of LIKENESS whose cosine, now their score, is at least ``least``."""
    for batch in batches:
        if batch.num_rows:
            left, right = (_vectors(batch.column(f"{side}_embedding")) for side in SIDES)
            scores = np.round((left * right).sum(axis=1), 3)
            chosen = np.flatnonzero(scores >= least)
            kept = batch.select(LIKENESS.names[:-1]).take(pa.array(chosen)).to_pylist()
            rows = zip(kept, scores[chosen].tolist(), strict=True)
            yield from batch_of([(*row.values(), score) for row, score in rows], LIKENESS)


def _vectors(column: pa.Array) -> NDArray[np.float64]:
    return np.stack([np.frombuffer(row.as_py(), "<f4") for row in column]).astype(np.float64)
