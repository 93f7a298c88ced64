"""Stretches of text and of time.

Offsets are half-open code-point offsets into ``Document.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Half-open stretch ``[start, end)`` of one text, in code points.

    Raises ValueError where that is no stretch. Thousands are made of a page: the slots are set without the
    detour by which a frozen dataclass does it, which takes more than twice as long.
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: [{start}, {end})")
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


_set_start, _set_end = vars(Span)["start"].__set__, vars(Span)["end"].__set__


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A stretch of a named document: what evidence and references are made of."""

    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class DateInterval:
    """Inclusive interval of days; ``start == end`` where the day is known."""

    start: date
    end: date

    @property
    def day(self) -> date | None:
        """The day, where the interval is exactly one."""
        return self.start if self.start == self.end else None


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date a document offers, and where it came from.

    ``source`` is what :data:`onrecord.group.days.SOURCES` lists; ``about`` is ``published``, ``updated``,
    ``event`` or ``mentioned``. ``moment`` is the ISO 8601 text with time and zone where one was given.
    ``span`` is where the text has it; what a weekday or "last week" stands for was counted from the page's
    own date.
    """

    interval: DateInterval
    source: str
    about: str
    span: Span | None = None
    moment: str | None = None

    @property
    def precision(self) -> str:
        """How exactly it is given: ``time``, ``day``, ``month``, ``year`` or ``days`` (a stretch of them)."""
        start, end = self.interval.start, self.interval.end
        if start == end:
            return "time" if self.moment else "day"
        if (start.day, (end + timedelta(days=1)).day) != (1, 1):
            return "days"
        if (start.year, start.month) == (end.year, end.month):
            return "month"
        return "year" if (start.year, start.month, end.month) == (end.year, 1, 12) else "days"

    @property
    def zone(self) -> str | None:
        """The offset from UTC as given ("Z", "+03:00"); without one the day may be another one."""
        found = re.search(r"(?:Z|(?<=\d)[+-]\d\d:?\d\d)$", self.moment or "")
        return found.group() if found else None
