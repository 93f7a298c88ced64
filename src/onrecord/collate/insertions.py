"""Editors' words inside a quotation, and tokens a translation left behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from onrecord.collate.case import Case
from onrecord.model import Anchor, Change, ChangeKind, Span

_BRACKETS = re.compile(r"\[[^\[\]]{1,300}\]|\([^()]{1,300}\)|（[^（）]{1,300}）|［[^［］]{1,300}］")
_LETTERS = re.compile(r"[^\W\d_]")
_SIGNED = re.compile(r"[–—-]\s*(?P<who>[^–—-]{1,40})$")


def insertion_changes(case: Case) -> Iterator[Change]:
    """Bracketed words in a quotation that the reference does not have.

    Square brackets are the mark of an editor everywhere. Round ones count where a verbatim wording is
    promised, or where they are signed ("- Ed."). Dots in brackets are a gap, not an insertion.
    """
    doc = case.quotation.doc
    text = case.reading.texts[doc]
    for span in case.quotation.spans:
        for match in _BRACKETS.finditer(text, span.start, span.end):
            inside = [
                i for i, w in enumerate(case.reading.words) if match.start() <= w.at.span.start < match.end()
            ]
            if not inside or not _LETTERS.search(match.group()) or _in_reference(case, inside):
                continue
            here = Anchor(doc, Span(match.start(), match.end()))
            case.spoken_reading.update(inside)
            around = script(text[span.start : match.start()] + text[match.end() : span.end])
            foreign = foreign_script(match.group(), around)
            if foreign:
                shown = match.group()
                note = f"{shown} is left in {foreign} letters, untranslated."
                yield Change(ChangeKind.MISTRANSLATED, note, (here,))
            elif _editorial(case, match.group(), inside):
                note = (
                    f"The words in brackets, {match.group()}, are an editor's: they are not in the reference."
                )
                yield Change(ChangeKind.INSERTION, note, (here,))


def _in_reference(case: Case, inside: list[int]) -> bool:
    """True when the reference has these words, or has brackets there of which some words are kept.

    In a translation round brackets of the reference stand for those of the reading.
    """
    if case.reading.table.language != case.reference.table.language:
        return not _is_editors(case, inside) and any(w.bracket for w in case.reference.words)
    paired = {p.reading for p in case.alignment.pairs if p.how == "same"}
    if paired.issuperset(inside):
        return True
    content = [i for i in inside if case.reading.words[i].content]
    taken = [i for i in content if i in paired]
    at = {p.reading: p.reference for p in case.alignment.pairs}
    figures = [p for p in case.alignment.pairs if p.how == "figure" and p.reading in inside]
    if any(case.reference.words[p.reference].bracket for p in figures):
        return True  # another figure in the same brackets
    bracketed = any(case.reference.words[at[i]].bracket for i in taken)
    return bool(taken) and (len(taken) == len(content) or bracketed)


def _is_editors(case: Case, inside: list[int]) -> bool:
    """True for words in square brackets, and for those after which somebody's name stands ("- Ed.")."""
    first, last = case.reading.words[inside[0]].at, case.reading.words[inside[-1]].at
    text = case.reading.texts[first.doc]
    opening = text[max(0, first.span.start - 1) : first.span.start]
    return opening in ("[", "［") or _SIGNED.search(text[first.span.start : last.span.end]) is not None


def _editorial(case: Case, shown: str, inside: list[int]) -> bool:
    if shown[0] in "[［":
        return True
    signed = _SIGNED.search(shown[1:-1])
    body = shown[1:-1].strip().strip(".").casefold()
    marks = case.reading.table.insertion_marks
    if signed or body in marks or any(body.startswith(m + end) for m in marks for end in (".", ":", ",")):
        return True
    return all(case.reading.words[i].strict for i in inside)


@cache
def _script_of(char: str) -> str:
    return unicodedata.name(char, "?").split()[0] if char.isalpha() else ""


def script(text: str) -> str | None:
    """The script most letters of ``text`` are written in ("LATIN", "CYRILLIC" ...), None without letters."""
    counts: dict[str, int] = {}
    for char in text[:2000]:
        name = _script_of(char)
        if name:
            counts[name] = counts.get(name, 0) + 1
    return min(counts, key=lambda s: (-counts[s], s)) if counts else None


def foreign_script(word: str, other: str | None) -> str | None:
    """The name of the script of ``word`` where it is not ``other``, that of the text around it.

    Latin letters inside another script are ordinary (brands, abbreviations) and never foreign.
    """
    own = script(word)
    if own is None or other is None or own == other or own == "LATIN":
        return None
    if {own, other} <= {"CJK", "HIRAGANA", "KATAKANA"}:
        return None
    return own.capitalize()
