"""An invented story for tests of the report: a transcript, two reports of it, an older story."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from onrecord.model import (
    Anchor,
    Attested,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    DateInterval,
    Derivation,
    Document,
    Event,
    Extraction,
    Failure,
    Figure,
    Finding,
    FindingType,
    Form,
    Link,
    Omission,
    Profile,
    Quotation,
    Reading,
    Role,
    Span,
    Speaker,
    Statement,
    Story,
    Turn,
)

RECORD = "Ada Quill: We will open the gates, but only if 48 boats are safe. Nobody asked us."
REPORT = '"We will open the gates," said Quill of 84 boats. "Let them swim."'
RUSSIAN = "«Нас никто не спрашивал», — сказала Квилл."


def document(doc: str, text: str, language: str = "en", **more: Any) -> Document:
    """A document of invented text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Document(doc, f"/desk/{doc}.txt", text, digest, digest, language, **more)


def extraction(doc: Document, *quotations: Quotation, **more: Any) -> Extraction:
    """What was found in a document: quotations and nothing else, unless said."""
    bare = Extraction(doc, (), (), quotations, (), (), ())
    return replace(bare, **more)


def at(doc: str, text: str, words: str) -> Anchor:
    """The place of ``words`` in ``text``."""
    start = text.index(words)
    return Anchor(doc, Span(start, start + len(words)))


def quotation(name: str, doc: str, text: str, words: str, speaker: str | None = "Ada Quill") -> Quotation:
    """A direct quotation of ``words``."""
    return Quotation(name, doc, (at(doc, text, words).span,), Form.DIRECT, speaker=speaker)


def story() -> Story:
    """A transcript, a report that cuts and swaps a number, one in Russian, and an older story."""
    gates = "We will open the gates, but only if 48 boats are safe."
    cut = at("b", REPORT, "We will open the gates,")
    condition = at("a", RECORD, "but only if 48 boats are safe")
    statements = (
        Statement("e1-s1", "e1", "Ada Quill", at("a", RECORD, gates), ("b-q1",)),
        Statement("e1-s2", "e1", "Ada Quill", at("a", RECORD, "Nobody asked us."), ("c-q1",)),
    )
    readings = (
        Reading(
            "b-r1",
            "b-q1",
            (at("a", RECORD, gates),),
            Attested.PARTLY,
            0.9,
            (Change(ChangeKind.OMITTED, "The condition is gone."), Change(ChangeKind.POLARITY, "")),
            (
                Link("same", cut, at("a", RECORD, "We will open the gates,")),
                Link("delete", None, condition),
            ),
        ),
        Reading("b-r2", "b-q2", (), Attested.NO, 0.1, nearest=at("a", RECORD, "Nobody asked us.")),
        Reading("c-r1", "c-q1", (at("a", RECORD, "Nobody asked us."),), Attested.YES, 0.8),
    )
    turn = Turn("a-t1", "a", Span(11, len(RECORD)), (Span(11, len(RECORD)),), Span(0, 10), "Ada Quill", True)
    boats = [
        Figure("a-f1", "a", at("a", RECORD, "48").span, 48, "boats", "boats at risk"),
        Figure("b-f1", "b", at("b", REPORT, "84").span, 84, "boats", "boats at risk"),
    ]
    day = DateInterval(date(2021, 5, 4), date(2021, 5, 4))
    return Story(
        (
            extraction(
                document("b", REPORT, outlet="Harbour Mail"),
                quotation("b-q1", "b", REPORT, "We will open the gates,"),
                quotation("b-q2", "b", REPORT, "Let them swim.", None),
                figures=(boats[1],),
                blocks=(Block(BlockKind.BODY, Span(0, len(REPORT))),),
            ),
            extraction(
                document("a", RECORD, title="Questions to Ada Quill"), turns=(turn,), figures=(boats[0],)
            ),
            extraction(
                document("c", RUSSIAN, "ru", outlet="Причал"),
                quotation("c-q1", "c", RUSSIAN, "Нас никто не спрашивал"),
            ),
            extraction(document("d", "An older story.", title="Older story")),
        ),
        profiles=(Profile("a", Role.TRANSCRIPT, "labelled turns", day, "dateline", day, "the same day"),),
        speakers=(Speaker("Ada Quill", ("Quill", "Квилл")),),
        events=(
            Event("e2", ("d",), "Older"),
            Event("e1", ("b", "a", "c"), "Questions to Ada Quill", day, "Tarn", primary="a"),
        ),
        statements=statements,
        readings=readings,
        derivations=(
            Derivation("b", None, "QUAYPRESS", 1.0, "credits it"),
            Derivation("c", "a", None, 0.3, "one rare word"),
            Derivation("a", None, None, 0.1, "nothing tells"),
        ),
        omissions=(Omission("b", condition, 0.9, "a condition"),),
        findings=(
            Finding("b", FindingType.DECLARED_SOURCE, 1, "Names QUAYPRESS.", ()),
            Finding("b", FindingType.TRUNCATION_CHANGES_MEANING, 3, "Cut off.", (cut, condition)),
        ),
        failures=(Failure("/home/desk/pile/torn.pdf", "not a text format"),),
        notes=("No embedding model.",),
    )
