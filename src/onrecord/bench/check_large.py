"""Quotes with known edits asked of a record of many quotations: verdicts, and how long each takes."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.large import transcript_sentences, write_large
from onrecord.bench.perturb import Edit, perturb
from onrecord.inquiry import Answer, asking
from onrecord.store import Record
from onrecord.verdict import VerdictKind

_SEED = 3
ABSENT = "not there"
"""The kind of a sentence that the record was made without."""
_SAME = frozenset({VerdictKind.EXACT, VerdictKind.TYPOGRAPHIC})
EXPECTED: dict[str, frozenset[VerdictKind]] = {
    "identical": frozenset({VerdictKind.EXACT}),
    "typography": frozenset({VerdictKind.TYPOGRAPHIC}),
    "number": frozenset(VerdictKind) - _SAME,
    "negation": frozenset(VerdictKind) - _SAME,
    "trim": frozenset({VerdictKind.TRIMMED}),
    "word": frozenset({VerdictKind.PARAPHRASE, VerdictKind.ALTERED}),
    "name": frozenset({VerdictKind.ALTERED}),
    ABSENT: frozenset({VerdictKind.ABSENT}),
}
"""What a quote with an edit of each kind should come out as."""
_ROUNDS = (("number", "negation"), ("identical", "typography", "trim", "word", "name", ABSENT))
"""Half of the quotes have a number or a negation changed; the rest is spread over the others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One quote, the answer, and the seconds it took: of processor time and by the clock."""

    edit: Edit
    answer: Answer
    processor: float
    wall: float

    @property
    def stands(self) -> bool:
        """Whether the record has the very words after all: what is said twice may differ in one number."""
        verdict, bare = self.answer.verdict, self.edit.edited.rstrip(".?!")
        return any(bare in self.answer.story.text(place) for place in verdict.places)

    @property
    def right(self) -> bool:
        """Whether the verdict is one that is expected."""
        found = self.answer.verdict.kind
        return found in EXPECTED[self.edit.kind] or (found is VerdictKind.EXACT and self.stands)


def bench_large(shared: Path, path: Path, quotations: int, cases: int, out: Console) -> None:
    """Ask ``cases`` quotes of the record at ``path``; where there is none, it is made with ``quotations``."""
    if not path.exists():
        begun, used = time.perf_counter(), time.process_time()
        write_large(path, transcript_sentences(shared), quotations)
        built = (
            f"made in {time.process_time() - used:.0f} s of processor, {time.perf_counter() - begun:.0f} s"
        )
        out.print(f"{quotations} quotations, {path.stat().st_size / 1e6:.0f} MB, {built}")
    with Record(path) as record:
        begun = time.process_time()
        ask = asking(record)
        ask("Words to warm up with, of which nobody has heard before.", None, None)
        out.print(f"opened, and asked for the first time: {time.process_time() - begun:.2f} s of processor")
        found = [_timed(ask, edit) for edit in _edits(shared, cases)]
    _print(found, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out.print(f"peak memory of the process: {peak:.0f} MB; the record: {path.stat().st_size / 1e6:.0f} MB")


def _timed(ask: object, edit: Edit) -> Asked:
    assert callable(ask)
    wall, used = time.perf_counter(), time.process_time()
    answer = ask(edit.edited, None, None)
    return Asked(edit, answer, time.process_time() - used, time.perf_counter() - wall)


def _edits(shared: Path, cases: int) -> Iterator[Edit]:
    """Half of ``cases`` with a number or a negation changed, the rest of the other kinds by turns."""
    rng = random.Random(_SEED)
    said = transcript_sentences(shared)
    rng.shuffle(said)
    strange = transcript_sentences(shared, held_out=True)
    rng.shuffle(strange)
    known = frozenset(said)
    absent = (Edit(ABSENT, s, s, "nothing") for s in strange if s not in known)
    for kinds in _ROUNDS:
        made: dict[str, Iterator[Edit]] = {kind: _made(said, kind) for kind in kinds if kind != ABSENT}
        if ABSENT in kinds:
            made[ABSENT] = absent
        for n in range(cases // len(_ROUNDS)):
            edit = next(made[kinds[n % len(kinds)]], None)
            if edit is not None:
                yield edit


def _made(said: Sequence[str], kind: str) -> Iterator[Edit]:
    """Edits of one kind, of one sentence after another."""
    for start in range(0, len(said), 200):
        yield from perturb(said[start : start + 200], _SEED, (kind,))


def _print(found: Sequence[Asked], out: Console) -> None:
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in found:
        by_kind[one.edit.kind].append(one)
    table = Table("quotes", "asked", "as expected", "p50 ms", "p95 ms", "p95 by the clock", "verdicts")
    for kind, ones in (*by_kind.items(), ("all", list(found))):
        verdicts = Counter(one.answer.verdict.kind.value for one in ones).most_common()
        times, clock = ([one.processor for one in ones], [one.wall for one in ones])
        table.add_row(
            kind,
            str(len(ones)),
            f"{sum(one.right for one in ones) / len(ones):.3f}",
            *(f"{1000 * share(times, at):.0f}" for at in (0.5, 0.95)),
            f"{1000 * share(clock, 0.95):.0f}",
            ", ".join(f"{count} {verdict}" for verdict, count in verdicts) if kind != "all" else "",
        )
    out.print(table)
    changed = [one for one in found if one.edit.kind in _ROUNDS[0]]
    wrong = [one for one in changed if one.answer.verdict.kind in _SAME and not one.stands]
    out.print(f"a changed number or negation as exact or typographic only: {len(wrong)} of {len(changed)}")
    for one in wrong:
        out.print(f"    {one.edit.what}: {one.edit.edited}", markup=False)


def share(values: Sequence[float], at: float) -> float:
    """The value below which a share ``at`` of ``values`` lies."""
    return sorted(values)[min(len(values) - 1, int(at * len(values)))]
