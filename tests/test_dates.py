"""Dates in running text, and the days they are beside a page's own date."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.text.dates import dates, resolve

# A Friday.
ANCHOR = date(2031, 9, 19)
LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "zh", "ja")

ABSOLUTE = [
    ("en", "September 15, 2030"),
    ("en", "Sunday, 15 September, 2030"),
    ("en", "15th of September 2030"),
    ("en", "2030-09-15"),
    ("en", "15.09.2030"),
    ("ru", "15 сентября 2030 года"),
    ("uk", "15 вересня 2030 року"),
    ("de", "15. September 2030"),
    ("fr", "15 septembre 2030"),
    ("es", "15 de septiembre de 2030"),
    ("pl", "15 września 2030 r."),
    ("zh", "2030年9月15日"),
    ("zh", "二〇三〇年九月十五日"),
    ("ja", "2030年9月15日"),
    ("ja", "令和12年9月15日"),
]


@pytest.mark.parametrize(("language", "text"), ABSOLUTE)
def test_absolute(language: str, text: str) -> None:
    """A full date is one mention, covers all its words and gives its day."""
    (mention,) = dates(f"({text})", language)
    assert mention.span.of(f"({text})") == text
    assert mention.interval is not None
    assert mention.interval.day == date(2030, 9, 15)


RESOLVED = [
    ("en", "on Thursday it rained", "2031-09-18", "2031-09-18"),
    ("en", "on Friday it rained", "2031-09-19", "2031-09-19"),
    ("en", "the talks will open on Monday", "2031-09-22", "2031-09-22"),
    ("en", "she said on Monday she will sing", "2031-09-15", "2031-09-15"),
    ("en", "next Friday", "2031-09-26", "2031-09-26"),
    ("en", "last Friday", "2031-09-12", "2031-09-12"),
    ("en", "yesterday", "2031-09-18", "2031-09-18"),
    ("en", "last week", "2031-09-08", "2031-09-14"),
    ("en", "three days ago", "2031-09-16", "2031-09-16"),
    ("en", "a couple of days ago", "2031-09-15", "2031-09-18"),
    ("en", "on 24 February it rained", "2031-02-24", "2031-02-24"),
    ("en", "in August it rained", "2031-08-01", "2031-08-31"),
    ("en", "in August 2029", "2029-08-01", "2029-08-31"),
    ("en", "in May of last year", "2030-05-01", "2030-05-31"),
    ("en", "September 13-15, 2030", "2030-09-13", "2030-09-15"),
    ("en", "in 2014-15", "2014-01-01", "2015-12-31"),
    ("en", "13/04/2030", "2030-04-13", "2030-04-13"),
    ("ru", "в пятницу", "2031-09-19", "2031-09-19"),
    ("ru", "25 ноября прошлого года", "2030-11-25", "2030-11-25"),
    ("ru", "с 13 по 15 сентября", "2031-09-13", "2031-09-15"),
    ("ru", "пять дней назад", "2031-09-14", "2031-09-14"),
    ("uk", "вчора", "2031-09-18", "2031-09-18"),
    ("de", "vor drei Tagen", "2031-09-16", "2031-09-16"),
    ("de", "am 15.9. geschah es", "2031-09-15", "2031-09-15"),
    ("fr", "vendredi dernier", "2031-09-12", "2031-09-12"),
    ("fr", "03/04/2030", "2030-04-03", "2030-04-03"),
    ("es", "hace dos años", "2029-01-01", "2029-12-31"),
    ("pl", "w piątek", "2031-09-19", "2031-09-19"),
    ("zh", "去年9月", "2030-09-01", "2030-09-30"),
    ("zh", "3天前", "2031-09-16", "2031-09-16"),
    ("ja", "15日、", "2031-09-15", "2031-09-15"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), RESOLVED)
def test_resolved(language: str, text: str, start: str, end: str) -> None:
    """What a date leaves out is taken from the page's own day."""
    (mention,) = dates(text, language)
    interval = resolve(mention, ANCHOR)
    assert interval is not None
    assert (interval.start.isoformat(), interval.end.isoformat()) == (start, end)


def test_day_or_month_first() -> None:
    """03/04 in English may be either day, so it is neither."""
    (mention,) = dates("03/04/2030", "en")
    assert (mention.year, resolve(mention, ANCHOR)) == (2030, None)


def test_the_same_year() -> None:
    """ "The same year" is the year named last, not the year of the page."""
    _, mention = dates("It rained on March 2, 2022. In June of the same year it did not.", "en")
    assert mention.interval is not None
    assert mention.interval.start == date(2022, 6, 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "we may march"),
        ("en", "31.02.2030"),
        ("en", "2,030 trees"),
        ("ru", "среда обитания"),
        ("ja", "5日間"),
        ("xx", "September 15"),
    ],
)
def test_no_date(language: str, text: str) -> None:
    """Words and numbers that only look like a date are left alone."""
    assert dates(text, language) == ()


@settings(max_examples=150)
@given(
    st.text() | st.text("0123456789./- Mayмаяle年月日三tde,\n", max_size=60),
    st.sampled_from(LANGUAGES),
    st.dates(),
)
def test_any_text(text: str, language: str, anchor: date) -> None:
    """No text is too odd; mentions lie in the text, apart and in order."""
    found = dates(text, language)
    for mention in found:
        resolve(mention, anchor)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
