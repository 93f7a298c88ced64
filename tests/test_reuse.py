"""Text reuse: what documents share is found where it stands, in edited forms, in piles that would hurt."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from onrecord.bench.reuse_corpus import GOLD, put
from onrecord.bench.reuse_sample import write_sample
from onrecord.cli import app
from onrecord.errors import UsageError
from onrecord.plan import read_table
from onrecord.reuse.parts import DOCUMENTS, LENGTH, OVERLAP, cuts, numbered
from onrecord.reuse.run import Machine, Summary, find_reuse, machine
from onrecord.reuse.spans import SPANS, Words, shared
from onrecord.reuse.steps import Limits

SAID = (
    "The council of Port Amber will spend 40 million crowns on new harbour gates before the winter storms, "
    "and nobody who lives behind the old sea wall will have to leave home while engineers are at work there."
)
MACHINE, LIMITS = Machine(), Limits()


def noise(words: int, seed: int) -> str:
    """Words that no other seed gives."""
    dice = random.Random(seed)
    letters = "".join(dice.choices("abdegiklmnoprstu", k=8 * words))
    return " ".join(letters[n : n + 8] for n in range(0, len(letters), 8))


def found(
    pile: dict[str, str], folder: Path, limits: Limits = LIMITS
) -> tuple[Summary, list[dict[str, Any]]]:
    (folder / "pile").mkdir(parents=True)
    for name, text in pile.items():
        (folder / "pile" / f"{name}.txt").write_text(text, encoding="utf-8")
    summary = find_reuse([str(folder / "pile")], str(folder / "out"), MACHINE, limits)
    return summary, read_table(summary.folders["reuse"]).to_pylist()


@pytest.mark.parametrize(
    ("edited", "opening"),
    [
        pytest.param(SAID, SAID, id="verbatim"),
        pytest.param(SAID.replace("40", "70"), SAID.replace("40", "70"), id="a number changed"),
        pytest.param(SAID[:103], SAID[:100], id="trimmed"),
        pytest.param(
            SAID.replace("council", "board").replace("crowns", "dollars").replace("home", "town"),
            "of Port Amber will spend",
            id="words replaced",
        ),
    ],
)
def test_edited_statements_are_found_in_place(edited: str, opening: str, tmp_path: Path) -> None:
    """A statement in two documents is one pair of stretches, at its offsets, and one cluster."""
    pile = {"a": f"{noise(60, 1)}\n{SAID}\n{noise(40, 2)}", "b": f"{noise(90, 3)}\n{edited}\n{noise(9, 4)}"}
    summary, rows = found(pile, tmp_path)
    assert [(row["left_doc"], row["right_doc"]) for row in rows] == [("a", "b")]
    assert pile["b"][rows[0]["right_start"] : rows[0]["right_end"]].startswith(opening[:20])
    assert len({row["cluster"] for row in read_table(summary.folders["clusters"]).to_pylist()}) == 1


def test_a_stitched_statement_keeps_its_ends(tmp_path: Path) -> None:
    """Both ends of a statement whose middle was left out are found."""
    edited = SAID[:78] + " … " + SAID[-80:]
    _, rows = found({"a": noise(50, 1) + " " + SAID, "b": noise(70, 2) + " " + edited}, tmp_path)
    assert sum(row["right_end"] - row["right_start"] for row in rows) > 0.8 * len(edited)


def test_han_without_spaces(tmp_path: Path) -> None:
    """Words of scripts without spaces are pairs of characters."""
    said = "市议会决定在冬季风暴来临之前投入四千万克朗更换港口的旧闸门"
    _, rows = found({"a": "今天上午，" + said + "。", "b": "据报道：" + said + "，居民表示欢迎。"}, tmp_path)
    assert [(r["left_start"], r["right_start"]) for r in rows] == [(5, 4)]


def test_unrelated_documents_share_nothing(tmp_path: Path) -> None:
    """A turn of phrase that two documents have is no reuse."""
    pile = {"a": f"{noise(30, 1)} at the end of the year {noise(30, 2)}"}
    pile["b"] = f"{noise(30, 3)} at the end of the year {noise(30, 4)}"
    assert found(pile, tmp_path)[1] == []


def test_a_document_of_ten_megabytes(tmp_path: Path) -> None:
    """A statement deep in a huge document is found; no worker ever holds all of its words."""
    huge = (noise(20_000, 9) + "\n") * 60
    pile = {
        "huge": huge[:9_000_000] + "\n" + SAID + "\n" + huge[9_000_000:10_000_000],
        "b": noise(50, 1) + SAID,
    }
    _, rows = found(pile, tmp_path)
    assert len(rows) == 1
    assert SAID[4:60] in pile["huge"][rows[0]["right_start"] : rows[0]["right_end"]]


def test_a_block_of_equal_sentences_is_reported(tmp_path: Path) -> None:
    """Boilerplate that more documents have than the limit is not compared, and the summary says so."""
    pile = {f"d{n:03}": f"{noise(20, n)}\n{SAID}" for n in range(120)}
    summary, rows = found(pile, tmp_path, Limits(documents=100))
    assert rows == []
    assert summary.boilerplate_runs > 30
    assert summary.boilerplate_places == 120 * summary.boilerplate_runs


def test_members_of_a_large_block_hang_together(tmp_path: Path) -> None:
    """Of a block only neighbours and the first are compared: that makes one cluster, and is reported."""
    pile = {f"d{n:03}": f"{noise(20, n)}\n{SAID}" for n in range(60)}
    summary, rows = found(pile, tmp_path, Limits(neighbours=2))
    clusters = read_table(summary.folders["clusters"]).to_pylist()
    assert len(rows) <= 3 * 60
    assert len({row["cluster"] for row in clusters}) == 1
    assert summary.clustered == len(clusters) == 60
    assert summary.pairs_left_out > 0


def test_the_command(tmp_path: Path) -> None:
    """``onrecord reuse`` reads a pile, tells the figures, and does nothing the second time."""
    for name, text in (("a", noise(30, 1) + SAID), ("b", noise(40, 2) + SAID)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["reuse", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--out", str(out), "--json", "-q"]
    told = [json.loads(CliRunner().invoke(app, [*arguments, "-j", "1"]).stdout) for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0]["documents"], told[0]["pairs"], told[0]["clustered"]) == (2, 1, 2)


def test_an_unknown_engine_is_told() -> None:
    """Another word than local or spark is the user's mistake."""
    with pytest.raises(Exception, match="local and spark"):
        machine("flink", 1, "1GB", None)


