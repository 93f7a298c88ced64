"""When two spellings are one person's name: across scripts, transliterations, initials and cases.

A name is compared by the keys of its words: Latin letters by ``anyascii``, then folded so that the
transliteration systems of several languages meet (Lukashenko, Lukaschenko, Łukaszenka; -sky, -skyy, -skij).
Slavic names are compared by what their spellings may stand for as well (:mod:`onrecord.text.romanised`).
Where the two are in different scripts, and a key was thus made from sounds rather than spelling, equal
consonants are enough for a family name, and Western names are heard out (:mod:`onrecord.text.transcribed`).
Everything else is left apart: a false merger is worse than two names.

The topic ``names`` (shared with :mod:`onrecord.extract.speakers.persons`) is read here for

``variants``
    groups of given names that are one name (William, Bill; Volodymyr, Vladimir);
``particles``
    words inside family names (von, de la, bin);
``patronymics``
    endings of patronymics, as keys;
``endings``, ``restore``
    case endings of family names, and [oblique ending, ending of the dictionary form] pairs;
``restore_given``, ``restore_m``, ``restore_f``
    the same for given names that no list holds; pairs that hold only for men, whose oblique forms look like
    women's names; pairs that hold only for women;
``restore_oblique_m``
    pairs that hold for a man whose given name stands in an oblique case beside it, after those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from anyascii import anyascii

from onrecord.text import lexicon
from onrecord.text.givennames import oblique_given
from onrecord.text.romanised import is_respelled, is_respelled_given
from onrecord.text.tokens import fold
from onrecord.text.transcribed import is_transcribed

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`\-‑][^\W\d_]+)*\.?")
_HARD_CH = re.compile(r"(?<![stST])ch")
_CAMEL = re.compile(r"(?<=\.)(?=[^\W\d_])")
_CJK = re.compile(r"[぀-ヿ一-鿿가-힣]")
# Order matters: longer spellings of one sound come before the shorter ones inside them.
_FOLDS: tuple[tuple[str, str], ...] = (
    ("dzh", "j"),
    ("schtsch", "sh"),
    ("shch", "sh"),
    ("szcz", "sh"),
    ("tsch", "sh"),
    ("sch", "sh"),
    ("tch", "sh"),
    ("tsh", "sh"),
    ("sz", "sh"),
    ("cz", "sh"),
    ("ch", "sh"),
    ("zh", "z"),
    ("kh", "h"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("x", "ks"),
    ("ts", "s"),
    ("tz", "s"),
    ("z", "s"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("ou", "u"),
    ("oo", "u"),
    ("j", "i"),
    ("y", "i"),
)
_ENDS: tuple[tuple[str, str], ...] = (
    ("enka", "enko"),
    ("ine", "in"),
    ("ev", "ov"),
    ("off", "ov"),
    ("eff", "ov"),
)
_NO_LETTER, _SOFT_E, _DOUBLED = re.compile("[^a-z]+"), re.compile("i+e"), re.compile(r"(.)\1+")
_BEGINNING = 5
"""Letters that forms of one name share in any language."""
_TELLING = 6
"""Letters from which a family name alone is told by its sounds."""
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "младший", "старший", "junior", "senior"})
_HISSING = re.compile("[жчшщц]")
_SOUNDS = str.maketrans({"r": "l", "m": "n", "b": "p", "d": "t", "g": "k", "f": "v"})


@lru_cache(maxsize=16384)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, brackets and other marks dropped; initials written together are parted."""
    parts = (_CAMEL.split(match) for match in _WORD.findall(unicodedata.normalize("NFC", name)))
    return tuple(word for part in parts for word in part if word)


def beginning(word: str) -> str:
    """The first letters of a word in Latin script, which its forms and transliterations mostly share."""
    return anyascii(fold(word)).casefold()[:_BEGINNING]


def name_key(name: str) -> str:
    """The comparison form of a name: folded Latin words, in order, joined by spaces; "" without letters."""
    return " ".join(_keys(name))


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """The comparison form of one word of a name."""
    key = _NO_LETTER.sub("", (word if word.isascii() else anyascii(word)).lower())
    if len(key) < 2:
        return key
    for old, new in _FOLDS:
        key = key.replace(old, new)
    key = _SOFT_E.sub("e", key)
    key = _DOUBLED.sub(r"\1", key)
    for old, new in _ENDS:
        if key.endswith(old) and len(key) > len(old) + 1:
            key = key[: -len(old)] + new
    return key


@lru_cache(maxsize=16384)
def _keys(name: str) -> tuple[str, ...]:
    out: list[str] = []
    held = ""
    words = words_of(name)
    for i, word in enumerate(words):
        if word.casefold() in particles() and i < len(words) - 1 and (i or len(words) > 1):
            held += word_key(word)
        else:
            out.append(held + word_key(word))
            held = ""
    return tuple(key for key in out if key)


@cache
def particles() -> frozenset[str]:
    """Words inside family names, case-folded, of all languages."""
    return lexicon.words("names", "particles")


