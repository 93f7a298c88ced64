"""Word documents (.docx, ISO/IEC 29500): the words as they stand, without deleted ones and comments."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from onrecord.errors import UnreadableError
from onrecord.model import BlockKind
from onrecord.read.archives import Content, opened
from onrecord.read.limits import Budget, read_capped
from onrecord.read.marked_up import local_name, parse_xml
from onrecord.read.moments import candidate
from onrecord.read.source import Known

_MAX_PART = 50_000_000
# Deleted and moved-away words, and the second copy of a text box that is there for older programs.
_LEFT_OUT = ("del", "moveFrom", "Fallback", "instrText", "footnoteReference", "commentReference")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_HEADLINE = ("title", "heading1", "berschrift1")
_HEADING = ("heading", "berschrift", "subtitle")

Paragraph = tuple[str, BlockKind | None]


def read_docx(data: bytes) -> tuple[list[Paragraph], Known]:
    """The paragraphs of a document, with the kind their style tells, and what its properties say.

    Raises UnreadableError for what is damaged, too large or no Word document.
    """
    budget = Budget(len(data))
    with opened(BytesIO(data)) as archive:
        root = _part(archive, "word/document.xml", budget)
        if root is None:
            raise UnreadableError("no Word document inside this file; save it again as .docx or text")
        core = _part(archive, "docProps/core.xml", budget)
        paragraphs = [found for p in root.iter("{*}p") for found in _paragraph(p)]
    return paragraphs, _known(core)


def is_docx(archive: ZipFile) -> bool:
    """True for a ZIP archive that holds the text of a Word document."""
    return "word/document.xml" in archive.namelist()


def _part(archive: ZipFile, name: str, budget: Budget) -> etree._Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    data = read_capped(Content(archive, info, budget), _MAX_PART)
    if len(data) > _MAX_PART:
        raise UnreadableError("the Word document is too large for one report; save its text and split it")
    return parse_xml(data, "the Word document")


def _paragraph(element: etree._Element) -> Iterator[Paragraph]:
    text = "".join(_words(element)).strip()
    if text:
        style = element.find("{*}pPr/{*}pStyle")
        yield text, _kind(next(iter(style.attrib.values()), "") if style is not None else "")


def _words(element: etree._Element) -> Iterator[str]:
    """The words inside ``element``, in order; paragraphs inside (of text boxes) are read on their own."""
    stack = [element]
    while stack:
        node = stack.pop()
        name = local_name(node)
        if name in _LEFT_OUT or (name == "p" and node is not element):
            continue
        if name == "t":
            yield node.text or ""
        elif name in _BREAKS and local_name(node.getparent()) == "r":
            yield _BREAKS[name]
        stack.extend(reversed(node))


def _kind(style: str) -> BlockKind | None:
    name = style.casefold().replace(" ", "")
    if name.endswith(_HEADLINE):
        return BlockKind.HEADLINE
    if any(word in name for word in _HEADING):
        return BlockKind.SUBHEADING
    return BlockKind.CAPTION if name == "caption" else None


def _known(core: etree._Element | None) -> Known:
    if core is None:
        return Known()
    said = {local_name(child): (child.text or "").strip() for child in core}
    return Known(
        title=said.get("title") or None,
        authors=(said["creator"],) if said.get("creator") else (),
        dates=(
            *candidate(said.get("created"), "properties", "published"),
            *candidate(said.get("modified"), "properties", "updated"),
        ),
    )
