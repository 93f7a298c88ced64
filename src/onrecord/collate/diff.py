"""Word alignment of a reading and its reference.

A weighted longest common subsequence over normalised words (Needleman and Wunsch 1970 without gap costs),
then blocks that moved are looked for among what is left, as in Heckel (1978), "A technique for isolating
differences between files". The table is filled a row at a time, so two turns of 500 words take milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word
from onrecord.collate.quantities import same_quantity
from onrecord.model import Anchor, Link, Span

_CELLS = 4_000_000
"""Beyond this many cells the two sides are compared in step, window by window."""

_GAP = 5
"""A lone function word stays matched where its neighbours' matches are at most this far apart."""

SAME, FORM, ALIAS, FIGURE = "same", "form", "alias", "figure"
_WEIGHTS = {SAME: (2.0, 0.6), FORM: (1.5, 0.4), ALIAS: (1.2, 1.2), FIGURE: (0.9, 0.9)}


@dataclass(frozen=True, slots=True)
class Pair:
    """Word ``reading`` beside word ``reference`` (indices).

    ``how``: ``same``; ``form`` (another form of the word); ``alias`` (another name of the place);
    ``figure`` (another number in the same position). ``moved``: out of order.
    """

    reading: int
    reference: int
    how: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Unmatched words between two matched places; ``edge`` when nothing is matched on one side of it."""

    reading: tuple[int, ...]
    reference: tuple[int, ...]
    edge: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs in the order of the reading, and the blocks of words without partner between them."""

    reading: tuple[Word, ...]
    reference: tuple[Word, ...]
    pairs: tuple[Pair, ...]
    blocks: tuple[Block, ...]

    @property
    def paired_reading(self) -> frozenset[int]:
        """Indices of the reading's words that have a partner."""
        return frozenset(p.reading for p in self.pairs)

    @property
    def paired_reference(self) -> frozenset[int]:
        """Indices of the reference's words that have a partner."""
        return frozenset(p.reference for p in self.pairs)


def align(reading: Sequence[Word], reference: Sequence[Word], table: Lexis) -> Alignment:
    """Align two word sequences of one language."""
    kinds = _kinds(reading, reference, table)
    pairs = _steady(_subsequence(kinds, reading, reference), reading, reference)
    pairs += _joined(pairs, reading, reference)
    pairs += _moved(pairs, reading, reference)
    pairs.sort(key=lambda p: (p.reading, p.reference))
    blocks = tuple(_blocks(pairs, len(reading), len(reference)))
    return Alignment(tuple(reading), tuple(reference), tuple(pairs), blocks)


_CODES = ("", FIGURE, ALIAS, FORM, SAME)


def _kinds(reading: Sequence[Word], reference: Sequence[Word], table: Lexis) -> NDArray[np.int8]:
    """For every two words the index into ``_CODES`` of how they match."""
    out = np.zeros((len(reading), len(reference)), dtype=np.int8)
    if not out.size or out.size > _CELLS:
        return out
    figures = np.outer([w.quantity is not None for w in reading], [w.quantity is not None for w in reference])
    out[figures] = 1
    out[_equal([w.place for w in reading], [w.place for w in reference])] = 2
    out[_equal([w.stem for w in reading], [w.stem for w in reference]) & ~figures] = 3
    out[_equal([w.key for w in reading], [w.key for w in reference])] = 4
    for i, j in zip(*np.nonzero(figures), strict=True):
        out[i, j] = 4 if _same_figure(reading[i], reference[j]) else 1
    for i, j in _name_pairs(reading, reference, table):
        out[i, j] = 4
    for i, j in _variant_pairs(reading, reference, table):
        out[i, j] = 4
    return out


def _same_figure(a: Word, b: Word) -> bool:
    return a.quantity is not None and b.quantity is not None and same_quantity(a.quantity, b.quantity)


