"""The agencies and outlets that a document itself names as where its text comes from.

Three kinds of evidence: a known agency, or a name with a newspaper's word in it ("the Mudville Tribune"), in
a place that credits it ("(AP)", "TASS reports", "told ..."); a place where only a source stands (a dateline's
brackets, the last line, "with material from X"); and a pattern that introduces an outlet of any name ('the
newspaper "X" reported'). Picture credits are not sources of the text.

The topic ``credits`` holds, per language:

``agencies``
    names of news agencies and widely quoted outlets, as printed in that language;
``titles``
    words that newspapers have in their names ("Tribune");
``kinds``
    nouns for outlets; ``reports``: what they do; ``according``: what stands before the name of one,
    ``according_after`` what stands behind it;
``told``, ``told_to``
    verbs by which somebody tells an outlet something, and what stands before its name then, where the verb
    and the name may be apart ("sagte Roe der Zeitung");
``material``
    what stands before a source of material, never before a person; ``contributions``: before either;
``newsroom``
    what stands in a byline in place of a person ("Staff / X");
``not_sources``
    words that stand in a source's place and are none ("ENDS", "Ed.");
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
from onrecord.text.phrases import CAPITAL, NOTHING, branches
from onrecord.text.tokens import fold
from onrecord.text.vocabulary import Listed

_CJK = re.compile(r"[぀-ヿ一-鿿]")
# The separator must be there: where every letter may begin a word (Chinese), one left out would let a run of
# letters be divided in ever so many ways.
_OF = "of|of the|de|de la|de los|de las|del|des|du|der|des|la|El|the|am(?= (?:Sonntag|Abend|Morgen|Mittag))"
_AND = "and|and the|und|von|für|e|y|et|le|les|el|i|w|na|z|dla|и|в|на|для|де|ла|ля|і|та|у"
_APART = r"[ .\-]|[ ](?:de )?[dl]['’]"
_PROPER = rf"{CAPITAL}[^\W_]*(?:(?:{_APART}|[ ](?:{_OF})[ ]){CAPITAL}[^\W_]*){{0,4}}"
_TITLE = rf"{CAPITAL}[^\W_]*(?:(?:{_APART}|[ ](?:{_OF}|{_AND})[ ]){CAPITAL}[^\W_]*){{0,6}}"
_FOR = "from|of|with|von|vom|de|des|du|del|z"
_ONE_WORD = rf"{CAPITAL}[^\W\d_]{{2,}}"
_NAME = rf"[«“„\"‘']?(?P<name>{_PROPER})[»”“\"’']?"
_QUOTED = rf"[«“„\"]\s?(?P<name>{_TITLE})\s?[»”“\"]"
_SIGNS = re.compile(r"\(([\w\-. ]{1,20}(?:/[\w\-. ]{1,20}){1,3})\)")
# A byline's second name of one word is no person: "By Ada Quist and Northwire".
_BYLINE = (
    rf"^(?:By|BY|Von|Par|Por)\s[^\n]{{3,60}}\s(?:and|und|et|y|e|with|mit|avec|con)\s(?P<name>{_ONE_WORD})\s*$"
)
_PLACE_AND_DATE = rf"{CAPITAL}[^\W\d_]+(?:[ '’-]{CAPITAL}[^\W\d_]*){{0,3}}(?:[,.][^\n()!?]{{0,25}})?[ ]?"
_ARTICLE = re.compile(r"\s+(?:[ld]'|(?:the|la|le|les|el|los|der|die|das|dem|den|des|du)\s?)$|[\s']+$")
# Between marks, after a word that says what it is, a name may go on in small letters.
_MARKED = rf"[«“„\"]\s?(?P<name>{CAPITAL}[^«»“”„\"\n.!?,;:]{{1,40}}?)\s?[»”“\"]"
CAPITALS = r"(?P<name>[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ-]{2,11})"
_MASTHEAD = 6
"""Words a line may have to be the name of the paper."""
_CLOSING = 4
"""Lines at the end among which a text may be signed; what follows is the page's."""
_TOLD = 80
"""Characters between who tells something and the outlet that is told."""
_LEAD = 1500
"""Characters of a document in which its dateline stands."""
_Signed = tuple[re.Pattern[str], re.Pattern[str]]
_SKIPPED = frozenset({BlockKind.CAPTION, BlockKind.HEADLINE, BlockKind.TURN})


