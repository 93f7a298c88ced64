"""Regular expressions made of word lists, for scripts with spaces between words and without."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

CJK = "぀-ヿ㐀-鿿豈-﫿々〇"
_IS_CJK = re.compile(f"[{CJK}]")
# Never matches: an empty word list must not match everywhere.
_NOTHING = r"(?!)"


def unspaced(character: str) -> bool:
    """True for a character of a script written without spaces between words (Han, kana)."""
    return bool(_IS_CJK.match(character))


def alternation(phrases: Iterable[str]) -> str:
    """Source of a regex that matches any of ``phrases`` as whole words, longest first.

    A space in a phrase matches any white space or a hyphen. Word boundaries are asked for only at ends
    written in a script that has them. No phrases at all match nothing.
    """
    ordered = sorted({p for p in phrases if p}, key=lambda p: (-len(p), p))
    return f"(?:{'|'.join(map(_one, ordered))})" if ordered else _NOTHING


def _one(phrase: str) -> str:
    body = r"(?:\s|[‑-])+".join(map(re.escape, phrase.split()))
    before = r"(?<!\w)" if phrase[0].isalnum() and not unspaced(phrase[0]) else ""
    after = r"(?!\w)" if phrase[-1].isalnum() and not unspaced(phrase[-1]) else ""
    return before + body.replace("'", "['’]") + after


@cache
def ending(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds one of ``phrases`` at the very end of a text, white space and an opening mark aside."""
    return re.compile(alternation(phrases) + r"[\s(«“\"]{0,3}\Z", re.IGNORECASE)


@cache
def opening(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds one of ``phrases`` where matching starts, after at most a little white space or a hyphen."""
    return re.compile(r"[ \t\u00a0\u2009\u202f‑-]{0,2}" + alternation(phrases), re.IGNORECASE)
