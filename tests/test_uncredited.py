"""Sentences that credit nobody and say what the record says: whose they are, and which are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.align.uncredited import with_uncredited
from onrecord.model import Block, BlockKind, Credit, Document, Extraction, Form, Quotation, Span, Turn
from onrecord.text.embedding import LexicalEmbedder

MAYOR, KEEPER = "Oda Karlin", "Piet Maros"
RECORD = [
    (
        MAYOR,
        "The harbour baths will reopen on the second of May. A ticket costs four crowns, as it did before.",
    ),
    ("journalist", "Will the old diving tower be pulled down this winter?"),
    (MAYOR, "No, the old diving tower stays where it is."),
    ("journalist", "And how many pupils learned to swim last summer?"),
    (KEEPER, "We taught 340 pupils to swim. A clerk told me that nobody had counted them before."),
]
"""An invented press conference."""
QUOTED = "“I am very glad of that,” said Oda Karlin. “So am I,” said Piet Maros. "


def document(id_: str, text: str) -> Document:
    return Document(id_, f"{id_}.txt", text, "", "", "en")


def record() -> Extraction:
    text, turns = "", []
    for number, (speaker, words) in enumerate(RECORD):
        start = len(text) + len(speaker) + 2
        span = Span(start, start + len(words))
        label = Span(len(text), start)
        turns.append(Turn(f"t-t{number}", "t", span, (span,), label, speaker, True))
        text += f"{speaker}: {words}\n"
    told = text.index("nobody had counted")
    inner = Quotation("t-q1", "t", (Span(told, told + len("nobody had counted them before")),), Form.INDIRECT)
    return Extraction(document("t", text), (), tuple(turns), (inner,), (), (), ())


def report(sentence: str, quoted: str = QUOTED, head: str = "") -> Extraction:
    """A report of a headline, two quotations and a sentence."""
    text = f"{head}\n\n{quoted}{sentence}"
    quotations: list[Quotation] = []
    for words, name in (("I am very glad of that,", MAYOR), ("So am I,", KEEPER)):
        if words in text:
            at = text.index(words)
            span = Span(at, at + len(words))
            quotations.append(Quotation(f"r-q{len(quotations)}", "r", (span,), Form.DIRECT, speaker=name))
    blocks = (Block(BlockKind.HEADLINE, Span(0, len(head))),) if head else ()
    return Extraction(document("r", text), blocks, (), tuple(quotations), (), (), ())


def added(reported: Extraction, primary: str | None = "t") -> list[tuple[str, str | None, Form]]:
    """What the step adds to a report of the press conference."""
    known = {q.id for q in reported.quotations}
    found = with_uncredited((record(), reported), primary, LexicalEmbedder())[1]
    text = found.document.text
    return [(q.extent.of(text), q.speaker, q.form) for q in found.quotations if q.id not in known]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The harbour baths will reopen on the second of May.", MAYOR),
        ("Last summer 340 pupils were taught to swim.", KEEPER),
        ("The old diving tower will not be pulled down this winter.", MAYOR),
    ],
    ids=["a statement", "another speaker", "a question with its answer"],
)
def test_a_sentence_of_the_record_is_its_speakers(sentence: str, speaker: str) -> None:
    """What a report says without credit, and the record says too, is the speaker's in the record."""
    assert added(report(sentence)) == [(sentence.rstrip("."), speaker, Form.INDIRECT)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Gulls circled above the pier while the tide came in.",
        "Will the harbour baths reopen on the second of May?",
        "I think the harbour baths will reopen on the second of May.",
    ],
    ids=["elsewhere", "a question", "the reporter's own"],
)
def test_what_the_record_does_not_say_is_nobodys(sentence: str) -> None:
    """Narration, a reporter's question and a reporter's own opinion stay without a speaker."""
    assert added(report(sentence)) == []


def test_only_voices_of_the_report_speak_in_it() -> None:
    """Somebody whom the report never quotes is not made to speak in it."""
    assert (
        added(
            report("Last summer 340 pupils were taught to swim.", "“I am very glad of that,” said Karlin. ")
        )
        == []
    )


def test_a_sentence_with_a_credit_is_left_alone() -> None:
    """A sentence that names an agency as its source is credited already."""
    reported = report("The harbour baths will reopen on the second of May, Northwire reported.")
    at = reported.document.text.index("Northwire")
    credited = replace(reported, credits=(Credit("Northwire", Span(at, at + 9)),))
    assert added(credited) == []


def test_a_headline_is_read_on_either_side_of_its_colon() -> None:
    """The side of a headline that gives the speaker's words is the quotation."""
    found = added(report("Gulls circled above the pier.", head="Harbour: Old diving tower stays where it is"))
    assert found == [("Old diving tower stays where it is", MAYOR, Form.HEADLINE)]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("The harbour baths will reopen on the second of May", MAYOR), ("nobody had counted them before", None)],
    ids=["said", "only passed on"],
)
def test_the_record_names_who_a_report_does_not(words: str, speaker: str | None) -> None:
    """A quotation without speaker gets the record's, unless that speaker only passed the words on."""
    reported = report(f"{words}, it was heard.")
    at = reported.document.text.index(words)
    unnamed = Quotation("r-q9", "r", (Span(at, at + len(words)),), Form.INDIRECT)
    reported = replace(reported, quotations=(*reported.quotations, unnamed))
    found = with_uncredited((record(), reported), "t", LexicalEmbedder())[1]
    assert next(q.speaker for q in found.quotations if q.id == "r-q9") == speaker


def test_without_a_record_facts_stay_facts() -> None:
    """Two reports that have a sentence in common do not make it a quotation."""
    sentence = "The harbour baths will reopen on the second of May."
    other = replace(report(sentence), document=replace(report(sentence).document, id="o", path="o.txt"))
    docs = (other, report(sentence))
    assert with_uncredited(docs, None, LexicalEmbedder()) == docs


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(["The baths reopen. ", "“", "”", "May: ", "\n\n", "4 ", "Karlin "]), max_size=12)
)
def test_any_text_keeps_its_order_and_its_own_quotations(parts: Sequence[str]) -> None:
    """Quotations stay in order, inside the text, and none that was there is lost."""
    reported = report("".join(parts))
    found = with_uncredited((record(), reported), "t", LexicalEmbedder())[1]
    starts = [q.extent.start for q in found.quotations]
    assert starts == sorted(starts)
    assert {q.id for q in reported.quotations} <= {q.id for q in found.quotations}
    assert all(0 <= q.extent.start < q.extent.end <= len(found.document.text) for q in found.quotations)
