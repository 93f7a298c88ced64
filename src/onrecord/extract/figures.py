"""Numbers that are claims: how many of what, by whom, as of when.

The topic ``figures`` holds, per language:

- ``noun``, ``modifier``: regexes of a counted noun, and of a word between number and noun; ``not_noun``,
  ``not_modifier``: words that only look like one; ``singular``: counted nouns in the singular
- ``partitive``: words between number and noun ("of our"); ``noun_link``: words after which a second noun
  belongs
  to the unit ("rounds of talks"); ``function_words``: words at which a noun phrase ends
- ``of_these``: words after a number that say of what it is a part ("of which"); ``named``: regexes of what
  stands before a number that is a name ("the Comet" 6)
- ``definite``: words that take a small count for known ("the two leaders"), so that it claims nothing
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import (
    Block,
    BlockKind,
    DateInterval,
    Document,
    Figure,
    Quotation,
    Span,
    Turn,
)
from onrecord.text import lexicon
from onrecord.text.dates import DateMention, dates, resolve
from onrecord.text.numbers import Number, numbers
from onrecord.text.phrases import ending, opening, unspaced
from onrecord.text.sentences import all_sentences
from onrecord.text.tokens import fold

_NO_CLAIMS = {BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.CAPTION, BlockKind.BOILERPLATE}
# A line of nothing but numbers: "1 of 2", the count of a comment box.
_FURNITURE = re.compile(r"[\W_]*\d+(?:[\W_]+(?:[^\W\d_]{1,3}[\W_]+)?\d+)?[\W_]*")
_WORD = re.compile(
    r"\+?[ \t\u00a0\u2009\u202f]?[ \t\u00a0\u2009\u202f‑-]?([^\W\d_]+(?:['’ʼ‑-][^\W\d_]+)*\.?)"
)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]{2,})[ \u00a0]\Z")
# Figures are rarer than words: the word before them is looked for backwards.
_PAIR = re.compile(r"\s(?<=[\w’'-].)(\d+)(?![\w.,:]\d|\w)", re.DOTALL)
_INSIDE_WORD = re.compile(r"[\w’'-]")
_PART = re.compile(r"(?<!\w)\w")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOSING = tuple('»”“"’')
_CLAUSE_END = re.compile(r"[,;:()\[\]«»“”„\"。，、；：（）「」『』…!?！？]|\.(?=\s|\Z)|\s[-–—]\s|\n")
# Counts up to a dozen, spelled out, are as often a manner of speaking as a claim.
_SMALL = 12
_PHRASE_WORDS, _PHRASE_CHARACTERS = 12, 24
_REACH = 160
_FURTHEST = 1000
"""Characters of a sentence in which a number's own words are looked for: some texts have no full stops."""


@dataclass(frozen=True, slots=True)
class _Nouns:
    noun: re.Pattern[str]
    modifier: re.Pattern[str] | None
    not_noun: frozenset[str]
    not_modifier: frozenset[str]
    partitive: frozenset[str]
    link: frozenset[str]
    function_words: frozenset[str]
    definite: re.Pattern[str]
    of_these: re.Pattern[str]
    named: tuple[re.Pattern[str], ...]


@cache
def _nouns(language: str) -> _Nouns:
    table: Mapping[str, Any] = lexicon.table("figures", language)

    def folded(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in table.get(key, ()))

    singular = "|".join(map(re.escape, table.get("singular", ()))) or "(?!)"
    noun = table.get("noun", r"[^\W\d_]{2,}")
    modifier = table.get("modifier")
    return _Nouns(
        noun=re.compile(f"{noun}|{singular}"),
        modifier=re.compile(modifier) if modifier else None,
        not_noun=folded("not_noun"),
        not_modifier=folded("not_modifier"),
        partitive=folded("partitive"),
        link=folded("noun_link"),
        function_words=folded("function_words"),
        definite=ending(frozenset(table.get("definite", ()))),
        of_these=opening(frozenset(table.get("of_these", ()))),
        named=tuple(re.compile(rf"{source}\Z") for source in table.get("named", ())),
    )


def counted(text: str, number: Number, language: str) -> Span | None:
    """Where the noun that ``number`` counts stands, adjectives included; None where none follows.

    In scripts without spaces the counting word (``Number.counter``) has to do.
    """
    if any(map(unspaced, text[number.span.end : number.span.end + 2])):
        return None
    nouns = _nouns(language)
    position, start = number.span.end, None
    for step in range(6):
        match = _WORD.match(text, position)
        if match is None:
            return None
        form = fold(match[1])
        if start is None and step < 3 and form in nouns.partitive:
            position = match.end()
            continue
        if form in nouns.function_words:
            return None
        start = match.start(1) if start is None else start
        position = match.end()
        if _is_noun(match[1], nouns):
            end = position - match[1].endswith(".")
            return Span(start, _with_link(text, end, nouns))
    return None


