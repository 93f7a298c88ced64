"""What the markup of a page says of its lines: captions, bylines, dates, subheadings, pull quotes, links.

The extractor gives plain text; a line of it is known again by its words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from onrecord.model import Block, BlockKind, Span

_LONGEST = 600
_CLASSES: tuple[tuple[re.Pattern[str], BlockKind, int], ...] = (
    (re.compile(r"caption|bildunterschrift|legende", re.I), BlockKind.CAPTION, _LONGEST),
    (re.compile(r"pull-?_?quote|blockquote--pull|quote-box", re.I), BlockKind.BOILERPLATE, _LONGEST),
    (re.compile(r"(?:^|[\s_-])byline(?:$|[\s_-])|(?:^|\s)author-name", re.I), BlockKind.BYLINE, 120),
    (re.compile(r"related|read-?_?more|recommend|more-?on|see-?also|mehr-zum-thema|teaser", re.I),
     BlockKind.BOILERPLATE, 200),
)  # fmt: skip
_LIKELY = re.compile(
    r"caption|bildunter|legende|quote|byline|author-name|related|recommend|more|also|mehr-zum|teaser"
)
"""What every such name holds in lower case. Most names hold none of it, and this is seven times as fast."""
_TAGS: dict[str, tuple[BlockKind, int]] = {
    "figcaption": (BlockKind.CAPTION, _LONGEST),
    "time": (BlockKind.DATELINE, 80),
    "h2": (BlockKind.SUBHEADING, 200),
    "h3": (BlockKind.SUBHEADING, 200),
    "h4": (BlockKind.SUBHEADING, 200),
}
_WHOLE = frozenset(("html", "body", "article", "main"))
_KEPT = 1 << 13
"""Values of a class attribute whose meaning is kept: pages of one outlet share them."""
_PARTS = ("li", "a", "p", "figcaption", "span", "h2", "h3", "h4")


def kinds_of_lines(tree: HtmlElement) -> dict[str, BlockKind]:
    """The kind of each line that the markup tells, by its words on one line; the first claim counts."""
    out: dict[str, BlockKind] = {}
    for element in tree.iter("*"):
        found = _TAGS.get(element.tag) or _by_class(element.get("class"))
        if found is not None and element.tag not in _WHOLE:
            kind, longest = found
            for part in (element, *(_parts(element) if kind is not BlockKind.SUBHEADING else ())):
                line = " ".join("".join(part.itertext()).split()) if len(part) < 50 else ""
                if 0 < len(line) <= longest and not _may_be_speech(line, kind):
                    out.setdefault(line, kind)
    return out


@lru_cache(_KEPT)
def _by_class(name: str | None) -> tuple[BlockKind, int] | None:
    if not name or not _LIKELY.search(name.lower()):
        return None
    return next(((kind, longest) for pattern, kind, longest in _CLASSES if pattern.search(name)), None)


def _parts(element: HtmlElement) -> list[HtmlElement]:
    return list(islice(element.iterdescendants(*_PARTS), 50))


def _may_be_speech(line: str, kind: BlockKind) -> bool:
    """Interviewers' questions stand in headings, and whole sentences in boxes may be text of the article."""
    if kind is BlockKind.SUBHEADING:
        return line.endswith(("?", "？", ":", ".", "”", "»"))
    return False


def marks(text: str, kinds: dict[str, BlockKind]) -> tuple[Block, ...]:
    """The lines of ``text`` whose kind is known, in order."""
    out: list[Block] = []
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        kind = kinds.get(" ".join(words.split())) if words else None
        if kind is not None:
            start = at + line.index(words)
            out.append(Block(kind, Span(start, start + len(words))))
        at += len(line) + 1
    return tuple(out)
