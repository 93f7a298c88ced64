"""Sentences with one known edit, and what collation makes of them."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from onrecord.bench.changes import bench_changes, changes_of
from onrecord.bench.perturb import ALTERED, UNCHANGED, perturb
from onrecord.errors import UsageError

SENTENCES = (
    "We have built 340 bridges in Arvenia since spring, and the council will repair another 1,200 next year.",
    "Mr Hartwell said in Belmar that the programme is not finished and that it is paid for by the ministry.",
    "They must organise the harvest themselves, because we do not have 5 percent of the machines they need.",
    "In my country, people travelled to Dorvik for work, and they are proud of their neighbours to this day.",
)  # fmt: skip
EXPECTED = {"number": "number", "negation": "polarity", "modality": "polarity", "name": "entity"}


def test_same_seed_same_edits() -> None:
    """The maker is a function of sentences and seed."""
    assert perturb(SENTENCES, 3) == perturb(SENTENCES, 3)
    assert perturb(SENTENCES, 3) != perturb(SENTENCES, 4)


def test_every_kind_is_made() -> None:
    """These sentences give rise to an edit of every kind, and every edit but "identical" edits."""
    edits = perturb(SENTENCES, 1)
    assert {e.kind for e in edits} == {*ALTERED, *UNCHANGED}
    assert all((e.original == e.edited) == (e.kind == "identical") for e in edits)


def test_grave_edits_are_seen_and_harmless_ones_are_not() -> None:
    """Figures, negations, modals and names are told under their label; ways of writing are not told."""
    for edit in perturb(SENTENCES, 1):
        found = changes_of(edit)
        if edit.kind in EXPECTED:
            assert EXPECTED[edit.kind] in found, edit
        if edit.kind in UNCHANGED:
            assert not found, edit


def test_benchmark_prints_a_row_for_every_kind(tmp_path: Path) -> None:
    """The table holds the kinds that sentences of the transcripts gave rise to."""
    folder = tmp_path / "data" / "transcripts" / "kremlin_en"
    folder.mkdir(parents=True)
    with gzip.open(folder / "kremlin_en_text.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": sentence}) + "\n" for sentence in SENTENCES)
    _write_translations(tmp_path / "data")
    shown = io.StringIO()
    bench_changes(tmp_path, 4, Console(file=shown, width=100))
    assert all(kind in shown.getvalue() for kind in ("number", "negation", "identical", "1.000"))
    across = shown.getvalue().partition("across languages")[2]
    assert "number, English the reading" in across
    assert "number, English the reference" in across


def _write_translations(data: Path) -> None:
    """Three invented sentences in the layouts of the parallel texts that the second table is made from."""
    news = data / "reuse" / "wmt14_10refs"
    news.mkdir(parents=True)
    for language, text in (
        ("de", "Die Brücke kostet 48 Millionen Kronen."),
        ("fr", "Le pont coûte 48 millions."),
    ):
        with gzip.open(news / f"wmt14-en-{language}.extra_refs.gz", "wt", encoding="utf-8") as file:
            file.write(f"S-1\tThe bridge in {language} will cost 48 million crowns.\nR1-1\t{text}\n")
    folder = data / "crosslingual" / "resistinua_ua_en"
    folder.mkdir(parents=True)
    for ending, text in (("", "Міст коштує 48 мільйонів."), ("-en", "The bridge costs 48 million crowns.")):
        row = json.dumps([{"id": "a", "text": text}])
        (folder / f"messages{ending}.json").write_text(row, encoding="utf-8")


def test_benchmark_without_data(tmp_path: Path) -> None:
    """Where there are no transcripts the message names what is missing."""
    with pytest.raises(UsageError, match="kremlin_en"):
        bench_changes(tmp_path, 4, Console(quiet=True))
