"""What kind of file this is, by its first bytes, then by what it was declared to be, then by its name."""

from __future__ import annotations

import re
from enum import StrEnum

HEAD = 4096
"""Bytes that are looked at."""


class Kind(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    HTML = "html"
    MHTML = "mhtml"
    CAPTIONS = "captions"
    PDF = "pdf"
    DOCX = "docx"
    ROW = "row"
    ZIP = "zip"
    GZIP = "gzip"
    WARC = "warc"
    FEED = "feed"
    JSON = "json"
    JSON_LINES = "json lines"
    TABLE = "table"
    URLS = "list of addresses"


CONTAINERS = frozenset(
    (Kind.ZIP, Kind.GZIP, Kind.WARC, Kind.FEED, Kind.JSON, Kind.JSON_LINES, Kind.TABLE, Kind.URLS)
)
"""Kinds that hold any number of documents; the others are one document each."""

MEDIA_TYPES = {
    Kind.TEXT: "text/plain",
    Kind.HTML: "text/html",
    Kind.MHTML: "multipart/related",
    Kind.CAPTIONS: "text/vtt",
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.ROW: "application/json",
}
ROW_TYPE = "application/vnd.onrecord.row+json"
"""Declared by us for one row of a table or one line of JSON Lines."""

_DECLARED = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/vtt": Kind.CAPTIONS,
    "application/x-subrip": Kind.CAPTIONS,
    "application/pdf": Kind.PDF,
    ROW_TYPE: Kind.ROW,
    MEDIA_TYPES[Kind.DOCX]: Kind.DOCX,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
    "application/feed+json": Kind.JSON,
    "application/json": Kind.JSON,
    "application/x-ndjson": Kind.JSON_LINES,
    "application/jsonl": Kind.JSON_LINES,
    "text/csv": Kind.TABLE,
    "text/tab-separated-values": Kind.TABLE,
    "multipart/related": Kind.MHTML,
    "message/rfc822": Kind.MHTML,
}
_SUFFIXES = {
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".mhtml": Kind.MHTML,
    ".mht": Kind.MHTML,
    ".vtt": Kind.CAPTIONS,
    ".srt": Kind.CAPTIONS,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".zip": Kind.ZIP,
    ".wacz": Kind.ZIP,
    ".gz": Kind.GZIP,
    ".warc": Kind.WARC,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
    ".xml": Kind.FEED,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".csv": Kind.TABLE,
    ".tsv": Kind.TABLE,
}
_MAGIC = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\x1f\x8b", Kind.GZIP),
    (b"WARC/", Kind.WARC),
)
_CUE = re.compile(rb"(?:\d+[ \t]*\r?\n)?(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}[ \t]*-->")
_MIME = re.compile(rb"(?:^|\n)content-type:\s*multipart/related", re.I)
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_ADDRESS = re.compile(rb"https?://\S+\Z")


def kind_of(head: bytes, name: str = "", media_type: str | None = None) -> Kind:
    """The kind of a file that begins with ``head``, is called ``name`` and was declared ``media_type``.

    What the bytes say wins; a name or a declaration decides between kinds that bytes cannot tell apart.
    """
    said = _declared(name, media_type)
    if said is Kind.ROW:
        return said
    return _by_magic(head, said) or _by_shape(head.removeprefix(b"\xef\xbb\xbf").lstrip(), said)


def suffix_kind(suffix: str) -> Kind | None:
    """What files that end in ``suffix`` (".csv") are, None where that is not read."""
    return _SUFFIXES.get(suffix.lower())


def _declared(name: str, media_type: str | None) -> Kind | None:
    essence = (media_type or "").partition(";")[0].strip().lower()
    dot = name.rfind(".")
    return _DECLARED.get(essence) or (_SUFFIXES.get(name[dot:].lower()) if dot >= 0 else None)


def _by_magic(head: bytes, said: Kind | None) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Kind.DOCX if kind is Kind.ZIP and said is Kind.DOCX else kind
    return Kind.PDF if b"%PDF-" in head[:1024] else None


def _by_shape(head: bytes, said: Kind | None) -> Kind:
    if head.startswith(b"WEBVTT") or _CUE.match(head):
        return Kind.CAPTIONS
    if head[:1] == b"<":
        return _marked_up(head, said)
    if head[:1] in (b"{", b"[") and said in (Kind.JSON, Kind.JSON_LINES):
        return said
    if _MIME.search(head):
        return Kind.MHTML
    if said in (Kind.TABLE, Kind.HTML):
        return said
    return Kind.URLS if _lists_addresses(head) else Kind.TEXT


def _marked_up(head: bytes, said: Kind | None) -> Kind:
    low = head.lower()
    if b"<!doctype html" in low or b"<html" in low:
        return Kind.HTML
    if _FEED_ROOT.search(head) or said is Kind.FEED:
        return Kind.FEED
    return Kind.HTML if said is Kind.HTML or low.startswith((b"<head", b"<body")) else Kind.TEXT


def _lists_addresses(head: bytes) -> bool:
    """True where every whole line is an address or a remark after ``#``, and one is an address."""
    lines = head.split(b"\n")
    whole = lines if len(head) < HEAD else lines[:-1]
    said = [line.strip() for line in whole if line.strip() and not line.lstrip().startswith(b"#")]
    return bool(said) and all(_ADDRESS.match(line) for line in said)
