"""Sources that a document itself names."""

from __future__ import annotations

import pytest

from onrecord.extract.extraction import extract
from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.credits import credits
from onrecord.extract.layout.outlets import with_known_outlets
from onrecord.model import Document

HEAD = "Ports to close\n\n"


def _document(key: str, text: str) -> Document:
    return Document(key, key, text, "", "", "en")


def names(text: str, language: str = "en", outlet: str | None = None) -> list[str]:
    document = Document("d", "d", HEAD + text, "", "", language, outlet=outlet)
    return [credit.name for credit in credits(document, blocks(document))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "PORT MUD (AP) — Three ports in Elbonia will close.", "AP"),
        ("en", "Three ports will close, TASS reports.", "TASS"),
        ("en", "PORT MUD (ELBPRESS) — Three ports in Elbonia will close.", "ELBPRESS"),
        ("en", "Three ports will close, ELBPRESS reports.", "ELBPRESS"),
        ("en", "The tune (a dance - ELBPRESS) was played at the port.", "ELBPRESS"),
        ("en", "The tune (a dance - TASS) was played at the port.", "TASS"),
        ("en", "The Elbonian newspaper Daily Mud quoted an unnamed source on Monday.", "Daily Mud"),
        ("en", "Three ports will close, according to Reuters.", "Reuters"),
        ("en", "PORT MUD, March 3 (Northern Wire) - Three ports in Elbonia will close.", "Northern Wire"),
        ("en", "Three ports will close, the minister told the Mud Tribune.", "Mud Tribune"),
        (
            "en",
            "Three ports will close, she said in an interview with La Gazette de Mud.",
            "La Gazette de Mud",
        ),
        (
            "en",
            "Three ports of Elbonia will close, and the ships must go.\n\nAdditional reporting by Northwire",
            "Northwire",
        ),
        (
            "en",
            "Three ports of Elbonia will close, and the ships must go.\n\nWith material from Northern Wire",
            "Northern Wire",
        ),
        ("en", "Three ports of Elbonia will close, and the ships must go.\n\nELBA", "ELBA"),
        ("es", "Redacción / Cable Norte\n\nTres puertos cerrarán.", "Cable Norte"),
        (
            "es",
            "Tres puertos de Elbonia cerrarán, y los barcos tendrán que irse.\n\nFuente: Cable Norte",
            "Cable Norte",
        ),
        (
            "de",
            "Drei Häfen in Elbonien schließen, und die Schiffe müssen fort.\n\n(Mit Material von Nordkabel)",
            "Nordkabel",
        ),
        ("de", "Drei Häfen schließen, wie „El Faro de Elbonia“ berichtet.", "El Faro de Elbonia"),
        ("fr", "Mud (Nordfil) – Trois ports vont fermer au printemps.", "Nordfil"),
        (
            "fr",
            "Trois ports vont fermer, selon un ministre cité par Le Courrier de Mud.",
            "Le Courrier de Mud",
        ),
        ("pl", "Trzy porty zostaną zamknięte – pisze w czwartek „Głos Elbonii”.", "Głos Elbonii"),
        ("ru", "Порты закроют, сказал он в интервью газете «Голос де Муд».", "Голос де Муд"),
        (
            "uk",
            "Порти Ельбонії закриють, і кораблі мусять піти геть.\n\nЗа матеріалами «Ельбонський голос»",
            "Ельбонський голос",
        ),
        ("en", "A journalist from Elbonian Truth met the minister.", "Elbonian Truth"),
        (
            "ru",
            "Порты закроют. Об этом пишет «Эльбонский Вестник» со ссылкой на источники.",
            "Эльбонский Вестник",
        ),
        ("ru", "Порты закроют, сообщает ТАСС.", "ТАСС"),
        ("uk", "Порти закриють, повідомляє Укрінформ.", "Укрінформ"),
        (
            "de",
            "Drei Häfen werden geschlossen, berichtet die Zeitung „Elbonischer Bote“.",
            "Elbonischer Bote",
        ),
        ("fr", "Trois ports vont fermer, selon l'AFP.", "AFP"),
        ("es", "Tres puertos cerrarán, según EFE.", "EFE"),
        ("pl", "Trzy porty zostaną zamknięte, podaje PAP.", "PAP"),
        ("zh", "据新华社报道，三个港口将关闭。", "新华社"),
        ("ja", "三つの港が閉鎖されると共同通信が報じた。", "共同通信"),
    ],
)
def test_credited(language: str, text: str, expected: str) -> None:
    """Agencies in credited places and outlets in introducing phrases are found, once each."""
    assert names(text, language) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The minister joined Reuters as a young man and left it soon after.",
        "© REUTERS / J. DOE A ship leaves the port of Mud in the spring of the year",
        "A ship leaves the port. (AP Photo/J. Doe)",
        "The chain (ELB) owns three ports, and the REST is rented.",
        '"A port is a port," wrote the minister.',
        "He told Anna Berg and the Elbonian Senate that the ports would close.",
        "The bill (a long one - Ed.) was passed.\n\nAdditional reporting by Anna Berg\n\nENDS",
    ],
)
def test_not_credited(text: str) -> None:
    """An agency that is only mentioned, a picture's agency, and a quotation are no credit."""
    assert names(f"Three ports in Elbonia will close next year.\n\n{text}") == []


