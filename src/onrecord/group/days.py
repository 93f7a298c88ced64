"""Every date a document offers, and which of them are its own and the occasion's.

The topic ``group`` of the language data holds ``published`` and ``updated``: labels before a page's own date
("published", "publication date") and before that of a later change. Nothing here reads a clock: a weekday or
"last week" counts from the page's own date, and without one it stays open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import PurePath

from onrecord.group.sketch import content_spans
from onrecord.model import BlockKind, DateCandidate, DateInterval, Extraction, Form, Role, Span
from onrecord.text import lexicon
from onrecord.text.addresses import own_address
from onrecord.text.dates import DateMention, dates, resolve
from onrecord.text.sentences import paragraphs

SOURCES = {
    "json-ld": "the page's json-ld",
    "microdata": "the page's microdata",
    "meta": "the page's meta",
    "feed": "the feed it came in",
    "row": "the table it came in",
    "time-tag": "the page's time-tag",
    "label": "the line {}",
    "header": "the date line {} at the top",
    "dateline": "the dateline {}",
    "url": "the date in the page's address",
    "byline": "the byline {}",
    "credit": "the credit line {}",
    "footer": "the date line {} at the end",
    "caption": "the date {} beside a picture",
    "page": "the date htmldate finds on the page",
    "properties": "the properties of the file",
    "file": "the date in the file's name",
    "archive": "the moment the page was archived",
    "body": "a day the text names",
    "weekday": "a weekday of the text, counted from the page's date",
    "relative": "words such as “yesterday”, counted from the page's date",
}
"""Where a date can come from, best evidence of a page's own date first, and what a reason calls it."""

RUNNING_PARAGRAPH = 80
_METADATA = ("json-ld", "microdata", "meta")
_LOCAL = ("url", "label", "header", "byline")
_LISTED = (*_METADATA, "footer")
_FIRST = ("time-tag", "url")
_UTC = ("Z", "+00:00", "+0000")
_WEST, _EAST = 10, 13
"""Hours that newsrooms are behind and ahead of UTC at most: in Hawaii, in New Zealand in summer."""
_LEAD_PARAGRAPHS = 8
_DATE_LINE = 60
_HEAD_LINES = 12
_LAST_LINES = 5
_OPENING = 40
_NEAR = timedelta(days=10)
_DAY = r"(?<!\d)((?:19|20)\d\d)(?P<mark>[/_-]?)(0[1-9]|1[0-2])(?P=mark)(0[1-9]|[12]\d|3[01])"
_ADDRESS_DATE = re.compile(rf"https?://[^\s/]+/\S*?{_DAY}")
_FILE_DATE = re.compile(rf"{_DAY}(?!\d)")
_ADDRESS_LINES = 5
_ADDRESS_REACH = 2000

Found = tuple[DateInterval | None, str]
"""A date and why it is taken, or None and why there is none."""


def own_dates(extraction: Extraction) -> tuple[DateCandidate, ...]:
    """What metadata, lines of the text, the address and the file's name say of the page's own dates."""
    text = [*_of_lines(extraction), *_of_datelines(extraction), *_of_address(extraction)]
    named = _day_in(_FILE_DATE, PurePath(extraction.document.path).name)
    file = [DateCandidate(named, "file", "published")] if named else []
    return tuple(dict.fromkeys((*extraction.document.dates, *text, *file)))


def published(extraction: Extraction, candidates: Sequence[DateCandidate]) -> Found:
    """The page's own date, of its ``candidates`` the one that stands on the best evidence."""
    first = _best(candidates, "published")
    if first is None:
        return None, "the document does not state its own date"
    best = _outvoted(first, candidates)
    local = _at_the_outlet(best, candidates) if best.zone in _UTC else None
    day, reason = _reasoned(local or best, extraction)
    return day, f"{reason}, beside a moment in UTC" if local else reason


