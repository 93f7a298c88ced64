"""Where sentences and paragraphs begin and end."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.model import Span
from onrecord.text.sentences import paragraphs, sentences

# What sentences are made of and what they trip over, so that random texts hold it often.
_PIECES = [
    "a",
    "Mr",
    "St",
    "т. е",
    "г",
    "A",
    "Б",
    ".",
    "..",
    "…",
    "!",
    "?",
    "。",
    "！",
    "」",
    '"',
    "”",
    "'",
    ")",
]
_PIECES += [" ", "  ", "\n", "\x0b", "-", "_", "1", "word", "Слово", "文", "«", "("]
texts = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. We left.", ["It rained.", "We left."]),
        ("Mr. Quist came. He sat.", ["Mr. Quist came.", "He sat."]),
        ("A. Quist came! “Who?” Nobody.", ["A. Quist came!", "“Who?”", "Nobody."]),
        ("He paused... and went on. Fine.", ["He paused... and went on.", "Fine."]),
        ("他来了。她走了！", ["他来了。", "她走了！"]),
        ("At 3.50 it fell.Then it rose.", ["At 3.50 it fell.Then it rose."]),
        ("No. We stay in room No. 5 today.", ["No.", "We stay in room No. 5 today."]),
        ("Dijo que no. Se fue.", ["Dijo que no.", "Se fue."]),
        ("It is no work of art. It is a boat.", ["It is no work of art.", "It is a boat."]),
        ("He sells boats, nets, etc. They float.", ["He sells boats, nets, etc.", "They float."]),
        ("Am 3. Oktober kam er. Das war gut.", ["Am 3. Oktober kam er.", "Das war gut."]),
        ("Der 2. Kahn sank. Er hatte 12. Dann 11.", ["Der 2. Kahn sank.", "Er hatte 12.", "Dann 11."]),
        ("Это было в 2023 г. Он уехал в г. Карск.", ["Это было в 2023 г.", "Он уехал в г. Карск."]),
        ("Их 5 млн. Все ушли.", ["Их 5 млн.", "Все ушли."]),
        ("", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    """A mark ends a sentence unless an abbreviation, an initial or what follows says otherwise."""
    assert [span.of(text) for span in sentences(text)] == expected


@given(texts)
@example("Mr. .. A. ”。.")
def test_sentences_cover_the_text(text: str) -> None:
    """Sentences are in order, do not overlap, lie in one line each and leave out nothing but white space."""
    found = sentences(text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all("\n" not in span.of(text) and span.of(text) == span.of(text).strip() for span in found)
    assert "".join("".join(span.of(text).split()) for span in found) == "".join(text.split())


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_a_stretch_is_read_as_if_it_stood_alone(text: str, start: int, length: int) -> None:
    """Nothing before or after the stretch asked for changes its sentences."""
    start = min(start, len(text))
    end = min(len(text), start + length)
    alone = sentences(text[start:end])
    assert sentences(text, start, end) == tuple(Span(s.start + start, s.end + start) for s in alone)


@given(texts)
def test_every_boundary_has_a_mark(text: str) -> None:
    """A sentence that another one follows in its line ends with a mark."""
    for line in paragraphs(text):
        for span in sentences(text, line.start, line.end)[:-1]:
            assert re.search(r"[.!?…。！？][\"”’'»)\]」』）]*$", span.of(text))


@pytest.mark.parametrize(
    ("piece", "count"), [("We go. ", 142_858), (".", 1), ("word ", 1), ("A.", 1), ('Go…"" ', 166_667)]
)
def test_a_line_of_a_million_characters(piece: str, count: int) -> None:
    """One huge line is read like any other."""
    text = piece * (1_000_000 // len(piece)) + "End"
    found = sentences(text)
    assert found[-1].end == len(text)
    assert len(found) == count