def test_own_outlet_is_no_source() -> None:
    """A paper that names itself does not name a source."""
    assert names("Three ports will close, the newspaper Daily Mud reported.", outlet="Daily Mud") == []


def test_pile_explains_a_name() -> None:
    """A name that stands where a person could is a source where another document is headed by it."""
    texts = {
        "a": "Northern Wire\n\nThree ports to close\n\nThree ports in Elbonia will close.",
        "b": "Ports to close\n\nThree ports of Elbonia will close, and the ships must go.\n\n"
        "Additional reporting: Northern Wire",
        "c": "Ports to close\n\nNorthern Wire was founded by a port.",
    }
    found = with_known_outlets([extract(_document(key, text)) for key, text in texts.items()])
    assert [[c.name for c in x.credits] for x in found] == [[], ["Northern Wire"], []]


TOLD = [
    ("de", "Die Häfen schließen, wie die Agentur Nordkabel meldet.", "Nordkabel"),
    ("de", "Die Häfen schließen, wie die Nachrichtenagentur Nordkabel am Montag meldete.", "Nordkabel"),
    ("de", "PORT MUD (dpa) – Drei Häfen in Elbonien schließen.", "dpa"),
    (
        "de",
        "Port Mud – Drei Häfen in Elbonien schließen, sagte sie der Zeitung „Der Hafenbote“.",
        "Der Hafenbote",
    ),
    ("de", "Drei Häfen schließen, sagte Ministerin Rohm der „Mudener Zeitung“.", "Mudener Zeitung"),
    ("de", "Drei Häfen schließen, sagte Ministerin Rohm der Mudener Zeitung am Dienstag.", "Mudener Zeitung"),
    ("de", "„Drei Häfen schließen“, sagte Rohm dem Sender Radio Mud.", "Radio Mud"),
    ("de", "„Drei Häfen schließen“, sagte Rohm im Interview mit Radio Mud.", "Radio Mud"),
    ("de", "„Drei Häfen schließen“, sagte Rohm im Gespräch mit Kanal Sieben.", "Kanal Sieben"),
    ("de", "Gegenüber Radio Mud sagte Rohm, die Häfen würden schließen.", "Radio Mud"),
    ("de", "Laut Radio Mud schließen drei Häfen.", "Radio Mud"),
    ("de", "Nach Angaben der Agentur Nordkabel schließen drei Häfen.", "Nordkabel"),
    ("de", "Drei Häfen schließen, berichtet der Sender Kanal Sieben.", "Kanal Sieben"),
    (
        "de",
        "Drei Häfen schließen. Das berichtet die Zeitung „Der Bote“ unter Berufung auf das Ministerium.",
        "Der Bote",
    ),
    ("de", "Drei Häfen schließen bald ganz.\n\nMit Material von Nordkabel", "Nordkabel"),
    ("de", "Drei Häfen schließen bald ganz.\n\nMit Material der Agentur Nordkabel", "Nordkabel"),
    ("de", "Drei Häfen schließen bald ganz.\n\nQuelle: Nordkabel", "Nordkabel"),
    ("de", "Drei Häfen schließen bald ganz.\n\nRedaktion, mit Nordkabel", "Nordkabel"),
    ("de", "Von Jan Stolt und Nordkabel\n\nDrei Häfen schließen bald ganz.", "Nordkabel"),
    ("de", "Von unserer Redaktion / Nordkabel\n\nDrei Häfen schließen bald ganz.", "Nordkabel"),
    ("de", "Port Mud, 3. März (Nordkabel). Drei Häfen in Elbonien schließen.", "Nordkabel"),
    ("de", "Drei Häfen schließen, so die Agentur Nordkabel.", "Nordkabel"),
    ("de", "Das sagte Rohm im Morgenmagazin von Radio Mud.", "Radio Mud"),
    ("de", "In einem Interview des Senders Radio Mud sagte Rohm, die Häfen würden schließen.", "Radio Mud"),
    (
        "de",
        "In einem am Montag ausgestrahlten Interview von Radio Mud sagte Rohm, die Häfen würden schließen.",
        "Radio Mud",
    ),
    ("fr", "Trois ports fermeront, selon l’agence Nordcâble.", "Nordcâble"),
    ("fr", "Trois ports fermeront, rapporte l’agence Nordcâble.", "Nordcâble"),
    ("fr", "« Trois ports fermeront », a-t-elle indiqué à l’agence Nordcâble.", "Nordcâble"),
    ("fr", "« Trois ports fermeront », a déclaré Ada Rohm à Radio Boue.", "Radio Boue"),
    ("fr", "« Trois ports fermeront », a dit Ada Rohm au micro de Radio Boue.", "Radio Boue"),
    ("fr", "« Trois ports fermeront », a confié Ada Rohm au Courrier de Boue.", "Courrier de Boue"),
    ("fr", "Interrogée sur Radio Boue, Ada Rohm a annoncé la fermeture.", "Radio Boue"),
    ("fr", "Dans un entretien à Radio Boue, Ada Rohm a annoncé la fermeture.", "Radio Boue"),
    ("fr", "Dans une interview accordée à Radio Boue, Ada Rohm a annoncé la fermeture.", "Radio Boue"),
    ("fr", "Port Boue (Nordcâble) – Trois ports fermeront.", "Nordcâble"),
    ("fr", "PORT BOUE, 3 mars (NCB) – Trois ports fermeront.", "NCB"),
    ("fr", "Trois ports fermeront bientôt en Elbonie.\n\nAvec Nordcâble", "Nordcâble"),
    ("fr", "Trois ports fermeront bientôt en Elbonie.\n\n(Avec Nordcâble)", "Nordcâble"),
    ("fr", "Par Jean Molin, avec Nordcâble\n\nTrois ports fermeront bientôt en Elbonie.", "Nordcâble"),
    ("fr", "Trois ports fermeront, d’après le quotidien Le Port.", "Le Port"),
    ("fr", "Trois ports fermeront, écrit le journal « Le Port ».", "Le Port"),
    ("fr", "Trois ports fermeront, a rapporté Radio Boue.", "Radio Boue"),
    ("fr", "Trois ports fermeront, cite l’agence Nordcâble.", "Nordcâble"),
    ("es", "Tres puertos cerrarán, según la agencia Cable Norte.", "Cable Norte"),
    ("es", "Tres puertos cerrarán, informó la agencia Cable Norte.", "Cable Norte"),
    ("es", "La ministra lo dijo en una entrevista con Radio Lodo.", "Radio Lodo"),
    ("es", "«Tres puertos cerrarán», dijo la ministra a Radio Lodo.", "Radio Lodo"),
    ("es", "«Tres puertos cerrarán», declaró la ministra a la agencia Cable Norte.", "Cable Norte"),
    ("es", "Tres puertos cerrarán, recoge Cable Norte.", "Cable Norte"),
    ("es", "En declaraciones a Radio Lodo, la ministra anunció el cierre.", "Radio Lodo"),
    ("es", "Puerto Lodo, 3 mar (Cable Norte).- Tres puertos cerrarán.", "Cable Norte"),
    ("es", "Puerto Lodo (Cable Norte). Tres puertos cerrarán.", "Cable Norte"),
    ("es", "Entrevistada en Radio Lodo, la ministra anunció el cierre.", "Radio Lodo"),
    ("es", "Tres puertos cerrarán pronto en Elbonia.\n\nCon información de Cable Norte", "Cable Norte"),
    ("en", "Three ports will close, the minister told Radio Mud.", "Radio Mud"),
    ("en", "Three ports will close, the minister said in an interview with Radio Mud.", "Radio Mud"),
    ("en", "Speaking on Radio Mud, the minister said three ports would close.", "Radio Mud"),
    ("en", "Three ports will close, the agency Northern Wire reported.", "Northern Wire"),
    ("de", "Rohm sagte dem Abgeordneten Jan Stolt, drei Häfen würden schließen.", None),
    ("de", "Laut Jan Stolt schließen drei Häfen.", None),
    ("de", "Im Gespräch mit Jan Stolt sagte Rohm, drei Häfen würden schließen.", None),
    ("de", "Nach Angaben der Polizei schließen drei Häfen.", None),
    ("de", "Gegenüber der Polizei sagte Rohm nichts.", None),
    ("de", "Der Regierung zufolge schließen drei Häfen.", None),
    ("de", "Das sagte Rohm bei einem Treffen in Port Mud (Elbonien).", None),
    ("fr", "Selon Jean Molin, trois ports fermeront.", None),
    ("fr", "« Trois ports fermeront », a déclaré Ada Rohm à Jean Molin.", None),
    ("fr", "Ada Rohm, avec Jean Molin, a annoncé la fermeture.", None),
    ("fr", "Selon la ministre Ada Rohm, trois ports fermeront.", None),
    ("fr", "Selon Molin, trois ports fermeront.", None),
    ("fr", "Ada Rohm a indiqué à Molin que trois ports fermeront.", None),
    ("es", "Según Molina, tres puertos cerrarán.", None),
    ("es", "La ministra dijo a Juan Molina que tres puertos cerrarán.", None),
    ("en", "Speaking on Monday, the minister said three ports would close.", None),
    ("en", "The minister told Roe that three ports would close.", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), TOLD)
def test_outlets_of_any_name(language: str, text: str, expected: str | None) -> None:
    """Whom the press tells, what it heard where, and who sent it; never a person who is told."""
    assert names(text, language) == ([expected] if expected else [])
