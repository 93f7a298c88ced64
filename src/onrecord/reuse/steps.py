"""The steps from documents to shared stretches and their clusters.

    documents > parts > grams > frequencies, keys > candidates > pairs > spans > reuse > stretches > places
        > links > stars > clusters; caps beside them

Every table grows in proportion to the documents: a part has at most one key a word, and under each key meets
a bounded number of others (:class:`Limits`). What the limits leave out is counted in the table ``caps``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from onrecord.plan import Batches, MapStep, QueryStep, Step
from onrecord.reuse.components import components
from onrecord.reuse.grams import GRAMS, WIDTH, grams
from onrecord.reuse.parts import PARTS, identifier, parts
from onrecord.reuse.spans import SPANS, spans


@dataclass(frozen=True, slots=True)
class Limits:
    """``documents``: how many parts may have a run of words before it is boilerplate and no key.

    ``neighbours``: with how many of the parts that have a key each is compared before it, and after it; in a
    block of more, with a quarter as many and with the first. ``score``: the least score of a shared stretch,
    about the number of its longer words that are the same.
    """

    documents: int = 1000
    neighbours: int = 16
    score: float = 6.0

    @property
    def small(self) -> int:
        """Parts of a block in which everyone is compared with everyone."""
        return self.neighbours + 1

    @property
    def few(self) -> int:
        """Neighbours in a larger block."""
        return max(1, self.neighbours // 4)


_BAND = 16.0
_KEYS = pa.schema(
    [
        ("key", pa.int64()),
        ("part", pa.int64()),
        ("place", pa.int32()),
        ("member", pa.int64()),
        ("members", pa.int64()),
    ]
)
_CANDIDATES = pa.schema([("left_part", pa.int64()), ("right_part", pa.int64())])
_SIDES = ("left", "right")
_PAIRS = pa.schema([(f"{side}_{field.name}", field.type) for side in _SIDES for field in PARTS])
_STRETCHES = pa.schema(
    [("doc", pa.string()), ("begins", pa.int64()), ("finishes", pa.int64()), ("island", pa.int64())]
)
_PLACES = pa.schema([*_STRETCHES, ("node", pa.int64())])
_LINKS = pa.schema([("a", pa.int64()), ("b", pa.int64())])
CLUSTERS = pa.schema(
    [
        ("cluster", pa.int64()),
        ("doc", pa.string()),
        ("begins", pa.int64()),
        ("finishes", pa.int64()),
    ]
)
CAPS = pa.schema(
    [("boilerplate_runs", pa.int64()), ("boilerplate_places", pa.int64()), ("pairs_left_out", pa.int64())]
)


def reuse_steps(limits: Limits = Limits()) -> tuple[Step, ...]:
    """The plan; it reads the table ``documents``, its results are ``reuse``, ``clusters`` and ``caps``."""
    return (
        MapStep("parts", "documents", parts, PARTS),
        MapStep("grams", "parts", grams, GRAMS),
        QueryStep(
            "frequencies",
            "SELECT key, COUNT(*) AS parts FROM grams GROUP BY key HAVING COUNT(*) > 1",
            ("grams",),
            pa.schema([("key", pa.int64()), ("parts", pa.int64())]),
        ),
        QueryStep("keys", _keys(limits), ("grams", "frequencies"), _KEYS),
        QueryStep("candidates", _candidates(limits), ("keys",), _CANDIDATES),
        QueryStep("pairs", _PAIRS_SQL, ("candidates", "parts"), _PAIRS),
        MapStep("spans", "pairs", spans, SPANS, (limits.score,)),
        QueryStep("reuse", _REUSE_SQL, ("spans",), SPANS),
        QueryStep("stretches", _STRETCHES_SQL, ("reuse",), _STRETCHES),
        MapStep("places", "stretches", places, _PLACES),
        QueryStep("links", _LINKS_SQL, ("reuse", "places"), _LINKS),
        components("stars", "links"),
        QueryStep("clusters", _CLUSTERS_SQL, ("places", "stars"), CLUSTERS),
        QueryStep("caps", _caps(limits), ("frequencies", "keys"), CAPS),
    )


def places(batches: Batches) -> Batches:
    """Rows of stretches with the number of the node that each belongs to."""
    for batch in batches:
        names = zip(batch.column("doc").to_pylist(), batch.column("island").to_pylist(), strict=True)
        nodes = [identifier(f"{doc}\x00{island}".encode("utf-8", "surrogatepass")) for doc, island in names]
        yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(nodes, pa.int64())], schema=_PLACES)


def _keys(limits: Limits) -> str:
    """The runs that several parts have but not everybody, their parts numbered."""
    return f"""
        SELECT g.key, g.part, g.place, ROW_NUMBER() OVER (PARTITION BY g.key ORDER BY g.part) AS member,
               f.parts AS members
        FROM grams AS g JOIN frequencies AS f ON g.key = f.key WHERE f.parts <= {limits.documents}
    """


def _candidates(limits: Limits) -> str:
    """Parts that share keys, not all in one place, at about the same distance.

    Each part that has a key is met by the next few that have it, and by the first. The order lets whoever
    compares them meet a part's pairs together; nothing depends on it.
    """
    steps = ", ".join(f"({number})" for number in range(1, limits.neighbours + 1))
    return f"""
        WITH asked AS (
            SELECT k.key, k.part, k.place, k.member + n.step AS other
            FROM keys AS k JOIN (VALUES {steps}) AS n(step) ON k.member + n.step <= k.members
            WHERE n.step <= {limits.few} OR k.members <= {limits.small}),
        met AS (
            SELECT a.part AS left_part, a.place, k.part AS right_part, a.place - k.place AS diagonal
            FROM asked AS a JOIN keys AS k ON a.key = k.key AND a.other = k.member
            UNION ALL
            SELECT f.part AS left_part, f.place, k.part AS right_part, f.place - k.place AS diagonal
            FROM keys AS f JOIN keys AS k ON f.key = k.key
            WHERE f.member = 1 AND k.member > {limits.few + 1} AND k.members > {limits.small})
        SELECT DISTINCT left_part, right_part FROM (
            SELECT left_part, right_part FROM met
            GROUP BY left_part, right_part, CAST(FLOOR(diagonal / {_BAND}) AS BIGINT)
            HAVING MAX(place) - MIN(place) >= {WIDTH - 1}) AS d
        ORDER BY left_part
    """


def _caps(limits: Limits) -> str:
    """What the limits left out: runs, their places, and pairs of parts under a key that were not compared."""
    return f"""
        SELECT c.runs AS boilerplate_runs, c.places AS boilerplate_places, p.pairs AS pairs_left_out
        FROM (SELECT COUNT(*) AS runs, COALESCE(SUM(parts), 0) AS places
              FROM frequencies WHERE parts > {limits.documents}) AS c
        CROSS JOIN (SELECT COALESCE(SUM(member - 2 - {limits.few}), 0) AS pairs
                    FROM keys WHERE member > {limits.few + 1} AND members > {limits.small}) AS p
    """


_PAIRS_SQL = "SELECT {columns} FROM candidates AS c {joins} WHERE left_of.doc <> right_of.doc".format(
    columns=", ".join(f"{side}_of.{field.name} AS {side}_{field.name}" for side in _SIDES for field in PARTS),
    joins=" ".join(f"JOIN parts AS {side}_of ON c.{side}_part = {side}_of.part" for side in _SIDES),
)

# Parts overlap, so the same stretch may be found twice, once perhaps cut short: the fuller one stays.
_REUSE_SQL = """
    WITH d AS (
        SELECT left_doc, left_start, left_end, right_doc, right_start, right_end,
               MAX(words) AS words, MAX(score) AS score
        FROM spans GROUP BY left_doc, left_start, left_end, right_doc, right_start, right_end)
    SELECT d.* FROM d LEFT JOIN d AS o
        ON d.left_doc = o.left_doc AND d.right_doc = o.right_doc
        AND o.left_start <= d.left_start AND o.left_end >= d.left_end
        AND o.right_start <= d.right_start AND o.right_end >= d.right_end
        AND (o.left_end - o.left_start + o.right_end - o.right_start
             > d.left_end - d.left_start + d.right_end - d.right_start)
    WHERE o.left_doc IS NULL
