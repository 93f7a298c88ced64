"""Dates, weekdays and relative dates in running text, and what day they are beside a page's own date.

The topic ``dates`` holds, per language:

- ``months``, ``weekdays``: number (Monday is 1) -> names in every form; ``eras``: name -> the year before it
- ``month_first``: true where "03/04/2022" may be the fourth of March; ``short_numeric``: "15.9." is a date
- ``day_suffix``, ``day_link``, ``year_link``: regexes for what stands after a day, between day and month,
  before a year
- ``year_mark``, ``month_mark``, ``day_mark``: what is written after the numbers (Chinese, Japanese);
  ``bare_day``: true where a day stands without its month
- ``year_before``, ``year_after``, ``month_before``: words beside which figures are a year, a name a month;
  ``year_bare``: true where 1900 to 2099 are years without such words, save before ``year_not_before``
  or what the regex ``year_unless`` matches (a noun, where nouns have capitals)
- ``weekday_last``, ``weekday_next``, ``weekday_after_last``, ``weekday_after_next``: "last", "next"
- ``same_year``: "of the same year"; ``future``: words that put a clause in the future
- ``relative``: unit -> offset -> phrases; ``ago``: unit -> regexes with ``{n}``; ``few``: number -> phrases
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from onrecord.model import DateInterval, Span
from onrecord.text import lexicon
from onrecord.text.around import around
from onrecord.text.numerals import numerals
from onrecord.text.phrases import alternation, ending, opening
from onrecord.text.tokens import fold

_BLANK = r"[ \t\u00a0\u2009\u202f]"
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_DASH = r"[-–—]"
_HAN = "〇零一二三四五六七八九十"
_ANYTHING, _FIGURES, _JOINED, _MONTHS = "anything", "figures", "joined", "months"
_REACH = 60
"""Characters between the sign of a date and the ends of the date, at most."""
_CLAUSE = re.compile(r"[.!?;:,\n。！？、，；“”«»„\"]")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in running text. ``interval`` is given only where the text itself says the year.

    ``kind`` is ``day``, ``month``, ``year``, ``weekday`` or ``relative``. ``last_day`` is the end of a range
    of
    days. ``unit`` (day, week, month, year) and ``offset`` belong to relative dates; ``year_offset`` to "in
    May of last year". ``direction`` is -1 for "last", 1 for "next"; ``future``: the clause speaks of what is
    to
    come. ``approximate``: "a couple of days ago".
    """

    span: Span
    kind: str
    interval: DateInterval | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    unit: str | None = None
    offset: int = 0
    year_offset: int | None = None
    direction: int = 0
    future: bool = False
    approximate: bool = False


_Make = Callable[[re.Match[str], "_Grammar"], DateMention | None]


class _Pattern(NamedTuple):
    """How one kind of date is written; ``sign``: what stands in every date of the kind, but for ANYTHING."""

    found: re.Pattern[str]
    make: _Make
    sign: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    table: Mapping[str, Any]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, tuple[str, int]]
    counts: Mapping[str, int]
    few: frozenset[str]
    patterns: tuple[_Pattern, ...]
    signs: Mapping[str, re.Pattern[str]]
    beside: tuple[tuple[int, re.Pattern[str], re.Pattern[str]], ...]
    same_year: re.Pattern[str]
    future: re.Pattern[str]


def _by_name(table: Mapping[str, Any]) -> dict[str, int]:
    return {fold(form): int(number) for number, forms in table.items() for form in forms}


@cache
def _grammar(language: str) -> _Grammar:
    table = lexicon.table("dates", language)
    relative = {
        fold(phrase): (unit, int(offset))
        for unit, offsets in table.get("relative", {}).items()
        for offset, forms in offsets.items()
        for phrase in forms
    }
    cardinals = lexicon.table("numbers", language).get("cardinals", {})
    counts = _by_name({v: forms for v, forms in cardinals.items() if v.isdigit() and 0 < int(v) <= 31})
    few = _by_name(table.get("few", {}))
    return _Grammar(
        table=table,
        months=_by_name(table.get("months", {})),
        weekdays=_by_name(table.get("weekdays", {})),
        relative=relative,
        counts={**counts, **few},
        few=frozenset(few),
        patterns=tuple(_patterns(table, [*counts, *few])),
        signs={
            _FIGURES: re.compile(r"\d+"),
            _JOINED: re.compile(r"\d[-./]\d"),
            _MONTHS: re.compile(_names(table, "months"), re.IGNORECASE),
        },
        beside=tuple(
            (direction, ending(_set(table, f"weekday_{key}")), opening(_set(table, f"weekday_after_{key}")))
            for key, direction in (("last", -1), ("next", 1))
        ),
        same_year=opening(_set(table, "same_year")),
        future=re.compile(alternation(table.get("future", ())), re.IGNORECASE),
    )