def credits(document: Document, blocks: Sequence[Block]) -> tuple[Credit, ...]:
    """The credits of ``document``: each source once, where it is first named, in order of place."""
    found: dict[str, Credit] = {}
    spans = [block.span for block in blocks if block.kind not in _SKIPPED]
    patterns = [
        (sign, pattern)
        for sign, pattern, listed in _patterns(document.language)
        if listed is None or listed.may_be_in(document.text)
    ]
    own = _same_name(masthead(document))
    credits_found = [credit for span in spans for credit in _in_block(document, span, patterns, own)]
    credits_found += _signature(document, own)
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


def _in_block(document: Document, span: Span, patterns: Sequence[_Signed], own: str) -> Iterator[Credit]:
    text, language = span.of(document.text), document.language
    # One word alone ("the Post") is how a paper speaks of itself.
    names = _titled().finditer(text) if _titles().search(text) else ()
    titled = [named for match in names if (named := _bare(match, language))]
    for start, end in (*(match.span() for match in _known(language).finditer(text)), *titled):
        if is_credited(text, start, end, language):
            yield from _credit(text[start:end], span.start + start, own)
    introduced = _introduced(language).finditer(text) if _kinds(language).may_be_in(document.text) else ()
    for match in introduced:
        if any(is_credited(text, start, match.end(), language) for start in _starts(text, match.start())):
            yield from _credit(match.group("name"), span.start + match.start("name"), own)
    for signs in _SIGNS.finditer(text):
        for part in re.finditer(r"[^/]+", signs.group(1)):
            if is_listed(part.group().strip(), language):
                yield from _credit(part.group().strip(), span.start + signs.start(1) + part.start(), own)
    for match in (*_patterned(patterns, text), *_heads(language, text if span.start < _LEAD else "")):
        if _same_name(match.group("name")) not in _words("not_sources", language):
            yield from _credit(match.group("name"), span.start + match.start("name"), own)


def _bare(match: re.Match[str], language: str) -> tuple[int, int] | None:
    """A name of several words without what only leads to it: "Laut Radio Mud", "Sender Radio Mud"."""
    words = list(re.finditer(r"\S+", match.group()))
    said = [fold(word.group()) for word in words]
    leads = {*_words("kinds", language), *_words("according", language)}
    led = (i for i in range(len(words), 0, -1) if " ".join(said[:i]) in leads or said[i - 1] in leads)
    kept = next(led, 0)
    kept += kept < len(words) and words[kept].group().islower()
    kept += kept < len(words) and said[kept] in leads
    # "Zeitung" is a noun for outlets and a word of their names: it goes where another title follows.
    kept = kept if any(_titled().match(word.group()) for word in words[kept:]) else 0
    start = match.start() + (words[kept].start() if kept < len(words) else 0)
    return (start, match.end()) if re.search(r"[ -]", match.string[start : match.end()]) else None


def _starts(text: str, start: int) -> tuple[int, ...]:
    """Where a phrase that begins at ``start`` may begin: also with a small adjective before its noun."""
    adjective = re.search(r"(?<!\w)[a-zäöüß]+\s$", text[max(0, start - 30) : start])
    return (start, start - len(adjective.group())) if adjective else (start,)


def _credit(name: str, start: int, own: str) -> Iterator[Credit]:
    if not own or not own.endswith(_same_name(name)):
        yield Credit(name, Span(start, start + len(name)))


def _signature(document: Document, own: str) -> Iterator[Credit]:
    """A line of nothing but an agency's name in capitals, under the text."""
    lines = [m for m in re.finditer(r"[^\n]+", document.text) if m.group().strip()]
    for line in lines[2:][-_CLOSING:]:
        match = re.fullmatch(rf"\s*[(\[–—-]*\s*{CAPITALS}\s*[)\]]*\s*", line.group())
        if match and _same_name(match.group("name")) not in _words("not_sources", document.language):
            start = line.start() + match.start("name")
            yield from _credit(match.group("name"), start, own)


def masthead(document: Document) -> str:
    """The outlet of ``document``, or the short line of words without a sentence that the text opens with."""
    if document.outlet:
        return document.outlet
    first = document.text.lstrip("\ufeff \n\r\t").split("\n", 1)[0].strip()
    words = first.split()
    return first if 0 < len(words) <= _MASTHEAD and not re.search(r"[\d?!:;,«»“”„\"]|\.$", first) else ""


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


