"""From the span model's scores to attributions: the best legal tag sequence, then links, then confidence.

Tags are BIO over content, cue and source, read off the first piece of each word. The tag sequence is the
Viterbi path of a linear-chain CRF (Lafferty et al. 2001), and its forward-backward marginals say how sure
each tag is. Where likely content points, a cue is likely, and where a likely cue points, a source: the
pointers are heard before the path is chosen. Each content span then picks the cue, and each cue the source,
that its words point at; content spans of one cue are one attribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.spans.spanwindows import CASES, MARK, Flags, Ints, Pieces, Window
from onrecord.model import Span

Floats = NDArray[np.float64]
Pointers = NDArray[np.floating[Any]]
"""As the network gives them: half the width, since they are by far the most of what it says."""

TAGS = ("O", "B-content", "I-content", "B-cue", "I-cue", "B-source", "I-source")
CONTENT, CUE, SOURCE = 1, 3, 5
"""The tag that begins each role; the next one goes on with it."""
_RUNS = {role: re.compile(b"%c%c*" % (role, role + 1)) for role in (CONTENT, CUE, SOURCE)}
FORBIDDEN = -1e4
_HEARD = 1e-6
"""Probability from which a word's pointer is heard."""
_SCALED = 8
"""Words after which forward and backward weights are scaled, long before they are too small for a float."""


def legal_starts() -> Floats:
    """Score of beginning a sequence with each tag: 0, or ``FORBIDDEN`` for one that goes on with a span."""
    return np.array([FORBIDDEN if tag.startswith("I-") else 0.0 for tag in TAGS])


def legal_transitions() -> Floats:
    """Score of each tag after each other one, ``[before, after]``: 0, or ``FORBIDDEN``."""
    table = np.zeros((len(TAGS), len(TAGS)))
    for after in (CONTENT + 1, CUE + 1, SOURCE + 1):
        table[:, after] = FORBIDDEN
        table[[after - 1, after], after] = 0.0
    return table


@dataclass(frozen=True, slots=True)
class Decoding:
    """What decoding needs beside the scores, from a model's configuration.

    ``starts`` and ``transitions``: weights of the CRF. ``outside``: added to the score of the tag O.
    ``support``: added to the score of a cue or source where the pointers are certain of it.
    ``link``: probability from which a second content span is taken to belong to the same cue.
    ``gap``: content spans of one cue with at most so many words between them, all O, are one.
    ``loose``: content that points at nothing is kept without quote marks too (sentences that carry a report
    on in another mood).
    ``calibration``: weights of a logistic model over :func:`_evidence`.
    """

    starts: Floats
    transitions: Floats
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
            starts=np.array(config["starts"], float) + legal_starts(),
            transitions=np.array(config["transitions"], float) + legal_transitions(),
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

    tags: Floats
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
    """A window with its words: where each begins (position), its tag and how sure that is."""

    source: Pieces
    window: Window
    words: Ints
    scores: Scores
    path: bytes
    sure: Floats


def log_softmax(scores: Pointers) -> Pointers:
    """Over the last axis."""
    top = scores - np.maximum.reduce(scores, axis=-1, keepdims=True)
    return np.asarray(top - np.log(np.add.reduce(np.exp(top), axis=-1, keepdims=True)))


def _padded(rows: Sequence[Floats]) -> tuple[Floats, Flags]:
    """Rows of different length as one array ``[row, word, tag]``, and which of it is real."""
    lengths = np.array([len(row) for row in rows])
    real = np.arange(lengths.max(initial=1)) < lengths[:, None]
    out = np.zeros((*real.shape, len(TAGS)))
    out[real] = np.concatenate(rows)
    return out, real


def best_paths(rows: Sequence[Floats], decoding: Decoding) -> list[Ints]:
    """The best legal tag sequence of each row of word scores ``[words, tags]``."""
    scores = _padded(rows)[0].transpose(1, 0, 2).copy()
    best = scores + decoding.starts
    # One array, [before, row, after], for every word: the loop waits for little but making arrays.
    moves, reached = decoding.transitions[:, None], np.empty((len(TAGS), len(rows), len(TAGS)))
    for before, here, score in zip(best.transpose(0, 2, 1)[..., None], best[1:], scores[1:], strict=False):
        np.add(before, moves, out=reached)
        np.maximum.reduce(reached, axis=0, out=here)
        np.add(here, score, out=here)
    origins = (best[:-1, :, :, None] + decoding.transitions).argmax(2)
    return [
        _traced(best[: len(row), number], origins[: max(0, len(row) - 1), number])
        for number, row in enumerate(rows)
    ]


def _traced(ends: Floats, origins: Ints) -> Ints:
    """Back from the best last tag; ``origins[word, tag]`` is the tag before ``tag`` at the word after."""
    path = [int(ends[-1].argmax())] if len(ends) else []
    for before in reversed(origins.tolist()):
        path.append(before[path[-1]])
    return np.array(path[::-1], np.int64)


