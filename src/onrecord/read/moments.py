"""What a page or a row writes as a date, as date candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from onrecord.model import DateCandidate, DateInterval

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:T|\s+)(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.I,
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{4})?$")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?$")
_EARLIEST = 1000


def candidate(value: Any, source: str, about: str) -> Iterator[DateCandidate]:
    """The date that ``value`` writes (ISO 8601 and near to it, or seconds since 1970), none where it is none.

    ``moment`` of the candidate is ISO 8601 with time, and with a zone where one was given.
    """
    text = str(value).strip() if isinstance(value, str | int) else ""
    found = _iso(text) or _compact(text) or _epoch(text)
    if found is not None:
        day, moment = found
        yield DateCandidate(DateInterval(day, day), source, about, moment=moment)


def _iso(text: str) -> tuple[date, str | None] | None:
    match = _ISO.match(text)
    if match is None:
        return None
    day = _day(*match.groups()[:3])
    if day is None or match[4] is None:
        return (day, None) if day else None
    return day, _written(day, match[4], match[5] or "")


def _written(day: date, clock: str, zone: str) -> str | None:
    clock = clock.replace(",", ".").zfill(len(clock) + (clock.find(":") == 1))
    zone = zone.upper().replace("UTC", "Z").replace("GMT", "Z")
    if len(zone) in (3, 5) and zone[0] in "+-":
        zone = f"{zone[:3]}:{zone[3:] or '00'}"
    moment = f"{day.isoformat()}T{clock}{zone}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return None
    return moment


def _compact(text: str) -> tuple[date, str | None] | None:
    match = _COMPACT.match(text)
    day = _day(*match.groups()[:3]) if match else None
    if match is None or day is None:
        return None
    clock = ":".join(part for part in match.groups()[3:6] if part)
    return day, _written(day, clock, match[7] or "") if clock else None


def _epoch(text: str) -> tuple[date, str | None] | None:
    if not _EPOCH.match(text):
        return None
    moment = datetime.fromtimestamp(int(text[:10]), UTC)
    return moment.date(), moment.isoformat()


def _day(year: str | None, month: str | None, day: str | None) -> date | None:
    try:
        found = date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST else None
