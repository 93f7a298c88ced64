"""What a page says about itself outside its text: JSON-LD, meta tags, ``<time>``, the address.

Formats: schema.org NewsArticle as JSON-LD, Open Graph (ogp.me), Dublin Core, microdata, HTML Living Standard
``<time>``, AMP. What is malformed is skipped: it is evidence, not input.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from onrecord.model import DateCandidate, Facet
from onrecord.read.authors import authors_of
from onrecord.read.moments import candidate
from onrecord.read.source import Known
from onrecord.text.addresses import own_address

Item = dict[str, Any]

_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
_META_DATES = {
    "article:published_time": "published",
    "og:article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "publishdate": "published",
    "publication_date": "published",
    "published_time": "published",
    "date": "published",
    "pubdate": "published",
    "publish-date": "published",
    "dc.date": "published",
    "dc.date.issued": "published",
    "dc.date.created": "published",
    "dcterms.date": "published",
    "dcterms.issued": "published",
    "dcterms.created": "published",
    "article.published": "published",
    "parsely-pub-date": "published",
    "cxenseparse:recs:publishtime": "published",
    "sailthru.date": "published",
    "citation_publication_date": "published",
    "article:modified_time": "updated",
    "og:updated_time": "updated",
    "og:article:modified_time": "updated",
    "datemodified": "updated",
    "dcterms.modified": "updated",
    "lastmod": "updated",
    "last-modified": "updated",
}
_LD_DATES = {
    "datePublished": "published",
    "dateCreated": "published",
    "uploadDate": "published",
    "dateModified": "updated",
}
_ARTICLE = re.compile(r"Article|BlogPosting|Report|LiveBlog|Review\b|Posting", re.I)
_ASIDE = re.compile(r"Person|Organi[sz]ation|Breadcrumb|Image|WebSite|Comment|Product|Rating|ListItem", re.I)
_PARTS = re.compile(r"Image|Video|Audio|Media|Person|Organi[sz]ation|Comment|ItemList", re.I)
"""Items of microdata whose dates are those of a part of the page, or of something it lists."""
_DEEPEST = 8


def metadata(tree: HtmlElement, address: str | None = None) -> Known:
    """What a parsed page says of itself; every date candidate is kept with where it came from.

    ``address``: where the page was found, which relative addresses in it count from.
    """
    items = _telling(list(_json_ld(tree)))
    meta = list(_meta(tree))
    url = _url(tree, meta, items, address)
    outlet = _outlet(meta, items)
    return Known(
        title=_title(tree, meta, items),
        outlet=outlet,
        url=url,
        language=_language(tree),
        authors=authors_of(tree, meta, items, outlet),
        dates=tuple(dict.fromkeys(_dates(tree, meta, items, url))),
        facets=tuple(Facet("topic", topic) for topic in _keywords(meta, items)),
        notes=_version(tree, url),
    )


def _json_ld(tree: HtmlElement) -> Iterator[Item]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json":
            yield from _flatten(_loaded(script.text_content()))


def _loaded(text: str) -> Any:
    """JSON as pages write it: in comment or CDATA marks, with raw line ends, with a semicolon behind it."""
    bare = re.sub(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[|/\*<!\[CDATA\[\*/)", "", text)
    bare = re.sub(r"(?://)?\s*(?:-->|\]\]>)\s*$", "", bare).strip().rstrip(";")
    try:
        return json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return None


def _flatten(value: Any, depth: int = 0) -> Iterator[Item]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity"):
            yield from _flatten(value.get(key), depth + 1)


def _telling(items: list[Item]) -> list[Item]:
    """The items about the article, where some are, with people and pictures described apart put in."""
    named = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and len(item) > 1}
    articles = [item for item in items if _ARTICLE.search(_type(item))]
    chosen = articles or [item for item in items if not _ASIDE.search(_type(item))]
    return [{key: _resolved(value, named) for key, value in item.items()} for item in chosen]


def _type(item: Item) -> str:
    value = item.get("@type")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _resolved(value: Any, named: dict[str, Item]) -> Any:
    """``{"@id": ...}`` as what it stands for."""
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value


def _meta(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        content = (element.get("content") or element.get("datetime") or "").strip()
        for key in ("property", "name", "itemprop"):
            if content and element.get(key):
                yield element.get(key).strip().lower(), content


def _first(meta: list[tuple[str, str]], *names: str) -> str | None:
    return next((content for name in names for key, content in meta if key == name), None)


# ------------------------------------------------------------------------ dates


def _dates(
    tree: HtmlElement, meta: list[tuple[str, str]], items: list[Item], url: str | None
) -> Iterator[DateCandidate]:
    for item in items:
        for key, about in _LD_DATES.items():
            yield from candidate(item.get(key), "json-ld", about)
    for key, content in meta:
        if key in _META_DATES:
            yield from candidate(content, "meta", _META_DATES[key])
    for element in tree.iter("time", "abbr", "span"):
        yield from _timed(element)
    address = _URL_DAY.search(own_address(url or ""))
    if address:
        yield from candidate("-".join(address.groups()), "url", "published")


def _timed(element: HtmlElement) -> Iterator[DateCandidate]:
    """``<time datetime>``, and other elements that say they are a date of the page."""
    values = (element.get("class"), element.get("itemprop"), element.get("pubdate"))
    said = " ".join(filter(None, values)).lower()
    if element.tag != "time" and not ("datepublished" in said or "datemodified" in said or "dtstart" in said):
        return
    about = "updated" if "updat" in said or "modif" in said else "published"
    value = element.get("datetime") or element.get("content") or element.get("title") or ""
    source = "microdata" if "datepublished" in said or "datemodified" in said else "time-tag"
    yield from candidate(value, source, "mentioned" if _is_of_a_part(element) else about)


def _is_of_a_part(element: HtmlElement) -> bool:
    """True where the nearest item around a property is a picture, a video or another part of the page."""
    around = next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)
    return around is not None and bool(_PARTS.search(around.get("itemtype") or ""))


# ------------------------------------------------------------------------ the rest


def _title(tree: HtmlElement, meta: list[tuple[str, str]], items: list[Item]) -> str | None:
    """The headline: as the article's data say, as it is offered for sharing, as it stands on the page."""
    heads = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    heads = [head for head in heads if head]
    said = [item.get("headline") or item.get("name") for item in items if _ARTICLE.search(_type(item))]
    given = [_clean(text) for text in (*said, _first(meta, "og:title", "twitter:title", "dc.title")) if text]
    for head in heads:
        if any(_same(head, text) for text in given):
            return head
    page = tree.find(".//title")
    written = _clean(page.text_content()) if page is not None else ""
    alone = heads[0] if len(heads) == 1 and heads[0].casefold() in written.casefold() else ""
    return next(filter(None, (*given, alone, written)), None)


