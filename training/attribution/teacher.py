"""A shipped model as the teacher of a smaller one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from data import IGNORE, NOTHING, UNLABELLED, Labels, load_tokenizer
from model import Tagger
from onrecord.extract.spans.spandecode import CONTENT, CUE, TAGS, Floats
from onrecord.extract.spans.spanwindows import LONGEST, Pieces, windows
from restore import cut, restore

_CUTS = (LONGEST, 112)
"""Lengths of window; what the teacher says of a piece is the mean over them, so that no one cut shows."""
_SURE = 0.7
"""Share from which what the teacher points at is taken for what is right."""
_SEEN = 100
"""Length of the stretches that inner units are counted on."""


class Teacher:
    """The model folder ``folder``."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._graph = folder / "model.int8.onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Windows are short: a spinning thread would cost more than it saves.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(self._graph), options)

    def shares(self, source: Pieces, temperature: float) -> Floats:
        """Shares of the tags of each piece, ``[pieces, tags]``, the scores divided by ``temperature``."""
        total = np.zeros((len(source.ids), len(TAGS)))
        for longest in _CUTS:
            for window in windows(source, longest):
                given = {"ids": window.ids[None], "features": window.features[None]}
                scores = self._session.run(None, given)[0][0] / temperature
                shares = np.exp(scores - scores.max(-1, keepdims=True))
                real = window.places >= 0
                total[window.places[real]] += (shares / shares.sum(-1, keepdims=True))[real]
        return total / len(_CUTS)

    def links(self, source: Pieces) -> Labels:
        """What each piece points at, as labels without tags; nothing where the teacher is in doubt."""
        size = len(source.ids)
        labels = Labels(np.full(size, IGNORE), *(np.full(size, UNLABELLED, np.int64) for _ in range(2)))
        for window in windows(source, LONGEST):
            given = {"ids": window.ids[None], "features": window.features[None]}
            tags, *pointers = self._session.run(None, given)
            said = tags[0].argmax(-1)
            for found, scores, roles in zip(
                (labels.to_cue, labels.to_source), pointers, ((CONTENT, CONTENT + 1), (CUE,)), strict=True
            ):
                shares = np.exp(scores[0] - scores[0].max(-1, keepdims=True))
                shares /= shares.sum(-1, keepdims=True)
                sure = np.isin(said, roles) & (shares.max(-1) > _SURE) & (window.places >= 0)
                aims = window.places[shares.argmax(-1)]
                found[window.places[sure]] = np.where(aims >= 0, aims, NOTHING)[sure]
        return labels

    def cut(self, layers: Sequence[int], inner: int, sources: Sequence[Pieces]) -> Tagger:
        """Its layers ``layers`` with their ``inner`` busiest inner units, those of ``sources``."""
        found = [w for source in sources for w in windows(source) if len(w) >= _SEEN]
        ids = torch.stack([torch.from_numpy(w.ids[:_SEEN]) for w in found])
        features = torch.stack([torch.from_numpy(w.features[:_SEEN]) for w in found])
        return cut(restore(self._graph), layers, inner, ids, features)
