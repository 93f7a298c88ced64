"""Names of persons and bodies in running text, without a trained recogniser.

Evidence is capital letters plus language data: titles, honorifics, nations, given names, patronymics,
initials. In scripts without capitals a name is what a title leaves over of a stretch that is known to
name somebody (:func:`bare_name`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.extract.speakers.gender import given_gender, is_given, looks_personal
from onrecord.extract.speakers.namemention import NameMention
from onrecord.extract.speakers.naming import PAST, Naming
from onrecord.model import Span
from onrecord.text.names import is_patronymic, particles
from onrecord.text.tokens import fold

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ‑\-](?=[^\W\d_]))*\.?|[^\w\s]|\d+")
# Where a word begins that may have a capital; the rest is told of the word itself.
_CAPITAL = r"[^\W\d_a-zа-яёіїєґ]"
# The character itself comes first: a regex finds one of a class faster than anything that has to be asked.
_LEAD = re.compile(
    r"[^\W\d_a-ce-km-pr-zа-яёіїєґ](?<![^\W\d_].)(?<![^\W\d_]['’ʼ‑\-].)"
    rf"(?:(?<=[^ldq])|(?:(?<=[ld])|(?<=q)u)['’](?={_CAPITAL}))"
)
_NOUN = re.compile(r" ([^\W\d_A-ZА-ЯЁІЇЄҐ][^\W\d_]+)(?!\w)")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$|[^\W\d_]$")
_APPOSITION = re.compile(r"\s?[,(，（]\s?([^,.;:!?()\n\"“”«»，（）]{3,90})(?=[,.;)\n，）])")
_PHRASE_END = re.compile(r"[!?;:,\n\"“”«»()—–.](?:(?<!\.)\s?|(?<=[^\W\d_]{6}\.)\s)")
_CJK = re.compile(r"[぀-ヿ一-鿿]")
_MEMBERS = re.compile(r"(?:[A-Z][\w\-]*[ \u00a0]){0,3}[A-Z][\w\-]+s['’][ \u00a0]\Z")
_FIRST = re.compile(r"([^\W\d_]+)[ \u00a0]")
_BACK = 90  # how far before a name its titles are looked for
_TITLE_WITHIN, _TITLE_WITHIN_OF = 6, 9  # words from a name to its title; where a preposition leads back to it
_NAMED_THING = re.compile(r"\s*[«“„\"][^«»“”„\"\n]{1,40}[»”“\"]$")
_CLOSING = ("»", "”", "“", '"')
_LONGEST = 16  # a longer run of capitals is a heading, not a name with its titles
_NO: frozenset[str] = frozenset()
_KEPT = 1 << 13  # words and runs of words that are remembered: few names are all that a pile has
_ELIDED = re.compile(r"(?:[ldLD]|qu|Qu)['’](?=[^\W\d_])")


class _Piece(NamedTuple):
    text: str
    span: Span
    ends: bool  # a possessive: the run stops here


class _Named(NamedTuple):
    start: int
    stop: int
    first: int  # counted from ``start``


class _Said(NamedTuple):
    """A name of ``size`` words, 0 for no name; what it tells by itself."""

    size: int
    body: bool = False
    name: str = ""
    gender: str | None = None
    personal: bool = False


def bare_name(stretch: str, knows: Naming) -> str:
    """The name in a stretch that is known to name one person ("President X", "Х氏"), titles cut off."""
    if _CJK.search(stretch):
        return knows.bare_cjk(stretch)
    found = list(name_mentions(stretch, 0, len(stretch), knows))
    persons = sorted((m for m in found if not m.body), key=lambda m: (m.owner, not m.certain))
    return persons[0].name if persons else knows.bare_words(stretch)


def name_mentions(text: str, start: int, end: int, knows: Naming) -> Iterator[NameMention]:
    """Names of persons and bodies in ``text[start:end]``, in order; offsets into the whole of ``text``."""
    done = start
    held: NameMention | None = None
    for run in _runs(text, start, end, knows):
        whole = len(run) <= _LONGEST and run[0].span.start >= done
        mention = _read_run(text, start, run, knows) if whole else None
        if mention is not None and mention.body and fold(run[-1].text) in knows.bodies and not mention.owner:
            span = knows.body_names.extended(text, mention.span, start, end)
            if span != mention.span:
                owner = _POSSESSIVE.search(span.of(text))  # "Bank of Elbonia's"
                span = Span(span.start, span.start + owner.start()) if owner else span
                mention = replace(mention, span=span, name=span.of(text), owner=owner is not None)
        if mention is not None:
            mention = _with_members(text, start, mention, knows) if mention.body else mention
            if held is not None and not held.span.overlaps(mention.span):
                yield held
            held, done = mention, mention.span.end
    if held is not None:
        yield held


def _with_members(text: str, floor: int, mention: NameMention, knows: Naming) -> NameMention:
    """A body with whom it is of, in the plural: "Air Controllers' Union"."""
    members = _MEMBERS.search(text, max(floor, mention.span.start - _BACK), mention.span.start)
    if members is None:
        return mention
    article = _FIRST.match(text, members.start())
    led = article is not None and knows.is_article(fold(article.group(1)))
    span = Span(article.end() if article and led else members.start(), mention.span.end)
    return replace(mention, span=span, name=span.of(text))


def _is_verb(text: str, span: Span, knows: Naming) -> bool:
    """True for a verb of saying that has its capital from the sentence it opens: "Twierdzi, że"."""
    before = text[max(0, span.start - 3) : span.start].rstrip(" \u00a0")
    return knows.is_cue(fold(span.of(text))) and (not before or before[-1] in ".!?…\n–—")


def _runs(text: str, start: int, end: int, knows: Naming) -> Iterator[list[_Piece]]:
    at = start
    while (lead := _LEAD.search(text, at, end)) is not None:
        run, at = _run(text, lead.start(), end, knows)
        yield from _closed(run)


def _run(text: str, start: int, end: int, knows: Naming) -> tuple[list[_Piece], int]:
    """The words of names in a row that ``text[start:end]`` begins with, and where to go on."""
    run: list[_Piece] = []
    for token in _TOKEN.finditer(text, start, end):
        word = token.group()
        if word in "[]" and run:
            continue
        if run and not _adjoins(text, run[-1], token.start()):
            return run, token.start()
        if not word[0].isalpha() or not _is_name_word(word, bool(run)):
            return run, token.end()
        run.append(_piece(word, token.start(), knows))
        if run[-1].ends:
            return run, token.end()
    return run, end


def _piece(word: str, place: int, knows: Naming) -> _Piece:
    elided, bare, ends = _bared(word, knows)
    place += elided
    return _Piece(bare, Span(place, place + len(bare)), ends)


@lru_cache(maxsize=_KEPT)
def _bared(word: str, knows: Naming) -> tuple[int, str, bool]:
    """Length of the elided article; the word without it, possessive and stop; whether it had one of these."""
    elided = _elision(word)
    word = word[elided:]
    owner = _POSSESSIVE.search(word) if "'" in word or "’" in word else None
    bare = word[: owner.start()] if owner else word
    if bare.endswith(".") and not _INITIAL.match(bare) and not knows.is_abbreviation(fold(bare)):
        return elided, bare[:-1], True
    return elided, bare, owner is not None


def _adjoins(text: str, last: _Piece, place: int) -> bool:
    gap = text[last.span.end : place]
    return len(gap) <= 4 and gap.strip(" \u00a0[]") == "" and "\n" not in gap


@lru_cache(maxsize=_KEPT)
def _is_name_word(word: str, inside: bool) -> bool:
    elided = _elision(word)
    return word[elided].isupper() or (inside and not elided and word.casefold() in particles())


def _elision(word: str) -> int:
    """Characters of the elided article that ``word`` begins with: 2 of "d'Arc"."""
    match = _ELIDED.match(word) if "'" in word or "’" in word else None
    return match.end() if match else 0


def _closed(run: list[_Piece]) -> Iterator[list[_Piece]]:
    end = len(run)
    while end and not run[end - 1].text[:1].isupper():
        end -= 1
    if end:
        yield run[:end]


def _read_run(text: str, floor: int, run: list[_Piece], knows: Naming) -> NameMention | None:
    named = _named(tuple(piece.text for piece in run), knows)
    if named is None:
        return None
    run, first = run[named.start : named.stop], named.first
    if _is_held(text, floor, run[first:], knows):
        first += 1
    said = _said(tuple(piece.text for piece in run[first:]), knows)
    if not said.size:
        return None
    last = run[first + said.size - 1]
    if said.body:
        return _body(text, run, last.ends, knows)
    span = Span(run[first].span.start, last.span.end)
    before = _before(text, floor, span.start, knows)
    if said.size == 1 and (_is_adjective(text, span, bool(before), knows) or _is_verb(text, span, knows)):
        return None
    after = _after(text, last, knows)
    if said.size == 1 and len(after) == 1 and not before:
        after = ()  # "Nine, Minister, as of last night"
    if not before and not after:
        return NameMention(span, said.name, _NO, _NO, said.gender, said.personal, False, last.ends)
    beside = (*before, *after)
    titles = frozenset(word.rstrip(".") for word in beside if knows.is_title(word))
    gender = knows.title_gender(word.rstrip(".") for word in beside) or said.gender
    certain = bool(titles) or said.personal
    nations = nations_of(beside, knows)
    origins = _origins(text, floor, span, before, after, knows)
    fields = frozenset(word for word in beside if knows.is_field(word))
    if titles and knows.is_past(text[max(floor, span.start - _BACK) : span.start]):
        fields |= {PAST}
    return NameMention(span, said.name, titles, nations, gender, certain, False, last.ends, origins, fields)


@lru_cache(maxsize=_KEPT)
def _named(run: tuple[str, ...], knows: Naming) -> _Named | None:
    """The part of a run of words that names somebody, and the word of it with which the name begins."""
    start, stop = _without_body(run, knows)
    run = run[start:stop]
    words = [fold(word) for word in run]
    lead = 2 if len(run) > 2 and knows.nation("".join(words[:2])) else 0  # U. S.
    first = lead + _name_start(run[lead:], words[lead:], knows)
    while first < len(run) and not run[first][0].isupper():
        first += 1
    if first >= len(run) or knows.nation(" ".join(words[first:])):
        return None
    return _Named(start, stop, first)


@lru_cache(maxsize=_KEPT)
def _said(run: tuple[str, ...], knows: Naming) -> _Said:
    """The name that ``run`` begins with."""
    kept = _once(run)
    placed = len(kept) == 1 and fold(run[0]).endswith(knows.place_ends)
    shouted = all(word.isupper() for word in kept)
    role = len(kept) > 1 and knows.is_title(fold(kept[-1]))  # BRIDGE BOSS, PCB Director
    lettered = all(word.isupper() and word.isalpha() for word in kept[:-1])
    if placed or len(kept) > 6 or (shouted and len(kept) > 2) or (role and lettered):
        return _Said(0)
    name = " ".join(kept)
    body = any(knows.is_named_body(fold(word)) for word in run)
    return _Said(len(kept), body, name, given_gender(name), looks_personal(name))


def _without_body(run: Sequence[str], knows: Naming) -> tuple[int, int]:
    """A name alone, where every noun has a capital: of "Ada Roe von der Baubehörde", "Sicht von Roe"."""
    small = next((i for i, word in enumerate(run) if i and word[0].islower()), len(run))
    if not knows.nouns_capitalised or small == len(run):
        return 0, len(run)
    if any(knows.is_named_body(fold(word)) for word in run[:small]):
        return 0, len(run)
    if any(is_given(word) or knows.is_title(fold(word)) for word in run[:small]):
        return 0, small if any(knows.is_named_body(fold(word)) for word in run[small:]) else len(run)
    return next(i for i in range(small, len(run)) if run[i][0].isupper()), len(run)


def _once(run: Sequence[str]) -> Sequence[str]:
    """Up to the word that repeats an earlier one: a page's pop-up card runs two forms of a name together."""
    return run[: next((i for i in range(2, len(run)) if run[i] in run[:i]), len(run))]


