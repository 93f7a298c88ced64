"""Exports: each is read back, or held against the schema of its format."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from onrecord import Story, store
from onrecord.cli import app
from onrecord.errors import UsageError
from onrecord.export.annotation import annotation_page, target
from onrecord.export.bibliography import bibtex, csl
from onrecord.export.claims import Rating, claim_review, quotations
from onrecord.export.frames import to_pandas, to_polars
from onrecord.export.spreadsheet import write_csv, write_parquet
from onrecord.export.tables import tables
from onrecord.export.tei import tei
from onrecord.model import Document, Span
from report_story import story as invented

TEI = "{http://www.tei-c.org/ns/1.0}"


def test_csv_reads_back_as_the_tables(demo_story: Story, tmp_path: Path) -> None:
    """Every table that has rows is a file whose rows, read back, are the rows of the table."""
    write_csv(demo_story, tmp_path)
    for name, rows in tables(demo_story).items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        wanted = [{key: "" if v is None else str(v) for key, v in row.items()} for row in rows]
        assert [{k: v.removeprefix("'") for k, v in row.items()} for row in found] == [
            {k: v.removeprefix("'") for k, v in row.items()} for row in wanted
        ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_has_no_formulas(cell: str, tmp_path: Path) -> None:
    """A title that a spreadsheet would run as a formula is written as text."""
    story = invented()
    first = replace(story.extractions[0].document, title=cell, outlet=cell)
    story = replace(
        story, extractions=(replace(story.extractions[0], document=first), *story.extractions[1:])
    )
    write_csv(story, tmp_path)
    with (tmp_path / "documents.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["outlet"] == f"'{cell}"


def test_parquet_reads_back_as_the_tables(demo_story: Story, tmp_path: Path) -> None:
    """Every table that has rows is a Parquet file with exactly these rows."""
    write_parquet(demo_story, tmp_path)
    for name, rows in tables(demo_story).items():
        assert pyarrow.parquet.read_table(tmp_path / f"{name}.parquet").to_pylist() == rows


def test_annotations_find_their_words(demo_story: Story) -> None:
    """Both selectors of every target point at the same words in the text whose hash is given."""
    texts = {x.document.text_sha256: x.document.text for x in demo_story.extractions}
    page = annotation_page(demo_story)
    targets = [t for item in page["items"] for t in item["target"]]
    targets += [b for item in page["items"] for b in item["body"] if b["type"] == "SpecificResource"]
    assert len(targets) > len(page["items"]) > 0
    for found in targets:
        assert _by_position(found, texts) == _by_quote(found, texts)


def _by_position(found: dict[str, Any], texts: dict[str, str]) -> tuple[str, str]:
    place = found["selector"][1]
    text = texts[found["state"]["onrecord:textSha256"]]
    return text[: place["start"]], text[place["start"] : place["end"]]


def _by_quote(found: dict[str, Any], texts: dict[str, str]) -> tuple[str, str]:
    quote, place = found["selector"]
    text = texts[found["state"]["onrecord:textSha256"]]
    whole = quote["prefix"] + quote["exact"] + quote["suffix"]
    at = text.index(whole, max(0, place["start"] - len(quote["prefix"]))) + len(quote["prefix"])
    return text[:at], quote["exact"]


@given(st.text(max_size=60), st.data())
def test_a_target_restores_any_span(text: str, data: st.DataObject) -> None:
    """Prefix, words and suffix are one stretch of the text, whatever is in it."""
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    quote, place = target(Document("a", "a", text, "0", "0", "en"), span)["selector"]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    assert (place["start"], place["end"]) == (span.start, span.end)


@pytest.fixture(scope="module")
def tei_schema() -> etree.RelaxNG:
    """The schema of the Text Encoding Initiative, all modules."""
    with gzip.open(Path(__file__).parent / "schemas" / "tei_all.rng.gz") as file:
        return etree.RelaxNG(etree.parse(file))


@pytest.mark.parametrize("empty", [False, True])
def test_tei_is_valid(demo_story: Story, tei_schema: etree.RelaxNG, empty: bool) -> None:
    """The demo story, and a story of nothing, are valid TEI."""
    root = etree.fromstring(tei(Story(()) if empty else demo_story))
    assert tei_schema.validate(root), tei_schema.error_log


def test_tei_holds_the_readings(demo_story: Story) -> None:
    """Each statement's wording is a lemma and each of its quotations a reading of a listed witness."""
    root = etree.fromstring(tei(demo_story))
    witnesses = {w.get("{http://www.w3.org/XML/1998/namespace}id") for w in root.iter(f"{TEI}witness")}
    lemmas, readings = list(root.iter(f"{TEI}lem")), list(root.iter(f"{TEI}rdg"))
    assert [lemma.text for lemma in lemmas] == [demo_story.text(s.reference) for s in demo_story.statements]
    assert len(readings) == sum(len(s.quotations) for s in demo_story.statements)
    assert {e.get("wit", "").removeprefix("#") for e in (*lemmas, *readings)} <= witnesses


