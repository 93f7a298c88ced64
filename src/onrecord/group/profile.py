"""What sort of report a document is, when it was published and of what day it tells, each with its reason.

The topic ``group`` of the language data holds, besides ``stopwords``:

``published``  labels before a page's own date ("published", "publication date")
``updated``    labels before the date of a later change
``digest``     phrases that announce a list of quotations ("key remarks", "highlights")

Nothing here reads a clock: a weekday counts from the page's own date, and without one it stays open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from onrecord.group.sketch import content_spans
from onrecord.model import BlockKind, DateCandidate, DateInterval, Extraction, Form, Profile, Role, Span
from onrecord.text import lexicon
from onrecord.text.dates import DateMention, dates, resolve
from onrecord.text.sentences import paragraphs

TRANSCRIPT_TURNS = 0.6
INTERVIEW_TURNS = 0.35
DIGEST_QUOTED = 0.45
DIGEST_ANNOUNCED = 0.3
DIGEST_QUOTATIONS = 5
DIGEST_LENGTH = 5000
RUNNING_PARAGRAPH = 80
_LEAD_PARAGRAPHS = 8
_DATE_LINE = 60
_HEAD_LINES = 12
_OPENING = 40
_NEAR = timedelta(days=10)
_ADDRESS_DATE = re.compile(
    r"https?://[^\s/]+/\S*?(?<!\d)((?:19|20)\d\d)(?P<mark>[/-]?)(0[1-9]|1[0-2])(?P=mark)(0[1-9]|[12]\d|3[01])"
)
# No full date is written without one.
_FIGURE = re.compile(r"[\d〇零一二三四五六七八九十]")
_ADDRESS_LINES = 5
_ADDRESS_REACH = 2000
_SOURCES = ("json-ld", "meta", "time-tag", "dateline", "byline", "body", "url")
_METADATA = ("json-ld", "meta")


def profile(extraction: Extraction) -> Profile:
    """The profile of one document; anything that cannot be told is None or ``article``."""
    kind, kind_reason = role(extraction)
    lines = _date_lines(extraction)
    published, published_reason = _published(extraction, lines)
    event, event_reason = _event_date(extraction, lines, kind, published)
    return Profile(
        extraction.document.id, kind, kind_reason, published, published_reason, event, event_reason
    )


def role(extraction: Extraction) -> tuple[Role, str]:
    """What sort of report this is, and the figure that says so."""
    spans = content_spans(extraction)
    total = sum(map(len, spans))
    if not total:
        return Role.OTHER, "no text of its own"
    labelled = _share(total, (turn.span for turn in extraction.turns if turn.labelled))
    turns = _share(total, (turn.span for turn in extraction.turns))
    if labelled >= TRANSCRIPT_TURNS and labelled >= 0.8 * turns:
        return Role.TRANSCRIPT, f"turns with named speakers are {labelled:.0%} of the text"
    if turns >= INTERVIEW_TURNS and len(extraction.turns) > 2:
        return Role.INTERVIEW, f"turns are {turns:.0%} of the text, those with named speakers {labelled:.0%}"
    digest = _digest(extraction, total)
    if digest:
        return Role.DIGEST, digest
    running = _share(total, (span for span in spans if _is_running(extraction.document.text, span)))
    if running < 0.4 and not extraction.quotations:
        return Role.OTHER, f"only {running:.0%} of the text is in running paragraphs"
    return Role.ARTICLE, "running text with few turns"


def _digest(extraction: Extraction, total: int) -> str | None:
    marked = [q for q in extraction.quotations if q.form in (Form.DIRECT, Form.MIXED) and q.nested_in is None]
    quoted = _share(total, (span for q in marked for span in q.spans))
    announced = any(
        phrase in line.of(extraction.document.text).casefold()
        for line in paragraphs(extraction.document.text)
        if len(line) <= 2 * _DATE_LINE
        for phrase in lexicon.words("group", "digest")
    )
    enough = len(marked) >= DIGEST_QUOTATIONS and total <= DIGEST_LENGTH
    if enough and quoted >= (DIGEST_ANNOUNCED if announced else DIGEST_QUOTED):
        lead = "announced as key remarks; " if announced else ""
        return f"{lead}{len(marked)} quotations are {quoted:.0%} of the text"
    return None


def _share(total: int, spans: Iterator[Span]) -> float:
    """Share of ``total`` characters in ``spans``, overlaps counted once."""
    covered = end = 0
    for span in sorted(spans):
        covered += max(0, span.end - max(end, span.start))
        end = max(end, span.end)
    return min(1.0, covered / total)


def _is_running(text: str, span: Span) -> bool:
    """True for a paragraph long enough to be prose; scripts without spaces say as much in a third."""
    spaced = text[span.start : span.end].count(" ") >= len(span) / 20
    return len(span) >= (RUNNING_PARAGRAPH if spaced else RUNNING_PARAGRAPH // 3)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and the one date it holds."""

    span: Span
    mention: DateMention
    number: int
    head: bool


