"""Speech told by the mood of its verbs, with no word of saying (German Konjunktiv I).

A form that only reported speech has ("er sei", ``reported_mood``) says that somebody said it, wherever it
stands; forms that have other uses too ("er wäre", ``carried_mood``) say so where the sentence before was
reported. Where the mood begins after a clause of its own ("Roe zeigte sich überzeugt, der Plan sei gut"),
that clause names the speaker, whatever its verb; else whoever spoke last goes on. ``hence`` words ("demnach")
refer to what somebody said before, and an ``evidential`` verb phrase ("soll gestohlen haben", "aurait volé")
to what nobody in particular says.

Zifonun, Hoffmann & Strecker (1997), Grammatik der deutschen Sprache, 1753-1787 (indirectness and mood).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.frame import content_of
from onrecord.extract.rules.sources import LONGEST_SOURCE, opens_otherwise, source_after, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_PAUSE = re.compile(r"[,;:](?=\s)|\s[—–-]\s")


@dataclass(frozen=True, slots=True)
class Told:
    """Content that is told rather than stated; ``source`` is named by the clause before it, if at all."""

    content: Span
    source: Span | None
    led: bool
    """A clause that names or could name the speaker stands before the content."""


def told(masked: str, sentence: Span, carried: bool, cues: Cues) -> Told | None:
    """What of ``sentence`` is told; ``carried``: the sentence before was somebody's reported speech."""
    if hence := cues.hence.match(masked, sentence.start, sentence.end):
        content = content_of(masked, hence.end(), sentence.end)
        return Told(content, None, False) if word_count(masked, content) >= 2 else None
    evidential = cues.evidential.search(masked, sentence.start, sentence.end)
    if evidential and not cues.hypothetical.search(masked, sentence.start, sentence.end):
        begin = _clause_of(masked, sentence, evidential.start(), cues)
        return Told(content_of(masked, begin, sentence.end), None, True)
    mood = cues.carried_mood if carried else cues.reported_mood
    if not mood.search(masked, sentence.start, sentence.end):
        return None
    if cues.first.search(masked, sentence.start, sentence.end):
        return None
    clauses = list(_clauses(masked, sentence))
    first = next((i for i, c in enumerate(clauses) if mood.search(masked, c.start, c.end)), None)
    if first is None:
        return None
    first = _back(masked, clauses, first, mood, cues)
    whole = content_of(masked, clauses[first].start, sentence.end)
    if first == 0:
        return Told(content_of(masked, sentence.start, sentence.end), None, False)
    head = Span(sentence.start, clauses[first].start)
    if cues.negation.search(masked, head.start, head.end) and cues.verbs.search(masked, head.start, head.end):
        return None  # "sagte nicht, dass"
    return Told(whole, _subject(masked, head, cues), True)


def _clauses(masked: str, sentence: Span) -> Iterator[Span]:
    """The stretches between pauses."""
    cuts = [m.end() for m in _PAUSE.finditer(masked, sentence.start, sentence.end)]
    for start, end in pairwise([sentence.start, *cuts, sentence.end]):
        clause = trim(masked, Span(start, end))
        if len(clause):
            yield clause


def _back(masked: str, clauses: list[Span], at: int, mood: re.Pattern[str], cues: Cues) -> int:
    """The clause that the verb in clause ``at`` belongs to: before what is put in or in front."""
    found = mood.search(masked, clauses[at].start, clauses[at].end)
    lead = masked[clauses[at].start : found.start()].strip() if found else "-"
    if not at or (lead and not cues.adverb.fullmatch(lead)):
        return at
    return 0 if _subordinate(masked, clauses[0], cues) or not _has_verb(masked, clauses[0], cues) else at


def _clause_of(masked: str, sentence: Span, at: int, cues: Cues) -> int:
    """Where the clause around ``at`` begins: after the last comma, if a clause of its own begins there."""
    comma = masked.rfind(",", sentence.start, at)
    head = trim(masked, Span(sentence.start, max(comma, sentence.start)))
    return comma + 1 if comma >= 0 and _has_verb(masked, head, cues) else sentence.start


def _subordinate(masked: str, clause: Span, cues: Cues) -> bool:
    return any(p.match(masked, clause.start, clause.end) for p in (cues.clause, cues.relatives))


def _has_verb(masked: str, clause: Span, cues: Cues) -> bool:
    return any(p.search(masked, clause.start, clause.end) for p in (cues.finite, cues.verbs))


def _subject(masked: str, head: Span, cues: Cues) -> Span | None:
    """Who the clause before the content is about: what stands before its verb, or after it."""
    comma = masked.find(",", head.start, head.end)
    clause = Span(head.start, comma if comma >= 0 else head.end)
    found = cues.finite.search(masked, clause.start, clause.end) or cues.verbs.search(
        masked, clause.start, clause.end
    )
    if found is None or found.start() == clause.start:
        return None
    before = trim(masked, Span(clause.start, found.start()))
    if opens_otherwise(masked, before, cues):
        return source_after(masked, found.end(), clause.end, cues)
    return before if word_count(masked, before) <= LONGEST_SOURCE else None
