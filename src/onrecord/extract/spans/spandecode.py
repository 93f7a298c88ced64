"""From the span model's scores to attributions: the best legal tag sequence, then links, then confidence.

Tags are BIO over content, cue and source, read off the first piece of each word. The tag sequence is the
Viterbi path of a linear-chain CRF (Lafferty et al. 2001), and its forward-backward marginals say how sure
each tag is. Where likely content points, a cue is likely, and where a likely cue points, a source: the
pointers are heard before the path is chosen. Each content span then picks the cue, and each cue the source,
that its words point at; content spans of one cue are one attribution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.spans.spanwindows import CASES, MARK, Flags, Ints, Pieces, Window
from onrecord.model import Span

Floats = NDArray[np.float64]

TAGS = ("O", "B-content", "I-content", "B-cue", "I-cue", "B-source", "I-source")
CONTENT, CUE, SOURCE = 1, 3, 5
"""The tag that begins each role; the next one goes on with it."""
FORBIDDEN = -1e4


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
    ``calibration``: weights of a logistic model over :func:`_evidence`.
    """

    starts: Floats
    transitions: Floats
    outside: float
    support: float
    link: float
    gap: int
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
            calibration=np.array(config["calibration"], float),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The model's output for one window: ``tags`` [n, tags], pointers [n, n] from row to column."""

    tags: Floats
    to_cue: Floats
    to_source: Floats


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
    """A window with its words: where each begins (position), what each points at, its tag and the chances.

    ``to_cue`` and ``to_source`` are log-probabilities [words, words]; ``cueless`` that of no cue at all.
    """

    source: Pieces
    window: Window
    words: Ints
    to_cue: Floats
    to_source: Floats
    cueless: Floats
    sourceless: Floats
    path: Ints
    chances: Floats


def log_softmax(scores: Floats) -> Floats:
    """Over the last axis."""
    top = scores - scores.max(-1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(-1, keepdims=True)))


def _padded(rows: Sequence[Floats]) -> tuple[Floats, Flags]:
    """Rows of different length as one array ``[row, word, tag]``, and which of it is real."""
    lengths = np.array([len(row) for row in rows])
    real = np.arange(lengths.max(initial=1)) < lengths[:, None]
    out = np.zeros((*real.shape, len(TAGS)))
    out[real] = np.concatenate(rows)
    return out, real


def best_paths(rows: Sequence[Floats], decoding: Decoding) -> list[Ints]:
    """The best legal tag sequence of each row of word scores ``[words, tags]``."""
    scores, real = _padded(rows)
    batch, length, tags = scores.shape
    stay = np.broadcast_to(np.arange(tags), (batch, tags))
    best, origins = scores[:, 0] + decoding.starts, np.zeros(scores.shape, np.int64)
    for word in range(1, length):
        reached = best[:, :, None] + decoding.transitions
        here = real[:, word, None]
        origins[:, word] = np.where(here, reached.argmax(1), stay)
        best = np.where(here, reached.max(1) + scores[:, word], best)
    paths = np.zeros((batch, length), np.int64)
    paths[:, -1] = best.argmax(1)
    for word in range(length - 1, 0, -1):
        paths[:, word - 1] = origins[np.arange(batch), word, paths[:, word]]
    return [path[: len(row)] for path, row in zip(paths, rows, strict=True)]


def marginals(rows: Sequence[Floats], decoding: Decoding) -> list[Floats]:
    """The probability of each tag of each word, by scaled forward-backward (Rabiner 1989)."""
    scores, real = _padded(rows)
    local = np.exp(scores - scores.max(-1, keepdims=True))
    move = np.exp(decoding.transitions)
    forward, backward = np.zeros_like(local), np.ones_like(local)
    forward[:, 0] = _normalised(local[:, 0] * np.exp(decoding.starts))
    for word in range(1, scores.shape[1]):
        forward[:, word] = _normalised((forward[:, word - 1] @ move) * local[:, word])
    for word in range(scores.shape[1] - 2, -1, -1):
        after = _normalised((backward[:, word + 1] * local[:, word + 1]) @ move.T)
        backward[:, word] = np.where(real[:, word + 1, None], after, 1.0)
    chances = _normalised(forward * backward)
    return [chance[: len(row)] for chance, row in zip(chances, rows, strict=True)]


def _normalised(weights: Floats) -> Floats:
    return np.asarray(weights / np.maximum(weights.sum(-1, keepdims=True), 1e-300))


def word_positions(source: Pieces, window: Window) -> Ints:
    """The positions in ``window`` at which a word begins."""
    return np.flatnonzero((window.places >= 0) & source.first[np.maximum(window.places, 0)])


