"""``onrecord bench linear``: what a kilobyte costs ``extract``, in short texts and in long ones."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle

from rich.console import Console
from rich.table import Table

from onrecord.extract.extraction import extract

_SMALLEST = 1024
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


def bench_linear(largest: int, out: Console) -> None:
    """Extract generated texts of 1 KB to ``largest`` KB; print milliseconds of processor time per kilobyte.

    A row is one kind of text, a column one size: a row of equal figures is time linear in length.
    """
    sizes = [_SMALLEST]
    while sizes[-1] * _STEP <= largest * 1024:
        sizes.append(sizes[-1] * _STEP)
    table = Table("milliseconds per KB", *(f"{size // 1024} KB" for size in sizes))
    extract(generated("news", _SMALLEST), language="en")  # loads every table
    for kind in KINDS:
        row = []
        for size in sizes:
            text = generated(kind, size)
            begun = time.process_time()
            extract(text, language="en")
            row.append(f"{1000 * (time.process_time() - begun) / (size / 1024):.1f}")
        table.add_row(kind, *row)
    out.print(table)


def generated(kind: str, size: int) -> str:
    """``size`` characters of text of a ``kind`` in :data:`KINDS`; the same every time."""
    parts, length = [], 0
    for part in KINDS[kind]():
        parts.append(part)
        length += len(part)
        if length >= size:
            break
    return "".join(parts)[:size]


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
