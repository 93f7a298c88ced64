"""Roles and dates of single documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.group.profile import profile
from onrecord.model import DateCandidate, DateInterval, Extraction, Form, Role
from piles import report, transcript

NARRATION = (
    "The harbour council of Port Melling met for three hours and went through the budget line by line, "
    "while fishermen waited outside in the rain for a decision that did not come. "
)


def test_labelled_turns_make_a_transcript() -> None:
    """A text that is nearly all labelled turns is a transcript, and its header gives the event's day."""
    found = profile(
        transcript(
            "t",
            "Press conference\nMay 4, 2031\nPort Melling",
            ("Ada Quist", "We shall open the harbour in June, whatever the weather."),
            ("Question", "And the ferry?"),
            ("Ada Quist", "The ferry has to wait until the pier is repaired."),
        )
    )
    assert (found.role, found.event_date) == (Role.TRANSCRIPT, _day(2031, 5, 4))
    assert "May 4, 2031" in found.event_date_reason


def test_quotation_after_quotation_is_a_digest() -> None:
    """Short, mostly quoted, announced as key remarks: a digest."""
    said = [f"We will rebuild the old pier number {n} before the winter storms." for n in range(6)]
    text = "Key remarks\n" + "\n".join(f'"{words}"' for words in said)
    assert profile(report("d", text, *((w, "Ada Quist", Form.DIRECT) for w in said))).role is Role.DIGEST


def test_narration_is_an_article_and_a_list_of_links_is_neither() -> None:
    """Running text is an article; lines without sentences are ``other``."""
    assert profile(report("a", NARRATION)).role is Role.ARTICLE
    assert profile(report("l", "Home\nNews\nHarbour\nFerry times\nContact")).role is Role.OTHER


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Tuesday, 6 May, 2031\n\nTitle of it\n\n" + NARRATION, "en", (2031, 5, 6)),
        ("Title\n" + NARRATION + "\nPublication date: May 6, 2031, 12:25", "en", (2031, 5, 6)),
        ("Titel\nVeröffentlicht am 6. Mai 2031\n" + NARRATION, "de", (2031, 5, 6)),
        ("Заголовок\nОпубликовано: 6 мая 2031 года\nТекст.", "ru", (2031, 5, 6)),
        (
            "Title\n" + NARRATION + "The ferry was built on May 6, 2031 in a yard far away from here.",
            "en",
            None,
        ),
        ("Title\n" + NARRATION, "en", None),
        ("Title\nhttps://news.example/2031/05/06/harbour\n" + NARRATION, "en", (2031, 5, 6)),
        ("URL: https://news.example/a/20310506451-x.html\n" + NARRATION, "en", (2031, 5, 6)),
        ("URL: https://news.example/a/20311306451-x.html\n" + NARRATION, "en", None),
        ("URL: https://news.example/a/20310231.html\n" + NARRATION, "en", None),
    ],
)
def test_published_is_only_what_the_page_says_of_itself(
    text: str, language: str, day: tuple[int, int, int] | None
) -> None:
    """A date line or a labelled date is the page's date; a date in running text is not."""
    found = profile(report("a", text, language=language))
    assert found.published == (_day(*day) if day else None)


def test_metadata_go_before_the_text() -> None:
    """A published date of the page's metadata wins over a line of the text."""
    extraction = report("a", "Tuesday, 6 May, 2031\n\n" + NARRATION)
    stated = DateCandidate(_day(2031, 5, 5), "json-ld", "published")
    dated = type(extraction.document)("a", "a.txt", extraction.document.text, "", "", "en", dates=(stated,))
    found = profile(type(extraction)(dated, (), (), (), (), (), ()))
    assert (found.published, found.published_reason) == (_day(2031, 5, 5), "the page's json-ld")


def test_metadata_of_several_items_are_not_the_pages() -> None:
    """Where the metadata give several days, those of listed items, the time in the text goes before them."""
    text = "Title\n" + NARRATION
    stated = tuple(
        DateCandidate(_day(2031, 5, day), source, "published")
        for day, source in ((2, "meta"), (3, "meta"), (5, "time-tag"), (9, "time-tag"))
    )
    for dates, day in ((stated, 5), (stated[1:], 3)):
        document = type(report("a", text).document)("a", "a.txt", text, "", "", "en", dates=dates)
        assert profile(Extraction(document, (), (), (), (), (), ())).published == _day(2031, 5, day)