@cache
def _titles() -> re.Pattern[str]:
    # Of all languages together: reports name foreign papers by their own names.
    codes = lexicon.languages("credits")
    words = {str(word) for code in codes for word in lexicon.table("credits", code).get("titles", ())}
    return re.compile(branches(sorted(words), lambda word: re.escape(word[1:])) or r"(?!)")


@cache
def _titled() -> re.Pattern[str]:
    """Names with a word that newspapers are called by: "The Mudville Tribune", "La Gazette de Mud"."""
    step, lead = rf"(?:[ \-]|[ ](?:{_OF})[ ])", r"(?:[ \-]|[ ](?:of|of the|de|de la|del|du|des)[ ])"
    return re.compile(
        rf"(?<![\w'’])(?:{CAPITAL}[\w'’]*{lead}){{0,3}}(?:{_titles().pattern})(?!\w)"
        rf"(?:{step}{CAPITAL}[\w\-]*){{0,3}}"
    )


def is_credited(text: str, start: int, end: int, language: str) -> bool:
    """True where a known name stands as a source: bracketed, in a dateline, reporting, or cited."""
    before, after = text[max(0, start - _TOLD) : start], text[end : end + 40]
    if _is_picture(before, after, language):
        return False
    if re.search(r"[(/\[（【]\s*$", before) and re.match(r"\s*[)/\]）】,;]", after):
        return True
    if re.search(r"[-–—]\s*$", before) and re.match(r"\s*[.)）]", after):
        return True
    lead, tail = _ARTICLE.sub("", fold(before).rstrip(' «“„"')), fold(after).lstrip(" »”“\"'’,s")
    if any(_ends_with(lead, key, language) for key in ("according", "reports")):
        return True
    if tail.startswith(_words("according_after", language)) or _told(language).search(fold(before)):
        return True
    if re.match(rf"(?:\w+ |[がはも])?(?:{'|'.join(map(re.escape, _words('reports', language)))})", tail):
        return True
    return tail.startswith(_words("writers", language)) or _ends_with(lead, "kinds", language)


@cache
def _told(language: str) -> re.Pattern[str]:
    """A verb of telling, in one clause with what stands before the one who is told."""
    verbs, to = _choice("told", language), _choice("told_to", language)
    return re.compile(
        rf"(?<!\w)(?:{verbs})(?:\s[^\n.!?;:]{{0,{_TOLD}}})?\s(?:{to})(?:\s(?:la|el))?[\s']*[«“„\"]?\s?$"
    )


def _small(nouns: str, language: str) -> str:
    """A pattern for ``nouns``; with a capital they are part of a name, unless every noun has one."""
    capitals = bool(lexicon.table("names", language).get("nouns_capitalised"))
    return rf"(?{'i' if capitals else ''}:{nouns})"


@cache
def _introduced(language: str) -> re.Pattern[str]:
    """A noun for outlets and a name."""
    kinds = _small(_choice("kinds", language), language)
    return re.compile(rf"(?<!\w){kinds}\s+(?P<name>{_PROPER})")


def is_contribution(before: str, language: str) -> bool:
    """True where ``before`` ends in what introduces those who gave to a text: "Additional reporting: "."""
    lead = _ARTICLE.sub("", fold(before)).rstrip(" :")
    return any(_ends_with(lead, key, language) for key in ("contributions", "material"))


def _ends_with(lead: str, key: str, language: str) -> bool:
    """True where the last words of ``lead``, whole words, are an entry of the list ``key``."""
    entries = (entry.rstrip(" :") for entry in _words(key, language))
    return any(
        lead.endswith(entry) and (_CJK.match(entry) or not lead[: -len(entry)][-1:].isalnum())
        for entry in entries
    )


def _is_picture(before: str, after: str, language: str) -> bool:
    words = _words("photo", language)
    near = fold(after).lstrip(" /.,").startswith(words) or fold(before).rstrip(" /:").endswith(words)
    return near or "©" in before


def _patterned(patterns: Sequence[_Signed], text: str) -> Iterator[re.Match[str]]:
    for sign, pattern in patterns:
        if sign.search(text):
            yield from pattern.finditer(text)


