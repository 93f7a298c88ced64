"""A document as attribution looks at it: its blocks, turns and quote marks, masked text and cues."""

from __future__ import annotations

from collections.abc import Iterable
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
    """What all steps of attribution look at.

    ``body`` and ``heads``: paragraphs of body text, and of headlines and subheadings, outside turns.
    """

    document: Document
    turns: tuple[Turn, ...]
    marks: Marks
    masked: str
    cues: Cues
    quoted: Nearby[Stretch]
    body: tuple[Span, ...]
    heads: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The unchanged text."""
        return self.document.text


def page_of(document: Document, blocks: tuple[Block, ...], turns: tuple[Turn, ...]) -> Page:
    """``document`` with its marks found and masked."""
    known = cues(document.language)
    marks = parted(document.text, marked(document.text, blocks, document.language), known)
    spoken = Nearby((t.span, t) for t in turns)

    def unspoken(stretches: Iterable[Span]) -> tuple[Span, ...]:
        found = (span for s in stretches for span in paragraphs(document.text, s.start, s.end))
        return tuple(span for span in found if not spoken.over(span))

    running = [b.span for b in blocks if b.kind not in (*NO_SPEECH, *HEADS, BlockKind.TURN)]
    return Page(
        document,
        turns,
        marks,
        mask(document.text, marks),
        known,
        Nearby((s.outer, s) for s in marks.stretches),
        unspoken(running if blocks else [Span(0, len(document.text))]),
        unspoken(b.span for b in blocks if b.kind in HEADS),
    )
