"""Whom a source means: offices, names with patronymics, things that are no persons."""

from __future__ import annotations

import pytest

from onrecord.extract.extraction import extract
from onrecord.extract.speakers.people import resolve_people

CASES = [
    (
        "de",
        "Die Verkehrsministerin von Elbonien, Ada Rohm, hat eingeräumt, dass die Brücke zu alt ist. "
        "„Wir bauen neu“, sagte die Ministerin.",
        {"die Brücke zu alt ist": "Ada Rohm", "Wir bauen neu": "Ada Rohm"},
    ),
    (
        "de",
        "Ada Rohm kam am Montag. Der Abgeordnete Jan Stolt hielt die Rede. Die geplante Sperrung nannte Rohm "
        "„einen Anfang von etwas“.",
        {"einen Anfang von etwas": "Ada Rohm"},
    ),
    (
        "de",
        "Von den zehn Brücken hätten neun keinen Riss, sagte der Leiter der Bauagentur, Jan Stolt.",
        {"hätten neun keinen Riss": "Jan Stolt"},
    ),
    (
        "fr",
        "Le directeur médical de l’hôpital, Luc Moreval, a indiqué que les lits manquaient. "
        "« Nous fermons demain », a déclaré le directeur.",
        {"les lits manquaient": "Luc Moreval", "Nous fermons demain": "Luc Moreval"},
    ),
    (
        "ru",
        "Президент клуба «Маяк» Роман Шелев провёл встречу. «Крыша течёт давно», — сказал Роман Игнатович. "
        "«Это наше дело», — коротко ответил Шелев.",
        {"Крыша течёт": "Роман Шелев", "Это наше дело": "Роман Шелев"},
    ),
    (
        "en",
        'The first witness was Falcons head Major-Gen Peter Lorne. The Falcons had watched. "It was late," '
        "he said. The Auditor General said that the books were open.",
        {"It was late": "Peter Lorne", "the books were open": "Auditor General"},
    ),
    (
        "en",
        "The Stolt campaign said that it had won. Roe’s campaign said that it had not lost.",
        {"it had won": "Stolt campaign", "it had not lost": None},
    ),
]


@pytest.mark.parametrize(("language", "text", "says"), CASES)
def test_who_is_meant(language: str, text: str, says: dict[str, str | None]) -> None:
    """Each content is given to the one its source means, or to nobody."""
    found = extract(text, None, language=language)
    for words, name in says.items():
        holders = [q for q in found.quotations if any(words in span.of(text) for span in q.spans)]
        assert {q.speaker for q in holders} == {name}, words


def test_an_office_told_elsewhere() -> None:
    """ "The minister" is the one whom another document of the pile calls so, if both name her."""
    texts = [
        "Transport Minister Ada Rohm said on Monday that the bridge was old.",
        'Ada Rohm came late. "We will build," the minister told the council.',
    ]
    pile, _ = resolve_people([extract(text, None, language="en") for text in texts])
    assert [q.speaker for q in pile[1].quotations] == ["Ada Rohm"]


def test_an_office_once_held_is_not_told() -> None:
    """A former minister is not "the minister" of another document."""
    texts = [
        "Former transport minister Ada Rohm said on Monday that the bridge was old.",
        'Ada Rohm came late. "We will build," the minister told the council.',
    ]
    pile, _ = resolve_people([extract(text, None, language="en") for text in texts])
    assert [q.speaker for q in pile[1].quotations] == [None]
