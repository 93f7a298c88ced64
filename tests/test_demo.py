"""The bundled story and its gold agree, and show every kind of thing the program tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from onrecord.model import ChangeKind, FindingType, Form, Role

GOLD = Path(__file__).parent / "gold" / "demo.jsonl"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
TEXTS = {
    Path(entry.name).stem: entry.read_text(encoding="utf-8")
    for entry in (files("onrecord") / "data" / "demo").iterdir()
    if entry.name.endswith((".txt", ".html"))
}


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The gold records of one kind."""
    return [record for record in RECORDS if record["kind"] == kind]


def places(record: dict[str, Any]) -> Iterator[tuple[str, int | None, str]]:
    """Every stretch a record points at: document, offset (None where the document is HTML), words."""
    words = record.get("content") or record.get("text")
    if words and record.get("doc"):
        yield record["doc"], record["start"], words
    for part in [*record.get("references", ()), *record.get("evidence", ())]:
        yield part["doc"], part["start"], part["text"]
    if "reference" in record:
        yield from places(record["reference"])


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: f"{r['kind']}-{r.get('id') or r.get('doc', '')}")
def test_gold_points_at_the_words_it_names(record: dict[str, Any]) -> None:
    """Every offset of the gold leads to the words given with it."""
    for doc, start, words in places(record):
        if start is None:
            assert words in " ".join(unescape(re.sub(r"<[^>]+>", "", TEXTS[doc])).split())
        else:
            assert TEXTS[doc][start : start + len(words)] == words


def test_gold_knows_every_document() -> None:
    """No document of the demo is without gold, and no gold without its document."""
    assert {record["doc"] for record in of_kind("document")} == set(TEXTS)


def test_renderings_name_quotations_of_the_gold() -> None:
    """A rendering is of a quotation that is there."""
    known = {record["id"] for record in of_kind("quotation")}
    assert {record["quotation"] for record in of_kind("rendering")} <= known


def test_demo_shows_everything_once() -> None:
    """Each kind of change and finding occurs, each form of quotation, and every role."""
    changes = {change for record in of_kind("rendering") for change in record["changes"]}
    assert changes == set(ChangeKind)
    assert {record["type"] for record in of_kind("finding")} == set(FindingType)
    assert {record["form"] for record in of_kind("quotation")} == set(Form)
    assert {record["role"] for record in of_kind("document")} == set(Role)
