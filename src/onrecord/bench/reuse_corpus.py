"""Made-up piles with known reuse, of any size: news-like documents with statements planted in edited forms.

What is planted are real sentences. What stands around them is drawn word by word, each after one that it
follows somewhere in the real pages (a chain of order one), so that a long run that two documents share was
planted. To that end the lines that end every page, and words that only ever lead on to one or two others,
are left out: real text repeats itself more, and precision here says nothing about set phrases. At a constant
rate documents also carry a passage of wire copy that about five share word for word, and a sentence of
boilerplate that many share.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from onrecord.bench.transcripts import transcripts
from onrecord.reuse.parts import DOCUMENTS
from onrecord.text.sentences import sentences

FORMS = ("verbatim", "number", "trimmed", "stitched", "12 %", "30 %")
ORIGINAL, WIRE, BOILERPLATE = "original", "wire", "boilerplate"
STATEMENT = "s"
"""What the items of statements begin with."""
_FURNITURE = re.compile(r"\n[^\n]*Publication status\s")
"""What the pages end with, where a reader of web pages would have cut it off."""
_HELD_OUT = 4
"""One page in so many gives the statements, the others the chain."""
_SHORTEST, _LONGEST = 20, 45
_LENGTHS = (250, 600)
_WIRE_SHARE, _WIRE_WORDS = 5, 60
_NOTICES, _NOTICE_WORDS, _NOTICE_RATE = 20, 25, 0.3
_CHOICES = 3
_SHARD = 2500
_PARAGRAPH = 60

GOLD = pa.schema(
    [
        ("item", pa.string()),
        ("form", pa.string()),
        ("doc", pa.string()),
        ("start", pa.int64()),
        ("finish", pa.int64()),
    ]
)
"""One planted stretch; stretches of one ``item`` are renderings of the same words."""


@dataclass(frozen=True, slots=True)
class Source:
    """What piles are made of: sentences to plant, and the chain."""

    statements: Sequence[str]
    words: Sequence[str]
    following: NDArray[np.int64]
    """Words (by number) that follow each word somewhere, one after the other ..."""
    first: NDArray[np.int64]
    """... from here for each word, and in all."""

    def drawn(self, lengths: Sequence[int], dice: np.random.Generator) -> list[list[str]]:
        """A text of each length in words, all drawn side by side."""
        here = self.following[dice.integers(0, len(self.following), len(lengths))]
        rows = np.empty((max(lengths), len(lengths)), np.int64)
        for number in range(len(rows)):
            rows[number] = here
            spread = self.first[here + 1] - self.first[here]
            here = self.following[self.first[here] + (dice.random(len(here)) * spread).astype(np.int64)]
        return [[self.words[w] for w in rows[:n, k].tolist()] for k, n in enumerate(lengths)]


def source(shared: Path) -> Source:
    """From the folder with the evaluation data."""
    pages: list[str] = []
    held: list[str] = []
    for number, row in enumerate(transcripts(shared)):
        text = _FURNITURE.split(row["text"].replace("\u00a0", " "))[0]
        (pages if number % _HELD_OUT else held).append(text)
    return chained([w for p in pages for w in p.split()], _statements(held))


def chained(text: Sequence[str], statements: Sequence[str]) -> Source:
    """The chain of the words of ``text``, with ``statements`` to plant."""
    numbers: dict[str, int] = {}
    running = [numbers.setdefault(word, len(numbers)) for word in _free(text)]
    chain = np.array([*running, running[0]])
    order = np.argsort(chain[:-1], kind="stable")
    first = np.searchsorted(chain[:-1][order], np.arange(len(numbers) + 1))
    return Source(statements, list(numbers), chain[1:][order], first)


def _free(running: Sequence[str]) -> list[str]:
    """Without the words that only ever lead on to one or two others: they would force long runs."""
    after: defaultdict[str, set[str]] = defaultdict(set)
    for word, following in pairwise(running):
        after[word].add(following)
    return [word for word in running if len(after[word]) >= _CHOICES]


def _statements(pages: Sequence[str]) -> list[str]:
    """Sentences with a figure, none twice, none that begins as another does."""
    found: dict[str, str] = {}
    for page in pages:
        for span in sentences(page):
            said = " ".join(span.of(page).split())
            if _SHORTEST <= len(said.split()) <= _LONGEST and any(c.isdigit() for c in said):
                found.setdefault(said[:30], said)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Plant:
    """One rendering of an item, to be put into a document."""

    item: str
    form: str
    text: str


def edited(said: str, form: str, words: Sequence[str], dice: random.Random) -> str:
    """``said`` in one of :data:`FORMS`; replacements are drawn from ``words``."""
    parts = said.split()
    match form:
        case "number":
            parts = [_other_number(word, dice) for word in parts]
        case "trimmed":
            kept = round(len(parts) * dice.uniform(0.5, 0.7))
            begin = dice.choice((0, len(parts) - kept))
            parts = parts[begin : begin + kept]
        case "stitched":
            edge = round(len(parts) * 0.4)
            parts = [*parts[:edge], "…", *parts[-edge:]]
        case "12 %" | "30 %":
            share = int(form.split()[0]) / 100
            for place in dice.sample(range(len(parts)), round(len(parts) * share)):
                parts[place] = dice.choice(words)
    return " ".join(parts)


def _other_number(word: str, dice: random.Random) -> str:
    return "".join(str((int(c) + dice.randint(1, 9)) % 10) if c in "0123456789" else c for c in word)


def make(origin: Source, documents: int, folder: Path, statements: int = 1000, seed: int = 8) -> None:
    """Write ``folder/documents`` (Parquet shards) and ``folder/gold``."""
    dice, chain_dice = random.Random(seed), np.random.default_rng(seed)
    plants = _planted(origin, documents, statements, dice)
    wires = documents // _WIRE_SHARE
    notices = [" ".join(words) for words in origin.drawn([_NOTICE_WORDS] * _NOTICES, chain_dice)]
    wire_texts = [" ".join(words) for words in origin.drawn([_WIRE_WORDS] * wires, chain_dice)]
    (folder / "documents").mkdir(parents=True)
    gold: list[tuple[object, ...]] = []
    size = min(_SHARD, -(-documents // 4))
    for begin in range(0, documents, size):
        numbers = range(begin, min(begin + size, documents))
        fillers = origin.drawn([dice.randint(*_LENGTHS) for _ in numbers], chain_dice)
        rows = []
        for number, filler in zip(numbers, fillers, strict=True):
            doc, wire = f"d{number:07}", dice.randrange(wires)
            here = [*plants.pop(number, ()), Plant(f"w{wire}", WIRE, wire_texts[wire])]
            if dice.random() < _NOTICE_RATE:
                notice = dice.randrange(_NOTICES)
                here.append(Plant(f"b{notice}", BOILERPLATE, notices[notice]))
            text, places = composed(filler, here, dice)
            rows.append((doc, text))
            gold += [(p.item, p.form, doc, start, start + len(p.text)) for p, start in places]
        put(rows, DOCUMENTS, folder / "documents" / f"{begin:07}.parquet")
    (folder / "gold").mkdir()
    put(gold, GOLD, folder / "gold" / "0.parquet")


def _planted(
    origin: Source, documents: int, statements: int, dice: random.Random
) -> defaultdict[int, list[Plant]]:
    """By number of the document, what is planted there; a statement at most once in any."""
    out: defaultdict[int, list[Plant]] = defaultdict(list)
    for number, said in enumerate(dice.sample(origin.statements, statements)):
        where = dice.sample(range(documents), len(FORMS) + 1)
        for doc, form in zip(where, (ORIGINAL, *FORMS), strict=True):
            out[doc].append(Plant(f"{STATEMENT}{number}", form, edited(said, form, origin.words, dice)))
    return out


def composed(
    filler: Sequence[str], plants: Sequence[Plant], dice: random.Random
) -> tuple[str, list[tuple[Plant, int]]]:
    """A document in paragraphs, each plant one of them, and where each begins."""
    paragraphs: list[Plant | str] = [" ".join(words) for words in _pieces(filler)]
    for plant in plants:
        paragraphs.insert(dice.randint(1, len(paragraphs)), plant)
    text, places = "", []
    for paragraph in paragraphs:
        if isinstance(paragraph, Plant):
            places.append((paragraph, len(text)))
        text += (paragraph.text if isinstance(paragraph, Plant) else paragraph) + "\n"
    return text, places


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(words), _PARAGRAPH):
        yield words[begin : begin + _PARAGRAPH]


def put(rows: Sequence[tuple[object, ...]], schema: pa.Schema, path: Path) -> None:
    """Write rows as one shard."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, row_group_size=1000)
