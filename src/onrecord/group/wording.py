"""Wording two documents share: runs of words, and things said that mean the same."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.group.bags import Keys, Numbers, Values, common_keys, runs
from onrecord.group.meaning import FITTED_LEVEL, Meaning
from onrecord.model import Extraction, Form, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize, word_forms

SHINGLE = 5
SHORTEST_SAYING = 5
MOST_SAYINGS = 25
BUDGET = 3000
"""Sayings of a whole pile above which meanings are not compared: an embedding does some 60 a second."""
SAME_MEANING = 0.9
ENOUGH_SAYINGS = 4
MANY_SAYINGS = 12
NEIGHBOURS = 4
CLEAR_MARGIN = 0.05
"""Margin that the best of the chance pairs between unrelated documents reach now and then."""
TRANSLATED_WEIGHT = 30
MOST_TRANSLATED = 3.0

Pair = tuple[int, int]
Matrix = NDArray[np.float32]


def wording(extraction: Extraction, spans: Sequence[Span]) -> Keys:
    """Runs of :data:`SHINGLE` words inside one paragraph."""
    text = extraction.document.text
    return runs((word_forms(text, s.start, s.end) for s in spans), SHINGLE)


def shared_wording(rows: Sequence[Keys], left: Numbers, right: Numbers) -> Values:
    """Share of the shorter document's runs that the other one has, as ``log(1 + 100 share)``, for each pair.

    ``left`` ascends. A single shared run may be chance, so one is taken off.
    """
    common = np.maximum(0, common_keys(rows).dots(left, right) - 1)
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    shorter = np.minimum(lengths[left], lengths[right])
    return np.asarray(np.log1p(100 * common / np.maximum(shorter, 20)))


@dataclass(frozen=True, slots=True)
class Sayings:
    """Sentences of quotations and turns, in order, each once: those looked at, out of ``total``."""

    texts: tuple[str, ...]
    total: int

    @property
    def rate(self) -> float:
        """Share of the document's sayings that is looked at."""
        return len(self.texts) / self.total if self.total else 1.0


def sayings(extraction: Extraction) -> Sayings:
    """At most :data:`MOST_SAYINGS` sayings of a document, evenly spread.

    They are cut as alignment cuts them, so that an embedder with a memory meets each once.
    """
    text = extraction.document.text
    spans = [span for q in extraction.quotations if q.form is not Form.TURN for span in q.spans]
    spans += [paragraph for turn in extraction.turns for paragraph in turn.paragraphs]
    found = (
        sentence.of(text) for span in sorted(spans) for sentence in sentences(text, span.start, span.end)
    )
    kept = list(dict.fromkeys(s for s in found if len(tokenize(s)) >= SHORTEST_SAYING))
    step = max(1.0, len(kept) / MOST_SAYINGS)
    chosen = (kept[int(number * step)] for number in range(min(len(kept), MOST_SAYINGS)))
    return Sayings(tuple(chosen), len(kept))


def agreement(
    said: Sequence[Sayings], pairs: Iterable[Pair], foreign: Container[Pair], scale: Meaning
) -> dict[Pair, float]:
    """For each of ``pairs`` of documents, evidence in logits from what is said in both; none for a huge pile.

    ``foreign`` pairs are in two languages. Only documents that stand in a pair are embedded.
    """
    asked = [pair for pair in sorted(pairs) if said[pair[0]].texts and said[pair[1]].texts]
    members = sorted({doc for pair in asked for doc in pair})
    if sum(len(said[doc].texts) for doc in members) > BUDGET:
        return {}
    texts = [text for doc in members for text in said[doc].texts]
    vectors = dict(zip(texts, scale.embed(texts), strict=True))
    of_doc = {doc: np.stack([vectors[text] for text in said[doc].texts]) for doc in members}
    out: dict[Pair, float] = {}
    for i, j in asked:
        similarity = scale.similarity(of_doc[i], of_doc[j])
        out[i, j] = (
            translated(similarity)
            if (i, j) in foreign
            else _repeated(similarity, (said[i].rate, said[j].rate))
        )
    return out


def _repeated(similarity: Matrix, rates: tuple[float, float]) -> float:
    """Positive: the share of one document's sayings that has its like in the other.

    Negative: both hold many sayings and none has its like.
    """
    same = similarity >= SAME_MEANING
    found = max(_share_found(same, rates[1]), _share_found(same.T, rates[0]))
    if found >= 0.1:
        return 6.0 * found
    return -2.0 if min(len(same), len(same.T)) >= MANY_SAYINGS and not same.any() else 0.0


def _share_found(same: NDArray[np.bool_], rate: float) -> float:
    """Estimated share of the rows' document that the whole columns' document has.

    A single hit may be chance, so one is taken off. Where only the share ``rate`` of the columns' document is
    looked at, so much too little is found.
    """
    hits = max(0.0, float(same.any(axis=1).sum()) - 1)
    return min(1.0, hits / rate / max(len(same) - 1, ENOUGH_SAYINGS))


def translated(similarity: Matrix) -> float:
    """Evidence from sayings of two languages that may be translations of each other, at least 0.

    Cosines of two languages lie lower than those of one, and by how much depends on the languages: what
    counts is by what margin two sayings that are each other's nearest are nearer than their next neighbours
    (Artetxe & Schwenk 2019, "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings").
    """
    rows, columns = _neighbourhood(similarity), _neighbourhood(similarity.T)
    margin = similarity - (rows[:, None] + columns[None, :]) / 2
    mutual = (margin == margin.max(axis=1, keepdims=True)) & (margin == margin.max(axis=0, keepdims=True))
    clear = np.clip(margin[mutual] - CLEAR_MARGIN, 0, None)
    return float(min(TRANSLATED_WEIGHT * clear.sum(), MOST_TRANSLATED))


def _neighbourhood(similarity: Matrix) -> NDArray[np.float32]:
    """Mean similarity of each row to those next after its nearest, padded for a document of few sayings."""
    following = np.sort(similarity, axis=1)[:, ::-1][:, 1 : NEIGHBOURS + 1]
    missing = NEIGHBOURS - following.shape[1]
    return np.asarray((following.sum(axis=1) + missing * FITTED_LEVEL) / NEIGHBOURS, dtype=np.float32)
