"""Readings that are faithful in other words, and readings that are not, in six languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from onrecord.collate import collate
from onrecord.model import Anchor, ChangeKind, Form, Quotation, Span

CASES = tomllib.loads((Path(__file__).parent / "cases" / "faithful.toml").read_text(encoding="utf-8"))


def _kinds(language: str, report: str, other: str, source: str) -> set[ChangeKind]:
    (report, said), (source, there) = _cut(report), _cut(source)
    quotation = Quotation("q", "report", (said,), Form.INDIRECT, speaker="Ada Quist")
    texts = {"source": source, "report": report}
    found = collate(
        quotation, report, language, [Anchor("source", there)], texts, {"source": other, "report": language}
    )
    return {change.kind for change in found.changes}


def _cut(text: str) -> tuple[str, Span]:
    start, end = text.index("["), text.index("]")
    return text[:start] + text[start + 1 : end] + text[end + 1 :], Span(start, end - 1)


@pytest.mark.parametrize(("language", "report", "other", "source"), CASES["same"])
def test_the_same_in_other_words(language: str, report: str, other: str, source: str) -> None:
    """No negation, figure or name is said to be changed where the report says the same."""
    kinds = _kinds(language, report, other, source)
    assert not kinds & {ChangeKind.POLARITY, ChangeKind.NUMBER, ChangeKind.ENTITY}


@pytest.mark.parametrize(("language", "report", "other", "source", "kind"), CASES["changed"])
def test_what_is_changed_is_told(language: str, report: str, other: str, source: str, kind: str) -> None:
    """A negation, condition or figure taken out, put in or exchanged is told."""
    assert kind in {k.value for k in _kinds(language, report, other, source)}