def _is_held(text: str, floor: int, kept: list[_Piece], knows: Naming) -> bool:
    """True for what an office is of, run together with its holder: "Head of Elbonia Name Surname"."""
    if len(kept) not in (2, 3) or is_given(kept[0].text):
        return False
    lead = text[max(floor, kept[0].span.start - _BACK) : kept[0].span.start]
    words = [fold(word) for word in lead.split()[-5:]]
    of = len(words) > 1 and words[-1] in knows.links.get("of", ())
    if of and len(kept) == 3 and any(knows.is_title(word) for word in words[-5:-1]):
        return True
    titled = any(knows.is_title(word) for word in words[-4:])
    patronymic = len(kept) == 3 and is_patronymic(kept[1].text)
    return titled and not patronymic and knows.is_genitive(kept[0].text, len(kept))


def _is_adjective(text: str, span: Span, titled: bool, knows: Naming) -> bool:
    """True for the first word of what an office is of, the noun after it being small: "Счётной палаты".

    Without a title before it only where the noun is one for a body or a place: "Заречного района".
    """
    match = None if is_given(span.of(text)) else _NOUN.match(text, span.end)
    noun = fold(match.group(1)) if match else ""
    placed = titled or noun in knows.areas or noun in knows.bodies
    return placed and knows.is_held_pair(fold(span.of(text)), noun)


