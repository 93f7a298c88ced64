"""Who is the subject of a cue where nouns have cases: by agreement with the verb, and by where it was said.

In Russian and Ukrainian the words between a cue and its subject are free in order ("сказал в интервью
«Курьеру» министр") and a body often speaks from inside a prepositional phrase ("в министерстве сообщили").
Head nouns of people and bodies are listed, the ending of a past or present verb says which of their endings
can be a subject, and a verb with no subject has the body after a preposition of place as its source.

The topic ``attribution`` holds for this: ``nominative``, endings of a verb and the endings that a listed noun
(``titles``, ``bodies``, ``unnamed`` of the topic ``names``) has as its subject; ``nominatives``, nouns whose
nominative those endings cannot tell; ``modifiers``, endings of adjectives in the nominative; ``places``,
prepositions; ``subjectless``, endings of verbs that can stand without a subject; ``documents``, what says
things in writing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER
from onrecord.text.sentences import trim

_VERB = re.compile(r"[^\W\d_]+$")
_STOP = re.compile(r"[,.;:()!?…]|\s[—–-]\s|$")
_WORD = r"[\w'’\-]+"
_COMPLEMENT = r"(?:(?!\d)[\w'’\-]+\s+)?"
_REACH = 160


@dataclass(frozen=True, slots=True)
class Subjects:
    """The patterns of one language; :attr:`known` is False where it has no data for them."""

    known: bool
    heads: tuple[tuple[str, re.Pattern[str]], ...]
    subjectless: re.Pattern[str]
    place: re.Pattern[str]
    told: re.Pattern[str]
    """A preposition of place and one or two words, right before the name of an outlet."""

    def head(self, text: str, begin: int, end: int, verb: str) -> int | None:
        """Where the first noun phrase of ``text[begin:end]`` begins that can be the subject of ``verb``."""
        for ending, pattern in self.heads:
            if verb.casefold().endswith(ending):
                match = pattern.search(text, begin, end)
                return match.start() if match else None
        return None

    def body(self, text: str, begin: int, end: int, verb: str) -> int | None:
        """Where the body or document begins in which ``verb``, that has no subject, says that it was said."""
        if not self.subjectless.search(verb):
            return None
        found = [match.end() for match in self.place.finditer(text, begin, end)]
        return found[-1] if found else None


@cache
def subjects(language: str) -> Subjects:
    """The patterns of ``language``, made from its word lists."""
    data, names = lexicon.table("attribution", language), lexicon.table("names", language)
    listed = [entry for key in ("titles", "bodies", "unnamed") for entry in names.get(key, ())]
    endings: dict[str, list[str]] = data.get("nominative", {})
    exact = "|".join(re.escape(word) for word in data.get("nominatives", ()))
    modifier = "|".join(data.get("modifiers", ())) or "(?!)"
    stems = "|".join(sorted((_stem(entry) for entry in listed), key=lambda s: (-len(s), s)))
    heads = []
    for ending in sorted(endings, key=lambda e: (-len(e), e)):
        ends = "|".join(sorted(endings[ending], reverse=True))
        noun = rf"(?:(?:{stems})(?:{ends})|{exact})(?!\w)"
        lead = rf"(?<![\w'’\-])(?:[\w\-]+(?:{modifier})\s+){{0,2}}(?:{_WORD}-)?"
        heads.append((ending, re.compile(lead + noun, re.IGNORECASE)))
    return Subjects(
        known=bool(endings),
        heads=tuple(heads),
        subjectless=_ending(data.get("subjectless", ())),
        place=_place(data, names),
        told=_told(data.get("places", ())),
    )


def _stem(entry: str) -> str:
    """An entry of a word list as a pattern of its stem; one that is no stem stands for itself."""
    return re.escape(entry.removesuffix("*")) + ("" if entry.endswith("*") else r"(?!\w)")


def _ending(endings: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(endings)})$", re.IGNORECASE) if endings else NEVER


def _told(prepositions: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in prepositions)
    return re.compile(rf"(?<!\w)(?:{words})\s+(?:[\w\-]+\s+){{0,2}}$", re.IGNORECASE) if words else NEVER


def _place(data: Mapping[str, Any], names: Mapping[str, Any]) -> re.Pattern[str]:
    """A preposition of place before a body, a document, or a name in capitals or quote marks."""
    if not data.get("places"):
        return NEVER
    prepositions = "|".join(re.escape(word) for word in data["places"])
    listed = [*names.get("bodies", ()), *data.get("documents", ())]
    nouns = "|".join(re.escape(e.removesuffix("*")) + (r"\w{0,4}" if e.endswith("*") else "") for e in listed)
    body = rf"{_COMPLEMENT}(?:{_WORD}-)?(?:{nouns})(?!\w)"
    return re.compile(rf"(?<!\w)(?i:{prepositions})\s+(?=(?i:{body})|[^\W\d_a-zа-яёіїєґ]|“)")


def verb_before(text: str, place: int) -> str:
    """The word that ends at ``place``; empty where none does."""
    match = _VERB.search(text, max(0, place - 30), place)
    return match.group() if match else ""


def clause_end(text: str, begin: int, end: int) -> int:
    """Where the clause that goes on at ``begin`` pauses, quote marks being no pause."""
    reach = min(end, begin + _REACH)
    match = _STOP.search(text, begin, reach)
    return match.start() if match else reach


def trimmed(text: str, begin: int, end: int) -> Span:
    """``text[begin:end]`` without the white space at its ends."""
    return trim(text, Span(begin, max(begin, end)))
