"""Spellings of one Slavic name by different rules: Лужанский, Luzhansky, Luschanski, Loujanski, Łużański.

English, German, French, Spanish and Polish write the sounds of Cyrillic letters in their own ways, and nobody
can tell by which of them a name was written: ``ch`` is ч, х or ш. So a spelling has several readings, in each
of which like sounds are one letter (hissing sounds ``X``, с з ц ``s``, х г ``g``), and two spellings are of
one name where they have a reading in common.

The topic ``names`` holds, per language, ``romanised_ends``: how names end that are so written, as readings in
small letters.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, product

from anyascii import anyascii

from onrecord.text import lexicon

_CYRILLIC = str.maketrans(
    {
        **dict.fromkeys("жшщч", "X"),
        **dict.fromkeys("хгґ", "g"),
        **dict.fromkeys("цсз", "s"),
        **dict.fromkeys("йиыії", "i"),
        **dict.fromkeys("еєэ", "e"),
        **dict.fromkeys("ьъ'’ʼ-", ""),
        "ё": "io",
        "ю": "iu",
        "я": "ia",
        "в": "v",
        "ў": "u",
        "у": "u",
    }
)
_HACEKS = str.maketrans(
    {**dict.fromkeys("žżźšśčćř", "X"), "ß": "s", "ń": "n", "ł": "l", "ï": "i", "ę": "E", "ą": "O"}
)
# Longer spellings of one sound before the shorter ones inside them. Upper-case letters are readings.
_SOUNDS: tuple[tuple[str, str], ...] = (
    *((hiss, "X") for hiss in ("schtsch", "chtch", "shch", "stsch", "szcz", "tsch", "tch", "tsh")),
    *((hiss, "X") for hiss in ("sch", "sh", "zh", "cz", "sz")),
    ("kh", "g"),
    ("ck", "K"),
    ("rz", "R"),
    ("ph", "f"),
    ("x", "ks"),
    ("qu", "k"),
    ("tz", "s"),
    ("ts", "s"),
    ("z", "s"),
    ("w", "v"),
    ("ff", "v"),
    ("ou", "u"),
    ("oo", "u"),
    ("gue", "ge"),
    ("gui", "gi"),
    ("y", "i"),
)
_READINGS = {
    "ch": ("X", "g"), "j": ("i", "X", "g"), "c": ("k", "s"), "h": ("g",),
    "K": ("k", "sk"), "R": ("X", "rs"), "E": ("e", "en", "em"), "O": ("o", "on", "om"),
}  # fmt: skip
"""What spellings that languages share stand for; Polish ck, rz and the nasal ę and ą among them."""
_OPEN = re.compile("(ch|[jchKREO])")
_MOST = 16
"""Readings of a word that are looked at."""
_GLIDE = re.compile(r"i+(?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
_AFTER_HISS = re.compile(r"(?<=X)e")
_FRENCH_END = re.compile(r"ine$")
_SH = re.compile("(?<!c)sh", re.IGNORECASE)
_LEAST = 4
"""Letters of a reading that can tell one family name from another."""


@lru_cache(maxsize=16384)
def readings(word: str) -> frozenset[str]:
    """What a word of a name may stand for in Cyrillic, like sounds being one letter."""
    latin = anyascii(word.lower().translate(_CYRILLIC).translate(_HACEKS))
    key = re.sub("[^a-zXEO]", "", latin)
    for spelled, sound in _SOUNDS:
        key = key.replace(spelled, sound)
    key = _FRENCH_END.sub("in", key)
    parts = [_READINGS.get(part, (part,)) for part in _OPEN.split(key)]
    return frozenset(_settled("".join(found)) for found in islice(product(*parts), _MOST))


def _settled(key: str) -> str:
    return _TWICE.sub(r"\1", _AFTER_HISS.sub("o", _GLIDE.sub("", _TWICE.sub(r"\1", key))))


def is_respelled(one: str, other: str) -> bool:
    """True for two spellings of a family name that may both be Slavic, by whatever rule each is written.

    English keeps sh and zh apart: Shukov is not Zhukov.
    """
    if any(_SH.search(a) and "zh" in b.lower() for a, b in ((one, other), (other, one))):
        return False
    shared = readings(one) & readings(other)
    return any(len(key) >= _LEAST and key.lower().endswith(_ends()) for key in shared)


def is_respelled_given(one: str, other: str) -> bool:
    """The same of a given name, which may end in any way."""
    return any(len(key) >= _LEAST - 1 for key in readings(one) & readings(other))


@cache
def _ends() -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("names", "romanised_ends")))
