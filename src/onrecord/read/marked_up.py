"""XML that may come from anywhere: parsed without entities, without the network, with lxml's size limits."""

from __future__ import annotations

from lxml import etree

from onrecord.errors import UnreadableError


def parse_xml(data: bytes, what: str, *, lenient: bool = False) -> etree._Element:
    """The root of ``data``. Entities that a document defines itself are not replaced; ``lenient`` mends.

    Raises UnreadableError, naming ``what`` it should have been, where there is no XML to be had.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=lenient
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(f"{what} is not well-formed XML ({error}); save it again") from error
    if root is None:
        raise UnreadableError(f"{what} holds no XML; save it again")
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
