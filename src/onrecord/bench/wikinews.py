"""``onrecord bench wikinews``: German attribution against the dataset of Petersen-Frey & Biemann (LREC 2024).

Its annotators count as content ("message") what we leave outside: the quote marks, the complementiser
("dass ..."), the full stop of a whole sentence; and sentences that carry reported speech on without a cue are
one annotation there and several quotations, chained, here. :func:`messages` makes ours into theirs; nothing
else is changed. Three figures are told apart:

- ``any``: a predicted token is right if it lies in any message, over all documents (micro);
- ``matched``: predicted and gold annotations are first matched one to one so that the sum of their token F1
  is greatest (Kuhn 1955), then tokens are counted within pairs, unmatched ones against us (micro); cues and
  sources are counted in the same pairs;
- ``per message``: as ``matched``, with precision averaged over predictions and recall over annotations, which
  is what the dataset's own script prints as "Messages" (precision and recall of unmatched ones are 0).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from onrecord.errors import UsageError
from onrecord.extract.extraction import extract
from onrecord.extract.rules.cues import cues
from onrecord.extract.spans.models import model_for
from onrecord.model import Extraction, Form, Quotation, Span

_MARKS = "„“”\"«»‚‘’'"
_STOPS = ".!?…"
_GAP = re.compile(r"[\s.!?…“”\"«»„‘’‚']*")

Tokens = frozenset[int]
_NONE: Tokens = frozenset()


@dataclass(frozen=True, slots=True)
class Message:
    """One annotation as sets of token numbers; ``kind`` is the dataset's type, or our form."""

    kind: str
    content: Tokens
    cue: Tokens = _NONE
    source: Tokens = _NONE


@dataclass(slots=True)
class Counts:
    """Tokens right, predicted and in gold."""

    right: float = 0
    predicted: float = 0
    gold: float = 0

    def add(self, predicted: Tokens, gold: Tokens) -> None:
        """Count one pair of token sets; either may be empty."""
        self.right += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1, 0 where undefined."""
        return prf(self.right, self.predicted, self.right, self.gold)


@dataclass(slots=True)
class Tally:
    """What is counted over the documents."""

    rows: dict[str, Counts] = field(default_factory=dict)
    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)

    def row(self, name: str) -> Counts:
        """The counts called ``name``."""
        return self.rows.setdefault(name, Counts())


def prf(right: float, predicted: float, found: float, gold: float) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    p, r = (right / predicted if predicted else 0.0), (found / gold if gold else 0.0)
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def bench_wikinews(shared: Path, out: Console, folder: Path | None = None) -> None:
    """Score the German articles of ``shared/data/quotes/german-wikinews/data/dev``; a table for each method.

    Rules alone come first, then what ``extract`` does, where that is not the same.

    ``folder``: other articles of the same format. Raises UsageError when there are none.
    """
    folder = folder or shared / "data" / "quotes" / "german-wikinews" / "data" / "dev"
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise UsageError(f"{folder} holds no articles; name the evaluation data with --shared")
    articles = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    out.print(f"articles: {len(articles)}")
    for model in dict.fromkeys((None, model_for("de"))):
        tally = Tally()
        for article in articles:
            found = extract(article["originalText"], model, language="de")
            count(tally, messages(found, starts(article)), gold_messages(article))
        out.print("rules alone" if model is None else "model+rules")
        out.print(_table(tally))


def starts(article: dict[str, Any]) -> list[int]:
    """Where each token of an article starts in its text, in order."""
    text, at, out = article["originalText"], 0, []
    for sentence in article["sentences"]:
        at = max(at, sentence["charBegin"])
        for token in sentence["tokens"]:
            at = text.index(token, at)
            out.append(at)
            at += len(token)
    return out


def gold_messages(article: dict[str, Any]) -> list[Message]:
    """The annotations of an article."""
    return [
        Message(a["type"], *(frozenset(a[role]["tokenIds"]) for role in ("quote", "cue", "speaker")))
        for a in article["annotations"]
        if a["quote"]["tokenIds"]
    ]


# ------------------------------------------------------------------------ our quotations as messages


def messages(found: Extraction, begins: Sequence[int]) -> list[Message]:
    """The quotations of ``found`` as the dataset annotates: see the module's docstring."""
    text = found.document.text
    out = []
    for group in _chained(found.quotations, text):
        first = group[0]
        spans = [_widened(text, span, q) for q in group for span in q.spans]
        if len(group) > 1:
            spans = [Span(spans[0].start, spans[-1].end)]
        parts = ([first.cue] if first.cue else [], [first.source] if first.source else [])
        content, cue, source = (_tokens(s, begins) for s in (spans, *parts))
        if content:
            out.append(Message(first.form.value, content, cue, source))
    return out


def _chained(quotations: Iterable[Quotation], text: str) -> Iterator[list[Quotation]]:
    """Runs of sentences without cue that carry on one report."""
    group: list[Quotation] = []
    for q in quotations:
        carried = q.cue is None and q.form in (Form.INDIRECT, Form.MIXED)
        if group and carried and _adjoins(group[-1], q, text):
            group.append(q)
            continue
        if group:
            yield group
        group = [q]
    if group:
        yield group


