"""Running text as the windows of word pieces that the span model reads; training uses the same functions.

A piece is one of the model's tokenizer, with half-open code-point offsets into the unchanged text.
A window is a run of whole sentences of at most ``longest`` pieces, whole paragraphs where they fit; a
sentence longer than a window is cut. The paragraphs (lines) of a window are set apart by ``[SEP]``
(``</s>`` in vocabularies that have that).

Two features go with each piece, because the vocabulary is uncased and a mark says little alone: its case
(lower, capitalised, upper, no letter) and its quote state (outside, inside, a mark).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.extract.spans.wordpieces import Ints, rows_of
from onrecord.text.sentences import all_sentences, sentences

Flags = NDArray[np.bool_]

LONGEST = 160
"""Pieces in a window, special ones included; the model breaks on windows longer than it was trained on."""
NO_PLACE = -1
"""What a window gives as the place of ``[CLS]`` and ``[SEP]``."""

_EDGES = (("[CLS]", "[SEP]"), ("<s>", "</s>"))
"""What begins a window and what ends a paragraph, as vocabularies call them."""
_CLS_FEATURE, _SEP_FEATURE = 12, 13
FEATURES = 16
"""From which on the features of a second scheme of annotation count, those of a third from its double on."""
CASES, MARK = 4, 2
"""A piece's feature is ``case + CASES * quote state``; ``MARK`` is the quote state of a quote mark."""
_INSIDE = 1
# The sentence splitter's cost grows with the square of the line, so long lines are cut first.
_CHUNK = 1000
_PORTION = 1 << 16
"""Characters of text that are made pieces of at once: a piece takes some hundred bytes on the way."""

_start = attrgetter("start")
_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_DOUBLE_OR_BREAK = re.compile(r"[“”„‟«»〝〞\"＂\n]")
_OPENING, _NEVER_OPENING = frozenset("“„‟«〝"), frozenset("”»〞\n")
# A single mark opens where a word begins. It closes where none follows: best after punctuation, passing
# over plural possessives on the way; else at the first place. The bound keeps the search linear.
_SINGLE = re.compile(
    r"[‘'](?<![^\W_].)(?=[^\W\d_]|[$£€])"
    r"(?:(?:[^\n‘’']|(?<=\w)[’'](?=\w)|(?<=s)[’'](?=\s)){1,400}+(?<=[,.?!…])[’'](?!\w)"
    r"|(?:[^\n‘’']|(?<=\w)[’'](?=\w)){1,400}+[’'](?!\w))"
)
_LINE = re.compile(r"[^\n]+")
_CHUNK_END = re.compile(r"(?s:.*)(?:[.!?][\"”’')\]]{0,3}\s)|(?s:.*)\s")


class Edges(NamedTuple):
    """The vocabulary ids of what begins a window and what ends a paragraph."""

    begin: int
    end: int


class Sentence(NamedTuple):
    """Pieces ``[start, end)`` of one sentence; ``opens`` when it begins a paragraph."""

    start: int
    end: int
    opens: bool

    @property
    def size(self) -> int:
        """Positions it takes in a window that already holds something."""
        return self.end - self.start + self.opens


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text: vocabulary ids, features, offsets, and which begin a word."""

    ids: Ints
    features: Ints
    starts: Ints
    ends: Ints
    first: Flags
    sentences: tuple[Sentence, ...]
    edges: Edges


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads at once; ``places`` gives the piece at each position, or ``NO_PLACE``."""

    ids: Ints
    features: Ints
    places: Ints

    def __len__(self) -> int:
        return len(self.ids)


def visible(text: str) -> tuple[str, NDArray[np.int8]]:
    """``text`` as the model sees it (same length) and the quote state of each character.

    Quote marks of every style become “ and ”, lone surrogates U+FFFD. A line break ends a quotation: marks
    that run over paragraphs are opened again in each, or were never closed.
    """
    state = bytearray(len(text))
    chars = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").copy()
    chars[(chars >= _FIRST_SURROGATE) & (chars <= _LAST_SURROGATE)] = 0xFFFD
    for start, end in chain(_double_pairs(text), _single_pairs(text)):
        if state[start] or (end < len(text) and state[end]):
            continue
        state[start + 1 : end] = bytes([_INSIDE]) * (end - start - 1)
        state[start], chars[start] = MARK, ord("“")
        if end < len(text) and text[end] != "\n":
            state[end], chars[end] = MARK, ord("”")
    return chars.tobytes().decode("utf-32-le"), np.frombuffer(state, np.int8)


def _double_pairs(text: str) -> Iterator[tuple[int, int]]:
    """Open and closing double marks; one never closed in its line ends with the line."""
    opened: int | None = None
    for match in _DOUBLE_OR_BREAK.finditer(text):
        mark, at = match.group(), match.start()
        if opened is None:
            if mark not in _NEVER_OPENING and not _is_inch_mark(text, at):
                opened = at
        elif mark not in _OPENING or text[opened] + mark == "„“":
            yield opened, at
            opened = None
    if opened is not None:
        yield opened, len(text)


def _is_inch_mark(text: str, at: int) -> bool:
    return text[at] == '"' and at > 0 and text[at - 1].isdigit() and not text[at + 1 : at + 2].isalnum()


def _single_pairs(text: str) -> Iterator[tuple[int, int]]:
    for match in _SINGLE.finditer(text):
        yield match.start(), match.end() - 1


