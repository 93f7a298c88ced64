"""Speech nouns and their clauses: the claim that ..., the announcement to ..., die Aussage, es sei ..."""

from __future__ import annotations

import re

from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.extract.rules.sources import STOP, VERB_FORM, WORD, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_FAR = 90
_POSSESSOR = re.compile(
    r"((?:\[[^\]]*\]\s*)?(?:[^\W\d_a-z][\w.\-]*\s+(?:(?:of|the|for|de|du|von|van|der|al|bin)\s+){0,2}){0,5}[^\W\d_a-z][\w.\-]*)['’]s?\s+$"
)


def claim(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """The frame of a speech noun: its clause, and who stands before it in the possessive, or behind it."""
    reach = min(sentence.end, cue.span.end + _FAR)
    whereby = cues.whereby.search(masked, cue.span.end, reach)
    match = whereby or cues.that.search(masked, cue.span.end, reach)
    gap = masked[cue.span.end : match.start()].rstrip(" ,") if match else ""
    if not match or STOP.search(gap.replace(",", "") if whereby else gap):
        return _told(masked, sentence, cue, cues) if cues.verb_second else None
    end = _taken_up(masked, sentence, cue, match.end(), cues)
    stop = STOP.search(masked, match.end(), end) if whereby else None
    content = content_of(masked, match.end(), stop.start() if stop else end)
    if word_count(masked, content) < 2:
        return None
    between = trim(masked, Span(cue.span.end, match.start()))
    possessor = _POSSESSOR.search(masked, max(sentence.start, cue.span.start - 60), cue.span.start)
    if possessor:
        return Frame("noun", content, cue.span, Span(possessor.start(1), possessor.end(1)))
    source = content_of(masked, between.start, between.end)
    return Frame("noun", content, cue.span, source if len(source) else None)


def _told(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """The announcement to ..., the claim that it be so: a clause after a noun, with no complementiser."""
    pauses = [m.start() for m in re.finditer(",", masked[cue.span.end : sentence.end])]
    for pause in (cue.span.end + p for p in pauses[:2]):
        first = WORD.search(masked, pause, sentence.end)
        if first is None or cues.clause.match(masked, first.start(), sentence.end):
            return None
        stop = STOP.search(masked, first.start(), sentence.end)
        end = stop.start() if stop else sentence.end
        if any(p.search(masked, first.start(), end) for p in (cues.reported_mood, cues.infinitive)):
            between = content_of(masked, cue.span.end, pause)
            end = _fronted_end(masked, first.start(), sentence, cues)
            content = content_of(masked, first.start(), end)
            whose = cues.genitive.match(masked, between.start, between.end)
            return Frame("noun", content, cue.span, between if whose else None)
    return None


def _fronted_end(masked: str, begin: int, sentence: Span, cues: Cues) -> int:
    """Where a clause in first place ends: at the comma before the verb in second place."""
    for comma in re.finditer(r",\s+(\w+)", masked[begin : sentence.end]):
        if any(p.fullmatch(comma.group(1)) for p in (cues.finite, cues.verbs, VERB_FORM)):
            return begin + comma.start()
    return sentence.end


def _taken_up(masked: str, sentence: Span, cue: Cue, begin: int, cues: Cues) -> int:
    """Where the clause of a noun ends that is the subject itself: "the claim, that ..., surprised them"."""
    if word_count(masked, Span(sentence.start, cue.span.start)) > 2:
        return sentence.end
    verbs = [match.start() for match in cues.predicate.finditer(masked, begin, sentence.end)]
    return verbs[-1] if verbs else sentence.end
