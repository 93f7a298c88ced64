"""From scores to attributions, on scores made by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from onrecord.extract.spans.spandecode import (
    CONTENT,
    CUE,
    SOURCE,
    TAGS,
    Decoding,
    Floats,
    Found,
    Scores,
    best_path,
    confidence,
    decode,
    marginals,
)
from onrecord.extract.spans.spanwindows import CASES, MARK, NO_PLACE, Edges, Pieces, Sentence, Window

ROLES = {"O": 0, "C": CONTENT, "c": CONTENT + 1, "Q": CUE, "q": CUE + 1, "S": SOURCE, "s": SOURCE + 1}
NEUTRAL = Decoding(
    outside=0.0,
    support=0.0,
    link=0.5,
    gap=3,
    loose=False,
    calibration=np.array([0.5, 0.5, 0.5, 0.5, 0.5, 1.0, -1.0]),
)


def reading(
    text: str, tags: str, links: dict[int, int], strength: float = 9.0
) -> tuple[Pieces, Window, Scores]:
    """Words of ``text`` (one piece each) tagged as spelled; ``links`` from word to the word pointed at."""
    words = text.split()
    starts = np.cumsum([0] + [len(word) + 1 for word in words[:-1]])
    ends = starts + [len(word) for word in words]
    size = len(words)
    features = np.array([CASES * MARK if word.startswith("“") else 0 for word in words])
    sentence = (Sentence(0, size, opens=True),)
    source = Pieces(np.arange(size), features, starts, ends, np.ones(size, bool), sentence, Edges(101, 102))
    blank = np.zeros(size + 2, np.int64)
    window = Window(blank, blank, np.array([NO_PLACE, *range(size), NO_PLACE]))
    emission, pointer = np.zeros((size + 2, len(TAGS))), np.zeros((size + 2, size + 2))
    for word, tag in enumerate(tags):
        emission[word + 1, ROLES[tag]] = strength
        pointer[word + 1, links[word] + 1 if word in links else 0] = strength
    return source, window, Scores(emission, pointer, pointer)


def found(text: str, tags: str, links: dict[int, int], decoding: Decoding = NEUTRAL) -> list[Found]:
    """What is decoded from tags and links that the model is sure of."""
    source, window, scores = reading(text, tags, links)
    return decode(source, [(window, scores)], decoding)


def shown(text: str, proposals: list[Found]) -> list[tuple[list[str], str | None, str | None]]:
    """Content, cue and source as text."""
    return [
        (
            [span.of(text) for span in p.spans],
            p.cue.of(text) if p.cue else None,
            p.source.of(text) if p.source else None,
        )
        for p in proposals
    ]


@pytest.mark.parametrize(
    ("text", "tags", "links", "expected"),
    [
        pytest.param(
            "Ana said it rained",
            "SQCc",
            {2: 1, 3: 1, 1: 0},
            [(["it rained"], "said", "Ana")],
            id="one of each",
        ),
        pytest.param(
            "It rained Ana said and it froze hard",
            "CcSQOCcc",
            {0: 3, 1: 3, 5: 3, 6: 3, 7: 3, 3: 2},
            [(["It rained", "it froze hard"], "said", "Ana")],
            id="content on both sides of its cue",
        ),
        pytest.param(
            "Ana said it rained Bo said it froze",
            "SQCcSQCc",
            {2: 1, 3: 1, 1: 0, 6: 5, 7: 5, 5: 4},
            [(["it rained"], "said", "Ana"), (["it froze"], "said", "Bo")],
            id="two attributions",
        ),
        pytest.param(
            "It was said that it rained",
            "OOQCcc",
            {3: 2, 4: 2, 5: 2},
            [(["that it rained"], "said", None)],
            id="a cue that points at no source has none",
        ),
        pytest.param(
            "Ana said it um rained",
            "SQCOC",
            {2: 1, 4: 1, 1: 0},
            [(["it um rained"], "said", "Ana")],
            id="a small untagged gap is bridged",
        ),
        pytest.param("Ana left as it rained", "SOOCc", {}, [], id="plain content without cue is left out"),
        pytest.param(
            "“It rained.” So it goes", "CcOOO", {}, [(["“It rained.”"], None, None)], id="in marks it is kept"
        ),
    ],
)
def test_tags_and_links_become_attributions(
    text: str, tags: str, links: dict[int, int], expected: list[tuple[list[str], str | None, str | None]]
) -> None:
    """Content goes with the cue it points at, the cue with the source it points at."""
    assert shown(text, found(text, tags, links)) == expected


def test_a_gap_wider_than_allowed_is_not_bridged() -> None:
    """Two spans of one cue stay two when more untagged words part them than ``gap``."""
    text = "Ana said it um rained"
    proposals = found(text, "SQCOC", {2: 1, 4: 1, 1: 0}, replace(NEUTRAL, gap=0))
    assert shown(text, proposals) == [(["it", "rained"], "said", "Ana")]


def test_a_weakly_linked_second_span_is_dropped() -> None:
    """Only the best linked span stays when the other's link is less likely than ``link``."""
    text = "Ana said it rained and so it froze"
    source, window, scores = reading(text, "SQCcOOCc", {2: 1, 3: 1, 6: 1, 7: 1, 1: 0})
    pointers = scores.to_cue.copy()
    pointers[7:9, :] = 0.0
    pointers[7:9, 2] = 1.0
    (proposal,) = decode(source, [(window, replace(scores, to_cue=pointers))], NEUTRAL)
    assert [span.of(text) for span in proposal.spans] == ["it rained"]


