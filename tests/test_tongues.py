"""Languages that one model serves together: what it adds to the rules, and when it is read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import ModelError
from onrecord.extract.extraction import Model, extract
from onrecord.extract.spans import models
from onrecord.extract.spans.proposal import Proposal
from onrecord.extract.spans.spanmodel import MODELS, SpanModel
from onrecord.model import Form, Span

_FILE = tomllib.loads((Path(__file__).parent / "cases" / "tongues.toml").read_text(encoding="utf-8"))


@dataclass
class Fixed:
    """A model that adds to the rules and always proposes the same."""

    proposals: tuple[Proposal, ...]
    language: str
    leads: bool = False

    def propose(self, text: str) -> tuple[Proposal, ...]:
        return self.proposals


def shown(text: str, model: Model, language: str) -> list[tuple[str, str]]:
    """Content and source of each quotation."""
    found = extract(text, model, language=language)
    return [
        (" … ".join(s.of(text) for s in q.spans), q.source.of(text) if q.source else "")
        for q in found.quotations
    ]


def span(text: str, part: str) -> Span:
    """Where ``part`` first stands."""
    return Span(text.index(part), text.index(part) + len(part))


def seen(text: str, content: str, cue: str | None, source: str | None, confidence: float = 0.9) -> Proposal:
    """A proposal of those words."""
    return Proposal(
        (span(text, content),),
        span(text, cue) if cue else None,
        span(text, source) if source else None,
        confidence,
        "fixed",
    )


@pytest.mark.parametrize("case", _FILE["cases"], ids=lambda c: f"{c['language']}: {c['text'][:40]}")
def test_speech_that_no_list_knows_is_found(case: dict[str, Any]) -> None:
    """The rules pass it over; the shipped model finds it, without the complementiser, and who says it."""
    expected = (case["content"], case["source"])
    assert expected not in shown(case["text"], None, case["language"])
    assert expected in shown(case["text"], "shipped", case["language"])


@pytest.mark.parametrize("case", _FILE["told"], ids=lambda c: c["language"])
def test_what_a_reporter_tells_is_nobodys(case: dict[str, Any]) -> None:
    """Plain narration holds no quotation."""
    assert shown(case["text"], "shipped", case["language"]) == []


GERMAN = "Ilse Vogel sagte, der Plan sei gescheitert. Tomas Varga ließ ahnen, dass er geht."


def test_what_the_rules_found_stands() -> None:
    """A proposal over words of the rules changes nothing; one beside them is added."""
    over = seen(GERMAN, "Ilse Vogel sagte, der Plan", None, None)
    beside = seen(GERMAN, "dass er geht", "ließ ahnen", "Tomas Varga")
    rules = [("der Plan sei gescheitert", "Ilse Vogel")]
    assert shown(GERMAN, None, "de") == rules
    assert shown(GERMAN, Fixed((over,), "de"), "de") == rules
    assert shown(GERMAN, Fixed((over, beside), "de"), "de") == [*rules, ("er geht", "Tomas Varga")]


@pytest.mark.parametrize(
    ("cue", "source", "confidence", "added"),
    [
        ("ließ ahnen", "Tomas Varga", 0.9, True),
        ("ließ ahnen", "Tomas Varga", 0.1, False),
        ("ließ ahnen", None, 0.9, False),
    ],
)
def test_what_is_added_is_sure_and_somebodys(
    cue: str, source: str | None, confidence: float, *, added: bool
) -> None:
    """A doubtful proposal is left out, and one whose verb has nobody for a subject."""
    proposal = seen(GERMAN, "dass er geht", cue, source, confidence)
    assert (len(shown(GERMAN, Fixed((proposal,), "de"), "de")) == 2) is added


def test_a_report_that_goes_on_takes_the_speaker_before_it() -> None:
    """Sentences without cue and source go on from the quotation right before them, one each."""
    text = (
        "Ilse Vogel sagte, der Plan sei gescheitert. Geld gab es nie. Das wussten alle.\n\nEs regnete stark."
    )
    carried = Proposal((span(text, "Geld gab es nie. Das wussten alle."),), None, None, 0.9, "fixed")
    alone = seen(text, "Es regnete stark.", None, None)
    found = extract(text, Fixed((carried, alone), "de"), language="de").quotations
    assert [q.spans[0].of(text) for q in found] == [
        "der Plan sei gescheitert",
        "Geld gab es nie",
        "Das wussten alle",
    ]
    assert [q.continues for q in found] == [None, found[0].id, found[1].id]
    assert {q.source for q in found} == {span(text, "Ilse Vogel")}
    assert found[1].form is Form.INDIRECT


def test_a_speaker_whom_only_the_model_saw_is_named() -> None:
    """The rules' quotation takes cue and source from a proposal over it where it has neither."""
    text = "„Der Kai ist sicher. Niemand muss gehen.“ Das Rathaus wiegelt ab wie Tomas Varga."
    proposal = seen(text, "Der Kai ist sicher. Niemand muss gehen.", "wiegelt ab", "Tomas Varga")
    assert shown(text, None, "de") == [("Der Kai ist sicher. Niemand muss gehen.", "")]
    assert shown(text, Fixed((proposal,), "de"), "de") == [
        ("Der Kai ist sicher. Niemand muss gehen.", "Tomas Varga")
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation with one model folder, of which no weights can be read."""
    own = tmp_path / "attribution-none"
    own.mkdir()
    languages = {"cs": {"shipped": True}, "sk": {"shipped": False}}
    (own / "config.json").write_text(json.dumps({"languages": languages}), encoding="utf-8")
    (own / "model.int8.onnx").write_bytes(b"none")
    monkeypatch.setattr(models, "MODELS", tmp_path)
    models.modelled.cache_clear()
    models.model_for.cache_clear()
    yield own
    models.modelled.cache_clear()
    models.model_for.cache_clear()


def test_languages_are_known_before_weights_are_read(folder: Path) -> None:
    """A folder's languages are those its configuration switches on; broken weights show at the first text."""
    assert models.modelled() == {"cs": folder}
    assert models.model_for("cs") is None
    assert models.model_for("sk") is None


def test_a_folder_without_weights_serves_no_language(folder: Path) -> None:
    """Configuration alone is no model."""
    (folder / "model.int8.onnx").unlink()
    assert not models.modelled()


def test_a_language_the_model_was_not_made_for() -> None:
    """Says so at the first text."""
    with pytest.raises(ModelError, match="was not made for texts in 'ja'"):
        SpanModel(MODELS / "attribution-multi", "ja").propose("Ana said it rained.")


def test_what_a_leading_model_runs_over_paragraphs_is_cut_at_them() -> None:
    """Quotations in whole marks in later paragraphs are their own, and the heading between is none."""
    text = "“Five months,” Roe stressed.\n\nTheft\n\n“We are robbed.” Daily.\n\nPlans\n\n“I will not stand.”"
    last = span(text, "“I will not stand.”")
    spans = (span(text, "“Five months,”"), Span(text.index("“We are"), last.end))
    proposal = Proposal(spans, span(text, "stressed"), span(text, "Roe"), 0.9, "fixed")
    found = extract(text, Fixed((proposal,), "en", leads=True), language="en").quotations
    said = [[s.of(text) for s in q.spans] for q in found]
    assert ["I will not stand."] in said
    assert all("\n" not in words for q in said for words in q)


def test_a_leading_model_leaves_out_nothing_that_a_credit_covers() -> None:
    """Where it sees what somebody says inside a clause, the clause still goes on to its credit."""
    clause = "When she asked in June, somebody told her that the bridge would hold"
    text = f"{clause}, she said."
    outer = seen(text, "When she asked in June", "said", "she")
    inner = seen(text, "that the bridge would hold", "told", "somebody")
    assert (clause, "she") in shown(text, Fixed((outer, inner), "en", leads=True), "en")
