"""Through whom words came: "the Courier quoted a clerk as saying", "Roe told Reuters, citing a diplomat".

An attribution names one source. Where its sentence tells of more, the innermost stays or becomes the source
and the others become links, nearest to the reader first. Somebody who is cited is noted beside the source:
where speakers are resolved, a cited name becomes the speaker, while for an unnamed one the source goes on to
vouch. Nesting is a chain as well; that link is added there too.

The topic ``attribution`` holds, per language, the table ``relays``: ``quoting``, verbs that take somebody and
``as``; ``as_saying``, what follows them; ``citing``, what stands before the one relied upon; ``by``, what
stands before the one who printed it in a passive or an apposition; ``according``, the same in a full credit;
``to``, what stands before the outlet that was told; ``reported``, verbs of a second credit after a comma;
``articles``, articles before an outlet's name; ``papers``, nouns for documents, which are relied upon but do
not speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.extract.layout.credits import is_known_outlet, is_outlet_noun
from onrecord.extract.layout.page import Page
from onrecord.extract.rules.attribution import Attributed
from onrecord.extract.rules.cues import Cue
from onrecord.extract.rules.indirect import frames
from onrecord.extract.rules.sources import FILL, source_after, source_before
from onrecord.extract.speakers.gender import is_given
from onrecord.extract.speakers.naming import Naming, naming
from onrecord.extract.speakers.nearby import Nearby
from onrecord.extract.speakers.voices import names_somebody
from onrecord.model import Form, Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER, branches
from onrecord.text.sentences import sentences, trim
from onrecord.text.tokens import fold
from onrecord.text.vocabulary import Listed

_LONGEST = 90
_LONGEST_SENTENCE = 2000  # a longer one is no prose
_BACK = 40
_COMMA = re.compile(r",")
_QUOTED_NAME = re.compile(rf"\s*(?:[^\W\d_“”]+\s+){{0,3}}(“{FILL}{{1,40}}”)")
# Lower-case words that may lead ("the state news agency"), then a run of words with a capital.
_NAME = re.compile(
    r"(?:[^\W\d_A-ZА-ЯІЇЄҐ][\w-]*\s+){0,5}[A-ZА-ЯІЇЄҐ][\w.’'&-]*(?:\s+(?:of\s+|the\s+)?[A-ZА-ЯІЇЄҐ][\w.’'&-]*)*"
)
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The patterns of one language."""

    any: re.Pattern[str]
    listed: Listed
    quoting: re.Pattern[str]
    as_saying: re.Pattern[str]
    citing: re.Pattern[str]
    by: re.Pattern[str]
    according: re.Pattern[str]
    to: re.Pattern[str]
    reported: re.Pattern[str]
    articles: frozenset[str]
    papers: tuple[str, ...]


@cache
def _phrases(language: str) -> _Phrases | None:
    table = lexicon.table("attribution", language).get("relays")
    if not table:
        return None
    keys = ("quoting", "as_saying", "citing", "by", "according", "to", "reported")
    found = {key: _choice(table.get(key, ())) for key in keys}
    every = [entry for key in keys if key != "as_saying" for entry in table.get(key, ())]
    articles = frozenset(fold(word) for word in table.get("articles", ()))
    papers = tuple(fold(word).rstrip("*") for word in table.get("papers", ()))
    return _Phrases(any=_choice(every), listed=Listed(every), articles=articles, papers=papers, **found)


def _choice(entries: Iterable[str]) -> re.Pattern[str]:
    words = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    joined = branches(words, _rest, r"(?<!\w)")
    return re.compile(rf"{joined}(?!\w)", re.IGNORECASE) if joined else NEVER


def _rest(entry: str) -> str:
    return re.escape(entry[1:]).replace(r"\ ", r"\s+").replace(r"\*", r"\w{0,4}")


def relay(page: Page, found: list[Attributed]) -> None:
    """Tells each quotation of running text in ``found`` through whom it came, and who said it first."""
    phrases = _phrases(page.document.language)
    if phrases is None or not phrases.listed.may_be_in(page.masked):
        return
    spoken = Nearby((place, a) for a in found if a.form is not Form.TURN and (place := a.cue or a.source))
    for paragraph in page.body:
        if phrases.any.search(page.masked, paragraph.start, paragraph.end):
            for span in sentences(page.masked, paragraph.start, paragraph.end):
                here = spoken.over(span) if len(span) <= _LONGEST_SENTENCE else []
                if here and phrases.any.search(page.masked, span.start, span.end):
                    _Scene(page, phrases, span, here).read()


