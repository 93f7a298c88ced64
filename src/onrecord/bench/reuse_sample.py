"""Pairs of stretches drawn from a run, with what stands around them, for a person to judge.

A pair is right where the words of one stretch are those of the other, or an edited form of them (a number
changed, words replaced, cut short, stitched together), or where both are edited forms of the same words. It
is wrong where no more than a set phrase is the same, or where words that are the same were not taken over
but stand there by chance.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from onrecord.bench.reuse_scores import Row, common_items, plants_by_document
from onrecord.plan import read_table

CONTEXT = 60
"""Characters before and after each stretch."""


def write_sample(folder: Path, out: Path, size: int, to: Path, seed: int = 8) -> None:
    """Draw ``size`` rows of the table ``reuse`` below ``out``, a run on the pile in ``folder``; JSON Lines.

    ``kind`` is ``planted`` where both stretches lie by half or more in renderings of one item, with the
    ``forms`` of those; a pair is drawn whatever it is, each with the same chance.
    """
    rows = read_table(str(out / "reuse")).to_pylist()
    rows.sort(key=lambda row: [str(row[name]) for name in sorted(row)])
    chosen = random.Random(seed).sample(rows, min(size, len(rows)))
    texts = read_table(str(folder / "documents"))
    by_doc = dict(zip(texts["doc"].to_pylist(), texts["text"].to_pylist(), strict=True))
    plants = plants_by_document(str(folder / "gold"))
    with to.open("w", encoding="utf-8") as file:
        for row in chosen:
            file.write(json.dumps(_shown(row, by_doc, plants), ensure_ascii=False) + "\n")


def _shown(row: Row, texts: Mapping[str, str], plants: Mapping[str, list[Row]]) -> dict[str, object]:
    items = sorted(common_items(row, plants))
    forms = {
        side: sorted({p["form"] for p in plants.get(row[f"{side}_doc"], ()) if p["item"] in items})
        for side in ("left", "right")
    }
    sides = {side: dict(_side(row, side, texts)) for side in ("left", "right")}
    kind = "planted" if items else "not planted"
    return {**sides, "words": row["words"], "score": row["score"], "kind": kind, "forms": forms}


def _side(row: Row, side: str, texts: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    doc, start, end = row[f"{side}_doc"], row[f"{side}_start"], row[f"{side}_end"]
    text = texts[doc]
    yield from (("doc", doc), ("start", start), ("end", end))
    yield "before", text[max(0, start - CONTEXT) : start]
    yield "stretch", text[start:end]
    yield "after", text[end : end + CONTEXT]