@cache
def _variants() -> dict[str, frozenset[int]]:
    groups = [
        group
        for code in lexicon.languages("names")
        for group in lexicon.table("names", code).get("variants", ())
    ]
    found: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for form in group:
            found.setdefault(word_key(form), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@cache
def _patronymic_ends() -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("names", "patronymics")))


@lru_cache(maxsize=16384)
def is_patronymic(word: str) -> bool:
    """True for words like Sergeyevich, Петровна, in any script."""
    key = re.sub(r"[^a-z]", "", anyascii(word).lower())
    return len(key) > 4 and key.endswith(_patronymic_ends())


@lru_cache(maxsize=16384)
def same_person(one: str, other: str) -> bool:
    """True when two names, titles already cut off, can only be read as one person's.

    A lone family name agrees with any full name that ends in it: whether *only one* person fits is the
    caller's to check. Different given names never agree; an initial agrees with what it abbreviates.
    """
    if _same_person(one, other) or _is_respelled(one, other):
        return True
    if _script(one) == _script(other):
        return False
    # The ch of Bach and Lichtblau is another sound than that of Chávez: in Cyrillic it is х.
    hard = [_HARD_CH.sub("kh", name) for name in (one, other)]
    if hard != [one, other] and _same_person(*hard):
        return True
    return _is_transcribed(one, other) or _is_transcribed(other, one)


def _is_transcribed(cyrillic: str, latin: str) -> bool:
    scripts = (_script(cyrillic), _script(latin))
    return scripts == ("CYRILLIC", "LATIN") and is_transcribed(words_of(cyrillic), words_of(latin))


def _same_person(one: str, other: str) -> bool:
    a, b = _without_patronymic(one), _without_patronymic(other)
    if not a or not b:
        return False
    if a[-1] == b[-1] and not _same_hissing(one, other):
        return False
    if a == b or _joined(a) == _joined(b):
        return True
    foreign = _is_cjk(one) != _is_cjk(other) or _script(one) != _script(other)
    if len(a) == 1 or len(b) == 1:
        return _same_family(a[-1], b[-1], foreign) and not (_is_cjk(one) and _is_cjk(other))
    if len(a) == len(b) == 2 and a == b[::-1]:
        return True
    short, long = sorted((a, b), key=len)
    if _generation(one) != _generation(other):
        return False
    if long[: len(short)] == short and len(short[-1]) > 1:
        return True
    if not _same_given(a[:-1], b[:-1], foreign):
        return False
    # Volodymyr Hrytsenko, Vladimir Gritsenko: given names of two languages, so the family name is too.
    translated = a[:-1] != b[:-1] and len(a) == len(b)
    return _same_family(a[-1], b[-1], foreign) or (translated and _guttural(a[-1]) == _guttural(b[-1]))


def _is_respelled(one: str, other: str) -> bool:
    """True for a name as two languages write it in Latin letters: Arkady Luzhansky, Arkadi Luschanski."""
    if _script(one) == _script(other) == "CYRILLIC" or _generation(one) != _generation(other):
        return False
    a, b = (
        [w for i, w in enumerate(words_of(name)) if not (i and is_patronymic(w))] for name in (one, other)
    )
    if not a or not b:
        return False
    if not is_respelled(a[-1], b[-1]):
        # Names that end in no Slavic way need two words that may be one (Томаш Вжос, Tomasz Wrzos).
        foreign = _script(one) != _script(other) and 1 < len(a) == len(b)
        return foreign and all(is_respelled_given(x, y) for x, y in zip(a, b, strict=True))
    if len(a) == 1 or len(b) == 1:
        return min(len(a[-1]), len(b[-1])) >= _TELLING
    given = (word_key(a[0]), word_key(b[0]))
    return len(a) == len(b) and (is_respelled_given(a[0], b[0]) or _same_first(*given, foreign=False))


def _same_hissing(one: str, other: str) -> bool:
    """False for Щукин and Шукин: keys fold hissing sounds, which Cyrillic spellings keep apart."""
    if _script(one) != "CYRILLIC" or _script(other) != "CYRILLIC":
        return True
    first, second = (_HISSING.findall(words_of(name)[-1].casefold()) for name in (one, other))
    return first == second


def _guttural(key: str) -> str:
    """Ukrainian г is h, Russian г is g: the two made equal."""
    return re.sub(r"(?<!s)h", "g", key)


@lru_cache(maxsize=16384)
def _without_patronymic(name: str) -> tuple[str, ...]:
    words = words_of(name)
    kept = [word for i, word in enumerate(words) if not (i and is_patronymic(word) and len(words) > 2)]
    return _keys(" ".join(kept))


def _joined(keys: tuple[str, ...]) -> str:
    return re.sub(r"(.)\1+", r"\1", "".join(keys))


def _generation(name: str) -> str:
    """The suffix that tells father from son ("Jr.", "III"), folded; "" where there is none."""
    last = name.split()[-1].casefold().strip(".,") if name.split() else ""
    return last if last in _GENERATIONS else ""


