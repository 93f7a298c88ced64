"""All steps of one document together."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from onrecord.extract.extraction import extract
from onrecord.extract.spans.proposal import Proposal
from onrecord.model import Document, Form

TEXT = """Roe: The port stays open

Minister Jane Roe said on Friday that 40 ships had left the port. "We will not close," she added.
"""


class Silent:
    """An attributor that finds nothing."""

    language = "en"
    leads = True

    def propose(self, text: str) -> tuple[Proposal, ...]:
        return ()


def test_a_bare_text_is_extracted_with_its_language() -> None:
    """The language of a bare text is detected, and its hash is that of the text."""
    found = extract(TEXT)
    assert found.document.language == "en"
    assert len(found.document.text_sha256) == 64
    forms = {q.form for q in found.quotations}
    assert {Form.INDIRECT, Form.DIRECT} <= forms


def test_the_method_says_whether_a_model_was_used() -> None:
    """The shipped model by default; none where it is None or of another language."""
    english = Document("d", "d.txt", TEXT, "", "", "en")
    german = Document("d", "d.txt", "Vogel sagte, der Plan sei gescheitert.", "", "", "de")
    assert extract(english).method == "model+rules"
    assert extract(TEXT).method == "model+rules"
    assert extract(english, Silent()).method == "model+rules"
    assert extract(english, None).method == "rules"
    assert extract(german).method == "model+rules"
    assert extract(german, None).method == "rules"
    assert extract(german, Silent()).method == "rules"


def test_a_language_without_cues_says_so() -> None:
    """Where no cue of a language is known, the method says that quote marks are all there is."""
    assert extract("Maar dat is zo.", language="nl").method == "quote marks"


def test_a_text_and_its_document_give_the_same() -> None:
    """What Python is given for a text is what the command writes for a file with that text."""
    bare, read = extract(TEXT), extract(Document("text", "", TEXT, "", "", "en"))
    assert (bare.quotations, bare.turns, bare.figures) == (read.quotations, read.turns, read.figures)


def test_an_empty_document_is_no_error() -> None:
    """Nothing in, nothing out."""
    found = extract("", language="en")
    assert found.quotations == ()
    assert found.unbalanced == ()


_SPEAKERS = tomllib.loads(
    (Path(__file__).parent / "cases" / "speakers_slavic.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _SPEAKERS["case"], ids=lambda c: f"{c['language']}: {c['text'][:40]}")
def test_speakers_in_oblique_cases(case: dict[str, Any]) -> None:
    """Names in oblique cases and pronouns resolve to the dictionary form of the person they name."""
    found = extract(case["text"], language=case["language"])
    assert [q.speaker or "" for q in found.quotations] == case["speakers"]


_DROPPED = tomllib.loads(
    (Path(__file__).parent / "cases" / "speakers_dropped.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", _DROPPED["case"], ids=lambda c: f"{c['language']}: {c['text'][:40]}")
def test_speakers_of_verbs_without_a_subject(case: dict[str, Any]) -> None:
    """A verb without a subject is its antecedent's where number and gender agree; else nobody's."""
    found = extract(case["text"], language=case["language"])
    assert [q.speaker or "" for q in found.quotations] == case["speakers"]


def test_a_word_outside_the_marks_is_no_part_of_direct_speech() -> None:
    """What the model adds of the reporter's own sentence does not make a mixed quotation of a direct one."""
    text = (
        "“I passed on what I had been given. That was a mistake, and it was mine,” he said of his earlier "
        "assurances about Kelvane Bank."
    )
    (found,) = extract(text, language="en").quotations
    assert found.form is Form.DIRECT
    assert [span.of(text) for span in found.spans] == [text[1 : text.index("”")]]