def _is_noun(word: str, nouns: _Nouns) -> bool:
    bare = word.rstrip(".")
    form = fold(bare)
    if form in nouns.not_noun or not any(nouns.noun.fullmatch(w) for w in (word, bare, form)):
        return False
    return not (nouns.modifier and nouns.modifier.fullmatch(form) and form not in nouns.not_modifier)


def _with_link(text: str, end: int, nouns: _Nouns) -> int:
    link = _WORD.match(text, end)
    noun = _WORD.match(text, link.end()) if link and fold(link[1]) in nouns.link else None
    fits = noun and fold(noun[1]) not in nouns.function_words and _is_noun(noun[1].rstrip("."), nouns)
    return noun.end() - noun[1].endswith(".") if noun and fits else end


def figures(
    document: Document, blocks: Sequence[Block], quotations: Sequence[Quotation], turns: Sequence[Turn]
) -> tuple[Figure, ...]:
    """The numbers of ``document`` that are claims, in order.

    ``claimed_by`` is the speaker of the innermost quotation around a number, else of the turn around it;
    where that speaker is unknown nobody else is put in the place. ``of`` and ``unit`` are the text's own
    words (``unit``: ``percent`` or an ISO 4217 code where that is what was counted). ``as_of`` is an ISO 8601
    date or month or year where it can be told, else the text's own words.
    """
    text, language = document.text, document.language
    silent = [block.span for block in blocks if block.kind in _NO_CLAIMS]
    mentions = dates(text, language)
    bounds = all_sentences(text)
    ends = [bound.end for bound in bounds]
    dated = [mention.span.start for mention in mentions]
    quoted = Nearby([(span, quotation) for quotation in quotations for span in quotation.spans])
    anchor, pairs = _published(document), _pairs(text)
    out: list[Figure] = []
    for number in numbers(text, language, mentions=mentions):
        noun = None if number.unit else counted(text, number, language)
        if not _is_claim(text, number, noun, language, pairs) or any(s.overlaps(number.span) for s in silent):
            continue
        sentence = _around(bounds, ends, number.span)
        first = max(sentence.start, number.span.start - _FURTHEST)
        last = min(sentence.end, number.span.end + _FURTHEST)
        near = mentions[bisect_left(dated, first) : bisect_left(dated, last)]
        out.append(
            Figure(
                id=f"{document.id}-f{len(out) + 1:02d}",
                doc=document.id,
                span=number.span,
                value=number.value,
                unit=number.unit or (noun.of(text) if noun else number.counter),
                of=_what(text, number, noun, sentence, language),
                claimed_by=_claimant(number.span, quoted, turns),
                as_of=_as_of(text, number, sentence, near, anchor),
                approximate=number.approximate,
            )
        )
    return tuple(out)


def _is_claim(
    text: str, number: Number, noun: Span | None, language: str, pairs: Counter[tuple[str, str]]
) -> bool:
    if number.weak or number.kind not in ("cardinal", "fraction"):
        return False
    if number.unit:
        return True
    if _is_article(number) or _is_year(text, number, noun) or _is_name(text, number, noun, language, pairs):
        return False
    start = text.rfind("\n", 0, number.span.start) + 1
    end = text.find("\n", number.span.end)
    line_end = len(text) if end < 0 else end
    if line_end - start < 40 and _FURNITURE.fullmatch(text, start, line_end):
        return False
    if not number.spelled or _largest(number) > _SMALL or number.kind == "fraction":
        return True
    head = text[max(0, number.span.start - 40) : number.span.start]
    if _nouns(language).of_these.match(text, number.span.end):
        return True
    return bool(noun or number.counter) and not _nouns(language).definite.search(head)


def _is_article(number: Number) -> bool:
    """True for "one", "half", "a third" in words: as often a manner of speaking as a claim."""
    value = _largest(number)
    return number.spelled and 0 < value <= 1 and (1 / value).is_integer()


def _is_year(text: str, number: Number, noun: Span | None) -> bool:
    written = number.span.of(text)
    return noun is None and number.bound is None and bool(_YEAR.fullmatch(written))


def _is_name(
    text: str, number: Number, noun: Span | None, language: str, pairs: Counter[tuple[str, str]]
) -> bool:
    """True for a number that says which one: "the Comet 6", "«Comet 6»", a pair of words that comes back."""
    if number.spelled or isinstance(number.value, tuple) or not number.span.of(text).isdecimal():
        return False
    head, end = text[max(0, number.span.start - 40) : number.span.start], number.span.end
    word = _WORD_BEFORE.search(head)
    if word is None or fold(word[1]) in _nouns(language).function_words:
        return False
    if noun is None and any(pattern.search(head) for pattern in _nouns(language).named):
        return True
    if re.search(r"[«„“\"‘][^«»„“”\"\n]{2,30}\s\Z", head) and text[end : end + 1] in _CLOSING:
        return True
    comes_back = pairs[word[1].casefold(), number.span.of(text)] > 1
    return (noun is None or word[1][0].isupper()) and comes_back


