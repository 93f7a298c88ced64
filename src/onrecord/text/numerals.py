"""Numerals alone: figures and number words to exact values, without a look at what stands around them.

Number words are read with a stack (values and the room under them): a value may be added where it is
smaller than the place of what stands before it ("twenty" leaves room for 1 to 9), a magnitude multiplies
everything smaller than itself. The same rule reads English, Slavic and Romance phrases, German compounds
("dreihunderttausend") and Chinese or Japanese numerals.

The topic ``numbers`` holds, among what :mod:`onrecord.text.numbers` says of it:

- ``decimal``: the mark before decimals; ``unspaced``: true where words are not set apart by spaces;
  ``compounds``: true where number words are written together; ``vigesimal``: values that leave room up to 19
- ``cardinals``, ``ordinals``, ``magnitudes``, ``fractions``, ``vague``: value -> words in every form
  (``vague`` are plurals without a count: "dozens"); ``attached``: value -> letters on figures ("bn")
- ``joiners``: word -> smallest place after which it may join ("hundred and five": and = 100)
- ``articles``: words between a fraction and a magnitude ("half a million")
- ``half_after``: phrases that add half of the last place ("and a half")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from onrecord.model import Span
from onrecord.text import lexicon, phrases
from onrecord.text.tokens import fold

_SPACE = " \u00a0\u2009\u202f"
_FIGURE = (
    rf"(?<!\d)(?:\d{{1,3}}(?:(?P<sep>[{_SPACE}'’])\d{{3}}(?:(?P=sep)\d{{3}})*)(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,．，٫]\d+)*)"
)
# Most places are inside a word, and are left after one look.
_BEGINS = r"(?:(?<![^\W\d_])|(?=\d))"
_GAP = re.compile(rf"[{_SPACE}\t]{{0,2}}[‑-]?")
_NEXT_WORD = re.compile(rf"[{_SPACE}]?([^\W\d_]+)")
_JOINTS = re.compile(r"[\s‑-]+")
_MARKS = str.maketrans({"．": ".", "，": ",", "٫": ","})
_WORD = r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*"
_WORD_FORM = re.compile(_WORD)
# Years and the like, digit by digit.
_POSITIONAL = (
    r"(?P<digits>(?=[一二三四五六七八九]*[〇零])[〇零一二三四五六七八九]{2,}|[〇零一二三四五六七八九]{3,})"
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
# Longer strings of digits are account or telephone numbers, and no float holds them exactly.
_LONGEST = 18
_TENS, _HUNDRED = 10, 100
# Letters; below a trillion every numeral that is written as one word has fewer.
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral and its exact value.

    ``quantum`` is the size of the last digit given; zeros that end a whole number count as not given.
    ``mantissa`` is the value before the last magnitude ("5" in "5 million"), for ranges that share one.
    ``role`` is ``cardinal``, ``ordinal``, ``fraction`` or ``vague``; ``spelled``: in words throughout.
    """

    span: Span
    value: Fraction
    quantum: Fraction
    mantissa: Fraction
    role: str = "cardinal"
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    span: Span
    roles: Mapping[str, Fraction]
    quantum: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, eq=False)
class _Grammar:
    decimal: str
    unspaced: bool
    roles: Mapping[str, Mapping[str, Fraction]]
    joiners: Mapping[str, int]
    articles: frozenset[str]
    skipped: frozenset[str]
    vigesimal: frozenset[int]
    token: re.Pattern[str]
    morpheme: re.Pattern[str] | None


def parse_figure(literal: str, decimal: str = ".") -> tuple[Fraction, Fraction] | None:
    """Value and quantum of a number in figures; None for what is not one (a version, a list).

    ``decimal`` is the language's mark before decimals. A single mark before exactly "000" groups
    thousands whatever the language, since nobody writes three empty decimals in running text.
    """
    plain = re.sub(rf"[{_SPACE}'’]", "", literal.translate(_MARKS))
    marks = re.findall(r"[.,]", plain)
    if len(plain) - len(marks) > _LONGEST:
        return None
    if not marks:
        return _whole([plain])
    head, tail = plain.rsplit(marks[-1], 1)
    groups = re.split(r"[.,]", plain)
    if len(plain) < len(literal) or len(set(marks)) == 2:
        # Two kinds of mark: the last one stands before the decimals.
        once = marks.count(marks[-1]) == 1 and _are_groups(groups[:-1])
        return _with_decimals(head, tail) if once else None
    if _are_groups(groups) and (len(marks) > 1 or marks[0] != decimal or tail == "000"):
        return _whole(groups)
    return _with_decimals(head, tail) if len(marks) == 1 else None


