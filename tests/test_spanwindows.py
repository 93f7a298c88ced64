"""What the span model reads: pieces with exact places, and windows that hold each piece once."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.extract.spans.spanmodel import MODELS
from onrecord.extract.spans.spanwindows import (
    CASES,
    LONGEST,
    NO_PLACE,
    Window,
    pieces,
    portions,
    visible,
    windows,
)

TOKENIZER = Tokenizer.from_file(str(MODELS / "attribution-en" / "tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()

ANY_TEXT = st.text(st.characters() | st.sampled_from("“”‘’\"'«».?! \n\ud800"), max_size=300)


def places(found: list[Window]) -> list[int]:
    """The pieces that windows hold, in the order given."""
    return [int(place) for window in found for place in window.places if place != NO_PLACE]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"We won," he said.', "“We won,” he said."),
        ("«We won», he said.", "“We won”, he said."),
        ("„We won“, he said.", "“We won”, he said."),
        ("‘We won,’ he said. ‘It’s over.’", "“We won,” he said. “It’s over.”"),
        ("Minister calls plan 'a disgrace' again", "Minister calls plan “a disgrace” again"),
        ("‘The workers’ vote counts,’ she said.", "“The workers’ vote counts,” she said."),
        ("“He said ‘no’ to it,” she said.", "“He said ‘no’ to it,” she said."),
        ("It isn't the farmers' fault", "It isn't the farmers' fault"),
        ('A 19" rack and a 5\'10" man', 'A 19" rack and a 5\'10" man'),
        ("“Never closed.\n“Opened again,” he said.", "“Never closed.\n“Opened again,” he said."),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ],
)
def test_marks_of_all_styles_look_alike(text: str, shown: str) -> None:
    """Quote marks are shown as double curly ones; apostrophes, inches and nested marks stay."""
    assert visible(text)[0] == shown


def test_quote_state_tells_inside_from_outside() -> None:
    """Each character is outside (0), inside (1) or a mark (2); a line break ends what was not closed."""
    assert "".join(map(str, visible('a "b" c “d\ne')[1].tolist())) == "002120002100"


def test_case_is_that_of_the_word() -> None:
    """Lower, capitalised, upper, no letter; pieces inside a word have the case of its first piece."""
    text = "Zzyzxville voted UN down 12"
    source = pieces(text, TOKENIZER)
    cases = [(int(s), int(f) % CASES) for s, f in zip(source.starts, source.features, strict=True)]
    assert {case for start, case in cases if start < 10} == {1}
    assert [case for start, case in cases if start > 10] == [0, 2, 0, 3]
    assert source.first.tolist().count(True) == 5


@given(ANY_TEXT)
def test_showing_never_moves_a_character(text: str) -> None:
    """The shown text is as long as the text, and only marks and surrogates differ."""
    shown, state = visible(text)
    assert len(shown) == len(state) == len(text)
    assert all(a == b or b in "“”\ufffd" for a, b in zip(text, shown, strict=True))


@given(ANY_TEXT, st.integers(8, LONGEST))
def test_windows_hold_every_piece_once(text: str, longest: int) -> None:
    """In order, none longer than asked for, and each piece covers characters of the text."""
    source = pieces(text, TOKENIZER)
    found = windows(source, longest)
    assert places(found) == list(range(len(source.ids)))
    assert all(len(window) <= longest for window in found)
    assert all(0 <= s < e <= len(text) for s, e in zip(source.starts, source.ends, strict=True))
    assert np.all(np.diff(source.starts) >= 0)


@pytest.mark.parametrize(
    "text",
    [
        "Ana said: “It rained.\n\n“It snowed,” she said, ‘twice’. " * 6000,
        "Ana said it rained, " * 20000,
        "Ana said: “Il a plu. Il a neigé. " * 12000,
        "\n" * 200_000 + "It rained.",
    ],
)
def test_a_long_text_has_the_same_pieces_in_portions(text: str) -> None:
    """Places, features and all: only windows begin anew with each portion, of which there are several."""
    whole, parts = pieces(text, TOKENIZER), list(portions(text, TOKENIZER))
    assert len(parts) > 1
    for field in ("ids", "features", "starts", "ends", "first"):
        assert np.array_equal(getattr(whole, field), np.concatenate([getattr(part, field) for part in parts]))


def test_a_short_text_is_one_portion() -> None:
    """Nothing is cut that need not be."""
    assert len(list(portions("Ana said it rained.\n" * 100, TOKENIZER))) == 1


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    """A paragraph that fits a window but not the rest of this one begins the next."""
    paragraph = "One two three four five six."
    found = windows(pieces("\n".join([paragraph] * 3), TOKENIZER), 20)
    assert [len(window) for window in found] == [17, 9]


def test_one_long_line_costs_no_more_than_many() -> None:
    """A line of 200,000 characters takes seconds at most, not minutes."""
    begun = time.perf_counter()
    source = pieces("He said so, and “more” than that. " * 6000, TOKENIZER)
    found = windows(source)
    assert time.perf_counter() - begun < 8
    assert len(places(found)) == len(source.ids)
