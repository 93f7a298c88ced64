"""Pairs of stretches drawn from a run, with what stands around them, for a person to judge.

A pair is right where the words of one stretch are those of the other, or an edited form of them (a number
changed, words replaced, cut short, stitched together), or where both are edited forms of the same words. It
is wrong where no more than a set phrase is the same, or where words that are the same were not taken over
but stand there by chance.

Most pairs of a pile are of the kind that is easiest to tell, copies of wire texts. So each kind is drawn from
alone, and a line says how many pairs of its kind there are: the share of right pairs among all is the mean of
the shares of the kinds, weighted by that.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from onrecord.bench.reuse_corpus import STATEMENT
from onrecord.bench.reuse_scores import Row, common_items, plants_by_document
from onrecord.plan import read_table

CONTEXT = 60
"""Characters before and after each stretch."""


def write_sample(folder: Path, out: Path, size: int, to: Path, seed: int = 8) -> None:
    """Draw ``size`` rows, as many of each kind, of the table ``reuse`` below ``out``, a run on the pile in
    ``folder``; JSON Lines.

    ``kind`` is ``edited`` or ``copied`` where both stretches lie by half or more in renderings of one item (a
    statement; wire copy or boilerplate), with the ``forms`` of those, and else ``not planted``.
    """
    plants = plants_by_document(str(folder / "gold"))
    kinds: dict[str, list[Row]] = {"edited": [], "copied": [], "not planted": []}
    for row in read_table(str(out / "reuse")).to_pylist():
        kinds[_kind(row, plants)].append(row)
    texts = read_table(str(folder / "documents"))
    by_doc = dict(zip(texts["doc"].to_pylist(), texts["text"].to_pylist(), strict=True))
    dice, left, open_kinds = random.Random(seed), size, len(kinds)
    with to.open("w", encoding="utf-8") as file:
        for kind, rows in sorted(kinds.items(), key=lambda item: len(item[1])):
            rows.sort(key=lambda row: [str(row[name]) for name in sorted(row)])
            chosen = dice.sample(rows, min(left // open_kinds, len(rows)))
            left, open_kinds = left - len(chosen), open_kinds - 1
            for row in chosen:
                shown = {"kind": kind, "of": len(rows), **_shown(row, by_doc, plants)}
                file.write(json.dumps(shown, ensure_ascii=False) + "\n")


def _kind(row: Row, plants: Mapping[str, list[Row]]) -> str:
    items = common_items(row, plants)
    if not items:
        return "not planted"
    return "edited" if any(item.startswith(STATEMENT) for item in items) else "copied"


def _shown(row: Row, texts: Mapping[str, str], plants: Mapping[str, list[Row]]) -> dict[str, object]:
    items = common_items(row, plants)
    forms = {
        side: sorted({p["form"] for p in plants.get(row[f"{side}_doc"], ()) if p["item"] in items})
        for side in ("left", "right")
    }
    sides = {side: dict(_side(row, side, texts)) for side in ("left", "right")}
    return {**sides, "words": row["words"], "score": row["score"], "forms": forms}


def _side(row: Row, side: str, texts: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    doc, start, end = row[f"{side}_doc"], row[f"{side}_start"], row[f"{side}_end"]
    text = texts[doc]
    yield from (("doc", doc), ("start", start), ("end", end))
    yield "before", text[max(0, start - CONTEXT) : start]
    yield "stretch", text[start:end]
    yield "after", text[end : end + CONTEXT]
