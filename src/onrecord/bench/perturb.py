"""Sentences with one known edit: what a comparison of wordings must see, and what it must not.

A seeded maker of test pairs in the sense of contrast sets (Gardner et al. 2020, "Evaluating Models' Local
Decision Boundaries via Contrast Sets"). Kinds in :data:`ALTERED` change what was said; kinds in
:data:`UNCHANGED` only change how it is written down.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.collate.lexis import lexis
from onrecord.text.numbers import numbers
from onrecord.text.tokens import fold

ALTERED = ("number", "negation", "modality", "name", "trim", "join", "insertion", "order", "word", "addition")
UNCHANGED = ("identical", "typography", "spelling", "case", "contraction", "number-format")


@dataclass(frozen=True, slots=True)
class Edit:
    """``edited`` is ``original`` after one edit of ``kind``; ``what`` says which."""

    kind: str
    original: str
    edited: str
    what: str


_Maker = Callable[[str, "Material", random.Random], "tuple[str, str] | None"]


@dataclass(frozen=True, slots=True)
class Material:
    """What edits draw on: names to swap in, words to add, other sentences to join on."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    sentences: tuple[str, ...]


def perturb(
    sentences: Sequence[str], seed: int, kinds: Sequence[str] = ALTERED + UNCHANGED
) -> tuple[Edit, ...]:
    """One edit of every applicable kind for every English sentence; the same for the same seed."""
    material = _material(sentences)
    out = []
    for number, sentence in enumerate(sentences):
        for kind in kinds:
            made = _MAKERS[kind](sentence, material, random.Random(f"{seed}/{number}/{kind}"))
            if made is not None:
                out.append(Edit(kind, sentence, made[0], made[1]))
    return tuple(out)


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?= [a-z]|[,.;]| and )(?![\w-])")
_DIGITS = re.compile(r"(?<![\w.,:-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w:-]|[.,]\d)")
_AUXILIARY = re.compile(
    r" (is|are|was|were|will|would|can|could|should|must|have|has|had) (?!not\b|no\b|never\b)(?=[a-z])"
)
_NEGATION = re.compile(r" (not|never) (?=[a-z])")
_MODALS = {
    "must": "may",
    "will": "might",
    "can": "must",
    "should": "must",
    "may": "will",
    "could": "must",
    "might": "will",
}
_MODAL = re.compile(r" (must|will|can|should|may|could|might) (?=[a-z])")
_LONG_WORD = re.compile(r"(?<=[a-z] )[a-z]{6,}(?= [a-z])")


def _material(sentences: Sequence[str]) -> Material:
    names = sorted({m.group() for s in sentences for m in _NAME.finditer(s) if _may_name(m.group())})
    words = sorted({m.group() for s in sentences for m in _LONG_WORD.finditer(s)})
    return Material(tuple(names), tuple(words), tuple(sentences))


def _may_name(word: str) -> bool:
    """Not a capitalised "Five" or "Over" of a heading."""
    return fold(word) not in lexis("en").function_words and not numbers(word, "en")


def _splice(text: str, match: re.Match[str], new: str, group: int = 0) -> str:
    return text[: match.start(group)] + new + text[match.end(group) :]


