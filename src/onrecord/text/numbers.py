"""Numbers in running text: what they say, how exactly, and whether they count anything at all.

The topic ``numbers`` holds what :mod:`onrecord.text.numerals` says and, per language:

- ``percent``, ``points``: words for percent and percentage points; ``percent_before``: such a word before the
  number; ``fraction_infix``: what stands between denominator and numerator
- ``currencies``: ISO 4217 code -> words
- ``about``, ``at_least``, ``at_most``: phrases before a number; with ``_after``: phrases after one
- ``range_words``, ``between``, ``between_and``: what joins the ends of a range; ``change_before``: words that
  make "5 to 7" a change and not a range ("from"); ``list_and``: what joins the last of a list
- ``several``: words before a magnitude that give no count ("several thousand"); ``plurals``: magnitudes that
  give none when they stand alone ("тысячи людей")
- ``labels``: words after which a number is a name ("Article 5"); ``idioms``: phrases that count nothing
- ``measures``: units of measurement, with which even "one" counts; ``fraction_of``: words after a fraction;
  ``part_before``: words that make a part of an ordinal ("a third of")
- ``ordinal_endings``, ``case_endings``: letters written onto figures; ``ordinal_prefix``, ``ordinal_mark``
- ``times``, ``ages``: regexes of clock times and of ages; ``counters``: words that count (Chinese, Japanese)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.around import around
from onrecord.text.dates import DateMention, dates
from onrecord.text.literals import needed
from onrecord.text.numerals import Numeral, numerals
from onrecord.text.phrases import CJK, alternation, ending, opening
from onrecord.text.tokens import fold
from onrecord.text.vocabulary import Listed

_SYMBOLS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NT$": "TWD", "NZ$": "NZD",
    "S$": "SGD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₽": "RUB",
    "₴": "UAH", "₹": "INR", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₸": "KZT", "zł": "PLN",
}  # fmt: skip
CURRENCIES = (
    "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "RUB", "UAH", "CHF", "PLN", "INR", "AUD", "CAD", "SEK", "NOK",
    "DKK", "CZK", "HUF", "TRY", "KRW", "BRL", "MXN", "ZAR", "ILS", "KZT", "BYN", "HKD", "SGD",
)  # fmt: skip
"""ISO 4217 codes that are read as they stand."""
# Symbols of the SI and its friends, the same in every language, in Latin and in Cyrillic letters.
_UNITS = (
    r"[kcmµ]?m[²³23]?|km/h|kmh|mph|[kmµ]?g|[kMGT]?Wh?|[kMG]?Hz|[kMGT]B|ha|°[CF]?|[mc]?l|t|h|kt|MPa|dB|ft|lbs?"
    r"|[кс]?м[²³23]?|км/ч|мм|к?г|[кМГ]?Вт|т|га|л|°С"
)
_BLANK = r"[ \t\u00a0\u2009\u202f]"
_PERCENT_SIGN = r"[%％٪]"
_CURRENCY_SIGN = "|".join(map(re.escape, sorted([*_SYMBOLS, *CURRENCIES], key=lambda s: (-len(s), s))))
_SIGN_BEFORE = re.compile(rf"(?<![^\W{CJK}])({_CURRENCY_SIGN}){_BLANK}?\Z")
_SIGN_AFTER = re.compile(rf"{_BLANK}?({_CURRENCY_SIGN})(?![^\W{CJK}])")
_UNIT_AFTER = re.compile(rf"(?:{_UNITS})(?!\w)")
# "fell to -2.5", not the dash of a list or of a range.
# A share said with its word is whole: "26 percent to 2 billion" are two numbers.
_SHARES = ("percent", "percentage points")
_MINUS = re.compile(r"[^\W\d_,][ (][-−]\Z")
_DASH = r"[-–—−~～‑〜]"
_CLOCK = r"(?<![\d:.,])(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d|[:：]\d)"
_WEB = r"(?:https?://|www\.)\S+|[#＃@]\w+"
_MAIL = r"(?<!\S)[^\s@]{1,64}@[^\s@]{1,255}"
_PHONE = r"\+\d[\d() -]{7,}\d|(?<!\d)\(\d{3,5}\)[ \d-]{5,}\d|(?<![\d-])\d{2,4}(?:-\d{2,4}){2,}(?![\d-])"
_VERSION = r"(?<![\w.])\d+(?:\.\d+){3,}(?![\w.])|(?<![\d/])\d{1,2}/\d{1,2}(?:/\d+)?(?![\d/])"
_LISTING = r"(?m:^[ \t]*(?:\(?\d{1,3}[.)]|\[\d{1,3}\])(?=[ \t]+\S))|\[\d{1,3}\]"
_REACH = 48
"""Characters around a numeral in which an idiom, an age or a time of day lies that it is part of."""
# Few places need a closer look.
_IDENTIFIER = rf"(?=[hw#＃@+(\d\[ \t])(?:{'|'.join((_WEB, _PHONE, _VERSION, _LISTING))})"
_LETTER_BEFORE = re.compile(rf"(?:[^\W\d_]{_DASH}?|\d[/:.])\Z")
_CJK_BEFORE = re.compile(rf"[{CJK}]{_DASH}?\Z")
_LETTER_AFTER = re.compile(rf"[^\W\d_{CJK}]|[-‑][^\W\d_a-zа-яёіїєґà-öø-ÿąćęłńśźż{CJK}]|[/:]\d|_")


# "the Apollo 11." but not "Quake Kills 12": a capital in running text, and nothing counted after the figures.
_NAME_BEFORE = re.compile(r"(?:\A|\s)[^\W\d_A-ZА-ЯЁ][^\W\d_]*,? [A-ZА-ЯЁІЇЄҐ][^\W\d_]+ \Z")
_NAME_AFTER = re.compile(r"\Z|[.,;:!?)»”\"'’](?!\d)|\n")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in running text; ``span`` covers figures, magnitude, percent or currency, not "more than".

    ``value``: one number or the ends of a range, magnitudes multiplied in. ``unit``: ``percent``,
    ``percentage points``, an ISO 4217 code, a unit symbol written onto the figures, or None. ``kind`` is
    ``cardinal``, ``ordinal``, ``fraction``, ``year``, ``date``, ``time``, ``age`` or ``identifier``.
    ``bound``: None, ``about``, ``at least`` or ``at most``. ``quantum``: size of the last digit given (zeros
    that end a whole number count as not given). ``weak``: no amount to be checked ("one of them", "dozens").
    ``spelled``: in words throughout. ``counter``: the counting word after it (Chinese, Japanese).
    """

    span: Span
    value: float | tuple[float, float]
    unit: str | None = None
    kind: str = "cardinal"
    bound: str | None = None
    quantum: float = 1.0
    weak: bool = False
    spelled: bool = False
    counter: str | None = None

    @property
    def approximate(self) -> bool:
        """True for "about", "more than", "up to" and the like."""
        return self.bound is not None

    @property
    def ordinal(self) -> bool:
        """True for "third", "3rd"."""
        return self.kind == "ordinal"


