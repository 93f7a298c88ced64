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


BODIES_AND_PAPERS: list[tuple[str, str, dict[str, str | None]]] = [
    (
        "en",
        "In a statement, the Elbonian Health Authority said that the wards were closed. “Nobody else will be "
        "admitted,” the statement read.",
        {"Nobody else will be": "Elbonian Health Authority"},
    ),
    (
        "en",
        "Roe wrote in a letter that the plant would close. The letter said nobody would be dismissed.",
        {"nobody would be dismissed": "Roe"},
    ),
    ("en", "The manufacturer, Halvex, says it is cooperating.", {"it is cooperating": "Halvex"}),
    (
        "en",
        "Kitchen maker Halvex recalled its pans. The sales rose by a third, the company said.",
        {"The sales rose": "Halvex"},
    ),
    (
        "en",
        "Fire destroyed two halls overnight, the fire brigade said on Monday. In a letter, the union of dock "
        "workers said that it had warned them.",
        {"Fire destroyed": "fire brigade", "it had warned": "union of dock workers"},
    ),
    (
        "fr",
        "Deux personnes sont mortes, a annoncé jeudi l’Autorité sanitaire de Lucénie. L’Autorité dit n’avoir "
        "aucune trace d’une plainte. Le fabricant, Halvex, dit coopérer avec les autorités.",
        {
            "Deux personnes": "Autorité sanitaire de Lucénie",
            "aucune trace": "Autorité sanitaire de Lucénie",
            "coopérer": "Halvex",
        },
    ),
    (
        "fr",
        "Selon le communiqué du ministère de la Santé, les lits manquent. Le communiqué précise que trois "
        "services ferment.",
        {"les lits manquent": "ministère de la Santé", "trois services": "ministère de la Santé"},
    ),
    (
        "es",
        "En un comunicado, la Autoridad Sanitaria de Lucenia recomienda que se aplacen las visitas. Los "
        "demás lotes, añade el texto, no están afectados. El sindicato asegura que nadie avisó.",
        {"Los demás lotes": "Autoridad Sanitaria de Lucenia", "nadie avisó": "sindicato"},
    ),
    (
        "es",
        "El director de la empresa municipal KTL, Juan Molina, calcula los daños en unos 90 millones. «Es un "
        "tercio de la flota», dijo.",
        {"los daños": "Juan Molina", "un tercio": "Juan Molina"},
    ),
    (
        "de",
        "Das Gesundheitsministerium teilte am Montag mit, dass die Betten fehlen. In einer Mitteilung des "
        "Ministeriums hieß es, drei Stationen würden geschlossen.",
        {"die Betten fehlen": "Gesundheitsministerium", "drei Stationen": "Gesundheitsministerium"},
    ),
    (
        "de",
        "Ada Rohm kam. Rohm kennt sie nach eigenen Worten alle beim Vornamen. Der Verein hat nach eigenen "
        "Angaben 300 Mitglieder.",
        {"alle beim Vornamen": "Ada Rohm", "300 Mitglieder": "Verein"},
    ),
    (
        "de",
        "Die Prüferin Ada Rohm von der Straßenbehörde von Orra kam am Montag. Zu den Worten von "
        "Verkehrsminister Jan Stolt, alles sei geprüft, meinte sie: „Das sagt nichts.“",
        {"alles sei geprüft": "Jan Stolt", "Das sagt nichts": "Ada Rohm"},
    ),
    ("de", "Aus Sicht von Rohm ist der Plan gescheitert.", {"ist der Plan": "Rohm"}),
    ("de", "Rohm kam. „Niemand“, sagte Rohm, „wird entlassen.“", {"wird entlassen": "Rohm"}),
]


@pytest.mark.parametrize(("language", "text", "says"), BODIES_AND_PAPERS)
def test_bodies_and_papers(language: str, text: str, says: dict[str, str | None]) -> None:
    """A document speaks for its issuer; a body without a name keeps what the report calls it."""
    test_who_is_meant(language, text, says)


DELAYED = """{} told the hearing on Thursday that she had warned them in writing.

“I signed it,” said {}, chief inspector at the roads office."""


@pytest.mark.parametrize(
    ("described", "named", "speaker"),
    [
        ("The engineer in charge of the bridge", "Ada Rohm", "Ada Rohm"),
        ("An engineer in charge of the bridge", "Ada Rohm", "unnamed source"),
        ("The engineer in charge of the bridge", "Transport Minister Ada Rohm", None),
        ("The engineer in charge of the bridge", "Jan Stolt, who met Ada Rohm", "Jan Stolt"),
    ],
)
def test_described_first_and_named_after(described: str, named: str, speaker: str | None) -> None:
    """The lead's description is taken for whom the text names next, unless another office stands there."""
    found = extract(DELAYED.format(described, named), None, language="en")
    assert found.quotations[0].speaker == speaker


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
