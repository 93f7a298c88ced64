"""Numbers in running text: values, units, bounds, kinds, and how two of them compare."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.text.numbers import Number, numbers
from onrecord.text.rounding import compatible

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "zh", "ja")

VALUES = [
    ("en", "300,000 trees", 300_000.0),
    ("en", "300 000 trees", 300_000.0),
    ("en", "1.5 million trees", 1_500_000.0),
    ("en", "300 thousand trees", 300_000.0),
    ("en", "two hundred and five thousand trees", 205_000.0),
    ("en", "two and a half million trees", 2_500_000.0),
    ("en", "half a million trees", 500_000.0),
    ("en", "a dozen trees", 12.0),
    ("en", "1,00,000 trees", 100_000.0),
    ("en", "85–90 percent of it", (85.0, 90.0)),
    ("en", "1,000-1,500 trees", (1000.0, 1500.0)),
    ("en", "between 5 and 7 trees", (5.0, 7.0)),
    ("en", "5 to 7 million trees", (5e6, 7e6)),
    ("en", "two or three trees", (2.0, 3.0)),
    ("en", "two-thirds of it", 2 / 3),
    ("en", "fell to -2.5 degrees", -2.5),
    ("ru", "300 тыс. саженцев", 300_000.0),
    ("ru", "три тысячи двести пять саженцев", 3205.0),
    ("ru", "пять с половиной тысяч саженцев", 5500.0),
    ("ru", "полтора миллиона саженцев", 1_500_000.0),
    ("ru", "от 5 до 7 тысяч саженцев", (5000.0, 7000.0)),
    ("uk", "п'ять тисяч двісті саджанців", 5200.0),
    ("de", "300.000 Bäume", 300_000.0),
    ("de", "dreihunderttausend Bäume", 300_000.0),
    ("de", "dreiundzwanzig Bäume", 23.0),
    ("de", "1,5 Mio. Bäume", 1_500_000.0),
    ("de", "zwischen 5 und 7 Bäumen", (5.0, 7.0)),
    ("en", "a third of the trees", 1 / 3),
    ("en", "the third of June", 3.0),
    ("fr", "un dixième des arbres", 0.1),
    ("fr", "300 000 arbres", 300_000.0),
    ("fr", "quatre-vingt-dix-sept arbres", 97.0),
    ("fr", "soixante et onze arbres", 71.0),
    ("fr", "un million et demi d'arbres", 1_500_000.0),
    ("es", "treinta y dos árboles", 32.0),
    ("es", "mil millones de árboles", 1e9),
    ("es", "300.000 árboles", 300_000.0),
    ("pl", "pięć tysięcy dwieście drzew", 5200.0),
    ("zh", "三十万棵", 300_000.0),
    ("zh", "1亿2000万棵", 120_000_000.0),
    ("zh", "三百零五棵", 305.0),
    ("zh", "三分之一的树", 1 / 3),
    ("ja", "３０万本", 300_000.0),
    ("ja", "3分の1", 1 / 3),
]


@pytest.mark.parametrize(("language", "text", "value"), VALUES)
def test_value(language: str, text: str, value: float | tuple[float, float]) -> None:
    """A number has the value a reader gives it, in figures and in words."""
    strong = [n for n in numbers(text, language) if not n.weak]
    assert [n.value for n in strong] == [value]


UNITS = [
    ("en", "$117 billion", 117e9, "USD", "$117 billion"),
    ("en", "US$5m", 5e6, "USD", "US$5m"),
    ("en", "£5-7 billion", (5e9, 7e9), "GBP", "£5-7 billion"),
    ("en", "26.4 per cent", 26.4, "percent", "26.4 per cent"),
    ("en", "3.1 percentage points", 3.1, "percentage points", "3.1 percentage points"),
    ("en", "a 20km road", 20.0, "km", "20km"),
    ("ru", "20 млрд рублей", 20e9, "RUB", "20 млрд рублей"),
    ("de", "5 Prozent", 5.0, "percent", "5 Prozent"),
    ("fr", "20 %", 20.0, "percent", "20 %"),
    ("pl", "20 zł", 20.0, "PLN", "20 zł"),
    ("zh", "约1.5亿美元", 150e6, "USD", "1.5亿美元"),
    ("zh", "百分之三十", 30.0, "percent", "百分之三十"),
    ("ja", "1億円", 1e8, "JPY", "1億円"),
]


@pytest.mark.parametrize(("language", "text", "value", "unit", "covered"), UNITS)
def test_unit(language: str, text: str, value: float, unit: str, covered: str) -> None:
    """Percent and currency, as sign or as word, are part of the number."""
    (number,) = numbers(text, language)
    assert (number.value, number.unit, number.span.of(text)) == (value, unit, covered)


BOUNDS = [
    ("en", "about 300 trees", "about"),
    ("en", "more than 300 trees", "at least"),
    ("en", "as many as 300 trees", "at most"),
    ("en", "300 trees or more", None),
    ("en", "300 or more trees", "at least"),
    ("ru", "не менее 300 саженцев", "at least"),
    ("ru", "около 300 саженцев", "about"),
    ("de", "bis zu 300 Bäume", "at most"),
    ("fr", "plus de 300 arbres", "at least"),
    ("zh", "300多棵", "at least"),
    ("ja", "約300本", "about"),
]


@pytest.mark.parametrize(("language", "text", "bound"), BOUNDS)
def test_bound(language: str, text: str, bound: str | None) -> None:
    """Words around a number say on which side of it the truth lies."""
    (number,) = numbers(text, language)
    assert (number.bound, number.approximate) == (bound, bound is not None)


KINDS = [
    ("en", "an F-16 flew", "identifier"),
    ("en", "COVID-19 spread", "identifier"),
    ("en", "the G20 met", "identifier"),
    ("en", "a Т-72 burned", "identifier"),
    ("en", "Article 5 applies", "identifier"),
    ("en", "5G masts", "identifier"),
    ("en", "in 2019 it rained", "year"),
    ("en", "the 2019 flood", "year"),
    ("en", "the 1990s", "year"),
    ("en", "on 15 May it rained", "date"),
    ("en", "at 5 p.m.", "time"),
    ("en", "the 3rd flood", "ordinal"),
    ("en", "the twenty-first flood", "ordinal"),
    ("en", "a 25-year-old baker", "age"),
    ("ru", "МиГ-29 взлетел", "identifier"),
    ("ru", "в 2019 году", "year"),
    ("ru", "24-х пекарей", "cardinal"),
    ("ru", "5-й пекарь", "ordinal"),
    ("zh", "第三次", "ordinal"),
    ("ja", "第3回", "ordinal"),
]


@pytest.mark.parametrize(("language", "text", "kind"), KINDS)
def test_kind(language: str, text: str, kind: str) -> None:
    """Names, dates, times and ordinals are told from amounts."""
    assert {n.kind for n in numbers(text, language)} == {kind}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "one of them"),
        ("en", "one way or another"),
        ("en", "one more question"),
        ("en", "dozens of trees"),
        ("en", "several thousand trees"),
        ("ru", "один из них"),
        ("ru", "тысячи саженцев"),
        ("de", "einer von ihnen"),
        ("fr", "une vingtaine d'arbres"),
        ("zh", "一个问题"),
        ("zh", "十分重要"),
    ],
)
def test_weak(language: str, text: str) -> None:
    """A word for one, or a plural without a count, is no amount anybody could check."""
    assert all(n.weak for n in numbers(text, language))


def test_change_is_no_range() -> None:
    """ "From 5 to 7 percent" is two numbers, and both are percentages."""
    found = numbers("It rose from 5 to 7 percent.", "en")
    assert [(n.value, n.unit) for n in found] == [(5.0, "percent"), (7.0, "percent")]


def _only(text: str) -> Number:
    (number,) = (n for n in numbers(text, "en") if not n.weak)
    return number


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("300,000", "300 thousand", "equal"),
        ("$117 billion", "117bn", "equal"),
        ("more than 26%", "26.4%", "rounding"),
        ("3%", "3.4%", "rounding"),
        ("300,000", "297,412", "rounding"),
        ("5 million", "5.1 million", "rounding"),
        ("300,000", "270,000", "different"),
        ("3", "4", "different"),
        ("26%", "27.4%", "different"),
        ("85–90 percent", "85 percent", "different"),
        ("85–90 percent", "85 to 90 percent", "equal"),
        ("5 percent", "5 dollars", "different"),
    ],
)
def test_compatible(a: str, b: str, verdict: str) -> None:
    """Rounding is told from change, whichever number comes first."""
    assert (compatible(_only(a), _only(b)), compatible(_only(b), _only(a))) == (verdict, verdict)


FORMATS = {
    "en": ",", "de": ".", "es": ".", "ru": "\u00a0", "uk": "\u00a0", "fr": "\u202f",
    "pl": " ", "zh": ",", "ja": ",",
}  # fmt: skip


@given(st.integers(min_value=3000, max_value=10**14), st.sampled_from(LANGUAGES))
def test_round_trip(value: int, language: str) -> None:
    """A whole number written with the language's thousands mark is read back."""
    text = f"{value:,}".replace(",", FORMATS[language])
    (number,) = numbers(f"({text})", language)
    assert number.value == value
    assert number.span.of(f"({text})") == text


@settings(max_examples=150)
@given(
    st.text() | st.text("0123456789.,-–%$ oneтриdrei三十万分之\n:/", max_size=60), st.sampled_from(LANGUAGES)
)
def test_any_text(text: str, language: str) -> None:
    """No text is too odd; every number lies in the text, in order, and is finite."""
    found = numbers(text, language)
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in found)
    assert all(a.span.start < b.span.start for a, b in pairwise(found))
    values = [v for n in found for v in (n.value if isinstance(n.value, tuple) else (n.value,))]
    assert all(map(math.isfinite, values))


def test_part_of_a_text() -> None:
    """Offsets count from the beginning of the whole text."""
    text = "5 trees. 7 trees."
    assert [n.span.of(text) for n in numbers(text, "en", 8)] == ["7"]


def test_unknown_language() -> None:
    """Without language data, figures and signs are still read."""
    (number,) = numbers("xx 45% yy", "xx")
    assert (number.value, number.unit) == (45.0, "percent")
