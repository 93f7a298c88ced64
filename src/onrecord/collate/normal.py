"""Words as collation compares them: what is no change is made equal here.

Case, punctuation, quote and dash style, contractions, spelling variants, number formats, signs and short
names of one thing, and hyphens are taken away; every word keeps the place it came from. Nothing else is
taken away: a word that differs after this differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from anyascii import anyascii

from onrecord.collate.lexis import Lexis, lexis, parts, places, spelling, stem
from onrecord.collate.quantities import Quantity, quantities
from onrecord.model import Anchor, Span
from onrecord.text.tokens import Token, fold, tokenize

_CLAUSE = re.compile(r"[,;:.!?…—–\n，。；：！？、()\[\]]|\s-\s")
_SENTENCE = re.compile(r"[.!?…。！？\n]")
_BRACKETS = re.compile(r"\[[^\[\]]{0,300}\]|\([^()]{0,300}\)|（[^（）]{0,300}）")
_HYPHEN = re.compile(r"[^\-‐‑–—]+")
_KANA = re.compile(r"[぀-ゟ]")


@dataclass(frozen=True, slots=True)
class Word:
    """One unit of comparison.

    ``key`` is equal for words that count as the same; ``stem`` for forms of one word; ``name`` (never
    empty for a proper name, else "") for spellings of one name. ``form`` is the folded word as it stands.
    ``clause`` counts clauses and ``sentence`` sentences from the start of the text read. ``bracket``: the
    word stands inside brackets. ``strict``: it stands where a verbatim wording is promised.
    """

    form: str
    key: str
    stem: str
    name: str
    at: Anchor
    text: str
    content: bool
    clause: int
    sentence: int
    capital: bool = False
    opening: bool = False
    bracket: bool = False
    strict: bool = False
    quantity: Quantity | None = None
    place: str = ""
    """Code of the country this word names or belongs to the name of, "" for none."""


def words(text: str, anchor: Anchor, language: str, strict: Sequence[Span] = ()) -> tuple[Word, ...]:
    """The words of ``text`` at ``anchor.span``; offsets are into the whole text, ``strict`` likewise."""
    table = lexis(language)
    out: list[Word] = []
    clause = sentence = 0
    last = anchor.span.start
    brackets = [
        Span(m.start(), m.end()) for m in _BRACKETS.finditer(text, anchor.span.start, anchor.span.end)
    ]
    for piece in _pieces(text, anchor.span, table):
        gap = text[last : piece.span.start]
        clause += bool(_CLAUSE.search(gap))
        ended = bool(_SENTENCE.search(gap)) or not out
        sentence += ended and bool(out)
        last = piece.span.end
        out.append(_word(piece, anchor.doc, table, clause, sentence, ended))
    countries = _places(out, table)
    return tuple(
        replace(
            w,
            bracket=_inside(w.at.span, brackets),
            strict=_inside(w.at.span, strict),
            place=countries.get(n, ""),
        )
        for n, w in enumerate(out)
    )


def _places(found: Sequence[Word], table: Lexis) -> dict[int, str]:
    out: dict[int, str] = {}
    names = places(table.language)
    longest = max(map(len, names), default=0)
    for start in range(len(found)):
        if found[start].key.startswith("="):
            short = tuple(stem(spelling(p, table.language), table.language) for p in parts(found[start].key))
            out[start] = names.get(short, "")
            continue
        if not (found[start].capital or table.unspaced):
            continue
        for size in range(min(longest, len(found) - start), 0, -1):
            here = names.get(tuple(w.stem for w in found[start : start + size]))
            if here is not None:
                out.update({n: here for n in range(start, start + size) if n not in out})
                break
    return out


def _inside(span: Span, holders: Sequence[Span]) -> bool:
    return any(holder.holds(span) for holder in holders)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit before it is classified; ``key`` is given where it is not the folded word's own."""

    span: Span
    text: str
    form: str
    key: str | None = None
    quantity: Quantity | None = None


