"""A document as attribution looks at it: its blocks, turns and quote marks, masked text and cues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.extract.rules.attribution import mask
from onrecord.extract.rules.cues import Cues, cues
from onrecord.extract.rules.interrupted import parted
from onrecord.extract.rules.marks import Marks, Stretch, marked
from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import Block, BlockKind, Document, Span, Turn
from onrecord.text.sentences import paragraphs

NO_SPEECH = (BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.BOILERPLATE)
HEADS = (BlockKind.HEADLINE, BlockKind.SUBHEADING)


@dataclass(frozen=True, slots=True)
class Page:
    """What all steps of attribution look at."""

    document: Document
    blocks: tuple[Block, ...]
    turns: tuple[Turn, ...]
    marks: Marks
    masked: str
    cues: Cues
    quoted: Nearby[Stretch]
    spoken: Nearby[Turn]

    @property
    def text(self) -> str:
        """The unchanged text."""
        return self.document.text

    def body(self) -> Iterator[Span]:
        """Paragraphs of body text, outside turns."""
        if not self.blocks:
            yield from (p for p in paragraphs(self.text) if not self._in_turn(p))
        for block in self.blocks:
            if block.kind not in (*NO_SPEECH, *HEADS, BlockKind.TURN):
                yield from self._paragraphs(block.span)

    def heads(self) -> Iterator[Span]:
        """Paragraphs of headlines and subheadings, outside turns."""
        for block in self.blocks:
            if block.kind in HEADS:
                yield from self._paragraphs(block.span)

    def _paragraphs(self, stretch: Span) -> Iterator[Span]:
        for span in paragraphs(self.text, stretch.start, stretch.end):
            if not self._in_turn(span):
                yield span

    def _in_turn(self, span: Span) -> bool:
        return bool(self.spoken.over(span))


def page_of(document: Document, blocks: tuple[Block, ...], turns: tuple[Turn, ...]) -> Page:
    """``document`` with its marks found and masked."""
    known = cues(document.language)
    marks = parted(document.text, marked(document.text, blocks, document.language), known)
    return Page(
        document,
        blocks,
        turns,
        marks,
        mask(document.text, marks),
        known,
        Nearby((s.outer, s) for s in marks.stretches),
        Nearby((t.span, t) for t in turns),
    )
