"""A saved web page to main text and metadata.

The main text is trafilatura's (Barbaresi 2021, ACL demo "Trafilatura"), one paragraph a line, with the
page's headline as the first line where the extractor left it out.
"""

from __future__ import annotations

from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.utils import load_html

from onrecord.errors import UnreadableError
from onrecord.read.metadata import Metadata, metadata


@dataclass(frozen=True, slots=True)
class Page:
    """The main text of a page, its headline, what the page says about itself, and who extracted it."""

    text: str
    title: str | None
    metadata: Metadata
    extractor: str


def looks_like_html(text: str) -> bool:
    """True when the text starts the way HTML pages do; quoting a tag inside prose is not enough."""
    head = text[:2048].lstrip().lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body")) or "<html" in head


def read_html(text: str) -> Page:
    """The page behind an HTML source text. Raises UnreadableError where no main text is found."""
    tree = load_html(text)
    if tree is None:
        raise UnreadableError("no HTML could be parsed; save the page again as 'web page, complete'")
    facts = metadata(tree)
    _drop_hidden(tree)
    try:
        found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise UnreadableError(f"the page could not be parsed ({error}); save its text instead") from error
    title, body = (str(getattr(found, key, None) or "").strip() for key in ("title", "text"))
    if not body:
        raise UnreadableError("no main text found in this page; save the article's text and read that")
    if title and title not in body[: 2 * len(title) + 200]:
        body = f"{title}\n\n{body}"
    return Page(body, title or None, facts, f"trafilatura {trafilatura.__version__}")


def _drop_hidden(tree: HtmlElement) -> None:
    """Remove what a reader of the page never sees: tooltips, hidden elements, screen-reader-only text."""
    for element in tree.xpath(
        "//*[@hidden or @role='tooltip' or @aria-hidden='true' or contains(@style, 'display')]"
    ):
        style = (element.get("style") or "").replace(" ", "").lower()
        hidden = element.get("hidden") is not None or element.get("role") == "tooltip"
        if (hidden or "display:none" in style) and element.getparent() is not None:
            element.drop_tree()
