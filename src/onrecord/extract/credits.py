"""The agencies and outlets that a document itself names as where its text comes from.

Two kinds of evidence: a known agency in a place that credits it ("(AP)", "TASS reports", a dateline), and a
pattern that introduces an outlet of any name ('the newspaper "X" reported'). Picture credits are not sources
of the text. The topic ``credits`` holds, per language:

``agencies``
    names of news agencies and widely quoted outlets, as printed in that language;
``kinds``
    nouns for outlets; ``reports``: what they do; ``according``: what stands before the name of one;
``wires``, ``writers``, ``photo``
    words for agencies in general, for people who write for one, and for pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from onrecord.model import Block, BlockKind, Credit, Document, Span
from onrecord.text import lexicon
from onrecord.text.names import is_form_of
from onrecord.text.phrases import branches
from onrecord.text.tokens import fold

_CJK = re.compile(r"[぀-ヿ一-鿿]")
_CAPITAL = r"[^\W\d_a-zа-яіїєґ]"
# The separator must be there: where every letter may begin a word (Chinese), one left out would let a run of
# letters be divided in ever so many ways.
_PROPER = rf"{_CAPITAL}[^\W_]*(?:[ .\-](?:(?:of|de|la|El|the) )?{_CAPITAL}[^\W_]*){{0,4}}"
_NAME = rf"[«“„\"‘']?(?P<name>{_PROPER})[»”“\"’']?"
_QUOTED = rf"[«“„\"](?P<name>{_PROPER})[»”“\"]"
_ARTICLE = re.compile(r"\s+(?:[ld]'|(?:the|la|le|les|el|los|der|die|das|dem|den|des|du)\s?)$|[\s']+$")
_CAPITALS = r"(?P<name>[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ-]{2,11})"
_SKIPPED = frozenset({BlockKind.CAPTION, BlockKind.HEADLINE, BlockKind.TURN})


def credits(document: Document, blocks: Sequence[Block]) -> tuple[Credit, ...]:
    """The credits of ``document``: each source once, where it is first named, in order of place."""
    found: dict[str, Credit] = {}
    spans = [block.span for block in blocks if block.kind not in _SKIPPED]
    credits_found = [credit for span in spans for credit in _in_block(document, span)]
    for credit in sorted(credits_found, key=lambda credit: credit.span):
        found.setdefault(_same_name(credit.name), credit)
    return tuple(found.values())


def is_outlet_noun(word: str, language: str) -> bool:
    """True for a noun for outlets ("the newspaper"), folded; it means the one that was named before."""
    return word.startswith(_words("kinds", language))


def is_known_outlet(phrase: str, language: str) -> bool:
    """True where ``phrase`` begins or ends with the name of a listed agency or outlet."""
    bare = phrase.strip()
    return any(match.start() <= 4 or match.end() >= len(bare) for match in _known(language).finditer(bare))


def is_listed(name: str, language: str) -> bool:
    """True for the whole name of a listed agency or outlet."""
    return bool(_known(language).fullmatch(name))


def outlet_name(phrase: str, language: str) -> str | None:
    """The bare name in a phrase that names an outlet ("the state agency “X”"); None where it has none."""
    quoted = re.search(r"[«“„\"](.+?)[»”“\"]", phrase)
    words = (quoted.group(1) if quoted else phrase).split()
    # What stands after the noun for outlets is the name; else the words with a capital.
    nouns = [i for i, word in enumerate(words) if is_outlet_noun(word, language)]
    after = [word for word in words[nouns[-1] + 1 :] if word[:1].isupper()] if nouns and not quoted else []
    name = " ".join(after or [w for w in words if w[:1].isupper() and not _ARTICLE.match(f" {fold(w)} ")])
    listed = name in _agencies(language) or is_known_outlet(name, language)
    return _listed_form(name, language) or (name if name and (quoted or nouns or listed) else None)


def _listed_form(name: str, language: str) -> str | None:
    """The listed outlet that ``name`` is a case form of (Интерфаксу)."""
    return next((known for known in _agencies(language) if " " not in name and is_form_of(name, known)), None)


@cache
def _agencies(language: str) -> tuple[str, ...]:
    return tuple(
        str(name) for name in lexicon.table("credits", language).get("agencies", ()) if len(name) > 3
    )


def _same_name(name: str) -> str:
    folded = fold(name).strip(" .")
    return folded.removeprefix("the ").rstrip("ъ")


def _in_block(document: Document, span: Span) -> Iterator[Credit]:
    own = _same_name(document.outlet or "")
    text = span.of(document.text)
    for match in _known(document.language).finditer(text):
        if _is_credit(text, match.start(), match.end(), document.language):
            yield from _credit(match.group(), span.start + match.start(), own)
    for match in _patterned(document.language, text):
        yield from _credit(match.group("name"), span.start + match.start("name"), own)


def _credit(name: str, start: int, own: str) -> Iterator[Credit]:
    if not own or not own.endswith(_same_name(name)):
        yield Credit(name, Span(start, start + len(name)))


@cache
def _words(key: str, language: str) -> tuple[str, ...]:
    # English is read beside every language: agencies keep their Latin names in all scripts.
    entries = lexicon.words("credits", key, language) or lexicon.words("credits", key, "en")
    return tuple(sorted((entry.rstrip("*") for entry in entries), key=lambda entry: (-len(entry), entry)))


@cache
def _known(language: str) -> re.Pattern[str]:
    names = {
        str(name)
        for code in dict.fromkeys((language, "en"))
        for name in lexicon.table("credits", code).get("agencies", ())
    }
    ordered = sorted(names, key=lambda name: (-len(name), name))
    spaced = branches((n for n in ordered if not _CJK.search(n)), _rest_of_name, r"(?<![\w@./])")
    unspaced = branches((n for n in ordered if _CJK.search(n)), lambda name: re.escape(name[1:]))
    return re.compile("|".join(filter(None, (spaced, unspaced))) or "(?!)")


def _rest_of_name(name: str) -> str:
    return re.escape(name[1:]) + r"(?![\w/])"


def _is_credit(text: str, start: int, end: int, language: str) -> bool:
    """True where a known name stands as a source: bracketed, in a dateline, reporting, or cited."""
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if _is_picture(before, after, language):
        return False
    if re.search(r"[(/\[（【]\s*$", before) and re.match(r"\s*[)/\]）】,;]", after):
        return True
    if re.search(r"[-–—]\s*$", before) and re.match(r"\s*[.)）]", after):
        return True
    lead, tail = _ARTICLE.sub("", fold(before).rstrip(' «“„"')), fold(after).lstrip(" »”“\"'’,s")
    if lead.endswith(_words("according", language)):
        return True
    if re.match(rf"(?:\w+ |[がはも])?(?:{'|'.join(map(re.escape, _words('reports', language)))})", tail):
        return True
    return tail.startswith(_words("writers", language)) or lead.endswith(_words("kinds", language))


def _is_picture(before: str, after: str, language: str) -> bool:
    words = _words("photo", language)
    near = fold(after).lstrip(" /.,").startswith(words) or fold(before).rstrip(" /:").endswith(words)
    return near or "©" in before


def _patterned(language: str, text: str) -> Iterator[re.Match[str]]:
    for pattern in _patterns(language):
        yield from pattern.finditer(text)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """An outlet of any name: 'the newspaper X reported', 'пишет «X»', 'a journalist from X'."""
    if not _words("kinds", language):
        return ()
    kinds, reports = _choice("kinds", language), _choice("reports", language)
    wires, writers = _choice("wires", language), _choice("writers", language)
    quoted = _QUOTED
    found = [
        rf"\b(?i:{kinds})\s+(?:(?:the|der|die|das|la|le|el)\s+)?{_NAME}(?=[^\n.!?]{{0,30}}?\b(?i:{reports})\b)",
        rf"\b(?i:{reports})\s+(?:(?i:{kinds})\s+)?{quoted}",
        rf"(?i:{kinds})\s+{quoted}",
        rf"{quoted}\s+(?i:{reports})\b",
        rf"\b(?i:{writers}|journalist|журналист\w*)\s+(?i:from|of|with|von|vom|de|des|du|del|z)\s+(?:the\s+)?{_NAME}",
        rf"^\s*(?i:with|mit|avec|con|z)\s+{_NAME}\s+(?i:{wires})\b",
        # An agency no list knows shows by its capitals where only agencies stand: "PORT (GNA) –".
        rf"^[^\n]{{0,40}}\({_CAPITALS}\)\s*[-–—]",
        rf"[-–—]\s{_CAPITALS}\s*[)）]",
        rf",\s+{_CAPITALS}\s+(?i:{reports})\b",
    ]
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in found)


def _choice(key: str, language: str) -> str:
    return "|".join(re.escape(word) for word in _words(key, language)) or r"(?!)"
