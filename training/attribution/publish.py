"""From trained weights to a model folder: export, calibrate on dev, evaluate, describe.

    python training/attribution/publish.py --weights FILE --data DIR --base DIR --out DIR
    python training/attribution/publish.py --weights FILE --articles DIR --base DIR --out DIR

``train.py`` does this at its end. The folder is one that ``SpanModel(path)`` reads. With ``--articles`` the
model is the one for several languages, and the dev part of the German articles stands for all of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from string import Template

import numpy as np
import torch

from articles import read_articles
from data import SCHEMES, Annotated, read_split
from evaluate import Counts, calibrate, count, crossed, f1, interval, judge
from export import export
from model import Tagger
from onrecord.extract.spans.spandecode import Floats, Found
from onrecord.extract.spans.spanmodel import SpanModel
from onrecord.extract.spans.spanwindows import LONGEST

_SURE = 0.9
_SIGNS = 7
"""Figures that confidence is read from: see :mod:`onrecord.extract.spans.spandecode`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A model that is shipped: its name and version, the decoding of :mod:`spandecode`, its languages.

    ``language``: that of the documents it is measured on; ``card``: the template of its card; ``frozen``:
    layers below its features.
    """

    name: str
    version: str
    decoding: Mapping[str, float | bool]
    languages: Mapping[str, Mapping[str, float | bool]]
    language: str
    card: str
    frozen: int = 0


# Chosen on PolNeAR dev. Six layers of 1536 do better with -0.3 and 0.5.
ENGLISH = Edition(
    "attribution-en",
    "4",
    {"outside": -0.9, "support": 2.0, "link": 0.7, "gap": 5, "loose": False, "leads": True},
    {"en": {"scheme": 0, "shipped": True}},
    "en",
    "card.md",
)
# Chosen on the dev part of the German articles; served are the languages in which quotations are found better
# with the model than by rules alone.
SEVERAL = Edition(
    "attribution-multi",
    "1",
    {"outside": 0.0, "support": 2.0, "link": 0.5, "gap": 5, "loose": True, "leads": False},
    {
        language: {"scheme": SCHEMES.index("de"), "shipped": language in ("de", "fr", "pl", "ru")}
        for language in ("de", "es", "fr", "it", "pl", "pt", "ru", "uk")
    },
    "de",
    "card-multi.md",
    4,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the model card says of the model."""

    counts: tuple[Counts, ...]
    confidences: Floats
    right: Floats

    def figures(self) -> dict[str, str]:
        """The figures by their names in the card's template."""
        sure = self.confidences >= _SURE
        figures = {
            "exact": f"{100 * f1(self.counts):.1f}",
            "exact_interval": "-".join(f"{100 * end:.1f}" for end in interval(self.counts)),
            "sourced": f"{100 * f1(self.counts, sourced=True):.1f}",
            "sourced_interval": "-".join(f"{100 * end:.1f}" for end in interval(self.counts, sourced=True)),
            "found": str(len(self.right)),
            "sure": str(int(sure.sum())),
            "sure_right": f"{100 * self.right[sure].mean():.1f}",
        }
        return figures | {"reliability": "\n".join(self._bins())}

    def _bins(self) -> list[str]:
        edges = [0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 1.01]
        lines = []
        for low, high in pairwise(edges):
            here = (self.confidences >= low) & (self.confidences < high)
            if here.any():
                mean, share = self.confidences[here].mean(), self.right[here].mean()
                lines.append(f"| {low:.2f}-{min(high, 1):.2f} | {here.sum()} | {mean:.2f} | {share:.2f} |")
        return lines


def publish(model: Tagger, edition: Edition, documents: Sequence[Annotated], base: Path, out: Path) -> Report:
    """Write the model folder ``out``, measured on ``documents``, and return what its card says."""
    out.mkdir(parents=True, exist_ok=True)
    export(model, out / "model.int8.onnx")
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")
    neutral = [0.0] * _SIGNS
    write_config(out, edition, neutral)
    found = [tuple(SpanModel(out, edition.language).found(document.text)) for document in documents]
    report, weights = assess(documents, found)
    write_config(out, edition, [round(w, 4) for w in weights.tolist()])
    shape = {
        "layers": str(len(model.layers)),
        "inner": str(len(model.state_dict()["layers.0.inner.bias"])),
        "pieces": f"{len(model.word.weight):,}",
        "frozen": str(edition.frozen),
    }
    template = Template((Path(__file__).parent / edition.card).read_text(encoding="utf-8"))
    (out / "README.md").write_text(
        template.substitute(report.figures() | shape, version=edition.version), encoding="utf-8"
    )
    return report


def held_out(data: Path | None, articles: Path | None) -> tuple[Edition, list[Annotated]]:
    """What is published from such data, and the documents it is measured on."""
    if articles is not None:
        return SEVERAL, read_articles(articles / "dev")
    assert data is not None
    return ENGLISH, read_split(data / "dev")


def assess(documents: Sequence[Annotated], found: Sequence[Sequence[Found]]) -> tuple[Report, Floats]:
    """Scores, cross-fitted confidences, and the calibration fitted on all of ``documents``."""
    right = [judge(document, proposals) for document, proposals in zip(documents, found, strict=True)]
    evidence = [
        np.array([p.evidence for p in proposals]).reshape(len(proposals), _SIGNS) for proposals in found
    ]
    kept = [k for k, rows in enumerate(evidence) if len(rows)]
    evidence, right = [evidence[k] for k in kept], [right[k] for k in kept]
    verdicts = np.concatenate([np.array(r, float) for r in right])
    counts = tuple(count(document, proposals) for document, proposals in zip(documents, found, strict=True))
    report = Report(counts, np.concatenate(crossed(evidence, right)), verdicts)
    return report, calibrate(np.concatenate(evidence), verdicts.astype(bool).tolist())


def write_config(out: Path, edition: Edition, calibration: Sequence[float]) -> None:
    """``config.json``: what decoding needs beside the graph."""
    config = {"name": edition.name, "version": edition.version, "longest": LONGEST, **edition.decoding}
    config |= {"languages": edition.languages, "calibration": list(calibration)}
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("--weights", "--base", "--out"):
        parser.add_argument(name, type=Path, required=True)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--data", type=Path)
    group.add_argument("--articles", type=Path)
    options = parser.parse_args()
    edition, documents = held_out(options.data, options.articles)
    model = Tagger.of(torch.load(options.weights), edition.frozen)
    print(json.dumps(publish(model, edition, documents, options.base, options.out).figures(), indent=1))


if __name__ == "__main__":
    main()