def _published(extraction: Extraction, lines: Sequence[_Line]) -> tuple[DateInterval | None, str]:
    """The page's own date: what its metadata say, else a labelled date, else a line that is a date."""
    stated = _candidate(extraction.document.dates, "published")
    if stated:
        return stated.interval, f"the page's {stated.source}"
    return (
        _labelled_or_headed(extraction, lines)
        or _of_dateline(extraction)
        or _at_the_end_or_margin(extraction, lines)
        or _date_of_address(extraction)
        or (None, "the document does not state its own date")
    )


def _labelled_or_headed(extraction: Extraction, lines: Sequence[_Line]) -> tuple[DateInterval, str] | None:
    text = extraction.document.text
    for line in lines:
        if _label(line.span.of(text)) and line.mention.interval:
            return line.mention.interval, f"the line “{_short(line.span.of(text))}”"
    for line in lines:
        short = len(line.span) <= _DATE_LINE
        if line.head and short and line.mention.interval and _is_date_line(text, line):
            return line.mention.interval, f"the date line “{_short(line.span.of(text))}” at the top"
    return None


def _of_dateline(extraction: Extraction) -> tuple[DateInterval, str] | None:
    """The day in the dateline of agency copy: "PORT MUD, May 4, 2019 (NPA) -"."""
    text, language = extraction.document.text, extraction.document.language
    lines = [block.span for block in extraction.blocks if block.kind is BlockKind.DATELINE]
    for line in lines[:2]:
        found = [m for m in dates(text, language, line.start, line.end) if m.interval and m.interval.day]
        if len(found) == 1 and found[0].interval:
            return found[0].interval, f"the dateline “{_short(line.of(text))}”"
    return None


def _at_the_end_or_margin(extraction: Extraction, lines: Sequence[_Line]) -> tuple[DateInterval, str] | None:
    text = extraction.document.text
    last = len(paragraphs(text))
    for line in reversed(lines):
        near = line.number >= last - 5 and len(line.span) <= _DATE_LINE
        if near and line.mention.interval and _is_date_line(text, line):
            return line.mention.interval, f"the date line “{_short(line.span.of(text))}” at the end"
    for line in lines:
        margin = line.head and _ends_in_figures(text, line) and _is_margin(extraction, line.span)
        if margin and line.mention.interval:
            return line.mention.interval, f"the date {line.mention.span.of(text)} beside a picture"
    return None


def _date_of_address(extraction: Extraction) -> tuple[DateInterval, str] | None:
    """The day in the path of the page's own address, as known or as written in the head of the text."""
    document = extraction.document
    head = [span.of(document.text) for span in paragraphs(document.text[:_ADDRESS_REACH])[:_ADDRESS_LINES]]
    for line in [document.url or "", *head]:
        found = _ADDRESS_DATE.search(line)
        try:
            day = date(int(found[1]), int(found[3]), int(found[4])) if found else None
        except ValueError:
            continue
        if day:
            return DateInterval(day, day), "the date in the page's address"
    return None


def _candidate(candidates: Sequence[DateCandidate], about: str) -> DateCandidate | None:
    fitting = [c for c in candidates if c.about == about and c.interval.day]
    rank = {source: i for i, source in enumerate(_SOURCES)}
    days = {source: {c.interval for c in fitting if c.source == source} for source in rank}
    # Metadata that give several days are those of the items a page lists as well.
    return min(
        fitting,
        key=lambda c: (
            c.source in _METADATA and len(days[c.source]) > 1,
            rank.get(c.source, 9),
            c.interval.start,
        ),
        default=None,
    )


