"""Names of persons and bodies in running text, without a trained recogniser.

Evidence is capital letters plus language data: titles, honorifics, nations, given names, patronymics,
initials. In scripts without capitals a name is what a title leaves over of a stretch that is known to
name somebody (:meth:`Naming.bare`).

The topic ``names`` holds, per language (an entry ending in ``*`` is a stem, matched with up to four more letters):

``titles``, ``honorifics``, ``titles_m``, ``titles_f``
    words that stand beside a person's name; the last two tell grammatical or natural gender;
``bodies``
    head nouns of organisations; ``nations``: groups of one country's names and adjectives, canonical first;
``unnamed``, ``reported``
    nouns for people who stay unnamed; cues that say that unnamed people said it;
``function``
    words that are capitalised at the head of a sentence without being names;
``given_m``, ``given_f``
    given names; and ``pronouns``, ``links``: closed classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.names import is_patronymic, particles, word_key
from onrecord.text.tokens import fold

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ‑\-](?=[^\W\d_]))*\.?|[^\w\s]|\d+")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$|[^\W\d_]$")
_BRACKETS = re.compile(r"[\[\]()<>]")
_CJK = re.compile(r"[぀-ヿ一-鿿]")
_BACK = 90  # how far before a name its titles are looked for
_STEM_TAIL = 4
_ELIDED = re.compile(r"(?:[ldLD]|qu|Qu)['’](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name where it stands. ``titles``: folded words before it and in apposition, nations as canonical names."""

    span: Span
    name: str
    titles: frozenset[str]
    nations: frozenset[str]
    gender: str | None
    certain: bool
    body: bool = False


class _Words:
    """A word list with stems, for fast membership."""

    def __init__(self, entries: Iterable[str]) -> None:
        folded = [fold(entry) for entry in entries]
        self._exact = frozenset(entry for entry in folded if not entry.endswith("*"))
        self._stems = frozenset(entry[:-1] for entry in folded if entry.endswith("*"))

    def __contains__(self, word: str) -> bool:
        if word in self._exact:
            return True
        return any(
            word[: len(word) - cut] in self._stems for cut in range(min(_STEM_TAIL, len(word) - 1) + 1)
        )


@cache
def naming(language: str) -> Naming:
    """The name knowledge of ``language``; of English where there is none."""
    return Naming(language if language in lexicon.languages("names") else "en")


class Naming:
    """What one language's data says about words near names. All questions take folded words."""

    def __init__(self, language: str) -> None:
        data = lexicon.table("names", language)
        phrases = [fold(entry) for entry in data.get("titles", ())]
        self.phrases = tuple(sorted((p for p in phrases if " " in p), key=lambda p: (-len(p), p)))
        parts = [part for phrase in self.phrases for part in re.split(r"[ \-]", phrase) if len(part) > 2]
        self.titles = _Words(phrases)
        self.title_parts = _Words([*phrases, *parts, *data.get("honorifics", ())])
        self.honorifics = _Words(data.get("honorifics", ()))
        self.bodies = _Words(data.get("bodies", ()))
        self.unnamed = _Words(data.get("unnamed", ()))
        self.function = _Words(data.get("function", ()))
        self._male, self._female = _Words(data.get("titles_m", ())), _Words(data.get("titles_f", ()))
        self._pronouns = {fold(w): kind for kind, ws in data.get("pronouns", {}).items() for w in ws}
        self.links: dict[str, frozenset[str]] = {
            kind: frozenset(fold(w) for w in ws) for kind, ws in data.get("links", {}).items()
        }
        self._nations = [(str(group[0]), _Words(group)) for group in data.get("nations", ())]
        self.suffixes = tuple(sorted(_cjk(data), key=lambda w: (-len(w), w)))

    def nation(self, word: str) -> str | None:
        """The canonical name of the country a word names or belongs to."""
        bare = word.rstrip(".")
        return next((name for name, forms in self._nations if word in forms or bare in forms), None)

    def pronoun(self, word: str) -> str | None:
        """``m``, ``f``, ``it``, ``they``, ``i``, ``we``, ``who``, or None."""
        return self._pronouns.get(word)

    def is_title(self, word: str) -> bool:
        """True for a title or honorific, or a word of one ("prime" of "prime minister")."""
        return word in self.title_parts or word.rstrip(".") in self.title_parts

    def title_gender(self, words: Iterable[str]) -> str | None:
        """The gender that titles tell, None where they don't or disagree."""
        found = {("m" if w in self._male else "f") for w in words if (w in self._male) != (w in self._female)}
        return found.pop() if len(found) == 1 else None

    def bare(self, stretch: str) -> str:
        """The name in a stretch that is known to name one person ("President X", "Х氏"), titles cut off."""
        if _CJK.search(stretch):
            return self._bare_cjk(stretch)
        found = list(name_mentions(stretch, 0, len(stretch), self))
        persons = [mention for mention in found if not mention.body]
        return persons[-1].name if persons else self._bare_words(stretch)

    def _bare_cjk(self, stretch: str) -> str:
        rest = re.sub(r"[（(].*?[)）]|[「」『』\s]", "", stretch)
        for word in self.suffixes:
            if rest.endswith(word) and len(rest) > len(word) + 1:
                rest = rest[: -len(word)]
            place = rest.rfind(word)
            if place >= 0 and len(rest) - place - len(word) >= 2:
                rest = rest[place + len(word) :]
        return re.split(r"[の、，·]$|^[の、，]", rest)[-1] or rest

    def _bare_words(self, stretch: str) -> str:
        words = [w for w in _BRACKETS.sub("", stretch).split() if w.strip(".,:;")]
        kept = [
            w for w in words if w[:1].isupper() and not self.is_title(fold(w)) and not self.nation(fold(w))
        ]
        return " ".join(kept)