def _same(head: str, given: str) -> bool:
    one, two = (re.sub(r"\W+", "", text).casefold() for text in (head, given))
    return bool(one) and (one == two or (len(one) > 20 and (two.startswith(one) or one.startswith(two[:80]))))


def _clean(value: Any) -> str:
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def _outlet(meta: list[tuple[str, str]], items: list[Item]) -> str | None:
    for item in items:
        publisher = item.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else None
        if isinstance(name, str) and name.strip():
            return _clean(name)
    return _first(meta, "og:site_name", "application-name", "dc.publisher")


def _url(
    tree: HtmlElement, meta: list[tuple[str, str]], items: list[Item], address: str | None
) -> str | None:
    """The page's own address: canonical, as shared, as in its data, else where it was found."""
    links = (link.get("href") for link in tree.iterfind(".//link[@rel='canonical']"))
    entities = (item.get("url") for item in items)
    for value in (*links, _first(meta, "og:url"), *entities, address):
        try:
            found = urljoin(address or "", value.strip()) if isinstance(value, str) else ""
            if urlsplit(found).scheme in ("http", "https"):
                return found
        except ValueError:
            continue
    return None


def _language(tree: HtmlElement) -> str | None:
    code = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    return code[:2].lower() if re.match(r"[A-Za-z]{2}(?:[-_]|$)", code) else None


def _keywords(meta: list[tuple[str, str]], items: list[Item]) -> list[str]:
    found: list[str] = []
    for item in items:
        value = item.get("keywords")
        found += value if isinstance(value, list) else (value.split(",") if isinstance(value, str) else [])
    found += [content for key, content in meta if key in ("article:tag", "article:section")]
    return list(dict.fromkeys(_clean(word) for word in found if isinstance(word, str) and word.strip()))[:20]


def _version(tree: HtmlElement, url: str | None) -> tuple[str, ...]:
    """A note where this is the AMP or the print version of another page."""
    if tree.get("amp") is not None or tree.get("⚡") is not None:
        return (f"the AMP version of {url}" if url else "an AMP version",)
    return ()
