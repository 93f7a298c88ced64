"""Numbers that are claims, with what they count, who claims them and as of when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.figures import figures
from onrecord.model import (
    Block,
    BlockKind,
    DateCandidate,
    DateInterval,
    Document,
    Figure,
    Form,
    Quotation,
    Span,
    Turn,
)


def document(text: str, language: str = "en", published: date | None = None) -> Document:
    dates = (DateCandidate(DateInterval(published, published), "meta", "published"),) if published else ()
    return Document("d", "d.txt", text, "", "", language, dates=dates)


def found(text: str, language: str = "en") -> tuple[Figure, ...]:
    return figures(document(text, language), (), (), ())


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


CLAIMS = [
    ("en", "As many as 40,000 bakers have signed up.", 40_000.0, "bakers"),
    ("en", "There were three rounds of talks at Vessia.", 3.0, "rounds of talks"),
    ("en", "The walk took more than five hours.", 5.0, "hours"),
    ("en", "We counted, and 270,000 men had come.", 270_000.0, "men"),
    ("en", "Some are 85–90 percent ready.", (85.0, 90.0), "percent"),
    ("en", "It cost $5 billion.", 5e9, "USD"),
    ("ru", "Задержаны 24 пекаря.", 24.0, "пекаря"),
    ("ru", "Три новых моста открылись.", 3.0, "новых моста"),
    ("de", "Es kamen 300 junge Bäcker.", 300.0, "junge Bäcker"),
    ("fr", "Trois boulangers sont venus.", 3.0, "boulangers"),
    ("es", "Llegaron cinco panaderos.", 5.0, "panaderos"),
    ("pl", "Przyszło pięciu piekarzy.", 5.0, "piekarzy"),
    ("zh", "超过三十万人参加。", 300_000.0, "人"),
    ("ja", "約300人が参加した。", 300.0, "人"),
]


@pytest.mark.parametrize(("language", "text", "value", "unit"), CLAIMS)
def test_claim(language: str, text: str, value: float, unit: str) -> None:
    """A number that counts something is a figure, with the noun it counts."""
    (figure,) = found(text, language)
    assert (figure.value, figure.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "The two leaders met on September 15, 2030 at 12:25.",
        "It takes two to waltz, one way or another.",
        "This is the first point, and one more question.",
        "1 of 2",
        "Comments\n0",
        "An F-16 and a 25-year-old baker.",
        "Article 5 applies.",
        "Dozens of bakers came.",
    ],
)
def test_no_claim(text: str) -> None:
    """Dates, names, ordinals, page furniture and manners of speaking are no figures."""
    assert found(text) == ()


def test_silent_blocks() -> None:
    """A caption claims nothing; a headline does."""
    text = "50 bakers march\nA baker, one of 20 bakers"
    blocks = (Block(BlockKind.HEADLINE, Span(0, 15)), Block(BlockKind.CAPTION, Span(16, len(text))))
    (figure,) = figures(document(text), blocks, (), ())
    assert (figure.id, figure.span.of(text)) == ("d-f01", "50")


def test_claimant() -> None:
    """The speaker of the innermost quotation claims a number, else the speaker of the turn; never a guess."""
    text = 'I say 30 bakers came, and Ola said "40 cooks came", and he said "50 maids came".'
    turn = Turn("d-t1", "d", Span(0, len(text)), (Span(0, len(text)),), None, "Ada Reve", True)
    ola = Quotation("d-q1", "d", (span_of(text, "40 cooks came"),), Form.DIRECT, speaker="Ola Tamm")
    he = Quotation("d-q2", "d", (span_of(text, "50 maids came"),), Form.DIRECT)
    claimed = [f.claimed_by for f in figures(document(text), (), (ola, he), (turn,))]
    assert claimed == ["Ada Reve", "Ola Tamm", None]


def test_what_is_counted() -> None:
    """The phrase is the text's own, after the number where it goes on, before it where it does not."""
    text = "Imports of Vessian cheese tumbled 26.4% in May. Some 40 bakers signed the letter, he said."
    first, second = found(text)
    assert (first.of, second.of) == ("Imports of Vessian cheese tumbled 26.4%", "bakers signed the letter")


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("By 3 May 2030, 40 bakers had come.", "2030-05-03"),
        ("On Monday 40 bakers came.", "2031-09-15"),
        ("In May 2030, 40 bakers came.", "2030-05"),
        ("So far 40 bakers came.", None),
    ],
)
def test_as_of(text: str, as_of: str | None) -> None:
    """A date in the sentence dates the figure; a weekday counts from the page's own day."""
    (figure,) = figures(document(text, published=date(2031, 9, 19)), (), (), ())
    assert figure.as_of == as_of


def test_as_of_in_the_words_of_the_text() -> None:
    """Without a day of its own, a page's weekday stays a word."""
    (figure,) = found("On Monday 40 bakers came.")
    assert figure.as_of == "Monday"


@settings(max_examples=100)
@given(
    st.text() | st.text("0123 .,one two bakers'\"\n%-", max_size=80),
    st.sampled_from(("en", "ru", "zh", "xx")),
)
def test_any_text(text: str, language: str) -> None:
    """No text is too odd, and what a figure says of itself stands in the text."""
    for figure in found(text, language):
        assert figure.span.of(text)
        assert figure.of is None or figure.of in text


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "Buses on lines 1, 2 and 5 run again, the company said.", []),
        ("en", "The Comet 6 is sold in 11 countries, the maker said.", [11.0]),
        ("en", "Valve 77 burst. Nobody had looked at valve 77, she said.", []),
        ("es", "La válvula 98 no estaba entre las 52 examinadas.", [52.0]),
        ("pl", "Linie 1, 2 i 7 ruszą w piątek.", []),
        ("en", "Sales rose 26.4 percent to 2.31 bn crowns.", [26.4, 2_310_000_000.0]),
        ("en", "It cost 85,000 crowns, 5,000 more than planned.", [85_000.0, 5_000.0]),
        ("en", "There were 37 accidents, nine of which caused burns.", [37.0, 9.0]),
        ("pl", "Straciliśmy jedną trzecią taboru.", []),
        ("es", "Es un tercio de nuestra flota.", []),
    ],
)
def test_names_and_shares_are_no_claims(language: str, text: str, values: list[float]) -> None:
    """A number that says which one is no figure, a part in words neither; two numbers are no range."""
    document = Document("d", "d", text, "", "", language)
    assert [f.value for f in figures(document, (), (), ())] == values


def test_a_text_without_full_stops_is_read_like_any_other() -> None:
    """What is counted, and when, is looked for beside the number, however long its sentence is."""
    text = (
        "and on it went " * 2000 + "until 3 May 2031 when 400 boats left the harbour " + "and so on " * 2000
    )
    (boats,) = (figure for figure in found(text) if figure.value == 400)
    assert (boats.unit, boats.as_of) == ("boats", "2031-05-03")
    assert boats.of is not None
    assert boats.of.startswith("boats left the harbour")


def test_a_name_with_a_number_comes_back() -> None:
    """A word with a number that is met twice, in a compound too, is a name; with another number it is not."""
    assert [f.value for f in found("They saw Comet 6. So they did: Comet 6, and Comet 7 too.")] == [7]
    text = "They saw Comet 6 and the pre-Comet 6 plans."
    assert [f.span.start for f in found(text)] == [text.rindex("6")]
