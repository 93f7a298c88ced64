"""Documents with words of other languages in place of their own, so that a model learns what they share.

After Qin et al. 2020, "CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation for Zero-Shot Cross-Lingual
NLP" (arXiv:2006.06402); one other language a document, from the lexicon that
``training/embedding/lexicon.py`` writes and from ``words.toml``, which goes before it.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from data import Annotated, Attribution
from onrecord.model import Span

Lexicon = Mapping[str, Mapping[str, Sequence[str]]]
"""Target language, word, words that may stand for it; all in lower case."""

_WORDS = Path(__file__).with_name("words.toml")
_LEAST = 5
"""Letters of a word whose nearest neighbour is trusted: short words are near to what looks like them."""
_WORD = re.compile(r"according to|[^\W\d_]{1,}", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.!?:]\s+|[\n“„\"«])$")
_NAMELIKE = 0.5
"""Share of words capitalised inside a sentence that keep their capital."""


def read_lexicon(path: Path) -> dict[str, Lexicon]:
    """By source language."""
    nearest = json.loads(path.read_text(encoding="utf-8"))
    table = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    out: dict[str, Lexicon] = {}
    for source, targets in nearest.items():
        found: dict[str, dict[str, Sequence[str]]] = {
            target: {a: (b,) for a, b in pairs.items() if min(len(a), len(b)) >= _LEAST}
            for target, pairs in targets.items()
        }
        for row in table["rows"]:
            forms = {name: cell.split("|") for name, cell in zip(table["languages"], row, strict=True)}
            for target, words in found.items():
                words |= dict.fromkeys(forms[source], forms[target])
        out[source] = found
    return out


def switched(document: Annotated, lexicon: Lexicon, share: float, dice: random.Random) -> Annotated:
    """``document`` with ``share`` of its words in another language where the lexicon knows them."""
    words = lexicon[dice.choice(sorted(lexicon))]
    text, out, at, end = document.text, [], 0, 0
    places = np.zeros(len(text) + 1, np.int64)
    for match in _WORD.finditer(text):
        other = words.get(match.group().lower())
        if other is None or dice.random() >= share:
            continue
        out += [text[at : match.start()], _cased(dice.choice(other), text, match, dice)]
        places[at : match.start() + 1] = end + np.arange(match.start() + 1 - at)
        end += len(out[-2]) + len(out[-1])
        places[match.start() + 1 : match.end()] = end
        at = match.end()
    out.append(text[at:])
    places[at:] = end + np.arange(len(text) + 1 - at)

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(int(places[s.start]), int(places[s.end])) for s in spans)

    kept = tuple(Attribution(*map(moved, (a.content, a.cue, a.source))) for a in document.attributions)
    return replace(document, text="".join(out), attributions=kept, unclear=moved(document.unclear))


def _cased(word: str, text: str, match: re.Match[str], dice: random.Random) -> str:
    given = match.group()
    if given.isupper():
        return word.upper()
    if not given[0].isupper():
        return word
    begins = _BEGINS.search(text, max(0, match.start() - 3), match.start()) is not None
    return word[:1].upper() + word[1:] if begins or dice.random() < _NAMELIKE else word