def _outvoted(best: DateCandidate, candidates: Sequence[DateCandidate]) -> DateCandidate:
    """``best``, or the day on which more kinds of metadata agree, the ``<time>`` shown first among them.

    A page that is published again often keeps the first date in one of its descriptions alone.
    """
    if best.source not in _METADATA:
        return best
    said = [c for c in candidates if c.about == "published" and c.interval.day]
    shown = next((c for c in said if c.source == "time-tag"), None)
    votes: dict[DateInterval, dict[str, DateCandidate]] = {best.interval: {}}
    for c in said:
        if c.source in _METADATA or c is shown:
            votes.setdefault(c.interval, {}).setdefault(c.source, c)
    most = max(votes.values(), key=len)
    return best if most is votes[best.interval] else next(iter(most.values()))


def _at_the_outlet(best: DateCandidate, candidates: Sequence[DateCandidate]) -> DateCandidate | None:
    """The one day that the outlet writes, where its clock may have shown it at the moment of ``best``.

    Addresses and date lines go by the outlet's own clock; around midnight a moment in UTC has another day.
    """
    written = [c for c in candidates if c.source in _LOCAL and c.about == "published"]
    if len({c.interval for c in written}) != 1 or best.moment is None:
        return None
    day, moment = written[0].interval.day, datetime.fromisoformat(best.moment)
    apart = (day - moment.date()).days if day else 0
    may_be = (apart == 1 and moment.hour >= 24 - _EAST) or (apart == -1 and moment.hour < _WEST)
    return written[0] if may_be else None


def updated(extraction: Extraction, candidates: Sequence[DateCandidate]) -> Found:
    """The day of the last change that the page admits; none without a word of one."""
    said = [c for c in candidates if c.about == "updated" and c.source != "archive"]
    last = max(said, key=lambda c: c.interval.end, default=None)
    return _reasoned(last, extraction) if last else (None, "")


def named_dates(extraction: Extraction, page: DateInterval | None) -> tuple[DateCandidate, ...]:
    """Dates the lead speaks of; weekdays and the like only where there is a ``page`` date to count from."""
    text, language = extraction.document.text, extraction.document.language
    running = [span for span in content_spans(extraction) if is_running(text, span)]
    anchor = page.day if page else None
    out = []
    for span in running[:_LEAD_PARAGRAPHS]:
        for mention in dates(text, language, span.start, span.end):
            interval = resolve(mention, anchor) if anchor else mention.interval
            if interval:
                source = mention.kind if mention.kind in ("weekday", "relative") else "body"
                out.append(DateCandidate(interval, source, "mentioned", mention.span))
    return tuple(out)


def occasion(
    extraction: Extraction, kind: Role, candidates: Sequence[DateCandidate], page: DateInterval | None
) -> Found:
    """The day told of: what the page says, a record's header or own date, else the days its lead names."""
    stated = _best(candidates, "event")
    if stated:
        return _reasoned(stated, extraction)
    if kind is Role.TRANSCRIPT:
        header = next((c for c in candidates if c.source in ("header", "label") and c.span), None)
        if header and header.span:
            return header.interval, f"the transcript's header “{_short(_line(extraction, header.span))}”"
        if page and page.day:
            return page, "the transcript gives no other day than the page's own"
    anchor = page.day if page else None
    named = _named_days(extraction, candidates, anchor)
    if not named:
        return None, "no day of the occasion is named" if anchor else "no page date to count weekdays from"
    most = max(named.values())
    day = max(d for d, count in named.items() if count == most)
    if anchor is None:
        return DateInterval(day, day), f"{day.isoformat()} is named in the lead"
    return DateInterval(day, day), f"{day:%A} of the text, counted from the page date {anchor.isoformat()}"