"""

# Stretches of a document are one place where their middle halves overlap: [3b + f, b + 3f), times four. Those
# that merely touch stay apart, else neighbours would join the clusters of two statements.
_STRETCHES_SQL = """
    WITH s AS (
        SELECT left_doc AS doc, left_start AS begins, left_end AS finishes FROM reuse
        UNION
        SELECT right_doc AS doc, right_start AS begins, right_end AS finishes FROM reuse),
    reached AS (
        SELECT doc, begins, finishes,
               MAX(begins + 3 * finishes) OVER (
                   PARTITION BY doc ORDER BY 3 * begins + finishes, begins
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
        FROM s)
    SELECT doc, begins, finishes,
           SUM(CASE WHEN reach > 3 * begins + finishes THEN 0 ELSE 1 END) OVER (
               PARTITION BY doc ORDER BY 3 * begins + finishes, begins
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS island
    FROM reached
"""

_LINKS_SQL = """
    SELECT DISTINCT l.node AS a, r.node AS b FROM reuse AS d
    JOIN places AS l ON d.left_doc = l.doc AND d.left_start = l.begins AND d.left_end = l.finishes
    JOIN places AS r ON d.right_doc = r.doc AND d.right_start = r.begins AND d.right_end = r.finishes
"""

_CLUSTERS_SQL = """
    SELECT COALESCE(s.root, p.node) AS cluster, p.doc, MIN(p.begins) AS begins, MAX(p.finishes) AS finishes
    FROM places AS p LEFT JOIN stars AS s ON p.node = s.node
    GROUP BY COALESCE(s.root, p.node), p.doc, p.island
"""
