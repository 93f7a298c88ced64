"""Connected components of a graph as a fixpoint, after a number of rounds about the logarithm of its size.

A round is one large-star and one small-star operation (Kiveris et al. 2014, "Connected Components in
MapReduce and Beyond"): every node tells its larger neighbours, then its smaller ones, of the smallest it
knows. A chain of a hundred thousand nodes and a star of as many settle in few rounds, and no step gathers
a component in memory.
"""

from __future__ import annotations

import pyarrow as pa

from onrecord.plan import FixpointStep

STARS = pa.schema([("node", pa.int64()), ("root", pa.int64())])
"""Every node but the smallest of each component, with that smallest one."""


def components(name: str, links: str) -> FixpointStep:
    """The components of the table ``links``; its columns ``a`` and ``b`` (int64) are the ends of edges."""
    seed = (
        "SELECT DISTINCT CASE WHEN a > b THEN a ELSE b END AS node, "
        f"CASE WHEN a > b THEN b ELSE a END AS root FROM {links} WHERE a <> b"
    )
    round_of = f"""
        WITH around AS (SELECT node AS u, root AS v FROM {name}
                        UNION ALL SELECT root AS u, node AS v FROM {name}),
        lowest AS (SELECT u, CASE WHEN MIN(v) < u THEN MIN(v) ELSE u END AS least
                   FROM around GROUP BY u),
        large AS (SELECT DISTINCT n.v AS node, m.least AS root
                  FROM around AS n JOIN lowest AS m ON n.u = m.u WHERE n.v > n.u),
        small AS (SELECT node, MIN(root) AS least FROM large GROUP BY node)
        SELECT node, least AS root FROM small
        UNION
        SELECT l.root AS node, s.least AS root FROM large AS l JOIN small AS s ON l.node = s.node
        WHERE l.root > s.least
    """
    return FixpointStep(name, seed, round_of, (links,), STARS)