def _body(text: str, run: list[_Piece], owner: bool, knows: Naming) -> NameMention:
    words = [fold(piece.text) for piece in run]
    first = next((i for i, word in enumerate(words) if not knows.is_article(word)), len(run) - 1)
    span = Span(run[first].span.start, run[-1].span.end)
    noun = _NOUN.match(text, span.end) if len(run) - first > 1 else None
    if noun is not None and knows.is_held_pair(words[-1], fold(noun.group(1))):
        span = Span(span.start, noun.end())  # "Прокуратура Заречного района"
    name = " ".join(span.of(text).split()) if noun else " ".join(piece.text for piece in run[first:])
    return NameMention(span, name, frozenset(), nations_of(words, knows), None, False, True, owner)


def _name_start(run: Sequence[str], words: Sequence[str], knows: Naming) -> int:
    """The first word after leading function words, titles, offices and nations, or the given name."""
    for i, word in enumerate(run[:-1]):
        initial = word.endswith(".") and _INITIAL.match(word) and _is_led(words[:i], knows)
        given = is_given(word) and words[i] not in knows.function
        given = given and not _is_title_ahead(
            run[i + 1 :], words[i + 1 :], knows
        )  # South Carolina Senator Roe
        if (initial or given) and not knows.is_title(words[i]) and not knows.nation(words[i]):
            return i
    first = 0
    for i, word in enumerate(words):
        last = i == len(words) - 1
        family = last and i > 0 and (i > first or words[i - 1].rstrip(".") in knows.honorifics)
        titled = knows.is_title(word) and not (family and word.rstrip(".") not in knows.honorifics)
        led = i == first and not family and (word in knows.function or knows.is_office(word))
        # Two words that begin with a country may be a person (Jordan X) unless a title stands between.
        country = (
            i == first
            and knows.nation(word)
            and (len(words) - i > 2 or (not last and knows.is_title(words[i + 1])))
        )
        if titled or led or country:
            first = i + 1
    return first


