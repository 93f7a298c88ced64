"""Quote marks: what they enclose, in which order, and where they do not pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.rules.marks import marked
from onrecord.model import Block, BlockKind, Span


def inside(text: str, language: str = "en") -> list[str]:
    return [s.content.of(text) for s in marked(text, (), language).stretches]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ('He said "yes, yes" twice.', "en", ["yes, yes"]),
        ("„Das ist ‚wichtig‘ für uns“, sagte er.", "de", ["Das ist ‚wichtig‘ für uns", "wichtig"]),
        ("»So ist es«, meinte sie.", "de", ["So ist es"]),
        ("« Nous allons “gagner” », a dit l’homme.", "fr", ["Nous allons “gagner”", "gagner"]),
        ('L\'"économie" va bien.', "fr", ["économie"]),
        ("”Det är bra”, sade han.", "sv", ["Det är bra"]),
        ("«Он сказал: „Да“», — сказал Иванов.", "ru", ["Он сказал: „Да“", "Да"]),
        ('М\'який знак і "слово".', "uk", ["слово"]),
        ("他说：“我们要去‘那里’看《远方》。”", "zh", ["我们要去‘那里’看《远方》。", "那里", "远方"]),
        ("「『はい』と言った」と述べた。", "ja", ["『はい』と言った", "はい"]),
        ("``So it is,'' he said.", "en", ["So it is,"]),
        ("'It's the boys' ship,' he said.", "en", ["It's the boys' ship,"]),
        ("It's 6' 2\" tall, 'tis said, and the dogs' bowl is 5\" wide.", "en", []),
        ("the ’90s and rock ’n’ roll", "en", []),
        ("”", "en", []),
        ("“”« „’ ”»", "en", []),
        ("«“Да”»", "ru", ["“Да”", "Да"]),
        ("“…”, he said, and “!”", "en", ["…", "!"]),
        ("", "en", []),
    ],
)
def test_what_marks_enclose(text: str, language: str, expected: list[str]) -> None:
    """Marks of every language enclose what their readers think they do; apostrophes and inches nothing."""
    assert inside(text, language) == expected


def test_nesting_is_told() -> None:
    """A stretch inside another points at it."""
    stretches = marked("“A ‘b c’ d.”", (), "en").stretches
    assert [s.parent for s in stretches] == [None, 0]


def test_a_quotation_over_paragraphs_is_chained_and_balanced() -> None:
    """Each paragraph reopens and only the last closes: a convention, not a fault."""
    found = marked("Roe said: “One.\n\n“Two.\n\n“Three,” and left.", (), "en")
    assert [s.continues for s in found.stretches] == [None, 0, 1]
    assert found.unbalanced == ()


@pytest.mark.parametrize(
    ("text", "content", "faulty"),
    [
        ('We will not yield." "Never."', "We will not yield.", 'We will not yield."'),
        ("He said “we will not yield.\nThe end.", "we will not yield.", "“we will not yield."),
        ('"This is nonsense,” he said.', "This is nonsense,", '"This is nonsense,”'),
        ("“This is nonsense,\" he said.", "This is nonsense,", "“This is nonsense,\""),
    ],
)  # fmt: skip
def test_faulty_marks_are_reported_and_still_read(text: str, content: str, faulty: str) -> None:
    """A mark missing or of another style is reported with its stretch, and the words are still found."""
    found = marked(text, (), "en")
    assert content in [s.content.of(text) for s in found.stretches]
    assert [s.of(text) for s in found.unbalanced] == [faulty]


def test_captions_are_not_read() -> None:
    """Marks in captions, bylines and boilerplate count for nothing."""
    text = "“Sea” by Roe\n“We go,” he said."
    blocks = (Block(BlockKind.CAPTION, Span(0, 12)), Block(BlockKind.BODY, Span(13, len(text))))
    assert [s.content.of(text) for s in marked(text, blocks, "en").stretches] == ["We go,"]


@given(st.text(alphabet="ab .,\n\"'“”„‘’«»「」『』5", max_size=80), st.sampled_from(["en", "de", "fr", "zh"]))
def test_any_marks_give_sound_stretches(text: str, language: str) -> None:
    """Contents lie inside their outer span, children inside parents, chains point back."""
    found = marked(text, (), language)
    for i, stretch in enumerate(found.stretches):
        assert len(stretch.content)
        assert stretch.outer.holds(stretch.content)
        assert stretch.outer.end <= len(text)
        if stretch.parent is not None:
            assert found.stretches[stretch.parent].outer.holds(stretch.outer)
        assert stretch.continues is None or stretch.continues < i
    assert list(found.unbalanced) == sorted(set(found.unbalanced))
