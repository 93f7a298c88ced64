"""The commands as a user meets them: exit status, what goes to stdout, what is said about bad input."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from harbour import TRANSCRIPT

ARTICLE = """Ferry fares to rise in Port Ansel

PORT ANSEL, May 2, 2031 - Ferry fares will rise by four crowns in June, Ida Osten said on Friday.

"We built 40 boats and we will not sell one of them," Osten said.

The night ferry stays, she added.
"""
OTHER = """Orchard prices fall

The price of pears fell for the third week, growers in the valley of Morl reported.

"We have never had so many pears," said Jon Abel, a grower.
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own."""
    command = [sys.executable, "-m", "onrecord", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A folder with a transcript and an article about it."""
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "a-transcript.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (folder / "b-article.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


def trace(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """``onrecord trace`` with wording alone, which needs no model."""
    return run("trace", *arguments, "--embedding", "none")


def test_trace_writes_report_and_record_and_sums_up(pile: Path, tmp_path: Path) -> None:
    """The main job: both files appear, the summary names the primary and the changed number."""
    report, record = tmp_path / "r.html", tmp_path / "r.sqlite"
    done = trace(pile, "--report", report, "--record", record)
    assert done.returncode == 0, done.stderr
    assert "primary: a-transcript" in done.stdout
    assert "b-article" in done.stdout
    assert "40" in report.read_text(encoding="utf-8")
    exported = run("export", record)
    renderings = [
        r for line in exported.stdout.splitlines() if (r := json.loads(line))["kind"] == "rendering"
    ]
    assert any("number" in rendering["changes"] for rendering in renderings)


def test_the_summary_as_json(pile: Path) -> None:
    """--json puts one object on stdout and nothing else."""
    summary = json.loads(trace(pile, "--json").stdout)
    assert {d["doc"] for d in summary["documents"]} == {"a-transcript", "b-article"}
    assert summary["events"][0]["primary"] == "a-transcript"


def test_quiet_says_nothing(pile: Path) -> None:
    """For scripts: no output at all when all is well."""
    done = trace(pile, "--quiet")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_extract_streams_json_lines(pile: Path) -> None:
    """Each document's record comes before its parts; quotations carry who and what."""
    done = run("extract", pile)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [r["doc"] for r in records if r["kind"] == "document"] == ["a-transcript", "b-article"]
    direct = [r for r in records if r["kind"] == "quotation" and r["form"] == "direct"]
    assert [(q["speaker"], q["content"]) for q in direct] == [
        ("Ida Osten", "We built 40 boats and we will not sell one of them,")
    ]


@pytest.mark.parametrize(
    ("quote", "verdict", "status"),
    [
        ("We built 30 boats", "exact", 0),
        ("We will build 50 trams in the valley of Morl next year", "not in this record", 3),
    ],
)
def test_check_tells_by_exit_status(pile: Path, quote: str, verdict: str, status: int) -> None:
    """With --exit-code a script can branch on the verdict."""
    done = run(
        "check", quote, "--in", pile / "a-transcript.txt", "--embedding", "none", "--exit-code", "--json"
    )
    assert json.loads(done.stdout)["verdict"] == verdict
    assert done.returncode == status


BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 8,
    "not-utf8.txt": b"\xef\xbb\xbf caf\xe9 au lait, dit-il \xff\xfe",
    "no-text.html": b"<!doctype html><html><head><title></title></head><body><img src=x></body></html>",
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_file_does_not_cost_the_pile(pile: Path, tmp_path: Path, name: str) -> None:
    """It is named with a reason, the exit status is 1, the rest is in the report."""
    (pile / name).write_bytes(BAD[name])
    report = tmp_path / "r.html"
    done = trace(pile, "--report", report)
    assert done.returncode == 1
    assert f"{name}: " in done.stderr
    assert "we will not sell one of them" in report.read_text(encoding="utf-8")


def test_a_folder_with_nothing_readable(tmp_path: Path) -> None:
    """No report is faked; the message says what was left out."""
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    done = trace(tmp_path, "--report", tmp_path / "r.html")
    assert done.returncode == 1
    assert "left out" in done.stderr
    assert "Nothing could be read" in done.stdout
    assert not (tmp_path / "r.html").exists()


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    """Wrong usage: status 2, one line, no traceback."""
    done = trace(tmp_path / "nowhere")
    assert done.returncode == 2
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_document_alone(pile: Path, tmp_path: Path) -> None:
    """There is nothing to compare, but who said what is reported."""
    report = tmp_path / "r.html"
    done = trace(pile / "b-article.txt", "--report", report)
    assert done.returncode == 0
    assert "Ida Osten" in report.read_text(encoding="utf-8")


def test_two_unrelated_documents_are_two_events(pile: Path, tmp_path: Path) -> None:
    """Nothing of one is held against the other."""
    (tmp_path / "pears.txt").write_text(OTHER, encoding="utf-8")
    summary = json.loads(trace(pile / "b-article.txt", tmp_path / "pears.txt", "--json").stdout)
    assert sorted(len(event["docs"]) for event in summary["events"]) == [1, 1]


def test_a_document_without_any_quotation(tmp_path: Path) -> None:
    """It is a document all the same."""
    (tmp_path / "weather.txt").write_text(
        "Rain fell on the islands all week.\n\nIt will stop.", encoding="utf-8"
    )
    report = tmp_path / "r.html"
    done = trace(tmp_path / "weather.txt", "--report", report)
    assert done.returncode == 0
    assert "Rain fell" in report.read_text(encoding="utf-8")


def test_a_record_is_an_sqlite_file_anyone_can_read(pile: Path, tmp_path: Path) -> None:
    """Plain names, plain columns."""
    record = tmp_path / "r.sqlite"
    trace(pile, "--record", record, "--quiet")
    db = sqlite3.connect(record)
    rows = db.execute("SELECT speaker, COUNT(*) FROM quotations GROUP BY speaker").fetchall()
    db.close()
    assert any(speaker == "Ida Osten" for speaker, _ in rows)


def test_export_of_something_else_is_refused(pile: Path) -> None:
    """A text file is not a record."""
    done = run("export", pile / "a-transcript.txt")
    assert done.returncode == 2
    assert "not an onrecord record" in done.stderr