@dataclass(frozen=True, slots=True)
class _Rules:
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    units: tuple[tuple[re.Pattern[str], str], ...]
    masks: tuple[tuple[re.Pattern[str], str, Listed], ...]
    joint: re.Pattern[str]
    between_and: re.Pattern[str]
    list_and: re.Pattern[str]
    lists: Mapping[str, re.Pattern[str]]
    ones: frozenset[str]
    plurals: frozenset[str]
    counters: re.Pattern[str] | None
    infix: str
    parts: Mapping[str, Fraction]


_HEADS = ("labels", "between", "change_before", "percent_before", "ordinal_prefix", "several")
_BOUNDS = {"about": "about", "at_least": "at least", "at_most": "at most"}


@cache
def _rules(language: str) -> _Rules:
    table = lexicon.table("numbers", language)

    def words(key: str) -> frozenset[str]:
        return frozenset(table.get(key, ()))

    masks = [(source, "age") for source in table.get("ages", ())]
    masks += [(source, "time") for source in (*table.get("times", ()), _CLOCK)]
    masks += [(source, "ordinal") for source in [table.get("ordinal_mark", "")] if source]
    masks += [(_MAIL, "identifier"), (_IDENTIFIER, "identifier")]
    masks += [(alternation(table.get("idioms", ())), "idiom")]
    sign = rf"(?:{_BLANK}?{_PERCENT_SIGN}|{_BLANK}?{alternation(words('percent'))}|{_BLANK}?[$€£])?"
    word = rf"{_BLANK}?{alternation(words('range_words'))}{_BLANK}?"
    units = [("points", table.get("points", ())), ("percent", table.get("percent", ()))]
    currencies = [(code, forms) for code, forms in table.get("currencies", {}).items()]
    names = {"points": "percentage points"}
    return _Rules(
        before={bound: ending(words(key)) for key, bound in _BOUNDS.items()},
        after={bound: opening(words(f"{key}_after")) for key, bound in _BOUNDS.items()},
        units=tuple((opening(frozenset(f)), names.get(n, n)) for n, f in [*units, *currencies]),
        masks=tuple((re.compile(s, re.IGNORECASE), k, Listed([needed(s)])) for s, k in masks),
        joint=re.compile(rf"{sign}(?:{_BLANK}?{_DASH}{_BLANK}?|{word})[$€£]?", re.IGNORECASE),
        between_and=re.compile(
            rf"{sign}{_BLANK}?{alternation(words('between_and'))}{_BLANK}?[$€£]?", re.IGNORECASE
        ),
        list_and=re.compile(rf"\s*,?\s*{alternation(words('list_and'))}\s*", re.IGNORECASE),
        lists={
            **{key: ending(words(key)) for key in _HEADS},
            "ordinal_endings": _attached(words("ordinal_endings")),
            "case_endings": _attached(words("case_endings")),
            "measures": opening(words("measures")),
            "fraction_of": opening(words("fraction_of")),
            "part_before": ending(words("part_before")),
        },
        ones=frozenset(fold(w) for w in table.get("cardinals", {}).get("1", ())),
        plurals=frozenset(fold(w) for w in table.get("plurals", ())),
        counters=opening(words("counters")) if table.get("unspaced") else None,
        infix=str(next(iter(table.get("fraction_infix", ())), "")),
        parts={fold(w): Fraction(v) for v, forms in table.get("fractions", {}).items() for w in forms},
    )