@given(st.text(max_size=40), st.integers(0, 700))
def test_parts_cover_a_text(piece: str, times: int) -> None:
    """Parts are short, in order, overlap as promised and leave nothing out."""
    text = piece * times
    stretches = list(cuts(text))
    assert stretches[0][0] == 0
    assert stretches[-1][1] == len(text)
    assert all(end - start <= LENGTH for start, end in stretches)
    assert all(after[0] == before[1] - OVERLAP for before, after in pairwise(stretches))


@given(st.lists(st.sampled_from(["gate", "wall", "storm", "a", "of", "港", "口"]), max_size=60))
def test_places_point_at_words(words: list[str]) -> None:
    """Every number has the place and the length of a word of the text."""
    text = " ".join(words)
    _, places, lengths = numbered(text)
    assert [text[p : p + n] for p, n in zip(places.tolist(), lengths.tolist(), strict=True)] == words


@given(st.lists(st.integers(0, 12), max_size=80), st.lists(st.integers(0, 12), max_size=80))
def test_what_is_shared_lies_in_both(left: list[int], right: list[int]) -> None:
    """Whatever two parts hold, stretches lie inside them and share as many words as they say at most."""
    sides = [
        Words.of(np.array(side, "<u2").tobytes(), np.full(len(side), 5, "u1").tobytes())
        for side in (left, right)
    ]
    for number, stretch in shared([(sides[0], sides[1])], 1.0):
        assert number == 0
        assert 0 <= stretch.left < stretch.left_end <= len(left)
        assert 0 <= stretch.right < stretch.right_end <= len(right)
        assert stretch.words <= min(stretch.left_end - stretch.left, stretch.right_end - stretch.right)


def test_pairs_to_judge_are_drawn_by_kind(tmp_path: Path) -> None:
    """Of each kind of pair as many, with how many there are and what stands around them; always the same."""
    text = f"{noise(20, 1)} {SAID} {noise(20, 2)}"
    start, end = text.index(SAID), text.index(SAID) + len(SAID)
    plants = [("s1", "original", doc, start, end) for doc in "ab"]
    (tmp_path / "pile" / "documents").mkdir(parents=True)
    put([(doc, text) for doc in "abc"], DOCUMENTS, tmp_path / "pile" / "documents" / "0.parquet")
    (tmp_path / "pile" / "gold").mkdir()
    put(plants, GOLD, tmp_path / "pile" / "gold" / "0.parquet")
    rows = [
        ("a", start, end, "b", start, end, 35, 30.0),
        *[("a", n, 40, "c", n, 40, 5, 6.0) for n in range(9)],
    ]
    (tmp_path / "out" / "reuse").mkdir(parents=True)
    put(rows, SPANS, tmp_path / "out" / "reuse" / "0.parquet")
    drawn = []
    for name in ("first", "second"):
        write_sample(tmp_path / "pile", tmp_path / "out", 6, tmp_path / name)
        drawn.append([json.loads(line) for line in (tmp_path / name).read_text().splitlines()])
    assert drawn[0] == drawn[1]
    assert sorted((row["kind"], row["of"]) for row in drawn[0]) == [("edited", 1), *[("not planted", 9)] * 5]
    edited = next(row for row in drawn[0] if row["kind"] == "edited")
    assert edited["left"]["stretch"] == SAID
    assert edited["left"]["before"] == text[start - 60 : start]


def test_a_store_without_tables_is_told(tmp_path: Path) -> None:
    """Files of other kinds than Parquet are read from this machine only, and the error says so."""
    with pytest.raises(UsageError, match="must lie on this machine"):
        find_reuse(["memory://reports"], str(tmp_path))
