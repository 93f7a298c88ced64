"""Windows that references are made of: sentences of the documents sought in, and where they may be cut.

The topic ``align`` holds, per language, ``conjunctions``: words that open a clause (coordinating and
subordinating conjunctions, relative pronouns). A clause boundary lies before such a word and after a
comma, semicolon, colon, dash or quote mark; windows begin and end at clause boundaries only. ``bound`` are
phrases in which such a word opens nothing ("all but").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from onrecord.model import BlockKind, Extraction, Form, Span
from onrecord.text import lexicon
from onrecord.text.numerals import numerals
from onrecord.text.phrases import alternation
from onrecord.text.sentences import paragraphs, sentences, trim
from onrecord.text.tokens import Token, tokenize

_SKIPPED = frozenset(
    {BlockKind.BOILERPLATE, BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.CAPTION, BlockKind.HEADLINE}
)
# A comma or colon between figures ("48,000", "14:10") is no pause.
_PAUSE = re.compile(
    r"(?!(?<=\d)[,:]\d)[,;:，、；：…)\]】）»”」』]+[\"”’»]*\s*|\s[–—-]+\s|[\s(\[](?=[«“„\"「『(\[])"
)

_WORDS = re.compile(r"\w")
_LONGEST = 1000
_CLAUSE = 3  # words
_RECORD = 0.75
"""Share of a text in turns with a label from which the rest of it is no words of the occasion."""
_COUNT = 2
"""The least number that is no article."""
_MARK = re.compile(r"[\"“”„«»「」『』]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document.

    ``stretch`` numbers the paragraph or turn it belongs to: windows never cross it. ``spoken``: it lies in
    a turn or holds words in quote marks or of a reported speaker. ``cuts`` are the offsets at which a
    window may begin or end, from the start of the sentence to its end. ``cited``: whose words a speaker gives
    in it.
    """

    doc: str
    span: Span
    stretch: int
    spoken: bool
    speaker: str | None
    turn: str | None
    cuts: tuple[int, ...]
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Units:
    """The sentences of one document, in order, with its words."""

    doc: str
    text: str
    language: str
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    starts: tuple[int, ...]
    """Start offsets of ``tokens``, for bisection."""
    speech: tuple[Span, ...] = ()
    """What is quoted outside turns, and turns told in pieces, without a reporter's words between."""
    cited: tuple[Span, ...] = ()
    """Everything that the document quotes, also inside turns, in order."""

    def words(self, span: Span) -> tuple[int, int]:
        """Half-open range of the indices of the tokens that begin inside ``span``."""
        return bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)

    def sentence_at(self, offset: int) -> int | None:
        """Index of the sentence that holds ``offset``, None between sentences."""
        at = bisect_right(self.sentences, offset, key=lambda s: s.span.start) - 1
        return at if at >= 0 and offset < self.sentences[at].span.end else None


def cuts(text: str, span: Span, language: str) -> tuple[int, ...]:
    """Clause boundaries of ``text`` inside ``span``, its two ends included, in order."""
    inner = {m.end() for m in _PAUSE.finditer(text, span.start, span.end)}
    openers = lexicon.words("align", "conjunctions", language)
    bound = [m.span() for m in _bound(language).finditer(text, span.start, span.end)]
    opening = [
        t.span
        for t in tokenize(text, span.start, span.end)
        if t.form in openers and not any(a < t.span.start < b for a, b in bound)
    ]
    inner |= {word.start for word in opening}
    edges = sorted(c for c in inner if span.start < c < span.end)
    # A conjunction with a pause or another conjunction right after it goes with what follows.
    dropped: set[int] = set()
    for word in opening:
        at = bisect_right(edges, word.start)
        while at < len(edges) and not _WORDS.search(text, word.end, edges[at]):
            dropped.add(edges[at])
            at += 1
    return (span.start, *(c for c in edges if c not in dropped), span.end)


@cache
def _bound(language: str) -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words("align", "bound", language)), re.IGNORECASE)


def clauses(text: str, span: Span, edges: Sequence[int]) -> tuple[Span, ...]:
    """The clauses of ``span``, cut at ``edges``, that hold at least three words each, in order."""
    out: list[Span] = []
    begin = span.start
    for cut in edges[1:]:
        if len(tokenize(text, begin, cut)) >= _CLAUSE:
            out.append(trim(text, Span(begin, cut)))
            begin = cut
    if out and begin < span.end:
        out[-1] = trim(text, Span(out[-1].start, span.end))
    return tuple(out)


