"""What a page lists about itself below its text."""

from __future__ import annotations

from onrecord.extract.extraction import extract

PAGE = """Ida Osten answered questions on boats

Question: Will the ferry stop?
Head of the Harbour Office Ida Osten: It will not. We built 30 boats last year, and nobody sells a boat.
Question: Not even one?
Ida Osten: Not even one.
Geography
Port Ansel
Topics
Boats and ferries
Harbours
Publication status
Text version
"""


def test_listed_facets_are_kept_with_their_place() -> None:
    """Each value goes under the heading above it; the offsets point at the value."""
    found = [f for f in extract(PAGE, language="en").document.facets if f.span]
    assert [(f.name, f.value) for f in found if f.name != "publication status"] == [
        ("geography", "Port Ansel"),
        ("topics", "Boats and ferries"),
        ("topics", "Harbours"),
    ]
    assert all(f.span and f.span.of(PAGE) == f.value for f in found)


def test_a_lone_heading_is_no_facet() -> None:
    """ "Topics" above a list may be the text's own."""
    assert (
        extract("Topics\nBoats\n\nIt rained all day, and nobody sold a boat.", language="en").document.facets
        == ()
    )
