"""Annotated documents in brat standoff format, as PolNeAR gives them, and what the model should say of them.

``DIR/text/<doc>.txt`` and ``DIR/attributions/<doc>_<annotator>.ann``; the first annotation in name order
counts. Newman et al. 2018, "An Attribution Relations Corpus for Political News", LREC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onrecord.extract.spans.spandecode import CONTENT, CUE, SOURCE
from onrecord.extract.spans.spanwindows import Pieces, Window, pieces
from onrecord.extract.spans.wordpieces import Ints
from onrecord.model import Span

SCHEMES = ("en", "de")
"""Schemes of annotation, by the language of what they annotate: PolNeAR's, that of the German articles."""
IGNORE = -100
NOTHING, UNLABELLED = -2, -1
"""Of a link: that it leads nowhere; that nothing is known of it."""
# Anything else, such as the second line of an annotated text, is passed over.
_SPAN_ID, _EVENT_ID = re.compile(r"T\d+"), re.compile(r"E\d+")
_ROLE_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated attribution; any of the three may be empty."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its attributions.

    ``scheme``: place in :data:`SCHEMES`. ``unclear``: where nothing is to be learnt.
    """

    name: str
    text: str
    attributions: tuple[Attribution, ...]
    scheme: int = 0
    unclear: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """Per piece: its tag, what its content points at and what its cue points at.

    Content points at the piece that its cue begins with, or its source where it has no cue; a cue at the
    piece that its source begins with.
    """

    tags: Ints
    to_cue: Ints
    to_source: Ints


def read_split(folder: Path) -> list[Annotated]:
    """The documents of a split in name order. Raises FileNotFoundError when there are none."""
    annotations: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        annotations.setdefault(path.name.rsplit("_", 1)[0], path)
    found = []
    for name, path in sorted(annotations.items()):
        text = folder / "text" / f"{name}.txt"
        if text.exists():
            body = text.read_bytes().decode("utf-8")
            found.append(Annotated(name, body, read_brat(path.read_bytes().decode("utf-8"))))
    if not found:
        raise FileNotFoundError(f"no annotated documents in {folder}: expected text/ and attributions/")
    return found


def read_brat(annotation: str) -> tuple[Attribution, ...]:
    """The attribution events of one brat file, each role's spans in text order."""
    spans: dict[str, list[Span]] = {}
    events: list[list[str]] = []
    for line in annotation.split("\n"):
        fields = line.split("\t")
        if _SPAN_ID.fullmatch(fields[0]):
            where = fields[1].split(" ", 1)[1]
            spans[fields[0]] = [Span(*map(int, part.split())) for part in where.split(";")]
        elif _EVENT_ID.fullmatch(fields[0]):
            events.append(fields[1].split())
    return tuple(_attribution(event, spans) for event in events)


def _attribution(event: Sequence[str], spans: dict[str, list[Span]]) -> Attribution:
    roles: dict[str, list[Span]] = {"content": [], "cue": [], "source": []}
    for argument in event:
        role, target = argument.split(":")
        roles.setdefault(_ROLE_NUMBER.sub("", role).lower(), []).extend(spans[target])
    return Attribution(*(tuple(sorted(roles[role])) for role in ("content", "cue", "source")))


def label(source: Pieces, document: Annotated) -> Labels:
    """Labels of every piece. Spans of one attribution with no word between them count as one."""
    size = len(source.ids)
    labels = Labels(np.zeros(size, np.int64), *(np.full(size, UNLABELLED, np.int64) for _ in range(2)))
    for start, end in _runs(source, document.unclear):
        labels.tags[start:end] = IGNORE
    for attribution in document.attributions:
        heads = {}
        for role, begin in (("source", SOURCE), ("cue", CUE), ("content", CONTENT)):
            runs = _runs(source, getattr(attribution, role))
            for start, end in runs:
                labels.tags[start:end] = begin + 1
                labels.tags[start] = begin
            if runs:
                heads[role] = runs[0][0]
            if role == "content":
                for start, end in runs:
                    labels.to_cue[start:end] = heads.get("cue", heads.get("source", NOTHING))
        if "cue" in heads:
            labels.to_source[heads["cue"]] = heads.get("source", NOTHING)
    _mend(labels.tags, np.flatnonzero(source.first))
    return labels


def _mend(tags: Ints, words: Ints) -> None:
    """Where one attribution's span lies inside another's, what is left of the outer one begins anew."""
    for before, word in zip([-1, *words.tolist()], words.tolist(), strict=False):
        tag = tags[word]
        if tag > 0 and tag % 2 == 0 and (before < 0 or tags[before] not in (tag, tag - 1)):
            tags[word] = tag - 1


def _runs(source: Pieces, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Spans as runs of pieces, touching runs joined."""
    runs: list[tuple[int, int]] = []
    for span in spans:
        start = int(np.searchsorted(source.ends, span.start, side="right"))
        end = int(np.searchsorted(source.starts, span.end))
        if start >= end:
            continue
        while not source.first[start]:
            start -= 1
        if runs and start <= runs[-1][1]:
            start = runs.pop()[0]
        runs.append((start, end))
    return runs


def window_targets(window: Window, labels: Labels) -> Ints:
    """Labels by position in a window, shape ``(3, length)``: tag, position of the cue, of the source.

    Position 0 stands for "none in this window"; ``IGNORE`` where there is nothing to learn.
    """
    places = window.places
    real = places >= 0
    where = np.zeros(len(labels.tags), np.int64)
    where[places[real]] = np.flatnonzero(real)
    targets = np.full((3, len(places)), IGNORE, np.int64)
    targets[0, real] = labels.tags[places[real]]
    opening = targets[0, 1]
    if opening > 0 and opening % 2 == 0:
        targets[0, 1] = opening - 1
    for row, links in ((1, labels.to_cue), (2, labels.to_source)):
        linked = links[places[real]]
        found = np.where(linked >= 0, where[np.maximum(linked, 0)], 0)
        targets[row, real] = np.where(linked == UNLABELLED, IGNORE, found)
    return targets


def load_tokenizer(path: Path) -> Tokenizer:
    """The run-time tokenizer, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def labelled(document: Annotated, tokenizer: Tokenizer) -> tuple[Pieces, Labels]:
    """A document's pieces and their labels."""
    source = pieces(document.text, tokenizer)
    return source, label(source, document)
