"""Attributions inside quote marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.rules.cues import cues
from onrecord.extract.rules.interrupted import parted
from onrecord.extract.rules.marks import marked


def contents(text: str, language: str = "ru") -> list[str]:
    marks = parted(text, marked(text, (), language), cues(language))
    return [stretch.content.of(text) for stretch in marks.stretches]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Мы готовы, — сказал Рощин. — Начнём завтра».", ["Мы готовы", "Начнём завтра"]),
        ("«Мост, – отметила она, – простоит век».", ["Мост", "простоит век"]),
        ("«Кто там? — спросил сторож. — Входите „сами“».", ["Кто там?", "Входите „сами“", "сами"]),
        ("«Мост — говорил бы я — плох».", ["Мост — говорил бы я — плох"]),
        ("«Порт — гордость города — закрыт».", ["Порт — гордость города — закрыт"]),
    ],
)
def test_an_attribution_between_dashes_parts_the_quotation(text: str, expected: list[str]) -> None:
    """Words of the reporter between dashes part a quotation; the speaker's own asides do not."""
    assert contents(text) == expected


def test_languages_without_the_habit_keep_their_quotations() -> None:
    """In English, dashes inside quote marks enclose the speaker's own words."""
    assert contents("“We go, — said Roe. — Now.”", "en") == ["We go, — said Roe. — Now."]


@given(st.text(alphabet='«»„“" —–-.,!? сказалонРощинмост\n', max_size=120))
def test_any_marks_stay_sound(text: str) -> None:
    """Stretches stay in order and inside the text, and parents hold their children."""
    marks = parted(text, marked(text, (), "ru"), cues("ru"))
    starts = [stretch.outer.start for stretch in marks.stretches]
    assert starts == sorted(starts)
    for stretch in marks.stretches:
        assert 0 <= stretch.outer.start <= stretch.content.start <= stretch.content.end <= len(text)
        assert stretch.parent is None or marks.stretches[stretch.parent].outer.holds(stretch.outer)