def _are_groups(groups: list[str]) -> bool:
    if len(groups) == 1:
        return True
    head, *middle, tail = groups
    # Two digits between the first and the last group: 1,00,000 as in India.
    even = len({len(group) for group in middle}) <= 1 and all(len(group) in (2, 3) for group in middle)
    return 1 <= len(head) <= 3 and head[0] != "0" and len(tail) == 3 and even


def _whole(groups: list[str]) -> tuple[Fraction, Fraction]:
    value = Fraction(int("".join(groups)))
    return value, _whole_quantum(value)


def _with_decimals(head: str, tail: str) -> tuple[Fraction, Fraction]:
    quantum = Fraction(1, 10 ** len(tail))
    return int(re.sub(r"[.,]", "", head) + tail) * quantum, quantum


def _whole_quantum(value: Fraction) -> Fraction:
    quantum, whole = 1, value.numerator if value.denominator == 1 else 0
    while whole and whole % (quantum * 10) == 0:
        quantum *= 10
    return Fraction(quantum)


def _by_word(table: Mapping[str, Any], role: str) -> Iterator[tuple[str, str, Fraction]]:
    for value, forms in table.get(role, {}).items():
        for form in forms:
            yield fold(form), role, Fraction(value)


def _one_of(words: Iterable[str]) -> str:
    """Source of a regex for one of folded ``words`` where :data:`_WORD` matches no more than it."""
    apart, alone = r"(?<![^\W\d_])(?<![^\W\d_]['’ʼ])", r"(?![^\W\d_]|['’ʼ][^\W\d_])"

    def rest(word: str) -> str:
        return word[1:].replace("е", "[её]").replace("'", "['’ʼ]") + alone

    return phrases.branches(sorted(words, key=lambda w: (-len(w), w)), rest, apart) or r"(?!)"


@cache
def _grammar(language: str) -> _Grammar:
    table = lexicon.table("numbers", language)
    roles: dict[str, dict[str, Fraction]] = {}
    for role in ("cardinals", "ordinals", "magnitudes", "fractions", "vague", "attached"):
        for word, name, value in _by_word(table, role):
            roles.setdefault(word, {})[name] = value
    for phrase in table.get("half_after", ()):
        roles.setdefault(fold(phrase), {})["half_after"] = Fraction(1, 2)
    joiners: Mapping[str, int] = table.get("joiners", {})
    unspaced = bool(table.get("unspaced", False))
    # What is set before a percentage ("百分之") holds numerals that count nothing by themselves.
    whole = [*roles, *table.get("percent_before", ())] if unspaced else [w for w in roles if not w.isalpha()]
    # Where number words are not written together, nothing else need be looked at.
    single = _WORD if table.get("compounds") else _one_of(filter(_WORD_FORM.fullmatch, roles))
    words = [_POSITIONAL, phrases.alternation(whole)] if unspaced else [phrases.alternation(whole), single]
    begins = "" if unspaced or table.get("compounds") else _BEGINS
    morphemes = sorted((w for w in [*roles, *joiners] if len(w) > 1), key=lambda w: (-len(w), w))
    return _Grammar(
        decimal=table.get("decimal", "."),
        unspaced=unspaced,
        roles=roles,
        joiners=joiners,
        articles=frozenset(table.get("articles", ())),
        skipped=frozenset({*joiners, *(word for a in table.get("articles", ()) for word in a.split())}),
        vigesimal=frozenset(table.get("vigesimal", ())),
        token=re.compile(f"{begins}(?:{'|'.join([f'(?P<figure>{_FIGURE})', *words])})", re.IGNORECASE),
        morpheme=re.compile("|".join(map(re.escape, morphemes))) if table.get("compounds") else None,
    )


