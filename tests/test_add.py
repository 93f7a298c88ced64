"""Adding to a record: incremental, idempotent, resumable, and the same whatever the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from onrecord import steps
from onrecord.errors import RecordError, UsageError
from onrecord.model import Story
from onrecord.read.files import read_bytes
from onrecord.store import How, Record, add, read_record, verify
from onrecord.store.dump import dump

REPORTS = {
    "transcript": "Briefing on the harbour\nPort Alder, 2 May 2031\n\n"
    "Mayor Ilse Brandvold: The ferry will resume on Monday. We have waited eleven weeks for the new "
    "engine.\n"
    "Question: Will the fares rise?\nIlse Brandvold: Fares will rise by four crowns in June.\n",
    "article": "Ferry resumes\n\nPORT ALDER, May 3, 2031 - “The ferry will resume on Monday,” Mayor Ilse "
    "Brandvold said. “We have waited nine weeks for the new engine.”\n\nBrandvold said that fares would "
    "rise in June.\n",
    "other": "Museum reopens\n\nThe museum of Halm reopened in April. “Nobody is happier than I am,” curator "
    "Otto Wend said.\n",
}
ALONE = How(embedding="none")
STORED = How(extract=False)


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A folder of three reports."""
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where the record goes."""
    return tmp_path / "r.sqlite"


def sound(path: Path) -> bool:
    """True where verify finds nothing."""
    return list(verify(path)) == []


def test_a_record_tells_what_trace_tells(pile: Path, record: Path) -> None:
    """What add works out and stores is the story trace works out of the same files, and verifies."""
    added = add(record, [pile], ALONE)
    assert (added.new, added.known, added.compared) == (("article", "other", "transcript"), 0, True)
    assert read_record(record) == steps.trace([pile], embedding="none")
    assert sound(record)


def test_adding_again_does_nothing(pile: Path, record: Path) -> None:
    """The second run finds everything known and leaves every byte of the file alone."""
    add(record, [pile], ALONE)
    before = record.read_bytes()
    again = add(record, [pile], ALONE)
    assert (again.new, again.known, again.compared) == ((), 3, False)
    assert dump(record) == dump(record)
    assert len(record.read_bytes()) == len(before)


@pytest.mark.parametrize("order", [["transcript", "article", "other"], ["other", "article", "transcript"]])
def test_one_by_one_in_any_order_is_the_same_record(
    pile: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    """Three runs of one file make the record that one run of the folder makes."""
    whole, piecemeal = tmp_path / "whole.sqlite", tmp_path / "piecemeal.sqlite"
    add(whole, [pile], ALONE)
    for name in order:
        add(piecemeal, [pile / f"{name}.txt"], ALONE)
    assert dump(piecemeal) == dump(whole)
    assert sound(piecemeal)


def test_reading_looking_and_comparing_can_be_separate_runs(pile: Path, record: Path, tmp_path: Path) -> None:
    """A record that was only read, then looked at, then compared is the one made at once."""
    add(record, [pile], STORED)
    with Record(record) as opened:
        assert opened.totals()["documents"] == 3
        assert opened.totals()["quotations"] == 0
        assert [place.doc for _, place in opened.search_texts("MUSEUM OF HALM")] == ["other"]
    add(record, [], How(compare=False))
    with Record(record) as opened:
        assert [hit.doc for hit in opened.search("happier")] == ["other"]
        assert opened.totals()["events"] == 0
    assert add(record, [], ALONE).compared
    add(tmp_path / "at-once.sqlite", [pile], ALONE)
    assert dump(record) == dump(tmp_path / "at-once.sqlite")


def test_a_record_of_another_version_is_looked_through_again(
    pile: Path, record: Path, tmp_path: Path
) -> None:
    """Quotations that this version does not find go, and the readings of them; what it finds is there."""
    add(record, [pile], ALONE)
    with closing(sqlite3.connect(record)) as db, db:
        for table, column in (
            ("quotations", "id"),
            ("readings", "quotation"),
            ("statement_quotations", "quotation"),
        ):
            db.execute(f"UPDATE {table} SET {column} = {column} || '-older'")
        db.execute("UPDATE extractions SET version = 'older', shown = 'older'")
    again = add(record, [pile], ALONE)
    fresh = tmp_path / "fresh.sqlite"
    add(fresh, [pile], ALONE)
    assert (again.new, again.known, again.compared) == ((), 3, True)
    assert dump(record) == dump(fresh)
    assert sound(record)


def test_a_file_that_changed_is_a_new_document_beside_the_old(pile: Path, record: Path) -> None:
    """A record loses nothing: the old text stays, the new one has a piece of its hash in its id."""
    add(record, [pile], STORED)
    (pile / "other.txt").write_text("Museum closes again.", encoding="utf-8")
    (new,) = add(record, [pile], STORED).new
    assert new.startswith("other-")
    with Record(record) as opened:
        assert opened.document("other").text == REPORTS["other"]
        assert opened.document(new).text == "Museum closes again."


def test_a_file_that_moved_is_known(pile: Path, record: Path, tmp_path: Path) -> None:
    """The same name with the same content is the same document, wherever it lies; both places are kept."""
    add(record, [pile], STORED)
    moved = tmp_path / "elsewhere"
    pile.rename(moved)
    assert add(record, [moved], STORED).known == 3
    with Record(record) as opened:
        assert opened.db.execute("SELECT count(*) FROM sources").fetchone()[0] == 6


def test_raw_bytes_come_back(pile: Path, record: Path, tmp_path: Path) -> None:
    """What was read is kept as it was, beside the record or inside it."""
    data = "Der Fährmann schwieg.".encode("cp1252")
    (pile / "alt.txt").write_bytes(data)
    for path, how in ((record, STORED), (tmp_path / "in.sqlite", How(extract=False, raw="inside"))):
        add(path, [pile], how)
        with Record(path) as opened:
            assert opened.raw("alt") == data
        assert sound(path)
    assert (tmp_path / "r.sqlite.files" / "raw").is_dir()
    assert not (tmp_path / "in.sqlite.files" / "raw").exists()


def test_what_cannot_be_read_is_listed_and_retried_on_request(pile: Path, record: Path) -> None:
    """A failure stays in the record with its reason; it is read again only when asked, and then forgotten."""
    bad = pile / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02" * 50)
    (pile / "picture.jpg").write_bytes(b"x")
    first = add(record, [pile], STORED)
    assert {(Path(f.path).name, f.tried) for f in first.failures} == {
        ("bad.txt", True),
        ("picture.jpg", False),
    }
    with Record(record) as opened:
        reasons = {Path(f.path).name: f.reason for f in opened.failures()}
    assert "binary" in reasons["bad.txt"]
    assert any("binary" in f.reason for f in add(record, [pile], STORED).failures)
    again = add(record, [], How(extract=False, retry=True))
    assert [Path(f.path).name for f in again.failures] == ["bad.txt"]
    bad.write_text("Now it is text.")
    assert add(record, [], How(extract=False, retry=True)).new == ("bad",)
    with Record(record) as opened:
        assert [Path(f.path).name for f in opened.failures()] == ["picture.jpg"]


def test_half_a_character_is_a_failure_and_no_crash(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that UTF-8 cannot hold is listed with what to do; nothing of it is left in the record."""
    source = record.with_name("odd.txt")
    source.write_text('{"a": 1}')
    broken = replace(read_bytes(b"plain", "odd", "odd.txt"), text="a\ud800b")
    monkeypatch.setattr("onrecord.stream.read_input", lambda _: broken)
    (failure,) = add(record, [source], STORED).failures
    assert "half a character" in failure.reason
    assert sound(record)


