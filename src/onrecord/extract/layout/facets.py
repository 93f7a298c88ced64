"""Labels a page carries about itself as plain lines: "Topics", then the topics; "Persons", then names.

The topic ``blocks`` holds, per language, ``facets``: the headings of such lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Block, BlockKind, Document, Facet
from onrecord.text import lexicon
from onrecord.text.tokens import fold

_HEADINGS = 2
"""Headings that must stand in one run of furniture before they are taken for a page's facets."""


def facets(document: Document, blocks: Sequence[Block]) -> tuple[Facet, ...]:
    """The facets of ``document``: its metadata's, then those its text lists, named by their headings."""
    known = lexicon.words("blocks", "facets")
    found: list[Facet] = []
    heading: str | None = None
    headings = 0
    for block in blocks:
        words = block.span.of(document.text).strip(" :：")
        if block.kind is not BlockKind.BOILERPLATE:
            heading = None
        elif fold(words) in known:
            heading, headings = fold(words), headings + 1
        elif heading is not None:
            found.append(Facet(heading, words, block.span))
    return (*document.facets, *found) if headings >= _HEADINGS else document.facets
