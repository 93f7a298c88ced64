"""Sentence and paragraph boundaries, rule-based and the same for every supported language.

The topic ``sentences`` holds, per language, ``abbreviations``: words whose full stop does not end a
sentence. Lower-case continuation is evidence against a boundary in every script that has case.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.model import Span
from onrecord.text import lexicon

_PARAGRAPH = re.compile(r"[^\n]+")
_END = re.compile(r"(?:[.!?…]+[\"”’'»)\]]*(?=\s)|[。！？]+[」』”）]*)\s*")
_INITIAL = re.compile(r"(?:^|[\s(«“\"'.])[^\W\d_a-zа-я]\.$")
_LONGEST_WORD = 80
_LAST_WORD = re.compile(r"([^\W_][\w.\-]*)\.$")


def paragraphs(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The non-empty lines of ``text[start:end]``, without surrounding white space."""
    stop = len(text) if end is None else end
    out = []
    for match in _PARAGRAPH.finditer(text, start, stop):
        span = trim(text, Span(match.start(), match.end()))
        if len(span):
            out.append(span)
    return tuple(out)


def trim(text: str, span: Span) -> Span:
    """``span`` without white space at either end."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


@cache
def _abbreviations() -> frozenset[str]:
    # All languages together: reports quote names and titles of each other's languages, and a missed
    # boundary after "Mr." in a Russian text costs less than a false one.
    return lexicon.words("sentences", "abbreviations")


def _is_boundary(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    if mark.end() >= paragraph.end:
        return False
    following = text[mark.end() : mark.end() + 2].lstrip("\"“”„«»'‘’([—–- ")
    if following[:1].islower():
        return False
    head = text[max(paragraph.start, mark.start() - _LONGEST_WORD) : mark.start() + 1]
    if text[mark.start()] != "." or text[mark.start() : mark.start() + 2] == "..":
        return True
    word = _LAST_WORD.search(head)
    if _INITIAL.search(head):
        return False
    return not (word and word.group(1).casefold() in _abbreviations())


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Sentences of ``text[start:end]``, never across a line break, in order, without outer white space."""
    out: list[Span] = []
    for paragraph in paragraphs(text, start, end):
        begin = paragraph.start
        for mark in _END.finditer(text, paragraph.start, paragraph.end):
            if _is_boundary(text, paragraph, mark):
                out.append(trim(text, Span(begin, mark.end())))
                begin = mark.end()
        out.append(trim(text, Span(begin, paragraph.end)))
    return tuple(span for span in out if len(span))
