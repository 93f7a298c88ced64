"""Quotes against a record: where to look, days, and many claims at once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord import Story, UsageError, check, inquiry
from onrecord.cli import app
from onrecord.inquiry import asking, asking_story, check_claims
from onrecord.model import DateInterval
from onrecord.store import Record, write_record
from onrecord.verdict import VerdictKind

SAID = "We do not need to bring in crews from abroad."
ALTERED = "We do need to bring in crews from abroad."


@pytest.fixture(scope="module")
def record(demo_story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo story as a record."""
    path = tmp_path_factory.mktemp("inquiry") / "demo.sqlite"
    write_record(demo_story, path)
    return path


@pytest.mark.parametrize("small", [0, 60])
@pytest.mark.parametrize(("quote", "kind"), [(SAID, VerdictKind.EXACT), (ALTERED, VerdictKind.ALTERED)])
def test_large_and_small_records_agree(
    record: Path, monkeypatch: pytest.MonkeyPatch, small: int, quote: str, kind: VerdictKind
) -> None:
    """The stories that search chooses hold what the whole record holds."""
    monkeypatch.setattr(inquiry, "SMALL", small)
    with Record(record) as found:
        answer = asking(found)(quote, "Tavik Orsolen", None)
        assert answer.verdict.kind is kind
        assert all(found.text(place) == answer.story.text(place) for place in answer.verdict.places)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2024, 4, 12), VerdictKind.EXACT),
        (date(2024, 4, 13), VerdictKind.EXACT),
        (date(2023, 4, 12), VerdictKind.OTHER_OCCASION),
        (None, VerdictKind.EXACT),
    ],
)
def test_the_day_of_a_quote(demo_story: Story, day: date | None, kind: VerdictKind) -> None:
    """The right words of another day are another occasion's; a day more or less may be a time zone."""
    assert check(SAID, None, demo_story, on=day).kind is kind


def test_an_occasion_without_a_day_contradicts_nothing(demo_story: Story) -> None:
    """Where the record does not know when it was, the day that is asked for decides nothing."""
    undated = replace(demo_story, events=tuple(replace(e, date=None) for e in demo_story.events))
    assert check(SAID, None, undated, on=date(1999, 1, 1)).kind is VerdictKind.EXACT


def test_an_interval_holds_its_days(demo_story: Story) -> None:
    """Any day of the interval in which the event lies is the right one."""
    spring = DateInterval(date(2024, 3, 1), date(2024, 5, 31))
    wide = replace(demo_story, events=tuple(replace(e, date=spring) for e in demo_story.events))
    assert check(SAID, None, wide, on=date(2024, 3, 20)).kind is VerdictKind.EXACT


def test_claims_keep_their_columns(demo_story: Story) -> None:
    """Each claim comes back with its own columns first and the verdict after them."""
    claims = [
        {"id": "7", "quote": SAID, "speaker": "Orsolen", "date": "2024-04-12"},
        {"id": "8", "quote": ALTERED},
    ]
    first, second = check_claims(claims, asking_story(demo_story))
    assert list(first)[:4] == ["id", "quote", "speaker", "date"]
    assert (first["id"], first["verdict"]) == ("7", "exact")
    assert SAID.rstrip(".") in str(first["words"])
    assert (second["verdict"], "polarity" in str(second["changes"])) == ("altered", True)


def test_a_claim_that_cannot_be_checked_says_why(demo_story: Story) -> None:
    """A day that is none and a quote without words are told in their row; the others are checked."""
    claims = [
        {"quote": SAID, "date": "last week"},
        {"quote": "…", "date": ""},
        {"quote": SAID, "date": ""},
    ]
    rows = list(check_claims(claims, asking_story(demo_story)))
    assert [row["verdict"] for row in rows] == [None, None, "exact"]
    assert all(row["verdict_note"] for row in rows)


def test_a_table_without_quotes_is_a_usage_error(demo_story: Story) -> None:
    """The error names the columns that are read."""
    with pytest.raises(UsageError, match="quote, speaker, date"):
        list(check_claims([{"text": SAID}], asking_story(demo_story)))


def test_the_command_takes_a_file_of_claims(record: Path, tmp_path: Path) -> None:
    """``check --batch`` writes the claims with verdicts as CSV."""
    (tmp_path / "claims.csv").write_text(f'quote,speaker\n"{SAID}",Orsolen\n"{ALTERED}",\n', "utf-8-sig")
    done = CliRunner().invoke(app, ["check", "--in", str(record), "--batch", str(tmp_path / "claims.csv")])
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["exact", "altered"]


@pytest.mark.parametrize("given", [[], ["A quote", "--batch", "claims.csv"]])
def test_one_quote_or_many(record: Path, given: list[str]) -> None:
    """Neither, or both, is a usage error."""
    done = CliRunner().invoke(app, ["check", *given, "--in", str(record)])
    assert isinstance(done.exception, UsageError)