def _pieces(text: str, span: Span, table: Lexis) -> list[_Piece]:
    fixed = [_number_piece(text, q) for q in quantities(text, span, table.language)]
    if table.equivalents is not None:
        for match in table.equivalents.finditer(text, span.start, span.end):
            here = Span(match.start(), match.end())
            if not any(p.span.overlaps(here) for p in fixed):
                fixed.append(
                    _Piece(here, match.group(), fold(match.group()), _equivalent_key(match.group(), table))
                )
    fixed.sort(key=lambda p: p.span.start)
    out: list[_Piece] = []
    position = span.start
    for piece in [*fixed, None]:
        stop = piece.span.start if piece else span.end
        for token in tokenize(text, position, stop):
            out.extend(_token_pieces(token, table))
        if piece:
            out.append(piece)
            position = piece.span.end
    return out


def _number_piece(text: str, quantity: Quantity) -> _Piece:
    shown = quantity.span.of(text)
    return _Piece(quantity.span, shown, fold(shown), quantity.key, quantity)


def _equivalent_key(found: str, table: Lexis) -> str:
    plain = re.sub(r"[\s\-]+", " ", found)
    keys = table.equivalent_keys
    return keys.get(found) or keys.get(fold(found)) or keys.get(fold(plain)) or "=" + fold(plain)


def _token_pieces(token: Token, table: Lexis) -> Iterable[_Piece]:
    full = table.contractions.get(token.form)
    if full:
        return [_Piece(token.span, token.text, form) for form in full]
    out: list[_Piece] = []
    for match in _HYPHEN.finditer(token.text):
        start = token.span.start + match.start()
        out.extend(_unclitic(match.group(), start, table))
    return out


def _unclitic(text: str, start: int, table: Lexis) -> list[_Piece]:
    """``it's`` as ``it`` and ``'s``: each part keeps its own place."""
    form = fold(text)
    whole = table.contractions.get(form)
    if whole:
        return [_Piece(Span(start, start + len(text)), text, f) for f in whole]
    for opening in table.elisions:
        if form.startswith(opening) and len(form) > len(opening) and len(form) == len(text):
            cut = len(opening)
            head = _Piece(Span(start, start + cut), text[:cut], form[: cut - 1])
            return [head, _Piece(Span(start + cut, start + len(text)), text[cut:], form[cut:])]
    for ending in sorted(table.clitics, key=lambda e: (-len(e), e)):
        if form.endswith(ending) and len(form) > len(ending) and len(form) == len(text):
            cut = len(text) - len(ending)
            head = _Piece(Span(start, start + cut), text[:cut], form[:cut])
            tail = _Piece(Span(start + cut, start + len(text)), text[cut:], table.clitics[ending])
            return [head, tail]
    return [_Piece(Span(start, start + len(text)), text, form)]


def _word(piece: _Piece, doc: str, table: Lexis, clause: int, sentence: int, opening: bool) -> Word:
    key = piece.key or spelling(table.calendar_full.get(piece.form, piece.form), table.language)
    capital = piece.text[:1].isupper() and not piece.quantity
    function = piece.form in table.function_words or bool(_KANA.fullmatch(piece.form))
    shouted = capital and len(piece.text) > 1 and piece.text.isupper()
    return Word(
        form=piece.form,
        key=key,
        stem=key if piece.key else stem(key, table.language),
        name=name_key(piece.text) if capital and (not function or shouted) else "",
        at=Anchor(doc, piece.span),
        text=piece.text,
        content=not function or piece.quantity is not None,
        clause=clause,
        sentence=sentence,
        capital=capital,
        opening=opening,
        quantity=piece.quantity,
    )


_SOUNDS = (
    (re.compile("shch|sch|tsch"), "sh"),
    (re.compile("tch|cz"), "ch"),
    (re.compile("kh"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("ck|q|c(?!h)"), "k"),
    (re.compile("w"), "v"),
    (re.compile("x"), "ks"),
    (re.compile("ts|tz"), "z"),
    (re.compile("[yje]"), "i"),
    (re.compile("o"), "a"),
    (re.compile("[^a-z0-9]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@cache
def name_key(name: str) -> str:
    """What the romanisations of one name mostly share (Kiev and Kyiv, Lukashenko and Lukashenka)."""
    key = anyascii(name).lower()
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    return key
