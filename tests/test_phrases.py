"""Word lists as regular expressions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.phrases import alternation, branches

LIST = ("can't", "a lot", "a lot of", "Äpfel", "по", "百", "百万", "-ish", "news site", "news")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a lot of them", ["a lot of"]),
        ("a-lot  of", ["a-lot  of"]),
        ("alot, a lots, xa lot", []),
        ("can’t and can't and cant", ["can’t", "can't"]),
        ("News Site, news sites", ["News Site", "news"]),
        ("äpfel по поле", ["äpfel", "по"]),
        ("三百万と百", ["百万", "百"]),
        ("green-ish", ["-ish"]),
    ],
)
def test_whole_phrases_are_found_longest_first(text: str, found: list[str]) -> None:
    """Whatever branches the list is cut into, it finds what the list one by one would find."""
    assert re.compile(alternation(LIST), re.IGNORECASE).findall(text) == found


def test_no_phrases_match_nothing() -> None:
    """An empty list must not match everywhere."""
    assert not re.search(alternation(()), "anything")
    assert not re.search(alternation([""]), "anything")


@given(
    words=st.lists(st.text("abß ı-", min_size=1, max_size=5).filter(str.split), min_size=1, max_size=12),
    text=st.text("abß' ıAB-’", max_size=30),
)
def test_shared_branches_find_what_a_plain_list_finds(words: list[str], text: str) -> None:
    """Phrases that share branches are found where, and as long as, one after the other would be."""
    shared = re.compile(branches(words, lambda word: re.escape(word[1:])))
    plain = re.compile("|".join(re.escape(word) for word in words))
    assert [m.span() for m in shared.finditer(text)] == [m.span() for m in plain.finditer(text)]
