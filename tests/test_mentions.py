"""From the words that name a speaker to the speaker."""

from __future__ import annotations

import pytest

from onrecord.extract.blocks import blocks
from onrecord.extract.mentions import UNNAMED, resolve_mentions
from onrecord.extract.turns import turns
from onrecord.model import Document, Form, Quotation, Span, Speaker

STORY = """Alder: Three ports will close

French President Bruno Alder said on Friday that three ports will close, during his meeting \
with the president of Poland Viktor Erle.

He added that nobody would lose work. Officials doubted it.

“We were not asked,” the Polish president said.

Finance Minister Anna Birch, who had been silent, agreed. She said the money was gone.

France's Defence Ministry said nothing. An aide said the plan was old. Alder's spokesman declined, \
Mrs. Birch said."""


def resolve(
    text: str, sources: list[tuple[str, str]], language: str = "en"
) -> tuple[list[str | None], tuple[Speaker, ...]]:
    """Speakers of one quotation for each (context, source), where the source lies in the context."""
    document = Document("d", "d", text, "", "", language)
    made = []
    for number, (context, source) in enumerate(sources):
        at = text.index(context) + context.index(source)
        end = text.index(context) + len(context)
        span = Span(at, at + len(source))
        made.append(Quotation(f"d-q{number}", "d", (Span(end - 1, end),), Form.INDIRECT, source=span))
    found = blocks(document)
    resolved, _, speakers = resolve_mentions(document, found, turns(document, found), made)
    return [q.speaker for q in resolved], speakers


@pytest.mark.parametrize(
    ("context", "source", "speaker"),
    [
        ("Alder: Three", "Alder", "Bruno Alder"),
        ("French President Bruno Alder said", "French President Bruno Alder", "Bruno Alder"),
        ("He added", "He", "Bruno Alder"),
        ("Officials doubted", "Officials", UNNAMED),
        ("the Polish president said", "the Polish president", "Viktor Erle"),
        ("Birch, who had", "who", "Anna Birch"),
        ("She said", "She", "Anna Birch"),
        ("France's Defence Ministry said", "France's Defence Ministry", "French Defence Ministry"),
        ("An aide said", "An aide", UNNAMED),
        ("Alder's spokesman declined", "Alder's spokesman", None),
        ("Mrs. Birch said", "Mrs. Birch", "Anna Birch"),
    ],
)
def test_one_source(context: str, source: str, speaker: str | None) -> None:
    """Names, pronouns, offices, bodies and unnamed people are told from the document; the rest stays open."""
    before = [("French President Bruno Alder said", "French President Bruno Alder")]
    found, _ = resolve(STORY, [*before, (context, source)])
    assert found[1] == speaker or (speaker is None and found[1] == UNNAMED)


def test_one_body_under_two_names() -> None:
    """A country in the possessive and its adjective name the same body."""
    text = "France's Defence Ministry said no.\n\nThe French Defence Ministry repeated it."
    sources = [
        ("France's Defence Ministry said", "France's Defence Ministry"),
        ("The French Defence Ministry repeated", "The French Defence Ministry"),
    ]
    found, speakers = resolve(text, sources)
    assert found == ["French Defence Ministry"] * 2
    assert [speaker.name for speaker in speakers] == ["French Defence Ministry"]


def test_gender_keeps_a_couple_apart() -> None:
    """A family name with "Mr." is not the woman of that name."""
    found, _ = resolve(
        "Michelle Birch spoke first. Then Mr. Birch said no.", [("Mr. Birch said", "Mr. Birch")]
    )
    assert found == ["Birch"]


def test_russian_cases() -> None:
    """An oblique family name is the person named in the nominative elsewhere."""
    text = "Президент Эльбонии Пётр Ольхин выступил. По словам Ольхина, порты закроют. Он добавил, что скоро."
    found, _ = resolve(text, [("По словам Ольхина,", "Ольхина"), ("Он добавил", "Он")], "ru")
    assert found == ["Пётр Ольхин", "Пётр Ольхин"]


def test_first_person_in_a_turn() -> None:
    """ "I" inside a turn is whoever has the floor."""
    text = "Question: When?\nBruno Alder: I said in May that we close.\nQuestion: Why?\nBruno Alder: Because."
    found, _ = resolve(text, [("I said in May that we close.", "I")])
    assert found == ["Bruno Alder"]


def unsourced(text: str, parts: list[str]) -> list[Quotation]:
    document = Document("d", "d", text, "", "", "en")
    made = [
        Quotation(f"d-q{i}", "d", (Span(text.index(part), text.index(part) + len(part)),), Form.DIRECT)
        for i, part in enumerate(parts)
    ]
    return list(resolve_mentions(document, blocks(document), (), made)[0])


def test_announced_remarks() -> None:
    """After a line that announces somebody's remarks, quotations without a source are that person's."""
    head = "Ports to close\n\nPresident Bruno Alder spoke on Friday.\n\nBelow are Alder's key remarks."
    text = f'{head}\n\n"We close three ports."\n\n"Nobody loses work."'
    found = unsourced(text, ["We close three ports.", "Nobody loses work."])
    assert [q.speaker for q in found] == ["Bruno Alder"] * 2
    assert all(q.confidence < 1 for q in found)


def test_without_evidence_nobody_is_named() -> None:
    """A quotation without a source in a report of several voices stays open."""
    text = 'Ports to close\n\nBruno Alder spoke on Friday.\n\n"We close three ports."\n\nAnna Birch left.'
    assert [q.speaker for q in unsourced(text, ["We close three ports."])] == [None]
