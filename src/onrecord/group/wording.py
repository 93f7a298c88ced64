"""Wording two documents share: runs of words, and things said that mean the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.group.meaning import Meaning
from onrecord.model import Extraction, Form, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize

SHINGLE = 5
SHORTEST_SAYING = 5
MOST_SAYINGS = 150
BUDGET = 3000
"""Sayings of a whole pile above which meanings are not compared: an embedding does some 60 a second."""
SAME_MEANING = 0.9
ENOUGH_SAYINGS = 4
MANY_SAYINGS = 12

Shingle = tuple[str, ...]


def shingles(extraction: Extraction, spans: Sequence[Span]) -> frozenset[Shingle]:
    """Runs of :data:`SHINGLE` words inside one paragraph."""
    text = extraction.document.text
    out: set[Shingle] = set()
    for span in spans:
        forms = [token.form for token in tokenize(text, span.start, span.end)]
        out.update(tuple(forms[i : i + SHINGLE]) for i in range(len(forms) - SHINGLE + 1))
    return frozenset(out)


def shared_wording(left: frozenset[Shingle], right: frozenset[Shingle]) -> float:
    """Share of the shorter document's runs that the other one has, as ``log(1 + 100 share)``.

    A single shared run may be chance, so one is taken off.
    """
    smaller, larger = sorted((left, right), key=len)
    common = max(0, sum(shingle in larger for shingle in smaller) - 1)
    return math.log1p(100 * common / max(len(smaller), 20))


def sayings(extraction: Extraction) -> tuple[str, ...]:
    """Sentences of quotations and turns, in order, each once; at most :data:`MOST_SAYINGS`."""
    text = extraction.document.text
    spans = [span for q in extraction.quotations if q.form is not Form.TURN for span in q.spans]
    spans += [paragraph for turn in extraction.turns for paragraph in turn.paragraphs]
    found = (
        sentence.of(text) for span in sorted(spans) for sentence in sentences(text, span.start, span.end)
    )
    kept = dict.fromkeys(s for s in found if len(tokenize(s)) >= SHORTEST_SAYING)
    return tuple(kept)[:MOST_SAYINGS]


def agreement(said: Sequence[Sequence[str]], scale: Meaning) -> dict[tuple[int, int], float]:
    """For each pair of documents, evidence in logits from what is said in both; nothing for a huge pile.

    Positive: the share of one document's sayings that has its like in the other. Negative: both hold many
    sayings and none has its like.
    """
    if sum(map(len, said)) > BUDGET:
        return {}
    vectors = [scale.embed(texts) if texts else None for texts in said]
    out: dict[tuple[int, int], float] = {}
    for i, left in enumerate(vectors):
        for j in range(i):
            right = vectors[j]
            if left is None or right is None:
                continue
            same = scale.similarity(left, right) >= SAME_MEANING
            found = max(
                float(same.any(axis=axis).sum()) / max(same.shape[1 - axis], ENOUGH_SAYINGS)
                for axis in (0, 1)
            )
            out[j, i] = 6 * found if found >= 0.1 else (-2.0 if min(same.shape) >= MANY_SAYINGS else 0.0)
    return out