def _pick(pattern: re.Pattern[str], text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def _number(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = _pick(_DIGITS, text, rng)
    if match is None:
        return None
    old = match.group()
    digits = [n for n, c in enumerate(old) if c.isdigit()]
    place = rng.choice(digits)
    choices = [d for d in "123456789" if d != old[place]]
    new = old[:place] + rng.choice(choices) + old[place + 1 :]
    return _splice(text, match, new), f"{old} -> {new}"


def _negation(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = _pick(_NEGATION, text, rng)
    if match is not None:
        return _splice(text, match, " "), f"without {match.group(1)!r}"
    match = _pick(_AUXILIARY, text, rng)
    if match is None:
        return None
    return _splice(text, match, f" {match.group(1)} not "), f"{match.group(1)} not"


def _modality(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = _pick(_MODAL, text, rng)
    if match is None:
        return None
    new = _MODALS[match.group(1)]
    return _splice(text, match, new, 1), f"{match.group(1)} -> {new}"


def _name(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = _pick(_NAME, text, rng)
    if match is not None and not _may_name(match.group()):
        return None
    others = [n for n in material.names if match and n not in text and n[:4] != match.group()[:4]]
    if match is None or not others:
        return None
    new = rng.choice(others)
    return _splice(text, match, new), f"{match.group()} -> {new}"


def _trim(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    """Without a stretch of four words from the middle."""
    words = text.split(" ")
    if len(words) < 14:
        return None
    start = rng.randrange(5, len(words) - 8)
    return " ".join(words[:start] + words[start + 4 :]), f"without {' '.join(words[start : start + 4])!r}"


def _join(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    other = rng.choice(material.sentences)
    return (f"{text} {other}", other) if other != text else None


def _insertion(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    words = text.split(" ")
    if len(words) < 6:
        return None
    note = f"[{rng.choice(['the former minister', 'sic', 'last year', 'military'])}]"
    place = rng.randrange(2, len(words) - 1)
    return " ".join([*words[:place], note, *words[place:]]), note


def _order(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    """The part after the first comma moved to the front."""
    body = text.rstrip(".!?")
    head, comma, tail = body.partition(", ")
    if not comma or min(len(head.split()), len(tail.split())) < 3 or '"' in text:
        return None
    return f"{tail}, {head}{text[len(body) :]}", "halves exchanged"


def _word(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = _pick(_LONG_WORD, text, rng)
    others = [w for w in material.words if match and w[:3] != match.group()[:3]]
    if match is None or not others:
        return None
    new = rng.choice(others)
    return _splice(text, match, new), f"{match.group()} -> {new}"


def _addition(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    phrase = rng.choice(["without any conditions", "despite heavy losses", "since the start of this year"])
    body = text.rstrip(".!?")
    return f"{body} {phrase}{text[len(body) :]}", phrase


def _identical(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    return text, "nothing"


_TYPOGRAPHY = str.maketrans({"'": "’", '"': "”", "-": "‑", "’": "'", "“": '"', "”": '"', "–": "—", "—": "-"})


def _typography(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    edited = re.sub(r"(?<=\w) (?=\d)", "\u00a0", text.translate(_TYPOGRAPHY))
    return (edited, "marks, dashes and spaces") if edited != text else None


_SPELLINGS = (
    (r"(?<=[a-z]{3})our(?=ed\b|s\b|able\b|\b)", "or"),
    (r"(?<=[a-z]{4})is(?=e\b|ed\b|ing\b|ation\b)", "iz"),
    (r"(?<=[a-z]{4})iz(?=e\b|ed\b|ing\b|ation\b)", "is"),
    (r"\bdefence\b", "defense"),
    (r"\bcentre\b", "center"),
    (r"\bcenter\b", "centre"),
    (r"\btravelled\b", "traveled"),
    (r"\bprogramme\b", "program"),
    (r"\bper cent\b", "percent"),
    (r"\bpercent\b", "per cent"),
    (r"\bcooperation\b", "co-operation"),
)


def _spelling(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    for pattern, new in _SPELLINGS:
        edited = re.sub(pattern, new, text)
        if edited != text:
            return edited, f"{pattern} -> {new}"
    return None


def _case(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    return text[:1].swapcase() + text[1:].rstrip("."), "first letter and full stop"


_CONTRACTIONS = (
    ("it is", "it's"), ("do not", "don't"), ("is not", "isn't"), ("we are", "we're"),
    ("they are", "they're"), ("I am", "I'm"), ("cannot", "can't"), ("we have", "we've"),
    ("that is", "that's"), ("will not", "won't"),
)  # fmt: skip


def _contraction(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    for full, short in _CONTRACTIONS:
        edited = re.sub(rf"\b{full} (?=[a-z])", f"{short} ", text)
        if edited != text:
            return edited, f"{full} -> {short}"
    return None


def _number_format(text: str, material: Material, rng: random.Random) -> tuple[str, str] | None:
    match = re.search(r"(?<![\w.,])\d{1,3},000(?![\w,.])", text)
    if match:
        return _splice(text, match, f"{match.group()[:-4]} thousand"), "thousands in words"
    match = re.search(r"(?<![\w.,$])(\d+(?:\.\d+)?) percent\b", text)
    return (_splice(text, match, f"{match.group(1)}%"), "percent sign") if match else None


_MAKERS: dict[str, _Maker] = {
    "number": _number,
    "negation": _negation,
    "modality": _modality,
    "name": _name,
    "trim": _trim,
    "join": _join,
    "insertion": _insertion,
    "order": _order,
    "word": _word,
    "addition": _addition,
    "identical": _identical,
    "typography": _typography,
    "spelling": _spelling,
    "case": _case,
    "contraction": _contraction,
    "number-format": _number_format,
}
