"""RSS, Atom and JSON feeds: each entry is one document.

Formats: RSS 2.0 (rssboard.org), RSS 1.0, RFC 4287 (Atom), JSON Feed 1.1 (jsonfeed.org). An entry's text is
its fullest: ``content:encoded`` or ``content``, else the summary, of which a note then says that it is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from onrecord.errors import UnreadableError
from onrecord.model import DateCandidate
from onrecord.read.marked_up import local_name, parse_xml
from onrecord.read.moments import candidate
from onrecord.read.source import Known

_ENTRY = ("item", "entry")
_FULL = ("encoded", "content")
_BRIEF = ("description", "summary")
_PUBLISHED = ("pubDate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
SUMMARY_ONLY = "the feed's summary, not the article; read the page behind it for the whole text"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it says of itself, and its text, which is an HTML fragment or plain.

    ``key``: by what the feed knows it (its id, else its address), wherever in the feed it stands; None where
    it gives neither.
    """

    known: Known
    body: str
    key: str | None = None


def feed_entries(data: bytes) -> Iterator[Entry]:
    """The entries of an RSS or Atom feed, in order. Raises UnreadableError for what is no feed."""
    root = parse_xml(data, "the feed", lenient=True)
    entries = [element for element in root.iter() if local_name(element) in _ENTRY]
    if not entries:
        raise UnreadableError("no entries in this feed; check that the address is that of the feed")
    outlet = _first(_head(root), ("title",))
    for element in entries:
        yield _entry(list(element), outlet)


def _head(root: etree._Element) -> list[etree._Element]:
    channel = next((child for child in root if local_name(child) == "channel"), None)
    return list(root if channel is None else channel)


def _entry(parts: Sequence[etree._Element], outlet: str | None) -> Entry:
    full = _first(parts, _FULL)
    body = full or _first(parts, _BRIEF) or ""
    dates = [
        found
        for about, names in (("published", _PUBLISHED), ("updated", _UPDATED))
        for part in parts
        if local_name(part) in names
        for found in _dated(part.text, about)
    ]
    known = Known(
        title=_first(parts, ("title",)),
        outlet=outlet,
        url=_link(parts),
        authors=tuple(dict.fromkeys(_authors(parts))),
        dates=tuple(dates),
        notes=() if full else (SUMMARY_ONLY,),
    )
    return Entry(known, body, _key(_first(parts, ("guid", "id")), known))


def _key(given: str | None, known: Known) -> str | None:
    return " ".join((given or known.url or "").split()) or None


def _first(parts: Sequence[etree._Element], names: Sequence[str]) -> str | None:
    for name in names:
        for part in parts:
            if local_name(part) == name:
                text = _markup(part).strip()
                if text:
                    return text
    return None


def _markup(part: etree._Element) -> str:
    """The content of ``part``: its text, or, of XHTML content in Atom, its markup."""
    if len(part) and part.get("type") == "xhtml":
        return "".join(etree.tostring(child, encoding="unicode") for child in part)
    return "".join(part.itertext(etree.Element))


def _authors(parts: Sequence[etree._Element]) -> Iterator[str]:
    for part in parts:
        if local_name(part) not in ("author", "creator"):
            continue
        name = next((child.text for child in part if local_name(child) == "name"), part.text)
        if name and name.strip():
            yield name.strip()


def _link(parts: Sequence[etree._Element]) -> str | None:
    for part in parts:
        if local_name(part) == "link" and part.get("rel", "alternate") == "alternate":
            address = (part.get("href") or part.text or "").strip()
            if address.startswith(("http://", "https://")):
                return address
    permanent = _first(parts, ("guid", "id")) or ""
    return permanent if permanent.startswith(("http://", "https://")) else None


def _dated(text: str | None, about: str) -> Iterator[DateCandidate]:
    """RSS writes dates as e-mail does (RFC 5322), Atom as RFC 3339."""
    value = (text or "").strip()
    if not value[:1].isdigit() or "," in value[:5] or not value[:4].isdigit():
        try:
            value = parsedate_to_datetime(value).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return
    yield from candidate(value, "feed", about)


# ------------------------------------------------------------------------ JSON Feed


def is_json_feed(value: Any) -> bool:
    """True for what says it is a JSON Feed."""
    version = value.get("version") if isinstance(value, dict) else None
    return isinstance(version, str) and "jsonfeed.org" in version


def json_feed_entries(value: dict[str, Any]) -> Iterator[Entry]:
    """The entries of a JSON Feed, in order; what is malformed in one is left out of it."""
    items = value.get("items")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield _json_entry(item, _string(value.get("title")))


def _json_entry(item: dict[str, Any], outlet: str | None) -> Entry:
    full = _string(item.get("content_html")) or _string(item.get("content_text"))
    people = item.get("authors")
    listed = people if isinstance(people, list) else [item.get("author")]
    names = (_string(person.get("name")) for person in listed if isinstance(person, dict))
    known = Known(
        title=_string(item.get("title")),
        outlet=outlet,
        url=_string(item.get("url")),
        language=(_string(item.get("language")) or "")[:2].lower() or None,
        authors=tuple(name for name in names if name),
        dates=(
            *candidate(item.get("date_published"), "feed", "published"),
            *candidate(item.get("date_modified"), "feed", "updated"),
        ),
        notes=() if full else (SUMMARY_ONLY,),
    )
    return Entry(known, full or _string(item.get("summary")) or "", _key(_string(item.get("id")), known))


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