def _sentence_ends(text: str, begin: int, stop: int) -> tuple[list[int], list[bool]]:
    """Where each sentence of ``text[begin:stop]`` ends, and whether it begins a line."""
    ends: list[int] = []
    opens: list[bool] = []
    whole = all_sentences(text)
    for line in _LINE.finditer(text, begin, stop):
        start, end = line.span()
        if end - start > _CHUNK:
            here = tuple(s for chunk in _chunks(text, start, end) for s in sentences(text, *chunk))
        else:
            first = bisect_left(whole, start, key=_start)
            here = whole[first : bisect_left(whole, end, first, key=_start)]
        ends += [sentence.end for sentence in here]
        opens += [number == 0 for number in range(len(here))]
    return ends, opens


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _CHUNK:
        middle = _chunk_end(text, start)
        yield start, middle
        start = middle
    yield start, end


def _chunk_end(text: str, start: int) -> int:
    """The end of the last sentence of a chunk, else of its last word, else of the chunk."""
    cut = _CHUNK_END.match(text, start, start + _CHUNK)
    return cut.end() if cut else start + _CHUNK


def _portions(text: str) -> Iterator[tuple[int, int]]:
    """``text`` in portions: of whole lines, where a line is longer, of whole sentences."""
    start = 0
    while len(text) - start > _PORTION:
        line = text.rfind("\n", start, start + _PORTION) + 1
        end = line or _chunk_end(text, start + _PORTION - _CHUNK)
        yield start, end
        start = end
    yield start, len(text)


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """The pieces of ``text`` in order. Any text will do, lone surrogates included."""
    return _pieces(text, visible(text), (0, len(text)), tokenizer)


def portions(text: str, tokenizer: Tokenizer) -> Iterator[Pieces]:
    """The pieces of ``text`` in order, those of a long text a portion at a time."""
    seen = visible(text)
    for portion in _portions(text):
        yield _pieces(text, seen, portion, tokenizer)


def _pieces(
    text: str, seen: tuple[str, NDArray[np.int8]], portion: tuple[int, int], tokenizer: Tokenizer
) -> Pieces:
    (shown, state), (begin, end) = seen, portion
    ids, starts, ends, first, cases = rows_of(tokenizer)(shown[begin:end])
    starts += begin
    ends += begin
    stops, opens = _sentence_ends(text, begin, end)
    bounds = np.searchsorted(starts, stops)
    if len(bounds):
        bounds[-1] = len(starts)
    begins = [0, *bounds.tolist()][: len(bounds)]
    return Pieces(
        ids=ids,
        features=cases + CASES * state[starts],
        starts=starts,
        ends=ends,
        first=first == 1,
        sentences=_joined(zip(begins, bounds.tolist(), opens, strict=True)),
        edges=_edges(tokenizer),
    )


def _edges(tokenizer: Tokenizer) -> Edges:
    for names in _EDGES:
        begin, end = map(tokenizer.token_to_id, names)
        if begin is not None and end is not None:
            return Edges(begin, end)
    raise ModelError(f"a vocabulary without any of {_EDGES}")


def _joined(runs: Iterable[tuple[int, int, bool]]) -> tuple[Sentence, ...]:
    """Runs that hold pieces; a paragraph whose first run holds none begins with the next."""
    kept: list[Sentence] = []
    pending = False
    for start, end, opens in runs:
        pending = pending or opens
        if end > start:
            kept.append(Sentence(start, end, pending))
            pending = False
    return tuple(kept)


def _fitting(runs: Iterable[Sentence], room: int) -> Iterator[Sentence]:
    """Sentences, those longer than ``room`` cut."""
    for start, end, opens in runs:
        for begin in range(start, end, room):
            yield Sentence(begin, min(begin + room, end), opens and begin == start)


def _paragraphs(runs: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    paragraph: list[Sentence] = []
    for run in runs:
        if run.opens and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(run)
    if paragraph:
        yield paragraph


def _packed(runs: Iterable[Sentence], longest: int) -> Iterator[list[Sentence]]:
    """Runs of sentences that fill windows; a paragraph is only divided when it would fill one alone."""
    current: list[Sentence] = []
    used = 1
    for paragraph in _paragraphs(runs):
        size = sum(run.size for run in paragraph)
        whole = size < longest
        if current and used + size > longest and whole:
            yield current
            current, used = [], 1
        for run in paragraph:
            if current and used + run.size + 1 > longest:
                yield current
                current, used = [], 1
            current.append(run)
            used += run.size
    if current:
        yield current


def windows(source: Pieces, longest: int = LONGEST, start: int = 0) -> list[Window]:
    """Windows of at most ``longest`` positions that hold every piece from sentence ``start`` on, in order."""
    runs = _fitting(source.sentences[start:], longest - 4)
    return [_window(source, packed) for packed in _packed(runs, longest)]


def _window(source: Pieces, runs: Sequence[Sentence]) -> Window:
    places = [NO_PLACE]
    for number, run in enumerate(runs):
        if run.opens and number:
            places.append(NO_PLACE)
        places.extend(range(run.start, run.end))
    places.append(NO_PLACE)
    at = np.array(places, np.int64)
    edge = at == NO_PLACE
    ids = np.where(edge, source.edges.end, source.ids[at])
    features = np.where(edge, _SEP_FEATURE, source.features[at])
    ids[0], features[0] = source.edges.begin, _CLS_FEATURE
    return Window(ids, features, at)
