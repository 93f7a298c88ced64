"""The steps from documents and what they share to sentences that may be translations of each other.

    documents > sentences; sentences, reuse > undecided > meanings > marks > blocks > chosen > partners
        > beside > likeness > likeliest > asked > embedded > compared > alike > translations
    translation_caps beside them

Wording decides first: of sentences that documents share, one stands for all, and where a pile has one
language nothing is left to compare. Static vectors and marks say what is likely, and the sentence embedding
which of that is a translation; without an embedding the likeliest stands, which is evidence and no proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from onrecord.plan import Batches, MapStep, QueryStep, Step
from onrecord.reuse.decision import (
    ASKED,
    ASKED_AT_ONCE,
    ASKED_SQL,
    COMPARED,
    COMPARED_SQL,
    EMBEDDED,
    LIKELIEST_SQL,
    LIKENESS,
    SIDES,
    alike,
    embedded,
)
from onrecord.reuse.meaning import LEVELS, MARKS, MEANINGS, SENTENCES, marks, meanings, sentences_of
from onrecord.reuse.parts import batch_of
from onrecord.text.embedding import LexicalEmbedder, load_embedder

_RARITIES = 10
"""Weight of a mark that nobody else had: one less for every doubling of those that have it."""
COMMONEST = 1 << _RARITIES
"""How many sentences may have a mark; one that more have is no key."""
WORTH = 0.02
"""What a unit of the weight of marks adds to a cosine."""


@dataclass(frozen=True, slots=True)
class Reach:
    """``meetings``: how many sentences of other languages one may meet in a bucket, on average, before finer
    buckets are taken. ``embedding``: the name of the one that decides, None for the best this machine runs,
    ``none`` for none."""

    meetings: int = 16
    embedding: str | None = None


_LIKELY, _ALIKE, _LIKELY_ENOUGH = 0.5, 0.905, 0.8
"""The least score of what is likely, the least cosine of what is alike to the embedding, and the least score
of what stands without it. The second was chosen on planted translations into five languages."""
_NEXT_ALIKE, _NEXT_LIKELY = 0.01, 0.1
"""How much better, for either sentence, another one of the same language may be: with the embedding, and
without it."""
_SEVERAL_BUCKETS = 2
_MARKED = 4
"""Weight of common marks that makes a pair be looked at; any with a common bucket."""
_BLOCKS = pa.schema([("key", pa.int64()), ("members", pa.int64()), ("meetings", pa.int64())])
_CHOSEN = pa.schema(
    [
        ("key", pa.int64()),
        ("sentence", pa.int64()),
        ("language", pa.string()),
        ("weight", pa.int64()),
        ("bucket", pa.int64()),
    ]
)
_PARTNERS = pa.schema([("left_sentence", pa.int64()), ("right_sentence", pa.int64()), ("weight", pa.int64())])
_OF_SIDE = tuple(field for field in MEANINGS if field.name != "marks")
_BESIDE = pa.schema(
    [(f"{side}_{field.name}", field.type) for side in SIDES for field in _OF_SIDE] + [("weight", pa.int64())]
)
TRANSLATIONS = pa.schema([field for field in LIKENESS if not field.name.endswith("_sentence")])
"""Half-open code-point offsets of two sentences; the left document has the id that comes first in code-point
order. ``score`` is the cosine of their embeddings; without an embedding, that of their static vectors and
:data:`WORTH` of the weight of their common marks."""
CAPS = pa.schema(
    [("common_marks", pa.int64()), ("crowded_buckets", pa.int64()), ("meetings_left_out", pa.int64())]
)


def translation_steps(reach: Reach = Reach()) -> tuple[Step, ...]:
    """The plan; it reads ``documents`` and ``reuse``, its results are ``translations`` and
    ``translation_caps``. Raises ModelError for an embedding that cannot be loaded here."""
    return (
        MapStep("sentences", "documents", sentences_of, SENTENCES),
        QueryStep("undecided", _UNDECIDED_SQL, ("sentences", "reuse"), SENTENCES),
        MapStep("meanings", "undecided", meanings, MEANINGS),
        MapStep("marks", "meanings", marks, MARKS),
        QueryStep("blocks", _BLOCKS_SQL, ("marks",), _BLOCKS),
        QueryStep("chosen", _chosen(reach), ("marks", "blocks"), _CHOSEN),
        QueryStep("partners", _PARTNERS_SQL, ("chosen",), _PARTNERS),
        QueryStep("beside", _BESIDE_SQL, ("partners", "meanings"), _BESIDE),
        MapStep("likeness", "beside", likeness, LIKENESS, (_LIKELY,)),
        *_decided(reach.embedding),
        QueryStep("translation_caps", _caps(reach), ("marks", "blocks"), CAPS),
    )


def _decided(embedding: str | None) -> tuple[Step, ...]:
    """From what is likely to what stands."""
    if isinstance(load_embedder(embedding), LexicalEmbedder):
        best = _best("likeness", _LIKELY_ENOUGH, _NEXT_LIKELY)
        return (QueryStep("translations", best, ("likeness",), TRANSLATIONS),)
    return (
        QueryStep("likeliest", LIKELIEST_SQL, ("likeness",), LIKENESS),
        QueryStep("asked", ASKED_SQL, ("sentences", "likeliest"), ASKED, rows=ASKED_AT_ONCE),
        MapStep("embedded", "asked", embedded, EMBEDDED, (embedding,)),
        QueryStep("compared", COMPARED_SQL, ("likeliest", "embedded"), COMPARED),
        MapStep("alike", "compared", alike, LIKENESS, (_ALIKE,)),
        QueryStep("translations", _best("alike", _ALIKE, _NEXT_ALIKE), ("alike",), TRANSLATIONS),
    )


def likeness(batches: Batches, least: float) -> Batches:
    """Rows of two sentences beside each other to those whose score is at least ``least``."""
    for batch in batches:
        if not batch.num_rows:
            continue
        left, right = (_vectors(batch.column(f"{side}_vector")) for side in SIDES)
        sizes = np.sqrt((left * left).sum(axis=1) * (right * right).sum(axis=1))
        weights = np.array(batch.column("weight").to_pylist(), np.float64)
        scores = np.round((left * right).sum(axis=1) / np.maximum(1.0, sizes) + WORTH * weights, 3)
        chosen = np.flatnonzero(scores >= least)
        rows = zip(batch.take(pa.array(chosen)).to_pylist(), scores[chosen].tolist(), strict=True)
        yield from batch_of([_in_order(row, score) for row, score in rows], LIKENESS)


def _in_order(row: dict[str, Any], score: float) -> tuple[object, ...]:
    sides = sorted(SIDES, key=lambda side: row[f"{side}_doc"])
    names = ("sentence", "doc", "begins", "finishes", "language")
    return (*(row[f"{side}_{name}"] for side in sides for name in names), score)


def _vectors(column: pa.Array) -> NDArray[np.float64]:
    return np.stack([np.frombuffer(row.as_py(), np.int8) for row in column]).astype(np.float64)


# Of sentences that share wording the one in the first document stands for the others: all but a quarter of
# the sentence, before and after, lies in what it shares. Of equal ones that share nothing (boilerplate), any.
_UNDECIDED_SQL = """
    WITH taken AS (
        SELECT DISTINCT s.sentence FROM sentences AS s
        JOIN (SELECT DISTINCT right_doc, right_start, right_end FROM reuse) AS r ON s.doc = r.right_doc
        WHERE 4 * (r.right_start - s.begins) <= s.finishes - s.begins
          AND 4 * (s.finishes - r.right_end) <= s.finishes - s.begins),
    untaken AS (
        SELECT s.* FROM sentences AS s LEFT JOIN taken AS t ON s.sentence = t.sentence
        WHERE t.sentence IS NULL),
    firsts AS (SELECT MIN(sentence) AS sentence FROM untaken GROUP BY text)
    SELECT u.* FROM untaken AS u JOIN firsts AS f ON u.sentence = f.sentence
    CROSS JOIN (SELECT COUNT(DISTINCT language) AS languages FROM sentences) AS p WHERE p.languages > 1
