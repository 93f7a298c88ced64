"""Sentences with one known edit, and what collation makes of them."""

from __future__ import annotations

from onrecord.bench.perturb import ALTERED, UNCHANGED, perturb
from onrecord.collate import collate
from onrecord.model import Anchor, Form, Quotation, Span

SENTENCES = (
    "We have built 340 bridges in Arvenia since spring, and the council will repair another 1,200 next year.",
    "Mr Hartwell said in Belmar that the programme is not finished and that it is paid for by the ministry.",
    "They must organise the harvest themselves, because we do not have 5 percent of the machines they need.",
    "In my country, people travelled to Dorvik for work, and they are proud of their neighbours to this day.",
)  # fmt: skip
EXPECTED = {"number": "number", "negation": "polarity", "modality": "polarity", "name": "entity"}


def _kinds(original: str, edited: str) -> set[str]:
    quotation = Quotation("q", "r", (Span(0, len(edited)),), Form.DIRECT)
    anchor = Anchor("d", Span(0, len(original)))
    result = collate(quotation, edited, "en", [anchor], {"d": original}, {"d": "en"})
    return {change.kind.value for change in result.changes}


def test_same_seed_same_edits() -> None:
    """The maker is a function of sentences and seed."""
    assert perturb(SENTENCES, 3) == perturb(SENTENCES, 3)
    assert perturb(SENTENCES, 3) != perturb(SENTENCES, 4)


def test_every_kind_is_made() -> None:
    """These sentences give rise to an edit of every kind, and every edit but "identical" edits."""
    edits = perturb(SENTENCES, 1)
    assert {e.kind for e in edits} == {*ALTERED, *UNCHANGED}
    assert all((e.original == e.edited) == (e.kind == "identical") for e in edits)


def test_grave_edits_are_seen_and_harmless_ones_are_not() -> None:
    """Figures, negations, modals and names are told under their label; ways of writing are not told."""
    for edit in perturb(SENTENCES, 1):
        found = _kinds(edit.original, edit.edited)
        if edit.kind in EXPECTED:
            assert EXPECTED[edit.kind] in found, edit
        if edit.kind in UNCHANGED:
            assert not found, edit
