"""Web pages saved as one file (MHTML, RFC 2557): the page inside."""

from __future__ import annotations

import email
from email.message import Message

from onrecord.errors import UnreadableError
from onrecord.read.source import Known


def read_mhtml(data: bytes) -> tuple[bytes, Known]:
    """The HTML of a saved page, with its address and declared encoding.

    Raises UnreadableError where there is none inside.
    """
    try:
        message = email.message_from_bytes(data)
        part = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
        body = part.get_payload(decode=True) if part is not None else None
    except (
        RecursionError,
        ValueError,
        LookupError,
        AssertionError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:
        raise UnreadableError(f"the saved page cannot be opened ({error}); save it again as HTML") from error
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise UnreadableError("no page inside this MHTML file; save the page again as HTML")
    return body, Known(url=_address(part, message), charset=_charset(part))


def _address(part: Message, message: Message) -> str | None:
    for value in (message.get("Snapshot-Content-Location"), part.get("Content-Location")):
        if value and str(value).startswith(("http://", "https://")):
            return str(value).strip()
    return None


def _charset(part: Message) -> str | None:
    value = part.get_param("charset")
    return value if isinstance(value, str) else None