def _cjk(data: Any) -> Iterator[str]:
    for key in ("titles", "honorifics"):
        yield from (word for word in data.get(key, ()) if _CJK.search(word))


@cache
def _given() -> dict[str, str]:
    """Given name key -> gender, of all languages; names of both genders are left out."""
    found: dict[str, set[str]] = {}
    for gender in ("m", "f"):
        for name in sorted(lexicon.words("names", f"given_{gender}")):
            found.setdefault(word_key(name), set()).add(gender)
    return {key: next(iter(genders)) for key, genders in found.items() if len(genders) == 1}


@cache
def _given_keys() -> frozenset[str]:
    names = lexicon.words("names", "given_m") | lexicon.words("names", "given_f")
    return frozenset(word_key(name) for name in names)


def given_gender(name: str) -> str | None:
    """The gender a full name tells: by given name, patronymic, or a family name that has gender."""
    words = name.split()
    for word in words[:-1] if len(words) > 1 else []:
        if is_patronymic(word):
            return "f" if word_key(word).rstrip("aiu").endswith(("vn", "shn")) else "m"
    return _given().get(word_key(words[0])) if len(words) > 1 else None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    span: Span
    ends: bool  # a possessive: the run stops here


def name_mentions(text: str, start: int, end: int, knows: Naming) -> Iterator[NameMention]:
    """Names of persons and bodies in ``text[start:end]``, in order. Offsets are into the whole of ``text``."""
    for run in _runs(text, start, end):
        mention = _read_run(text, start, run, knows)
        if mention is not None:
            yield mention


def _runs(text: str, start: int, end: int) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    for token in _TOKEN.finditer(text, start, end):
        word = token.group()
        if word in "[]" and run:
            continue
        if run and not _adjoins(text, run[-1], token.start()):
            yield from _closed(run)
            run = []
        if not word[0].isalpha() or not _is_name_word(word, bool(run)):
            yield from _closed(run)
            run = []
            continue
        piece = _piece(word, token.start())
        run.append(piece)
        if piece.ends:
            yield from _closed(run)
            run = []
    yield from _closed(run)


def _piece(word: str, place: int) -> _Piece:
    elided = _ELIDED.match(word)
    if elided:
        word, place = word[elided.end() :], place + elided.end()
    owner = _POSSESSIVE.search(word)
    bare = word[: owner.start()] if owner else word
    if bare.endswith(".") and not _INITIAL.match(bare) and len(bare) > 4:
        return _Piece(bare[:-1], Span(place, place + len(bare) - 1), True)
    return _Piece(bare, Span(place, place + len(bare)), owner is not None)


def _adjoins(text: str, last: _Piece, place: int) -> bool:
    gap = text[last.span.end : place]
    return len(gap) <= 4 and gap.strip(" \u00a0[]") == "" and "\n" not in gap