class _Scene:
    """One sentence with quotations whose attribution it holds; inside, offsets are its own."""

    def __init__(self, page: Page, phrases: _Phrases, span: Span, here: list[Attributed]) -> None:
        self._page, self._phrases, self._span, self._here = page, phrases, span, here
        self._knows = naming(page.document.language)
        self._text = span.of(page.text)
        self._masked = span.of(page.masked)

    def read(self) -> None:
        for quotation in self._here:
            self._release(quotation)
            self._told_last(quotation)
            frame = self._frame(quotation)
            self._quoted_by_another(frame, quotation)
            self._cited(frame, quotation)
            links = [*self._tellers(frame, quotation), *self._told(frame), *quotation.via]
            quotation.via = _apart(links, quotation.source)

    def _release(self, quotation: Attributed) -> None:
        """Content without the one cited or quoted, where that was taken for its beginning."""
        first = quotation.spans[0]
        lead = self._page.text[max(0, first.start - _BACK) : first.start].rstrip()
        for pattern, end in (
            (self._phrases.quoting, self._phrases.as_saying),
            (self._phrases.citing, _COMMA),
        ):
            ends = [match for match in pattern.finditer(lead) if match.end() == len(lead)]
            last = min(quotation.extent.end, first.start + _LONGEST)
            stop = end.search(self._page.masked, first.start, last)
            if not ends or stop is None or quotation.source is None:
                continue
            who = trim(self._page.text, Span(first.start, stop.start()))
            after = (Span(max(s.start, stop.end()), s.end) for s in quotation.spans if s.end > stop.end())
            rest = tuple(span for span in (trim(self._page.text, s) for s in after) if len(span))
            if len(who) and rest and names_somebody(self._page.text, who, self._knows):
                quotation.spans = rest
                return

    def _told_last(self, quotation: Attributed) -> None:
        """ "CLAUSE, he said, Y reports" (or "according to Y"): the source is who said it, not Y."""
        cue, source = quotation.cue, quotation.source
        if cue is None or source is None:
            return
        words = cue.of(self._page.masked)
        if not self._phrases.reported.fullmatch(words) and not self._phrases.according.fullmatch(words):
            return
        comma = self._page.masked.rfind(",", self._span.start, source.start)
        if comma < 0 or comma <= quotation.spans[0].start:
            return
        found = frames(self._page.masked, Span(self._span.start, comma), self._page.cues)
        for frame in found:
            if frame.pattern == "after" and frame.source and frame.content.overlaps(quotation.extent):
                quotation.via = (source,)
                quotation.source, quotation.cue = frame.source, frame.cue
                return

    def _frame(self, quotation: Attributed) -> str:
        """The masked sentence, the content blanked out."""
        frame = self._masked
        for span in map(self._here_of, quotation.spans):
            source = self._here_of(quotation.source) if quotation.source else None
            if span is not None and not (source and span.holds(source)):
                frame = frame[: span.start] + FILL * len(span) + frame[span.end :]
        return frame

    def _here_of(self, span: Span) -> Span | None:
        """``span`` of the document as offsets into the sentence; None outside."""
        start, end = max(span.start, self._span.start), min(span.end, self._span.end)
        return Span(start - self._span.start, end - self._span.start) if start < end else None

    def _there_of(self, span: Span) -> Span:
        return Span(span.start + self._span.start, span.end + self._span.start)

    def _quoted_by_another(self, frame: str, quotation: Attributed) -> None:
        """ "Y quoted X as saying", "X was quoted by Y as saying": X says it, Y relays it."""
        for quoting in self._phrases.quoting.finditer(frame):
            saying = self._phrases.as_saying.search(frame, quoting.end(), quoting.end() + _LONGEST)
            if saying is None or not self._is_its(quotation, Span(quoting.start(), saying.end())):
                continue
            who = trim(frame, Span(quoting.end(), saying.start()))
            agent = self._phrases.by.match(frame, quoting.start(), saying.start())
            subject = source_before(frame, 0, Cue(Span(*quoting.span()), frozenset()), self._page.cues)
            if agent is not None:
                who, subject = subject or Span(0, 0), trim(frame, Span(agent.end(), saying.start()))
            if len(who) and subject is not None and len(subject):
                quotation.source, quotation.via = self._there_of(who), (self._there_of(subject),)
            return

    def _is_its(self, quotation: Attributed, words: Span) -> bool:
        near = [self._here_of(place) for place in (quotation.cue, quotation.source) if place is not None]
        return any(place.overlaps(words) or 0 <= words.start - place.end < 20 for place in near if place)

    def _cited(self, frame: str, quotation: Attributed) -> None:
        """ "Y reported, citing X": X may have said it, where X is somebody, no paper and no ground."""
        source = self._here_of(quotation.source) if quotation.source else None
        if source is None or quotation.form is Form.DIRECT:
            return
        for phrase in self._after(self._phrases.citing, frame):
            if not phrase.overlaps(source) and self._is_somebody(phrase):
                quotation.cites = self._there_of(phrase)
                return

    def _tellers(self, frame: str, quotation: Attributed) -> Iterator[Span]:
        """ ", Y reported", "according to Y", "as quoted by Y": beside a source of its own."""
        cue = self._here_of(quotation.cue) if quotation.cue else None
        for match in self._phrases.reported.finditer(frame):
            start = frame.rfind(",", 0, match.start()) + 1
            phrase = trim(frame, Span(start, match.start()))
            own = cue is not None and cue.overlaps(Span(*match.span()))
            if start and not own and 0 < len(phrase) < _LONGEST:
                yield from self._outlet(phrase)
        for pattern in (self._phrases.according, self._phrases.by):
            for phrase in self._after(pattern, frame):
                yield from self._outlet(phrase)

    def _told(self, frame: str) -> Iterator[Span]:
        """ "told Y", "in an interview with Y": the outlet it was said to."""
        for phrase in self._after(self._phrases.to, frame):
            yield from self._outlet(phrase)

    def _after(self, pattern: re.Pattern[str], frame: str) -> Iterator[Span]:
        """The noun phrases that follow a pattern, quoted names whole."""
        for match in pattern.finditer(frame):
            end = min(len(frame), match.end() + _LONGEST)
            quoted = _QUOTED_NAME.match(frame, match.end(), end)
            blank = frame.find(FILL, match.end(), end)
            phrase = (
                Span(*quoted.span(1))
                if quoted
                else source_after(frame, match.end(), blank if blank >= 0 else end, self._page.cues)
            )
            if phrase is not None and len(phrase):
                yield phrase

    def _is_somebody(self, phrase: Span) -> bool:
        words = fold(phrase.of(self._text)).split()
        return not any(
            word.startswith(paper) for word in words for paper in self._phrases.papers
        ) and names_somebody(self._text, phrase, self._knows)

    def _outlet(self, phrase: Span) -> Iterator[Span]:
        """``phrase``, cut to the name, where it is an outlet.

        That is a known one, a noun for one, a name in quote marks, or an article and a name of no person.
        """
        words = phrase.of(self._text)
        name = _NAME.match(self._text, phrase.start, phrase.end)
        if self._masked[phrase.start : phrase.start + 1] == "“" or name is None:
            plain = self._masked[phrase.start] == "“" or is_outlet_noun(
                fold(words).split()[-1], self._language
            )
            yield from [self._there_of(phrase)] if plain else []
            return
        phrase = Span(*name.span())
        folded = [fold(_OWNER.sub("", word)) for word in name.group().split()]
        known = is_known_outlet(name.group(), self._language) or any(
            is_outlet_noun(word, self._language) for word in folded
        )
        before = fold(self._text[max(0, phrase.start - 8) : phrase.start]).split()[-1:]
        led = any(word in self._phrases.articles for word in (*folded[:1], *before))
        bare = [word for word in name.group().split() if fold(word) not in self._phrases.articles]
        if known or (led and not self._knows.nouns_capitalised and _is_plain_name(bare, self._knows)):
            yield self._there_of(phrase)

    @property
    def _language(self) -> str:
        return self._page.document.language


def _apart(links: Iterable[Span], source: Span | None) -> tuple[Span, ...]:
    """Links in order, without those that share words with the source or an earlier one."""
    kept: list[Span] = []
    for link in links:
        if not any(link.overlaps(other) for other in (*kept, *((source,) if source else ()))):
            kept.append(link)
    return tuple(kept)


def _is_plain_name(words: list[str], knows: Naming) -> bool:
    folded = [fold(word) for word in words]
    known = any(
        knows.is_title(w) or w in knows.bodies or w in knows.unnamed or knows.nation(w) or w in knows.function
        for w in folded
    )
    return bool(words) and not known and all(w[:1].isupper() and not is_given(w) for w in words)
