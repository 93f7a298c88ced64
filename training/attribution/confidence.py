"""Fit the confidence of whole attributions (rules and model together) and draw the reliability curve.

    python training/attribution/confidence.py --data DIR [--sample 300] [--seed 0]

``DIR`` holds ``train/`` and ``dev/`` in brat format (see ``data.py``). An attribution is right when its
content has token F1 of at least 0.5 with an annotated one, one to one, and the sources meet. How much each
sign weighs is fitted on a sample of the train part. The span model has seen that part and is surer there
than it may be, so the level (a constant and a scale) is set anew on dev; the curve is cross-fitted, every
document's from the levels of other folds. Writes the weights, the figure and the table in
docs/attribution.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data import Annotated, read_split
from evaluate import calibrate, judge
from onrecord.extract import confidence
from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.page import page_of
from onrecord.extract.layout.turns import turns
from onrecord.extract.quotations import attributions
from onrecord.extract.spans.spandecode import Floats
from onrecord.extract.spans.spanmodel import SpanModel
from onrecord.model import Document, Form

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src/onrecord/data/models/attribution-en/confidence.json"
FIGURE = ROOT / "docs/reliability.svg"
PAGE = ROOT / "docs/attribution.md"
MARK = re.compile(r"(?<=<!-- reliability -->\n).*?(?=<!-- end -->)", re.DOTALL)
KINDS = confidence.KINDS
FOLDS = 5
BINS = 10
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """The attributions of one document: their signs, kinds, and whether each is right."""

    signs: Floats
    kinds: list[str]
    right: list[bool]


def gather(annotated: Annotated, model: SpanModel | None) -> Evidence:
    """Evidence for one document; turns and headlines are left out, as nothing is fitted for them."""
    document = Document(annotated.name, annotated.name, annotated.text, "", "", "en")
    parts = blocks(document)
    page = page_of(document, parts, turns(document, parts))
    found = [a for a in attributions(page, model) if a.form not in (Form.TURN, Form.HEADLINE)]
    rows = np.array([confidence.signs(page, a) for a in found]).reshape(len(found), len(confidence.SIGNS))
    return Evidence(rows, [confidence.kind_of(a, model is not None) for a in found], judge(annotated, found))


def of_kind(found: Iterable[Evidence], kind: str) -> tuple[Floats, list[bool]]:
    """Signs and verdicts of one kind, of all documents."""
    rows = [
        (row, right)
        for e in found
        for row, which, right in zip(e.signs, e.kinds, e.right, strict=True)
        if which == kind
    ]
    signs = np.array([row for row, _ in rows]).reshape(len(rows), len(confidence.SIGNS))
    return signs, [right for _, right in rows]


def shifted(weights: Floats, signs: Floats, right: Sequence[bool]) -> Floats:
    """``weights`` with the constant and the scale of the rest fitted anew."""
    score = signs[:, :-1] @ weights[:-1]
    scale, constant = calibrate(np.stack([score, np.ones(len(score))], axis=1), right)
    return np.append(weights[:-1] * scale, constant)


def fit(train: Sequence[Evidence], dev: Sequence[Evidence]) -> dict[str, Floats]:
    """Weights by kind: signs weighed on train, the level set on dev."""
    return {kind: shifted(calibrate(*of_kind(train, kind)), *of_kind(dev, kind)) for kind in KINDS}


def predicted(weights: dict[str, Floats], one: Evidence) -> Floats:
    """The confidence of each attribution of a document."""
    return np.array(
        [1 / (1 + np.exp(-row @ weights[kind])) for row, kind in zip(one.signs, one.kinds, strict=True)]
    )


def cross(train: Sequence[Evidence], dev: Sequence[tuple[Evidence, Evidence]]) -> tuple[Floats, Floats]:
    """Confidence and verdict of everything in dev, each document by weights whose level has not seen it.

    ``dev``: each document with the model and by rules alone; what is returned is of the first.
    """
    sure, right = [], []
    for fold in range(FOLDS):
        others = [e for k, pair in enumerate(dev) if k % FOLDS != fold for e in pair]
        weights = fit(train, others)
        for one, _ in dev[fold::FOLDS]:
            sure.append(predicted(weights, one))
            right.append(np.array(one.right, float))
    return np.concatenate(sure), np.concatenate(right)


def curve(sure: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and number for each tenth of the scale that holds anything."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        (float(sure[bins == n].mean()), float(right[bins == n].mean()), int((bins == n).sum()))
        for n in range(BINS)
        if (bins == n).any()
    ]


def draw(points: Sequence[tuple[float, float, int]]) -> str:
    """The curve as a small SVG: a disc for each tenth, its area by number, the diagonal for comparison."""
    most = max(number for *_, number in points)
    discs = "".join(
        f'<circle cx="{30 + 220 * p:.1f}" cy="{250 - 220 * o:.1f}" r="{3 + 9 * (n / most) ** 0.5:.1f}">'
        f"<title>{n} attributions at {p:.2f}: {o:.2f} right</title></circle>"
        for p, o, n in points
    )
    ticks = "".join(
        f'<text x="{30 + 22 * n}" y="266">{n / 10:g}</text><text x="24" y="{254 - 22 * n}" text-anchor="end">'
        f"{n / 10:g}</text>"
        for n in (0, 5, 10)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 270 290" width="270" font-family="sans-serif"'
        ' font-size="10" role="img" aria-label="Share right by confidence"><rect width="270" height="290" '
        'fill="#fff"/><path d="M30 250 250 30M30 30V250H250" fill="none" stroke="#999"/>'
        f'<g fill="#2a6f97" fill-opacity=".8">{discs}</g><g text-anchor="middle" fill="#333">{ticks}'
        '<text x="140" y="284">confidence</text>'
        '<text transform="rotate(-90)" x="-140" y="10">share right</text></g></svg>\n'
    )


def table(sure: Floats, right: Floats) -> str:
    """The curve in Markdown, and how many of the sure ones are right."""
    rows = "".join(f"| {p:.2f} | {o:.2f} | {n} |\n" for p, o, n in curve(sure, right))
    top = right[sure >= SURE]
    share = (
        f"{len(top)} of {len(sure)} attributions have at least {SURE}; {top.mean():.1%} of those are right."
    )
    return f"\n| confidence | right | attributions |\n|---|---|---|\n{rows}\n{share}\n\n"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    train = read_split(options.data / "train")
    train = random.Random(options.seed).sample(train, min(options.sample, len(train)))
    model = SpanModel()
    seen = [gather(one, with_model) for one in train for with_model in (model, None)]
    held = [(gather(one, model), gather(one, None)) for one in read_split(options.data / "dev")]
    sure, right = cross(seen, held)
    weights = fit(seen, [e for pair in held for e in pair])
    rounded = {kind: [round(float(w), 4) for w in weights[kind]] for kind in KINDS}
    WEIGHTS.write_text(
        json.dumps({"signs": confidence.SIGNS, "weights": rounded}, indent=1) + "\n", encoding="utf-8"
    )
    FIGURE.write_text(draw(curve(sure, right)), encoding="utf-8")
    PAGE.write_text(
        MARK.sub(lambda _: table(sure, right), PAGE.read_text(encoding="utf-8")), encoding="utf-8"
    )
    print(table(sure, right))


if __name__ == "__main__":
    main()
