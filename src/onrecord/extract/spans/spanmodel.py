"""The trained span models: content, cue and source of attributions in running text.

A MiniLM token classifier with pointers from content to cue and from cue to source, int8, run by onnxruntime
on the CPU; one for English, one for several languages. Data, scores, licences and limits: the ``README.md``
of each folder in ``data/models``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.extract.spans.proposal import Proposal
from onrecord.extract.spans.spandecode import Decoding, Found, Scores, confidence, decode
from onrecord.extract.spans.spanwindows import FEATURES, Pieces, Window, portions, windows

MODELS = Path(str(files("onrecord") / "data" / "models"))
_AT_ONCE = 16
"""Windows that are decoded together."""
_WORD = re.compile(r"\w")


class SpanModel:
    """Finds attributions in text of ``language``. An :class:`~onrecord.extract.spans.proposal.Attributor`.

    ``path`` is a folder with ``config.json``, ``tokenizer.json`` and ``model.int8.onnx``; by default the one
    that is shipped for English. Loading waits for the first text, and a folder is loaded once per process,
    for all its languages. Raises ModelError from the first :meth:`propose` when a file is missing or
    unreadable, or the folder's model was not made for the language.
    """

    def __init__(self, path: str | Path | None = None, language: str = "en", threads: int = 1) -> None:
        self.language = language
        self._folder = MODELS / "attribution-en" if path is None else Path(path)
        self._threads = threads

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Attributions in ``text``, in order of their first content span; ``origin`` is model and version."""
        network = self._loaded()
        proposals = (
            Proposal(f.spans, f.cue, f.source, confidence(f, network.decoding), network.name)
            for f in self.found(text)
        )
        return tuple(sorted(proposals, key=lambda proposal: proposal.spans))

    def found(self, text: str) -> Iterator[Found]:
        """What :meth:`propose` gives, in no order, and evidence instead of confidence (for calibration)."""
        network = self._loaded()
        scheme = network.schemes[self.language]
        for source in portions(text, network.tokenizer):
            worded = [w for w in windows(source, network.longest) if _has_words(text, source, w)]
            for first in range(0, len(worded), _AT_ONCE):
                batch = worded[first : first + _AT_ONCE]
                scored = [(window, network.scores(window, scheme)) for window in batch]
                yield from decode(source, scored, network.decoding)

    @property
    def leads(self) -> bool:
        """See :class:`~onrecord.extract.spans.proposal.Attributor`. Raises as :meth:`propose` does."""
        return self._loaded().leads

    def _loaded(self) -> _Network:
        network = _load(self._folder, self._threads)
        if self.language not in network.schemes:
            raise ModelError(f"{network.name} was not made for texts in {self.language!r}")
        return network


def _has_words(text: str, source: Pieces, window: Window) -> bool:
    """False for nothing but marks and dashes, in which nobody says anything."""
    first, last = window.places[1], window.places[-2]
    return _WORD.search(text, source.starts[first], source.ends[last]) is not None


class _Network:
    """A loaded model folder; ``schemes``: as which annotators would texts of each language are read."""

    def __init__(self, folder: Path, threads: int) -> None:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.name = f"{config['name']} {config['version']}"
        self.longest = int(config["longest"])
        self.leads = bool(config["leads"])
        self.schemes = {language: int(own["scheme"]) for language, own in config["languages"].items()}
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

    def scores(self, window: Window, scheme: int) -> Scores:
        """What the model says of one window.

        One at a time: nothing is padded, what one window says does not hang on its neighbours, and its
        activations stay in the processor's cache.
        """
        given = {"ids": window.ids[None], "features": window.features[None] + FEATURES * scheme}
        tags, to_cue, to_source = self._session.run(None, given)
        return Scores(np.asarray(tags)[0], np.asarray(to_cue)[0], np.asarray(to_source)[0])


@cache
def _load(folder: Path, threads: int) -> _Network:
    try:
        return _Network(folder, threads)
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own
        raise ModelError(f"no attribution model can be read from {folder}: {error}") from error
