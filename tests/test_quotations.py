"""Quotations of a document: rules in nine languages, headlines, turns, and agreement with a model."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.layout.page import page_of
from onrecord.extract.quotations import quotations
from onrecord.extract.rules.attribution import mask
from onrecord.extract.rules.marks import Marks
from onrecord.extract.spans.proposal import Proposal
from onrecord.model import Block, BlockKind, Document, Form, Quotation, Span, Turn

_CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("quotations*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def document(text: str, language: str = "en") -> Document:
    return Document("d1", "d1.txt", text, "", "", language)


def at(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def shown(text: str, found: tuple[Quotation, ...]) -> list[list[str]]:
    return [
        [q.form.value, "##".join(s.of(text) for s in q.spans), q.source.of(text) if q.source else ""]
        for q in found
    ]


@dataclass
class Fixed:
    """An attributor that always proposes the same."""

    proposals: tuple[Proposal, ...]
    language: str = "en"
    leads: bool = True

    def propose(self, text: str) -> tuple[Proposal, ...]:
        return self.proposals


@pytest.mark.parametrize("case", _CASES, ids=lambda c: f"{c['language']}: {c['text'][:40]}")
def test_forms_contents_and_sources(case: dict[str, Any]) -> None:
    """Each language's habits of quoting give these forms, contents and sources."""
    text = case["text"]
    assert shown(text, quotations(page_of(document(text, case["language"]), (), ()))) == case["quotations"]


def test_ids_are_in_document_order_and_quotations_chain() -> None:
    """Ids number the quotations in order; a quotation that goes on points at the one before."""
    text = "“One day,” Roe said. “We shall leave.”"
    first, second = quotations(page_of(document(text), (), ()))
    assert (first.id, second.id) == ("d1-q001", "d1-q002")
    assert second.continues == first.id


def test_paragraphs_of_one_quotation_share_its_speaker() -> None:
    """A quotation that reopens in each paragraph takes its source from the paragraph that names it."""
    text = "“We sail at dawn.\n\n“We return at dusk,” said Roe."
    first, second = quotations(page_of(document(text), (), ()))
    assert first.source == second.source == at(text, "Roe")
    assert second.continues == first.id


def test_a_quotation_in_a_quotation_is_nested() -> None:
    """Quoted speech inside quoted speech is nested; a nickname in quote marks is not."""
    text = "“Roe told me, ‘Never again!’ and then the ‘boss’ left,” said Poe."
    outer, inner = quotations(page_of(document(text), (), ()))
    assert (inner.spans[0].of(text), inner.nested_in) == ("Never again!", outer.id)


def test_a_nested_quotation_is_found_wherever_it_stands() -> None:
    """Offsets of what is nested are those of the whole text, in running text and in turns."""
    said = "“Roe told me, ‘Never again!’ and then left,” said Poe."
    text = f"Nothing was said here for a long while.\n\n{said}"
    found = {q.spans[0].of(text): q for q in quotations(page_of(document(text), (), ()))}
    nested = found["Never again!"]
    assert nested.source == at(text, "Roe")
    assert nested.cue == at(text, "told")