def test_a_path_that_does_not_exist_makes_no_record(record: Path) -> None:
    """A spelling mistake is told before anything is written."""
    with pytest.raises(UsageError):
        add(record, [record.with_name("nowhere")], STORED)
    assert not record.exists()


def test_a_file_that_is_no_record_is_left_alone(record: Path, pile: Path) -> None:
    """Adding to somebody's notes is refused."""
    record.write_text("my notes " * 50)
    with pytest.raises(RecordError, match="not an onrecord record"):
        add(record, [pile], STORED)
    assert record.read_text().startswith("my notes")


def test_two_writers_do_not_meet(pile: Path, record: Path) -> None:
    """While one process writes, another waits its time and then says what is the matter."""
    add(record, [pile], STORED)
    with closing(sqlite3.connect(record.with_name("r.sqlite.files") / "lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordError, match="another onrecord is writing"):
            add(record, [pile], How(extract=False, wait=0.1))


def test_readers_read_while_another_writes(pile: Path, record: Path) -> None:
    """A record can be read from while documents are added, and then shows them."""
    add(record, [pile / "other.txt"], STORED)
    with Record(record) as opened:
        assert opened.totals()["documents"] == 1
        add(record, [pile], STORED)
        assert opened.totals()["documents"] == 3
    assert sound(record)


def test_the_reference_a_user_named_is_remembered(pile: Path, record: Path) -> None:
    """Later runs take the same document as primary."""
    add(record, [pile], How(embedding="none", reference="article"))
    (pile / "late.txt").write_text("Late news. “It rains,” clerk Ada Moor said.")
    add(record, [pile], ALONE)
    story = read_record(record)
    assert [e.primary for e in story.events if "article" in e.docs] == ["article"]


def test_an_interrupted_run_keeps_what_is_whole(pile: Path, record: Path, tmp_path: Path) -> None:
    """Inputs that came fast are committed together, also where a run is broken off between two of them."""

    def stop_at_third(_: str, done: int, __: int | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(record, [pile], STORED, stop_at_third)
    with Record(record) as opened:
        assert set(opened.lengths()) == {"article", "other"}
    assert add(record, [pile], STORED).new == ("transcript",)
    add(tmp_path / "whole.sqlite", [pile], STORED)
    assert dump(record) == dump(tmp_path / "whole.sqlite")
    assert sound(record)


def test_half_a_raw_file_is_written_anew(pile: Path, record: Path, tmp_path: Path) -> None:
    """What a killed process left of a file counts for nothing, as no row speaks of it."""
    add(tmp_path / "whole.sqlite", [pile], STORED)
    for path in (tmp_path / "whole.sqlite.files" / "raw").rglob("*.gz"):
        half = tmp_path / "r.sqlite.files" / "raw" / path.parent.name / path.name
        half.parent.mkdir(parents=True)
        half.write_bytes(path.read_bytes()[:20])
    add(record, [pile], STORED)
    assert sound(record)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_run_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """Killed again and again, a run ends with the record of one that was left alone."""
    pile = tmp_path / "many"
    pile.mkdir()
    for number in range(120):
        (pile / f"{number:03}.txt").write_text(f"Report {number}. “It is {number},” Ada Moor said.\n" * 20)
    whole, broken = tmp_path / "whole.sqlite", tmp_path / "broken.sqlite"
    add(whole, [pile], STORED)
    context = get_context("forkserver")
    context.set_forkserver_preload(["onrecord.store"])
    for delay in (0.01, 0.05, 0.1, 0.2):
        adding = context.Process(target=add, args=(broken, [pile], STORED))
        adding.start()
        adding.join(delay)
        adding.kill()
        adding.join()
    add(broken, [pile], STORED)
    assert dump(broken) == dump(whole)
    assert sound(broken)


def test_a_change_that_was_broken_off_is_undone_for_readers(tmp_path: Path) -> None:
    """The journal that a killed process leaves keeps nobody from the record, and no half change is seen."""
    record, killed = tmp_path / "record.sqlite", tmp_path / "killed.sqlite"
    pile = tmp_path / "many"
    pile.mkdir()
    for number in range(20):
        (pile / f"{number:03}.txt").write_text(f"Report {number}. It is {number}, Ada Moor said.\n" * 200)
    add(record, [pile], STORED)
    with closing(sqlite3.connect(record, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")  # so that what is not committed reaches the file
        db.execute("BEGIN")
        db.execute("UPDATE documents SET text = 'half'")
        for end in ("", "-journal"):
            shutil.copy(f"{record}{end}", f"{killed}{end}")
        db.execute("ROLLBACK")
    shutil.copytree(f"{record}.files", f"{killed}.files")
    assert (tmp_path / "killed.sqlite-journal").stat().st_size
    assert dump(killed) == dump(record)


def _add_with_little_room(record: Path, pile: Path, room: int) -> None:
    resource = pytest.importorskip("resource")
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    with pytest.raises(RecordError, match="cannot be written"):
        add(record, [pile], STORED)


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
@pytest.mark.parametrize("room", [300_000, 400_000])
def test_a_disk_that_is_full_costs_nothing(tmp_path: Path, room: int) -> None:
    """Where no more can be written the run says so; with room again, the next one goes on from there."""
    pile = tmp_path / "many"
    pile.mkdir()
    for number in range(40):
        (pile / f"{number:03}.txt").write_text(f"Report {number}. It is {number}, Ada Moor said.\n" * 200)
    whole, broken = tmp_path / "whole.sqlite", tmp_path / "broken.sqlite"
    add(whole, [pile], STORED)
    process = get_context("fork").Process(target=_add_with_little_room, args=(broken, pile, room))
    process.start()
    process.join()
    assert process.exitcode == 0
    add(broken, [pile], STORED)
    assert dump(broken) == dump(whole)
    assert sound(broken)


def test_pages_of_a_list_hold_everything_once(pile: Path, record: Path) -> None:
    """Asking page by page gives what asking at once gives, in the same order."""
    add(record, [pile], ALONE)
    with Record(record) as opened:
        lists: tuple[Any, ...] = (opened.documents, opened.events, opened.speakers)
        for listed in lists:
            found: list[Any] = []
            after = ""
            while after is not None:
                page = listed(after, 1)
                found += page.rows
                after = page.next
            assert tuple(found) == listed(limit=1000).rows


def test_one_story_of_a_record_stands_alone(pile: Path, record: Path) -> None:
    """A story asked for by its event has its documents, statements and readings; every place resolves."""
    add(record, [pile], ALONE)
    whole = read_record(record)
    (event,) = [e for e in whole.events if len(e.docs) > 1]
    with Record(record) as opened:
        story: Story = opened.story(event.id)
        assert {x.document.id for x in story.extractions} >= set(event.docs)
        assert story.statements == tuple(s for s in whole.statements if s.event == event.id)
        assert all(story.text(a) for r in story.readings for a in r.references)
        statement, witnesses = opened.statement(story.statements[0].id)
        assert [w.quotation.id for w in witnesses] == list(statement.quotations)
        with pytest.raises(KeyError):
            opened.document("nobody")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("NINE WEEKS", {"article"}),
        ("weeks for the", {"article", "transcript"}),
        ("we", {"article", "transcript"}),
        ('"', set()),
        ("%", set()),
        ("no such words", set()),
    ],
)
def test_search_finds_the_very_words(pile: Path, record: Path, words: str, found: set[str]) -> None:
    """A phrase is found as it stands, case aside, however short and whatever signs are in it."""
    add(record, [pile], ALONE)
    with Record(record) as opened:
        assert {hit.doc for hit in opened.search(words)} == found


def test_search_finds_nearly_the_same_words(pile: Path, record: Path) -> None:
    """Two slips of the pen do not hide a quotation; the best comes first."""
    add(record, [pile], ALONE)
    with Record(record) as opened:
        hits = opened.search_near("we have waitted eleven weeks for a new engine")
    assert hits[0].doc == "transcript"
    assert 0.7 < hits[0].score < 1
