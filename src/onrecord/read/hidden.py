"""What a reader of a page never sees: tooltips, hidden elements, words for screen readers alone."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

_SHARE = 0.4
_LONGEST = 300
"""Characters up to which an element hidden by its style is a remark; a longer one (the next tab, a picture of
a gallery, text behind a "more") comes to light when a reader asks for it."""
# Not "opacity:0": that is how what fades in on scrolling is sent.
_HIDDEN_STYLE = re.compile(r"display:none|visibility:hidden")
_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|sr_only|visually-?hidden|screen-?reader(?:-text|-only)?|a11y-hidden|u-hidden-visually)(?:\s|$)",
    re.I,
)
_TIP = re.compile(
    r"(?:^|\s)(?:tooltip-?(?:text|content|inner|body|box|popup)|[\w-]+__?(?:tooltip|popover)(?:-content|-text)?"
    r"|(?:tooltip|popover|tippy|qtip)_{0,2}-{0,2}(?:content|text|inner|body|wrap)|hint-?text|person-?popup)(?:\s|$)",
    re.I,
)
_BARE_TIP = re.compile(r"(?:^|\s)(?:tooltip|popover|tooltipster-base|ui-tooltip)(?:\s|$)", re.I)
_BLOCKS = ("div", "aside", "section", "dl", "ul")
_KEPT = 1 << 13
"""Values of attributes whose meaning is kept: pages of one outlet share them."""
_LIKELY = re.compile(r"tool|popover|tippy|hidden|reader|sr[-_]only|hint|popup|tip")
"""What every class name that is looked at closely holds, in lower case."""
_LENGTH = etree.XPath("string-length()")


def drop_hidden(tree: HtmlElement) -> None:
    """Remove it from ``tree``; but not what holds much of the page, which scripts show once they run."""
    for element in [element for element in tree.iter("*") if _is_hidden(element)]:
        if element.getparent() is None or element.tag in ("html", "body", "article", "main"):
            continue
        size = _LENGTH(element)
        if size <= _LONGEST or (_is_marked(element) and size <= _SHARE * _LENGTH(tree)):
            element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    """Asked of every element of a page; most have a class, if anything, and that tells nothing."""
    style = element.get("style")
    if style is not None and _is_unseen(style):
        return True
    name = element.get("class")
    likely = name is not None and _is_likely(name)
    if not likely and element.get("hidden") is None and element.get("role") is None:
        return False
    return _is_marked(element)


def _is_marked(element: HtmlElement) -> bool:
    """True where attributes or class names say that it is not for the eyes, or a tooltip."""
    hidden = element.get("hidden")
    if hidden is not None or element.get("role") == "tooltip":
        return bool(hidden != "until-found")
    name = element.get("class")
    return name is not None and _is_likely(name) and _is_named_so(name, element.tag in _BLOCKS)


@lru_cache(_KEPT)
def _is_likely(name: str) -> bool:
    return _LIKELY.search(name.lower()) is not None


@lru_cache(_KEPT)
def _is_named_so(name: str, block: bool) -> bool:
    """What a class says; a block called "tooltip" is one, an inline element is the word that has one."""
    return bool(_UNSEEN.search(name) or _TIP.search(name) or (block and _BARE_TIP.search(name)))


@lru_cache(_KEPT)
def _is_unseen(style: str) -> bool:
    return _HIDDEN_STYLE.search(style.replace(" ", "").lower()) is not None
