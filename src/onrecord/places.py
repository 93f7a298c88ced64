"""Stretches of text and of time.

Offsets are half-open code-point offsets into ``Document.text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open stretch ``[start, end)`` of one text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

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