def test_a_text_full_of_marks_is_read_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of eight times as many nested quotations hardly more than eight times as many characters are masked."""
    read: list[int] = []

    def counted(text: str, marks: Marks) -> str:
        read.append(len(text))
        return mask(text, marks)

    monkeypatch.setattr(sys.modules[quotations.__module__], "mask", counted)
    masked = []
    for count in (20, 160):
        read.clear()
        quotations(page_of(document("“Roe told me, ‘Never again!’ and left,” said Poe. " * count), (), ()))
        masked.append(sum(read))
    assert 0 < masked[1] < 9 * masked[0]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Roe: We will stay", [["headline", "We will stay", "Roe"]]),
        ("We will stay: Roe", [["headline", "We will stay", "Roe"]]),
        ("Port Will Stay Open, Roe Claims", [["headline", "Port Will Stay Open", "Roe"]]),
        ("‘We will stay’, says Roe", [["headline", "We will stay", "Roe"]]),
        ("Ruritania: five ports closed by storm", []),
        ("Port stays open", []),
        ("Captain says warnings went unheard", [["headline", "warnings went unheard", "Captain"]]),
        ("Jane Poe: I never sailed that night", [["headline", "I never sailed that night", "Jane Poe"]]),
        ("Captain after storm: “No Ship of Mine Sank”", [["headline", "No Ship of Mine Sank", "Captain"]]),
        ("Storm in port, “nobody will pay a penny”", [["headline", "nobody will pay a penny", ""]]),
        ("“The Long Way North” opens in port", []),
    ],
)
def test_headlines_that_attribute(head: str, expected: list[list[str]]) -> None:
    """A headline is a quotation where a person of the report speaks in it."""
    body = "The ports were empty. “We must wait,” Roe said."
    text = f"{head}\n\n{body}"
    blocks = (Block(BlockKind.HEADLINE, Span(0, len(head))), Block(BlockKind.BODY, at(text, body)))
    found = quotations(page_of(document(text), blocks, ()))
    assert [q for q in shown(text, found) if q[0] == "headline"] == expected


@pytest.mark.parametrize("kind", [BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.BOILERPLATE])
def test_some_blocks_hold_no_quotations(kind: BlockKind) -> None:
    """Captions, bylines and boilerplate are nobody's speech."""
    text = "“We must wait,” Roe said."
    assert quotations(page_of(document(text), (Block(kind, Span(0, len(text))),), ())) == ()


TURN = "I said that the port would close. We have waited.\nThey say that it is open."


def turn(text: str, labelled: bool) -> Turn:
    span = at(text, TURN)
    cut = text.index("\n", span.start)
    parts = (Span(span.start, cut), Span(cut + 1, span.end))
    return Turn("d1-t01", "d1", span, parts, at(text, "Roe") if labelled else None, None, labelled)


@pytest.mark.parametrize(
    ("labelled", "parents"), [(True, ["d1-t01", "d1-t01"]), (False, ["d1-q001", "d1-q003"])]
)
def test_turns_are_chained_paragraphs_with_quotations_inside(labelled: bool, parents: list[str]) -> None:
    """Paragraphs of a turn are chained; speech inside is nested in the turn, or in its paragraph."""
    text = f"Roe: {TURN}" if labelled else f"– {TURN}"
    found = quotations(page_of(document(text), (), (turn(text, labelled),)))
    paragraphs = [q for q in found if q.form is Form.TURN]
    assert [q.continues for q in paragraphs] == [None, paragraphs[0].id]
    inner = [q for q in found if q.form is Form.INDIRECT]
    assert [q.spans[0].of(text) for q in inner] == ["the port would close", "it is open"]
    assert [q.nested_in for q in inner] == parents


def test_an_attribution_inside_a_turn_is_not_part_of_it() -> None:
    """ "– Yes, – she said. – We know." has two stretches of speech and one source."""
    text = "– Yes, we do, – Roe said. – We know."
    whole = Span(2, len(text))
    spoken = Turn("d1-t01", "d1", whole, (whole,), None, None, False)
    found = shown(text, quotations(page_of(document(text), (), (spoken,))))
    assert found == [["turn", "Yes, we do,", "Roe"], ["turn", "We know.", "Roe"]]


def proposal(text: str, parts: list[str], cue: str, source: str | None, sure: float = 0.9) -> Proposal:
    named = at(text, source) if source else None
    return Proposal(tuple(at(text, part) for part in parts), at(text, cue), named, sure, "model")


def agreed(text: str, *proposals: Proposal) -> list[list[str]]:
    return shown(text, quotations(page_of(document(text), (), ()), Fixed(proposals)))


def test_the_model_decides_indirect_content() -> None:
    """A model's indirect content replaces the rule's."""
    text = "Roe said the port was closed for the winter."
    seen = proposal(text, ["the port was closed"], "said", "Roe")
    assert agreed(text, seen) == [["indirect", "the port was closed", "Roe"]]


def test_an_interrupted_quotation_is_one_in_several_spans() -> None:
    """What the model joins stays together; the marks around each part are left out."""
    text = "“We wait,” Roe said. “We always did.” Nobody moved."
    seen = proposal(text, ["“We wait,”", "“We always did.”"], "said", "Roe")
    assert agreed(text, seen) == [["direct", "We wait,##We always did.", "Roe"]]


