"""Attribution by a phrase rather than a verb: according to X, CLAUSE; CLAUSE, according to X; allegedly.

These are the adverbial cues of the PARC 3.0 guidelines (Pareti 2015), with the phrases that name nobody
("по предварительным данным") and the particles of hearsay ("якобы"), which mark a whole clause.
"""

from __future__ import annotations

import re

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.frame import Frame, content_of, resumed
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.sources import LONGEST_SOURCE, source_after, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_FAR = 90
_MOST_PHRASES = 40
_LONGEST_NAMED = 8
_SHORTEST_CLAUSE = 3
_PAUSE = re.compile(r"[,.;:!?—–()]")


def according(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    """The frames of phrases that name a source, or say that there is one, with no verb of saying."""
    if not any(
        cues.listed[key].may_be_in(masked) for key in ("according", "according_after", "unattributed")
    ):
        return []
    out = _by_nobody(masked, sentence, cues)
    phrases = list(cues.according.finditer(masked, sentence.start, sentence.end))
    for match in phrases if len(phrases) <= _MOST_PHRASES else ():
        if cues.named_only.fullmatch(match.group()) and not _set_off(masked, sentence, match, cues):
            continue
        initial = not word_count(masked, Span(sentence.start, match.start()))
        frame = (_according_first if initial else _according_later)(masked, sentence, match, cues)
        if frame is not None:
            out.append(frame)
    for match in cues.according_after.finditer(masked, sentence.start, sentence.end):
        source = content_of(masked, sentence.start, match.start())
        content = content_of(masked, match.end(), sentence.end)
        if word_count(masked, content) >= 3 and 0 < word_count(masked, source) <= LONGEST_SOURCE:
            out.append(Frame("according", content, Span(match.start(), match.end()), source))
    return out


def _set_off(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> bool:
    """ "Para Roe, ...": a person between pauses, for a word with other uses ("pour 2025")."""
    head = masked[sentence.start : phrase.start()].rstrip()
    pause = _PAUSE.search(masked, phrase.end(), min(sentence.end, phrase.end() + _FAR))
    who = trim(masked, Span(phrase.end(), pause.start() if pause else sentence.end))
    if (head and not head.endswith((",", "—", "–"))) or word_count(masked, who) > _LONGEST_NAMED:
        return False
    return nominal(cues.language).is_person(masked, who)


def _according_first(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """According to X, CLAUSE; in verb-second languages the verb, not a comma, ends the phrase."""
    reach = min(sentence.end, phrase.end() + 2 * _FAR)
    comma = re.compile("[,，]").search(masked, phrase.end(), reach)
    verb = cues.finite.search(masked, phrase.end(), reach)
    edge = verb if verb and (comma is None or verb.start() < comma.start()) else comma
    phrased = nominal(cues.language).oblique(masked, Span(phrase.end(), edge.start() if edge else reach))
    if edge is None and phrased is None:
        return None
    begin = phrased.end if phrased else edge.start() if edge else reach
    content = content_of(masked, begin, sentence.end)
    whole = trim(masked, Span(phrase.end(), begin))
    source = _behind_verb(masked, whole, cues)
    verbal = source.start > whole.start
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and not len(source):
        source = Span(own.start(), own.end())
    ending = cues.according_end.search(masked, source.start, source.end)
    if ending and ending.start() > source.start:
        source = Span(source.start, ending.start())
    words = word_count(masked, source)
    if word_count(masked, content) < 2 or words > LONGEST_SOURCE or not (words or verbal):
        return None
    verb = cues.verbs.match(masked, whole.start, whole.end)
    alone = verb is not None and verb.end() == whole.end
    cue = Span(phrase.start(), whole.end if alone else phrase.end())
    return Frame("according", content, cue, source if words else None)


def _behind_verb(masked: str, source: Span, cues: Cues) -> Span:
    """Who says it, after the verb: "según informó [ayer] la policía"; empty where the verb names nobody."""
    verb = cues.verbs.match(masked, source.start, source.end)
    if verb is None:
        return source
    found = source_after(masked, verb.end(), source.end, cues)
    return found or Span(source.end, source.end)


def _according_later(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """CLAUSE, according to X."""
    begin = trim(masked, Span(phrase.end(), sentence.end)).start
    verb = cues.verbs.match(masked, begin, sentence.end)
    source = source_after(masked, verb.end() if verb else begin, sentence.end, cues)
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and source is None:
        source = Span(own.start(), own.end())
    content = content_of(masked, sentence.start, phrase.start())
    if source is None and verb is None:
        return None
    set_off = masked[: phrase.start()].rstrip().endswith((",", "，"))
    end = max(phrase.end(), source.end if source else verb.end() if verb else 0)
    opened = word_count(masked, content) < _SHORTEST_CLAUSE
    rest = resumed(masked, end, sentence, cues, opened) if set_off else None
    if word_count(masked, content) < (1 if rest and cues.inverted else 2 if rest else 3):
        return None
    alone = source is None and masked[end : end + 2].strip()[:1] in ("", ",", ".", ";", "”", ")")
    return Frame("according", content, Span(phrase.start(), end if alone else phrase.end()), source, rest)


def _by_nobody(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    """By first accounts, CLAUSE: a source is claimed and not named."""
    phrase = cues.unattributed.match(masked, sentence.start, sentence.end)
    comma = re.compile(r"\s*,").match(masked, phrase.end(), sentence.end) if phrase else None
    if phrase is None or comma is None:
        return []
    content = content_of(masked, comma.end(), sentence.end)
    if word_count(masked, content) < 2:
        return []
    return [Frame("according", content, Span(phrase.start(), phrase.end()), None)]


def doubted(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    """A sentence that the reporter marks as somebody's claim, and nothing else says whose."""
    rare = cues.listed["doubt"].may_be_in(masked)
    particle = cues.doubt.search(masked, sentence.start, sentence.end) if rare else None
    content = content_of(masked, sentence.start, sentence.end)
    if particle is None or word_count(masked, content) < 3:
        return []
    return [Frame("doubt", content, Span(particle.start(), particle.end()), None)]