def decode(source: Pieces, batch: Sequence[tuple[Window, Scores]], decoding: Decoding) -> list[Found]:
    """The attributions of a batch of windows, in no order.

    Content that no cue goes with is kept where it opens with a quote mark, without cue and source.
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
    rows = [log_softmax(scores.tags[at]) for (_, scores), at in zip(batch, words, strict=True)]
    bias = np.array([decoding.outside] + [0.0] * (len(TAGS) - 1))
    pointers = [
        (log_softmax(scores.to_cue[at]), log_softmax(scores.to_source[at]))
        for (_, scores), at in zip(batch, words, strict=True)
    ]
    chances = marginals(rows, decoding)
    supported = [
        row + bias + decoding.support * _support(chance, to_cue[:, at], to_source[:, at])
        for row, at, chance, (to_cue, to_source) in zip(rows, words, chances, pointers, strict=True)
    ]
    paths = best_paths(supported, decoding)
    for (window, _), at, path, chance, (to_cue, to_source) in zip(
        batch, words, paths, chances, pointers, strict=True
    ):
        cue_links, source_links = to_cue[:, at], to_source[:, at]
        yield _Reading(
            source, window, at, cue_links, source_links, to_cue[:, 0], to_source[:, 0], path, chance
        )


def _support(chances: Floats, to_cue: Floats, to_source: Floats) -> Floats:
    """How certainly something points at each word as its cue's or source's beginning, in [0, 1]."""
    support = np.zeros_like(chances)
    if len(chances):
        content = chances[:, CONTENT] + chances[:, CONTENT + 1]
        support[:, CUE] = (content[:, None] * np.exp(to_cue)).max(0)
        support[:, SOURCE] = (chances[:, CUE, None] * np.exp(to_source)).max(0)
    return support


def _segments(reading: _Reading, role: int) -> list[_Segment]:
    """Runs of words tagged with ``role``, in order."""
    path, chances = reading.path, reading.chances
    segments = []
    for start in np.flatnonzero(path == role).tolist():
        end = start + 1
        while end < len(path) and path[end] == role + 1:
            end += 1
        sure = float(chances[np.arange(start, end), path[start:end]].mean())
        segments.append(_Segment(start, end, sure))
    return segments


def _choice(pointed: Floats, nothing: Floats, targets: Sequence[_Segment]) -> tuple[_Segment | None, float]:
    """The target that words point at, with its share of the probability; None when it is no target."""
    if not targets:
        return None, 0.0
    scores = [float(pointed[:, target.start : target.end].max(1).mean()) for target in targets]
    best = int(np.argmax(scores))
    if float(nothing.mean()) > scores[best]:
        return None, 0.0
    chosen = targets[best]
    return chosen, float(np.exp(pointed[:, chosen.start : chosen.end]).sum(1).mean())


def _attributions(reading: _Reading, decoding: Decoding) -> Iterator[Found]:
    """Content spans grouped by the cue they point at."""
    cues = _segments(reading, CUE)
    groups: dict[_Segment, list[tuple[_Segment, float]]] = {}
    loose: list[_Segment] = []
    for content in _segments(reading, CONTENT):
        here = slice(content.start, content.end)
        cue, linked = _choice(reading.to_cue[here], reading.cueless[here], cues)
        if cue is None:
            loose.append(content)
        else:
            groups.setdefault(cue, []).append((content, linked))
    sources = _segments(reading, SOURCE)
    for cue, contents in groups.items():
        strongest = max(linked for _, linked in contents)
        kept = [(c, linked) for c, linked in contents if linked >= min(decoding.link, strongest)]
        loose.extend(c for c, linked in contents if linked < min(decoding.link, strongest))
        yield _attribution(reading, decoding, kept, cue, sources)
    for content in loose:
        span = _span(reading, content)
        if reading.source.features[reading.window.places[reading.words[content.start]]] // CASES == MARK:
            yield Found((span,), None, None, _evidence(content.sure, 0.0, 0.0, None, 0.0))


def _attribution(
    reading: _Reading,
    decoding: Decoding,
    contents: Sequence[tuple[_Segment, float]],
    cue: _Segment,
    sources: Sequence[_Segment],
) -> Found:
    row = slice(cue.start, cue.start + 1)
    named, linked = _choice(reading.to_source[row], reading.sourceless[row], sources)
    sure = float(np.mean([content.sure for content, _ in contents]))
    return Found(
        spans=tuple(
            _span(reading, run) for run in _joined([c for c, _ in contents], reading.path, decoding.gap)
        ),
        cue=_span(reading, cue),
        source=None if named is None else _span(reading, named),
        evidence=_evidence(sure, min(p for _, p in contents), cue.sure, named, linked),
    )


def _joined(contents: Sequence[_Segment], path: Ints, gap: int) -> list[_Segment]:
    """Contents of one cue, those that only a few untagged words part as one."""
    runs = [contents[0]]
    for content in contents[1:]:
        between = path[runs[-1].end : content.start]
        if len(between) <= gap and not between.any():
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
    chances = np.clip([content, to_cue, cue, source.sure if source else 0.5, to_source], 0.001, 0.999)
    return (*np.log(chances / (1 - chances)).tolist(), float(source is None), 1.0)