def test_direct_speech_the_model_passes_over_stands() -> None:
    """Quote marks and a cue are enough without the model."""
    text = "“We wait for the tide,” Roe said."
    assert agreed(text) == [["direct", "We wait for the tide,", "Roe"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The old crane on the northern quay will be taken down, said Jane Roe.",
            [["indirect", "The old crane on the northern quay will be taken down", "Jane Roe"]],
        ),
        ("Seven months before, said Jane Roe.", []),
    ],
    ids=["a clause", "a phrase"],
)
def test_a_clause_with_its_credit_stands_where_the_model_saw_nothing(
    text: str, expected: list[list[str]]
) -> None:
    """A whole clause with a named credit after it needs no model; a phrase does."""
    assert agreed(text) == expected


@pytest.mark.parametrize(("sure", "kept"), [(0.9, 1), (0.1, 0)])
def test_thoughts_are_kept_where_the_model_is_sure(sure: float, kept: int) -> None:
    """Beliefs and plans are attributions too, but need a surer model than speech."""
    text = "Roe hopes that the port opens soon."
    assert len(agreed(text, proposal(text, ["the port opens soon"], "hopes", "Roe", sure))) == kept


def test_who_says_a_clause_comes_before_who_thinks_inside_it() -> None:
    """A thought the model takes out of "CLAUSE, X said" gives way to the whole clause."""
    text = "Crews plan to mend the quay by May, so no help is needed, Minister Roe said."
    plan = proposal(text, ["to mend the quay by May"], "plan", "Crews")
    late = proposal(text, ["to mend the quay by May, so no help is needed"], "said", "Minister Roe")
    whole = "Crews plan to mend the quay by May, so no help is needed"
    for seen in (plan, late):
        assert agreed(text, seen) == [["indirect", whole, "Minister Roe"]]


def test_relayed_words_belong_to_whom_they_are_from() -> None:
    """The paper that quotes a clerk is not who speaks."""
    text = "The Courier quoted a clerk as saying that the port would close."
    seen = proposal(text, ["a clerk as saying that the port would close"], "quoted", "The Courier")
    assert agreed(text, seen) == [["indirect", "the port would close", "a clerk"]]


def test_speech_within_what_a_model_finds_is_nested() -> None:
    """A name somebody gives a thing, inside what somebody else says of it, is a quotation in a quotation."""
    text = "Roe said the plan was what Poe called a “farce of a plan”."
    seen = proposal(text, ["the plan was what Poe called a “farce of a plan”"], "said", "Roe")
    outer, inner = quotations(page_of(document(text), (), ()), Fixed((seen,)))
    assert (inner.spans[0].of(text), inner.nested_in) == ("farce of a plan", outer.id)


def test_a_model_of_another_language_is_not_asked() -> None:
    """The rules alone serve a document that is not in the model's language."""
    text = "Vogel sagte, der Plan sei gescheitert."
    wrong = Proposal((Span(0, 5),), Span(6, 11), None, 1.0, "model")
    assert shown(text, quotations(page_of(document(text, "de"), (), ()), Fixed((wrong,)))) == [
        ["indirect", "der Plan sei gescheitert", "Vogel"]
    ]


_PIECES = st.sampled_from(
    ["“", "”", '"', "'", "«", "»", "said", "Roe", "that", ", ", ". ", ": ", "— ", "\n", "(", ")", "we go ",
     "он сказал",
     "「", "」", "と述べた", "according to", "?", " ", "\x00", "é", "😀"]
)  # fmt: skip


@given(
    st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(["en", "ru", "de", "fr", "ja", "zh", "xx"])
)
def test_any_text_gives_sound_quotations(text: str, language: str) -> None:
    """Whatever the marks do: spans lie in the text, hold something, are in order, and ids resolve."""
    found = quotations(page_of(document(text, language), (), ()))
    ids = {q.id for q in found}
    for q in found:
        assert q.spans
        assert all(0 <= s.start < s.end <= len(text) for s in q.spans)
        assert {q.nested_in, q.continues} <= ids | {None}
        assert 0 <= q.confidence <= 1
    assert [q.extent.start for q in found] == sorted(q.extent.start for q in found)
