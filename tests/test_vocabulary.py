"""Whether a text can hold the phrases of a list."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.phrases import branches
from onrecord.text.vocabulary import Listed

_LONG = "The ferry left the harbour of Ostmar at noon and nobody on board had been told where it went. " * 3


@pytest.mark.parametrize(
    ("phrases", "words"),
    [
        (["according to"], "ACCORDING\n to the harbour master"),
        (["report*"], "two Reporters"),
        (["he’s said"], "he's said"),
        (["straße"], "STRASSE"),
    ],
)
def test_what_is_there_is_never_denied(phrases: list[str], words: str) -> None:
    """Case, white space, kinds of apostrophe and endings make no difference."""
    assert Listed(phrases).may_be_in(_LONG + words)


def test_what_is_not_there_is_denied() -> None:
    """A text without a phrase of the list need not be searched."""
    assert not Listed(["according to", "report*"]).may_be_in(_LONG)


@given(
    st.lists(st.text(alphabet="abIİıßſ'’ ", min_size=1).filter(str.strip), min_size=1, max_size=4),
    st.text(alphabet="abIİıßſ'’ \n", max_size=40),
)
def test_a_pattern_never_finds_what_was_denied(phrases: list[str], words: str) -> None:
    """Whatever letters a regex that ignores case takes for each other."""
    text = _LONG + words
    pattern = re.compile(branches(phrases, re.escape), re.IGNORECASE)
    if pattern.search(words):
        assert Listed(phrases).may_be_in(text)