def marginals(rows: Sequence[Floats], decoding: Decoding) -> list[Floats]:
    """The probability of each tag of each word, by scaled forward-backward (Rabiner 1989).

    One loop goes both ways, backward over the rows turned round: what arrives at each word from before it
    and from behind it, ``[word, way, row, tag]``.
    """
    scores, real = _padded(rows)
    local = np.exp(scores - scores.max(-1, keepdims=True))
    numbers = np.arange(len(real))[:, None]
    turned = np.maximum(real.sum(1)[:, None] - 1 - np.arange(real.shape[1]), 0)
    seen = np.stack([local, local[numbers, turned]]).transpose(2, 0, 1, 3).copy()
    move = np.exp(decoding.transitions)
    moves = np.stack([move, move.T])
    arriving = np.ones_like(seen)
    arriving[0, 0] = np.exp(decoding.starts)
    for word in range(1, len(seen)):
        arrived = (arriving[word - 1] * seen[word - 1]) @ moves
        arriving[word] = arrived if word % _SCALED else _normalised(arrived)
    ahead, behind = arriving[:, 0].transpose(1, 0, 2), arriving[:, 1].transpose(1, 0, 2)
    chances = _normalised(ahead * local * behind[numbers, turned])
    return [chance[: len(row)] for chance, row in zip(chances, rows, strict=True)]


def _normalised(weights: Floats) -> Floats:
    return weights / np.maximum(np.add.reduce(weights, axis=-1, keepdims=True), 1e-300)


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
    tags = np.concatenate([scores.tags[at] for (_, scores), at in zip(batch, words, strict=True)])
    logs = np.asarray(log_softmax(tags), np.float64)
    chances = marginals(_parted(logs, cuts), decoding)
    support = np.concatenate(
        [_support(chance, scores, at) for chance, (_, scores), at in zip(chances, batch, words, strict=True)]
    )
    bias = np.array([decoding.outside] + [0.0] * (len(TAGS) - 1))
    paths = best_paths(_parted(logs + bias + decoding.support * support, cuts), decoding)
    for (window, scores), at, path, chance in zip(batch, words, paths, chances, strict=True):
        sure = chance[np.arange(len(path)), path]
        yield _Reading(source, window, at, scores, bytes(path.tolist()), sure)


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
            share = sure[heard] / np.add.reduce(weights, axis=-1)
            support[:, role] = np.maximum.reduce(weights * share[:, None], axis=0)[words]
    return support


def _segments(reading: _Reading, role: int) -> list[_Segment]:
    """Runs of words tagged with ``role``, in order."""
    runs = (match.span() for match in _RUNS[role].finditer(reading.path))
    return [_Segment(start, end, _mean(reading.sure[start:end])) for start, end in runs]


def _mean(values: Pointers) -> float:
    return float(np.add.reduce(values)) / len(values)


def _choices(
    pointers: Pointers, words: Ints, runs: Sequence[_Segment], targets: Sequence[_Segment]
) -> list[tuple[_Segment | None, float]]:
    """The target that each run of words points at, with its share of the probability; None: at no target."""
    if not runs or not targets:
        return [(None, 0.0) for _ in runs]
    sizes = [run.end - run.start for run in runs]
    starts = [0, *accumulate(sizes)]
    logs = log_softmax(pointers[words[np.concatenate([np.arange(run.start, run.end) for run in runs])]])
    at = [logs[:, words[target.start : target.end]] for target in targets]
    heights = np.empty((len(logs), 1 + len(targets)), logs.dtype)
    heights[:, 0] = logs[:, 0]
    for place, part in enumerate(at, 1):
        np.maximum.reduce(part, axis=1, out=heights[:, place])
    scores = np.add.reduceat(heights, starts[:-1], axis=0) / np.array(sizes)[:, None]
    found: list[tuple[_Segment | None, float]] = []
    for place, (start, end) in zip(scores.argmax(1).tolist(), pairwise(starts), strict=True):
        share = _mean(np.add.reduce(np.exp(at[place - 1][start:end]), axis=1)) if place else 0.0
        found.append((targets[place - 1] if place else None, share))
    return found


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
    place = reading.window.places[reading.words[content.start]]
    return bool(reading.source.features[place] // CASES == MARK)


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
    source, places = reading.source, reading.window.places
    first, last = int(places[reading.words[run.start]]), int(places[reading.words[run.end - 1]]) + 1
    while last < len(source.ids) and not source.first[last]:
        last += 1
    return Span(int(source.starts[first]), int(source.ends[last - 1]))


def _evidence(
    content: float, to_cue: float, cue: float, source: _Segment | None, to_source: float
) -> tuple[float, ...]:
    """Log-odds of content tags, cue tags, source tags and the two links; whether there is no source; 1."""
    chances = (content, to_cue, cue, source.sure if source else 0.5, to_source)
    kept = (min(max(chance, 0.001), 0.999) for chance in chances)
    return (*(log(chance / (1 - chance)) for chance in kept), float(source is None), 1.0)
