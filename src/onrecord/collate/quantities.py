"""Numbers as collation sees them: which count as figures, and when two of them say the same.

The topic ``numbers`` holds for this, per language, ``cents``: the hundredths of a currency; ``with_cents``:
what joins them to an amount without naming them ("29 euros con 70").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.numbers import Number, numbers
from onrecord.text.rounding import compatible
from onrecord.text.tokens import tokenize

_SMALL = 3
_HUNDRED = 100
_CURRENCY = re.compile("[A-Z]{3}")
_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. ``key``: equal for numbers of equal value and unit."""

    number: Number

    @property
    def span(self) -> Span:
        """Where the number stands."""
        return self.number.span

    @property
    def key(self) -> str:
        """What equal numbers share."""
        ends = self.number.value if isinstance(self.number.value, tuple) else (self.number.value,)
        return "#" + "-".join(f"{v:.12g}" for v in ends) + (self.number.unit or "")

    @property
    def faint(self) -> bool:
        """True for "half" and the like, a figure only where another one stands for it."""
        return self.number.weak

    @property
    def year(self) -> bool:
        """True for what is, or by its size may well be, the number of a year or part of a date."""
        number = self.number
        plain = number.kind in ("cardinal", "time") and not (
            number.unit or number.spelled or number.approximate
        )
        may_be = plain and not isinstance(number.value, tuple) and number.value in _YEARS
        return may_be or number.kind in ("year", "date")

    @property
    def calendar_year(self) -> bool:
        """True for the number of a year: no other part of a date, nor years that have passed."""
        return self.number.kind in ("year", "date") and self.number.value in _YEARS

    @property
    def orders(self) -> bool:
        """True for "first", "second" in words: as often a connective as a figure."""
        value = self.number.value
        small = not isinstance(value, tuple) and value <= _SMALL
        return self.number.ordinal and self.number.spelled and small


def quantities(text: str, span: Span, language: str) -> tuple[Quantity, ...]:
    """The figures of ``text`` inside ``span``, in order, without "one of them" and the like."""
    out: list[Quantity] = []
    found = _with_hundredths(text, numbers(text, language, span.start, span.end), language)
    before: Number | None = None
    for number in _clocks(text, found):
        number = _with_half(_period(_part(number, text, language), before, text), text, language)
        before = number
        counts = not number.weak or number.kind == "fraction"
        if counts and not (out and out[-1].span.overlaps(number.span)):
            out.append(Quantity(number))
    return tuple(out)


def _with_hundredths(text: str, found: Iterable[Number], language: str) -> Iterator[Number]:
    """Amounts told in two numbers as one: "29 dollars and 70 cents", "veintinueve euros con setenta"."""
    held: Number | None = None
    for number in found:
        if held is not None and _is_hundredths(text, held, number, language):
            whole, rest = float(str(held.value)), float(str(number.value))
            yield replace(held, span=Span(held.span.start, number.span.end), value=whole + rest / _HUNDRED)
            held = None
            continue
        if held is not None:
            yield held
        held = number
    if held is not None:
        yield held


def _is_hundredths(text: str, amount: Number, number: Number, language: str) -> bool:
    values = (amount.value, number.value)
    if any(isinstance(v, tuple) or v != int(v) for v in values) or number.unit or not amount.unit:
        return False
    if not _CURRENCY.fullmatch(amount.unit) or not 1 <= float(str(number.value)) < _HUNDRED:
        return False
    between = [t.form for t in tokenize(text, amount.span.end, number.span.start)]
    after = tokenize(text, number.span.end, min(len(text), number.span.end + 20))
    cents = bool(after) and after[0].form in lexicon.words("numbers", "cents", language)
    if not between:
        ends = not after or not text[number.span.end : after[0].span.start].isspace()
        return text[amount.span.end : number.span.start].isspace() and (cents or ends)
    told, joins = (lexicon.words("numbers", key, language) for key in ("with_cents", "list_and"))
    return len(between) == 1 and (between[0] in told or (cents and between[0] in joins))


def _part(number: Number, text: str, language: str) -> Number:
    """An ordinal in words between an article and the whole is a fraction: "a third of the boats"."""
    if not (number.ordinal and number.spelled) or isinstance(number.value, tuple) or number.value <= _HALF:
        return number
    articles = lexicon.words("numbers", "articles", language)
    before = tokenize(text, max(0, number.span.start - 8), number.span.start)
    after = tokenize(text, number.span.end, min(len(text), number.span.end + 12))
    whole = lexicon.words("numbers", "fraction_of", language)
    ends = not text[number.span.end : number.span.end + 1].isspace()
    if before and before[-1].form in articles and (ends or (after and after[0].form in whole)):
        return replace(number, value=1 / number.value, kind="fraction", weak=False)
    return number


