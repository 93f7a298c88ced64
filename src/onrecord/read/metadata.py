"""What a page says about itself outside its text: JSON-LD, meta tags, ``<time>``, the address.

Formats: schema.org NewsArticle as JSON-LD, Open Graph (ogp.me), HTML Living Standard ``<time>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from onrecord.model import DateCandidate, DateInterval, Facet

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}[\d:.]*\s*(?:Z|[+-]\d{2}:?\d{2})?)?")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
_META_DATES = {
    "article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "date": "published",
    "pubdate": "published",
    "publish-date": "published",
    "dc.date": "published",
    "dc.date.issued": "published",
    "parsely-pub-date": "published",
    "sailthru.date": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "datemodified": "updated",
    "lastmod": "updated",
}
_LD_DATES = {"datePublished": "published", "dateCreated": "published", "dateModified": "updated"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own statements about itself; every date candidate is kept with where it came from."""

    outlet: str | None
    authors: tuple[str, ...]
    url: str | None
    language: str | None
    dates: tuple[DateCandidate, ...]
    facets: tuple[Facet, ...]


def metadata(tree: HtmlElement) -> Metadata:
    """Read the metadata of a parsed page. What is malformed is skipped: it is evidence, not input."""
    items = list(_json_ld(tree))
    return Metadata(
        outlet=_outlet(tree, items),
        authors=_authors(tree, items),
        url=_url(tree),
        language=_language(tree),
        dates=tuple(dict.fromkeys(_dates(tree, items))),
        facets=tuple(Facet("topic", topic) for topic in _keywords(tree, items)),
    )


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            yield from _flatten(json.loads(script.text_content(), strict=False))
        except (ValueError, RecursionError):
            continue


def _flatten(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 8:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _flatten(value.get("@graph"), depth + 1)


def _meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if key and content:
            yield key.strip().lower(), content


def _dates(tree: HtmlElement, items: list[dict[str, Any]]) -> Iterator[DateCandidate]:
    for item in items:
        for key, about in _LD_DATES.items():
            yield from _candidate(item.get(key), "json-ld", about)
    for key, content in _meta(tree):
        if key in _META_DATES:
            yield from _candidate(content, "meta", _META_DATES[key])
    for element in tree.iter("time"):
        about = (
            "updated"
            if "updat" in f"{element.get('class')} {element.get('itemprop')}".lower()
            else "published"
        )
        yield from _candidate(element.get("datetime"), "time-tag", about)
    address = _URL_DAY.search(_url(tree) or "")
    if address:
        yield from _candidate("-".join(address.groups()), "url", "published")


def _candidate(value: Any, source: str, about: str) -> Iterator[DateCandidate]:
    match = _ISO.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError:
        return
    moment = match.group().strip() if len(match.group()) > 10 else None
    yield DateCandidate(DateInterval(day, day), source, about, moment=moment)


def _outlet(tree: HtmlElement, items: list[dict[str, Any]]) -> str | None:
    for item in items:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return str(publisher["name"]).strip() or None
    return next(
        (content for key, content in _meta(tree) if key in ("og:site_name", "application-name")), None
    )


def _authors(tree: HtmlElement, items: list[dict[str, Any]]) -> tuple[str, ...]:
    names: list[str] = []
    for item in items:
        value = item.get("author")
        for author in value if isinstance(value, list) else [value]:
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str) and name.strip():
                names.append(name.strip())
    if not names:
        names = [content for key, content in _meta(tree) if key in ("author", "article:author", "byl")]
    return tuple(name for name in dict.fromkeys(names) if not name.startswith("http"))


def _url(tree: HtmlElement) -> str | None:
    link = tree.find(".//link[@rel='canonical']")
    if link is not None and link.get("href"):
        return str(link.get("href"))
    return next((content for key, content in _meta(tree) if key == "og:url"), None)


def _language(tree: HtmlElement) -> str | None:
    code = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    return code[:2].lower() if re.match(r"[A-Za-z]{2}(?:[-_]|$)", code) else None


def _keywords(tree: HtmlElement, items: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for item in items:
        value = item.get("keywords")
        found += value if isinstance(value, list) else (value.split(",") if isinstance(value, str) else [])
    found += [content for key, content in _meta(tree) if key in ("article:tag", "article:section")]
    return list(dict.fromkeys(word.strip() for word in found if isinstance(word, str) and word.strip()))[:20]
