"""Names and phrases looked up among many."""

from __future__ import annotations

import tomllib
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.text.beginnings import Beginnings
from onrecord.text.namesakes import Namesakes
from test_names import SAME

MANY = [f"Person{chr(97 + n // 26)}{chr(97 + n % 26)} Roe" for n in range(320)]
_SLAVIC = tomllib.loads((Path(__file__).parent / "cases" / "names_slavic.toml").read_text(encoding="utf-8"))
PAIRS = [*SAME, *(pair for row in _SLAVIC["same"] for pair in permutations(row, 2))]


def filed(names: list[str]) -> Namesakes:
    known = Namesakes()
    for number, name in enumerate(names):
        known.add(number, name)
    return known


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    """However a name is spelled, it is among those that it is compared with."""
    assert len(MANY) in filed([*MANY, one]).near([other])


def test_other_names_are_not_looked_at() -> None:
    """Of many names few are compared; of few all are."""
    known = filed([*MANY, "Gareth Pellow", "Ada Pelo"])
    assert list(known.near(["Гарет Пеллоу"])) == [320, 321]
    assert list(known.near(["Ada Bomm"])) == []
    assert list(filed(MANY[:5]).near(["Ada Kelm"])) == [0, 1, 2, 3, 4]


@given(st.lists(st.text(alphabet="aB 市長é-", min_size=1, max_size=6), unique=True), st.text("aB 市長é-."))
def test_phrases_inside(phrases: list[str], text: str) -> None:
    """Nothing is found that is not there, and whatever stands between spaces is found."""
    found = Beginnings(phrases).inside(text)
    assert all(phrase in text for phrase in found)
    assert [p for p in phrases if f" {p} " in f" {text} "] == [p for p in found if f" {p} " in f" {text} "]
