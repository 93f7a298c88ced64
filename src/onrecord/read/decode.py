"""Bytes to text: a declared encoding first, then detection, never a silent replacement character."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from onrecord.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and what a careful reader should know about that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """``data`` as text.

    Raises UnreadableError for what is not text at all and for bytes no known encoding explains.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(_strict(data[len(bom) :], encoding), encoding)
    if _looks_binary(data):
        raise UnreadableError("this is a binary file, not text; save the page or document as text or HTML")
    declared = _DECLARED.search(data[:4096])
    names = ("utf-8", declared.group(1).decode("ascii", "replace")) if declared else ("utf-8",)
    for name in names:
        text = _try(data, name)
        if text is not None:
            return Decoded(text, name)
    return _detect(data)


def _looks_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return b"\x00" in sample or controls > len(sample) * 0.02


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"the file says it is {encoding} but is not; save it again as UTF-8") from error


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _detect(data: bytes) -> Decoded:
    match = from_bytes(data[:_SAMPLE]).best()
    text = _try(data, match.encoding) if match else None
    if match is None or text is None:
        raise UnreadableError("no known text encoding fits this file; save it as UTF-8 and try again")
    return Decoded(text, match.encoding, (f"not UTF-8: decoded as {match.encoding}, by its letter pattern",))
