"""Headlines that attribute their words: "Roe: We will stay", "We will stay: Roe", "Roe says ...".

A name and a colon attribute only where the document itself lets that person speak, or where the other side
is in quote marks: "Ruritania: Five hurt in storm" quotes nobody.
"""

from __future__ import annotations

import re

from onrecord.extract.attribution import Attributed
from onrecord.extract.cues import Cues
from onrecord.extract.indirect import frames
from onrecord.extract.marks import Marks
from onrecord.extract.sources import word_count
from onrecord.model import Form, Span
from onrecord.text.sentences import trim
from onrecord.text.tokens import fold, tokenize

_COLON = re.compile(r"[:：]\s*")
_LONGEST_NAME = 6
_SHORTEST = 2


def headline(masked: str, span: Span, marks: Marks, cues: Cues, speakers: frozenset[str]) -> list[Attributed]:
    """The quotation a headline or subheading makes, at most one.

    ``speakers``: folded words of the source mentions and turn labels of the document.
    """
    for frame in frames(masked, span, cues):
        if frame.source is not None and frame.pattern not in ("label", "open", "noun"):
            content = _without_marks(frame.content, marks)
            return [Attributed((content,), Form.HEADLINE, frame.cue, frame.source, 0.8, frame.pattern)]
    colons = list(_COLON.finditer(masked, span.start, span.end))
    if not colons:
        return []
    sides = (
        (Span(span.start, colons[0].start()), Span(colons[0].end(), span.end)),
        (Span(colons[-1].end(), span.end), Span(span.start, colons[-1].start())),
    )
    for name, words in sides:
        name, words = trim(masked, name), trim(masked, words)
        if _is_speaker(masked, name, speakers, marks, words) and word_count(masked, words) >= _SHORTEST:
            content = _without_marks(words, marks)
            return [Attributed((content,), Form.HEADLINE, None, name, 0.75, "headline")]
    return []


def _is_speaker(masked: str, name: Span, speakers: frozenset[str], marks: Marks, words: Span) -> bool:
    tokens = tokenize(masked, name.start, name.end)
    cased = [t for t in tokens if t.text[0].isalpha() and t.text[0].lower() != t.text[0].upper()]
    if not tokens or not cased:
        return bool(tokens) and len(name) <= _LONGEST_NAME and fold(name.of(masked)) in speakers
    if len(tokens) > _LONGEST_NAME or not cased[-1].text[0].isupper():
        return False
    if tokens[-1].form in speakers:
        return True
    outer = _without_marks(words, marks)
    return outer != words and 2 <= len(tokens) <= 3 and all(t.text[0].isupper() for t in cased)


def _without_marks(span: Span, marks: Marks) -> Span:
    """The inside of the stretch that ``span`` is, if it is one."""
    for i in marks.outermost:
        if marks.stretches[i].outer == span:
            return marks.stretches[i].content
    return span