@dataclass(slots=True)
class _Stack:
    """The numeral read so far. ``parts`` are (value, place): a later part must be below the place."""

    vigesimal: frozenset[int]
    parts: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    mantissa: Fraction | None = None
    quantum: Fraction | None = None

    @property
    def room(self) -> Fraction:
        return self.parts[-1][1] if self.parts else Fraction(10**30)

    def add(self, value: Fraction, quantum: Fraction | None = None) -> bool:
        """Adds a value after the parts so far; False where there is no room for it."""
        if self.parts and value >= self.room:
            return False
        if self.parts and not value:
            return True  # The zero of 三百零五 only keeps a place.
        place = Fraction(0) if quantum is not None else self._place(value)
        self.parts.append((value, place))
        self.quantum = quantum if quantum is not None else _whole_quantum(value)
        return True

    def _place(self, value: Fraction) -> Fraction:
        if value in self.vigesimal:
            return Fraction(20)
        return _whole_quantum(value) if value >= 10 else Fraction(1)

    def multiply(self, magnitude: Fraction) -> bool:
        """Multiplies all trailing parts smaller than ``magnitude``; False where that makes no numeral."""
        factor, cut = Fraction(0), len(self.parts)
        while cut and self.parts[cut - 1][0] < magnitude:
            cut -= 1
            factor += self.parts[cut][0]
        if not factor and self.parts and self.room <= magnitude:
            return False
        self.quantum = (self.quantum if factor and self.quantum else Fraction(1)) * magnitude
        self.mantissa = factor or Fraction(1)
        self.parts[cut:] = [((factor or 1) * magnitude, magnitude)]
        return True

    def total(self) -> Fraction:
        return sum((value for value, _ in self.parts), Fraction(0))


@dataclass(slots=True)
class _Reader:
    """Joins atoms to numerals, in one pass from left to right."""

    text: str
    grammar: _Grammar
    stop: int
    stack: _Stack = field(init=False)
    start: int = 0
    end: int = 0
    role: str = "cardinal"
    spelled: bool = True
    open: bool = False

    def begin(self, atom: _Atom) -> None:
        self.stack = _Stack(self.grammar.vigesimal)
        self.start, self.end = atom.span.start, atom.span.end
        self.role, self.spelled, self.open = "cardinal", "figure" not in atom.roles, True

    def first(self, atom: _Atom) -> bool:
        """Starts a numeral with ``atom``; False where nothing can start with it."""
        self.begin(atom)
        roles = atom.roles
        if "figure" in roles:
            self.stack.add(roles["figure"], atom.quantum)
        elif "cardinals" in roles:
            self.stack.add(roles["cardinals"])
        elif "magnitudes" in roles:
            self.stack.multiply(roles["magnitudes"])
        else:
            role = next((r for r in ("ordinals", "fractions", "vague") if r in roles), None)
            if role is None:
                self.open = False
                return False
            self.stack.parts.append((roles[role], Fraction(0)))
            self.role = {"ordinals": "ordinal", "fractions": "fraction", "vague": "vague"}[role]
        return True

    def goes_on(self, atom: _Atom) -> bool:
        """Takes ``atom`` into the numeral under way; False where it does not belong to it."""
        if not self.open or self.role in ("ordinal", "vague"):
            return False
        if not self._near(atom) or not self._take(atom):
            return False
        self.end = atom.span.end
        return True

    def _near(self, atom: _Atom) -> bool:
        gap = self.text[self.end : atom.span.start]
        if self.grammar.unspaced:
            return not gap or (not self.spelled and not gap.strip(_SPACE) and "magnitudes" in atom.roles)
        if _GAP.fullmatch(gap):
            # Letters are written onto figures; words stand apart.
            return bool(gap) or not self.spelled
        joiner = fold(gap.strip(_SPACE + "-‑\t"))
        if joiner in self.grammar.articles and self.role == "fraction":
            return "magnitudes" in atom.roles
        return self.grammar.joiners.get(joiner, 10**30) <= self.stack.room and "cardinals" in atom.roles

    def _take(self, atom: _Atom) -> bool:
        roles, touching = atom.roles, self.end == atom.span.start
        if "attached" in roles and not self.spelled and touching:
            return self.stack.multiply(roles["attached"])
        if "half_after" in roles and self.role == "cardinal":
            unit = self.stack.room if self.stack.mantissa else Fraction(1)
            self.stack.parts.append((unit / 2, Fraction(0)))
            self.stack.quantum = unit / 10
            return True
        if "fractions" in roles and self.role == "cardinal" and self.stack.total() < 10:
            self.stack.parts = [(self.stack.total() * roles["fractions"], Fraction(0))]
            self.role = "fraction"
            return True
        if "magnitudes" in roles:
            # "26 cents" in French are hundredths; nobody writes hundreds onto figures.
            if roles["magnitudes"] == _HUNDRED and not self.spelled and not self.grammar.unspaced:
                return True
            self.role = "cardinal"
            return self.stack.multiply(roles["magnitudes"])
        return self.role == "cardinal" and self._extend(atom)

    def _extend(self, atom: _Atom) -> bool:
        roles = atom.roles
        if "figure" in roles or not self.spelled:
            # 1億2000万, "2 million 300 thousand": more figures where a magnitude belongs to them.
            return bool(self.stack.mantissa) and self._more_figures(atom)
        # Where ones are written into the word of the tens, "vierzig ein" is no numeral.
        apart = self.grammar.morpheme is not None and self.stack.room <= _TENS
        if "cardinals" in roles:
            return not apart and self.stack.add(roles["cardinals"])
        if "ordinals" in roles and self.stack.add(roles["ordinals"]):
            self.role = "ordinal"
            return True
        return False

    def _more_figures(self, atom: _Atom) -> bool:
        value = atom.roles.get("figure", atom.roles.get("cardinals"))
        if value is None or atom.quantum < 1:
            return False
        # "2 тысячи 659": after thousands the rest may follow in figures as it is.
        if not self.grammar.unspaced and (self.stack.room != 1000 or "figure" not in atom.roles):
            word = _NEXT_WORD.match(self.text, atom.span.end, self.stop)
            roles = self.grammar.roles.get(fold(word[1]), {}) if word else {}
            if roles.get("magnitudes", self.stack.room) >= self.stack.room:
                return False
        return self.stack.add(value, Fraction(1))

    def finish(self) -> Numeral:
        """The numeral under way."""
        stack, value = self.stack, self.stack.total()
        quantum = stack.quantum or Fraction(1, 100)
        if value.denominator == 1 and (stack.mantissa or quantum >= 1):
            quantum = _whole_quantum(value)
        self.open = False
        return Numeral(
            Span(self.start, self.end), value, quantum, stack.mantissa or value, self.role, self.spelled
        )