"""

# Of how many sentences a key is, and how many pairs of different languages, times two, that makes.
_BLOCKS_SQL = """
    SELECT key, SUM(n) AS members, SUM(n) * SUM(n) - SUM(n * n) AS meetings
    FROM (SELECT key, language, COUNT(*) AS n FROM marks GROUP BY key, language) AS d
    GROUP BY key HAVING COUNT(*) > 1
"""


def _chosen(reach: Reach) -> str:
    """Marks that are not too common, and of each table the coarsest bucket that is not too crowded."""
    rarity = " ".join(f"WHEN b.members <= {1 << n} THEN {_RARITIES - n}" for n in range(1, _RARITIES))
    return f"""
        SELECT m.key, m.sentence, m.language,
               CASE WHEN m.level > 0 THEN 0 {rarity} ELSE 0 END AS weight,
               CASE WHEN m.level > 0 THEN 1 ELSE 0 END AS bucket
        FROM marks AS m JOIN blocks AS b ON m.key = b.key LEFT JOIN blocks AS p ON m.parent = p.key
        WHERE (m.level = 0 AND b.members < {COMMONEST})
           OR (m.level > 0 AND b.meetings <= {reach.meetings} * b.members
               AND (p.key IS NULL OR p.meetings > {reach.meetings} * p.members))
    """


def _caps(reach: Reach) -> str:
    """Marks that were too common, the finest buckets that were too crowded, and the pairs under both."""
    return f"""
        SELECT COALESCE(SUM(CASE WHEN level = 0 THEN 1 ELSE 0 END), 0) AS common_marks,
               COALESCE(SUM(CASE WHEN level = 0 THEN 0 ELSE 1 END), 0) AS crowded_buckets,
               CAST(FLOOR(COALESCE(SUM(meetings), 0) / 2) AS BIGINT) AS meetings_left_out
        FROM (SELECT m.key, MAX(m.level) AS level, MAX(b.meetings) AS meetings
              FROM marks AS m JOIN blocks AS b ON m.key = b.key
              WHERE (m.level = 0 AND b.members >= {COMMONEST})
                 OR (m.level = {LEVELS} AND b.meetings > {reach.meetings} * b.members)
              GROUP BY m.key) AS d
    """


_PARTNERS_SQL = f"""
    SELECT a.sentence AS left_sentence, b.sentence AS right_sentence, SUM(a.weight) AS weight
    FROM chosen AS a JOIN chosen AS b ON a.key = b.key
    WHERE a.language <> b.language AND a.sentence < b.sentence
    GROUP BY a.sentence, b.sentence
    HAVING SUM(a.weight) >= {_MARKED} OR SUM(a.bucket) >= {_SEVERAL_BUCKETS}
        OR (SUM(a.weight) > 0 AND SUM(a.bucket) > 0)
"""

_BESIDE_SQL = "SELECT {columns}, c.weight FROM partners AS c {joins} WHERE {order}".format(
    columns=", ".join(
        f"{side}_of.{field.name} AS {side}_{field.name}" for side in SIDES for field in _OF_SIDE
    ),
    joins=" ".join(f"JOIN meanings AS {side}_of ON c.{side}_sentence = {side}_of.sentence" for side in SIDES),
    order="left_of.doc <> right_of.doc",
)


def _best(table: str, least: float, margin: float) -> str:
    """Pairs that are nearly the best for both, among the sentences of the other's language."""
    best = ", ".join(
        f"MAX(score) OVER (PARTITION BY {one}_sentence, {other}_language) AS best_{one}"
        for one, other in (SIDES, SIDES[::-1])
    )
    return f"""
        SELECT {", ".join(TRANSLATIONS.names)} FROM (SELECT l.*, {best} FROM {table} AS l) AS d
        WHERE score >= {least} AND score >= best_left - {margin} AND score >= best_right - {margin}
    """
