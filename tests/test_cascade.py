"""Large events: what is embedded, and that it decides as if everything had been."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest

from onrecord.align.align import Alignment, align
from onrecord.align.search import background
from onrecord.model import Document, Extraction, Form, Quotation, Span, Turn
from onrecord.text.embedding import Vectors

DOERS = ("engineers", "teachers", "nurses", "drivers", "auditors")
DEEDS = ("inspected", "closed", "painted", "measured")
THINGS = ("gates", "roofs", "platforms", "pipes", "cranes", "ledgers")
SAID = "Our orchestra will play in the burnt church on Sunday, and nobody has to pay."
TRANSLATED = "Unser Orchester wird am Sonntag in der verbrannten Kirche spielen, und niemand muss bezahlen."
REPEATED = "On Sunday the orchestra is going to perform in the burnt church for free."
UNSAID = "Der Hafen wird im Winter für alle Fischer gesperrt, sagte niemand."


class Oracle:
    """Knows which of the texts mean the same, has a vector of its own for any other; counts what it sees."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def name(self) -> str:
        return "oracle"

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen.update(texts)
        return np.stack([self._vector(text) for text in texts])

    @staticmethod
    def _vector(text: str) -> Vectors:
        same = any(text.rstrip(".") in known for known in (SAID, TRANSLATED, REPEATED))
        seed = hashlib.blake2b((SAID if same else text).encode(), digest_size=4).digest()
        vector = np.random.default_rng(int.from_bytes(seed, "little")).normal(size=384).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def record(count: int) -> Extraction:
    """A transcript of ``count`` sentences that are much alike, and one in the middle that is not."""
    lines = [
        f"The {DOERS[n % 5]} {DEEDS[n % 4]} {n + 2} {THINGS[n % 6]} of the railway before the winter."
        for n in range(count)
    ]
    lines.insert(count // 2, SAID)
    turns, at = [], 0
    for number, line in enumerate(lines):
        span = Span(at, at + len(line))
        turns.append(Turn(f"t-t{number}", "t", span, (span,), None, None, True))
        at += len(line) + 1
    return Extraction(
        Document("t", "t.txt", "\n".join(lines), "", "", "en"), (), tuple(turns), (), (), (), ()
    )


def asked(text: str, language: str, *, thorough: bool) -> tuple[Alignment, str, Oracle]:
    """The alignment of a report that is one quotation to the transcript, and the words it refers to."""
    said, oracle = record(400), Oracle()
    quotation = Quotation("d-q0", "d", (Span(0, len(text)),), Form.INDIRECT)
    report = Extraction(Document("d", "d.txt", text, "", "", language), (), (), (quotation,), (), (), ())
    (found,) = align([said, report], "t", oracle, thorough)
    return found, " ".join(a.span.of(said.document.text) for a in found.references), oracle


@pytest.mark.parametrize(("text", "language"), [(TRANSLATED, "de"), (REPEATED, "en")])
def test_a_large_event_is_decided_by_a_few_of_its_sentences(text: str, language: str) -> None:
    """The one right sentence of 401 is found, the same as by embedding all, which takes a tenth of them."""
    found, words, oracle = asked(text, language, thorough=False)
    whole, expected, every = asked(text, language, thorough=True)
    assert words.rstrip(".") == expected.rstrip(".") == SAID.rstrip(".")
    assert found.score == pytest.approx(whole.score, abs=0.05)
    assert len(every.seen) > 400
    assert len(oracle.seen) < 80


@pytest.mark.parametrize("thorough", [False, True])
def test_a_translation_of_nothing_in_a_large_event_has_no_reference(thorough: bool) -> None:
    """What nobody said stands out from no background."""
    found, _, _ = asked(UNSAID, "de", thorough=thorough)
    assert not found.references


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 500, 10_000])
def test_the_background_is_spread_and_of_bounded_size(count: int) -> None:
    """All sentences of a short document, some from every part of a long one."""
    chosen = background(count)
    assert len(chosen) <= 32
    assert list(chosen) == list(range(count)) if count <= 32 else chosen[-1] > 0.9 * count