def _adjoins(earlier: Quotation, later: Quotation, text: str) -> bool:
    carried = earlier.cue is None and earlier.form in (Form.INDIRECT, Form.MIXED)
    end = earlier.extent.end
    gap = text[end : later.extent.start] if end <= later.extent.start else "x"
    return carried and earlier.source == later.source and _GAP.fullmatch(gap) is not None


def _widened(text: str, span: Span, q: Quotation) -> Span:
    """With its quote marks, its complementiser, and the stop of a sentence that nothing introduces."""
    start, end = span.start, span.end
    if q.form in (Form.DIRECT, Form.HEADLINE):
        start -= text[start - 1 : start] in _MARKS and start > 0
        end += text[end : end + 1] in _MARKS and end < len(text)
    elif q.cue is None and text[end : end + 1] in _STOPS:
        end += end < len(text)
    head = text[max(0, start - 12) : start].rstrip()
    for match in cues("de").that.finditer(head):
        if match.end() == len(head):
            start = max(0, start - 12) + match.start()
    return Span(start, end)


def _tokens(spans: Iterable[Span], begins: Sequence[int]) -> Tokens:
    return frozenset(
        i for s in spans for i in range(bisect_left(begins, s.start), bisect_left(begins, s.end))
    )


# ------------------------------------------------------------------------ scores


def count(tally: Tally, predicted: Sequence[Message], gold: Sequence[Message]) -> None:
    """Add one article to ``tally``."""
    union = [frozenset[int]().union(*(m.content for m in side)) for side in (predicted, gold)]
    tally.row("message, any").add(*union)
    pairs = match([[overlap(p.content, g.content) for g in gold] for p in predicted])
    nothing = Message("", _NONE)
    mate = dict(pairs)
    taken = set(mate.values())
    both = [(p, gold[mate[i]] if i in mate else nothing) for i, p in enumerate(predicted)]
    both += [(nothing, g) for j, g in enumerate(gold) if j not in taken]
    for p, g in both:
        right = len(p.content & g.content)
        tally.row("message, matched").add(p.content, g.content)
        tally.row("cue").add(p.cue, g.cue)
        tally.row("source").add(p.source, g.source)
        if g.kind:
            tally.row(f"recall {g.kind}").add(p.content & g.content, g.content)
        tally.precisions += [right / len(p.content)] if p.content else []
        tally.recalls += [right / len(g.content)] if g.content else []


def overlap(a: Tokens, b: Tokens) -> float:
    """Token F1 of two messages."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def match(gain: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """One-to-one pairs of rows and columns with the greatest sum of gains; pairs without gain are left out.

    The Hungarian method with shortest augmenting paths (Jonker & Volgenant 1987), cubic in the size.
    """
    size = max(len(gain), max(map(len, gain), default=0))
    cost = [[-_at(gain, i, j) for j in range(size)] for i in range(size)]
    rows, columns, owner = [0.0] * (size + 1), [0.0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        _augment(row, cost, rows, columns, owner)
    pairs = sorted((owner[j] - 1, j - 1) for j in range(1, size + 1))
    return [(i, j) for i, j in pairs if _at(gain, i, j) > 0]


def _at(gain: Sequence[Sequence[float]], i: int, j: int) -> float:
    return gain[i][j] if i < len(gain) and j < len(gain[i]) else 0.0


def _augment(
    row: int, cost: list[list[float]], rows: list[float], columns: list[float], owner: list[int]
) -> None:
    size = len(cost)
    owner[0], at = row, 0
    least, before, seen = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    while owner[at]:
        seen[at] = True
        free = [j for j in range(1, size + 1) if not seen[j]]
        for j in free:
            reduced = cost[owner[at] - 1][j - 1] - rows[owner[at]] - columns[j]
            if reduced < least[j]:
                least[j], before[j] = reduced, at
        nearest = min(free, key=lambda j: least[j])
        step = least[nearest]
        for j in range(size + 1):
            if seen[j]:
                rows[owner[j]] += step
                columns[j] -= step
            else:
                least[j] -= step
        at = nearest
    while at:
        owner[at], at = owner[before[at]], before[at]


def _table(tally: Tally) -> Table:
    table = Table("figure", "precision", "recall", "F1", "gold tokens")
    mean = [sum(v) / len(v) if v else 0.0 for v in (tally.precisions, tally.recalls)]
    rows = {"message, any": tally.row("message, any").scores}
    rows["message, matched"] = tally.row("message, matched").scores
    rows["message, per message"] = prf(mean[0], 1, mean[1], 1)
    rows |= {name: tally.row(name).scores for name in ("source", "cue")}
    for name, (p, r, f) in rows.items():
        gold = tally.rows.get(name, Counts()).gold
        table.add_row(name, f"{p:.3f}", f"{r:.3f}", f"{f:.3f}", f"{gold:.0f}" if gold else "")
    for name in sorted(n for n in tally.rows if n.startswith("recall ")):
        counts = tally.rows[name]
        table.add_row(name, "", f"{counts.right / counts.gold:.3f}", "", f"{counts.gold:.0f}")
    return table