def _equal(left: list[str], right: list[str]) -> NDArray[np.bool_]:
    codes: dict[str, int] = {}
    a = np.array([codes.setdefault(x, len(codes)) if x else -1 for x in left])
    b = np.array([codes.setdefault(x, len(codes)) if x else -2 for x in right])
    equal: NDArray[np.bool_] = a[:, None] == b[None, :]
    return equal


def _name_pairs(
    reading: Sequence[Word], reference: Sequence[Word], table: Lexis
) -> Iterator[tuple[int, int]]:
    left = [i for i, w in enumerate(reading) if w.name]
    right = [j for j, w in enumerate(reference) if w.name]
    known: dict[tuple[str, str], bool] = {}
    for i in left:
        for j in right:
            a, b = reading[i], reference[j]
            key = (a.text, b.text)
            if key not in known:
                known[key] = same_name(a, b, table)
            if known[key]:
                yield i, j


def same_name(a: Word, b: Word, table: Lexis) -> bool:
    """True when two words are spellings or case forms of one proper name."""
    if a.name == b.name and len(a.name) >= 3:
        return True
    shared = 0
    for x, y in zip(a.form, b.form, strict=False):
        if x != y:
            break
        shared += 1
    if shared < 4 or (a.place != b.place and a.place and b.place):
        return False
    return a.form[shared:] in table.name_endings and b.form[shared:] in table.name_endings


def _variant_pairs(
    reading: Sequence[Word], reference: Sequence[Word], table: Lexis
) -> Iterator[tuple[int, int]]:
    for i, a in enumerate(reading):
        full = table.variants.get(a.form)
        if full:
            yield from ((i, j) for j, b in enumerate(reference) if b.form in full)
    for j, b in enumerate(reference):
        full = table.variants.get(b.form)
        if full:
            yield from ((i, j) for i, a in enumerate(reading) if a.form in full)


def _scores(
    kinds: NDArray[np.int8], reading: Sequence[Word], reference: Sequence[Word]
) -> NDArray[np.float32]:
    weights = np.array([(0.0, 0.0), *(_WEIGHTS[c] for c in _CODES[1:])], dtype=np.float32)
    content = np.outer([w.content for w in reading], [w.content for w in reference])
    score = np.where(content, weights[kinds, 0], weights[kinds, 1])
    # A match beside matches is worth more, so that a stray "the" does not pull a phrase apart.
    hit = (kinds > 0).astype(np.float32)
    score[1:, 1:] += 0.2 * hit[:-1, :-1] * hit[1:, 1:]
    score[:-1, :-1] += 0.2 * hit[1:, 1:] * hit[:-1, :-1]
    out: NDArray[np.float32] = score.astype(np.float32)
    return out


def _subsequence(kinds: NDArray[np.int8], reading: Sequence[Word], reference: Sequence[Word]) -> list[Pair]:
    n, m = kinds.shape
    if not n or not m:
        return []
    if n * m > _CELLS:
        return _in_step(reading, reference)
    score = _scores(kinds, reading, reference)
    best = np.zeros((n + 1, m + 1), dtype=np.float32)
    for i in range(n):
        through = np.where(kinds[i] > 0, best[i, :-1] + score[i], 0)
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], through))
    return _walk_back(best, kinds)


def _walk_back(best: NDArray[np.float32], kinds: NDArray[np.int8]) -> list[Pair]:
    out = []
    i, j = kinds.shape
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            out.append(Pair(i - 1, j - 1, _CODES[kinds[i - 1, j - 1]]))
            i, j = i - 1, j - 1
    return out[::-1]


def _in_step(reading: Sequence[Word], reference: Sequence[Word]) -> list[Pair]:
    """Very long sides: greedy, each word with its next equal within reach. Linear time."""
    places: dict[str, list[int]] = {}
    for j in range(len(reference) - 1, -1, -1):
        places.setdefault(reference[j].key, []).append(j)
    out, floor = [], -1
    for i, word in enumerate(reading):
        here = places.get(word.key, [])
        while here and here[-1] <= floor:
            here.pop()
        if here and here[-1] - floor <= 50:
            floor = here.pop()
            out.append(Pair(i, floor, SAME))
    return out


