"""Word lists as regular expressions."""

from __future__ import annotations

import re

import pytest

from onrecord.text.phrases import alternation

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
