"""From the span model's scores to attributions: the best legal tag sequence, then links, then confidence.

Tags are BIO over content, cue and source, read off the first piece of each word. A sequence is legal where
no tag goes on with a span that the word before is not in. The likeliest legal sequence is chosen, and
forward-backward marginals over all of them say how sure each tag is (a linear-chain CRF, Lafferty et al.
2001, whose transitions are free or forbidden). Where likely content points, a cue is likely, and where a
likely cue points, a source: the pointers are heard before the sequence is chosen. Each content span then
picks the cue, and each cue the source, that its words point at; content spans of one cue are one attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from math import inf, log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.spans.spanwindows import CASES, MARK, Pieces, Window
from onrecord.extract.spans.wordpieces import Ints
from onrecord.model import Span

Floats = NDArray[np.float64]
Pointers = NDArray[np.floating[Any]]
"""As the network gives them: half the width, since they are by far the most of what it says."""

TAGS = ("O", "B-content", "I-content", "B-cue", "I-cue", "B-source", "I-source")
ROLES = CONTENT, CUE, SOURCE = 1, 3, 5
"""The tag that begins each role; the next one goes on with it."""
_RUNS = {role: re.compile(b"%c%c*" % (role, role + 1)) for role in ROLES}
_ILLEGAL = re.compile(b"|".join(b"(?<![%c%c])%c" % (role, role + 1, role + 1) for role in ROLES))
_HEARD = 1e-3
"""Probability from which a word's pointer is heard: what is less likely would hardly lend any support."""
_SCALED = 16
"""Words after which forward and backward weights are scaled, long before they are too small for a float."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """What decoding needs beside the scores, from a model's configuration.

    ``outside``: added to the score of the tag O.
    ``support``: added to the score of a cue or source where the pointers are certain of it.
    ``link``: probability from which a second content span is taken to belong to the same cue.
    ``gap``: content spans of one cue with at most so many words between them, all O, are one.
    ``loose``: content that points at nothing is kept without quote marks too (sentences that carry a report
    on in another mood).
    ``calibration``: weights of a logistic model over :func:`_evidence`.
    """

    outside: float
    support: float
    link: float
    gap: int
    loose: bool
    calibration: Floats

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Decoding:
        """From a model's configuration. Raises KeyError for a missing entry."""
        return cls(
            outside=float(config["outside"]),
            support=float(config["support"]),
            link=float(config["link"]),
            gap=int(config["gap"]),
            loose=bool(config["loose"]),
            calibration=np.array(config["calibration"], float),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The model's output for one window: ``tags`` [n, tags], pointers [n, n] from row to column."""

    tags: Pointers
    to_cue: Pointers
    to_source: Pointers


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution before its confidence is known; ``evidence`` is what that is read from."""

    spans: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    evidence: tuple[float, ...]


class _Segment(NamedTuple):
    """Words ``[start, end)`` of a window under one role, and the mean marginal of their tags."""

    start: int
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """A window with its words: where each begins (position, piece), its tag and how sure that is."""

    source: Pieces
    words: Ints
    pieces: Sequence[int]
    scores: Scores
    path: bytes
    sure: Sequence[float]


def log_softmax(scores: Pointers) -> Pointers:
    """Over the last axis."""
    top = scores - np.maximum.reduce(scores, axis=-1, keepdims=True)
    return np.asarray(top - np.log(np.add.reduce(np.exp(top), axis=-1, keepdims=True)))


def best_path(scores: Floats) -> bytes:
    """The best legal tag sequence for word scores ``[words, tags]``, one byte a tag."""
    best = bytes(scores.argmax(1).tolist())
    if not _ILLEGAL.search(best):
        return best
    path, end = bytearray(len(scores)), len(scores)
    ends = _best_ends(scores.tolist())
    while end:
        tag, start = ends[end - 1]
        if tag:
            path[start:end] = b"%c" % tag + b"%c" % (tag + 1) * (end - start - 1)
        end = start
    return bytes(path)


def _best_ends(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """What best ends at each word: the tag it begins with, and the word at which it does."""
    free, inside, begun = 0.0, [-inf] * len(TAGS), [0] * len(TAGS)
    ends: list[tuple[int, int]] = []
    for word, score in enumerate(scores):
        best, end = free + score[0], (0, word)
        for role in ROLES:
            here, on = free + score[role], inside[role] + score[role + 1]
            if here > on:
                begun[role] = word
            inside[role] = total = here if here > on else on
            if total > best:
                best, end = total, (role, begun[role])
        free = best
        ends.append(end)
    return ends


def _legal_moves() -> Floats:
    """1 where a tag may follow another one, ``[before, after]``, else 0."""
    moves = np.ones((len(TAGS), len(TAGS)))
    for role in ROLES:
        moves[:, role + 1] = 0.0
        moves[[role, role + 1], role + 1] = 1.0
    return moves


# Forward in the first half, backward in the second.
_MOVES = np.zeros((2 * len(TAGS), 2 * len(TAGS)))
_MOVES[: len(TAGS), : len(TAGS)] = _legal_moves()
_MOVES[len(TAGS) :, len(TAGS) :] = _legal_moves().T


def marginals(rows: Sequence[Floats]) -> list[Floats]:
    """The probability of each tag of each word, by scaled forward-backward (Rabiner 1989).

    ``rows``: log-probabilities ``[words, tags]``. One loop goes both ways for all rows, backward over the
    rows turned round: what arrives at each word from before and from behind it, ``[word, row, way and tag]``.
    """
    lengths = np.array([len(row) for row in rows])
    places = np.arange(lengths.max(initial=1))
    real = places < lengths[:, None]
    local = np.zeros((*real.shape, len(TAGS)))
    local[real] = np.exp(np.concatenate(rows))
    local[~real] = 1.0
    numbers, turned = np.arange(len(rows))[:, None], np.maximum(lengths[:, None] - 1 - places, 0)
    seen = np.concatenate([local, local[numbers, turned]], axis=2).transpose(1, 0, 2).copy()
    arriving = np.ones_like(seen)
    arriving[0, :, [role + 1 for role in ROLES]] = 0.0
    leaving = np.empty_like(seen[0])
    for word, (arrived, here, then) in enumerate(zip(arriving, seen, arriving[1:], strict=False), 1):
        np.multiply(arrived, here, out=leaving)
        np.dot(leaving, _MOVES, out=then)
        if not word % _SCALED:
            ways = then.reshape(-1, 2, len(TAGS))
            ways /= np.maximum(np.add.reduce(ways, axis=-1, keepdims=True), 1e-300)
    ahead, behind = (
        arriving.transpose(1, 0, 2)[..., : len(TAGS)],
        arriving.transpose(1, 0, 2)[..., len(TAGS) :],
    )
    chances = ahead * local * behind[numbers, turned]
    chances /= np.maximum(np.add.reduce(chances, axis=-1, keepdims=True), 1e-300)
    return [chance[: len(row)] for chance, row in zip(chances, rows, strict=True)]


def word_positions(source: Pieces, window: Window) -> Ints:
    """The positions in ``window`` at which a word begins."""
    return np.flatnonzero((window.places >= 0) & source.first[np.maximum(window.places, 0)])


def decode(source: Pieces, batch: Sequence[tuple[Window, Scores]], decoding: Decoding) -> list[Found]:
    """The attributions of a batch of windows, in no order.

    Content that no cue goes with may point at its source. Where it points at nothing, it is kept if it opens
    with a quote mark, or under :attr:`Decoding.loose`.
    """
    found: list[Found] = []
    for reading in _readings(source, batch, decoding):
        found.extend(_attributions(reading, decoding))
    return found


def confidence(found: Found, decoding: Decoding) -> float:
    """The probability that content (at least half of it) and source are both right."""
    return float(1 / (1 + np.exp(-np.dot(found.evidence, decoding.calibration))))


def _readings(
    source: Pieces, batch: Sequence[tuple[Window, Scores]], decoding: Decoding
) -> Iterator[_Reading]:
    words = [word_positions(source, window) for window, _ in batch]
    cuts = [0, *accumulate(map(len, words))]
    tags = [scores.tags[at] for (_, scores), at in zip(batch, words, strict=True)]
    logs = np.asarray(log_softmax(np.concatenate(tags, dtype=np.float64)), np.float64)
    chances = marginals(_parted(logs, cuts))
    logs[:, 0] += decoding.outside
    for (window, scores), at, own, chance in zip(batch, words, _parted(logs, cuts), chances, strict=True):
        path = best_path(own + decoding.support * _support(chance, scores, at))
        sure = chance[np.arange(len(path)), np.frombuffer(path, np.uint8)].tolist()
        yield _Reading(source, at, window.places[at].tolist(), scores, path, sure)


def _parted(rows: Floats, cuts: Sequence[int]) -> list[Floats]:
    """What :func:`numpy.concatenate` has put together, taken apart again."""
    return [rows[start:end] for start, end in pairwise(cuts)]


def _support(chances: Floats, scores: Scores, words: Ints) -> Floats:
    """How certainly something points at each word as its cue's or source's beginning, in [0, 1]."""
    support = np.zeros_like(chances)
    content = chances[:, CONTENT] + chances[:, CONTENT + 1]
    for role, pointers, sure in ((CUE, scores.to_cue, content), (SOURCE, scores.to_source, chances[:, CUE])):
        heard = np.flatnonzero(sure > _HEARD)
        if len(heard):
            weights = pointers[words[heard]]
            weights -= np.maximum.reduce(weights, axis=-1, keepdims=True)
            np.exp(weights, out=weights)
            weights *= np.divide(sure[heard], np.add.reduce(weights, axis=-1), dtype=weights.dtype)[:, None]
            support[:, role] = np.maximum.reduce(weights, axis=0)[words]
    return support


def _segments(reading: _Reading, role: int) -> list[_Segment]:
    """Runs of words tagged with ``role``, in order."""
    runs = (match.span() for match in _RUNS[role].finditer(reading.path))
    return [_Segment(start, end, _mean(reading.sure[start:end])) for start, end in runs]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _choices(
    pointers: Pointers, words: Ints, runs: Sequence[_Segment], targets: Sequence[_Segment]
) -> list[tuple[_Segment | None, float]]:
    """The target that each run of words points at, with its share of the probability; None: at no target."""
    if not runs or not targets:
        return [(None, 0.0) for _ in runs]
    pointing, pointed = _within(runs), _within(targets)
    starts, firsts = _starts(runs), _starts(targets)
    logs = log_softmax(pointers[words[pointing]])
    at = logs[:, words[pointed]]
    heights = np.empty((len(logs), 1 + len(targets)), logs.dtype)
    heights[:, 0] = logs[:, 0]
    np.maximum.reduceat(at, firsts, axis=1, out=heights[:, 1:])
    sizes = np.array([run.end - run.start for run in runs])[:, None]
    best = (np.add.reduceat(heights, starts, axis=0) / sizes).argmax(1).tolist()
    shares = np.add.reduceat(np.add.reduceat(np.exp(at), firsts, axis=1), starts, axis=0) / sizes
    return [
        (targets[place - 1], float(share[place - 1])) if place else (None, 0.0)
        for place, share in zip(best, shares, strict=True)
    ]


def _within(runs: Sequence[_Segment]) -> list[int]:
    """The words of ``runs``."""
    return list(chain.from_iterable(range(run.start, run.end) for run in runs))


def _starts(runs: Sequence[_Segment]) -> list[int]:
    """Where each of ``runs`` begins among the words of them all."""
    return [0, *accumulate(run.end - run.start for run in runs[:-1])]


def _attributions(reading: _Reading, decoding: Decoding) -> Iterator[Found]:
    """Content spans grouped by the cue they point at."""
    cues, sources = _segments(reading, CUE), _segments(reading, SOURCE)
    groups: dict[_Segment, list[tuple[_Segment, float]]] = {}
    loose: list[_Segment] = []
    scores, words = reading.scores, reading.words
    contents = _segments(reading, CONTENT)
    found = _choices(scores.to_cue, words, contents, [*cues, *sources])
    for content, (target, linked) in zip(contents, found, strict=True):
        if target is None:
            loose.append(content)
        elif target in sources:
            evidence = _evidence(content.sure, 0.0, 0.0, target, linked)
            yield Found((_span(reading, content),), None, _span(reading, target), evidence)
        else:
            groups.setdefault(target, []).append((content, linked))
    heads = [cue._replace(end=cue.start + 1) for cue in groups]
    named = _choices(scores.to_source, words, heads, sources)
    for (cue, group), source in zip(groups.items(), named, strict=True):
        least = min(decoding.link, max(linked for _, linked in group))
        loose.extend(content for content, linked in group if linked < least)
        kept = [(content, linked) for content, linked in group if linked >= least]
        yield _attribution(reading, decoding, kept, cue, *source)
    for content in loose:
        span = _span(reading, content)
        if decoding.loose or _opens_with_mark(reading, content):
            yield Found((span,), None, None, _evidence(content.sure, 0.0, 0.0, None, 0.0))


def _opens_with_mark(reading: _Reading, content: _Segment) -> bool:
    return bool(reading.source.features[reading.pieces[content.start]] // CASES == MARK)


def _attribution(
    reading: _Reading,
    decoding: Decoding,
    contents: Sequence[tuple[_Segment, float]],
    cue: _Segment,
    named: _Segment | None,
    linked: float,
) -> Found:
    sure = sum(content.sure for content, _ in contents) / len(contents)
    return Found(
        spans=tuple(
            _span(reading, run) for run in _joined([c for c, _ in contents], reading.path, decoding.gap)
        ),
        cue=_span(reading, cue),
        source=None if named is None else _span(reading, named),
        evidence=_evidence(sure, min(p for _, p in contents), cue.sure, named, linked),
    )


def _joined(contents: Sequence[_Segment], path: bytes, gap: int) -> list[_Segment]:
    """Contents of one cue, those that only a few untagged words part as one."""
    runs = [contents[0]]
    for content in contents[1:]:
        between = path[runs[-1].end : content.start]
        if len(between) <= gap and not any(between):
            runs[-1] = runs[-1]._replace(end=content.end)
        else:
            runs.append(content)
    return runs


def _span(reading: _Reading, run: _Segment) -> Span:
    """From the first character of the first word to the last of the last."""
    source = reading.source
    first, last = reading.pieces[run.start], reading.pieces[run.end - 1] + 1
    while last < len(source.ids) and not source.first[last]:
        last += 1
    return Span(int(source.starts[first]), int(source.ends[last - 1]))


def _evidence(
    content: float, to_cue: float, cue: float, source: _Segment | None, to_source: float
) -> tuple[float, ...]:
    """Log-odds of content tags, cue tags, source tags and the two links; whether there is no source; 1."""
    chances = (content, to_cue, cue, source.sure if source else 0.5, to_source)
    kept = [min(max(chance, 0.001), 0.999) for chance in chances]
    return (*[log(chance / (1 - chance)) for chance in kept], float(source is None), 1.0)
