"""The benchmarks' own parts: generated texts, and what is said when something is missing."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from onrecord.bench.align import bench_align
from onrecord.bench.linear import KINDS, bench_linear, generated
from onrecord.bench.pile import write_pile
from onrecord.bench.quotes import bench_quotes
from onrecord.bench.stories import bench_stories
from onrecord.errors import UsageError


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_generated_text_has_its_size_and_never_varies(kind: str) -> None:
    """A figure of one day can be held against that of another only if the text is the same."""
    text = generated(kind, 5000)
    assert len(text) == 5000
    assert text == generated(kind, 5000)
    assert generated(kind, 9000).startswith(text)


def test_one_line_is_one_line() -> None:
    """The texts in one line have no break, and the news has some."""
    assert "\n" not in generated("news in one line", 5000)
    assert "\n" in generated("news", 5000)
    assert not re.search(r"[.\n]", generated("one line, no full stops", 5000))


def test_a_pile_never_varies_and_a_larger_one_begins_with_it(tmp_path: Path) -> None:
    """Piles of different sizes hold the same events, so that only their number differs."""
    texts = []
    for name, size in (("one", 12), ("again", 12), ("more", 17)):
        (tmp_path / name).mkdir()
        write_pile(tmp_path / name, size, seed=1)
        texts.append([path.read_text(encoding="utf-8") for path in sorted((tmp_path / name).iterdir())])
    assert texts[0] == texts[1] == texts[2][:12]
    assert len(texts[2]) == 17


def test_missing_data_and_missing_peers_are_told(tmp_path: Path) -> None:
    """Both are the user's to mend, so both are usage errors, before anything is run."""
    with pytest.raises(UsageError, match="--shared"):
        bench_quotes(tmp_path, 1, None, Console(quiet=True))
    with pytest.raises(UsageError, match="--shared"):
        bench_align(tmp_path, "none", 10, Console(quiet=True))
    (tmp_path / "data" / "quotes" / "polnear" / "data" / "dev" / "text").mkdir(parents=True)
    with pytest.raises(UsageError, match="--peer-python"):
        bench_quotes(tmp_path, 1, tmp_path / "nobody", Console(quiet=True))


def test_stories_without_gold_or_scorer(tmp_path: Path) -> None:
    """A folder without gold, or evaluation data without the scorer, is told before anything is traced."""
    out = Console(quiet=True)
    with pytest.raises(UsageError, match="no story with gold"):
        bench_stories(tmp_path, tmp_path, [], out)
    (tmp_path / "mill.gold.jsonl").write_text("{}\n")
    with pytest.raises(UsageError, match="no scorer"):
        bench_stories(tmp_path, tmp_path, ["mill"], out)


def test_each_text_is_measured_in_a_process_of_its_own() -> None:
    """A row has time and memory for each size that was asked for."""
    told = StringIO()
    bench_linear(1, 10, ["one word"], Console(file=told, width=100))
    assert re.search(r"one word +│ [\d.]+ \(\d+\) +│ [\d.]+ \(\d+\)", told.getvalue())


def test_a_kind_of_text_that_nobody_makes_is_refused() -> None:
    """The message names the kinds there are."""
    with pytest.raises(UsageError, match="one word"):
        bench_linear(1, 1, ["two words"], Console(file=StringIO()))
