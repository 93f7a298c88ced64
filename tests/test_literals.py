"""What a pattern cannot do without is in every text it matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.literals import needed

PARTS = (
    *("ab", "c?", "[xy]", "(?:de|f)", "(gh)", "(?:ij)?", "(?:kl)*?", "(?:mn)+?", "o{2}", "(?:p){0,1}", "q+"),
    *("(?:r(?:s|t)?u)", "(?:(?:vw){0,2})", r"\.", "z", "1*", "[]2]", "(?:34)??", "5{0,2}?", "(?=ab)"),
)


@pytest.mark.parametrize(
    ("source", "literal"),
    [
        (r"\b\w+\s?o.clock\b", "clock"),
        (r"\d(?<!\d\d)\d{0,2}(?=-year-olds?\b)", "-year-old"),
        (r"(?<=half past )\w+", "half past "),
        (r"\d+ (?:days|weeks) ago", " ago"),
        (r"days|weeks", ""),
        (r"(?:about )?\d+", ""),
        (r"(?!about )\d+", ""),
        (r"(about ){0,2}\d", ""),
        (r"abc?d*efgh{2}", "efg"),
        (r"[^\s@]{1,64}@[^\s@]{1,255}", "@"),
        (r"[]x]yz", "yz"),
        ("", ""),
    ],
)
def test_the_longest_certain_literal(source: str, literal: str) -> None:
    """Alternatives, what may be left out, classes and negations are passed over."""
    assert needed(source) == literal


@given(parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=6), data=st.data())
def test_no_match_is_without_it(parts: list[str], data: st.DataObject) -> None:
    """A text in which a pattern finds something has the literal."""
    source = "".join(parts)
    text = data.draw(st.from_regex(source + "ab")).lower()
    assert needed(source) in text
