"""The family tree as drawn: layers, crowds, missing sources, open directions."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from onrecord.model import Derivation, Family, Story
from onrecord.report import render
from onrecord.report.layers import layered
from onrecord.report.pile import Pile
from onrecord.report.tree import HEIGHT, WIDTH, Tree, tree
from piles import event, report


def _drawn(docs: int, derivations: tuple[Derivation, ...], families: tuple[Family, ...] = ()) -> Tree:
    names = [f"d{n}" for n in range(docs)]
    story = Story(
        tuple(report(name, f"Report number {name}.") for name in names),
        events=(replace(event("d0", *names)),),
        derivations=derivations,
        families=families,
    )
    assert "</svg>" in render(story)
    pile = Pile(story)
    return tree(pile, pile.events[0])


@pytest.mark.parametrize("seed", range(3))
def test_sixty_documents_do_not_overlap(seed: int) -> None:
    """Every document has a place of its own inside the picture, to the right of its source."""
    rng = random.Random(seed)
    edges = tuple(
        Derivation(f"d{n}", f"d{rng.randrange(n)}", None, 0.9, "from it") for n in range(1, 60) if n % 7
    )
    drawn = _drawn(60, edges)
    at = {node.key: (node.x, node.y) for node in drawn.nodes}
    assert len(at) == 60
    for x, y in at.values():
        assert 0 <= x <= drawn.width - WIDTH
        assert 0 <= y <= drawn.height - HEIGHT
    places = sorted(at.values())
    assert all(b[0] > a[0] or b[1] >= a[1] + HEIGHT for a, b in itertools.pairwise(places))
    assert all(at[str(e.source)][0] < at[e.doc][0] for e in edges)


def test_what_is_not_known_looks_so() -> None:
    """A missing source is a node of its own; a derivation without direction is dashed and has no head."""
    drawn = _drawn(
        4,
        (
            Derivation("d1", None, None, 0.6, "shared wording", missing="e-m0"),
            Derivation("d2", None, None, 0.6, "shared wording", missing="e-m0"),
            Derivation("d3", "d1", None, 0.5, "one text", undecided=True),
        ),
    )
    assert [node.kind for node in drawn.nodes].count("missing") == 1
    assert [(edge.directed, edge.decided) for edge in drawn.edges] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert drawn.lines[2].certainty == "undecided"


def test_a_crowd_is_drawn_by_families() -> None:
    """In a large tree near copies are one node, and the list has them all; in a small one each is drawn."""
    copies = Family("e-f0", ("d1", "d2", "d3"), "NPA", "90% of the shorter narration is one text")
    edges = (Derivation("d2", "d1", None, 0.9, ""), Derivation("d1", "d0", None, 0.9, ""))
    large, small = _drawn(14, edges, (copies,)), _drawn(5, edges, (copies,))
    assert len(large.nodes) == 12
    assert next(node for node in large.nodes if node.kind == "family").detail == "and 2 near copies"
    assert len(large.lines) == 2
    assert len(large.families[0].docs) == 3
    assert len(small.nodes) == 5


def test_long_edges_pass_between_nodes() -> None:
    """An edge over several layers bends at a point on each, which no node stands on."""
    edges = [("a", "b"), ("b", "c"), ("a", "c")]
    drawing = layered(["a", "b", "c"], edges, (10, 10), (5, 5))
    (point,) = drawing.bends["a", "c"]
    x, y = drawing.places["b"]
    assert point[0] == x
    assert not y <= point[1] <= y + 10
