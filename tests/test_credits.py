"""Sources that a document itself names."""

from __future__ import annotations

import pytest

from onrecord.extract.blocks import blocks
from onrecord.extract.credits import credits
from onrecord.model import Document

HEAD = "Ports to close\n\n"


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
    ],
)
def test_not_credited(text: str) -> None:
    """An agency that is only mentioned, a picture's agency, and a quotation are no credit."""
    assert names(f"Three ports in Elbonia will close next year.\n\n{text}") == []


def test_own_outlet_is_no_source() -> None:
    """A paper that names itself does not name a source."""
    assert names("Three ports will close, the newspaper Daily Mud reported.", outlet="Daily Mud") == []