def _steady(pairs: list[Pair], reading: Sequence[Word], reference: Sequence[Word]) -> list[Pair]:
    """Without function words that matched alone amid changed wording: they hold nothing together."""
    at = {(p.reading, p.reference) for p in pairs}
    ends = [(-1, -1), *((p.reading, p.reference) for p in pairs), (len(reading), len(reference))]
    out = []
    for n, p in enumerate(pairs):
        i, j = p.reading, p.reference
        held = reading[i].content or (i - 1, j - 1) in at or (i + 1, j + 1) in at
        before, after = ends[n], ends[n + 2]
        gap = min(after[0] - before[0], after[1] - before[1])
        if held or gap <= _GAP:
            out.append(p)
    return out


def _free(pairs: list[Pair], size: int, side: str) -> list[int]:
    used = {getattr(p, side) for p in pairs}
    return [n for n in range(size) if n not in used]


def _joined(pairs: list[Pair], reading: Sequence[Word], reference: Sequence[Word]) -> list[Pair]:
    """Words written together on one side and apart on the other, and acronyms spelled out."""
    left, right = _free(pairs, len(reading), "reading"), _free(pairs, len(reference), "reference")
    out = [Pair(i, j, SAME) for run, j in _compounds(reading, left, reference, right) for i in run]
    taken_i, taken_j = {p.reading for p in out}, {p.reference for p in out}
    left = [i for i in left if i not in taken_i]
    right = [j for j in right if j not in taken_j]
    out += [Pair(i, j, SAME) for run, i in _compounds(reference, right, reading, left) for j in run]
    return out


def _compounds(
    many: Sequence[Word], free_many: list[int], one: Sequence[Word], free_one: list[int]
) -> Iterator[tuple[tuple[int, ...], int]]:
    if not free_many or not free_one:
        return
    whole: dict[str, list[int]] = {}
    short: dict[str, list[int]] = {}
    for n in reversed(free_one):
        whole.setdefault(one[n].form, []).append(n)
        if 2 <= len(one[n].text) <= 6 and one[n].text.isupper():
            short.setdefault(one[n].form, []).append(n)
    used: set[int] = set()
    for place, start in enumerate(free_many):
        for size in (2, 3, 4, 5, 6):
            run = tuple(free_many[place : place + size])
            if len(run) < size or run[-1] - start != size - 1 or used.intersection(run):
                break
            targets = whole.get("".join(many[n].form for n in run))
            if not targets and all(many[n].capital or not many[n].content for n in run):
                targets = short.get("".join(many[n].form[:1] for n in run if many[n].capital))
            if targets:
                used.update(run)
                yield run, targets.pop()
                break


def _moved(pairs: list[Pair], reading: Sequence[Word], reference: Sequence[Word]) -> list[Pair]:
    left = set(_free(pairs, len(reading), "reading"))
    right = set(_free(pairs, len(reference), "reference"))
    places: dict[str, list[int]] = {}
    for j in sorted(right):
        places.setdefault(reference[j].key, []).append(j)
    runs = []
    for i in sorted(left):
        for j in places.get(reading[i].key, ())[:20]:
            size = _run(i, j, left, right, reading, reference)
            value = sum(1.0 if reading[i + k].content else 0.2 for k in range(size))
            if value >= 1.0:
                runs.append((-value, i, j, size))
    out: list[Pair] = []
    for _, i, j, size in sorted(runs):
        if all(i + k in left and j + k in right for k in range(size)):
            out += [Pair(i + k, j + k, SAME, moved=True) for k in range(size)]
            left -= set(range(i, i + size))
            right -= set(range(j, j + size))
    return out


