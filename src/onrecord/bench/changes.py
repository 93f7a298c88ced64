"""``onrecord bench changes``: what collation makes of sentences with one known edit."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.perturb import ALTERED, UNCHANGED, Edit, perturb
from onrecord.bench.transcripts import transcripts, whole_sentences
from onrecord.collate import collate
from onrecord.model import Anchor, Form, Quotation, Span

EXPECTED = {
    "number": "number", "negation": "polarity", "modality": "polarity", "name": "entity", "trim": "omitted",
    "join": "stitched", "insertion": "insertion", "order": "reworded", "word": "reworded",
    "addition": "added",
}  # fmt: skip
"""The label every kind of altering edit should be given; the kinds in ``UNCHANGED`` should get none."""

_SEED = 1
_EACH = 2
"""Sentences drawn from one transcript."""
_GAP = " Something quite different was said here for a while. "


def bench_changes(shared: Path, cases: int, out: Console) -> None:
    """Edit ``cases`` sentences of ``shared/data/transcripts/kremlin_en`` in every way; print a table by kind.

    "Found" is the share of edits given their label (for harmless kinds: given none), "told" that of edits
    given any label. Raises UsageError when the transcripts are not there.
    """
    edits = perturb(_drawn(shared, cases), _SEED)
    total, found, told = Counter[str](), Counter[str](), Counter[str]()
    for edit in edits:
        labels = changes_of(edit)
        total[edit.kind] += 1
        told[edit.kind] += bool(labels)
        found[edit.kind] += EXPECTED[edit.kind] in labels if edit.kind in EXPECTED else not labels
    table = Table("edit", "label", "edits", "found", "told")
    for kind in (*ALTERED, *UNCHANGED):
        if total[kind]:
            shares = (f"{count[kind] / total[kind]:.3f}" for count in (found, told))
            table.add_row(kind, EXPECTED.get(kind, "none"), str(total[kind]), *shares)
    out.print(table)


def changes_of(edit: Edit) -> frozenset[str]:
    """The labels collation gives to one edit, read as a direct quotation of the original."""
    references, text = [Anchor("original", Span(0, len(edit.original)))], edit.original
    if edit.kind == "join":
        start = len(text + _GAP)
        text += _GAP + edit.what
        references.append(Anchor("original", Span(start, len(text))))
    quotation = Quotation("edited", "edited", (Span(0, len(edit.edited)),), Form.DIRECT)
    result = collate(quotation, edit.edited, "en", references, {"original": text}, {"original": "en"})
    return frozenset(change.kind.value for change in result.changes)


def _drawn(shared: Path, cases: int) -> list[str]:
    """Whole sentences of moderate length from transcripts in a seeded order."""
    texts = [row["text"] for row in transcripts(shared)]
    rng = random.Random(_SEED)
    rng.shuffle(texts)
    out: list[str] = []
    for text in texts:
        found = list(whole_sentences(text))
        out += rng.sample(found, min(_EACH, len(found)))
        if len(out) >= cases:
            break
    return out[:cases]
