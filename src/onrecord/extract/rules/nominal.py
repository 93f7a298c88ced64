"""Whether a stretch beside a cue can be its subject: a noun phrase, not words of a clause that ends there.

Without a parser, what stands between a clause boundary and a verb is the best guess at its subject; where
a language may put the subject behind the verb or leave it out (Spanish, French, Italian, Portuguese,
Polish), that guess is often the rest of another clause ("mostró su pesar y [recordó]") or an object. In
such a language a subject begins with a determiner, a name, a pronoun or a noun for people and bodies, and
ends before the next verb.

The topic ``attribution`` holds for this; without the first two nothing is checked:

- ``phrase_leads``: words that begin a noun phrase; ``phrase_ends``: words that end none; ``phrase_cuts``:
  words before which one ends; ``finite_ends``: endings of verb forms that hardly any noun has;
- ``phrase_words``: endings of words inside a phrase that a preposition of ``according`` governs, where no
  comma need end it;
- ``people``: further nouns for people, beside the lists of the topic ``names``; ``asked``: participles of
  somebody who is asked; ``channels``: nouns for where something is said, whose name follows them;
  ``times``: nouns for when;
- ``homographs``: cues that are nouns too, and ``homograph_leads``: words after which they are; ``idioms``:
  cues with a word after them that makes them mean something else ("cuenta con").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER
from onrecord.text.sentences import trim

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_ELISION = re.compile(r"[^\W\d_]{1,2}['’](?=[^\W\d_])")
_LISTS = ("titles", "bodies", "unnamed", "honorifics")


@dataclass(frozen=True, slots=True)
class Nominal:
    """The patterns of one language, all matched from the start of a word."""

    known: bool
    articles: bool
    lead: re.Pattern[str]
    end: re.Pattern[str]
    finite: re.Pattern[str]
    person: re.Pattern[str]
    pronoun: re.Pattern[str]
    homograph: re.Pattern[str]
    before_noun: re.Pattern[str]
    cut: re.Pattern[str]
    auxiliary: re.Pattern[str]
    governed: re.Pattern[str] | None
    asked: re.Pattern[str]
    idiom: re.Pattern[str]
    time: re.Pattern[str]
    channel: re.Pattern[str]

    def is_noun(self, text: str, start: int, end: int) -> bool:
        """True for a cue at ``[start, end)`` that is a noun here: "la demande", "tu cuenta"."""
        return bool(
            self.homograph.fullmatch(text, start, end)
            and self.before_noun.search(text[max(0, start - 20) : start])
        )

    def names(self, text: str, start: int, place: int) -> bool:
        """True where the words before ``place`` make a name of what is quoted there: "el diario “X”"."""
        last = text[start:place].split()[-1:]
        return not self.known or bool(
            not last or self.lead.fullmatch(last[0]) or self.person.fullmatch(last[0])
        )

    def is_person(self, text: str, span: Span) -> bool:
        """True for a name, or an article with a noun for people: who may have an opinion."""
        if not len(span):
            return False
        if text[span.start].isupper():
            return not self.end.match(text, span.start, span.end)
        lead = self.lead.match(text, span.start, span.end)
        noun = _WORD.search(text, lead.end(), span.end) if lead else None
        return noun is not None and bool(
            self.person.fullmatch(noun.group()) or (lead is not None and noun.group()[0].isupper())
        )

    def is_office(self, text: str, span: Span) -> bool:
        """True for an article and a noun in small letters: "el alcalde de Roa"."""
        lead = self.lead.match(text, span.start, span.end)
        noun = _WORD.search(text, lead.end(), span.end) if lead else None
        return noun is not None and noun.group()[0].islower()

    def past_addressee(self, text: str, begin: int, end: int) -> int | None:
        """Where a phrase for people begins behind who is told: "explicó a este diario [la jefa]"."""
        before: re.Match[str] | None = None
        for match in _WORD.finditer(text, begin, end):
            governed = before is None or self.end.fullmatch(before.group())
            led = not governed and self.lead.match(text, match.start(), end)
            if led and self.is_person(text, Span(match.start(), end)):
                return match.start()
            before = match
        return None

    def is_relative(self, text: str, gap: Span, source: Span | None) -> bool:
        """True where the clause after ``gap`` is of the noun in it: "announced the plan that ..."."""
        between = trim(text, gap)
        if not self.known or not len(between) or (source is not None and gap.holds(source)):
            return False
        if self.time.search(text, between.start, between.end):
            return False
        if text[between.start] == "," and text.count(",", between.start, between.end) < 2:
            return len(between) > 1
        last = between.of(text).split()[-1]
        return bool(self.lead.match(text, between.start, between.end) or self.lead.fullmatch(last))

    def oblique(self, text: str, span: Span) -> Span | None:
        """The words at the head of ``span`` that can be one noun phrase in the case a preposition governs.

        For languages in which no comma ends such a phrase ("Według raportu ministerstwa ceny rosną").
        """
        if self.governed is None:
            return None
        end = None
        for match in _WORD.finditer(text, span.start, span.end):
            word, gap = match.group(), text[end or span.start : match.start()]
            apart = end is not None and gap.strip(" (),.-")
            known = self.person.fullmatch(word) or self.governed.fullmatch(word) or not word.islower()
            if apart or self.pronoun.search(text, span.start, end or span.start) or "," in gap:
                break
            if (end is not None and not (known or "(" in gap)) or self.end.fullmatch(word):
                break
            end = match.end() + (text[match.end() : match.end() + 1] == ")")
        return trim(text, Span(span.start, end)) if end else None

    def subject(self, text: str, span: Span | None, placed_after: bool = False) -> Span | None:
        """``span`` cut to the noun phrase it begins with; None where it begins with none.

        ``placed_after``: it stands behind its verb, where an object may as well; it must be people then.
        """
        if span is None or not self.known or not len(span):
            return span
        last = self.pronoun.search(text, span.start, span.end)
        if last is not None:
            before = text[span.start : last.start("who")].split()[-1:]
            led = bool(before) and self.end.fullmatch(before[0])
            return None if led else Span(last.start("who"), span.end)
        if not self._begins(text, span):
            return None
        span = self._shortened(text, span)
        if not len(span) or (placed_after and not self._speaks(text, span)):
            return None
        return span

    def _begins(self, text: str, span: Span) -> bool:
        if text[span.start] in "“(" or not text[span.start].isalnum():
            return text[span.start] == "“"
        at = _ELISION.match(text, span.start, span.end)
        if at or self.lead.match(text, span.start, span.end):
            return not self.end.fullmatch(text, span.start, span.end)
        word = _WORD.match(text, span.start, span.end)
        if word is None or self.end.fullmatch(word.group()) or word.group().isdigit():
            return word is not None and word.group().isdigit() and len(span) > len(word.group()) + 2
        if self.person.match(text, span.start, span.end) or not self.articles:
            return True
        return word.group()[0].isupper() and not self.finite.fullmatch(word.group().casefold())

    def _shortened(self, text: str, span: Span) -> Span:
        """Up to the next verb or clause, without the small words that end no phrase."""
        word = _WORD.match(text, span.start, span.end)
        inside = span.start + (len(word.group()) if word else 0)
        for match in _WORD.finditer(text, inside, span.end):
            found = match.group()
            if self.cut.fullmatch(found) or (found.islower() and self.finite.fullmatch(found)):
                span = Span(span.start, match.start())
                break
        while len(span := trim(text, span)):
            words = list(_WORD.finditer(text, span.start, span.end))
            if not words or not self.end.fullmatch(words[-1].group()) or words[-1].end() < span.end:
                break
            span = Span(span.start, words[-1].start())
        while len(span) and text[span.end - 1] in ",;:—–- ":
            span = Span(span.start, span.end - 1)
        return span

    def can_act(self, text: str, span: Span | None) -> bool:
        """False for a thing as the subject of a verb that has other uses: "un ouvrage demande du temps"."""
        return span is None or not self.articles or self._speaks(text, span)

    def _speaks(self, text: str, span: Span) -> bool:
        words = list(_WORD.finditer(text, span.start, span.end))
        named = any(word.group()[0].isupper() for word in words[1:])
        opens = bool(words) and words[0].group()[0].isupper() and not self.lead.match(text, span.start)
        listed = any(self.person.match(text, word.start(), span.end) for word in words)
        return named or opens or listed or bool(self.pronoun.search(text, span.start, span.end))


@cache
def nominal(language: str) -> Nominal:
    """The patterns of ``language``, made from its word lists."""
    data, names = lexicon.table("attribution", language), lexicon.table("names", language)
    people = [*data.get("people", ()), *(entry for key in _LISTS for entry in names.get(key, ()))]
    ends = "|".join(re.escape(ending) for ending in data.get("finite_ends", ()))
    pronouns = names.get("pronouns", {})
    subjects = [word for kind in ("m", "f", "they", "who") for word in pronouns.get(kind, ())]
    subjects = [word for word in subjects if word not in data.get("that", ())]
    who = _words(subjects)
    governed = "|".join(re.escape(ending) for ending in data.get("phrase_words", ()))
    return Nominal(
        known=bool(data.get("phrase_leads") or data.get("phrase_ends")),
        articles=bool(data.get("phrase_leads")),
        lead=_words(data.get("phrase_leads", ())),
        end=_words([*data.get("phrase_ends", ()), *data.get("and", ())]),
        finite=re.compile(rf"[^\W\d_]{{2,}}(?:{ends})") if ends else NEVER,
        person=_words(people),
        pronoun=re.compile(rf"(?:^|[\s'’])(?P<who>{who.pattern})$", re.I) if subjects else NEVER,
        homograph=_words(data.get("homographs", ())),
        before_noun=re.compile(
            rf"(?:{_words(data.get('homograph_leads', ())).pattern}\s+|\b[dl]['’])$", re.I
        ),
        cut=_words([*data.get("auxiliaries", ()), *data.get("that", ()), *data.get("phrase_cuts", ())]),
        channel=_words(data.get("channels", ())),
        time=_words(data.get("times", ())),
        idiom=_words(data.get("idioms", ())),
        asked=_words(data.get("asked", ())),
        auxiliary=_words(data.get("auxiliaries", ())) if data.get("phrase_leads") else NEVER,
        governed=re.compile(rf"[^\W_]*(?:{governed})") if governed else None,
    )


def _words(entries: list[str] | tuple[str, ...]) -> re.Pattern[str]:
    if not entries:
        return NEVER
    ordered = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    parts = (
        re.escape(entry.removesuffix("*")) + (r"\w{0,4}" if entry.endswith("*") else "") for entry in ordered
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
