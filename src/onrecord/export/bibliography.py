"""The documents as a bibliography: BibTeX and CSL-JSON 1.0 (Citation Style Language, data schema)."""

from __future__ import annotations

import re
from typing import Any

from onrecord.model import DateInterval, Extraction, Story

_LATEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_NOT_A_KEY = re.compile(r"[^A-Za-z0-9:.-]+")


def csl(story: Story) -> list[dict[str, Any]]:
    """One CSL item for each document."""
    dates = {profile.doc: profile.published for profile in story.profiles}
    return [_item(x, dates.get(x.document.id)) for x in story.extractions]


def bibtex(story: Story) -> str:
    """One ``@misc`` entry for each document, as UTF-8 BibTeX (biber, or bibtex8 and later)."""
    dates = {profile.doc: profile.published for profile in story.profiles}
    return "\n".join(_entry(x, dates.get(x.document.id)) for x in story.extractions)


def _item(extraction: Extraction, published: DateInterval | None) -> dict[str, Any]:
    document = extraction.document
    item: dict[str, Any] = {"id": document.id, "type": "article-newspaper", "language": document.language}
    if extraction.title:
        item["title"] = extraction.title
    if document.authors:
        item["author"] = [{"literal": author} for author in document.authors]
    if document.outlet:
        item["container-title"] = document.outlet
    if document.url:
        item["URL"] = document.url
    if published:
        days = [published.start] if published.day else [published.start, published.end]
        item["issued"] = {"date-parts": [[d.year, d.month, d.day] for d in days]}
    return item


def _entry(extraction: Extraction, published: DateInterval | None) -> str:
    document = extraction.document
    fields = {
        "title": extraction.title,
        "author": " and ".join(f"{{{_escaped(a)}}}" for a in document.authors) or None,
        "howpublished": document.outlet,
        "url": document.url,
        "date": _date(published),
        "note": f"SHA-256 of the text: {document.text_sha256}",
    }
    raw = {"author", "url"}
    body = "".join(
        f"  {name} = {{{value if name in raw else _escaped(value)}}},\n"
        for name, value in fields.items()
        if value
    )
    return f"@misc{{{_NOT_A_KEY.sub('-', document.id)},\n{body}}}\n"


def _date(published: DateInterval | None) -> str | None:
    if published is None:
        return None
    return published.day.isoformat() if published.day else f"{published.start}/{published.end}"


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)