@pytest.mark.parametrize(
    ("moment", "address", "day"),
    [
        ("2031-05-06T02:18:11Z", "2031/05/05", 5),
        ("2031-05-06T02:18:11+03:00", "2031/05/05", 6),
        ("2031-05-06T02:18:11Z", "2031/05/02", 6),
        ("2031-05-06T02:18:11+00:00", "2031/05/05", 5),
        ("2031-05-06T12:18:11Z", "2031/05/05", 6),
        ("2031-05-06T12:18:11Z", "2031/05/07", 7),
        ("2031-05-06T02:18:11Z", "2031/05/07", 6),
    ],
)
def test_a_moment_in_utc_has_the_day_of_the_address(moment: str, address: str, day: int) -> None:
    """The day in an address beside a moment in UTC is the outlet's own; a zone that is named is, too.

    Only a day that some newsroom's clock shows at that moment: at noon in UTC it is nowhere still yesterday.
    """
    document = report("a", NARRATION).document
    stated = DateCandidate(_day(2031, 5, 6), "json-ld", "published", moment=moment)
    url = f"https://harbour.example/{address}/ferry"
    dated = replace(document, dates=(stated,), url=url)
    assert profile(Extraction(dated, (), (), (), (), (), ())).published == _day(2031, 5, day)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ((("json-ld", 1), ("meta", 6), ("time-tag", 6), ("time-tag", 1)), 6),
        ((("json-ld", 1), ("meta", 6)), 1),
        ((("json-ld", 1), ("meta", 1), ("time-tag", 6), ("microdata", 6)), 1),
        ((("json-ld", 1), ("meta", 6), ("time-tag", 1), ("time-tag", 6)), 1),
        ((("label", 1), ("time-tag", 6)), 6),
    ],
)
def test_one_description_is_outvoted_by_two_that_agree(said: tuple[tuple[str, int], ...], day: int) -> None:
    """A page that was published again keeps the first date in one description; the rest say the day shown."""
    dates = tuple(DateCandidate(_day(2031, 5, n), source, "published") for source, n in said)
    document = replace(report("a", NARRATION).document, dates=dates)
    assert profile(Extraction(document, (), (), (), (), (), ())).published == _day(2031, 5, day)


def test_dates_of_comments_are_not_the_pages() -> None:
    """Date lines at the end that give several days are those of comments or references."""
    found = DateCandidate(_day(2031, 5, 1), "page", "published")
    text = NARRATION + "\n\n4 May 2031\n\nWell said.\n\n6 May 2031\n\nI agree."
    document = replace(report("a", text).document, dates=(found,))
    assert profile(Extraction(document, (), (), (), (), (), ())).published == _day(2031, 5, 1)


def test_of_several_times_on_the_page_the_first_counts() -> None:
    """Times of listed items follow the article's own, whichever is earlier."""
    dates = tuple(DateCandidate(_day(2031, 5, day), "time-tag", "published") for day in (5, 2, 3))
    document = replace(report("a", NARRATION).document, dates=dates)
    assert profile(Extraction(document, (), (), (), (), (), ())).published == _day(2031, 5, 5)


def test_a_weekday_counts_from_the_page_and_stays_open_without_one() -> None:
    """ "On Friday" is the last Friday before the page date; without a page date it is nothing."""
    body = "The ferry will sail again, the mayor of Port Melling said on Friday during a walk along the pier."
    assert profile(report("a", "Tuesday, 6 May, 2031\n\n" + body)).event_date == _day(2031, 5, 2)
    assert profile(report("b", body)).event_date is None


def test_every_date_is_kept_with_its_source() -> None:
    """The header, a later change, the file's name and days of the lead: each with what it is about."""
    head = "6 May 2031\nUpdated: 8 May 2031\n\n"
    lead = "The ferry will sail again, the mayor of Port Melling said on Friday after the vote."
    extraction = report("a", head + lead)
    dated = replace(extraction.document, path="pile/2031-05-07-ferry.txt")
    found = profile(replace(extraction, document=dated))
    kept = {(c.source, c.about, c.interval.start.day, c.precision) for c in found.dates}
    assert kept == {
        ("header", "published", 6, "day"),
        ("label", "updated", 8, "day"),
        ("file", "published", 7, "day"),
        ("weekday", "mentioned", 2, "day"),
    }
    assert (found.published, found.updated) == (_day(2031, 5, 6), _day(2031, 5, 8))


@pytest.mark.parametrize(
    ("start", "end", "moment", "precision", "zone"),
    [
        (date(2031, 5, 6), date(2031, 5, 6), "2031-05-06T09:30:00+03:00", "time", "+03:00"),
        (date(2031, 5, 6), date(2031, 5, 6), "2031-05-06T09:30Z", "time", "Z"),
        (date(2031, 5, 6), date(2031, 5, 6), None, "day", None),
        (date(2031, 5, 1), date(2031, 5, 31), None, "month", None),
        (date(2031, 1, 1), date(2031, 12, 31), None, "year", None),
        (date(2031, 5, 5), date(2031, 5, 11), None, "days", None),
    ],
)
def test_precision_and_zone(
    start: date, end: date, moment: str | None, precision: str, zone: str | None
) -> None:
    """A date says how exactly it is given, and in which zone."""
    candidate = DateCandidate(DateInterval(start, end), "meta", "published", moment=moment)
    assert (candidate.precision, candidate.zone) == (precision, zone)


@given(st.text(max_size=300))
def test_any_text_has_a_profile(text: str) -> None:
    """No text raises."""
    assert profile(report("x", text)).doc == "x"


def _day(year: int, month: int, day: int) -> DateInterval:
    return DateInterval(date(year, month, day), date(year, month, day))