def test_tei_takes_any_characters(tei_schema: etree.RelaxNG) -> None:
    """Control characters, surrogates and odd ids make valid TEI all the same."""
    story = invented()
    odd = replace(story.extractions[0].document, title="a\x00b\ud800<&", url="https://a.example/x y")
    story = replace(story, extractions=(replace(story.extractions[0], document=odd), *story.extractions[1:]))
    root = etree.fromstring(tei(story))
    assert tei_schema.validate(root), tei_schema.error_log


def test_schema_org_quotations(demo_story: Story) -> None:
    """Quotations that give words are listed with their words; indirect ones are not the speaker's words."""
    texts = [q["text"] for q in quotations(demo_story)["@graph"]]
    forms = [q.form.value for x in demo_story.extractions for q in x.quotations]
    assert len(texts) == sum(form in ("direct", "mixed", "turn") for form in forms)
    assert all(texts)


def test_a_review_holds_the_rating_given() -> None:
    """The ClaimReview says what the reviewer said, of the quotation's words; an unknown id is told."""
    rating = Rating("Number changed", "Invented Desk", "https://desk.example/1", date(2031, 5, 4))
    review = claim_review(invented(), "b-q1", rating)
    assert review["claimReviewed"].startswith("We will open the gates")
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Number changed"}
    assert review["datePublished"] == "2031-05-04"
    with pytest.raises(UsageError, match="no quotation"):
        claim_review(invented(), "nobody", rating)


def test_bibliography(demo_story: Story) -> None:
    """Every document is an entry of both bibliographies, under its id."""
    ids = [x.document.id for x in demo_story.extractions]
    assert [item["id"] for item in csl(demo_story)] == ids
    assert bibtex(demo_story).count("@misc{") == len(ids)


def test_bibtex_escapes() -> None:
    """What LaTeX would read as a command is escaped."""
    story = invented()
    odd = replace(story.extractions[0].document, title=r"50 % of {A} \& B_1 #2 $3 ~ ^")
    entry = bibtex(replace(story, extractions=(replace(story.extractions[0], document=odd),)))
    assert r"50 \% of \{A\} \textbackslash{}\& B\_1 \#2 \$3 \textasciitilde{} \textasciicircum{}" in entry


@pytest.mark.parametrize("name", ["jsonl", "web-annotation", "schema-org", "tei", "bibtex", "csl"])
def test_the_command_writes_text(name: str, tmp_path: Path) -> None:
    """The same text goes to stdout and to a file."""
    store.write_record(invented(), tmp_path / "r.sqlite")
    shown = CliRunner().invoke(app, ["export", str(tmp_path / "r.sqlite"), "--format", name])
    out = tmp_path / "out"
    CliRunner().invoke(app, ["export", str(tmp_path / "r.sqlite"), "--format", name, "--to", str(out)])
    assert shown.exit_code == 0
    assert shown.stdout_bytes == out.read_bytes() != b""


def test_the_command_wants_a_folder_for_tables(tmp_path: Path) -> None:
    """CSV is several files; without --to the error says so."""
    store.write_record(invented(), tmp_path / "r.sqlite")
    told = CliRunner().invoke(app, ["export", str(tmp_path / "r.sqlite"), "--format", "csv"])
    assert isinstance(told.exception, UsageError)
    assert "--to" in str(told.exception)
    folder = tmp_path / "tables"
    CliRunner().invoke(app, ["export", str(tmp_path / "r.sqlite"), "--format", "csv", "--to", str(folder)])
    assert (folder / "quotations.csv").is_file()


def test_the_command_writes_a_review(tmp_path: Path) -> None:
    """claimreview takes the user's rating and writes JSON."""
    store.write_record(invented(), tmp_path / "r.sqlite")
    options = ["--verdict", "Cut", "--reviewer", "Desk", "--url", "https://d.example", "--on", "2031-05-04"]
    done = CliRunner().invoke(app, ["claimreview", str(tmp_path / "r.sqlite"), "b-q1", *options])
    assert json.loads(done.stdout)["@type"] == "ClaimReview"


@pytest.mark.parametrize("frames", [to_pandas, to_polars])
def test_frames_hold_the_tables(frames: Callable[[Story], dict[str, Any]], demo_story: Story) -> None:
    """Each frame has the columns and the number of rows of its table."""
    wanted = {name: (len(rows), list(rows[0])) for name, rows in tables(demo_story).items() if rows}
    assert {name: (len(f), list(f.columns)) for name, f in frames(demo_story).items()} == wanted