def _is_cjk(name: str) -> bool:
    return bool(_CJK.search(name))


def _script(name: str) -> str:
    """The script of the first letter, by its Unicode name ("LATIN", "CYRILLIC")."""
    letter = next((char for char in name if char.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _consonants(key: str) -> str:
    """Consonants only, with those that transcriptions confuse made equal."""
    bare = re.sub(r"[aeiou]|(?<=.)h(?=[^aeiou]|$)", "", key).translate(_SOUNDS)
    return re.sub(r"(.)\1+", r"\1", bare)


def _same_family(a: str, b: str, foreign: bool) -> bool:
    if a == b:
        return True
    if foreign and _guttural(a) == _guttural(b):
        return True
    sound = _consonants(a)
    return foreign and len(sound) >= 3 and sound == _consonants(b)


def _same_given(a: tuple[str, ...], b: tuple[str, ...], foreign: bool) -> bool:
    pairs = list(zip(a, b, strict=False))
    return all(_same_first(x, y, foreign) for x, y in pairs)


def _same_first(a: str, b: str, foreign: bool) -> bool:
    if a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]):
        return True
    if _variants().get(a, frozenset()) & _variants().get(b, frozenset()):
        return True
    return foreign and len(_consonants(a)) >= 2 and _consonants(a) == _consonants(b)


@cache
def _endings() -> dict[int, frozenset[str]]:
    """The endings of each length, the longest first."""
    endings = lexicon.words("names", "endings")
    sizes = sorted({len(ending) for ending in endings}, reverse=True)
    return {size: frozenset(ending for ending in endings if len(ending) == size) for size in sizes}


@cache
def _restorations(key: str) -> tuple[tuple[str, str], ...]:
    pairs = [
        (str(old), str(new))
        for code in lexicon.languages("names")
        for old, new in lexicon.table("names", code).get(key, ())
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """``word`` without a case ending, case-folded; at least three letters are left."""
    folded = word.casefold().replace("ё", "е")
    for size, endings in _endings().items():
        if len(folded) - size >= 3 and folded[-size:] in endings:
            bare = folded[:-size]
            # Дмитрий and Дмитрия are cut to one stem only without their common vowel.
            return bare[:-1] if bare[-1] in "иі" and len(bare) > 3 else bare
    return folded


def is_form_of(form: str, base: str) -> bool:
    """True when ``form`` can be a case form of the name ``base``, word by word (Путиным, Putins)."""
    forms, bases = words_of(form), words_of(base)
    return len(forms) == len(bases) and all(_is_word_form(f, b) for f, b in zip(forms, bases, strict=True))


def _is_word_form(form: str, base: str) -> bool:
    a, b = form.casefold().rstrip("."), base.casefold().rstrip(".")
    if a == b:
        return True
    if len(a) < 3 or len(b) < 3:
        return False
    # Ибрагим ends like a form itself, and its stem is shorter than that of Ибрагимом.
    short, long = sorted((a, b), key=len)
    added = long[len(short) :] if long.startswith(short) else ""
    return stem(form) == stem(base) or added in _endings().get(len(added), ())


def nominative(
    name: str, known: Iterable[str] = (), male: bool = False, female: bool = False, language: str = ""
) -> str:
    """The dictionary form of a name: one of ``known`` that it is a form of, else by rule, else as it is.

    ``language`` decides between given names of two languages that share an oblique form.
    """
    for base in known:
        if is_form_of(name, base):
            return base
    words = name.split()
    given = oblique_given(words, language)
    gender = given.gender if given is not None else None
    keys = (
        *(["restore_m"] if male or gender == "m" else []),
        *(["restore_f"] if female or gender == "f" else []),
        "restore",
        *(["restore_oblique_m"] if gender == "m" else []),
    )
    givens = [_given_form(word) for word in words[:-1]]
    if given is not None:
        givens[0] = given.base
    givens = [
        _restore(given, ("restore_given",)) if given == word else given
        for given, word in zip(givens, words, strict=False)
    ]
    return " ".join([*givens, *(_restore(word, keys) for word in words[-1:])])


@cache
def _given_stems() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in lexicon.languages("names"):
        for key in ("given_m", "given_f"):
            for name in lexicon.table("names", code).get(key, ()):
                found.setdefault(stem(str(name)), []).append(str(name))
    return {bare: tuple(names) for bare, names in found.items()}


def _given_form(word: str) -> str:
    """The listed given name that ``word`` is a form of; of several (Андрей, Андрій) the one most like it."""
    listed = _given_stems().get(stem(word), ()) if stem(word) != word.casefold() else ()
    return max(listed, key=lambda name: _shared(name, word), default=word)


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _restore(word: str, keys: Iterable[str]) -> str:
    for key in keys:
        for old, new in _restorations(key):
            if word.casefold().endswith(old) and len(word) > len(old) + 1:
                return word[: len(word) - len(old)] + new
    return word
