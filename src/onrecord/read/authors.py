"""Who wrote a page, as the page itself says: JSON-LD, meta tags, microdata, links to authors' pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

_META = ("author", "article:author", "article:author_name", "byl", "dc.creator", "dcterms.creator",
         "parsely-author", "sailthru.author", "cxenseparse:author", "citation_author", "og:author")  # fmt: skip
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|od|przez|автор|автори|text|words|written by)\s*:?\s+", re.I)
_BETWEEN = re.compile(
    r"\s*[;|•·]\s*|\s+(?:and|und|et|y|og|och|en|und|e|и|і|та|&)\s+|\s*,\s*(?:and|und|et|y)\s+|、"
)
_PERSON = re.compile(r"[^\W\d_][\w.'’\-]*(?:\s+[\w.'’\-]+){1,3}$")
_ACCOUNT = re.compile(r"https?://|www\.|@|/")
_LONGEST = 120


def authors_of(
    tree: HtmlElement, meta: list[tuple[str, str]], items: list[dict[str, Any]]
) -> tuple[str, ...]:
    """Names in the order given, from the first place that names any; addresses and accounts are no names."""
    for names in (_in_items(items), (value for key, value in meta if key in _META), _in_page(tree)):
        found = tuple(dict.fromkeys(name for text in names for name in _names(text)))
        if found:
            return found
    return ()


def _in_items(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        for key in ("author", "creator"):
            named = list(_named(item.get(key)))
            yield from named
            if named:
                break


def _named(value: Any) -> Iterator[str]:
    for author in value if isinstance(value, list) else [value]:
        name = author.get("name") if isinstance(author, dict) else author
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str):
                yield text


def _in_page(tree: HtmlElement) -> Iterator[str]:
    """Microdata and links that say they lead to the author."""
    for element in tree.xpath("//*[@itemprop='author' or @rel='author' or contains(@class, 'byline')]"):
        inner = element.xpath(".//*[@itemprop='name']") or element.xpath(".//a") or [element]
        for part in inner[:5]:
            yield part.get("content") or part.text_content()


def _names(text: str) -> Iterator[str]:
    line = _BY.sub("", " ".join(unescape(text).split()))
    if not line or len(line) > _LONGEST * 3 or _ACCOUNT.search(line):
        return
    for part in _BETWEEN.split(line):
        yield from _listed(part)


def _listed(part: str) -> Iterator[str]:
    """Names between commas, where all of them look like names of people; else the whole."""
    pieces = [piece.strip(" ,.") for piece in part.split(",")]
    people = len(pieces) > 1 and all(_PERSON.match(piece) for piece in pieces if piece)
    for name in pieces if people else [part.strip(" ,")]:
        if name and len(name) <= _LONGEST and any(character.isalpha() for character in name):
            yield name
