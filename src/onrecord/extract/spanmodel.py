"""The trained span model for English: content, cue and source of attributions in running text.

A six-layer MiniLM token classifier with pointers from content to cue and from cue to source, int8, run by
onnxruntime on the CPU. Data, scores, licences and limits: ``data/models/attribution-en/README.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.extract.proposal import Proposal
from onrecord.extract.spandecode import Decoding, Found, Scores, confidence, decode
from onrecord.extract.spanwindows import Window, pieces, windows

SHIPPED = Path(str(files("onrecord") / "data" / "models" / "attribution-en"))
_POSITIONS_AT_ONCE = 640
_PADDING_FEATURE = 13


class SpanModel:
    """Finds attributions in English text. An :class:`~onrecord.extract.proposal.Attributor`.

    ``path`` is a folder with ``config.json``, ``tokenizer.json`` and ``model.int8.onnx``; by default the one
    that is shipped. Loading waits for the first text, and a folder is loaded once per process. Raises
    ModelError from the first :meth:`propose` when a file is missing or unreadable.
    """

    language = "en"

    def __init__(self, path: str | Path | None = None, threads: int = 1) -> None:
        self._folder = SHIPPED if path is None else Path(path)
        self._threads = threads

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Attributions in ``text``, in order of their first content span; ``origin`` is model and version."""
        network = _load(self._folder, self._threads)
        return tuple(
            Proposal(f.spans, f.cue, f.source, confidence(f, network.decoding), network.name)
            for f in self.found(text)
        )

    def found(self, text: str) -> tuple[Found, ...]:
        """What :meth:`propose` gives, with the evidence instead of the confidence (for calibration)."""
        network = _load(self._folder, self._threads)
        source = pieces(text, network.tokenizer)
        attributions: list[Found] = []
        for batch in _batches(windows(source, network.longest)):
            attributions.extend(decode(source, network.scores(batch), network.decoding))
        return tuple(sorted(attributions, key=lambda found: found.spans))


class _Network:
    """A loaded model folder."""

    def __init__(self, folder: Path, threads: int) -> None:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.name = f"{config['name']} {config['version']}"
        self.longest = int(config["longest"])
        self.decoding = Decoding.read(config)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # A spinning thread burns the core that the next process of a pool needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = str(folder / "model.int8.onnx")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def scores(self, batch: Sequence[Window]) -> list[tuple[Window, Scores]]:
        """The windows of a batch with what the model says of each."""
        ids, features, mask = _padded(batch)
        outputs = self._session.run(None, {"ids": ids, "features": features, "mask": mask})
        tags, to_cue, to_source = (np.asarray(output, float) for output in outputs)
        return [
            (window, Scores(tags[i, :n], to_cue[i, :n, :n], to_source[i, :n, :n]))
            for i, window in enumerate(batch)
            for n in [len(window)]
        ]


@cache
def _load(folder: Path, threads: int) -> _Network:
    try:
        return _Network(folder, threads)
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own
        raise ModelError(f"no attribution model can be read from {folder}: {error}") from error


def _batches(found: Sequence[Window]) -> Iterator[list[Window]]:
    """Windows of like length together, as many as fit in ``_POSITIONS_AT_ONCE`` positions."""
    batch: list[Window] = []
    for window in sorted(found, key=len):
        if batch and len(window) * (len(batch) + 1) > _POSITIONS_AT_ONCE:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _padded(batch: Sequence[Window]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = (len(batch), max(len(window) for window in batch))
    ids, features = np.zeros(size, np.int64), np.full(size, _PADDING_FEATURE, np.int64)
    mask = np.zeros(size, np.float32)
    for row, window in enumerate(batch):
        ids[row, : len(window)] = window.ids
        features[row, : len(window)] = window.features
        mask[row, : len(window)] = 1
    return ids, features, mask