def _attached(endings: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(endings, key=lambda e: (-len(e), e))
    return re.compile(rf"[-‑]?(?:{'|'.join(map(re.escape, ordered)) or '(?!)'})(?![^\W_])", re.IGNORECASE)


class _Masks:
    """Stretches whose numbers are no amounts, with the kind they give to a number inside.

    Looked for in ``near``, the stretches of ``text`` in which what touches a numeral can lie.
    """

    def __init__(
        self, text: str, near: Sequence[tuple[int, int]], rules: _Rules, mentions: Iterable[DateMention]
    ) -> None:
        found = [
            (mention.span.start, mention.span.end, "year" if mention.kind == "year" else "date")
            for mention in mentions
        ]
        for pattern, kind, sign in rules.masks:
            if sign.may_be_in(text):
                found += [(*m.span(), kind) for part in near for m in pattern.finditer(text, *part)]
        self._spans: list[tuple[int, int, str]] = []
        for begin, end, kind in sorted(found, key=lambda f: f[0]):
            # The first of two that overlap stands; dates are found first and sort is stable.
            if begin < end and (not self._spans or begin >= self._spans[-1][1]):
                self._spans.append((begin, end, kind))
        self._starts = [begin for begin, _, _ in self._spans]

    def at(self, span: Span) -> str | None:
        """The kind of the stretch that ``span`` touches, None for plain text."""
        index = bisect_right(self._starts, span.end - 1) - 1
        if index < 0 or self._spans[index][1] <= span.start:
            return None
        return self._spans[index][2]


@dataclass(frozen=True, slots=True)
class _Context:
    text: str
    start: int
    stop: int
    rules: _Rules

    def head(self, position: int) -> str:
        return self.text[max(self.start, position - 40) : position]

    def follows(self, name: str, position: int) -> bool:
        return self.rules.lists[name].match(self.text, position, self.stop) is not None

    def precedes_list(self, label: Number, number: Number) -> bool:
        """True where ``number`` is the next of a list that goes on from ``label``, which follows its word."""
        gap = self.text[label.span.end : number.span.start]
        joins = re.fullmatch(r"\s*[,&/]\s*", gap) or self.rules.list_and.fullmatch(gap)
        return bool(joins) and len(number.span) <= len(label.span) + 1

    def precedes(self, name: str, position: int) -> bool:
        return self.rules.lists[name].search(self.head(position)) is not None


def numbers(
    text: str,
    language: str,
    start: int = 0,
    end: int | None = None,
    mentions: Iterable[DateMention] | None = None,
) -> tuple[Number, ...]:
    """Every number of ``text[start:end]``, in order, with offsets into the whole of ``text``.

    ``mentions``: the dates of the same stretch, where the caller has them already.
    """
    stop = len(text) if end is None else end
    rules = _rules(language)
    known = dates(text, language, start, stop) if mentions is None else mentions
    found = list(numerals(text, language, start, stop))
    near = around(text, ((n.span.start, n.span.end) for n in found), _REACH, start, stop)
    masks = _Masks(text, near, rules, known)
    context = _Context(text, start, stop, rules)
    singles = [_number(n, context, masks) for n in found]
    return tuple(_join(_listed(singles, context), context))


def _listed(pairs: list[tuple[Number, Numeral]], context: _Context) -> list[tuple[Number, Numeral]]:
    """Numbers that go on a list of labels are labels too: "lines 1, 2 and 5"."""
    out: list[tuple[Number, Numeral]] = []
    for number, numeral in pairs:
        last = out[-1][0] if out else None
        bare = number.kind == "cardinal" and not (number.spelled or number.unit)
        if last and bare and last.kind == "identifier" and context.precedes_list(last, number):
            number = replace(number, kind="identifier")
        out.append((number, numeral))
    return out


def _number(numeral: Numeral, context: _Context, masks: _Masks) -> tuple[Number, Numeral]:
    numeral = _as_part(numeral, context)
    masked = masks.at(numeral.span)
    kind, end = _kind(numeral, context, None if masked == "idiom" else masked)
    number = Number(
        Span(numeral.span.start, end),
        float(numeral.value),
        kind=kind,
        quantum=float(numeral.quantum),
        weak=masked == "idiom" or _is_weak(numeral, context),
        spelled=numeral.spelled,
    )
    if kind not in ("cardinal", "fraction"):
        return number, numeral
    return _with_unit(number, context), numeral


def _as_part(numeral: Numeral, context: _Context) -> Numeral:
    """An ordinal as the part it names: "a third of the fleet", unlike "the third of May"."""
    start, end = numeral.span.start, numeral.span.end
    part = context.rules.parts.get(fold(numeral.span.of(context.text))) if numeral.role == "ordinal" else None
    if part is None or not (context.precedes("part_before", start) and context.follows("fraction_of", end)):
        return numeral
    return replace(numeral, value=part, mantissa=part, quantum=part, role="fraction")


def _kind(numeral: Numeral, context: _Context, masked: str | None) -> tuple[str, int]:
    """The kind of a numeral, and where it ends with the letters that are written onto it."""
    span, text = numeral.span, context.text
    if masked is not None:
        return masked, span.end
    if numeral.role == "ordinal" or context.precedes("ordinal_prefix", span.start):
        return "ordinal", span.end
    if not numeral.spelled:
        if _is_part_of_a_name(span, context):
            return "identifier", span.end
        for key, kind in (("case_endings", "cardinal"), ("ordinal_endings", "ordinal")):
            letters = context.rules.lists[key].match(text, span.end, context.stop)
            if letters:
                return kind, letters.end()
        if _LETTER_AFTER.match(text, span.end, context.stop) and not _UNIT_AFTER.match(
            text, span.end, context.stop
        ):
            return "identifier", span.end
    if context.precedes("labels", span.start) and not _counts_something(span, context):
        return "identifier", span.end
    return ("fraction" if numeral.role == "fraction" else "cardinal"), span.end


def _is_part_of_a_name(span: Span, context: _Context) -> bool:
    head = context.head(span.start)
    figure = span.of(context.text)
    if _SIGN_BEFORE.search(head):
        return False
    if len(figure) > 1 and figure.isdecimal() and figure[0] == "0":
        return True
    if _LETTER_BEFORE.search(head) and not _CJK_BEFORE.search(head):
        return True
    tail = context.text[span.end : min(context.stop, span.end + 2)]
    return bool(_NAME_BEFORE.search(head) and _NAME_AFTER.match(tail)) and figure.isdecimal()


def _counts_something(span: Span, context: _Context) -> bool:
    tail = context.text[span.end : span.end + 3]
    return "%" in tail or any(p.match(context.text, span.end, context.stop) for p, _ in context.rules.units)


def _is_weak(numeral: Numeral, context: _Context) -> bool:
    end = numeral.span.end
    if numeral.role == "vague" or _has_no_count(numeral, context):
        return True
    if context.rules.counters and numeral.spelled:
        return not (
            numeral.value != 1 and (_is_long(numeral) or context.rules.counters.match(context.text, end))
        )
    if numeral.role == "fraction":
        whole = numeral.span.of(context.text)
        counted = not numeral.spelled or (_is_long(numeral) and context.rules.counters is not None)
        return not (counted or re.search(r"[\s-]", whole) or context.follows("fraction_of", end))
    alone = numeral.spelled and fold(numeral.span.of(context.text)) in context.rules.ones
    return alone and not (context.follows("measures", end) or _counts_something(numeral.span, context))


def _has_no_count(numeral: Numeral, context: _Context) -> bool:
    if not numeral.spelled or numeral.mantissa != 1:
        return False
    if fold(numeral.span.of(context.text)) in context.rules.plurals:
        return not _SIGN_BEFORE.search(context.head(numeral.span.start))
    return numeral.value >= 10 and context.precedes("several", numeral.span.start)


def _is_long(numeral: Numeral) -> bool:
    return len(numeral.span) > 1


def _with_unit(number: Number, context: _Context) -> Number:
    """``number`` with percent, currency or unit symbol, its bound, and the span these make."""
    span = number.span
    sign = _SIGN_BEFORE.search(context.head(span.start))
    start, end, unit, value = span.start, span.end, None, number.value
    if not number.spelled and _MINUS.search(context.head(start)) and isinstance(value, float):
        start, value = start - 1, -value
    if sign:
        start, unit = span.start - len(sign.group()), _code(sign[1])
    elif context.precedes("percent_before", start):
        found = context.rules.lists["percent_before"].search(context.head(start))
        start, unit = start - len(found.group() if found else ""), "percent"
    else:
        end, unit = _unit_after(context, end)
    bound = _bound(start, end, context)
    counter = _counter(context, end)
    return replace(number, span=Span(start, end), value=value, unit=unit, bound=bound, counter=counter)


def _counter(context: _Context, end: int) -> str | None:
    after = next(
        (m.end() for p in context.rules.after.values() if (m := p.match(context.text, end, context.stop))),
        end,
    )
    match = (
        context.rules.counters.match(context.text, after, context.stop) if context.rules.counters else None
    )
    return match.group().strip() if match else None


def _code(sign: str) -> str:
    return {"RMB": "CNY"}.get(sign, _SYMBOLS.get(sign, sign))


def _unit_after(context: _Context, end: int) -> tuple[int, str | None]:
    text, stop = context.text, context.stop
    percent = re.compile(_BLANK + "?" + _PERCENT_SIGN).match(text, end, stop)
    if percent:
        return percent.end(), "percent"
    # The longest word decides: 元 begins 元人民币, "percentage points" begins like "percent".
    found = [(m.end(), name) for p, name in context.rules.units if (m := p.match(text, end, stop))]
    if found:
        return max(found)
    sign = _SIGN_AFTER.match(text, end, stop)
    if sign:
        return sign.end(), _code(sign[1])
    symbol = _UNIT_AFTER.match(text, end, stop)
    return (symbol.end(), symbol.group()) if symbol and symbol.end() > end else (end, None)


def _bound(start: int, end: int, context: _Context) -> str | None:
    for bound, pattern in context.rules.after.items():
        if pattern.match(context.text, end, context.stop):
            return bound
    found = [
        (-len(m.group()), bound)
        for bound, p in context.rules.before.items()
        if (m := p.search(context.head(start)))
    ]
    return min(found)[1] if found else None


def _join(pairs: list[tuple[Number, Numeral]], context: _Context) -> Iterator[Number]:
    """The numbers in order, ranges and fractions in one."""
    pending: tuple[Number, Numeral] | None = None
    for pair in pairs:
        if pending is None:
            pending = pair
            continue
        joined = _range(pending, pair, context) or _divided(pending, pair, context)
        if joined is None:
            yield _sharing(pending, pair, context)
            pending = pair
        else:
            # A range is not the beginning of another one.
            yield joined
            pending = None
    if pending is not None:
        yield pending[0]


def _sharing(a: tuple[Number, Numeral], b: tuple[Number, Numeral], context: _Context) -> Number:
    """The first number with the unit that is said only after the second ("from 5 to 7 percent")."""
    gap = context.text[a[1].span.end : b[1].span.start]
    if a[0].kind == "cardinal" and a[0].unit is None and context.rules.joint.fullmatch(gap):
        return replace(a[0], unit=b[0].unit)
    return a[0]


def _range(a: tuple[Number, Numeral], b: tuple[Number, Numeral], context: _Context) -> Number | None:
    (low, first), (high, second) = a, b
    if low.kind != "cardinal" or high.kind != "cardinal":
        return None
    gap = context.text[first.span.end : second.span.start]
    lead = context.head(low.span.start)
    between = context.rules.lists["between"].search(lead) and context.rules.between_and.fullmatch(gap)
    run_on = not gap and context.rules.counters is not None and second.mantissa == first.value + 1
    if not (between or run_on or context.rules.joint.fullmatch(gap)):
        return None
    if context.precedes("change_before", low.span.start) and not re.search(_DASH, gap):
        return None
    return _spanning(low, high, first, second, context)


def _spanning(low: Number, high: Number, first: Numeral, second: Numeral, context: _Context) -> Number | None:
    bottom = first.value
    if bottom == first.mantissa and bottom < second.mantissa:
        # "5 to 7 million": the magnitude is said once. The mantissa is below the value only with a magnitude.
        bottom *= second.value / second.mantissa
    unlike = low.unit != high.unit and bool(high.unit or low.unit in _SHARES)
    if (low.unit and unlike) or bottom >= second.value:
        return None
    span, unit = Span(low.span.start, high.span.end), high.unit or low.unit
    # "from 5 to 7": where a word joins the ends, the word before them is half of it and no bound.
    dashed = re.search(_DASH, context.text[first.span.end : second.span.start])
    bound = (low.bound or high.bound) if dashed else ("about" if low.bound == "about" else None)
    quantum = min(low.quantum * float(bottom / first.value if first.value else 1), high.quantum)
    weak = low.weak and high.weak
    value = (float(bottom), float(second.value))
    spelled = low.spelled and high.spelled
    return Number(span, value, unit, "cardinal", bound, quantum, weak, spelled, high.counter)


def _divided(a: tuple[Number, Numeral], b: tuple[Number, Numeral], context: _Context) -> Number | None:
    (whole, below), (part, above) = a, b
    infix = context.rules.infix
    if not infix or context.text[below.span.end : above.span.start] != infix or not below.value:
        return None
    value = float(above.value / below.value)
    return replace(part, span=Span(whole.span.start, part.span.end), value=value, kind="fraction", weak=False)
