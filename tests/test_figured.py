"""The sentence of a record that has the figures of a quote in another language. All texts are made up."""

from __future__ import annotations

import pytest

from onrecord.figured import sentence_of_figures
from onrecord.model import Anchor, Document, Span

RECORD = (
    "We expect a margin of 10 to 11 percent. That is before the repairs. "
    "With the repairs we guide for 9 to 10 percent. Revenue was 2.31 billion crowns. Four boats leak. "
    "Of 20 boats 3 leak. In spring 3 of 20 boats were sold."
)
FIRST = "We expect a margin of 10 to 11 percent."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (
            "La marge sera de 9 à 10 %, réparations comprises.",
            "With the repairs we guide for 9 to 10 percent.",
        ),
        ("Le chiffre d'affaires atteint 2,31 milliards.", "Revenue was 2.31 billion crowns."),
        ("La marge sera de 10 à 11 %.", None),
        ("Cela coûte 7 couronnes.", None),
        ("Il y a 4 bateaux.", None),
        ("Sur 20 bateaux, 3 prennent l'eau.", None),
        ("Le chiffre d'affaires atteint 2,47 milliards.", None),
    ],
)
def test_where_figures_stand(quote: str, found: str | None) -> None:
    """Figures that the place at hand lacks, that are no small ones, and that one sentence alone has."""
    record = Document("record", "", RECORD, "", "", "en")
    place = sentence_of_figures(
        Document("quote", "", quote, "", "", "fr"), record, [Anchor("record", Span(0, len(FIRST)))]
    )
    assert (place.span.of(RECORD) if place else None) == found
