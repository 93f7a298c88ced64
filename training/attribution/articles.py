"""German articles with their quotations, as Petersen-Frey and Biemann give them, for training.

``DIR/*.json``: "Dataset of Quotation Attribution in German News Articles", LREC-COLING 2024. What its
annotators call reported speech ("the union demanded more pay") is a whole sentence with its own frame there;
it is neither content nor none here, and nothing is learnt from it. Of quotations inside quotations the outer
one counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data import SCHEMES, Annotated, Attribution
from onrecord.bench.wikinews import starts
from onrecord.model import Span

SCHEME = SCHEMES.index("de")
_UNCLEAR = "Reported"


def read_articles(folder: Path) -> list[Annotated]:
    """The articles of ``folder`` in name order. Raises FileNotFoundError when there are none."""
    found = [_article(path) for path in sorted(folder.glob("*.json"))]
    if not found:
        raise FileNotFoundError(f"no articles in {folder}: expected *.json")
    return found


def _article(path: Path) -> Annotated:
    article = json.loads(path.read_text(encoding="utf-8"))
    begins, tokens = starts(article), [t for s in article["sentences"] for t in s["tokens"]]

    def spans(role: Mapping[str, Any]) -> tuple[Span, ...]:
        return _spans(role["tokenIds"], begins, tokens)

    kept = [a for a in article["annotations"] if a["quote"]["tokenIds"] and not a["isNested"]]
    return Annotated(
        path.stem,
        article["originalText"],
        tuple(
            Attribution(*(spans(a[role]) for role in ("quote", "cue", "speaker")))
            for a in kept
            if a["type"] != _UNCLEAR
        ),
        SCHEME,
        tuple(span for a in kept if a["type"] == _UNCLEAR for span in spans(a["quote"])),
    )


def _spans(ids: Sequence[int], begins: Sequence[int], tokens: Sequence[str]) -> tuple[Span, ...]:
    """Runs of token numbers as spans of the text."""
    runs: list[list[int]] = []
    for number in sorted(ids):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(Span(begins[run[0]], begins[run[-1]] + len(tokens[run[-1]])) for run in runs)
