"""What stands before its credit: whether it is a clause of its own that the credit can be of.

"The plan will fail, Roe said" has content before the credit; "While they walked, Roe recalled the day" and
"On Monday, Roe announced the plan" have not.
"""

from __future__ import annotations

from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.sources import STOP, is_main_clause, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_LONGEST_TAIL = 7
_PHRASE = 3  # words


def whole_clause(masked: str, content: Span, cue: Cue, sentence: Span, cues: Cues) -> bool:
    """Unquoted content before its cue: no adverbial set off by a comma, and nothing but adverbials after."""
    if (
        not cues.verb_second
        and "," not in content.of(masked)
        and any(p.match(masked, content.start, content.end) for p in (cues.adverbial, cues.gerund))
    ):
        return False
    if cues.verb_second:
        return is_main_clause(masked, content, cues) or cues.that.match(masked, content.start) is not None
    if nominal(cues.language).known and not _may_end(masked, content, cue, sentence, cues):
        return False
    if cues.inverted or not cues.spaces:
        return True
    rest = trim(masked, Span(cue.span.end, sentence.end))
    if (
        not len(rest)
        or not rest.of(masked)[0].isalnum()
        or cues.adverbial.match(masked, rest.start, rest.end)
    ):
        return True
    stop = STOP.search(masked, rest.start, rest.end)
    short = word_count(masked, Span(rest.start, stop.start() if stop else rest.end)) <= _LONGEST_TAIL
    return short and (bool(cues.addressed.fullmatch(cue.span.of(masked))) or rest.of(masked)[0].isupper())


def continued(masked: str, head: Span, cue: Cue, source: Span | None, cues: Cues, that: bool) -> bool:
    """Content before a cue that a colon after its source goes on from: "It is so, admitted X: they had ..."

    ``that``: a complementiser opens it. Otherwise it is a main clause, and nothing that stands before one.
    """
    behind = source is not None and source.start >= cue.span.end and (cues.inverted or cues.verb_second)
    paused = masked[head.end : cue.span.start].strip() == ","
    if not behind or not paused or word_count(masked, head) < _PHRASE:
        return False
    if cues.verb_second and not (that or is_main_clause(masked, head, cues)):
        return False
    opening = (cues.clause, cues.adverbial, cues.gerund)
    return that or not any(p.match(masked, head.start, head.end) for p in opening)


def _may_end(masked: str, content: Span, cue: Cue, sentence: Span, cues: Cues) -> bool:
    """Not "While they walked, Roe recalled the day": a subordinate clause, and a verb with an object."""
    rest = trim(masked, Span(cue.span.end, sentence.end))
    knows = nominal(cues.language)
    fronted = masked[sentence.start : cue.span.start].rstrip().endswith((",", "—", "–", "-"))
    object_ = not fronted and len(rest) > 0 and knows.lead.match(masked, rest.start, rest.end)
    subordinate = cues.clause.match(masked, content.start, content.end) and "," not in content.of(masked)
    return not object_ and not subordinate
