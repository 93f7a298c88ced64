"""Verbs whose content is no clause: X called on Y to ..., X confirmed the plan, X told about the plan."""

from __future__ import annotations

import re

from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.sources import STOP, source_before, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_ACTS = (
    ("directive", "directive"),
    ("commissive", "commissive"),
    ("objects", "object"),
    ("estimates", "object"),
)
_MARK = re.compile("“")
_FIGURE = re.compile(r"\d")


def act(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Verbs whose content is an action or a noun phrase rather than a clause."""
    if cues.said_to.match(masked, cue.span.end, sentence.end):
        source = source_before(masked, sentence.start, cue, cues)
        content = content_of(masked, cue.span.end, sentence.end)
        if source is not None and word_count(masked, content) >= 2:
            return Frame("commissive", content, cue.span, source)
    for kind, name in _ACTS:
        if kind in cue.kinds:
            following = masked[cue.span.end : sentence.end].lstrip()
            if not following[:1].isalnum() and not _MARK.match(following):
                continue
            if kind == "objects" and cues.adverbial.match(following):
                continue
            source = source_before(masked, sentence.start, cue, cues)
            content = content_of(masked, cue.span.end, sentence.end)
            if kind == "estimates" and not _FIGURE.search(content.of(masked)):
                continue
            acts = source is not None and nominal(cues.language).can_act(masked, source)
            if acts and word_count(masked, content) >= 2:
                return Frame(name, content, cue.span, source)
    return None


def about(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """X announced ABOUT a thing: the thing is what was said, up to the next pause."""
    if "topical" not in cue.kinds:
        return None
    gap = trim(masked, Span(cue.span.end, sentence.end))
    about = cues.about.match(masked, gap.start, gap.end)
    if about is None:
        return None
    stop = STOP.search(masked, about.end(), sentence.end)
    content = content_of(masked, about.end(), stop.start() if stop else sentence.end)
    source = source_before(masked, sentence.start, cue, cues)
    if source is None or word_count(masked, content) < 2:
        return None
    return Frame("object", content, cue.span, source)
