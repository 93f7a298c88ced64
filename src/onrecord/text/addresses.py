"""Addresses of pages as texts write them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ARCHIVED = re.compile(r"https?://[^\s/]+/web/\d{8,14}[a-z_]*/(?:https?://)?")


def own_address(text: str) -> str:
    """``text`` with the page's own address for that of a copy in a web archive.

    What a copy's address begins with holds the moment of the copy, which is not the page's.
    """
    return _ARCHIVED.sub("https://", text)


def host_of(url: str | None) -> str:
    """The host of an address; empty where there is none to be read."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