def test_pointers_are_heard_before_the_path_is_chosen() -> None:
    """A word that content points at becomes a cue although its own tag was a near miss."""
    text = "Ana tweeted it rained"
    source, window, scores = reading(text, "SOCc", {2: 1, 3: 1, 1: 0})
    tags = scores.tags.copy()
    tags[2, CUE] = tags[2, 0] - 1.0
    near = replace(scores, tags=tags)
    assert decode(source, [(window, near)], NEUTRAL) == []
    supported = decode(source, [(window, near)], replace(NEUTRAL, support=2.0))
    assert shown(text, supported) == [(["it rained"], "tweeted", "Ana")]


def test_surer_scores_give_more_confidence() -> None:
    """Confidence is a probability that grows with the certainty of tags and links."""
    values = []
    for strength in (3.0, 5.0, 7.0):
        source, window, scores = reading("Ana said it rained", "SQCc", {2: 1, 3: 1, 1: 0}, strength)
        (proposal,) = decode(source, [(window, scores)], NEUTRAL)
        values.append(confidence(proposal, NEUTRAL))
    assert values == sorted(set(values))
    assert 0 < values[0] < values[-1] < 1


def test_path_and_marginals_agree_with_enumeration() -> None:
    """Against every legal sequence of short rows; rows of different length do not disturb each other."""
    dice = np.random.default_rng(7)
    rows: list[Floats] = [dice.normal(size=(length, len(TAGS))) for length in (1, 4, 3, 4, 2, 4)]
    for row, chances in zip(rows, marginals(rows), strict=True):
        scored = _legal_paths(row)
        assert tuple(best_path(row)) == max(scored, key=lambda tags: scored[tags])
        exact = np.zeros_like(row)
        for tags, score in scored.items():
            exact[np.arange(len(row)), tags] += np.exp(score)
        np.testing.assert_allclose(chances, exact / exact.sum(1, keepdims=True), atol=1e-9)


def _legal_paths(row: Floats) -> dict[tuple[int, ...], float]:
    """The score of every sequence in which each inner tag follows one of its own span."""
    begins = {tag: tag - 1 for tag in ROLES.values() if TAGS[tag].startswith("I-")}
    paths = product(range(len(TAGS)), repeat=len(row))
    legal = (
        path
        for path in paths
        if all(tag not in begins or before in (begins[tag], tag) for before, tag in pairwise((0, *path)))
    )
    return {path: float(sum(row[word, tag] for word, tag in enumerate(path))) for path in legal}
