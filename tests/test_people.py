"""One name per person across a pile."""

from __future__ import annotations

from dataclasses import replace

from onrecord.extract.extraction import extract
from onrecord.extract.speakers.people import resolve_people
from onrecord.model import Document, Extraction, Form, Quotation, Span, Turn


def extraction(
    doc: str, *names: str | None, text: str = "English text.", turn: str | None = None
) -> Extraction:
    quotations = tuple(
        Quotation(f"{doc}-q{i}", doc, (Span(0, 1),), Form.INDIRECT, speaker=name)
        for i, name in enumerate(names)
    )
    made = (Turn(f"{doc}-t01", doc, Span(0, 1), (Span(0, 1),), None, turn, True),) if turn else ()
    return Extraction(Document(doc, doc, text, "", "", "en"), (), made, quotations, (), (), ())


def named(extractions: list[Extraction]) -> list[list[str | None]]:
    return [[q.speaker for q in x.quotations] for x in resolve_people(extractions)[0]]


def test_scripts_and_short_forms_meet() -> None:
    """The same person in two scripts and by family name alone gets one Latin name."""
    pile = [
        extraction("a", "Viktor Shubin", "Viktor Shubin"),
        extraction("b", "Виктор Шубин", "Виктор Шубин", "Виктор Шубин", text="Русский текст."),
        extraction("c", "Shubin"),
    ]
    assert named(pile) == [["Viktor Shubin"] * 2, ["Viktor Shubin"] * 3, ["Viktor Shubin"]]


def test_two_of_one_family_stay_apart() -> None:
    """A family name that two persons of the pile bear stays as it is."""
    pile = [extraction("a", "Anna Birch"), extraction("b", "Bruno Birch"), extraction("c", "Birch")]
    assert named(pile) == [["Anna Birch"], ["Bruno Birch"], ["Birch"]]


def test_unnamed_and_unknown_are_kept() -> None:
    """Unnamed sources, journalists and open speakers are no persons to merge."""
    pile = [extraction("a", "unnamed source", None, "journalist", turn="Anna Birch")]
    extractions, speakers = resolve_people(pile)
    assert [q.speaker for q in extractions[0].quotations] == ["unnamed source", None, "journalist"]
    assert [speaker.name for speaker in speakers] == ["Anna Birch"]


def test_without_latin_documents_names_stay_in_their_script() -> None:
    """A pile without Latin text keeps names as they are written."""
    pile = [
        extraction("a", "Виктор Шубин", text="Русский текст."),
        extraction("b", "Шубин", text="Другой текст."),
    ]
    assert named(pile) == [["Виктор Шубин"], ["Виктор Шубин"]]


def test_family_name_first() -> None:
    """A family name that stands first is known by it in other documents; a given name is not."""
    pile = [extraction("a", "Kwan Lu", "Anna Birch"), extraction("b", "Kwan"), extraction("c", "Anna")]
    assert named(pile) == [["Kwan Lu", "Anna Birch"], ["Kwan Lu"], ["Anna"]]


def test_titles_of_one_document_tell_pronouns_of_another() -> None:
    """ "Mrs" in one document keeps that person from being "he" in another."""
    first = "Mrs. Rovel spoke. “We close,” said Prime Minister Imke Rovel of Elbonia."
    second = (
        "Prime Minister Imke Rovel spoke after President Tarok Usten. “We close three ports,” Rovel said. "
        "“Nobody will lose work,” he said."
    )
    pile = [
        replace(x, document=replace(x.document, id=str(i)))
        for i, x in enumerate(extract(text, None, language="en") for text in (first, second))
    ]
    speakers = named(pile)[1]
    assert "Imke Rovel" in speakers
    assert speakers[-1] != "Imke Rovel"
