"""From the span model's scores to attributions: the best legal tag sequence, then links, then confidence.

Tags are BIO over content, cue and source, read off the first piece of each word. The tag sequence is the
Viterbi path of a linear-chain CRF (Lafferty et al. 2001), and its forward-backward marginals say how sure
each tag is. Each content span then picks the cue, and each cue the source, that its pieces point at;
content spans of one cue are one attribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.proposal import Proposal
from onrecord.extract.spanwindows import Flags, Ints, Pieces, Window
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
    """What decoding needs beside the scores: CRF weights, thresholds, and the calibration of confidence.

    ``calibration``: weights of a logistic model over :func:`_evidence`, the constant last.
    """

    starts: Floats
    transitions: Floats
    no_cue: float
    no_source: float
    calibration: Floats

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Decoding:
        """From a model's configuration. Raises KeyError for a missing entry."""
        return cls(
            starts=np.array(config["starts"], float) + legal_starts(),
            transitions=np.array(config["transitions"], float) + legal_transitions(),
            no_cue=float(config["no_cue"]),
            no_source=float(config["no_source"]),
            calibration=np.array(config["calibration"], float),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The model's output for one window: ``tags`` [n, tags], pointers [n, n] from row to column."""

    tags: Floats
    to_cue: Floats
    to_source: Floats


@dataclass(frozen=True, slots=True)
class Segment:
    """A tagged run: the window positions of its words' first pieces, and the mean marginal of its tags."""

    positions: Ints
    sure: float


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


def _segments(path: Ints, chances: Floats, positions: Ints) -> dict[int, list[Segment]]:
    """Tagged runs by the tag that begins them."""
    found: dict[int, list[Segment]] = {CONTENT: [], CUE: [], SOURCE: []}
    begins = np.flatnonzero(np.isin(path, list(found)))
    for begin in begins.tolist():
        role = int(path[begin])
        end = begin + 1
        while end < len(path) and path[end] == role + 1:
            end += 1
        sure = chances[np.arange(begin, end), path[begin:end]].mean()
        found[role].append(Segment(positions[begin:end], float(sure)))
    return found


def _choice(pointed: Floats, targets: Sequence[Segment], nothing: float) -> tuple[int | None, float]:
    """The target that rows of pointer scores agree on, and its share of the probability; None for none.

    ``nothing`` is added to the score of pointing at no target (position 0).
    """
    if not targets:
        return None, 0.0
    logs = log_softmax(pointed)
    scores = [float(logs[:, target.positions].max(1).mean()) for target in targets]
    best = int(np.argmax(scores))
    if float(logs[:, 0].mean()) + nothing > scores[best]:
        return None, 0.0
    return best, float(np.exp(logs[:, targets[best].positions]).sum(1).mean())


def _span(source: Pieces, window: Window, positions: Ints) -> Span:
    """From the first character of the first word to the last of the last."""
    first, last = int(window.places[positions[0]]), int(window.places[positions[-1]]) + 1
    while last < len(source.ids) and not source.first[last]:
        last += 1
    return Span(int(source.starts[first]), int(source.ends[last - 1]))


def _evidence(contents: Sequence[Segment], cue: Segment, to_cue: float, source: Segment | None, to_source: float) -> Floats:
    """What confidence is read from: how sure the content, cue and source tags and the two links are."""
    content = float(np.mean([content.sure for content in contents]))
    chances = np.array([content, to_cue, cue.sure, source.sure if source else 0.5, to_source])
    bounded = np.clip(chances, 0.001, 0.999)
    return np.append(np.log(bounded / (1 - bounded)), [float(source is None), 1.0])


def word_positions(source: Pieces, window: Window) -> Ints:
    """The positions in ``window`` at which a word begins."""
    return np.flatnonzero((window.places >= 0) & source.first[np.maximum(window.places, 0)])


def decode(
    source: Pieces, batch: Sequence[tuple[Window, Scores]], decoding: Decoding, origin: str
) -> list[Proposal]:
    """The attributions of a batch of windows, in no order. Content that no cue goes with is left out."""
    places = [word_positions(source, window) for window, _ in batch]
    rows = [log_softmax(scores.tags[words]) for (_, scores), words in zip(batch, places, strict=True)]
    paths, chances = best_paths(rows, decoding), marginals(rows, decoding)
    found: list[Proposal] = []
    for (window, scores), words, path, chance in zip(batch, places, paths, chances, strict=True):
        segments = _segments(path, chance, words)
        found.extend(_attributions(source, window, scores, segments, decoding, origin))
    return found


def _attributions(
    source: Pieces,
    window: Window,
    scores: Scores,
    segments: Mapping[int, Sequence[Segment]],
    decoding: Decoding,
    origin: str,
) -> list[Proposal]:
    """Content spans grouped by the cue they point at."""
    cues, sources = segments[CUE], segments[SOURCE]
    groups: dict[int, list[tuple[Segment, float]]] = {}
    for content in segments[CONTENT]:
        number, linked = _choice(scores.to_cue[content.positions], cues, decoding.no_cue)
        if number is not None:
            groups.setdefault(number, []).append((content, linked))
    found = []
    for number, contents in groups.items():
        cue = cues[number]
        chosen, linked = _choice(scores.to_source[cue.positions[:1]], sources, decoding.no_source)
        named = None if chosen is None else sources[chosen]
        evidence = _evidence([c for c, _ in contents], cue, min(p for _, p in contents), named, linked)
        found.append(
            Proposal(
                spans=tuple(_span(source, window, content.positions) for content, _ in contents),
                cue=_span(source, window, cue.positions),
                source=None if named is None else _span(source, window, named.positions),
                confidence=float(1 / (1 + np.exp(-evidence @ decoding.calibration))),
                origin=origin,
            )
        )
    return found
