"""Who wrote a page, as the page itself says: JSON-LD, meta tags, microdata, links to authors' pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

_META = ("author", "article:author", "article:author_name", "byl", "dc.creator", "dcterms.creator",
         "parsely-author", "sailthru.author", "cxenseparse:author", "citation_author",
         "og:author")  # fmt: skip
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|od|przez|автор|автори|text|words|written by)\s*:?\s+", re.I)
_BETWEEN = re.compile(
    r"\s*[;|•·]\s*|\s+(?:and|und|et|y|og|och|en|und|e|и|і|та|&)\s+|\s*,\s*(?:and|und|et|y)\s+|、"
)
_PERSON = re.compile(r"[^\W\d_][\w.'’\-]*(?:\s+[\w.'’\-]+){1,3}$")
_AFTER = re.compile(r"\s*\([^()]{1,40}\)$|\s+(?:기자|특파원|記者|记者)$")
"""What stands behind a name: an agency or initials in brackets, "reporter" in East Asian languages."""
_ACCOUNT = re.compile(r"https?://|www\.|@|/")
_LONGEST = 120
_PLACES = tuple(
    map(etree.XPath, ("//*[@itemprop='author']", "//a[@rel='author']", "//*[contains(@class, 'byline')]"))
)


def authors_of(
    tree: HtmlElement, meta: list[tuple[str, str]], items: list[dict[str, Any]], outlet: str | None
) -> tuple[str, ...]:
    """Names in the order given, from the first place that names anybody but the outlet itself.

    Addresses and accounts are no names; a page by its outlet alone has that for its author.
    """
    house: tuple[str, ...] = ()
    for names in (_in_items(items), (value for key, value in meta if key in _META), _in_page(tree)):
        found = tuple({_letters(name): name for text in names for name in _names(text)}.values())
        people = tuple(name for name in found if not _is_house(name, outlet))
        if people:
            return people
        house = house or found
    return house


def _letters(name: str) -> str:
    """What two spellings of one name have in common ("Ida Osten", "ida-osten")."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _is_house(name: str, outlet: str | None) -> bool:
    one, two = _letters(name), _letters(outlet or "")
    return bool(two) and (one in two or two in one)


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
    for place in _PLACES:
        element = next(iter(place(tree)), None)
        if element is not None:
            inner = element.xpath(".//*[@itemprop='name']") or element.xpath(".//a") or [element]
            yield from (part.get("content") or part.text_content() for part in inner[:5])
            return


def _names(text: str) -> Iterator[str]:
    line = _BY.sub("", " ".join(unescape(text).split()))
    line = _AFTER.sub("", line)
    if not line or len(line) > _LONGEST * 3 or _ACCOUNT.search(line):
        return
    for part in _BETWEEN.split(line):
        yield from _listed(part)


def _listed(part: str) -> Iterator[str]:
    """Names between commas, where all of them look like names of people; else the whole."""
    pieces = [piece.strip(" ,.") for piece in part.split(",")]
    people = len(pieces) > 1 and all(_PERSON.match(piece) for piece in pieces if piece)
    described = len(pieces) > 2 and bool(_PERSON.match(pieces[0])) and not people
    for name in pieces if people else [pieces[0] if described else part.strip(" ,")]:
        if name and len(name) <= _LONGEST and any(character.isalpha() for character in name):
            yield name
