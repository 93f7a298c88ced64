"""Western names written by ear in Cyrillic letters: Gareth Pellow, Гарет Пеллоу; Ewan, Юэн; Imogen, Имоджен.

Such transcriptions follow the sound: a ``w`` or an ``h`` may be mute, ``g`` before ``e`` may be ``дж``, and
French does not sound its last consonants. So each word of the Latin spelling has several readings, made of
its consonants, and a name is one with the Cyrillic spelling where every word has the reading of that one and
may begin and end with the same vowels: Jane is not Джон.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

from anyascii import anyascii

_MOST = 64
"""Readings of a word that are looked at."""
_FEWEST, _FAMILY = 4, 2
"""Consonants that two names must have in common, and that their last words must."""

_CYRILLIC = {
    "дж": "j", "ж": "j", "ш": "X", "щ": "X", "ч": "X", "ц": "s", "с": "s", "з": "s",
    "х": "g", "г": "g", "ґ": "g", "к": "k", "в": "v", "ф": "f", "б": "b", "п": "p",
    "д": "d", "т": "t", "л": "l", "м": "m", "н": "n", "р": "r",
}  # fmt: skip
_CYRILLIC_SOUND = re.compile("дж|.")
_LATIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tsch", ("X",)), ("sch", ("X",)), ("tch", ("X",)), ("sh", ("X",)), ("ch", ("X", "k", "g")),
    ("dg", ("j",)), ("dj", ("j",)), ("th", ("t",)), ("ph", ("f",)), ("gh", ("", "g", "f")),
    ("gn", ("n", "gn")),
    ("qu", ("k", "kv")), ("ck", ("k",)), ("tz", ("s",)), ("ts", ("s",)), ("ll", ("l", "")), ("wr", ("r",)),
    ("kn", ("n", "kn")), ("x", ("ks",)), ("w", ("", "v")), ("h", ("", "g")), ("j", ("j", "", "g")),
    ("z", ("s",)), ("q", ("k",)), ("c", ("k",)), ("y", ("",)),
    *((letter, (letter,)) for letter in "bdfgklmnprstv"),
)  # fmt: skip
_SOFT = {"g": ("g", "j"), "c": ("s",)}
"""Readings before ``e``, ``i`` and ``y``."""
_MUTE = frozenset("dtspxzr")
"""Last letters that French does not sound."""

_CLASS = {**dict.fromkeys("ая", "A"), **dict.fromkeys("еэиыіїє", "F"), **dict.fromkeys("оуюё", "O")}
_GROUP = re.compile("[aeo][uwy]|[aeiouy]+")
_GROUPS = {
    "a": "AF", "e": "F", "i": "FA", "o": "O", "u": "OA", "y": "FA", "au": "OA", "aw": "OA", "ou": "OA",
    "ow": "OA", "oi": "OA", "oy": "OA", "ea": "FA", "ei": "FA", "ey": "FA", "eu": "OF", "ew": "OF",
}  # fmt: skip
"""The classes of Cyrillic vowels that a group of Latin ones, or else its first letter, may be written by."""
_OPEN_ENDS = {"a": "A", "i": "F", "o": "O", "u": "O"}
_UNSURE_ENDS = _MUTE | frozenset("ehwy")


@lru_cache(maxsize=16384)
def is_transcribed(cyrillic: tuple[str, ...], latin: tuple[str, ...]) -> bool:
    """True where the words of a Cyrillic name, at least two, are those of a Latin one as they sound."""
    if len(cyrillic) != len(latin) or len(latin) < 2:
        return False
    sounds = [_heard(word) for word in cyrillic]
    if sum(map(len, sounds)) < _FEWEST or len(sounds[-1]) < _FAMILY:
        return False
    pairs = zip(sounds, cyrillic, latin, strict=True)
    return all(sound in _readings(word) and _like_vowels(heard, word) for sound, heard, word in pairs)


def _like_vowels(heard: str, word: str) -> bool:
    """True where the first vowels may be one, and the ends."""
    spoken, letters = heard.casefold(), anyascii(word).casefold()
    if letters.startswith("w") and spoken.startswith("у"):
        spoken = spoken[1:]
    first, group = next(filter(None, map(_CLASS.get, spoken)), ""), _GROUP.search(letters)
    if not first or group is None:
        return not first and group is None
    classes = _GROUPS.get(group.group(), _GROUPS[group.group()[0]])
    broad = group.group() == "a" and (
        letters[group.end() :][:1] == "l" or letters[: group.start()].endswith(("w", "u"))
    )
    return (first in classes or (broad and first == "O")) and _like_ends(spoken[-1], letters[-1])


def _like_ends(heard: str, letter: str) -> bool:
    if letter in _OPEN_ENDS:
        return _CLASS.get(heard, "F" if heard == "й" else "") == _OPEN_ENDS[letter]
    return letter in _UNSURE_ENDS or heard not in _CLASS


def _heard(word: str) -> str:
    sounds = (_CYRILLIC.get(letters, "") for letters in _CYRILLIC_SOUND.findall(word.casefold()))
    return _single("".join(sounds))


@lru_cache(maxsize=16384)
def _readings(word: str) -> frozenset[str]:
    letters = anyascii(word).casefold()
    options: list[tuple[str, ...]] = []
    at = 0
    while at < len(letters):
        spelled, heard = next(((s, h) for s, h in _LATIN if letters.startswith(s, at)), (letters[at], ("",)))
        after = letters[at + len(spelled) : at + len(spelled) + 1]
        if after and after in "eiy":
            heard = _SOFT.get(spelled, heard)
        if not after and spelled[-1] in _MUTE:
            heard = (*heard, "")
        options.append(heard)
        at += len(spelled)
    return frozenset(_single("".join(reading)) for reading in islice(product(*options), _MOST))


def _single(sounds: str) -> str:
    """Doubled consonants once."""
    return re.sub(r"(.)\1+", r"\1", sounds)
