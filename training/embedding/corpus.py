"""What the static embedding is distilled from: words by frequency, sentences by language."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import wordfreq

from onrecord.text.sentences import sentences

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "zh", "ja")
WORDS = 60_000
_SEED = 4
_LENGTH = range(20, 400)
_HELD_OUT = "Mark "
"""The book of the Bible that ``onrecord bench align`` measures on."""
_HELD_MESSAGES = 60
"""Messages of either edition that ``onrecord bench align`` measures on."""


def words(language: str) -> list[tuple[str, float]]:
    """The commonest words of a language with their frequencies, in the cases they are written in."""
    found = sorted(wordfreq.get_frequency_dict(language).items(), key=lambda item: (-item[1], item[0]))
    titled = 0.4 if language == "de" else 0.15
    out = []
    for word, frequency in found[:WORDS]:
        if word.lower() == word.upper():
            out.append((word, frequency))
        else:
            out += [(word, frequency * (1 - titled)), (word.capitalize(), frequency * titled)]
    return out


def sample(data: Path, count: int) -> dict[str, list[str]]:
    """At most ``count`` sentences for each source and language, in a seeded order."""
    rng = random.Random(_SEED)
    out: dict[str, list[str]] = {}
    for source, language in SOURCES:
        found = sorted({s for s in source(data, language) if len(s) in _LENGTH})
        rng.shuffle(found)
        out.setdefault(language, []).extend(found[:count])
    return out


def _cut(text: str) -> Iterator[str]:
    yield from (span.of(text) for span in sentences(text))


def _kremlin(data: Path, _: str) -> Iterator[str]:
    path = data / "transcripts/kremlin_en/kremlin_en_text.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 7 == 0:
                yield from _cut(json.loads(line)["text"])


def _messages(data: Path, language: str) -> Iterator[str]:
    ending = "-en.json" if language == "en" else ".json"
    for path in sorted((data / "crosslingual/resistinua_ua_en").glob("messages*.json")):
        if path.name.endswith("-en.json") == (ending == "-en.json"):
            held = sorted(m["id"] for m in json.loads(path.read_text(encoding="utf-8")))[:_HELD_MESSAGES]
            for message in json.loads(path.read_text(encoding="utf-8")):
                if message["id"] not in held:
                    yield from _cut(message["text"])


def _bible(data: Path, language: str) -> Iterator[str]:
    version = {"en": "NHEB", "de": "GerElb1905", "es": "SpaRV"}[language]
    for line in (data / f"reuse/bible_lineage/{version}.tsv").read_text(encoding="utf-8").splitlines():
        verse, _, text = line.partition("\t")
        if not verse.startswith(_HELD_OUT):
            yield text


def _news(data: Path, _: str) -> Iterator[str]:
    for path in sorted((data / "quotes/german-wikinews/data/dev").glob("*.json")):
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if " " in value:
            yield from _cut(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _memoirs(data: Path, language: str) -> Iterator[str]:
    path = data / f"quotes/adaq-ru-cs/data/{language}_sentences.tsv"
    yield from (line.partition("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:])


def _pages(data: Path, language: str) -> Iterator[str]:
    path = data / f"crosslingual/tgcontest_pairs/{language}_train_pool.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for name in ("INPUT:first_text", "INPUT:second_text"):
                yield from _cut(row[name] or "")


def _climbers(data: Path, language: str) -> Iterator[str]:
    for path in sorted((data / f"reuse/textberg/{language}").iterdir()):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            yield re.sub(r" ([,.;:!?)])", r"\1", line.strip())


def _meantime(data: Path, language: str) -> Iterator[str]:
    path = data / f"stories/meantime/meantime.{language}.conll.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        tokens: list[str] = []
        for line in lines:
            fields = line.split()
            if len(fields) > 3 and not line.startswith("#"):
                tokens.append(fields[3])
                if tokens[-1] in ".?!":
                    yield re.sub(r" ([,.;:!?)])", r"\1", " ".join(tokens))
                    tokens = []


SOURCES = (
    (_kremlin, "en"),
    (_messages, "en"),
    (_messages, "uk"),
    (_bible, "en"),
    (_bible, "de"),
    (_bible, "es"),
    (_news, "de"),
    (_memoirs, "ru"),
    (_pages, "ru"),
    (_climbers, "de"),
    (_climbers, "fr"),
    (_meantime, "es"),
)
