"""The record gives back exactly what was written, and refuses what it should."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from onrecord.errors import RecordError
from onrecord.model import (
    Anchor,
    Attested,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    Credit,
    DateCandidate,
    DateInterval,
    Derivation,
    Document,
    Event,
    Extraction,
    Facet,
    Failure,
    Figure,
    Finding,
    FindingType,
    Form,
    Link,
    Membership,
    Omission,
    Profile,
    Quotation,
    Reading,
    Role,
    Span,
    Speaker,
    Statement,
    Story,
    Turn,
)
from onrecord.store import read_record, write_record

TEXT = "Osten said: “We built 30 boats.” The minister, 51, left."
DAY = DateInterval(date(2031, 5, 2), date(2031, 5, 2))


def full_story() -> Story:
    """A story in which every table has a row and every optional field a value."""
    here = Anchor("a", Span(13, 31))
    document = Document(
        "a", "a.txt", TEXT, "00", "11", "en",
        title="Boats", outlet="The Gull", url="u", authors=("B. Quill",),
        dates=(DateCandidate(DAY, "meta", "published", Span(0, 3), "2031-05-02T10:00Z"),),
        facets=(Facet("topic", "boats"),), notes=("decoded as cp1252",),
    )  # fmt: skip
    extraction = Extraction(
        document,
        blocks=(Block(BlockKind.BODY, Span(0, 56)),),
        turns=(Turn("a-t01", "a", Span(13, 31), (Span(13, 31),), Span(0, 5), "Ida Osten", False, (here,)),),
        quotations=(
            Quotation("a-q001", "a", (Span(13, 20), Span(21, 31)), Form.DIRECT, Span(6, 10), Span(0, 5),
                      "Ida Osten", "a-t01", None, 0.75),
        ),
        figures=(
            Figure("a-f01", "a", Span(22, 24), 30.0, "boats", "built", "Ida Osten", "2031-05-02", True),
            Figure("a-f02", "a", Span(22, 24), (30.0, 40.0)),
        ),
        credits=(Credit("GNA", Span(0, 3)),),
        speakers=(Speaker("Ida Osten", ("Osten",), ("minister",), (here,)),),
        unbalanced=(Span(12, 31),),
        method="model+rules",
    )  # fmt: skip
    link = Link("same", here, None)
    change = Change(ChangeKind.NUMBER, "30 became 40.", (here,), (here,))
    return Story(
        (extraction,),
        profiles=(Profile("a", Role.ARTICLE, "prose", DAY, "meta", DAY, "text"),),
        speakers=(Speaker("Ida Osten"),),
        events=(
            Event("e", ("a",), "Boats", DAY, "Port Ansel", ("Ida Osten",), ("boats",), "a", "only one",
                  (Membership("a", 1.0, "alone"),)),
        ),
        statements=(Statement("s1", "e", "Ida Osten", here, ("a-q001",)),),
        readings=(
            Reading("r1", "a-q001", (here,), Attested.PARTLY, 0.5, (change,), (link,), here),
        ),
        derivations=(Derivation("a", None, "GNA", 0.5, "credit", (here,)),),
        omissions=(Omission("a", here, 0.5, "a number"),),
        findings=(Finding("a", FindingType.NUMBER_CONFLICT, 3, "30 and 40", (here,)),),
        failures=(Failure("b.bin", "binary", tried=False),),
        notes=("no embedding",),
    )  # fmt: skip


def test_a_record_gives_back_the_same_story(tmp_path: Path) -> None:
    """Every field of every noun survives the way into SQLite and back."""
    write_record(full_story(), tmp_path / "r.sqlite")
    assert read_record(tmp_path / "r.sqlite") == full_story()


def test_an_empty_story_is_a_record_too(tmp_path: Path) -> None:
    """A pile with nothing readable still leaves a record that says so."""
    story = Story((), failures=(Failure("x", "the file is empty"),))
    write_record(story, tmp_path / "r.sqlite")
    assert read_record(tmp_path / "r.sqlite") == story


def test_writing_replaces_an_older_record(tmp_path: Path) -> None:
    """The second trace into the same file leaves the second story and no partial file."""
    write_record(full_story(), tmp_path / "r.sqlite")
    write_record(Story(()), tmp_path / "r.sqlite")
    assert read_record(tmp_path / "r.sqlite") == Story(())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.sqlite", "r.sqlite.files"]


def test_quotations_can_be_searched(tmp_path: Path) -> None:
    """The full-text index finds a quotation by a fragment of a word."""
    write_record(full_story(), tmp_path / "r.sqlite")
    with sqlite3.connect(tmp_path / "r.sqlite") as db:
        sql = "SELECT q.id FROM quotation_index i JOIN quotations q ON q.number = i.rowid"
        rows = db.execute(f"{sql} WHERE i.words MATCH 'boat'").fetchall()
    db.close()
    assert rows == [("a-q001",)]


def test_a_file_that_is_no_record_is_never_overwritten(tmp_path: Path) -> None:
    """A typing mistake in --record must not cost the user a file."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes, longer than a header would be " * 5)
    with pytest.raises(RecordError, match="choose another name"):
        write_record(Story(()), path)
    assert path.read_text().startswith("my notes")


@pytest.mark.parametrize("damage", ["missing", "other", "cut", "version"])
def test_a_bad_record_says_what_to_do(tmp_path: Path, damage: str) -> None:
    """Missing, foreign, damaged and newer records each raise RecordError."""
    path = tmp_path / "r.sqlite"
    if damage != "missing":
        write_record(full_story(), path)
    if damage == "other":
        path.write_bytes(b"not a database at all" * 20)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:9000])
    if damage == "version":
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version = 999")
        db.close()
    with pytest.raises(RecordError):
        read_record(path)