def is_running(text: str, span: Span) -> bool:
    """True for a paragraph long enough to be prose; scripts without spaces say as much in a third."""
    spaced = text[span.start : span.end].count(" ") >= len(span) / 20
    return len(span) >= (RUNNING_PARAGRAPH if spaced else RUNNING_PARAGRAPH // 3)


def _named_days(
    extraction: Extraction, candidates: Sequence[DateCandidate], anchor: date | None
) -> Counter[date]:
    """Days named in the first paragraphs: near the page date, or, without one, as a dateline names them."""
    quoted = [span for q in extraction.quotations for span in q.spans if q.form in (Form.DIRECT, Form.MIXED)]
    found: Counter[date] = Counter()
    first = () if anchor else _first_paragraphs(extraction)
    for c in candidates:
        day = c.interval.day
        if c.about != "mentioned" or c.span is None or day is None:
            continue
        if any(span.overlaps(c.span) for span in quoted) or (anchor is None and not _opens(c.span, first)):
            continue
        if anchor is None or anchor - _NEAR <= day <= anchor:
            # "Today" and "this morning" are often the speaker's own words; a weekday is not.
            found[day] += 1 if c.source == "relative" else 2
    return found


def _first_paragraphs(extraction: Extraction) -> tuple[Span, ...]:
    """The first two running paragraphs."""
    text = extraction.document.text
    return tuple(islice((span for span in content_spans(extraction) if is_running(text, span)), 2))


def _opens(day: Span, first: Sequence[Span]) -> bool:
    """True for a date at the start of one of the ``first`` paragraphs, where a dateline would have it."""
    return any(span.holds(day) and day.start < span.start + _OPENING for span in first)


def _best(candidates: Sequence[DateCandidate], about: str) -> DateCandidate | None:
    fitting = [c for c in candidates if c.about == about and c.interval.day]
    rank = {source: i for i, source in enumerate(SOURCES)}
    days = {source: {c.interval for c in fitting if c.source == source} for source in _LISTED}
    # Metadata that give several days are those of the items a page lists as well, and lines at its end those
    # of comments; of what stands in the page or is its address the first is the page's.
    return min(
        fitting,
        key=lambda c: (
            len(days.get(c.source, ())) > 1,
            rank.get(c.source, len(rank)),
            0 if c.span or c.source in _FIRST else c.interval.start.toordinal(),
        ),
        default=None,
    )


def _reasoned(candidate: DateCandidate, extraction: Extraction) -> Found:
    words = _line(extraction, candidate.span) if candidate.span else ""
    reason = SOURCES.get(candidate.source, candidate.source).format(f"“{_short(words)}”")
    zone = f", {candidate.zone}" if candidate.zone and candidate.zone != "Z" else ""
    return candidate.interval, reason + zone


def _line(extraction: Extraction, span: Span) -> str:
    """The whole line around ``span``."""
    text = extraction.document.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)].strip()


def _short(line: str) -> str:
    return line if len(line) <= _DATE_LINE else line[:_DATE_LINE] + "…"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and the last full date in it; ``head``: before the first paragraph or turn."""

    span: Span
    mention: DateMention
    number: int
    head: bool


def _of_lines(extraction: Extraction) -> Iterator[DateCandidate]:
    """Dates of lines that say whose date they are, or that are nothing but a date."""
    last = len(paragraphs(extraction.document.text))
    lines = _date_lines(extraction)
    for line in [*(x for x in lines if x.head), *reversed([x for x in lines if not x.head])]:
        found = _source_of_line(extraction, line, last)
        if found and line.mention.interval:
            source, about = found
            yield DateCandidate(line.mention.interval, source, about, line.mention.span)


def _source_of_line(extraction: Extraction, line: _Line, last: int) -> tuple[str, str] | None:
    """Source and subject of a line's date; None where the line is not about the page."""
    text = extraction.document.text
    for about in ("published", "updated"):
        if _labelled(line.span.of(text), about):
            return "label", about
    short = len(line.span) <= _DATE_LINE and _is_date_line(text, line)
    near_end = line.number >= last - _LAST_LINES
    if short and (line.head or near_end):
        return ("header" if line.head else "footer"), "published"
    kinds = {block.kind for block in extraction.blocks if block.span.overlaps(line.span)}
    if line.head and _ends_in_figures(text, line):
        if BlockKind.BYLINE in kinds:
            return "byline", "published"
        if not extraction.blocks or kinds & {BlockKind.CAPTION, BlockKind.BOILERPLATE}:
            return "caption", "published"
    if near_end and any(credit.span.overlaps(line.span) for credit in extraction.credits):
        return "credit", "mentioned"
    return None


