"""Translations in a large pile: found in place, only where wording cannot decide, and bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from onrecord.plan import read_table
from onrecord.reuse.meaning import LEVELS, SENTENCES, TABLES, marks, meanings, sentences_of
from onrecord.reuse.parts import DOCUMENTS
from onrecord.reuse.run import Machine, Summary, find_reuse
from onrecord.reuse.translations import Reach

ENGLISH = (
    "The council of Port Amber will spend 40 million crowns on new harbour gates before the winter storms.",
    "Nobody was hurt when the warehouse of the Lindqvist brothers burned down on Tuesday night.",
    "She thanked the nurses of the Marienhof clinic, who had looked after her mother for 16 months.",
    "The regional council wants to raise the price of bus tickets by 12 per cent from January.",
)
GERMAN = (
    "Der Rat von Port Amber will 40 Millionen Kronen für neue Hafentore ausgeben, vor den Winterstürmen.",
    "Niemand wurde verletzt, als das Lagerhaus der Brüder Lindqvist in der Nacht zum Dienstag abbrannte.",
    "Sie dankte den Krankenschwestern der Marienhof-Klinik, die 16 Monate für ihre Mutter gesorgt hatten.",
    "Der Regionalrat will den Preis der Busfahrkarten ab Januar um 12 Prozent erhöhen.",
)
RUSSIAN = (
    "Совет Порт-Амбера потратит 40 миллионов крон на новые ворота гавани до наступления зимних бурь.",
    "Никто не пострадал, когда в ночь на вторник сгорел склад братьев Линдквист.",
    "Она поблагодарила медсестёр клиники Мариенхоф, которые 16 месяцев ухаживали за её матерью.",
    "Региональный совет хочет с января поднять цену автобусных билетов на 12 процентов.",
)
MACHINE, REACH = Machine(), Reach()


def found(pile: dict[str, str], folder: Path, reach: Reach = REACH) -> tuple[Summary, list[dict[str, Any]]]:
    (folder / "pile").mkdir(parents=True)
    for name, text in pile.items():
        (folder / "pile" / f"{name}.txt").write_text(text, encoding="utf-8")
    summary = find_reuse([str(folder / "pile")], str(folder / "out"), MACHINE, reach=reach)
    return summary, read_table(summary.folders["translations"]).to_pylist()


@pytest.mark.parametrize("other", [pytest.param(GERMAN, id="German"), pytest.param(RUSSIAN, id="Russian")])
def test_translations_are_found_in_place(other: tuple[str, ...], tmp_path: Path) -> None:
    """Sentences of two languages stand beside each other, at their offsets, and no two others do."""
    pile = {"a": " ".join(ENGLISH), "b": "\n".join(reversed(other))}
    summary, rows = found(pile, tmp_path)
    pairs = {
        (pile["a"][row["left_start"] : row["left_end"]], pile["b"][row["right_start"] : row["right_end"]])
        for row in rows
    }
    assert len(pairs) >= 3
    assert pairs <= set(zip(ENGLISH, other, strict=True))
    assert summary.across
    assert summary.across.translations == len(rows)


def test_the_same_matter_is_no_translation(tmp_path: Path) -> None:
    """Names and numbers in common make a pair likely; only one that says the same stands."""
    other = "Port Amber paid 40 million crowns for its harbour gates when the council of 1932 had them built."
    pile = {"a": other, "b": GERMAN[0]}
    likely = found(pile, tmp_path / "likely", Reach(embedding="none"))[1]
    assert len(likely) == 1
    assert found(pile, tmp_path / "read")[1] == []


def test_without_an_embedding_the_likeliest_stands(tmp_path: Path) -> None:
    """Nothing is embedded, and pairs are still found in place."""
    pile = {"a": " ".join(ENGLISH), "b": " ".join(GERMAN)}
    summary, rows = found(pile, tmp_path, Reach(embedding="none"))
    assert "embedded" not in summary.folders
    pairs = {(row["left_start"], row["right_start"]) for row in rows}
    assert len(pairs) >= 2
    assert pairs <= {(pile["a"].index(e), pile["b"].index(g)) for e, g in zip(ENGLISH, GERMAN, strict=True)}


def test_one_language_is_not_compared(tmp_path: Path) -> None:
    """Where all documents have one language nothing is embedded."""
    summary, rows = found({"a": " ".join(ENGLISH), "b": " ".join(ENGLISH[1:])}, tmp_path)
    assert rows == []
    assert read_table(summary.folders["meanings"]).num_rows == 0
    assert summary.pairs == 1


def test_wording_decides_first(tmp_path: Path) -> None:
    """Of sentences that documents share, that of the first document stands for all."""
    pile = {name: " ".join(ENGLISH) for name in ("a", "b", "c")} | {"d": " ".join(GERMAN)}
    _, rows = found(pile, tmp_path)
    assert len(rows) >= 3
    assert {row["left_doc"] for row in rows} == {"a"}


def test_equal_sentences_are_looked_at_once(tmp_path: Path) -> None:
    """A sentence too short to be shared wording, but equal in many documents, has one vector."""
    words = ("Harbour", "Gate", "Winter", "Storm", "Crane", "Bridge", "Engine", "Market")
    pile = {f"d{n}": f"{ENGLISH[n % 4]} {w} {w} {w}." for n, w in enumerate(words)}
    summary, _ = found(pile | {"z": " ".join(GERMAN)}, tmp_path)
    assert read_table(summary.folders["meanings"]).num_rows <= len(ENGLISH) + len(GERMAN)


def test_what_limits_leave_out_is_told(tmp_path: Path) -> None:
    """Buckets that stay crowded however fine they are taken are left out, and counted."""
    pile = {"a": " ".join(ENGLISH), "b": " ".join(GERMAN), "c": " ".join(RUSSIAN)}
    told = [found(pile, tmp_path / str(n), Reach(meetings=n))[0].across for n in (0, 16)]
    assert told[0]
    assert told[1]
    assert told[0].crowded_buckets > told[1].crowded_buckets == 0
    assert told[0].meetings_left_out >= told[0].crowded_buckets


def _sentences() -> pa.RecordBatch:
    texts = [" ".join(ENGLISH), " ".join(GERMAN), "", "Gate. " * 500]
    docs = pa.RecordBatch.from_pydict({"doc": list("abcd"), "text": texts}, schema=DOCUMENTS)
    return pa.Table.from_batches(list(sentences_of(iter([docs]))), SENTENCES).combine_chunks().to_batches()[0]


def test_rows_do_not_depend_on_batches() -> None:
    """The same vectors, marks and buckets, however many sentences are worked at a time."""
    batch = _sentences()
    whole = list(marks(meanings(iter([batch]))))
    apart = list(marks(meanings(batch.slice(n, 1) for n in range(batch.num_rows))))
    rows = [sorted(map(repr, pa.Table.from_batches(made).to_pylist())) for made in (whole, apart)]
    assert rows[0] == rows[1]


def test_buckets_lie_in_each_other() -> None:
    """Every sentence lies in a bucket of each table and level, and a finer one in the coarser one."""
    table = pa.Table.from_batches(list(marks(meanings(iter([_sentences()])))))
    levels, keys, parents = (np.array(table[name]) for name in ("level", "key", "parent"))
    buckets = levels > 0
    assert np.count_nonzero(buckets) == TABLES * LEVELS * len(set(table["sentence"].to_pylist()))
    assert set(parents[levels > 1]) <= set(keys[buckets])
    assert set(parents[levels <= 1]) == {0}
    assert not set(keys[levels == 0]) & set(keys[buckets])
