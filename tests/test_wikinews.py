"""The scorer of ``onrecord bench wikinews``, and the speed of the German rules on what is no German."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from onrecord.bench.wikinews import Message, Tally, bench_wikinews, count, match, messages
from onrecord.errors import UsageError
from onrecord.extract.extraction import extract
from onrecord.extract.layout.page import page_of
from onrecord.extract.quotations import quotations
from onrecord.model import Document


def message(*tokens: int, kind: str = "Indirect") -> Message:
    return Message(kind, frozenset(tokens))


def test_matched_counts_a_token_once_for_each_annotation() -> None:
    """Two annotations over the same words need two predictions; "any" asks for one."""
    tally = Tally()
    count(tally, [message(1, 2, 3, 4)], [message(1, 2, 3, 4), message(3, 4, kind="Direct")])
    assert tally.row("message, any").scores == (1, 1, 1)
    assert list(tally.row("message, matched").scores) == pytest.approx([1, 4 / 6, 0.8])
    assert (sum(tally.precisions), tally.recalls) == (1, [1, 0])


def test_matching_maximises_the_sum_of_gains() -> None:
    """The best pair is given up where the others then gain more."""
    assert match([[0.9, 0.8], [0.8, 0.0]]) == [(0, 1), (1, 0)]
    assert match([[0.0, 0.5, 0.4]]) == [(0, 1)]
    assert match([]) == []


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3))
def test_no_other_matching_gains_more(gain: list[list[int]]) -> None:
    """Against all six matchings of three rows."""
    orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    best = max(sum(gain[i][j] for i, j in enumerate(order)) for order in orders)
    assert sum(gain[i][j] for i, j in match(gain)) == best


def test_messages_follow_the_annotators() -> None:
    """Complementiser and quote marks count as content; sentences that carry on are one annotation."""
    text = "Vogel sagte, dass er gehe. Der Plan sei gut. Er sei alt. „Ja, gewiss“, sagte sie."
    found = messages(extract(text, language="de"), list(range(len(text))))
    shown = ["".join(text[i] for i in sorted(m.content)) for m in found]
    assert shown == ["dass er gehe", "Der Plan sei gut. Er sei alt.", "„Ja, gewiss“"]


def test_the_table_is_printed(tmp_path: Path) -> None:
    """One article whose only annotation is found; an empty folder is refused."""
    part = {"spans": [], "text": "", "tokenIds": list[int]()}
    annotation = {"type": "Indirect", "quote": part | {"tokenIds": [3, 4, 5]}, "cue": part, "speaker": part}
    sentence = {"charBegin": 0, "tokens": ["Vogel", "sagte", ",", "dass", "er", "gehe", "."]}
    article = {
        "originalText": "Vogel sagte, dass er gehe.",
        "sentences": [sentence],
        "annotations": [annotation],
    }
    (tmp_path / "a.json").write_text(json.dumps(article), encoding="utf-8")
    out = Console(record=True, width=100)
    bench_wikinews(tmp_path, out, tmp_path)
    assert out.export_text().count("1.000") >= 9
    with pytest.raises(UsageError):
        bench_wikinews(tmp_path, out)


def _seconds(text: str) -> float:
    """Processor time of finding the quotations of a German text."""
    document = Document("d", "d", text, "", "", "de")
    start = time.process_time()
    quotations(page_of(document, (), ()))
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece",
    ["nach ", "Nach der der ", "sei, ", "Aaaa ", "“Aa” ", "soll ", "aus Sicht der Aa ", "-Aa", "teilte "],
)
def test_long_lines_take_linear_time(piece: str) -> None:
    """Twice the text takes about twice the time, whatever is repeated."""
    times = [min(_seconds(piece * repeats) for _ in range(2)) for repeats in (1000, 4000)]
    assert times[1] < 9 * times[0] + 0.2
