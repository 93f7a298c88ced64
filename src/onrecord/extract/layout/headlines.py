"""Headlines that attribute their words: "Roe: We will stay", "We will stay: Roe", "Roe says ...".

A name and a colon attribute only where the document itself lets that person speak, or where the other side
is in quote marks: "Ruritania: Five hurt in storm" quotes nobody. A noun for people after the last colon does
("Port to close: minister"), and before one where the body quotes the same words ("MINISTER: WE WILL STAY").
A full name and a colon do before words in the first person. Words in quote marks that the body quotes too
are said, whoever says them there (:mod:`onrecord.extract.rules.echoes`), and so are those that are a clause
and not spelt like a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.extract.rules.attribution import Attributed
from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.echoes import is_echoed, wording
from onrecord.extract.rules.indirect import frames
from onrecord.extract.rules.marks import Marks, Stretch
from onrecord.extract.rules.sources import word_count
from onrecord.extract.speakers.naming import Naming
from onrecord.model import Form, Span
from onrecord.text.sentences import trim
from onrecord.text.tokens import fold, tokenize

_COLON = re.compile(r"[:：]\s*")
_LONGEST_NAME = 6
_LONGEST_ROLE = 4
_SHORTEST = 2
_SHORTEST_CLAUSE = 4
_SHORTEST_SAID = 3


@dataclass(frozen=True, slots=True)
class Heads:
    """What reading a headline takes.

    ``masked``: the text with its quote marks alike; ``speakers``: folded words of the source mentions and
    turn labels of the document; ``said``: the :func:`wording` of what its body quotes.
    """

    text: str
    masked: str
    marks: Marks
    cues: Cues
    knows: Naming
    speakers: frozenset[str]
    said: Sequence[str]

    def read(self, span: Span) -> list[Attributed]:
        """The quotations a headline or subheading makes: one, or those its quote marks hold."""
        for frame in frames(self.masked, span, self.cues):
            if frame.source is not None and frame.pattern not in ("label", "open", "noun"):
                content = self._without_marks(frame.content)
                return [Attributed((content,), Form.HEADLINE, frame.cue, frame.source, 0.8, frame.pattern)]
        colons = list(_COLON.finditer(self.masked, span.start, span.end))
        sides = (
            (
                (Span(span.start, colons[0].start()), Span(colons[0].end(), span.end), True),
                (Span(colons[-1].end(), span.end), Span(span.start, colons[-1].start()), False),
            )
            if colons
            else ()
        )
        for name, words, first in sides:
            name, words = trim(self.masked, name), trim(self.masked, words)
            if word_count(self.masked, words) < _SHORTEST:
                continue
            told = self._is_speaker(name, words) or self._is_role(name, words, first)
            whose = name if told else self._somebody(name, words)
            if whose is not None:
                content = self._without_marks(words)
                return [Attributed((content,), Form.HEADLINE, None, whose, 0.75, "headline")]
        return self._quoted(span)

    def _is_speaker(self, name: Span, words: Span) -> bool:
        tokens = tokenize(self.masked, name.start, name.end)
        cased = [t for t in tokens if t.text[0].isalpha() and t.text[0].lower() != t.text[0].upper()]
        if not tokens or not cased:
            short = bool(tokens) and len(name) <= _LONGEST_NAME
            return short and fold(name.of(self.masked)) in self.speakers
        if len(tokens) > _LONGEST_NAME or not cased[-1].text[0].isupper():
            return False
        if tokens[-1].form in self.speakers:
            return True
        outer = self._without_marks(words)
        return outer != words and 2 <= len(tokens) <= 3 and all(t.text[0].isupper() for t in cased)

    def _is_role(self, name: Span, words: Span, first: bool) -> bool:
        """True for a noun for people, after a clause, or before words that the body quotes."""
        tokens = tokenize(self.masked, name.start, name.end)
        if not 0 < len(tokens) <= _LONGEST_ROLE:
            return False
        last = tokens[-1].form
        if last not in self.knows.titles and last not in self.knows.unnamed:
            return False
        quoted = is_echoed(wording(self.text, (self._without_marks(words),)), self.said)
        return quoted or (not first and word_count(self.masked, words) >= _SHORTEST_CLAUSE)

    def _head(self, name: Span) -> Span | None:
        """A noun for people and what it is of, up to the next small word: "Captain [after fire]"."""
        knows, known, governed = self.knows, False, False
        for token in tokenize(self.masked, name.start, name.end):
            of = token.form in knows.links.get("of", frozenset())
            if known and token.text[0].islower() and not of and not governed:
                return trim(self.masked, Span(name.start, token.span.start))
            known, governed = known or knows.is_title(token.form) or token.form in knows.unnamed, of
        return name if known else None

    def _somebody(self, name: Span, words: Span) -> Span | None:
        """People before words that are all in quote marks, or a full name before words of its own."""
        if word_count(self.text, self._without_marks(words)) < _SHORTEST_SAID:
            return None
        if self._without_marks(words) != words:
            return self._head(name)
        tokens = tokenize(self.masked, name.start, name.end)
        full = 2 <= len(tokens) <= 3 and all(t.text[0].isupper() for t in tokens)
        own = self.cues.first.search(self.masked, words.start, words.end)
        return name if full and own is not None else None

    def _quoted(self, span: Span) -> list[Attributed]:
        """Words in quote marks that the body quotes as well, or that are a clause and no title of a work."""
        inside = [self.marks.stretches[i] for i in self.marks.outermost]
        out = []
        for stretch in (s for s in inside if span.holds(s.outer)):
            echo = is_echoed(wording(self.text, (stretch.content,)), self.said)
            if echo or self._is_clause(span, stretch):
                sure = 0.7 if echo else 0.5
                out.append(Attributed((stretch.content,), Form.HEADLINE, None, None, sure, "headline"))
        return out

    def _is_clause(self, span: Span, stretch: Stretch) -> bool:
        """Several words, not spelt like a title; however spelt after a colon or with nothing beside."""
        words = [t.text for t in tokenize(self.text, stretch.content.start, stretch.content.end)]
        small = sum(word[0].islower() for word in words)
        alone = span == stretch.outer or self._follows_colon(span, stretch)
        fit = stretch.balanced and not stretch.title and len(words) >= _SHORTEST_SAID
        return fit and (alone or 2 * small > len(words))

    def _follows_colon(self, span: Span, stretch: Stretch) -> bool:
        lead = self.masked[span.start : max(span.start, stretch.outer.start)].rstrip()
        return lead.endswith((":", "："))

    def _without_marks(self, span: Span) -> Span:
        """The inside of the stretch that ``span`` is, if it is one."""
        for i in self.marks.outermost:
            if self.marks.stretches[i].outer == span:
                return self.marks.stretches[i].content
        return span
