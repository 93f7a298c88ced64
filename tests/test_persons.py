"""Names of persons and bodies in running text."""

from __future__ import annotations

import pytest

from onrecord.extract.speakers.naming import naming
from onrecord.extract.speakers.persons import bare_name, name_mentions

CASES = [
    ("en", "the late [Elbonian] Fisheries Secretary Mr [Robert] Oakes", "Robert Oakes", "secretary"),
    ("en", "said a ministry spokesman, Gao Lin.", "Gao Lin", "spokesman"),
    ("en", "Minister of Foreign Affairs Sergei Birch", "Sergei Birch", "minister"),
    ("en", "Chairman of Mudoil Vagit Birch", "Vagit Birch", "chairman"),
    ("en", "Mr. King said", "King", "mr"),
    ("ru", "по словам пресс-секретаря Кремля Дмитрия Ольхина", "Дмитрия Ольхина", "пресс-секретаря"),
    ("de", "sagte Außenministerin Anna Erle am Montag", "Anna Erle", "aussenministerin"),
    ("fr", "le ministre des Affaires étrangères Jean Aulne", "Jean Aulne", "ministre"),
    ("es", "la ministra de Hacienda María Aliso dijo", "María Aliso", "ministra"),
    ("pl", "powiedział rzecznik rządu Adam Brzoza", "Adam Brzoza", "rzecznik"),
]


@pytest.mark.parametrize(("language", "text", "name", "title"), CASES)
def test_name_with_its_title(language: str, text: str, name: str, title: str) -> None:
    """The name is found without its titles, and the titles with it."""
    found = [m for m in name_mentions(text, 0, len(text), naming(language)) if m.certain]
    assert [m.name for m in found] == [name]
    assert title in found[0].titles


def test_family_name_that_is_a_title() -> None:
    """A given name before it makes a title word a family name."""
    text = "Stephen King said"
    assert [m.name for m in name_mentions(text, 0, len(text), naming("en"))] == ["Stephen King"]


def test_body_is_no_person() -> None:
    """A ministry is a body, and its article is not part of its name."""
    text = "The Justice Department said"
    (mention,) = name_mentions(text, 0, len(text), naming("en"))
    assert (mention.name, mention.body) == ("Justice Department", True)


@pytest.mark.parametrize(
    ("language", "stretch", "name"),
    [
        ("zh", "总统王林", "王林"),
        ("zh", "王林总统", "王林"),
        ("ja", "山田太郎首相", "山田太郎"),
        ("en", "Mrs. Birch", "Birch"),
    ],
)
def test_bare_names(language: str, stretch: str, name: str) -> None:
    """A stretch that names somebody is left without its titles, in scripts without capitals too."""
    assert bare_name(stretch, naming(language)) == name


def test_gender() -> None:
    """Honorifics, titles and given names tell gender."""
    text = "Mrs. Birch met chairman Pat Alder and Anna Erle."
    found = {m.name: m.gender for m in name_mentions(text, 0, len(text), naming("en"))}
    assert found == {"Birch": "f", "Pat Alder": "m", "Anna Erle": "f"}
