"""Regular expressions made of word lists, for scripts with spaces between words and without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

CJK = "぀-ヿ㐀-鿿豈-﫿々〇"
SMALL = "a-zß-öø-ÿąćęłńśźżœа-яёіїєґ"
"""Small letters of the languages that have them, as a part of a regex's class."""
CAPITAL = rf"[^\W\d_{SMALL}]"
"""Source of a regex for a capital, or a letter of a script without case."""
_IS_CJK = re.compile(f"[{CJK}]")
NOTHING = r"\0(?!)"
"""Source of a regex that never matches, for an empty word list: not one place need be looked at for it."""
NEVER = re.compile(NOTHING)


def unspaced(character: str) -> bool:
    """True for a character of a script written without spaces between words (Han, kana)."""
    return bool(_IS_CJK.match(character))


def alternation(phrases: Iterable[str]) -> str:
    """Source of a regex that matches any of ``phrases`` as whole words, longest first.

    A space in a phrase matches any white space or a hyphen. Word boundaries are asked for only at ends
    written in a script that has them. No phrases at all match nothing.
    """
    ordered = sorted({p for p in phrases if p}, key=lambda p: (-len(p), p))
    bounded = [p for p in ordered if _is_bounded(p[0])]
    free = [p for p in ordered if not _is_bounded(p[0])]
    groups = [branches(bounded, _one, r"(?<!\w)"), branches(free, _one)]
    return f"(?:{'|'.join(filter(None, groups))})" if ordered else NOTHING


def branches(phrases: Iterable[str], source: Callable[[str], str], before: str = "") -> str:
    """Source of a regex that matches one of ``phrases``, the first in order that fits, after ``before``.

    ``source`` makes the regex of what follows a phrase's first character. Phrases that begin alike share a
    branch, and a place where none begins is left after one look: a long list costs hardly more than a short
    one. Only phrases that begin with different letters change places: of those at most one can match.
    """
    begun: dict[str, list[str]] = {}
    for phrase in phrases:
        begun.setdefault(phrase[0].casefold(), []).append(phrase)
    if not begun:
        return ""
    firsts = sorted({phrase[0] for group in begun.values() for phrase in group})
    choices = "|".join("|".join(_alike(group, source)) for group in begun.values())
    return f"(?={_class(firsts)}){before}(?:{choices})"


def _alike(phrases: Iterable[str], source: Callable[[str], str]) -> Iterator[str]:
    """Phrases that begin alike, those that follow each other with the very same character in one branch."""
    for first, group in groupby(phrases, key=itemgetter(0)):
        yield f"{_class([first])}(?:{_choice([source(phrase) for phrase in group])})"


def _choice(sources: Sequence[str]) -> str:
    """Source of a regex that matches one of ``sources``, the first in order that fits.

    Of those in a row that begin with letters the ones with the same letter share a branch, and so on: a regex
    tries its branches one after the other. What begins with anything else keeps its place among them.
    """
    out: list[str] = []
    for lettered, row in groupby(sources, key=_begins_with_letter):
        begun: dict[str, list[str]] = {}
        for source in row:
            begun.setdefault(source[0].casefold() if lettered else "", []).append(source)
        if not lettered:
            out += begun[""]
            continue
        for alike in begun.values():
            for first, group in groupby(alike, key=itemgetter(0)):
                rests = [source[1:] for source in group]
                out.append(first + (rests[0] if len(rests) == 1 else f"(?:{_choice(rests)})"))
    return "|".join(out)


def _begins_with_letter(source: str) -> bool:
    return source[:1].isalnum() and source[1:2] not in ("*", "+", "?", "{")


def _class(characters: Iterable[str]) -> str:
    return "[" + "".join("'’" if c == "'" else re.escape(c) for c in characters) + "]"


def _is_bounded(character: str) -> bool:
    return character.isalnum() and not unspaced(character)


def _one(phrase: str) -> str:
    """The regex of a phrase after its first character."""
    words = phrase.split()
    words[0] = words[0][1:]
    body = r"(?:\s|[‑-])+".join(map(re.escape, words))
    after = r"(?!\w)" if _is_bounded(phrase[-1]) else ""
    return body.replace("'", "['’]") + after


@cache
def ending(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds one of ``phrases`` at the very end of a text, white space and an opening mark aside."""
    return re.compile(alternation(phrases) + r"[\s(«“\"]{0,3}\Z", re.IGNORECASE)


@cache
def opening(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds one of ``phrases`` where matching starts, after at most a little white space or a hyphen."""
    return re.compile(r"[ \t\u00a0\u2009\u202f‑-]{0,2}" + alternation(phrases), re.IGNORECASE)
