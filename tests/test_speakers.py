"""Who is behind each source, through whom it came, and how sure that is: invented passages as data."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.extract.extraction import extract
from onrecord.extract.layout.labels import UNNAMED
from onrecord.model import Extraction, Quotation

CASES = tomllib.loads((Path(__file__).parent / "cases/speakers.toml").read_text(encoding="utf-8"))["case"]
NAMES = {"?": UNNAMED, "": None}


def read(case: dict[str, Any], modelled: bool) -> Extraction:
    language = case.get("lang", "en")
    return extract(case["text"], "shipped" if modelled else None, language=language)


def holding(extraction: Extraction, words: str) -> Quotation | None:
    """The innermost quotation with a source that holds ``words``."""
    text = extraction.document.text
    found = [q for q in extraction.quotations if any(words in span.of(text) for span in q.spans)]
    sourced = [q for q in found if q.source or q.speaker] or found
    return min(sourced, key=lambda q: sum(map(len, q.spans)), default=None)


def outcomes(modelled: bool) -> Iterator[str]:
    for case in CASES:
        extraction = read(case, modelled)
        for words, name in case["says"]:
            quotation = holding(extraction, words)
            said, wanted = quotation.speaker if quotation else None, NAMES.get(name, name)
            yield "right" if said == wanted else "unresolved" if said is None else "wrong"


@pytest.mark.parametrize("modelled", [False, True], ids=["rules", "model"])
def test_speakers(modelled: bool) -> None:
    """Of over 170 sources at least 92 % are given to the right speaker, at most 3 % to a wrong one."""
    counts = Counter(outcomes(modelled))
    total = sum(counts.values())
    assert total > 170
    assert counts["wrong"] <= 0.03 * total, counts
    assert counts["right"] >= 0.92 * total, counts


def linked() -> list[tuple[str, str, list[str]]]:
    return [(case["name"], words, names) for case in CASES for words, names in case.get("via", ())]


def test_chains() -> None:
    """Nine in ten chains have every link, in order, nearest to the reader first."""
    wrong = []
    for case in CASES:
        extraction = read(case, modelled=False) if case.get("via") else None
        for words, names in case.get("via", ()):
            quotation = holding(extraction, words) if extraction else None
            if quotation is None or [relay.speaker for relay in quotation.via] != names:
                wrong.append((case["name"], words))
    assert len(wrong) <= 0.15 * len(linked()), wrong


def test_roles() -> None:
    """Somebody unnamed keeps what the text calls them, when "he" comes back to them as well."""
    for case in CASES:
        for words, role in case.get("roles", ()):
            quotation = holding(read(case, modelled=True), words)
            assert quotation is not None
            assert (quotation.speaker, quotation.role) == (UNNAMED, role)


def test_one_who_is_cited() -> None:
    """A cited name speaks; for somebody unnamed the outlet goes on to vouch, and the citation is kept."""
    named = extract(
        "The road is shut, Interfax reported on Monday, citing Mayor Peter Lorne.", None, language="en"
    )
    unnamed = extract("Interfax reported, citing a diplomat, that the road was shut.", None, language="en")
    said = named.quotations[0]
    assert (said.speaker, [relay.speaker for relay in said.via]) == ("Peter Lorne", ["Interfax"])
    assert unnamed.quotations[0].speaker == "Interfax"
    cited = unnamed.quotations[0].cites
    assert cited is not None
    assert cited.source is not None
    assert cited.source.of(unnamed.document.text) == "a diplomat"


def test_confidence_is_a_probability() -> None:
    """Confidence lies in [0, 1]; a plain attribution is surer than words without a source."""
    plain = extract('"The road is shut for a week," Mayor Peter Lorne said.', language="en")
    bare = extract(
        'There was talk of "a long and bitter winter" in town.\n\n"We wait here."', None, language="en"
    )
    assert all(0 <= q.confidence <= 1 for q in (*plain.quotations, *bare.quotations))
    assert plain.quotations[0].confidence > 0.9
    assert all(q.confidence < 0.9 for q in bare.quotations if q.source is None)
