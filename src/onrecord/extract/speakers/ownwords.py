"""Whose "own words" a credit means: the subject of its clause ("Roe hat nach eigenen Angaben ...")."""

from __future__ import annotations

import re

from onrecord.extract.speakers.roster import Roster
from onrecord.model import Span
from onrecord.text.tokens import fold

_NAME = r"[^\W\d_a-zß-öø-ÿа-яё][\w\-]*"
_PHRASE = re.compile(rf"(?:(?:[^\W\d_]{{2,3}})\s)?{_NAME}(?:\s{_NAME})*|[^\W\d_]{{2,4}}(?=\s)")
_WORD = re.compile(r"\s*[\w\-]+")
_OPENING = 12
"""Characters of a sentence before its credit in which no subject has room."""


def own_subject(roster: Roster, source: Span) -> Span | None:
    """The stretch that names whose own words ``source`` speaks of; None where that cannot be told."""
    text = roster.text
    start = roster.sentence_start(source.start)
    if source.start - start > _OPENING:
        match = _PHRASE.match(text, start, source.start)
        return Span(*match.span()) if match else None
    noun = _WORD.match(text, source.end)
    verb = _WORD.match(text, noun.end()) if noun else None
    match = _PHRASE.match(text, verb.end() + 1) if verb else None
    if match is None:
        return None
    named = match.group()[:1].isupper() or " " in match.group() or roster.knows.pronoun(fold(match.group()))
    return Span(*match.span()) if named else None