def _set(table: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(table.get(key, ()))


def _patterns(table: Mapping[str, Any], counts: list[str]) -> Iterator[_Pattern]:
    # In order of precedence: a stretch that one pattern has taken is not looked at by the next.
    yield from (_Pattern(_compile(source), make, _JOINED) for source, make in _numeric(table))
    if "month_mark" in table:
        yield from (_Pattern(_compile(source), make, _ANYTHING) for source, make in _marked(table))
    else:
        yield from (_Pattern(_compile(source), make, _MONTHS) for source, make in _named(table))
        month = _names(table, "months")
        before = alternation(table.get("month_before", ()))
        yield _Pattern(re.compile(rf"(?i:{before}){_BLANK}+(?P<m>{month})"), _calendar, _MONTHS)
    number = rf"(?P<n>(?<!\d)\d{{1,4}}|{alternation(counts)})"
    if "month_mark" not in table:  # most places are inside a word, and are left after one look
        number = rf"(?:(?<!\w)|(?=\d)){number}"
    for before, units in _ago_sources(table).items():
        source = f"{before}{number}(?:{units})" + r"(?!\w)" * ("month_mark" not in table)
        yield _Pattern(_compile(source), _ago, _ANYTHING)
    phrases = [
        p for offsets in table.get("relative", {}).values() for forms in offsets.values() for p in forms
    ]
    yield _Pattern(_compile(alternation(phrases)), _relative, _ANYTHING)
    yield _Pattern(re.compile(f"(?P<w>{_names(table, 'weekdays')})"), _weekday, _ANYTHING)
    decade = r"(?<![\w.,:/-])(?P<y>(?:1[89]|20)\d0)(?:['’]?s|-(?:х|е|ые|ых|ті|тих)|er)(?!\w)"
    yield _Pattern(_compile(decade), _decade, _FIGURES)
    yield from (_Pattern(_compile(source), _years, _FIGURES) for source in _year_sources(table))


def _compile(source: str) -> re.Pattern[str]:
    return re.compile(source.replace(r"\s", _BLANK), re.IGNORECASE)


def _names(table: Mapping[str, Any], key: str) -> str:
    names = [name for forms in table.get(key, {}).values() for name in forms]
    return alternation([*names, *(name[0].upper() + name[1:] for name in names)])


def _numeric(table: Mapping[str, Any]) -> Iterator[tuple[str, _Make]]:
    stop = r"(?![\d-]|[./]\d)"
    yield (
        rf"(?<![\d./-])(?P<y>{_YEAR})(?P<s>[-./])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d|[./-]\d)",
        _calendar,
    )
    yield rf"(?<![\d./-])(?P<a>\d{{1,2}})(?P<s>[./-])(?P<b>\d{{1,2}})(?P=s)(?P<y>{_YEAR}){stop}", _either_way
    yield rf"(?<![\d./-])(?P<a>\d\d)(?P<s>[./])(?P<b>\d\d)(?P=s)(?P<y>\d\d){stop}", _either_way
    if table.get("short_numeric"):
        yield r"(?<![\d./-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?![\d-])", _calendar


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, _Make]]:
    month = f"(?P<m>{_names(table, 'months')})"
    suffix, link = table.get("day_suffix", "(?!)"), table.get("day_link", "")
    year_link, after = table.get("year_link", r",?\s+"), alternation(table.get("year_after", ()))
    year = rf"(?P<y>{_YEAR})(?![\d%]|[.,]\d)(?:\s*{after})?"
    weekday = rf"(?:{_names(table, 'weekdays')},?\s+(?:\w+\s+)?)?"
    day, last = (rf"(?P<{g}>\d{{1,2}})(?:{suffix})?" for g in ("d", "l"))
    days = rf"(?<![\d.,:/-]){day}(?:\s*(?:{_DASH}|\bto\b|\bпо\b|\bbis\b|\bau\b|\bal\b)\s*{last})?"
    yield rf"{weekday}{days}(?:\s+|-){link}{month}(?:(?:{year_link}|-){year})?", _calendar
    if table.get("month_first"):
        yield (
            rf"{weekday}{month}\s+(?:the\s+)?{day}(?![\d%]|[.,:]\d)(?:\s*{_DASH}\s*{last}(?!\d))?(?:,?\s+{year})?",
            _calendar,
        )
    yield rf"{month}{year_link}{year}", _calendar