@cache
def _kinds(language: str) -> Listed:
    return Listed(_words("kinds", language))


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str], Listed | None], ...]:
    """An outlet of any name: 'the newspaper X reported', 'пишет «X»', 'a journalist from X'.

    Each with the sign without which it need not be looked for, and the words that the whole document must
    have.
    """
    if not _words("kinds", language):
        return ()
    kinds, reports = _choice("kinds", language), _choice("reports", language)
    wires, writers = _choice("wires", language), _choice("writers", language)
    quoted, material = _QUOTED, _choice("material", language)
    contributions = _choice("contributions", language)
    anything, mark, bracket, dash = r"", r"[«“„\"]", r"[)）]", r"[-–—]"

    def listed(key: str) -> Listed:
        return Listed(_words(key, language))

    writing = Listed((*_words("writers", language), "journalist", "журналист*"))
    found = [
        (anything, _kinds(language),
            rf"\b{_small(kinds, language)}\s+(?:(?:the|der|die|das|la|le|el)\s+)?{_NAME}"
            rf"(?=[^\n.!?]{{0,30}}?\b(?i:{reports})\b)"),
        (mark, listed("reports"), rf"\b(?i:{reports})\s+(?:(?i:{kinds})\s+)?{quoted}"),
        (mark, _kinds(language), rf"(?i:{kinds})\s+{_MARKED}"),
        (mark, listed("reports"), rf"{quoted}\s+(?i:{reports})\b"),
        (anything, writing,
            rf"\b(?i:{writers}|journalist|журналист\w*)\s+(?i:{_FOR})\s+(?:the\s+)?{_NAME}"),
        (anything, listed("wires"), rf"^\s*(?i:with|mit|avec|con|z)\s+{_NAME}\s+(?i:{wires})\b"),
        (anything, None, rf"^\s*[(\[]?(?:With|Mit|Avec|Con)\s(?P<name>{_ONE_WORD})[)\]]?[.]?[ \t]*$"),
        (mark, listed("reports"), rf"\b(?i:{reports})(?:\s\w+){{1,3}}\s{quoted}"),
        # An agency no list knows shows where only agencies stand: "PORT (GNA) –", "(a dance - GNA)".
        (dash, None, rf"^[^\n]{{0,40}}\({CAPITALS}\)\s*[-–—]"),
        (bracket, None, rf"[-–—]\s(?P<name>{_ONE_WORD})\s*[)）]"),
        (anything, listed("material"),
            rf"(?:^|[(\[–—-]\s?)(?i:{material})\s*:?\s*(?:(?i:{kinds})\s+)?(?P<name>{_PROPER})"),
        (mark, listed("material"), rf"\b(?i:{material})\s*(?:(?i:{kinds})\s+)?{_MARKED}"),
        (anything, listed("contributions"),
            rf"\b(?i:{contributions})\s*:?\s*(?:the\s+)?(?P<name>{_ONE_WORD})\s*[).]?$"),
        (anything, listed("reports"), rf",\s+{CAPITALS}\s+(?i:{reports})\b"),
    ]  # fmt: skip
    return tuple(
        (re.compile(sign), re.compile(pattern, re.MULTILINE), words) for sign, words, pattern in found
    )


def _heads(language: str, text: str) -> Iterator[re.Match[str]]:
    """What stands only at the head of a text: "PORT MUD, March 3 (Mud Wire) –", "Staff / Mud Wire"."""
    for sign, pattern in _head_patterns(language):
        if sign in text:
            yield from pattern.finditer(text)


@cache
def _head_patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    newsroom = _choice("newsroom", language)
    found = (
        rf"^{_PLACE_AND_DATE}\({_NAME}\)\s*[-–—]",
        rf"^(?=[^\n(]*\d){_PLACE_AND_DATE}\({_NAME}\)\s*[.:]",
        rf"^{_PLACE_AND_DATE}[.]\s?\({CAPITALS}\)\s",
        _BYLINE,
        rf"^(?i:{newsroom})\s?(?:[/|,–—-]\s?)?(?:(?:with|mit|avec|con)\s)?{_NAME}[ \t]*$",
    )
    signs = "(", "(", "(", "", ""
    return tuple((s, re.compile(p, re.MULTILINE)) for s, p in zip(signs, found, strict=True))


def _choice(key: str, language: str) -> str:
    return branches(_words(key, language), lambda word: re.escape(word[1:])) or NOTHING