def _run(
    i: int, j: int, left: set[int], right: set[int], reading: Sequence[Word], reference: Sequence[Word]
) -> int:
    size = 0
    while i + size in left and j + size in right and reading[i + size].key == reference[j + size].key:
        size += 1
    return size


def _blocks(pairs: list[Pair], n: int, m: int) -> Iterator[Block]:
    """What lies between the pairs that are in order; moved words belong to no block."""
    moved_i = {p.reading for p in pairs if p.moved}
    moved_j = {p.reference for p in pairs if p.moved}
    i = j = 0
    steps = [(p.reading, p.reference) for p in pairs if not p.moved]
    for number, (a, b) in enumerate([*steps, (n, m)]):
        left = tuple(x for x in range(i, a) if x not in moved_i)
        right = tuple(y for y in range(j, b) if y not in moved_j)
        if left or right:
            yield Block(left, right, edge=number in (0, len(steps)))
        i, j = max(i, a + 1), max(j, b + 1)


def links(alignment: Alignment) -> tuple[Link, ...]:
    """The alignment as runs: ``same``, ``replace``, ``insert``, ``delete``, in the order of the reading."""
    out: list[tuple[int, Link]] = []
    for run in _pair_runs(alignment.pairs):
        op = "same" if run[0].how == SAME else "replace"
        left = anchors(alignment.reading, [p.reading for p in run])
        right = anchors(alignment.reference, [p.reference for p in run])
        if len(left) == len(right) == 1:
            out.append((run[0].reading, Link(op, left[0], right[0])))
        else:
            out.extend(_single_links(alignment, run, op))
    at = _reading_places(alignment)
    for number, block in enumerate(alignment.blocks):
        where = block.reading[0] if block.reading else at[number]
        left, right = anchors(alignment.reading, block.reading), anchors(alignment.reference, block.reference)
        op = "replace" if left and right else "insert" if left else "delete"
        out.extend((where, Link(op, x, y)) for x, y in _side_by_side(left, right))
    return tuple(link for _, link in sorted(out, key=lambda item: item[0]))


def _side_by_side(
    left: Sequence[Anchor], right: Sequence[Anchor]
) -> Iterator[tuple[Anchor | None, Anchor | None]]:
    """The stretches of a block two by two; the last of the shorter side goes with all that are left."""
    for k in range(max(len(left), len(right))):
        yield (
            left[min(k, len(left) - 1)] if left else None,
            right[min(k, len(right) - 1)] if right else None,
        )


def _single_links(alignment: Alignment, run: Sequence[Pair], op: str) -> Iterator[tuple[int, Link]]:
    for p in run:
        yield p.reading, Link(op, alignment.reading[p.reading].at, alignment.reference[p.reference].at)


def _reading_places(alignment: Alignment) -> list[int]:
    """For each block the reading position it stands at."""
    out = []
    for block in alignment.blocks:
        before = [
            p.reading
            for p in alignment.pairs
            if block.reference and not p.moved and p.reference < block.reference[0]
        ]
        out.append(max(before, default=-1) + 1)
    return out


def _pair_runs(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    run: list[Pair] = []
    for p in pairs:
        follows = run and (p.reading - run[-1].reading, p.reference - run[-1].reference) == (1, 1)
        if run and not (follows and p.how == run[-1].how):
            yield run
            run = []
        run.append(p)
    if run:
        yield run


def anchors(words: Sequence[Word], indices: Sequence[int]) -> tuple[Anchor, ...]:
    """The stretches these words cover: neighbours in one document are joined."""
    out: list[Anchor] = []
    last = -2
    for n in indices:
        at = words[n].at
        if out and n == last + 1 and out[-1].doc == at.doc and at.span.start >= out[-1].span.end - 1:
            out[-1] = Anchor(at.doc, Span(out[-1].span.start, max(at.span.end, out[-1].span.end)))
        elif not out or out[-1] != at:
            out.append(at)
        last = n
    return tuple(out)
