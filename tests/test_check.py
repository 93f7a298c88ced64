"""Did they really say this? Verdicts on the bundled story."""

from __future__ import annotations

import pytest

from onrecord import Story, UsageError, check, extract
from onrecord.steps import story_of
from onrecord.verdict import VerdictKind

SAID = "We do not need to bring in crews from abroad."


@pytest.mark.parametrize(
    ("quote", "by", "kind"),
    [
        (SAID, "Tavik Orsolen", VerdictKind.EXACT),
        (SAID, "Orsolen", VerdictKind.EXACT),
        ("we do not need to bring in crews, from abroad", "Tavik Orsolen", VerdictKind.TYPOGRAPHIC),
        (SAID, "Mirela Donvath", VerdictKind.OTHER_SPEAKER),
        ("We do need to bring in crews from abroad.", "Tavik Orsolen", VerdictKind.ALTERED),
        ("The orchestra will tour nine islands with a new cello concerto.", None, VerdictKind.ABSENT),
    ],
)
def test_verdicts(demo_story: Story, quote: str, by: str | None, kind: VerdictKind) -> None:
    """The same words, other typography, another speaker, a dropped negation, nothing like it."""
    assert check(quote, by, demo_story).kind is kind


@pytest.mark.parametrize(("number", "kind"), [("6,400", VerdictKind.EXACT), ("6,900", VerdictKind.ALTERED)])
def test_a_changed_number_is_never_the_same(demo_story: Story, number: str, kind: VerdictKind) -> None:
    """One digit decides."""
    quote = f"as of this morning {number} people have put their names on it"
    assert check(quote, None, demo_story).kind is kind


def test_the_places_hold_the_words(demo_story: Story) -> None:
    """Evidence of an exact verdict is the wording itself, at exact offsets."""
    verdict = check(SAID, None, demo_story)
    assert verdict.faithful
    assert verdict.places
    assert all(SAID.rstrip(".") in demo_story.text(place) for place in verdict.places)


def test_absent_words_come_with_the_nearest(demo_story: Story) -> None:
    """A reader can judge for himself."""
    verdict = check("The second dam was decided upon last winter.", None, demo_story)
    assert not verdict.faithful
    assert verdict.places


def test_a_quote_without_words_is_a_usage_error(demo_story: Story) -> None:
    """Nothing to look for is not "not in this record"."""
    with pytest.raises(UsageError, match="no words"):
        check("…", None, demo_story)


def test_an_empty_story_is_a_usage_error() -> None:
    """Nothing to look in is not "not in this record" either."""
    with pytest.raises(UsageError, match="no document"):
        check("Anything at all.", None, Story(()))


def _story(text: str) -> Story:
    return story_of([extract(text, language="en")], embedding="none")


PAID = (
    "Mayor Ilse Maren spoke on Monday.\n"
    '"We will build the bridge if the council pays 40,000 crowns," Maren said.\n'
)


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("We will build the bridge if the council pays 40,000 crowns", VerdictKind.EXACT),
        ("We will build the bridge if the council pays 40 thousand crowns", VerdictKind.TYPOGRAPHIC),
        ("We will build the bridge", VerdictKind.TRIMMED),
        ("We will build the bridge if the council pays 14,000 crowns", VerdictKind.ALTERED),
        ("We will not build the bridge", VerdictKind.ALTERED),
    ],
)
def test_what_stands_beside_the_words_counts(quote: str, kind: VerdictKind) -> None:
    """A condition cut off is told, another way of writing a number is none, another number is one."""
    assert check(quote, None, _story(PAID), embedding="none").kind is kind


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("Maren", VerdictKind.EXACT),
        ("Tavik Orsolen", VerdictKind.OTHER_SPEAKER),
        ("the city council", VerdictKind.EXACT),
    ],
)
def test_only_a_person_is_another_speaker(by: str, kind: VerdictKind) -> None:
    """Who speaks for a body cannot be told, so nobody is accused of borrowing its words."""
    quote = "We will build the bridge if the council pays 40,000 crowns"
    assert check(quote, by, _story(PAID), embedding="none").kind is kind
