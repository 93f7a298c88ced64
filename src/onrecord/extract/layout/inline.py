"""Labels of turns that do not head a paragraph: wrapped over lines, or behind what stands on their line.

Saving a page as text breaks a long label in two ("President of Elbonia" / "Bruno Alder: ...") and puts
the caption of a picture, a link or the page's title on the line of whatever follows. Both are undone here
before turns are read. Nothing is a label that stands inside a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from onrecord.extract.layout.labels import Label, is_titled, read_label
from onrecord.extract.speakers.naming import Naming
from onrecord.model import Block, BlockKind, Span
from onrecord.text.names import words_of
from onrecord.text.sentences import trim
from onrecord.text.tokens import fold

SPOKEN = frozenset({BlockKind.BODY, BlockKind.SUBHEADING})

_COLON = re.compile(r"[:：](?!//)")
_BREAK = re.compile(r"(?:(?:[.!?…][\"”’»)\]]*|[)\]]|\b\d{4})\s+|[。！？][」』”）]*\s*|\n\s*)(?=[^\W\d_])")
_STOP = re.compile(r"[.!?…][\"”’»)\]]*\s+(?=[^\Wa-z])|[。！？][」』”）]*\s*(?=\w)")
_ENDED = re.compile(r"[.!?…:;,。！？：；，\"”»)\]>*]\s*$")
_REACH = 200
"""Characters of a label, its office included."""
_OFFICE = 100
"""Characters of a line that may be the first half of a label."""
_LINES = 3
"""Lines of a label before the one with its colon."""
_CAPTION = 30
"""Words of a caption or link."""


def unwrapped(text: str, blocks: Sequence[Block], knows: Naming) -> list[Block]:
    """``blocks``, where one whose label begins on the lines above begins there."""
    out: list[Block] = []
    for block in blocks:
        start = _label_start(text, block, knows) if out and block.kind in SPOKEN else block.span.start
        if start < block.span.start:
            out = [cut for one in out if (cut := _before(text, one, start)) is not None]
            block = Block(BlockKind.BODY, Span(start, block.span.end))
        out.append(block)
    return out


def parted(
    text: str, title: str | None, blocks: Sequence[Block], labels: Sequence[Label], knows: Naming
) -> list[Block]:
    """``blocks``, cut before labels that stand in the middle, given the ``labels`` at heads of paragraphs.

    Such a label must follow the end of a sentence, a bracket, a year or a line, and its speaker have a label
    at the head of a paragraph; after what captions several paragraphs, any name will do. A sentence alone
    before it is a caption.
    """
    known = _Known(text, title, blocks, labels, knows)
    return [piece for block in blocks for piece in _pieces(block, known)]


def is_inside(text: str, start: int, knows: Naming) -> bool:
    """True where a sentence goes on from the line above, which ends in a little word: no label is here."""
    above = _line_above(text, start)
    last = words_of(above.of(text))[-1:] if above and not _ENDED.search(above.of(text)) else []
    return any(word.islower() and word in knows.function for word in last)


def _before(text: str, block: Block, end: int) -> Block | None:
    if block.span.end <= end:
        return block
    if block.span.start >= end:
        return None
    return replace(block, span=trim(text, Span(block.span.start, end)))


def _label_start(text: str, block: Block, knows: Naming) -> int:
    """Where the label at the head of ``block`` begins, on its own line or above."""
    best = start = block.span.start
    colon = _COLON.search(text, start, min(block.span.end, start + _REACH))
    above = _line_above(text, start) if colon and not _is_whole(text, start, knows) else None
    for _ in range(_LINES):
        if above is None or colon is None or not _is_office(above.of(text)):
            break
        start = above.start
        label = _label_up_to(text, Span(start, block.span.end), colon, knows)
        if label is not None and label.kind == "name":
            best = start
        above = None if _is_whole(text, start, knows) else _line_above(text, start)
    return best


def _label_up_to(text: str, paragraph: Span, colon: re.Match[str], knows: Naming) -> Label | None:
    """The label at the head of ``paragraph`` if it ends in ``colon``."""
    label = read_label(text, paragraph, knows)
    return label if label is not None and label.span.end <= colon.start() < label.words else None


def _is_whole(text: str, start: int, knows: Naming) -> bool:
    """True for a label that begins with the head of an office: nothing on the line above belongs to it."""
    return any(knows.is_title(fold(word)) for word in text[start : start + _OFFICE].split()[:1])


def _line_above(text: str, start: int) -> Span | None:
    """The line that ends right above the line which begins at ``start``; None for a blank one."""
    end = text.rfind("\n", max(0, start - 4), start)
    if end < 0 or text[end:start].strip():
        return None
    line = trim(text, Span(text.rfind("\n", max(0, end - _OFFICE - 4), end) + 1, end))
    return line if len(line) and "\n" not in text[line.end : start].replace("\n", "", 1) else None


def _is_office(line: str) -> bool:
    """True for "President of Elbonia Bruno": words with capitals and little ones, and no end."""
    if len(line) > _OFFICE or _ENDED.search(line):
        return False
    words = line.split()
    return all(word[0].isupper() or len(word) < 4 for word in words) and any(w[0].isupper() for w in words)


class _Known:
    """What the labels at heads of paragraphs tell about those in the middle."""

    def __init__(
        self, text: str, title: str | None, blocks: Sequence[Block], labels: Sequence[Label], knows: Naming
    ) -> None:
        self.text, self.knows = text, knows
        self._forms = {label.form for label in labels if len(label.form) > 1 and label.kind != "answer"}
        self._people = {self._person(label) for label in labels if label.kind == "name"}
        leads = Counter(lead for block in blocks if block.kind in SPOKEN and (lead := self._lead(block.span)))
        self._leads = {lead for lead, times in leads.items() if times > 1}
        self._leads |= {fold(title).strip(" .")} if title else set()

    def _person(self, label: Label) -> str:
        return fold(label.name)

    def _lead(self, span: Span) -> str:
        """The first sentence of a paragraph that has more, folded."""
        cut = _BREAK.search(self.text, span.start, min(span.end, span.start + _REACH))
        return fold(self.text[span.start : cut.start() + 1]).strip(" .") if cut else ""

    def fits(self, label: Label, start: int) -> bool:
        """True for the label of somebody known here, or of anybody after a caption at ``start``."""
        if label.text[0].islower() and not _is_whole(self.text, label.span.start, self.knows):
            return False
        if label.form in self._forms or (label.kind == "name" and self._person(label) in self._people):
            return True
        if label.kind != "name":
            return False
        lead = self.text[start : label.span.start]
        if _ENDED.search(lead) and _is_whole(self.text, label.span.start, self.knows):
            return is_titled(label)
        # A line that a titled name begins; the one above may be a heading or another name.
        below = "\n" in lead[len(lead.rstrip()) :]
        heads = below and not any(word.islower() for word in lead.split()[-1:]) and is_titled(label)
        return heads or fold(lead).strip(" .") in self._leads


def _pieces(block: Block, known: _Known) -> Iterator[Block]:
    """A paragraph as it is, or what stands before its inner labels, and each of them with its words."""
    starts = list(_inner(block.span, known)) if block.kind in SPOKEN else []
    if not starts:
        yield block
        return
    places = [block.span.start, *starts, block.span.end]
    for number, (start, end) in enumerate(pairwise(places)):
        span = trim(known.text, Span(start, end))
        lead = number == 0 and read_label(known.text, span, known.knows) is None
        caption = lead and _is_caption(known.text, span)
        yield Block(BlockKind.CAPTION if caption else BlockKind.BODY, span)


def _is_caption(text: str, span: Span) -> bool:
    return _STOP.search(text, span.start, span.end) is None and len(words_of(span.of(text))) <= _CAPTION


def _inner(span: Span, known: _Known) -> Iterator[int]:
    """Where labels begin inside a paragraph."""
    text, done = known.text, span.start
    head = read_label(text, span, known.knows)
    for colon in _COLON.finditer(text, span.start, span.end):
        region = range(max(done, colon.start() - _REACH), colon.start())
        done = colon.end()
        if head is not None and colon.start() < head.words:
            continue
        best = None
        for gap in reversed(list(_BREAK.finditer(text, region.start, region.stop))):
            if is_inside(text, gap.end(), known.knows):
                break
            label = _label_up_to(text, Span(gap.end(), span.end), colon, known.knows)
            if label is not None and known.fits(label, span.start):
                best = gap.end()
            if best is not None and ("\n" not in gap.group() or _is_whole(text, best, known.knows)):
                break
        if best is not None:
            yield best
