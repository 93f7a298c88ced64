"""Sentence and paragraph boundaries, rule-based and the same for every supported language.

Lower-case continuation is evidence against a boundary in every script that has case. The topic ``sentences``
holds, per language, words whose full stop need not end a sentence:

``abbreviations``
    it does not, such as titles;
``numbered``
    it does not before a number ("No. 5"): such words are others as well ("No. We left.");
``counted``
    it does after a number only (г., "of 2023", "the town of");
``ordinal_after``, ``ordinal_of``
    what stands before and after a number whose full stop makes an ordinal of it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from onrecord.model import Span
from onrecord.text import lexicon

_PARAGRAPH = re.compile(r"[^\n]+")
# Possessive, and taking a run of marks as a whole whatever follows: looked at once, however long it is. One
# class of characters comes first, which a regex finds fastest; what it found is then told apart.
_END = re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*+[\"”’'»)\]]*+(?P<space>\s*+)|(?<=[。！？])[。！？]*+[」』”）]*+\s*+)"
)
_INITIAL = re.compile(r"(?:^|[\s(«“\"'.])[^\W\d_a-zа-я]\.$")
_QUESTION = re.compile(r"[?？][\s\"”’»)\]]*$")
_NUMBER_BEFORE = re.compile(r"\d\s*$")
_WORD = re.compile(r"\w+")
_ORDINAL = 2
"""Digits that the number of a day, a war or a league has at most."""
_NEAR = 20
"""Characters that are looked at on either side of a word."""
_WORD_START = re.compile(r"[^\W_]")


def paragraphs(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The non-empty lines of ``text[start:end]``, without surrounding white space."""
    stop = len(text) if end is None else end
    out = []
    for match in _PARAGRAPH.finditer(text, start, stop):
        span = trim(text, Span(*match.span()))
        if span.start < span.end:
            out.append(span)
    return tuple(out)


def trim(text: str, span: Span) -> Span:
    """``span`` without white space at either end."""
    start, end = span.start, span.end
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


@cache
def _listed(key: str) -> frozenset[str]:
    # All languages together: reports quote names and titles of each other's languages, and a missed
    # boundary after "Mr." in a Russian text costs less than a false one.
    return lexicon.words("sentences", key)


def _is_boundary(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    if mark["space"] == "":
        return False
    if mark.end() >= paragraph.end:
        return False
    following = text[mark.end() : mark.end() + 2].lstrip("\"“”„«»'‘’([—–- ")
    if following[:1].islower():
        return False
    at = mark.start()
    if text[at] != "." or text[at : at + 2] == "..":
        return True
    if _INITIAL.search(text[max(paragraph.start, at - 2) : at + 1]):
        return False
    word = _word_before(text, paragraph.start, at).casefold()
    if word in _listed("numbered"):
        return not following[:1].isdigit()
    if word in _listed("counted"):
        return _NUMBER_BEFORE.search(text, max(paragraph.start, at - _NEAR), at - len(word)) is not None
    if word.isdigit() and len(word) <= _ORDINAL:
        return not _is_ordinal(text, paragraph, at - len(word), mark.end())
    return word not in _listed("abbreviations")


def _is_ordinal(text: str, paragraph: Span, begin: int, end: int) -> bool:
    """True for a number, with its full stop from ``begin`` to ``end``, of a month or after an article."""
    following = _WORD.match(text, end, min(paragraph.end, end + _NEAR))
    if following and following.group().casefold() in _listed("ordinal_of"):
        return True
    before = text[max(paragraph.start, begin - _NEAR) : begin].split()
    return bool(before) and before[-1].casefold() in _listed("ordinal_after")


def _word_before(text: str, start: int, end: int) -> str:
    """The word that ends at ``end``, inner full stops and hyphens included; "" where none does."""
    begin = end
    while begin > start and (text[begin - 1].isalnum() or text[begin - 1] in "_.-"):
        begin -= 1
    first = _WORD_START.search(text, begin, end)
    return text[first.start() : end] if first else ""


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


@lru_cache(maxsize=2)
def all_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of the whole of ``text``, kept: several steps ask for those of one document."""
    return sentences(text)


def is_question(text: str) -> bool:
    """True for a text that ends in a question mark, whatever quote marks or brackets close after it."""
    return _QUESTION.search(text) is not None