def _date_lines(extraction: Extraction) -> list[_Line]:
    """Lines holding exactly one full date; those before the first turn or running paragraph are the head."""
    text, language = extraction.document.text, extraction.document.language
    first = min((turn.span.start for turn in extraction.turns), default=None)
    out = []
    body_seen = False
    for number, span in enumerate(paragraphs(text)):
        # A transcript's head may hold a summary before its date: there the first turn ends the head.
        ends = _opens_body(extraction, span) if first is None else span.start >= first or number > _HEAD_LINES
        body_seen = body_seen or ends
        if len(span) > 4 * _DATE_LINE or not _FIGURE.search(text, span.start, span.end):
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
def _labels() -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("group", "published"), key=lambda label: (-len(label), label)))


def _label(line: str) -> bool:
    """True for "Published: ..." and its like, whatever language the page's own words are in."""
    head = line.casefold().lstrip("•*-–— ")
    return any(
        re.match(re.escape(label) + r"\s*(?:[:：]|\bon\b|\bam\b|\ble\b|\d|$)", head) for label in _labels()
    )


def _is_date_line(text: str, line: _Line) -> bool:
    """True where nothing but a weekday, a time or a place stands beside the date."""
    rest = text[line.span.start : line.mention.span.start] + text[line.mention.span.end : line.span.end]
    return len(re.findall(r"[^\W\d_]+", rest)) <= 4 and not re.search(r"[!?“”\"«»]", rest)


def _ends_in_figures(text: str, line: _Line) -> bool:
    written = line.mention.span.of(text)
    return line.mention.span.end == line.span.end and not re.search(r"[^\W\d_]", written)


def _is_margin(extraction: Extraction, span: Span) -> bool:
    kinds = {block.kind for block in extraction.blocks if block.span.overlaps(span)}
    return not extraction.blocks or bool(kinds & {BlockKind.CAPTION, BlockKind.BOILERPLATE, BlockKind.BYLINE})


def _short(line: str) -> str:
    return line if len(line) <= _DATE_LINE else line[:_DATE_LINE] + "…"


def _event_date(
    extraction: Extraction, lines: Sequence[_Line], kind: Role, published: DateInterval | None
) -> tuple[DateInterval | None, str]:
    """The day told of: what the page says, a transcript's header, else the days its lead names."""
    stated = _candidate(extraction.document.dates, "event")
    if stated:
        return stated.interval, f"the page's {stated.source}"
    text = extraction.document.text
    if kind is Role.TRANSCRIPT:
        for line in lines:
            if line.head:
                return line.mention.interval, f"the transcript's header “{_short(line.span.of(text))}”"
        if published:
            return None, "a transcript without a date in its header"
    anchor = published.day if published else None
    named = _named_days(extraction, anchor)
    if not named:
        return None, "no day of the occasion is named" if anchor else "no page date to count weekdays from"
    most = max(named.values())
    day = max(d for d, count in named.items() if count == most)
    if anchor is None:
        return DateInterval(day, day), f"{day.isoformat()} is named in the lead"
    return DateInterval(day, day), f"{day:%A} of the text, counted from the page date {anchor.isoformat()}"


def _named_days(extraction: Extraction, anchor: date | None) -> Counter[date]:
    """Days named in the first paragraphs: near the page date, or, without one, as a dateline names them."""
    text, language = extraction.document.text, extraction.document.language
    running = [span for span in content_spans(extraction) if _is_running(text, span)]
    found: Counter[date] = Counter()
    quoted = [span for q in extraction.quotations for span in q.spans if q.form in (Form.DIRECT, Form.MIXED)]
    for span in running[: _LEAD_PARAGRAPHS if anchor else 2]:
        for mention in dates(text, language, span.start, span.end):
            interval = resolve(mention, anchor) if anchor else mention.interval
            day = interval.day if interval else None
            if anchor is None and not (mention.weekday or mention.span.start < span.start + _OPENING):
                continue
            inside = any(span.overlaps(mention.span) for span in quoted)
            if day and not inside and (anchor is None or anchor - _NEAR <= day <= anchor):
                # "Today" and "this morning" are often the speaker's own words; a weekday is not.
                found[day] += 1 if mention.kind == "relative" else 2
    return found
