"""Made-up events with known references, from parallel texts: one record and one report that quotes it.

Every source gives :class:`Case` objects: the sentences of a record, in paragraphs, and quotations of which it
is known what they render (a stretch of one sentence of the record) or that the record does not have it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.align.units import cuts
from onrecord.bench.parallel import paraphrases, translations, whole_messages
from onrecord.model import Document, Extraction, Form, Quotation, Span, Turn
from onrecord.text.sentences import paragraphs, sentences
from onrecord.text.tokens import tokenize

SENTENCES = 50
PRESENT = 12
ABSENT = 8


@dataclass(frozen=True)
class Asked:
    """A quotation: its text, the record's sentence it renders (None: absent), the stretch inside it.

    ``exact``: the stretch is known to the word; else the quotation renders some of that sentence.
    """

    text: str
    sentence: int | None
    stretch: Span | None = None
    exact: bool = True


@dataclass(frozen=True)
class Case:
    """One event. ``languages``: of the record and of the report."""

    source: str
    languages: tuple[str, str]
    record: tuple[str, ...]
    asked: tuple[Asked, ...]

    def extractions(self) -> tuple[Extraction, Extraction, dict[str, tuple[Span | None, bool]]]:
        """Record, report, and the gold span in the record by quotation id."""
        places, turns, parts, at = [], [], [], 0
        for number, sentence in enumerate(self.record):
            if number and number % 3 == 0:
                parts.append("\n")
                at += 1
            elif number:
                parts.append(" ")
                at += 1
            places.append(Span(at, at + len(sentence)))
            parts.append(sentence)
            at += len(sentence)
        record = "".join(parts)
        for number, span in enumerate(paragraphs(record)):
            turns.append(Turn(f"r-t{number}", "record", span, (span,), None, None, True))
        lines = [a.text.replace("\n", " ") for a in self.asked]
        report, quotations, gold, at = "\n".join(lines), [], {}, 0
        for number, (asked, line) in enumerate(zip(self.asked, lines, strict=True)):
            id_ = f"q{number}"
            quotations.append(Quotation(id_, "report", (Span(at, at + len(line)),), Form.INDIRECT))
            at += len(line) + 1
            gold[id_] = _gold(asked, places), asked.exact
        return (
            _extraction("record", record, self.languages[0], turns=tuple(turns)),
            _extraction("report", report, self.languages[1], quotations=tuple(quotations)),
            gold,
        )


def _gold(asked: Asked, places: list[Span]) -> Span | None:
    if asked.sentence is None:
        return None
    whole = places[asked.sentence]
    if asked.stretch is None:
        return whole
    return Span(whole.start + asked.stretch.start, whole.start + asked.stretch.end)


def _extraction(
    id_: str, text: str, language: str, turns: tuple[Turn, ...] = (), quotations: tuple[Quotation, ...] = ()
) -> Extraction:
    document = Document(id_, id_, text, "", "", language)
    return Extraction(document, (), turns, quotations, (), (), ())


def _parallel(
    source: str, languages: tuple[str, str], pairs: list[tuple[str, str]], rest: list[str], rng: random.Random
) -> Case | None:
    """A record of the first sides; some second sides are quoted, ``rest`` is not in the record."""
    pairs = [(a, b) for a, b in pairs if len(sentences(b)) == 1 and len(tokenize(b)) >= 4 and a.strip()]
    rest = [r for r in rest if len(sentences(r)) == 1 and len(tokenize(r)) >= 4]
    if len(pairs) < PRESENT or len(rest) < ABSENT:
        return None
    pairs = pairs[:SENTENCES]
    chosen = sorted(rng.sample(range(len(pairs)), PRESENT))
    added = [r for r in rest if len(tokenize(r)) < 25]
    asked = [_loose(Asked(pairs[i][1], i), languages[1], added, rng) for i in chosen]
    asked += [_loose(Asked(r, None), languages[1], added, rng) for r in rng.sample(rest, ABSENT)]
    rng.shuffle(asked)
    return Case(source, languages, tuple(_line(a) for a, _ in pairs), tuple(asked))


def _loose(asked: Asked, language: str, added: list[str], rng: random.Random) -> Asked:
    """Half of the time, what reporters do: words left out, one clause of several, another clause put in."""
    way, text = rng.random(), asked.text
    edges = cuts(text, Span(0, len(text)), language)
    if way < 0.5:
        return asked
    if way < 0.65:
        text = _dropped(text, rng, 0.4)
    elif way < 0.8 and len(edges) > 2:
        edge = edges[len(edges) // 2]
        halves = [h for h in (text[:edge], text[edge:]) if len(tokenize(h)) >= 4]
        text = rng.choice(halves) if halves else text
    elif added:
        extra = rng.choice(added).split()[:8]
        text = text.rstrip(".!?") + ", " + " ".join(extra)
    return Asked(text, asked.sentence, exact=False)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def bible(folder: Path, count: int, rng: random.Random) -> Iterator[Case]:
    """Verses of one version quoted in the words of another, also across languages."""
    versions = {p.stem: _verses(p) for p in sorted(folder.glob("*.tsv")) if p.stem not in ("TR", "edges")}
    tongue = {n: "de" if n.startswith("Ger") else "es" if n.startswith("Spa") else "en" for n in versions}
    for _ in range(count):
        one, other = rng.sample(sorted(versions), 2)
        keys = [k for k in versions[one] if k in versions[other]]
        at = rng.randrange(len(keys) - 4 * SENTENCES)
        pairs = [(versions[one][k], versions[other][k]) for k in keys[at : at + SENTENCES]]
        rest = [versions[other][k] for k in keys[at + SENTENCES : at + 4 * SENTENCES]]
        case = _parallel("bible", (tongue[one], tongue[other]), pairs, rest, rng)
        if case:
            yield case


def _verses(path: Path) -> dict[str, str]:
    rows = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2}


def wmt(data: Path, count: int, rng: random.Random) -> Iterator[Case]:
    """News sentences and their human translations, against each other and against the source."""
    tables = {language: list(translations(data, language)) for language in ("de", "fr")}
    for _ in range(count):
        language = rng.choice(("de", "fr"))
        names = ["S", "S", "S", "T", *(f"R{n}" for n in range(1, 11))]
        one, other = rng.choice(names), rng.choice(names)
        if one == other:
            continue
        rows_ = [r for r in tables[language] if one in r and other in r]
        at = rng.randrange(len(rows_) - 2 * SENTENCES)
        pairs = [(r[one], r[other]) for r in rows_[at : at + SENTENCES]]
        rest = [r[other] for r in rows_[at + SENTENCES : at + 2 * SENTENCES]]
        spoken = tuple("en" if n == "S" else language for n in (one, other))
        case = _parallel("wmt", (spoken[0], spoken[1]), pairs, rest, rng)
        if case:
            yield case


def msrp(data: Path, count: int, rng: random.Random) -> Iterator[Case]:
    """Pairs of news sentences judged paraphrases."""
    pairs = paraphrases(data)
    for _ in range(count):
        rng.shuffle(pairs)
        rest = [b for _, b in pairs[SENTENCES : 2 * SENTENCES]]
        case = _parallel("msrp", ("en", "en"), pairs[:SENTENCES], rest, rng)
        if case:
            yield case


def addresses(data: Path, count: int, rng: random.Random) -> Iterator[Case]:
    """Messages in Ukrainian with their English versions, paired by id."""
    texts = whole_messages(data)
    shared = [k for k in texts["uk"] if k in texts["en"] and len(sentences(texts["uk"][k])) == 1]
    for _ in range(count):
        one, other = rng.choice((("uk", "en"), ("en", "uk")))
        at = rng.randrange(len(shared) - 2 * SENTENCES)
        pairs = [(texts[one][k], texts[other][k]) for k in shared[at : at + SENTENCES]]
        rest = [texts[other][k] for k in shared[at + SENTENCES : at + 2 * SENTENCES]]
        case = _parallel("addresses", (one, other), pairs, rest, rng)
        if case:
            yield case


def transcripts(path: Path, count: int, rng: random.Random) -> Iterator[Case]:
    """Transcripts quoted in perturbed words: fragments, dropped words, condensed sentences."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    long = [p for p in pages if len(p["text"]) > 12000 and not p["date"].startswith("2023-09")]
    for page in rng.sample(long, count):
        every = [s.of(page["text"]) for s in sentences(page["text"])]
        every = [re.sub(r"^[\w .’'-]{3,60}:\s+", "", _line(s)) for s in every]
        every = [s for s in every if len(tokenize(s)) >= 4]
        at = len(every) // 5
        record, rest = every[at : at + SENTENCES], every[at + SENTENCES + 2 :]
        good = [i for i, s in enumerate(record) if len(tokenize(s)) >= 8 and len(sentences(s)) == 1]
        if len(good) < PRESENT or len(rest) < ABSENT:
            continue
        asked = [_perturbed(record[i], i, rng) for i in sorted(rng.sample(good, PRESENT))]
        asked += [Asked(_dropped(r, rng, 0.1), None) for r in rng.sample(rest, ABSENT)]
        rng.shuffle(asked)
        yield Case("transcripts", ("en", "en"), tuple(record), tuple(asked))


def _perturbed(sentence: str, number: int, rng: random.Random) -> Asked:
    way = rng.random()
    if way < 0.25:
        return Asked(_dropped(sentence, rng, 0.15), number)
    if way < 0.5:
        return Asked(_dropped(sentence, rng, 0.45), number)
    edges = cuts(sentence, Span(0, len(sentence)), "en")
    runs = [Span(a, b) for i, a in enumerate(edges) for b in edges[i + 1 :]]
    runs = [r for r in runs if len(tokenize(sentence, r.start, r.end)) >= 4]
    run = rng.choice(runs)
    return Asked(_dropped(run.of(sentence), rng, rng.choice((0.0, 0.15, 0.4))), number, run)


def _dropped(text: str, rng: random.Random, share: float) -> str:
    words = text.split()
    kept = [w for w in words if rng.random() >= share]
    return " ".join(kept if len(kept) >= 4 else words)