def _marked(table: Mapping[str, Any]) -> Iterator[tuple[str, _Make]]:
    number, era = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})", alternation(table.get("eras", {}))
    year = rf"(?:(?P<e>{era})(?P<ey>\d{{1,2}}|元)|(?<!\d)(?P<y>\d{{4}}|[{_HAN}]{{4}}))\s?{table['year_mark']}"
    month = rf"(?<!\d)(?P<m>{number})\s?{table['month_mark']}"
    day = rf"\s?(?P<d>{number})(?:{_DASH}(?P<l>{number}))?\s?{table['day_mark']}"
    yield rf"(?:{year}\s?)?{month}(?:{day})?", _calendar
    yield rf"{year}(?!間|间|前|后|後|以)", _calendar
    if table.get("bare_day"):
        yield (
            rf"(?<![\d.,〇一二三四五六七八九十第])(?P<d>\d{{1,2}}){table['day_mark']}(?!前|後|以|目|ぶり|余|連続|あまり)",
            _calendar,
        )


def _year_sources(table: Mapping[str, Any]) -> Iterator[str]:
    before, after = alternation(table.get("year_before", ())), alternation(table.get("year_after", ()))
    years = rf"(?<![\w$€£¥₽#№.,:/-])(?P<y>{_YEAR})(?:\s?[-–/]\s?(?P<z>{_YEAR}|\d\d))?(?![\w%]|[.,:]\d|-\w)"
    yield rf"{before}\s+{years}(?:\s?{after})?"
    yield rf"{years}(?:-\w{{1,3}})?\s?{after}"
    recent = years.replace(_YEAR, r"(?:19|20)\d\d", 1)
    unless = table.get("year_unless") or alternation(table.get("year_not_before", ()))
    yield rf"{recent}(?!\s{unless})" if table.get("year_bare") else rf"{recent}(?=\s*(?:[^\w \t]|\Z))"


