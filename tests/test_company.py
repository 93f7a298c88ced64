"""What neighbours and shared words say of a doubtful window."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.align.company import Finding, among_neighbours, is_hollow
from onrecord.align.evidence import Evidence
from onrecord.align.field import Sought
from onrecord.align.parts import Part
from onrecord.align.search import Candidate
from onrecord.model import Span

LANGUAGES = {"record": "fr", "report": "en"}


def first(number: int, sentence: int, log_odds: float, language: str = "en") -> tuple[Sought, Finding]:
    """One part of eight content words, sought by quotation ``number``, with its window in the record."""
    part = Part(f"q{number}", 0, "report", Span(0, 9), "the words", (), None, False)
    some = np.ones(8)
    one = Sought(part, language, np.arange(8), some, some > 1, some > 0, 8.0)
    evidence = Evidence(*[0.0] * 11)
    candidate = Candidate("record", Span(0, 9), sentence, 0, evidence, log_odds, 0.0)
    return one, Finding(candidate, log_odds, 8.0)


@pytest.mark.parametrize(
    ("before", "doubtful", "sign"),
    [(10, 12, 1), (10, 60, -1), (12, 10, 0)],
    ids=["just after its neighbour", "far from it", "close by, but before it"],
)
def test_a_sure_neighbour_tells_of_a_doubtful_translation(before: int, doubtful: int, sign: int) -> None:
    """Log odds rise beside a sure neighbour in reading order and fall far from it."""
    firsts = [first(1, before, 4.0), first(2, doubtful, 0.1)]
    found = among_neighbours(firsts, LANGUAGES)[1][1].log_odds
    assert np.sign(round(found - 0.1, 6)) == sign


def test_neighbours_leave_clear_and_same_language_windows_alone() -> None:
    """What words can decide, and what is decided, keeps its log odds."""
    sure = [first(1, 10, 4.0), first(2, 60, 2.5)]
    own = [first(1, 10, 4.0, "fr"), first(2, 60, 0.1, "fr")]
    assert among_neighbours(sure, LANGUAGES) == sure
    assert among_neighbours(own, LANGUAGES) == own


@pytest.mark.parametrize(
    ("log_odds", "carried", "hollow"), [(0.2, 1, True), (0.2, 2, False), (0.9, 0, False), (-0.3, 0, False)]
)
def test_a_weak_window_needs_shared_words(log_odds: float, carried: int, hollow: bool) -> None:
    """Meaning alone, just above the threshold, attests nothing in the same language."""
    one, found = first(1, 10, log_odds)
    assert is_hollow(one, carried, found) is hollow
