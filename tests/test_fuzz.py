"""Texts nobody writes: whatever goes in, every place that comes out is a place in the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.bench.fuzz import BREAKS, LANGUAGES, MARKS, ODD, STORIES, WORDS, case, faults, tried
from onrecord.extract.extraction import extract
from onrecord.model import Quotation, Span

PARTS = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(BREAKS), st.sampled_from(ODD), st.text()
)
TEXTS = st.builds(
    lambda parts, glue: glue.join(parts), st.lists(PARTS, max_size=40), st.sampled_from((" ", ""))
)


@settings(max_examples=40)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_any_text_gives_places_in_it(text: str, language: str) -> None:
    """With the model and without: nothing raised, nothing empty or outside, every link to something."""
    assert tried(text, language) == []


@settings(max_examples=20)
@given(st.sampled_from(STORIES), TEXTS, st.integers(0, 500), st.integers(0, 500), st.sampled_from(LANGUAGES))
def test_any_mangled_story_gives_places_in_it(story: str, noise: str, a: int, b: int, language: str) -> None:
    """Stories with a stretch replaced, where much is found that can go wrong."""
    assert tried(story[:a] + noise + story[b:], language) == []


@pytest.mark.parametrize("story", STORIES)
def test_the_stories_are_ones_in_which_something_is_found(story: str) -> None:
    """Else mangling them would test little."""
    found = extract(story)
    assert list(faults(found)) == []
    assert found.quotations


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("‟说,dit-elle.", "fr"),  # a credit with nothing said on either side
        ("that\thabeчтоsei»сказав«" + "首相" * 200, "en"),  # letters without case, once divided in n^5 ways
        ("it en we”Brd told r,”d d w a”\nAccording to t", "en"),  # two quotations that continued each other
        ("“\ud800\udfff” said Roe\nRoe: \udfff\ud800", "en"),  # surrogates that would pair up in JSON
        case(4935),  # whole quote marks around a piece of its own
        case(7516),
        case(19620),  # two pieces of one stretch in marks
    ],
)
def test_what_went_wrong_once(text: str, language: str) -> None:
    """Texts that raised, hung or lost their places before."""
    assert tried(text, language) == []


def test_cases_are_made_from_their_number() -> None:
    """A case that failed can be had again, and cases differ."""
    assert [case(n) for n in range(50)] == [case(n) for n in range(50)]
    assert len({case(n)[0] for n in range(50)}) > 45


GOOD = extract(STORIES[0])
FIRST = GOOD.quotations[0]


@pytest.mark.parametrize(
    ("quotation", "says"),
    [
        (replace(FIRST, spans=(Span(0, len(STORIES[0]) + 1),)), "outside"),
        (replace(FIRST, cue=Span(3, 3)), "empty"),
        (replace(FIRST, spans=(Span(20, 30), Span(0, 10))), "out of order"),
        (replace(FIRST, nested_in="nobody"), "not there"),
        (replace(FIRST, continues="nobody"), "not there"),
        (replace(FIRST, nested_in=FIRST.id), "circle"),
        (replace(FIRST, confidence=1.5), "confidence"),
        (replace(GOOD.quotations[1], id=FIRST.id), "not unique"),
    ],
)
def test_what_is_wrong_is_seen(quotation: Quotation, says: str) -> None:
    """The check can fail."""
    others = GOOD.quotations[1:] if quotation.spans != GOOD.quotations[1].spans else GOOD.quotations
    broken = replace(GOOD, quotations=(*others, quotation))
    assert any(says in fault for fault in faults(broken))