def _is_led(words: Sequence[str], knows: Naming) -> bool:
    """True where nothing but offices, nations and function words stands before."""
    return all(knows.is_office(w) or knows.nation(w) or w in knows.function for w in words)


def _is_title_ahead(run: Sequence[str], words: Sequence[str], knows: Naming) -> bool:
    """True for a title cut short, or one right before a given name, with more to follow."""
    return any(
        word in knows.titles and (word.endswith(".") or is_given(following))
        for word, following in zip(words[:-1], run[1:], strict=True)
    )


def nations_of(words: Iterable[str], knows: Naming) -> frozenset[str]:
    """Canonical names of the countries in a run of folded words; two-word names first."""
    listed = list(words)
    if not listed:
        return frozenset()
    pairs = [f"{a} {b}" for a, b in pairwise(listed)] + [f"{b} {a}" for a, b in pairwise(listed)]
    wide = {nation: pair for pair in pairs if (nation := knows.nation(pair))}
    inside = {word for pair in wide.values() for word in pair.split()}
    single = {nation for word in listed if word not in inside and (nation := knows.nation(word))}
    return frozenset(wide) | frozenset(single)


def _before(text: str, floor: int, place: int, knows: Naming) -> tuple[str, ...]:
    """Words of the title phrase that ends right before ``place``, nearest first."""
    head = text[max(floor, place - _BACK) : place].rstrip(", [")
    head = _NAMED_THING.sub("", head) if head.endswith(_CLOSING) else head
    last = next(iter(head.rsplit(maxsplit=1)[-1:]), "")
    if last.endswith((".", "!", "?", "。")) and len(last) > 4 and not knows.is_abbreviation(fold(last)):
        return ()
    cut = knows.venues.split(_PHRASE_END.split(head)[-1])[-1]
    words = [fold(_unowned(w)).strip('[],"“«(') for w in cut.split()[-12:][::-1]]
    first = next((i for i, word in enumerate(words[:_TITLE_WITHIN_OF]) if knows.is_title(word)), None)
    if first is None or not knows.may_lie_between(words[:first]):
        return ()
    if first > _TITLE_WITHIN and words[first - 1] not in knows.links.get("of", ()):
        return ()
    end = first + 1
    while end < len(words) and end < first + 6 and _may_modify(words[end], knows):
        end += 1
    return tuple(words[:end])


