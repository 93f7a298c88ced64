"""One text in two languages: news sentences of WMT and presidential messages of the evaluation data.

Beside them English paraphrases of news sentences.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

Text = tuple[str, str]
"""Language and wording."""


def translations(data: Path, language: str) -> Iterator[Mapping[str, str]]:
    """English news sentences (``S``) with their human translations (``R1`` to ``R10``), sentence by sentence.

    ``data``: the folder ``data`` of the evaluation data.
    """
    rows: dict[str, dict[str, str]] = {}
    path = data / "reuse" / "wmt14_10refs" / f"wmt14-en-{language}.extra_refs.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            id_, _, text = line.strip().partition("\t")
            name, _, number = id_.partition("-")
            if text:
                rows.setdefault(number, {})[name] = text
    yield from rows.values()


def paraphrases(data: Path) -> list[tuple[str, str]]:
    """Pairs of English news sentences judged paraphrases (the training half of MSRP)."""
    path = data / "reuse" / "msrp_etpc" / "msr_paraphrase_train.txt"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines()[1:])
    return [(row[3], row[4]) for row in rows if row[0] == "1"]


def whole_messages(data: Path) -> Mapping[str, Mapping[str, str]]:
    """Presidential messages by language ("uk", "en") and id."""
    folder = data / "crosslingual" / "resistinua_ua_en"
    texts: dict[str, dict[str, str]] = {"uk": {}, "en": {}}
    for path in sorted(folder.glob("messages*.json")):
        side = texts["en" if path.stem.endswith("-en") else "uk"]
        side.update({row["id"]: row["text"] for row in json.loads(path.read_text(encoding="utf-8"))})
    return texts


def messages(data: Path) -> Iterator[tuple[Text, Text]]:
    """Paragraphs of presidential messages in Ukrainian and English, where both versions have as many."""
    texts = whole_messages(data)
    for id_ in sorted(texts["uk"].keys() & texts["en"].keys()):
        sides = [[p.strip() for p in texts[code][id_].splitlines() if p.strip()] for code in ("uk", "en")]
        if len(sides[0]) == len(sides[1]):
            yield from ((("uk", one), ("en", other)) for one, other in zip(*sides, strict=True))
