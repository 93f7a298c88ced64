"""Texts of one line each, sought in each other: what alignment and its cascade are measured on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.align.align import align
from onrecord.model import Document, Extraction, Form, Quotation, Span, Turn
from onrecord.text.embedding import Embedder, Vectors


@dataclass
class Counting:
    """An embedder that counts the different texts it is asked for."""

    inner: Embedder
    seen: set[str]

    def name(self) -> str:
        return self.inner.name()

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen.update(texts)
        return self.inner.embed(texts)


def places(
    asked: Sequence[str],
    record: Sequence[str],
    languages: Sequence[str],
    embedder: Embedder,
    *,
    thorough: bool = False,
) -> list[int | None]:
    """For every text asked, the number of the line of ``record`` that alignment finds it in, or None.

    ``languages``: of what is asked, and of the record. ``thorough``: without the cascade, all embedded.
    """
    sides = [_lines("report", asked, languages[0], False), _lines("record", record, languages[1], True)]
    begins = [turn.span for turn in sides[1].turns]
    out: list[int | None] = []
    for found in align(sides, "record", embedder, thorough):
        held_in = found.references or ((found.nearest,) if found.nearest else ())
        held: dict[int, int] = defaultdict(int)
        for place in held_in:
            number = next((n for n, span in enumerate(begins) if span.overlaps(place.span)), None)
            if number is not None:
                held[number] += len(place.span)
        out.append(max(held, key=lambda n: held[n], default=None))
    return out


def _lines(id_: str, lines: Sequence[str], language: str, turns: bool) -> Extraction:
    """A document of these lines: turns of nobody, or quotations."""
    flat = [" ".join(line.split()) for line in lines]
    text = "\n".join(flat)
    spans, at = [], 0
    for line in flat:
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    document = Document(id_, f"{id_}.txt", text, "", "", language)
    said = tuple(Turn(f"{id_}-t{n}", id_, s, (s,), None, None, True) for n, s in enumerate(spans))
    quoted = tuple(Quotation(f"{id_}-q{n}", id_, (s,), Form.DIRECT) for n, s in enumerate(spans))
    return Extraction(document, (), said if turns else (), () if turns else quoted, (), (), ())