def _decade(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    first = int(match["y"])
    interval = DateInterval(date(first, 1, 1), date(first + 9, 12, 31))
    return DateMention(Span(match.start(), match.end()), "year", interval)


def _interval(year: int, month: int | None, day: int | None, last: int | None) -> DateInterval | None:
    try:
        if month is None:
            return DateInterval(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return DateInterval(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return DateInterval(date(year, month, day), date(year, month, last or day))
    except ValueError:
        return None


def _value(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    return next((int(n.value) for n in numerals(text, "zh")), None)


def _calendar(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    found = match.groupdict()
    name = found.get("m")
    month = grammar.months.get(fold(name)) if name and fold(name) in grammar.months else _value(name)
    day, last, year = _value(found.get("d")), _value(found.get("l")), _value(found.get("y"))
    if found.get("e"):
        year = grammar.table["eras"][found["e"]] + (1 if found["ey"] == "元" else int(found["ey"]))
    # A leap year stands in where the year is not known.
    if not _interval(year or 2000, month if month or not day else 1, day, last):
        return None
    kind = "day" if day else "month" if month else "year"
    start = match.start("m") if month and not day and not year else match.start()
    interval = _interval(year, month, day, last) if year else None
    return DateMention(Span(start, match.end()), kind, interval, year, month, day, last)


def _either_way(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if len(match["y"]) == 2:
        year += 2000 if year < 70 else 1900
    span = Span(match.start(), match.end())
    day_first, month_first = _interval(year, b, a, None), _interval(year, a, b, None)
    if grammar.table.get("month_first") and match["s"] != ".":
        if day_first and month_first and a != b:
            # Nobody can tell: only the year is certain.
            return DateMention(span, "day", None, year)
        if month_first:
            return DateMention(span, "day", month_first, year, a, b)
    return DateMention(span, "day", day_first, year, b, a) if day_first else None


def _ago_sources(table: Mapping[str, Any]) -> dict[str, str]:
    """What stands before the count -> what stands after it, in a group named after the unit."""
    after: dict[str, dict[str, list[str]]] = {}
    for unit, sources in table.get("ago", {}).items():
        for source in sources:
            head, _, tail = source.partition("{n}")
            after.setdefault(head, {}).setdefault(unit, []).append(tail)
    return {
        head: "|".join(f"(?P<{unit}>{'|'.join(tails)})" for unit, tails in units.items())
        for head, units in after.items()
    }


def _ago(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    word = fold(match["n"])
    count = int(word) if word.isdecimal() else grammar.counts.get(word, 0)
    span = Span(match.start(), match.end())
    return DateMention(span, "relative", unit=match.lastgroup, offset=-count, approximate=word in grammar.few)


def _relative(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    phrase = re.sub(rf"{_BLANK}+", " ", fold(match.group()))
    unit, offset = grammar.relative.get(phrase, ("", 0))
    return (
        DateMention(Span(match.start(), match.end()), "relative", unit=unit, offset=offset) if unit else None
    )


def _weekday(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    text = match.string
    window = text[max(0, match.start() - 24) : match.start()]
    directions = (
        direction
        for direction, before, after in grammar.beside
        if before.search(window) or after.match(text, match.end())
    )
    weekday = grammar.weekdays[fold(match["w"])]
    span = Span(match.start(), match.end())
    return DateMention(span, "weekday", weekday=weekday, direction=next(directions, 0))


def _years(match: re.Match[str], grammar: _Grammar) -> DateMention | None:
    first, found = int(match["y"]), match.groupdict().get("z")
    last = int(found) if found else first
    if found and len(found) == 2:
        last += first // 100 * 100
    if not first <= last <= 2199:
        return None
    interval = DateInterval(date(first, 1, 1), date(last, 12, 31))
    return DateMention(
        Span(match.start("y"), match.end()), "year", interval, first if first == last else None
    )


def _is_future(text: str, span: Span, cue: re.Pattern[str], start: int) -> bool:
    head = text[max(start, span.start - 100) : span.start]
    clause = _CLAUSE.split(head)[-1]
    if cue.search(clause):
        return True
    tail = _CLAUSE.split(text[span.end : span.end + 30])[0]
    # After the date a cue counts only at once, or where the date opens the clause: "she said on Monday she
    # will".
    return bool(cue.match(tail.lstrip()) or (len(clause.split()) <= 1 and cue.search(tail)))


def _with_year_beside(mentions: list[DateMention], text: str) -> Iterator[DateMention]:
    """Joins "in May" and "of last year"."""
    pending: DateMention | None = None
    for mention in mentions:
        if pending is not None:
            gap = text[pending.span.end : mention.span.start].strip()
            pair = [pending, mention] if mention.unit == "year" else [mention, pending]
            if (
                len(gap) <= 3
                and (gap == "" or gap.isalpha())
                and _year_less(pair[0])
                and pair[1].unit == "year"
            ):
                span = Span(pending.span.start, mention.span.end)
                pending = replace(pair[0], span=span, year_offset=pair[1].offset)
                continue
            yield pending
        pending = mention
    if pending is not None:
        yield pending


def _year_less(mention: DateMention) -> bool:
    return mention.kind in ("day", "month") and mention.month is not None and mention.year is None


def _in_the_same_year(mentions: list[DateMention], text: str, same: re.Pattern[str]) -> Iterator[DateMention]:
    """Gives "in May of the same year" the year before it; leaves the mention out where there is none."""
    year: int | None = None
    for mention in mentions:
        match = same.match(text, mention.span.end) if _year_less(mention) else None
        if match is None:
            yield mention
        elif year is not None:
            interval = _interval(year, mention.month, mention.day, mention.last_day)
            yield replace(mention, span=Span(mention.span.start, match.end()), year=year, interval=interval)
        year = mention.year or year


def weekday_names(language: str) -> Mapping[str, int]:
    """Every form of every weekday's name, folded, and its number (Monday is 1)."""
    return _grammar(language).weekdays


def dates(text: str, language: str, start: int = 0, end: int | None = None) -> tuple[DateMention, ...]:
    """The dates of ``text[start:end]``, in order and apart, with offsets into the whole of ``text``."""
    stop = len(text) if end is None else end
    grammar = _grammar(language)
    taken = bytearray(max(0, stop - start))
    found: list[DateMention] = []
    where = {_ANYTHING: [(start, stop)]} | {
        name: around(text, (m.span() for m in sign.finditer(text, start, stop)), _REACH, start, stop)
        for name, sign in grammar.signs.items()
    }
    for pattern, make, sign in grammar.patterns:
        for match in (match for part in where[sign] for match in pattern.finditer(text, *part)):
            mention = make(match, grammar)
            if mention is None or any(taken[mention.span.start - start : mention.span.end - start]):
                continue
            taken[mention.span.start - start : mention.span.end - start] = b"\1" * len(mention.span)
            found.append(mention)
    found.sort(key=lambda m: m.span)
    joined = list(_with_year_beside(found, text))
    return tuple(
        replace(m, future=_is_future(text, m.span, grammar.future, start)) if m.interval is None else m
        for m in _in_the_same_year(joined, text, grammar.same_year)
    )


def resolve(mention: DateMention, anchor: date) -> DateInterval | None:
    """The days ``mention`` speaks of in a page of the day ``anchor``; None where that cannot be told.

    A bare weekday is the last such day on or before the anchor, as is news style, and the next one where the
    clause is in the future. A date without a year is the one nearest to the anchor, where days
    ahead count three times unless the clause is in the future.
    """
    if mention.interval is not None:
        return mention.interval
    try:
        if mention.kind == "weekday" and mention.weekday:
            return _nearest_weekday(mention, anchor)
        if mention.kind == "relative" and mention.unit:
            return _shifted(mention, anchor)
        if mention.month and mention.year_offset is not None:
            return _interval(anchor.year + mention.year_offset, mention.month, mention.day, mention.last_day)
        if mention.month and mention.year is None:
            return _nearest_year(mention, anchor)
        return _nearest_month(mention, anchor) if mention.day and mention.month is None else None
    except (OverflowError, ValueError):
        return None


def _one(day: date) -> DateInterval:
    return DateInterval(day, day)


def _nearest_weekday(mention: DateMention, anchor: date) -> DateInterval:
    assert mention.weekday
    behind = (anchor.isoweekday() - mention.weekday) % 7
    if mention.direction < 0:
        return _one(anchor - timedelta(days=behind or 7))
    if mention.direction > 0 or (mention.future and behind):
        return _one(anchor + timedelta(days=7 - behind))
    return _one(anchor - timedelta(days=behind))


def _shifted(mention: DateMention, anchor: date) -> DateInterval | None:
    if mention.approximate:
        size = {"day": 1, "week": 7, "month": 31, "year": 366}[mention.unit or "day"]
        return DateInterval(anchor + timedelta(days=2 * mention.offset * size), anchor - timedelta(days=1))
    if mention.unit == "day":
        return _one(anchor + timedelta(days=mention.offset))
    if mention.unit == "week":
        monday = anchor + timedelta(days=7 * mention.offset - anchor.weekday())
        return DateInterval(monday, monday + timedelta(days=6))
    if mention.unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + mention.offset
        return _interval(months // 12, months % 12 + 1, None, None)
    return _interval(anchor.year + mention.offset, None, None, None)


def _nearest_year(mention: DateMention, anchor: date) -> DateInterval | None:
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    choices = [i for y in years if (i := _interval(y, mention.month, mention.day, mention.last_day))]
    # News looks back further than ahead.
    ahead = 1 if mention.future else 3
    return min(choices, key=lambda i: _distance(i, anchor) * (ahead if i.start > anchor else 1), default=None)


def _nearest_month(mention: DateMention, anchor: date) -> DateInterval | None:
    months = (anchor.year * 12 + anchor.month - 1 + shift for shift in (-1, 0, 1))
    choices = [i for m in months if (i := _interval(m // 12, m % 12 + 1, mention.day, mention.last_day))]
    ahead = [i for i in choices if mention.future or i.start <= anchor] or choices
    return min(ahead, key=lambda i: (_distance(i, anchor), i.start), default=None)


def _distance(interval: DateInterval, anchor: date) -> int:
    if interval.start <= anchor <= interval.end:
        return 0
    return min(abs((interval.start - anchor).days), abs((interval.end - anchor).days))
