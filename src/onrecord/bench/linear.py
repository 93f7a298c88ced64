"""``onrecord bench linear``: what a kilobyte costs ``extract``, in short texts and in long ones.

    python -m onrecord.bench.linear KIND KB

is one of its measurements, see :func:`main`.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import cycle

from rich.console import Console
from rich.table import Table

from onrecord.errors import UsageError
from onrecord.extract.extraction import extract, load

_KB = 1024
"""Characters."""
_STEP = 10
_GIVEN = ("Maren", "Tobin", "Ilse", "Ruben", "Signe", "Pavo", "Linnea", "Osric")
_FAMILY_ENDS = ("berg", "holm", "sen", "field", "mark", "wick", "strand", "low", "dale", "croft")
_OFFICES = ("minister", "mayor", "spokeswoman", "governor", "director", "judge")
_VERBS = ("said", "announced", "denied that", "warned that", "claimed", "told reporters")
_CLAIMS = (
    "the harbour would stay closed until the spring",
    "{n} households had been without water since Monday",
    "nobody had asked for the {n} million crowns",
    "the bridge was safe",
    "talks would begin in {n} days",
)
_SENTENCES = (
    "{name}, the {office} of {place}, {verb} {claim}.",
    '"{Claim}," {family} said on Tuesday. "We will see."',
    "According to {name}, {claim}.",
    "The {office} {verb} {claim}, and {claim}.",
    "On {n} March the council of {place} met for {n} hours.",
)


def bench_linear(smallest: int, largest: int, kinds: Sequence[str], out: Console) -> None:
    """Extract texts of ``smallest`` KB to ``largest``, each ten times the last, and of each of ``kinds``.

    A row is one kind of text, a column one size: a row of equal milliseconds of processor time per KB is time
    linear in length. Each text has a process of its own, whose peak memory stands beside the time, and is
    told as soon as it is done. Raises UsageError for a kind that is not in :data:`KINDS`.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"no such kind of text: {kind!r}; there are {', '.join(map(repr, KINDS))}")
    sizes = [smallest]
    while sizes[-1] * _STEP <= largest:
        sizes.append(sizes[-1] * _STEP)
    table = Table("ms per KB (peak MB)", *(f"{size} KB" for size in sizes))
    for kind in kinds or KINDS:
        row = []
        for size in sizes:
            row.append(_cell(kind, size))
            out.print(f"{kind}, {size} KB: {row[-1]}")
        table.add_row(kind, *row)
    out.print(table)


def _cell(kind: str, size: int) -> str:
    command = [sys.executable, "-m", __name__, kind, str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return f"failed, status {done.returncode}"
    run = json.loads(done.stdout)
    return f"{1000 * run['cpu'] / size:.1f} ({run['peak']:.0f})"


def main() -> None:
    """Extract one text and print a JSON object: ``cpu`` (seconds) and ``peak`` (memory of the process, MB).

    The command line has the kind of text and its size in KB. Loading is not timed.
    """
    text = generated(sys.argv[1], int(sys.argv[2]) * _KB)
    load()
    begun = time.process_time()
    extract(text, language="en")
    cpu = time.process_time() - begun
    print(json.dumps({"cpu": cpu, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def generated(kind: str, size: int) -> str:
    """``size`` characters of text of a ``kind`` in :data:`KINDS`; the same every time."""
    text, parts = StringIO(), KINDS[kind]()
    while text.tell() < size:
        text.write(next(parts))
    return text.getvalue()[:size]


def _news() -> Iterator[str]:
    dice = random.Random(1)
    while True:
        for _ in range(dice.randint(1, 4)):
            yield _sentence(dice) + " "
        yield "\n"


def _sentence(dice: random.Random) -> str:
    family = _family(dice)
    claim = dice.choice(_CLAIMS).format(n=dice.randint(2, 900))
    return dice.choice(_SENTENCES).format(
        name=f"{dice.choice(_GIVEN)} {family}",
        family=family,
        office=dice.choice(_OFFICES),
        place=_family(dice) + "ia",
        verb=dice.choice(_VERBS),
        claim=claim,
        Claim=claim[0].upper() + claim[1:],
        n=dice.randint(2, 28),
    )


def _family(dice: random.Random) -> str:
    stem = "".join(dice.choice("bdgklmnrstv") + dice.choice("aeiou") for _ in range(2))
    return stem.capitalize() + dice.choice(_FAMILY_ENDS)


def _names() -> Iterator[str]:
    dice = random.Random(2)
    while True:
        yield f"{dice.choice(_GIVEN)} {_family(dice)} "


def _one_line() -> Iterator[str]:
    return (part.replace("\n", " ") for part in _news())


def _no_stops() -> Iterator[str]:
    return (part.replace(".", "").replace("\n", " ") for part in _news())


KINDS: Mapping[str, Callable[[], Iterator[str]]] = {
    "news": _news,
    "news in one line": _one_line,
    "one line, no full stops": _no_stops,
    "nothing but names": _names,
    "nothing but quote marks": lambda: cycle("\"“”«»„'‘’ "),
    "nothing but digits": lambda: cycle("0123456789"),
    "one word": lambda: cycle("a"),
}
"""Kinds of text: what reports look like, and what they hardly ever do."""


if __name__ == "__main__":
    main()