def _atom(match: re.Match[str], word: str, grammar: _Grammar) -> _Atom | None:
    """What a token says by itself; ``word`` is its folded form."""
    if match["figure"]:
        parsed = parse_figure(match["figure"], grammar.decimal)
        return parsed and _Atom(Span(*match.span()), {"figure": parsed[0]}, parsed[1])
    if grammar.unspaced and match["digits"]:
        value = Fraction(int(match["digits"].translate(_DIGITS)[:_LONGEST]))
        return _Atom(Span(*match.span()), {"figure": value})
    roles = _roles(word, grammar)
    return _Atom(Span(*match.span()), roles) if roles else None


@lru_cache(maxsize=1 << 14)
def _roles(word: str, grammar: _Grammar) -> Mapping[str, Fraction] | None:
    roles = grammar.roles.get(word)
    if roles is None and not word.isalpha():
        roles = grammar.roles.get(" ".join(_JOINTS.split(word)))
    if roles is None and grammar.morpheme and (value := _compound(word, grammar)) is not None:
        return {"cardinals": value}
    return roles


def _compound(word: str, grammar: _Grammar) -> Fraction | None:
    assert grammar.morpheme
    stack, at, joined = _Stack(grammar.vigesimal), 0, False
    while at < len(word):
        match = grammar.morpheme.match(word, at)
        if match is None:
            return None
        at, piece = match.end(), match.group()
        if piece in grammar.joiners:
            joined = True
            continue
        if not _compound_part(stack, grammar.roles.get(piece, {}), joined):
            return None
        joined = False
    return None if joined else stack.total()


def _compound_part(stack: _Stack, roles: Mapping[str, Fraction], joined: bool) -> bool:
    if "magnitudes" in roles:
        return stack.multiply(roles["magnitudes"])
    value = roles.get("cardinals")
    if value is None:
        return False
    if joined and stack.parts and stack.parts[-1][0] < 10 and 20 <= value < 100:
        # Ones before tens: "dreiundzwanzig".
        ones = stack.parts.pop()[0]
        return stack.add(value) and stack.add(ones)
    return stack.add(value)


def numerals(text: str, language: str, start: int = 0, end: int | None = None) -> Iterator[Numeral]:
    """Every numeral of ``text[start:end]``, in order, with offsets into the whole of ``text``."""
    stop = len(text) if end is None else end
    grammar = _grammar(language)
    reader = _Reader(text, grammar, stop)
    for match in grammar.token.finditer(text, start, stop):
        word = fold(match.group())
        plain = match.lastindex is None and (len(word) > _LONGEST_WORD or _roles(word, grammar) is None)
        atom = None if plain else _atom(match, word, grammar)
        if atom is not None and reader.goes_on(atom):
            continue
        if atom is None and word in grammar.skipped:
            continue
        if reader.open:
            yield reader.finish()
        if atom is not None and atom.span.start >= reader.end:
            reader.first(atom)
    if reader.open:
        yield reader.finish()