def pieces(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of ``text`` inside ``span``; what runs on for longer than any sentence is cut up."""
    out: list[Span] = []
    for sentence in sentences(text, span.start, min(span.end, len(text))):
        start = sentence.start
        while sentence.end - start > _LONGEST:
            space = text.rfind(" ", start, start + _LONGEST)
            end = space if space > start else start + _LONGEST
            out.append(trim(text, Span(start, end)))
            start = end
        out.append(trim(text, Span(start, sentence.end)))
    return tuple(s for s in out if _WORDS.search(text, s.start, s.end))


def units(extraction: Extraction) -> Units:
    """The sentences of a document that may serve as references.

    Those of its turns and of its body text; headlines, bylines, captions and boilerplate are left out.
    Where a document came without blocks, every line outside the turns counts as body text.
    """
    document = extraction.document
    text = document.text
    turns = [(p, t.speaker, t.id) for t in extraction.turns for p in (t.paragraphs or (t.span,))]
    stretches: list[tuple[Span, str | None, str | None]] = [t for t in turns if len(t[0])]
    labelled = sum(len(t.span) for t in extraction.turns if t.labelled)
    if labelled < _RECORD * len(text):
        stretches += [(span, None, None) for span in _body(extraction)]
    found: list[Sentence] = []
    number = {id_: n for n, id_ in enumerate(dict.fromkeys(turn for _, _, turn in stretches if turn))}
    speech = sorted((q.extent, q.speaker) for q in extraction.quotations if q.form is not Form.TURN)
    ends = [span.start for span, _ in speech]
    for at, (span, speaker, turn) in enumerate(sorted(stretches, key=lambda s: s[0])):
        stretch = number[turn] if turn else len(number) + at
        for sentence in pieces(text, span):
            voices = _voices(sentence, speech, ends)
            said = (True, speaker) if turn else _said(text, sentence, voices)
            cited = tuple(dict.fromkeys(v for v in voices if v and v != speaker)) if turn else ()
            edges = cuts(text, sentence, document.language)
            found.append(Sentence(document.id, sentence, stretch, *said, turn, edges, cited))
    tokens = _words(text, document.language)
    starts = tuple(t.span.start for t in tokens)
    quoted = (_speech(extraction), _cited(extraction))
    return Units(document.id, text, document.language, tuple(found), tokens, starts, *quoted)


def _words(text: str, language: str) -> tuple[Token, ...]:
    """The words of a text, numbers in words with figures for their form: "sixty-two" is "62"."""
    counts = {
        n.span.start: n.value
        for n in numerals(text, language)
        if n.spelled and n.role == "cardinal" and n.value >= _COUNT
    }
    return tuple(
        replace(token, form=str(counts[token.span.start])) if token.span.start in counts else token
        for token in tokenize(text)
    )


def _cited(extraction: Extraction) -> tuple[Span, ...]:
    return tuple(sorted({s for q in extraction.quotations if q.form is not Form.TURN for s in q.spans}))


def _speech(extraction: Extraction) -> tuple[Span, ...]:
    quoted = [s for q in extraction.quotations if q.form is not Form.TURN for s in q.spans]
    told = [s for s in quoted if not any(t.span.holds(s) for t in extraction.turns)]
    # A turn that is told in pieces has the words of an interviewer in between.
    parted = [s for q in extraction.quotations if q.form is Form.TURN and len(q.spans) > 1 for s in q.spans]
    spans = sorted(told + parted)
    return tuple(s for n, s in enumerate(spans) if not any(o.holds(s) for o in spans[max(0, n - 3) : n]))


def _voices(sentence: Span, speech: list[tuple[Span, str | None]], starts: list[int]) -> list[str | None]:
    # Quotations are sorted by start; the few that begin just before or inside the sentence are enough.
    end = bisect_left(starts, sentence.end)
    return [who for span, who in reversed(speech[max(0, end - 4) : end]) if span.overlaps(sentence)]


def _said(text: str, sentence: Span, voices: list[str | None]) -> tuple[bool, str | None]:
    if voices:
        return True, voices[0]
    return bool(_MARK.search(text, sentence.start, sentence.end)), None


def _body(extraction: Extraction) -> list[Span]:
    """Stretches outside the turns that may hold reported wording."""
    text = extraction.document.text
    taken = sorted(_holes(extraction), key=lambda s: (s.start, s.end))
    out, at = [], 0
    for hole in taken:
        if hole.start > at:
            out.append(Span(at, hole.start))
        at = max(at, hole.end)
    if at < len(text):
        out.append(Span(at, len(text)))
    return [line for span in out for line in paragraphs(text, span.start, span.end)]


def _holes(extraction: Extraction) -> list[Span]:
    holes = [t.span for t in extraction.turns] + [t.label for t in extraction.turns if t.label]
    return holes + [b.span for b in extraction.blocks if b.kind in _SKIPPED]
