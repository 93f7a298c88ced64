"""Made-up piles of any size: briefings, each with its transcript and the reports that quote it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

_REPORTS = 4
_SENTENCES = 12
_PLACES = (
    "harbour",
    "hospital",
    "railway",
    "school",
    "reservoir",
    "museum",
    "airport",
    "market",
    "library",
    "mine",
)
_DOERS = ("engineers", "inspectors", "teachers", "volunteers", "councillors", "nurses", "drivers", "auditors")
_DEEDS = ("repaired", "closed", "inspected", "extended", "handed over", "measured", "bought back", "emptied")
_THINGS = (
    "gates",
    "roofs",
    "wards",
    "platforms",
    "ledgers",
    "pipes",
    "classrooms",
    "cranes",
    "archives",
    "pumps",
)
_WHEN = ("before the winter", "within a week", "after the vote", "last spring", "by the end of the year")
_SYLLABLES = (
    "ba",
    "dor",
    "el",
    "fin",
    "gar",
    "hel",
    "il",
    "ka",
    "lor",
    "mi",
    "nor",
    "os",
    "per",
    "ra",
    "sel",
    "tum",
)


def write_pile(folder: Path, size: int, seed: int) -> None:
    """``size`` text files in ``folder``: events of one transcript and :data:`_REPORTS` reports each."""
    for number, text in enumerate(reports(size, seed)):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def reports(size: int, seed: int) -> Iterator[str]:
    """``size`` texts, event by event."""
    rng = random.Random(seed)
    texts = (text for number in count() for text in _event(rng, number))
    return islice(texts, size)


def _event(rng: random.Random, number: int) -> list[str]:
    town, name = invented_name(rng, 3), f"{invented_name(rng, 2)} {invented_name(rng, 3)}"
    place = rng.choice(_PLACES)
    day = f"{1 + number % 28} {('March', 'April', 'May', 'June')[number % 4]} {2001 + number % 23}"
    said = [_sentence(rng, place) for _ in range(_SENTENCES)]
    head = f"Briefing on the {place} of {town}\n{town}, {day}\n\n"
    out = [head + "\n".join(f"{name}: {sentence}" for sentence in said)]
    for _ in range(_REPORTS):
        quoted = rng.sample(said, 4)
        lines = [f'"{sentence.rstrip(".")}," {name} said in {town} on {day}.' for sentence in quoted[:3]]
        lines.append(f"{name} said that {quoted[3][0].lower()}{quoted[3][1:]}")
        out.append(f"{town}: {quoted[0].rstrip('.')}\n\n" + "\n\n".join(lines))
    return out


def _sentence(rng: random.Random, place: str) -> str:
    """A sentence with three names of its own: two events have next to no words in a row in common."""
    done = f"{rng.choice(_DEEDS)} {rng.randrange(2, 900)} {rng.choice(_THINGS)}"
    return (
        f"The {rng.choice(_DOERS)} of {invented_name(rng, 3)} {done} of the {invented_name(rng, 3)} {place} "
        f"{rng.choice(_WHEN)}, and {invented_name(rng, 3)} {rng.choice(_DEEDS)} the rest."
    )


def invented_name(rng: random.Random, length: int) -> str:
    """A capitalised name of ``length`` syllables."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(length)).capitalize()
