"""Attribution by a phrase rather than a verb: according to X, CLAUSE; CLAUSE, according to X; allegedly.

These are the adverbial cues of the PARC 3.0 guidelines (Pareti 2015), with the phrases that name nobody
("по предварительным данным") and the particles of hearsay ("якобы"), which mark a whole clause.
"""

from __future__ import annotations

import re

from onrecord.extract.cues import Cues
from onrecord.extract.frame import Frame, content_of, resumed
from onrecord.extract.sources import LONGEST_SOURCE, source_after, word_count
from onrecord.model import Span
from onrecord.text.sentences import trim

_FAR = 90
_MOST_PHRASES = 40


def according(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    """The frames of phrases that name a source, or say that there is one, with no verb of saying."""
    out = _by_nobody(masked, sentence, cues)
    phrases = list(cues.according.finditer(masked, sentence.start, sentence.end))
    for match in phrases if len(phrases) <= _MOST_PHRASES else ():
        if (
            cues.named_only.fullmatch(match.group())
            and not masked[match.end() : match.end() + 2].strip()[:1].isupper()
        ):
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


def _according_first(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """According to X, CLAUSE; in verb-second languages the verb, not a comma, ends the phrase."""
    reach = min(sentence.end, phrase.end() + 2 * _FAR)
    comma = re.compile("[,，]").search(masked, phrase.end(), reach)
    verb = cues.finite.search(masked, phrase.end(), reach)
    edge = verb if verb and (comma is None or verb.start() < comma.start()) else comma
    if edge is None:
        return None
    content = content_of(masked, edge.start(), sentence.end)
    source = trim(masked, Span(phrase.end(), edge.start()))
    if verb := cues.verbs.match(masked, source.start, source.end):
        source = trim(masked, Span(verb.end(), source.end))  # "según informó la policía"
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and not len(source):
        source = Span(own.start(), own.end())
    ending = cues.according_end.search(masked, source.start, source.end)
    if ending and ending.start() > source.start:
        source = Span(source.start, ending.start())
    if word_count(masked, content) < 2 or not 0 < word_count(masked, source) <= LONGEST_SOURCE:
        return None
    return Frame("according", content, Span(phrase.start(), phrase.end()), source)


def _according_later(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """CLAUSE, according to X."""
    source = source_after(masked, phrase.end(), sentence.end, cues)
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and source is None:
        source = Span(own.start(), own.end())
    content = content_of(masked, sentence.start, phrase.start())
    if source is None:
        return None
    set_off = masked[: phrase.start()].rstrip().endswith((",", "，"))
    rest = resumed(masked, source.end, sentence, cues) if set_off else None
    if word_count(masked, content) < (1 if rest and cues.inverted else 2 if rest else 3):
        return None
    return Frame("according", content, Span(phrase.start(), phrase.end()), source, rest)


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
    particle = cues.doubt.search(masked, sentence.start, sentence.end)
    content = content_of(masked, sentence.start, sentence.end)
    if particle is None or word_count(masked, content) < 3:
        return []
    return [Frame("doubt", content, Span(particle.start(), particle.end()), None)]
