"""A saved web page to main text, what it says of itself, and what its markup says of stretches of the text.

The main text is trafilatura's (Barbaresi 2021, ACL demo "Trafilatura"), one paragraph a line, in Unicode
normal form C, with the page's headline as the first line where the extractor left it out.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass, replace

import trafilatura
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from onrecord.errors import UnreadableError
from onrecord.model import Block
from onrecord.read.hidden import drop_hidden
from onrecord.read.metadata import metadata
from onrecord.read.moments import candidate
from onrecord.read.source import Known
from onrecord.read.structure import kinds_of_lines, marks
from onrecord.read.tree import lighten, parsed

EXTRACTOR = f"trafilatura {trafilatura.__version__}"
_HEAD = 100_000
_DATE = re.compile(r"(?:19|20)\d\d|\d[/.]\d\d?[/.]\d")
"""What every date that is looked for in comments holds."""
_PARSING = (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError,
            AssertionError, UnicodeError, OverflowError)  # fmt: skip

for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what they say of bad pages, we say in our own error


@dataclass(frozen=True, slots=True)
class Page:
    """The main text of a page, what the page says about itself, who extracted it, and its known blocks."""

    text: str
    known: Known
    extractor: str
    marks: tuple[Block, ...]


def looks_like_html(text: str) -> bool:
    """True when the text starts the way HTML pages do; quoting a tag inside prose is not enough."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    beginning = head[:2048].lower()
    if beginning.startswith(("<!doctype html", "<html", "<head", "<body")) or "<html" in beginning:
        return True
    return head.startswith("<") and any(tag in head.lower() for tag in ("<html", "<head>", "<body"))


def read_html(text: str, address: str | None = None) -> Page:
    """The page behind an HTML source text, which was found at ``address``.

    Raises UnreadableError where no main text is found.
    """
    try:
        return _read(text, address)
    except _PARSING as error:  # lxml and trafilatura promise no closed list of what broken markup raises
        raise UnreadableError(f"the page could not be parsed ({error}); save its text instead") from error


def _read(text: str, address: str | None) -> Page:
    tree = parsed(text)
    if tree is None:
        raise UnreadableError("no HTML could be parsed; save the page again as 'web page, complete'")
    known = metadata(tree, address)
    known = _dated(text, tree, known)
    lighten(tree)
    drop_hidden(tree)
    kinds = kinds_of_lines(tree)
    found = trafilatura.bare_extraction(tree, with_metadata=False, include_comments=False)
    body = unicodedata.normalize("NFC", str(getattr(found, "text", None) or "").strip())
    if not body:
        raise UnreadableError("no main text found in this page; save the article's text and read that")
    title = unicodedata.normalize("NFC", known.title) if known.title else None
    if title and title not in body[: 2 * len(title) + 200]:
        body = f"{title}\n\n{body}"
    return Page(body, known, EXTRACTOR, marks(body, kinds))


def _dated(source: str, tree: HtmlElement, known: Known) -> Known:
    """With the day that htmldate (Barbaresi 2020, JOSS) finds, where the page does not say it plainly.

    It looks into comments, which ``tree`` does not hold: where they may hold a date it gets one of its own.
    """
    said = [c for c in known.dates if c.about == "published"]
    timed = {c.interval for c in said if c.source in ("time-tag", "microdata")}
    if len(timed) == 1 or any(c.source in ("json-ld", "meta", "url") for c in said):
        return known
    if any(_DATE.search(comment.partition("-->")[0]) for comment in source.split("<!--")[1:]):
        tree = parsed(source, comments=True)
    day = find_date(tree, original_date=True, url=known.url)
    return replace(known, dates=(*known.dates, *candidate(day, "page", "published")))
