"""Bytes to text: a declared encoding first, then detection, never a silent replacement character.

Labels mean what browsers take them to mean (WHATWG Encoding Standard): "iso-8859-1" is windows-1252,
"gb2312" is GB 18030, and so on.
"""

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
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
_NOT_TEXT = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf-7")
)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_SAMPLE = 200_000
_DETECTED = 30_000
"""Bytes that are looked at to find an encoding, most of them from where the first letter beyond ASCII is."""
_FEW = 500
"""So many good letters beyond ASCII stand against one bad byte in a text that is UTF-8 all the same."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and what a careful reader should know about that."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """``data`` as text; ``charset`` is the encoding that a server or a container declares.

    Raises UnreadableError for what is not text at all and for bytes no known encoding explains.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(_strict(data[len(bom) :], encoding), encoding)
    wide = _without_bom(data)
    if wide is not None:
        return wide
    if _looks_binary(data):
        raise UnreadableError("this is a binary file, not text; save the page or document as text or HTML")
    found = _DECLARED.search(data[:4096])
    in_page = found.group(1).decode("ascii", "replace") if found else None
    declared = [name for name in (charset, in_page) if name]
    for name in (*filter(_is_seven_bit, declared), "utf-8", *declared):
        text = _try(data, name)
        if text is not None:
            return Decoded(text, name)
    return _mended(data) or _detect(data)


def _is_seven_bit(label: str) -> bool:
    """True for encodings that look like ASCII to any other."""
    return label.lower().startswith(("iso-2022", "hz"))


def _without_bom(data: bytes) -> Decoded | None:
    """UTF-16 that does not say so: in Latin letters every other byte is zero."""
    sample = data[: min(len(data), 2000) & ~1]
    if len(sample) < 20:
        return None
    for zeros, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if zeros.count(0) > 0.7 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            text = _try(data, encoding)
            if text is not None:
                return Decoded(text, encoding, (f"decoded as {encoding}, by its pattern of zero bytes",))
    return None


def _looks_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return sample.count(0) > len(sample) * 0.001 or controls > len(sample) * 0.02


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"the file says it is {encoding} but is not; save it again as UTF-8") from error


def _try(data: bytes, label: str) -> str | None:
    name = _WIDER.get(label.lower(), label)
    try:
        if codecs.lookup(name).name.replace("-", "_") in _NOT_TEXT | {"utf_7"}:
            return None
        text = data.decode(name)
    except (UnicodeError, LookupError, ValueError, AssertionError):
        return None
    return text if isinstance(text, str) else None


def _mended(data: bytes) -> Decoded | None:
    """UTF-8 in which a letter was cut in two here and there: the bad bytes shown as U+FFFD, and said so."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    if good < bad * _FEW and not (bad <= 3 and good >= bad * 20):
        return None
    return Decoded(text, "utf-8", (f"{bad} places are not UTF-8 and are shown as \ufffd; the rest is",))


def _detect(data: bytes) -> Decoded:
    match = from_bytes(_telling(data)).best()
    text = _try(data, match.encoding) if match else None
    if match is None or text is None:
        raise UnreadableError("no known text encoding fits this file; save it as UTF-8 and try again")
    return Decoded(text, match.encoding, (f"not UTF-8: decoded as {match.encoding}, by its letter pattern",))


def _telling(data: bytes) -> bytes:
    """Lines with letters beyond ASCII, which are what tells encodings apart, up to a sample's length."""
    if len(data) <= _DETECTED:
        return data
    out = bytearray()
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            out += line
        if len(out) >= _DETECTED:
            break
    return bytes(out[: 2 * _DETECTED])
