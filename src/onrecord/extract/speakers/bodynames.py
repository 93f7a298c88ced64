"""How far the name of a body reaches: over "of", "for" and "and" to the words with capitals beyond.

A name like "Office for Budget Responsibility" or "Securities and Exchange Commission" is several runs of
capitals. To the right it goes on where its head noun stands before "of" or "for" and a capital ("Bank of
Elbonia"); to the left, over "and", only where the word before is a field that bodies are of ("Securities"),
since two bodies may as well be joined ("the Pentagon and the Treasury").

The topic ``names`` holds for this: ``body_fields``, such fields; ``body_links``, prepositions
inside such a name; ``body_joins``, what joins fields in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.extract.rules.wordlist import WordList
from onrecord.extract.speakers.gender import is_given
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER
from onrecord.text.tokens import fold

_WORD = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’\-&](?=[^\W\d_]))*"
_MOST_FIELDS = 3
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class BodyNames:
    """What one language's data says about long names of bodies."""

    right: re.Pattern[str]
    left: re.Pattern[str]
    fields: WordList
    titles: WordList

    def extended(self, text: str, name: Span, start: int, end: int) -> Span:
        """``name``, which ends with a noun for a body, with what belongs to it in ``[start, end)``."""
        finish, reach = name.end, min(end, name.end + _LONGEST)
        while (match := self.right.match(text, finish, reach)) is not None and self._goes_on(match):
            finish = match.end()
        return Span(self._back(text, name.start, start), finish)

    def _goes_on(self, match: re.Match[str]) -> bool:
        """True for more of the body's name: no person, and a field where the link may join two bodies."""
        words = [fold(word) for word in match.group("words").split()]
        named = any(word in self.titles and word not in self.fields for word in words) or (
            len(words) > 1 and is_given(words[0])
        )
        return not named and (match.group("of") is not None or words[0] in self.fields)

    def _back(self, text: str, place: int, floor: int) -> int:
        for _ in range(_MOST_FIELDS):
            match = self.left.search(text, max(floor, place - _LONGEST), place)
            if match is None or fold(match.group("word")) not in self.fields:
                break
            place = match.start("word")
        return place


def tails(name: str) -> list[str]:
    """Shorter names of a body: its last words, folded."""
    words = fold(name).split()
    return [" ".join(words[i:]) for i in range(1, len(words))]


@cache
def body_names(language: str) -> BodyNames:
    """The patterns of ``language``; they match nothing where its data has no ``body_links``."""
    data = lexicon.table("names", language)
    of = "|".join(re.escape(str(word)) for word in data.get("body_links", ()))
    joins = "|".join(re.escape(str(word)) for word in data.get("body_joins", ()))
    lists = WordList(data.get("body_fields", ())), WordList(data.get("titles", ()))
    if not of or not joins:
        return BodyNames(NEVER, NEVER, *lists)
    return BodyNames(
        re.compile(
            rf" (?:(?P<of>(?:{of})(?: the)?)|(?:{joins})) (?P<words>{_WORD}(?: {_WORD}){{0,3}})(?!\w)"
        ),
        re.compile(rf"(?<!\w)(?P<word>{_WORD})(?:,? (?:{joins})|,) $"),
        *lists,
    )
