"""Who speaks where a document does: "the statement said", "heißt es in der Mitteilung des Amtes".

A document is its issuer's: whoever it is said to be of, else the last who spoke in a document. The topic
``names`` holds for this: ``documents``, nouns for what somebody issues; ``issuers``, what stands between such
a noun and whose it is; ``therein``, phrases that point back at a document ("peut-on y lire").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice

from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Quotation, Span
from onrecord.text.tokens import Token, fold, tokenize

_REACH = 8  # sentences a document may look back for its issuer
_LOOKED_AT = 200  # mentions
_AFTER = 120  # characters of a sentence behind a cue that may name the document
_LONGEST = 1000  # characters of a sentence that are looked at; a longer one is no prose
_OWNER = re.compile(r"['’]s?$")
_ELIDED = re.compile(r"^[ld]['’](?=\w)")
_CLAUSE_END = re.compile(r"[,;:.!?“”„«»\"\n(]")

Find = Callable[[Span, Sequence[str]], Person | None]


class Papers:
    """Finds the issuers of the documents that a text quotes. ``find``: whom a phrase means."""

    def __init__(self, roster: Roster, find: Find) -> None:
        self._roster, self._find = roster, find
        self._text, self._knows = roster.text, roster.knows

    def is_paper(self, head: Sequence[str]) -> bool:
        """True for the words of a phrase, up to its first preposition, that mean a document."""
        knows = self._knows
        told = [_ELIDED.sub("", word) for word in head]
        if not told or any(knows.is_title(word) for word in told):
            return False
        return any(word in knows.documents for word in (told if knows.adjectives_follow else told[-1:]))

    def issuer(self, source: Span) -> Person | None:
        """Whose document ``source`` is; None where that cannot be told."""
        tokens = tokenize(self._text, source.start, source.end)
        nouns = [i for i, t in enumerate(tokens) if _ELIDED.sub("", t.form) in self._knows.documents]
        if not nouns:
            return None
        owner = self._owner(tokens, nouns[0])
        if owner is not None:
            return self._find(owner, [t.form for t in tokenize(self._text, owner.start, owner.end)])
        return self.last(source.start)

    def _owner(self, tokens: Sequence[Token], noun: int) -> Span | None:
        for i, token in enumerate(tokens[:noun]):
            if _OWNER.search(token.text):
                return Span(tokens[0].span.start, token.span.end - len(_OWNER.findall(token.text)[0]))
            if token.form in self._knows.bodies and i:
                return token.span  # "a company statement"
        after = tokens[noun + 1 :]
        if after and after[0].form in self._knows.issuers:
            led = after[1:] if len(after) > 1 else ()
            return Span(led[0].span.start, led[-1].span.end) if led else None
        elided = bool(after) and after[0].text[:2].lower() in ("d'", "d’")
        return Span(after[0].span.start + 2, after[-1].span.end) if elided else None

    def last(self, place: int) -> Person | None:
        """Who last spoke in a document before ``place``, else the last body that spoke."""
        roster, body = self._roster, None
        sentence = roster.sentence_of(place)
        for mention in islice(roster.before(place), _LOOKED_AT):
            here = roster.sentence_of(mention.start)
            if sentence - here > _REACH:
                break
            person = roster.people[mention.number]
            if (mention.spoke or (person.body and here < sentence)) and self._tells_of_paper(here):
                return person
            if body is None and mention.spoke and person.body:
                body = person
        return body

    def _tells_of_paper(self, sentence: int) -> bool:
        starts = self._roster.sentence_starts
        start = starts[max(0, sentence - 1)]
        end = starts[sentence] if sentence < len(starts) else len(self._text)
        words = self._text[start : min(end, start + _LONGEST)].split()
        return any(_ELIDED.sub("", fold(w).strip('.,;:“”«»"')) in self._knows.documents for w in words)

    def beside(self, quotation: Quotation) -> Person | None:
        """Whose document the words around a cue name: "..., heißt es in der Mitteilung des Amtes"."""
        if quotation.cue is None:
            return None
        near = fold(self._text[max(0, quotation.cue.start - 20) : quotation.cue.end + 20])
        if any(phrase in near for phrase in self._knows.therein):
            return self.last(quotation.cue.start)
        start = max(self._roster.sentence_start(quotation.cue.start), quotation.cue.start - _LONGEST)
        for token in tokenize(self._text, start, min(len(self._text), quotation.cue.end + _AFTER)):
            bare = _ELIDED.sub("", token.form)
            if bare in self._knows.documents and not any(s.overlaps(token.span) for s in quotation.spans):
                end = _CLAUSE_END.search(self._text, token.span.end)
                stops = [end.start() if end else len(self._text)]
                stops += [quotation.cue.start] if quotation.cue.start >= token.span.end else []
                stops += [s.start for s in quotation.spans if s.start >= token.span.end]
                return self.issuer(Span(token.span.start, min(stops)))
        return None


def without_elision(words: Sequence[str], knows: Naming) -> list[str]:
    """``words`` with an elided article as a word of its own: "l’autorité" is "l’" and "autorité"."""
    out: list[str] = []
    for word in words:
        parts = [word[:2], word[2:]] if _ELIDED.match(word) else [word]
        out += parts if parts[0] in knows.links.get("definite", ()) else [word]
    return out
