"""The shipped span models on invented news, and on texts that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import ModelError
from onrecord.extract.spans.proposal import Attributor, Proposal
from onrecord.extract.spans.spanmodel import MODELS, SpanModel

MODEL: Attributor = SpanModel()
EVERY: list[Attributor] = [MODEL, *(SpanModel(MODELS / "attribution-multi", code) for code in ("de", "uk"))]

STORY = """Ferry service to resume, Port Alder mayor says

Ferry service between Port Alder and the Skerry Islands will resume on Monday, Mayor Ilse Brandvold said.

“We have waited eleven weeks for this,” Brandvold told reporters at the terminal. “Nobody should wait again.”

According to the harbour authority, repairs to the pier cost 4.2 million crowns.
"""


def shown(text: str, proposals: tuple[Proposal, ...]) -> list[tuple[str, str | None, str | None]]:
    """Content, cue and source as text."""
    return [
        (
            " … ".join(span.of(text).strip("“”,. ") for span in p.spans),
            p.cue.of(text) if p.cue else None,
            p.source.of(text) if p.source else None,
        )
        for p in proposals
    ]


@pytest.mark.parametrize(
    "expected",
    [
        (
            "Ferry service between Port Alder and the Skerry Islands will resume on Monday",
            "said",
            "Mayor Ilse Brandvold",
        ),
        (
            "We have waited eleven weeks for this … Nobody should wait again",
            "told",
            "Brandvold",
        ),
        ("repairs to the pier cost 4.2 million crowns", "According to", "the harbour authority"),
    ],
)
def test_plain_attributions_are_found(expected: tuple[str, str, str]) -> None:
    """Indirect, interrupted direct, and "according to" speech, each with cue and source, and surely."""
    proposals = MODEL.propose(STORY)
    found = dict(zip(shown(STORY, proposals), proposals, strict=True))
    assert expected in found
    assert found[expected].confidence > 0.7


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "''", "«»"])
def test_quote_marks_of_any_style_do(marks: str) -> None:
    """The same sentence in other marks gives the same words, cue and source."""
    text = f"{marks[0]}The bridge is safe,{marks[1]} engineer Tomas Varga said on Tuesday."
    assert [
        (content.strip(marks + ","), cue, source) for content, cue, source in shown(text, MODEL.propose(text))
    ] == [("The bridge is safe", "said", "engineer Tomas Varga")]


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.language)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "...",
        "\x00\x01\x02",
        "😀 “😀” said 😀",
        "“" * 300,
        "\ud800 said so",
        "ע“ה”מר",
        "…ﬁ½①é sagte „ﷺ“, дал понять, что ЁЖ…",
        "x" * 50_000,
    ],
)
def test_odd_texts_raise_nothing(text: str, model: Attributor) -> None:
    """Whatever is found lies inside the text."""
    for proposal in model.propose(text):
        assert all(span.end <= len(text) for span in proposal.spans)


_PARTS = (
    "Ana", "said", "“", "”", ",", "it rained", ".", "\n", "\u00a0", "é😀", "Вера", "сообщила, что",
    "идёт дождь", "„", "laut", "Selon", "…", "ﬁ", "e\u0301", "½",
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(st.sampled_from(_PARTS)), st.sampled_from(EVERY))
def test_spans_are_ordered_and_inside(parts: list[str], model: Attributor) -> None:
    """Contents are in order, do not overlap within a proposal, and confidence is a probability."""
    text = " ".join(parts)
    proposals = model.propose(text)
    assert list(proposals) == sorted(proposals, key=lambda p: p.spans)
    for proposal in proposals:
        assert all(a.end <= b.start for a, b in zip(proposal.spans, proposal.spans[1:], strict=False))
        assert proposal.spans[-1].end <= len(text)
        assert all(span.of(text).strip() == span.of(text) != "" for span in proposal.spans)
        assert 0 <= proposal.confidence <= 1


def test_same_text_same_answer() -> None:
    """Two models of one folder give the same proposals."""
    assert SpanModel().propose(STORY) == MODEL.propose(STORY)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    """Nothing is loaded until the first text; then the error names the folder."""
    model = SpanModel(tmp_path)
    with pytest.raises(ModelError, match="no attribution model can be read"):
        model.propose("Ana said it rained.")


@pytest.mark.parametrize("model", EVERY)
def test_nothing_is_said_without_words(model: Attributor) -> None:
    """Lines of marks and dashes hold no attribution."""
    assert model.propose("“ ” — „“ ‘’ …\n-----\n" * 200) == ()
