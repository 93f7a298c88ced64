"""What reports are read against where nothing records the occasion, and what they then leave out."""

from __future__ import annotations

import pytest

from onrecord.find.drawn_on import drawn_on
from onrecord.find.omissions import omissions
from onrecord.model import Derivation, Extraction, Form
from piles import anchor, event, reading, report

SAFE = "The pier is safe and will carry the crews this summer"
PAID = "nobody at Orrin has been paid a single crown since 4 March"
WEST = "The west door of the net loft will be repainted"


def _paper(doc: str, *said: str) -> Extraction:
    text = " ".join(f"{words}, Ada Quist said." for words in said)
    return report(doc, text, *((words, "Ada Quist", Form.INDIRECT) for words in said))


WIRE = _paper("wire", SAFE, PAID, WEST)
FIRST = _paper("first", SAFE, PAID)
SECOND = _paper("second", SAFE)


def _from(doc: str, source: str, *, undecided: bool = False) -> Derivation:
    return Derivation(doc, source, None, 0.9, "", undecided=undecided)


@pytest.mark.parametrize(
    ("derivations", "expected"),
    [
        ((_from("first", "wire"), _from("second", "first")), {"first": ("wire",), "second": ("wire",)}),
        ((_from("second", "first"),), {"wire": ("first",), "second": ("first",)}),
        ((_from("wire", "first", undecided=True),), {"first": ("wire",), "second": ("wire",)}),
        ((), {"first": ("wire",), "second": ("wire",)}),
        ((_from("first", "second"), _from("second", "first")), {"first": ("wire",), "second": ("wire",)}),
        ((_from("first", "elsewhere"),), {"first": ("wire",), "second": ("wire",)}),
    ],
)
def test_what_a_report_draws_on(
    derivations: tuple[Derivation, ...], expected: dict[str, tuple[str, ...]]
) -> None:
    """Derivations lead to an origin; without any, the fullest witness; an origin draws on nothing."""
    docs = {x.document.id: x for x in (WIRE, FIRST, SECOND)}
    assert drawn_on(event(None, *docs), docs, derivations) == expected


def test_a_record_comes_before_derivations() -> None:
    """Where there is a primary, every report is read against it, whatever it took from whom."""
    docs = {x.document.id: x for x in (WIRE, FIRST, SECOND)}
    found = drawn_on(event("wire", *docs), docs, (_from("second", "first"),))
    assert found == {"first": ("wire",), "second": ("wire",)}


def test_nothing_to_draw_on() -> None:
    """A document alone, and an event without documents, are read against nothing."""
    assert drawn_on(event(None, "wire"), {"wire": WIRE}, ()) == {}
    assert drawn_on(event(None), {}, ()) == {}


def test_what_a_report_leaves_out_of_another() -> None:
    """The denial and the figure of the report it draws on are left out; what it renders is not."""
    docs = (WIRE, FIRST, SECOND)
    readings = (
        reading("second-q0", anchor(WIRE, SAFE)),
        reading("first-q0", anchor(WIRE, SAFE)),
        reading("first-q1", anchor(WIRE, PAID)),
    )
    found = omissions(event(None, "wire", "first", "second"), docs, readings, (_from("second", "wire"),))
    assert [(o.doc, o.reference) for o in found if o.doc == "second"] == [("second", anchor(WIRE, PAID))]
    assert not [o for o in found if o.doc == "wire"]
