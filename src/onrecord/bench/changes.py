"""``onrecord bench changes``: what collation makes of sentences with one known edit."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.parallel import Text, messages, translations
from onrecord.bench.perturb import ALTERED, UNCHANGED, Edit, perturb
from onrecord.bench.transcripts import transcripts, whole_sentences
from onrecord.collate import collate
from onrecord.errors import UsageError
from onrecord.model import Anchor, Form, Quotation, Span

EXPECTED = {
    "number": "number", "negation": "polarity", "modality": "polarity", "name": "entity", "trim": "omitted",
    "join": "stitched", "insertion": "insertion", "order": "reworded", "word": "reworded",
    "addition": "added",
}  # fmt: skip
"""The label every kind of altering edit should be given; the kinds in ``UNCHANGED`` should get none."""

_EDITED = ("number", "negation", "modality", "name")
"""Kinds of edits that are looked for across languages."""
_SEED = 1
_EACH = 2
"""Sentences drawn from one transcript."""
_GAP = " Something quite different was said here for a while. "


def bench_changes(shared: Path, cases: int, out: Console) -> None:
    """Edit ``cases`` sentences of ``shared/data/transcripts/kremlin_en`` in every way; print a table by kind.

    A second table is of as many human translations, as they are and edited on one side.

    "Found" is the share of edits given their label (for harmless kinds: given none), "told" that of edits
    given any label. Raises UsageError when transcripts or translations are not there.
    """
    edits = perturb(_drawn(shared, cases), _SEED)
    for folder in ("reuse", "crosslingual"):
        if not (shared / "data" / folder).is_dir():
            raise UsageError(f"{shared / 'data'} lacks {folder}; name the evaluation data with --shared")
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
    out.print(_across(shared / "data", cases))


def _across(data: Path, cases: int) -> Table:
    """What is told of human translations as they are, and of the same after one edit of the English side.

    An edit is looked at both ways: the English as the reading, and as the reference. Only translations of
    which nothing is told are edited.
    """
    pairs = _translated(data, cases)
    english = {one[1]: other for one, other in pairs}
    flagged, total, found = Counter[str](), Counter[str](), Counter[str]()
    for one, other in pairs:
        for reading, reference in ((one, other), (other, one)):
            flagged.update(_labels(reading, reference))
    table = Table("across languages", "label", "cases", "found")
    for label, count in sorted(flagged.items()):
        table.add_row("none", label, str(2 * len(pairs)), f"{count / (2 * len(pairs)):.4f} flagged")
    for edit in perturb(list(english), _SEED):
        if edit.kind not in _EDITED or edit.original not in english:
            continue
        plain, edited, other = ("en", edit.original), ("en", edit.edited), english[edit.original]
        if _labels(plain, other) or _labels(other, plain):
            continue
        for way, labels in (("reading", _labels(edited, other)), ("reference", _labels(other, edited))):
            name = f"{edit.kind}, English the {way}"
            total[name] += 1
            found[name] += EXPECTED[edit.kind] in labels
    for name, count in sorted(total.items()):
        label = EXPECTED[name.partition(",")[0]]
        table.add_row(name, label, str(count), f"{found[name] / count:.3f}")
    return table


def _translated(data: Path, cases: int) -> list[tuple[Text, Text]]:
    """English sentences and paragraphs with a translation into German, French or Ukrainian, seeded."""
    pairs = [
        (("en", row["S"]), (language, row[name]))
        for language in ("de", "fr")
        for row in translations(data, language)
        for name in sorted(row.keys() - {"S"})[:1]
        if "S" in row
    ]
    pairs += [(one, other) for other, one in messages(data)]
    random.Random(_SEED).shuffle(pairs)
    return pairs[:cases]


def _labels(reading: Text, reference: Text) -> frozenset[str]:
    quotation = Quotation("reading", "reading", (Span(0, len(reading[1])),), Form.DIRECT)
    place = Anchor("reference", Span(0, len(reference[1])))
    texts, languages = {"reference": reference[1]}, {"reference": reference[0]}
    result = collate(quotation, reading[1], reading[0], [place], texts, languages)
    return frozenset(change.kind.value for change in result.changes)


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