def _of_datelines(extraction: Extraction) -> Iterator[DateCandidate]:
    """The day in the dateline of agency copy: "PORT MUD, May 4, 2019 (NPA) -"."""
    text, language = extraction.document.text, extraction.document.language
    lines = [block.span for block in extraction.blocks if block.kind is BlockKind.DATELINE]
    for line in lines[:2]:
        found = [m for m in dates(text, language, line.start, line.end) if m.interval and m.interval.day]
        if len(found) == 1 and found[0].interval:
            yield DateCandidate(found[0].interval, "dateline", "published", found[0].span)


def _of_address(extraction: Extraction) -> Iterator[DateCandidate]:
    """The day in the path of the page's own address, as known or as written in the head of the text."""
    document = extraction.document
    head = [span.of(document.text) for span in paragraphs(document.text[:_ADDRESS_REACH])[:_ADDRESS_LINES]]
    for line in [document.url or "", *head]:
        if found := _day_in(_ADDRESS_DATE, own_address(line)):
            yield DateCandidate(found, "url", "published")


def _day_in(pattern: re.Pattern[str], words: str) -> DateInterval | None:
    found = pattern.search(words)
    try:
        day = date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None
    return DateInterval(day, day) if day else None


def _date_lines(extraction: Extraction) -> list[_Line]:
    """Lines holding a full date; those before the first turn or running paragraph are the head."""
    text, language = extraction.document.text, extraction.document.language
    first = min((turn.span.start for turn in extraction.turns), default=None)
    out = []
    body_seen = False
    for number, span in enumerate(paragraphs(text)):
        # A transcript's head may hold a summary before its date: there the first turn ends the head.
        ends = _opens_body(extraction, span) if first is None else span.start >= first or number > _HEAD_LINES
        body_seen = body_seen or ends
        if len(span) > 4 * _DATE_LINE:
            continue
        full = [m for m in dates(text, language, span.start, span.end) if m.interval and m.interval.day]
        if full:
            out.append(_Line(span, full[-1], number, not body_seen))
    return out


def _opens_body(extraction: Extraction, span: Span) -> bool:
    """True for a running paragraph of the document itself."""
    if extraction.blocks:
        return len(span) >= RUNNING_PARAGRAPH and any(
            block.span.overlaps(span) and block.kind is BlockKind.BODY for block in extraction.blocks
        )
    text = span.of(extraction.document.text)
    return len(span) >= 2 * RUNNING_PARAGRAPH and text[-1] in '.!?…"”»。'


@cache
def _labels(about: str) -> re.Pattern[str]:
    labels = sorted(lexicon.words("group", about), key=lambda label: (-len(label), label))
    return re.compile(rf"(?:{'|'.join(map(re.escape, labels))})\s*(?:[:：]|\bon\b|\bam\b|\ble\b|\d|$)")


def _labelled(line: str, about: str) -> bool:
    """True for "Published: ..." and its like, whatever language the page's own words are in."""
    return bool(_labels(about).match(line.casefold().lstrip("•*-–— ")))


def _is_date_line(text: str, line: _Line) -> bool:
    """True where nothing but a weekday, a time or a place stands beside the date."""
    rest = text[line.span.start : line.mention.span.start] + text[line.mention.span.end : line.span.end]
    return len(re.findall(r"[^\W\d_]+", rest)) <= 4 and not re.search(r"[!?“”\"«»]", rest)


def _ends_in_figures(text: str, line: _Line) -> bool:
    written = line.mention.span.of(text)
    return line.mention.span.end == line.span.end and not re.search(r"[^\W\d_]", written)