def _pairs(text: str) -> Counter[tuple[str, str]]:
    """How often each word stands before each number; of "pre-war 6" also "war 6"."""
    found: Counter[tuple[str, str]] = Counter()
    for match in _PAIR.finditer(text):
        begin = match.start()
        while begin and _INSIDE_WORD.match(text, begin - 1):
            begin -= 1
        word = text[begin : match.start()].casefold()
        found.update((word[part.start() :], match[1]) for part in _PART.finditer(word))
    return found


def _largest(number: Number) -> float:
    return number.value[1] if isinstance(number.value, tuple) else number.value


def _around(bounds: Sequence[Span], ends: Sequence[int], span: Span) -> Span:
    place = bisect_left(ends, span.end)
    return bounds[place] if place < len(bounds) and bounds[place].holds(span) else span


def _what(text: str, number: Number, noun: Span | None, sentence: Span, language: str) -> str | None:
    """The words that say what is counted: those after the number, in its clause, else before it."""
    start = noun.start if noun else number.span.end
    end = max(start, min(sentence.end, start + _FURTHEST))
    known = noun.end if noun else number.span.end
    begin = min(max(sentence.start, number.span.start - _FURTHEST), number.span.start)
    if number.unit and counted(text, number, language) is None:
        # "fell 2.5 percent in May": with a unit and no noun after it, what is counted comes before.
        before = _last_words(text[begin:known], len(number.span))
        if len(before.split()) >= len(number.span.of(text).split()) + 2:
            return before
    clause = _CLAUSE_END.search(text, start, end)
    for stop in (clause.start() if clause else end, end):
        phrase = _first_words(text[start:stop], _nouns(language).function_words)
        if _says_something(phrase):
            return phrase
    return _last_words(text[begin:known], known - number.span.start) or None


def _says_something(phrase: str) -> bool:
    return len(phrase.split()) >= 3 or sum(map(unspaced, phrase)) >= 3


def _first_words(phrase: str, function_words: frozenset[str]) -> str:
    if any(map(unspaced, phrase[:4])):
        return phrase[:_PHRASE_CHARACTERS].strip(" \t，。、")
    found = list(re.finditer(r"\S+", phrase))[:_PHRASE_WORDS]
    while found and fold(found[-1].group().strip(".,")) in function_words:
        found.pop()
    return phrase[: found[-1].end()].strip(" \t-–—.,;:") if found else ""


def _last_words(head: str, tail: int) -> str:
    """The clause that ends with ``head``; its last ``tail`` characters are no place to cut."""
    marks = [m.end() for m in _CLAUSE_END.finditer(head, 0, len(head) - tail)]
    clause = head[marks[-1] :] if marks and _says_something(head[marks[-1] :]) else head
    if any(map(unspaced, clause)):
        return clause[-_PHRASE_CHARACTERS:].strip()
    starts = [m.start() for m in re.finditer(r"\S+", clause)]
    return clause[starts[max(0, len(starts) - _PHRASE_WORDS)] :].strip(" \t-–—.,;:") if starts else ""


def _claimant(span: Span, quoted: Nearby[Quotation], turns: Sequence[Turn]) -> str | None:
    near = quoted.over(span)
    around = [(len(s), q.extent.start, q) for q in near for s in q.spans if s.holds(span)]
    if around:
        return min(around, key=lambda a: a[:2])[2].speaker
    return next((turn.speaker for turn in turns if turn.span.holds(span)), None)


def _published(document: Document) -> date | None:
    days = [c.interval.day for c in document.dates if c.about == "published" and c.interval.day]
    return days[0] if days and len(set(days)) == 1 else None


def _as_of(
    text: str, number: Number, sentence: Span, mentions: Sequence[DateMention], anchor: date | None
) -> str | None:
    near = [
        (_gap(m.span, number.span), m.span.start, m)
        for m in mentions
        if sentence.holds(m.span) and not m.span.overlaps(number.span)
    ]
    if not near or min(near)[0] > _REACH:
        return None
    mention = min(near, key=lambda n: n[:2])[2]
    interval = resolve(mention, anchor) if anchor else mention.interval
    iso = _iso(interval) if interval else None
    return iso or mention.span.of(text)


def _gap(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end)


def _iso(interval: DateInterval) -> str | None:
    first, last = interval.start, interval.end
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month) and first.day == 1 and last.day > 27:
        return f"{first:%Y-%m}"
    whole_year = first.year == last.year and (first.month, last.month) == (1, 12)
    return f"{first.year:04d}" if whole_year else None