def _period(number: Number, before: Number | None, text: str) -> Number:
    """A quarter or half that an ordinal numbers is a time, no fraction: "the third quarter", "first half".

    Of "the first three quarters" the three stays.
    """
    if number.kind != "fraction" or before is None or not before.ordinal or isinstance(number.value, tuple):
        return number
    if text[before.span.end : number.span.start].strip():
        return number
    count = number.value * _QUARTERS
    if number.span.of(text).split()[1:] and count > 1 and count == int(count):
        return replace(number, value=count, kind="cardinal")
    return replace(number, kind="ordinal", weak=True)


def _with_half(number: Number, text: str, language: str) -> Number:
    """A half told after what is counted: "cinq ans et demi"."""
    value, after = number.value, _half_after(language)
    if isinstance(value, tuple) or value != int(value) or number.kind != "cardinal" or number.unit:
        return number
    halved = after is not None and after.match(text, number.span.end)
    return replace(number, value=value + 0.5, quantum=0.5) if halved else number


@cache
def _half_after(language: str) -> re.Pattern[str] | None:
    phrases = lexicon.table("numbers", language).get("half_after", ())
    listed = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"\s[^\W\d_]+\s(?:{listed})\b", re.IGNORECASE) if phrases else None


_QUARTERS = 4
_HALF = 2
_CLOCK = re.compile(r"(\d{1,2})\s?[:.h]\s?(\d{2})")


def _clocks(text: str, found: Iterable[Number]) -> Iterator[Number]:
    """Clock times as minutes of the day: 02:47, 2.47am and 2 h 47 are one figure each, and the same."""
    stop = -1
    for number in found:
        half_day = _HALF_DAY.match(text, number.span.end) if _is_hour(number) else None
        if half_day:
            late = bool(_LATE.match(text, number.span.end))
            minutes = 60.0 * (float(str(number.value)) % _NOON + _NOON * late)
            yield replace(number, span=Span(number.span.start, half_day.end()), value=minutes, kind="time")
            continue
        if number.kind != "time":
            yield number
            continue
        match = _CLOCK.match(text, number.span.start)
        if number.span.start < stop:
            continue
        if match is None:
            yield _full_hour(number)
            continue
        stop = match.end()
        hours, minutes = int(match.group(1)), int(match.group(2))
        late = bool(_LATE.match(text, stop)) and hours < _NOON
        stop = (_HALF_DAY.match(text, stop) or match).end()
        value = 60.0 * (hours + _NOON * late) + minutes
        yield replace(number, span=Span(number.span.start, stop), value=value)


def _full_hour(number: Number) -> Number:
    """A clock time without minutes, "19 Uhr", in minutes of the day."""
    value = number.value
    if isinstance(value, tuple) or value not in range(2 * _NOON + 1):
        return number
    return replace(number, value=60.0 * value)


def _is_hour(number: Number) -> bool:
    """True for a bare number up to twelve, which "pm" after it makes an hour."""
    plain = (
        number.kind in ("cardinal", "time") and number.unit is None and not isinstance(number.value, tuple)
    )
    return plain and number.value in range(1, _NOON + 1)


_LATE = re.compile(r"\s?p\.?m\b", re.IGNORECASE)
_HALF_DAY = re.compile(r"\s?[ap]\.?m\b\.?", re.IGNORECASE)
_NOON = 12


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """True when the two numbers say the same; a unit one of them does not give is no difference."""
    units = a.number.unit, b.number.unit
    kinds = a.number.kind, b.number.kind
    if "percent" in units and "fraction" in kinds:
        return _share(a) == _share(b)
    if "fraction" in kinds and "ordinal" in kinds:
        # "A third" may be read as an ordinal where no "of" follows.
        return _share(a) == _share(b)
    if set(kinds) == {"time", "cardinal"} and units == (None, None):
        # "At ten", beside 10am.
        return on_the_dial(a) == on_the_dial(b)
    return a.number.value == b.number.value and (None in units or units[0] == units[1])


def on_the_dial(quantity: Quantity) -> float | None:
    """The hour on a clock face of a time of day, and of a number that may be an hour; None for any other."""
    value = quantity.number.value
    if isinstance(value, tuple):
        return None
    if quantity.number.kind == "time":
        return value / 60 % _NOON
    return value % _NOON if value in range(1, 2 * _NOON + 1) else None


def _share(quantity: Quantity) -> float | None:
    """The part of a whole that a percentage or a fraction is, or that an ordinal may stand for."""
    value = quantity.number.value
    if isinstance(value, tuple):
        return None
    if quantity.orders and value:
        return round(1 / value, 4)
    return round(value / 100 if quantity.number.unit == "percent" else value, 4)


def rounded(a: Quantity, b: Quantity) -> bool:
    """True when one is the other with fewer digits."""
    return compatible(a.number, b.number) == "rounding"


def owned_up(coarse: Quantity, fine: Quantity) -> bool:
    """True when ``coarse`` is given as a rough figure ("more than 200") that ``fine`` (210) bears out."""
    a, b = coarse.number, fine.number
    if not a.approximate or b.approximate or compatible(a, b) == "different":
        return False
    given, exact = a.value, b.value
    if isinstance(given, tuple) or isinstance(exact, tuple):
        return True
    return {"at least": exact >= given, "at most": exact <= given}.get(a.bound or "", True)
