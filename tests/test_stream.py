"""``onrecord extract`` on a pile: order, processes, bad inputs, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from onrecord.model import Extraction, Failure
from onrecord.stream import extract_lines, extract_paths

STORY = "“We built {} boats,” minister Jane Roe said on Friday. Roe added that the port stays open.\n"
COMMAND = [sys.executable, "-m", "onrecord", "extract"]


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """Twelve stories, one of them no text, and a folder inside."""
    (tmp_path / "inner").mkdir()
    for number in range(12):
        folder = tmp_path / "inner" if number % 2 else tmp_path
        (folder / f"{number:02}.txt").write_text(STORY.format(number), encoding="utf-8")
    (tmp_path / "04.txt").write_bytes(b"\x00\x01\x02")
    return tmp_path


def test_processes_change_nothing(pile: Path) -> None:
    """One process or two: the same lines and failures, in the same order."""
    alone, together = (list(extract_lines([pile], jobs=jobs)) for jobs in (1, 2))
    assert alone == together
    assert [type(item) for item in alone].count(Failure) == 1
    names = [json.loads(item.partition("\n")[0])["doc"] for item in alone if isinstance(item, str)]
    assert names[:4] == ["00", "02", "06", "08"]
    assert names[-1] == "inner--11"


def test_the_lines_are_those_of_the_extraction(pile: Path) -> None:
    """Python sees what the command writes, with the method that was used."""
    found = [item for item in extract_paths([pile]) if isinstance(item, Extraction)]
    assert {item.method for item in found} == {"model+rules"}
    assert {item.method for item in extract_paths([pile], None) if isinstance(item, Extraction)} == {"rules"}
    lines = [item for item in extract_lines([pile]) if isinstance(item, str)]
    said = [json.loads(line) for item in lines for line in item.splitlines()]
    assert [q["content"] for q in said if q["kind"] == "quotation"] == [
        " ".join(span.of(item.document.text) for span in q.spans) for item in found for q in item.quotations
    ]


def test_a_document_has_the_dates_and_the_role_that_it_tells_itself(tmp_path: Path) -> None:
    """Its metadata say when it came out; no other document is needed for that."""
    page = tmp_path / "page.html"
    told = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2031-05-06"}</script>'
    )
    said = "<p>Mayor Ada Roe said on Monday that three of the four ferries in the port would be sold.</p>" * 3
    page.write_text(
        f"<html><head>{told}</head><body><article>{said}</article></body></html>", encoding="utf-8"
    )
    (lines,) = extract_lines([page], None)
    assert isinstance(lines, str)
    record = json.loads(lines.splitlines()[0])
    assert (record["published"], record["published_reason"]) == ("2031-05-06", "the page's json-ld")
    assert record["role"] == "article"


def test_one_text_on_standard_input() -> None:
    """``-`` reads bytes, whatever the locale says; an empty text is a failure like any other."""
    done = subprocess.run(
        [*COMMAND, "-"],
        input="«Порт открыт», — сказала Анна Роева.".encode(),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert (records[0]["doc"], records[0]["path"], records[0]["method"]) == ("stdin", "-", "model+rules")
    assert [r["content"] for r in records if r["kind"] == "quotation"] == ["Порт открыт"]


def test_a_reader_that_stops_ends_it_quietly(pile: Path) -> None:
    """As under ``| head -1``: no traceback, no message."""
    with subprocess.Popen(
        [*COMMAND, "--jobs", "2", pile], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["doc"] == "00"
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert [line for line in said.splitlines() if "04.txt" not in line] == []


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    """What was written is whole lines; the workers are gone; the status is that of an interrupt."""
    for number in range(100):
        (tmp_path / f"{number:03}.txt").write_text(STORY.format(number) * 20, encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "--jobs", "2", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # What a shell starts in the background ignores Ctrl-C, and passes that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to workers, too
        rest, said = process.stdout.read(), process.stderr.read()
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert all(json.loads(line) for line in rest.splitlines())
    deadline = time.monotonic() + 30
    while _living(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _living(process.pid) == []


def _living(group: int) -> list[psutil.Process]:
    """The processes of a group that have not ended."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def test_the_seed_of_hashing_changes_nothing(pile: Path) -> None:
    """No output depends on the order of a set."""
    outputs = {
        subprocess.run(
            [*COMMAND, "--jobs", "1", pile / "00.txt", pile / "inner"],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
