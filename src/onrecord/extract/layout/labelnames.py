"""The name in a label, and whether a label is one: "MR. SMITH", "President of Elbonia Bruno Alder"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from onrecord.extract.layout.labelparts import REMARK
from onrecord.extract.layout.turnwords import phrases
from onrecord.extract.speakers.gender import is_given
from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.persons import bare_name
from onrecord.text.names import words_of
from onrecord.text.phrases import CAPITAL
from onrecord.text.tokens import fold

_ABBREVIATED = re.compile(r"[^\W\d_]{2,5}\.\s")
_INITIALS_FIRST = re.compile(
    rf"(?:^|\s)(?P<initials>(?:{CAPITAL}\.){{1,3}})(?P<family>{CAPITAL}[^\W\d_][^\s.,]+)$"
)
_INITIALS_LAST = re.compile(
    rf"(?P<family>{CAPITAL}[^\W\d_][^\s.,]*) (?P<initials>(?:{CAPITAL}\.\s?)*{CAPITAL}\.?)"
)
"""Family names with initials, as Russian and Ukrainian records write them: "B.Alder", "Alder B.C."."""
_ARE_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_NUMBER = re.compile(r"\b\d+\b")
CJK = re.compile(r"[぀-ヿ一-鿿]")
"""A character of a script whose names are short and stand without spaces."""
_KEPT = 1 << 12
"""Labels whose reading is kept: most recur."""
_NAME = 4
"""Words of a name."""
_SHORT = 4
"""Letters up to which a word tells nothing: of an office any is, in capitals it is an acronym."""


@lru_cache(_KEPT)
def is_name_label(label: str, knows: Naming) -> bool:
    """True for "Name Surname", "MR. SMITH", "President of X Name Surname (title)", "发言人王某"."""
    bare = without_card(" ".join(REMARK.sub(" ", label).split()))
    if CJK.search(bare):
        return len(bare) <= 14 and not re.search(r"[，、。的了在是]", bare)
    words = words_of(bare)
    if not words or len(words) > 20:
        return False
    if _INITIALS_FIRST.fullmatch(bare) or _INITIALS_LAST.fullmatch(bare):
        return True
    name = speaker_name(bare, knows)
    tail = [word for word in words_of(name) if word]
    body = not _INITIALS_FIRST.search(bare) and any(fold(word) in knows.bodies for word in tail)
    if not 1 <= len(tail) <= 5 or body or all(len(word.rstrip(".")) == 1 for word in tail):
        return False
    led = words[: len(words) - len(tail)]
    if led and (_NUMBER.search(bare) or _is_courtesy_in_clause(led, knows)):
        return False
    office = len(tail) == 1 and knows.is_office(fold(tail[0]))
    if led and (office or _is_clause(led, knows)):
        return False
    if fold(words[-1]) != fold(tail[-1]):
        return False
    if not led:
        return all(
            word[0].isupper() or fold(word) in ("de", "da", "von", "van", "bin", "al", "der", "la", "el")
            for word in words
        )
    short = len(led) == 1 and _ABBREVIATED.match(bare)  # "Abg. Roe"
    return any(knows.is_title(fold(word)) for word in led) or bare.isupper() or bool(short)


def _is_clause(words: Sequence[str], knows: Naming) -> bool:
    """True for words before a name that are no office: "The heads of state took part in ..."."""
    opens = fold(words[0]) in knows.function
    return opens and any(word.islower() and not _is_of_office(word, knows) for word in words)


def _is_courtesy_in_clause(words: Sequence[str], knows: Naming) -> bool:
    """True for "The yard will close, according to Mr" before a name."""
    if len(words) < 2 or not knows.is_title(fold(words[-1])) or words[-1].islower():
        return False
    form = fold(words[-2])
    return words[-2].islower() and not (knows.is_title(form) or knows.is_office(form) or form in knows.bodies)


@lru_cache(_KEPT)
def speaker_name(label: str, knows: Naming) -> str:
    """The name in a label, without titles and remarks, capitals made ordinary; "" where it holds none."""
    bare = without_card(" ".join(REMARK.sub(" ", label).split()).strip(" .:："))
    if bare.isupper() and not CJK.search(bare):
        bare = " ".join(_capitalized(word) for word in bare.split())
    if written := _INITIALS_FIRST.search(bare) or _INITIALS_LAST.fullmatch(bare):
        initials = (f"{letter}." for letter in written["initials"] if letter.isalpha())
        return " ".join([*initials, _capitalized(written["family"]) if bare.isupper() else written["family"]])
    found = bare_name(bare, knows)
    whole = bare.endswith(found) and not any(fold(word) in knows.bodies for word in words_of(found))
    name = found if whole else name_at_end(bare, knows) or found
    return in_small_letters(name)


def in_small_letters(name: str) -> str:
    """A name in capitals as it is written elsewhere: "ADA MCROE" is Ada McRoe."""
    shouted = name.isupper() and len(name) > _SHORT and not CJK.search(name)
    return " ".join(map(_capitalized, name.split())) if shouted else name


def name_at_end(label: str, knows: Naming) -> str:
    """The name that an office leads to ("Head of the Federal Service for Food and Rural Supply Ada Roe").

    It begins at the last given name, or is two words and an initial; "" where anything but an office stands
    before it, or what the office is of.
    """
    words = label.split()
    size = 1
    while (
        size < min(_NAME, len(words)) and not is_given(words[-size]) and _is_of_name(words[-size - 1], knows)
    ):
        size += 1
    given = is_given(words[-size])
    if given and size == 2 and _is_of_country(words[:-size], knows):
        size = 3
    if not given:
        size = min(size, 3 if words[-2:][0].endswith(".") else 2)
    led, name = words[:-size], words[-size:]
    if size < 2 or not all(word[0].isupper() for word in name):
        return ""
    forms = [fold(word).strip(",–—-") for word in led]
    place = not given and forms[-1:] and forms[-1] in knows.links.get("of", ())
    office = all(not word.islower() or _is_of_office(word, knows) for word in led)
    return " ".join(name) if office and not place and any(map(knows.is_title, forms)) else ""


def _is_of_country(led: Sequence[str], knows: Naming) -> bool:
    """True for "President of the Republic of Elbonia Recep", where one more word belongs to the name."""
    if len(led) < 3 or not _is_of_name(led[-1], knows):
        return False
    return fold(led[-3]) in knows.links.get("of", ()) and knows.nation(fold(led[-2])) is not None


def _is_of_name(word: str, knows: Naming) -> bool:
    form = fold(word)
    return word[0].isupper() and not (knows.is_title(form) or knows.nation(form) or form in knows.bodies)


def _is_of_office(word: str, knows: Naming) -> bool:
    form = fold(word).strip(",")
    known = knows.is_title(form) or knows.is_office(form) or form in knows.bodies or form in phrases("role")
    return known or len(form) < _SHORT or form in knows.function


def without_card(label: str) -> str:
    """A label without a page's pop-up card, which repeats the family name: "Name Surname Surname Name".

    Where that comes first, "Surname Name Surname NameOffice", both are repeated; or all is said twice.
    """
    words = label.split()
    half = len(words) // 2
    if half > 1 and words[:half] == words[half:]:
        return " ".join(words[:half])
    for i in range(1, len(words)):
        both = i > 1 and words[i : i + 1] == [words[i - 2]]
        if words[i] == words[i - 1] or (both and "".join(words[i + 1 : i + 2]).startswith(words[i - 1])):
            return " ".join(words[:i])
    return label


def _capitalized(word: str) -> str:
    if _ARE_INITIALS.fullmatch(word):
        return word
    return "-".join(
        ("Mc" + part[2:].capitalize()) if part.startswith("MC") and len(part) > 3 else part.capitalize()
        for part in word.split("-")
    )


def is_full_name(name: str, knows: Naming) -> bool:
    """True for a name with a given name, initials or a courtesy: a place or paper is none."""
    words = words_of(name)
    if len(words) < 2 or not is_name_label(name, knows):
        return False
    found = words_of(speaker_name(name, knows))
    return is_given(found[0]) or found[0].endswith(".") or len(found) < len(words)


@lru_cache(_KEPT)
def is_office_label(label: str, knows: Naming, *, loose: bool = False) -> bool:
    """True for an office and what it is of, without a name: "The Minister of Ports".

    ``loose``: what it is of may be several words with capitals, since a name stands elsewhere in the label.
    """
    words = label.split()
    titled = of = False
    for place, word in enumerate(words):
        form = fold(word).strip(".,")
        if knows.is_title(form) or knows.is_office(form):
            titled = True
        elif form in knows.links.get("of", ()) or form in knows.links.get("and", ()):
            of = titled
        elif not (knows.is_article(form) or knows.is_body(form) or form in knows.honorifics):
            named = is_given(word) or "." in word
            if named or not of or place == 0:
                return False
            of = loose or word[0].islower()
    return titled