def _origins(
    text: str, floor: int, span: Span, before: Sequence[str], after: Sequence[str], knows: Naming
) -> frozenset[str]:
    """Words in and right before a title phrase that may name a country: "Elbonian President", "of Elbonia".

    Only words with a capital, but for languages that write such adjectives without one.
    """
    if not before and not after:
        return frozenset()
    lead = re.split(r"[!?;:,.\n\"“”«»()—–]", text[max(floor, span.start - _BACK) : span.start].rstrip(", ["))[
        -1
    ]
    words = lead.split()[-len(before) - 1 :] if before else []
    words += text[span.end : span.end + _BACK].split()[: len(after) + 1] if after else []
    small = knows.small_adjectives
    bare = [_unowned(word.strip(",.;()[]")) for word in words]
    return frozenset(fold(w) for w in bare if (small or w[:1].isupper()) and knows.is_origin(w))


def _unowned(word: str) -> str:
    """``word`` without the ending of a possessive."""
    return _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word


def _may_modify(word: str, knows: Naming) -> bool:
    """True for words inside a title phrase, before its head."""
    linking = word in knows.links.get("of", ()) or word in knows.links.get("and", ())
    if word.rstrip(".") in knows.honorifics:
        return False
    return linking or knows.is_office(word) or word in knows.bodies or knows.nation(word) is not None


def _after(text: str, last: _Piece, knows: Naming) -> tuple[str, ...]:
    """Words of an apposition: ", a spokesman for X," or " (spokesman)"."""
    tail = text[last.span.end : last.span.end + 100]
    match = None if last.ends else _APPOSITION.match(tail)
    said = match.group(1).split() if match else []
    words = [fold(_unowned(w)) for w in said]
    titled = [i for i, word in enumerate(words[:8]) if knows.is_title(word)]
    clause = match and knows.auxiliary.search(match.group(1))  # "In Roa, the mayor has said"
    if not titled or clause or words[0] in knows.links.get("and", ()):
        return ()
    if _is_named(said[titled[-1] + 1 : titled[-1] + 2], words[titled[-1]], knows):
        return ()
    # What follows the title's "of" or "for" describes the office, not the holder.
    stops = [i for i, word in enumerate(words) if word in knows.links.get("of", ()) and i > titled[0]]
    return tuple(words[: stops[0] + 3 if stops else len(words)])


def _is_named(follows: Sequence[str], title: str, knows: Naming) -> bool:
    """True where a name follows the title of an apposition, which is somebody else's: "in Roa, Dr Stolt"."""
    if not follows or not follows[0][0].isupper() or _POSSESSIVE.search(follows[0]):
        return False
    word = fold(follows[0])
    styled = title.rstrip(".") in knows.honorifics or is_given(follows[0])
    named = not (knows.is_office(word) or knows.nation(word) or word in knows.bodies)
    return named and (styled or not knows.nouns_capitalised)
