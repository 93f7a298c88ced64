"""Verify finds whatever was changed in a record, and says where; migration brings old records along whole."""

from __future__ import annotations

import gzip
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import RecordError, UsageError
from onrecord.store import How, Record, add, decide, file, pages, read_record, undo, verify, write_record
from onrecord.store.dump import dump
from test_store import full_story

HERE = Path(__file__).parent
TEXT = (
    "Harbour news\n\nPORT ALDER, 3 May 2031 - “The ferry will resume on Monday,” Mayor Ilse Brandvold said.\n"
)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of two documents, compared."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(TEXT.replace("news", name), encoding="utf-8")
    path = tmp_path / "r.sqlite"
    add(path, [tmp_path / "one.txt", tmp_path / "two.txt"], How(embedding="none"))
    return path


def found(path: Path) -> list[str]:
    """What verify finds, a line each."""
    return [f"{fault.where}: {fault.what}" for fault in verify(path)]


def changed(path: Path, sql: str, *values: object) -> None:
    """Change a record as another program would, then write page sums as if onrecord had."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql, values)
    pages.write(path, file.folder(path) / pages.NAME)


def test_a_sound_record_has_no_faults(record: Path) -> None:
    """Nothing is found in what was written in order, and verify changes nothing."""
    before = record.read_bytes()
    assert found(record) == []
    assert record.read_bytes() == before


def test_any_changed_byte_is_found(record: Path) -> None:
    """Forty random bytes, each changed alone, each told by its place."""
    data, rng = record.read_bytes(), random.Random(7)
    for _ in range(40):
        at = rng.randrange(len(data))
        spoilt = bytearray(data)
        spoilt[at] ^= rng.randrange(1, 256)
        record.write_bytes(spoilt)
        first = found(record)[0]
        start, _, end = first.split("bytes ")[1].split(":")[0].partition(" to ")
        assert int(start) <= at <= int(end)
    record.write_bytes(data)
    assert found(record) == []


@pytest.mark.parametrize("part", ["raw", "sums"])
def test_changes_beside_the_record_are_found(record: Path, part: str) -> None:
    """A changed byte in raw bytes or in the page sums is found as well."""
    folder = record.with_name("r.sqlite.files")
    path = folder / "pages.sums" if part == "sums" else next(folder.glob("raw/*/*.gz"))
    data = path.read_bytes()
    for at in range(0, len(data), 7):
        spoilt = bytearray(data)
        spoilt[at] ^= 0x20
        path.write_bytes(spoilt)
        assert found(record)
    path.unlink()
    assert found(record)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE documents SET text = replace(text, 'Monday', 'Sunday')", "hash"),
        ("UPDATE documents SET characters = 3", "not as long"),
        ("UPDATE quotations SET words = 'something else'", "its words are not those at its place"),
        ("UPDATE quotations SET spans = '[[4000,4010]]'", "lies outside one"),
        ("UPDATE quotations SET spans = '[[4'", "cannot be read"),
        ("UPDATE quotations SET nested_in = 'nobody'", "nested in nobody"),
        ("UPDATE quotations SET speaker = 'Somebody Else'", "not as it was written"),
        ("UPDATE statements SET reference_end = 5000", "lies outside"),
        ("UPDATE statements SET reference_doc = 'three'", "names a row of documents"),
        ("UPDATE extractions SET found = x'00'", "cannot be read"),
        ("DELETE FROM raws", "its raw bytes are not in the record"),
        ("UPDATE documents SET raw_sha256 = 'ff'", "its raw bytes are not in the record"),
        ("DELETE FROM text_index WHERE rowid = 1", "table text_index"),
    ],
)
def test_what_no_longer_fits_is_found(record: Path, sql: str, told: str) -> None:
    """Even where every page is as it was last written, what the record says must fit together."""
    changed(record, sql)
    assert any(told in line for line in found(record)), found(record)


def test_a_run_that_ended_early_is_told(record: Path) -> None:
    """Without page sums verify says so, and that adding finishes the run; after that all is well."""
    (record.with_name("r.sqlite.files") / "pages.sums").unlink()
    (only,) = found(record)
    assert "finish it with: onrecord add" in only
    add(record, [])
    assert found(record) == []


def test_a_missing_record_is_an_error(tmp_path: Path) -> None:
    """A spelling mistake is not a sound record."""
    with pytest.raises(RecordError, match="does not exist"):
        found(tmp_path / "nowhere.sqlite")


def test_a_version_2_record_is_brought_along(tmp_path: Path) -> None:
    """A file that version 2 wrote gives the same story after migration, and can be added to."""
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress((HERE / "records" / "version-2.sqlite.gz").read_bytes()))
    with pytest.raises(RecordError, match="onrecord add"):
        read_record(path)
    (tmp_path / "new.txt").write_text(TEXT, encoding="utf-8")
    add(path, [], How(extract=False))
    assert read_record(path) == full_story()
    assert found(path) == ["document a: its text does not have the hash it was stored with"]  # it never had
    add(path, [tmp_path / "new.txt"], How(embedding="none"))
    assert {x.document.id for x in read_record(path).extractions} == {"a", "new"}
    assert len(found(path)) == 1


def test_a_newer_record_is_refused(record: Path) -> None:
    """A record of a later version says to upgrade, and is not touched."""
    with closing(sqlite3.connect(record)) as db:
        db.execute("PRAGMA user_version = 999")
    for use in (read_record, lambda path: add(path, [])):
        with pytest.raises(RecordError, match="999"):
            use(record)


def test_judgements_are_kept_and_undone(record: Path) -> None:
    """What was split off stays apart through every rerun, and comes back when the decision is taken back."""

    def together() -> bool:
        return any(len(event.docs) == 2 for event in read_record(record).events)

    assert together()
    number = decide(record, "split", {"doc": "one"}, "another day")
    with Record(record) as opened:
        assert opened.settings()["stale"] == "1"
    for _ in range(2):
        add(record, [], How(embedding="none"))
        assert not together()
    with Record(record) as opened:
        (decision,) = opened.judgements()
        assert (decision.kind, decision.meant["beside"], decision.note) == ("split", ["two"], "another day")
        assert "stale" not in opened.settings()
    undo(record, number)
    add(record, [], How(embedding="none"))
    assert together()
    with Record(record) as opened:
        assert opened.judgements() == ()
        assert [d.number for d in opened.judgements(undone=True)] == [number]
    assert found(record) == []


def test_a_confirmed_speaker_stays_through_reruns(record: Path) -> None:
    """Who speaks is what people decided, in the quotation and everywhere it is counted."""
    decide(record, "speaker", {"quotation": "one-q001", "speaker": "Otto Wend"})
    add(record, [], How(embedding="none"))
    with Record(record) as opened:
        assert [q.id for q in opened.said_by("Otto Wend").rows] == ["one-q001"]
        assert opened.speaker("Otto Wend").name == "Otto Wend"
    assert found(record) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pin", {"doc": "one", "event": "nowhere"}),
        ("pin", {"doc": "one"}),
        ("split", {"doc": "nobody"}),
        ("speaker", {"quotation": "none", "speaker": "A"}),
        ("guess", {}),
    ],
)
def test_a_judgement_about_nothing_is_refused(record: Path, kind: str, content: dict[str, str]) -> None:
    """A decision must name what is in the record; a refused one leaves no trace."""
    with pytest.raises(UsageError):
        decide(record, kind, content)
    with Record(record) as opened:
        assert opened.judgements(undone=True) == ()
    assert found(record) == []


def test_a_record_can_be_moved_with_its_folder(record: Path, tmp_path: Path) -> None:
    """File and folder together are the record, wherever they lie."""
    target = tmp_path / "elsewhere"
    target.mkdir()
    before = dump(record)
    shutil.move(record, target / "r.sqlite")
    shutil.move(f"{record}.files", target / "r.sqlite.files")
    assert found(target / "r.sqlite") == []
    assert dump(target / "r.sqlite") == before


@pytest.mark.parametrize(
    "view",
    [
        "reports", "who_said_what", "how_it_was_reported", "what_changed", "occasions", "who_took_from_whom",
        "for_the_editor", "not_read",
    ],
)  # fmt: skip
def test_views_read_well_in_any_tool(tmp_path: Path, view: str) -> None:
    """Each view of a full record has rows, and columns with plain names."""
    path = tmp_path / "full.sqlite"
    write_record(full_story(), path)
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(f"SELECT * FROM {view}")
        assert all(name[0].replace("_", "").isalpha() for name in rows.description)
        assert rows.fetchall()
