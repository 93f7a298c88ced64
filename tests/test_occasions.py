"""Records that a document alone in its event is held against: all of a few, of many the likeliest."""

from __future__ import annotations

import pytest

from onrecord import extract
from onrecord.model import Document, Extraction
from onrecord.occasions import Occasions

TOWNS = [
    f"{first}{last}"
    for first in ("Kel", "Tor", "Mar", "Sun", "Old")
    for last in ("mo", "ba", "ni", "fo", "du", "ra")
]
STRAY = "В городе Торба мэр Ада Роу сказала, что 417 лодок спасены."


def record(number: int, town: str) -> Extraction:
    """A briefing in a town of its own, by somebody of a name of its own."""
    said = f"In {town} we saved {400 + number} boats. Nobody in {town} was hurt."
    text = f"Briefing\n\nMayor Ada {town}ski: {said}"
    return extract(Document(f"r{number}", f"r{number}.txt", text, "", "", "en"))


def stray(text: str, language: str = "en") -> Extraction:
    """A report of its own event."""
    return extract(Document("s", "s.txt", text, "", "", language))


def test_of_a_few_records_all_are_asked() -> None:
    """A small pile leaves nothing out, and a document is not its own record."""
    records = [record(n, town) for n, town in enumerate(TOWNS[:5])]
    assert Occasions(records).likeliest(stray("It rained.")) == tuple(records)
    assert Occasions(records).likeliest(records[2]) == tuple(r for r in records if r is not records[2])


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The mayor of Marni, Ada Marniski, said 414 boats were saved.", "en", "r14"),
        (STRAY, "ru", "r7"),
        ("Nobody knew.", "en", None),
    ],
)
def test_of_many_those_of_the_same_names(text: str, language: str, expected: str | None) -> None:
    """Names, in whatever letters, and figures choose among many; where none is shared none is asked."""
    records = [record(n, town) for n, town in enumerate(TOWNS)]
    chosen = [r.document.id for r in Occasions(records).likeliest(stray(text, language))]
    assert len(chosen) <= 12
    assert (expected in chosen) if expected else not chosen
