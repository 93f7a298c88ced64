"""What an attribution frame is, and how the stretch that is its content is cut to size."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.sources import word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_ENDS = " \t.!?…,;:—–-。，；：！？、"
# Set by hand in the order in which the patterns held on English news, and not calibrated: the share of
# contents exactly right was 0.6 to 0.75 for "that", "zero" and "according", about 0.35 for unquoted "after".
_CONFIDENCE = {
    "that": 0.7,
    "colon": 0.8,
    "zero": 0.6,
    "after": 0.7,
    "according": 0.65,
    "as": 0.55,
    "directive": 0.5,
    "commissive": 0.5,
    "object": 0.4,
    "noun": 0.5,
    "final": 0.7,
    "open": 0.7,
    "label": 0.5,
    "doubt": 0.4,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution in one sentence. ``content`` is empty for the pattern ``open``."""

    pattern: str
    content: Span
    cue: Span
    source: Span | None
    rest: Span | None = None
    """The second half of content that the attribution interrupts: "The plan, he said, will fail." """

    @property
    def confidence(self) -> float:
        """A hand-set estimate that content and source are right, by pattern."""
        return _CONFIDENCE[self.pattern]


def content_of(masked: str, begin: int, end: int) -> Span:
    """``text[begin:end]`` without the stops and pauses at either end."""
    span = trim(masked, Span(begin, max(begin, end)))
    start, stop = span.start, span.end
    while stop > start and masked[stop - 1] in _ENDS:
        stop -= 1
    while start < stop and masked[start] in " \t,;:—–-，：…、":
        start += 1
    return Span(start, stop)


def plain(masked: str, content: Span, cues: Cues) -> Span:
    """Without an adverb and a comma in front: "However, ..." is the reporter's."""
    lead = cues.adverb.match(masked, content.start, content.end)
    if lead and masked[lead.end() : lead.end() + 1] == ",":
        return content_of(masked, lead.end(), content.end)
    return content


def resumed(masked: str, begin: int, sentence: Span, cues: Cues, opened: bool = False) -> Span | None:
    """What goes on after an attribution between two commas.

    ``opened``: what stands before it is no clause yet, so that an adverbial belongs to what goes on.
    """
    comma = re.compile(r"\s*[,，]\s*").match(masked, begin, sentence.end)
    if cues.verb_second:
        comma = re.compile(r"(?:\s+[a-zäöüß]+){0,3}\s*(?:,|—|–)\s*").match(masked, begin, sentence.end)
    if comma is None:
        return None
    rest = content_of(masked, comma.end(), sentence.end)
    if cues.verb_second:
        return rest if word_count(masked, rest) >= 2 and not cues.and_.match(masked, rest.start) else None
    blocked = any(
        p.match(masked, rest.start, rest.end)
        for p in (() if opened else (cues.adverbial,)) + (cues.clause, cues.verbs, cues.and_, cues.gerund)
    )
    lower = rest.of(masked)[:1].islower()
    return rest if lower and not blocked and word_count(masked, rest) >= 2 else None


def says(masked: str, span: Span, cues: Cues) -> bool:
    """True where a verb of saying stands in ``span``; "in writing" has none."""
    knows = nominal(cues.language)
    found = cues.verbs.finditer(masked, span.start, span.end)
    return any(not knows.is_noun(masked, m.start(), m.end()) for m in found)