def _is_name_word(word: str, inside: bool) -> bool:
    elided = _ELIDED.match(word)
    if elided:
        return word[elided.end()].isupper()
    return word[0].isupper() or (inside and word.casefold() in particles())


def _closed(run: list[_Piece]) -> Iterator[list[_Piece]]:
    while run and not run[-1].text[:1].isupper():
        run = run[:-1]
    if run:
        yield run


def _read_run(text: str, floor: int, run: list[_Piece], knows: Naming) -> NameMention | None:
    words = [fold(piece.text) for piece in run]
    first = _name_start(run, words, knows)
    while first < len(run) and not run[first].text[0].isupper():
        first += 1
    if first >= len(run):
        return None
    kept = run[first:]
    span = Span(kept[0].span.start, kept[-1].span.end)
    name = " ".join(piece.text for piece in kept)
    if any(word in knows.bodies for word in words[first:]):
        whole = Span(run[0].span.start, span.end)
        return NameMention(
            whole, " ".join(p.text for p in run), frozenset(), _nations(words, knows), None, False, True
        )
    before = _before(text, floor, span.start, knows)
    after = _after(text, run[-1], knows)
    titles = frozenset(w for w in (*before, *after) if knows.is_title(w))
    gender = given_gender(name) or knows.title_gender((*before, *after))
    certain = bool(titles) or _looks_personal(name)
    if len(kept) == 1 and not titles:
        certain = False
    return NameMention(span, name, titles, _nations((*before, *after), knows), gender, certain)


def _name_start(run: list[_Piece], words: list[str], knows: Naming) -> int:
    """The first word after leading function words, titles and nations."""
    if len(run) > 1 and word_key(run[0].text) in _given_keys() and not knows.is_title(words[0]):
        return 0
    first = 0
    for i, word in enumerate(words):
        if knows.is_title(word) and not (i == len(words) - 1 and i > first and word not in knows.honorifics):
            first = i + 1
        elif i == first and (word in knows.function or (knows.nation(word) and len(words) - i != 2)):
            first = i + 1
        elif i == first and knows.nation(word) and i + 1 < len(words) and knows.is_title(words[i + 1]):
            first = i + 1
    return first


def _nations(words: Iterable[str], knows: Naming) -> frozenset[str]:
    return frozenset(nation for word in words if (nation := knows.nation(word)))


def _before(text: str, floor: int, place: int, knows: Naming) -> tuple[str, ...]:
    """Words of the title phrase that ends right before ``place``, nearest first."""
    head = text[max(floor, place - _BACK) : place]
    cut = re.split(r"[.!?;:,\n\"“”«»()—–]\s", head)[-1]
    words = [fold(_POSSESSIVE.sub("", w)).strip('[].,"“«(') for w in cut.split()]
    out: list[str] = []
    for word in reversed(words[-12:]):
        near = not any(knows.is_title(w) for w in out)
        if near and not knows.is_title(word) and not (out or knows.nation(word)):
            break
        out.append(word)
    return tuple(out) if any(knows.is_title(w) for w in out) else ()


def _after(text: str, last: _Piece, knows: Naming) -> tuple[str, ...]:
    """Words of an apposition: ", a spokesman for X," or " (spokesman)"."""
    if last.ends:
        return ()
    match = re.match(
        r"\s?[,(，（]\s?([^,.;:!?()\n\"“”«»，（）]{3,90})(?=[,.;)\n，）])",
        text[last.span.end : last.span.end + 100],
    )
    words = [fold(_POSSESSIVE.sub("", w)) for w in match.group(1).split()] if match else []
    titled = [i for i, word in enumerate(words[:8]) if knows.is_title(word)]
    if not titled or (words and words[0] in knows.links.get("and", ())):
        return ()
    # What follows the title's "of" or "for" describes the office, not the holder.
    stops = [i for i, word in enumerate(words) if word in knows.links.get("of", ()) and i > titled[0]]
    return tuple(words[: stops[0] + 3 if stops else len(words)])


def _looks_personal(name: str) -> bool:
    words = name.split()
    if len(words) < 2 or len(words) > 5:
        return False
    known = word_key(words[0]) in _given_keys()
    return known or any(is_patronymic(w) for w in words[1:]) or bool(_INITIAL.match(words[0]))
