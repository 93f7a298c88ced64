"""HTML source to a tree, by the rules of trafilatura, which takes it as its own.

For every element that it hands out, lxml asks Python for the class; that costs more than the parsing. All
that it would choose from are the classes of forms, which nothing here needs: lxml can be left to itself.
"""

from __future__ import annotations

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HtmlProcessingInstruction,
    fromstring,
)
from trafilatura.utils import INVALID_XML_CHARS, is_dubious_html, repair_faulty_html

_BEGINNING, _FIRST_LINES = 50, 8192
_CONTROL = bytes(set(range(32)) - {9, 10, 13})


def _parser(comments: bool) -> etree.HTMLParser:
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=not comments,
        remove_pis=True,
    )
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(HtmlElement, HtmlComment, HtmlProcessingInstruction, HtmlEntity)
    )
    return parser


_PLAIN, _WHOLE = _parser(comments=False), _parser(comments=True)


def parsed(source: str, comments: bool = False) -> HtmlElement | None:
    """The tree behind an HTML source, None where it has hardly any markup; comments only where asked for."""
    parser = _WHOLE if comments else _PLAIN
    beginning = source[:_BEGINNING].lower()
    source = _repaired(source, beginning)
    tree = _tree(source, parser)
    if tree is None or (is_dubious_html(beginning) and len(tree) < 2):
        return None
    return tree


def _repaired(source: str, beginning: str) -> str:
    """All that is mended stands in the first lines, but for characters that XML does not allow."""
    end = source.find("\n", _FIRST_LINES) + 1 or len(source)
    rest = source[end:]
    # To look for them in bytes takes a fifth of the time.
    plain = rest.encode("utf-8", "surrogatepass")
    if len(plain.translate(None, _CONTROL)) < len(plain) or "\ufffe" in rest or "\uffff" in rest:
        rest = INVALID_XML_CHARS.sub("", rest)
    return repair_faulty_html(source[:end], beginning) + rest


def _tree(source: str, parser: etree.HTMLParser) -> HtmlElement | None:
    try:
        tree = fromstring(source, parser=parser)
        if len(tree) > 0:
            return tree
    except (etree.LxmlError, ValueError):
        pass  # a str that declares an encoding is refused; as bytes it is not
    try:
        return fromstring(source.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def lighten(tree: HtmlElement) -> None:
    """Take out of ``tree`` what is never text: scripts but for JSON-LD, styles, what the head links and says.

    Trafilatura leaves it out as well, but only after it has copied it several times and gone through it.
    """
    for element in list(tree.iter("script", "style")):
        if element.get("type") != "application/ld+json":
            element.drop_tree()
    head = tree.find("head")
    if head is not None:
        for element in list(head.iterchildren("link", "meta")):
            head.remove(element)
