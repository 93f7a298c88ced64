"""Quotations that their own credit interrupts."""

from __future__ import annotations

from onrecord.extract.divided import divided
from onrecord.extract.layout.blocks import blocks
from onrecord.model import Document, Extraction, Form, Quotation, Span


def parts(text: str, contents: list[str], form: Form) -> list[Quotation]:
    """One quotation of all ``contents``, and one that continues it, taken apart."""
    document = Document("d", "d", text, "", "", "en")
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in contents)
    whole = Quotation("d-q001", "d", spans, form, speaker="Ada Roe")
    after = Quotation("d-q002", "d", (Span(len(text) - 1, len(text)),), Form.DIRECT, continues="d-q001")
    found = divided(Extraction(document, blocks(document), (), (whole, after), (), (), ()))
    return list(found.quotations)


def test_direct_speech_is_two_quotations() -> None:
    """Each stretch in marks stands alone, the second goes on from the first, what follows from the second."""
    text = '"The road is closed," Ada Roe said, "and it will stay closed." She left'
    first, second, after = parts(text, ["The road is closed,", "and it will stay closed."], Form.DIRECT)
    assert [q.id for q in (first, second)] == ["d-q001", "d-q001.2"]
    assert (first.continues, second.continues, after.continues) == (None, "d-q001", "d-q001.2")
    assert second.speaker == "Ada Roe"


def test_a_clause_that_is_interrupted_stays_one() -> None:
    """ "The plan, she said, will fail" is one clause in two stretches."""
    found = parts(
        "The plan for the road, Ada Roe said, will fail soon.",
        ["The plan for the road", "will fail soon"],
        Form.INDIRECT,
    )
    assert [len(q.spans) for q in found] == [2, 1]


def test_a_new_sentence_stands_alone_and_has_its_own_form() -> None:
    """Running text and the quoted sentence behind its credit are an indirect and a direct quotation."""
    text = 'The road is closed, Ada Roe said. "Nobody will open it." She left'
    first, second, _ = parts(text, ["The road is closed", '"Nobody will open it."'], Form.MIXED)
    assert [first.form, second.form] == [Form.INDIRECT, Form.DIRECT]
    assert second.spans[0].of(text) == "Nobody will open it."
