"""Labels of turns: what stands before somebody's words in a transcript ("Question:", "MR. SMITH:").

A label ends in a colon, in a stop and a dash, in a stop alone as in the minutes of many parliaments, or with
its line. A time or the number of a question may stand before it. What it consists of is read by
:mod:`onrecord.extract.layout.labelparts`, the name in it by :mod:`onrecord.extract.layout.labelnames`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.extract.layout.labelnames import (
    CJK,
    is_full_name,
    is_name_label,
    is_office_label,
    name_at_end,
    speaker_name,
    without_card,
)
from onrecord.extract.layout.labelparts import REMARK, Parts, parts_of
from onrecord.extract.layout.turnwords import phrases
from onrecord.extract.speakers.naming import Naming
from onrecord.model import Span
from onrecord.text.names import words_of
from onrecord.text.phrases import CAPITAL, SMALL
from onrecord.text.tokens import fold

JOURNALIST = "journalist"
UNNAMED = "unnamed source"

_TIME = r"(?:[\[(<]\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])>]|\d{1,2}:\d\d:\d\d(?:[.,]\d{1,3})?)"
_BEFORE = rf"(?:{_TIME}\s*(?:[-–—]\s+)?|Q\s?\d+\s+(?=[^\W\d_]))?"
"""A time, or the number of a question."""
_COLON = re.compile(
    rf"{_BEFORE}(?:>>+\s*|[*_]{{1,3}}\s?)?(?P<open>[\[(<])?(?P<label>[^\s:：\[(<*_>][^:：]{{0,300}}?)"
    rf"(?(open)[\])>]?)(?:\s*{_TIME})?\s*(?:[*_]{{1,3}})?\s*[:：](?!//)[*_]{{0,3}}(?!\d\d\b)\s*"
)
_STOPPED = (
    re.compile(
        r"[*_]{0,3}(?P<label>[^\W\d_][^:：\n\[\]<*_]{0,120}?)[*_]{0,3}\.[*_]{0,3}"
        r"[ \xa0]?[-–—]{1,2}[*_]{0,3}\s+(?=\S)"
    ),
    re.compile(
        rf"[*_]{{0,3}}(?P<label>{CAPITAL}[^:：\n\[\]<*_.{SMALL}]{{1,60}}(?:\s?{CAPITAL}\.){{0,2}}{CAPITAL}?"
        rf"(?:\s?\([^()\n]{{2,60}}\))?)[*_]{{0,3}}(?:\.|\s[-–—])[*_]{{0,3}}\s+(?=[^\Wa-z])"
    ),
)
"""Minutes without colons: "ADA ROE.- Good morning", "M. Roe. – Good morning", "ADA ROE - Good morning"."""
_STOP = re.compile(rf"\.[*_]{{0,3}}\s+(?={CAPITAL}|[«“„–—-])(?!{CAPITAL}\.)")
_LETTER = re.compile(r"[*_]{0,3}(?P<label>[QA])[*_]{0,3}(?:[.:)]\s*|\s+(?=[^\Wa-z]|[\"“(\[]))")
_ASKED_BY = re.compile(r"Q\s?\([^()\n]{3,60}\)\s?:")
_ALONE = re.compile(
    rf"(?P<time>{_TIME}\s+)?[*_\[(<#\s]*(?P<label>[^*_\[\](){{}}<>#:：\n]{{1,100}}?)"
    rf"[*_\])>#:：\s]*(?P<later>\s{_TIME}[:：\s]*)?$"
)
_SENTENCE = re.compile(r"[!?;。！？]|\.{2}|…|[^\W\d_]{4,}\.\s+\S|[\"“”«»„‘]")
_BROKEN = re.compile(r"[!?;。！？]|\.{2}|…")
_LIST = re.compile(r",\s.*,")
_AFFILIATED = re.compile(r"[^\Wa-zа-яё\d]|[«„“\"]")
_QUOTED = re.compile(r"[«»„“”\"]")
_CLAUSE = re.compile(rf"\d|,\s+[{SMALL}]")
"""What no affiliation has: "Ada Roe, who heads the port, recalls: ..." is a sentence."""
_DOTS = " .*_[]()（）"
_REACH = 400
"""Characters in which a label must end, a page's pop-up card in it included."""
_LENGTH = 160
_LINE = 120
"""Characters of a label on a line of its own."""
_REVERSED = re.compile(rf"{CAPITAL}[^\W\d_]\S*\s{CAPITAL}\.\s?{CAPITAL}\.?")
"""A family name and two initials: "Roe A.B."."""
_OUTLET = 5
"""Words that may say for whom somebody asks."""
_WORDS = 12
"""Words of a label that a stop ends."""
_STOPS = 5
"""Stops after which a label may end: it has abbreviations and initials."""


@dataclass(frozen=True, slots=True)
class Label:
    """A possible label: its place, its folded form, and where the words after it start.

    ``kind``: ``question``, ``answer``, ``role``, ``office``, ``name``, or ``word`` (nothing tells what it
    is). ``name``: of whoever speaks, where it is in the label. ``office``: what the label calls somebody
    whose name it gives in brackets, folded. ``ends``: with a ``colon``, as in ``minutes`` with a stop and a
    dash or after capitals, with a mere ``stop``, with the ``line``, or with a ``marked`` line, which a time
    or an affiliation shows to be a label.
    """

    span: Span
    text: str
    form: str
    words: int
    kind: str
    name: str = ""
    office: str = ""
    ends: str = "colon"


def read_label(text: str, paragraph: Span, knows: Naming) -> Label | None:
    """The label at the head of a paragraph, before its colon or stop, or a lone Q or A."""
    body = text[paragraph.start : min(paragraph.end, paragraph.start + _REACH)]
    for pattern in _STOPPED:
        stopped = pattern.match(body)
        label = _label(paragraph.start, stopped, paragraph.start + stopped.end(), knows) if stopped else None
        if label is not None:
            # One word in capitals is the place of a dateline rather than somebody ("MADRID.-").
            alone = label.kind == "name" and len(words_of(label.form)) == 1
            return replace(label, kind="word" if alone else label.kind, ends="minutes")
    colon = _COLON.match(body) if ":" in body or "：" in body else None
    match = colon if colon and _ASKED_BY.match(body) else _LETTER.match(body) or colon
    label = _label(paragraph.start, match, paragraph.start + match.end(), knows) if match else None
    return label or next(_before_stops(body, paragraph.start, knows), None)


def read_lone_label(text: str, paragraph: Span, knows: Naming) -> Label | None:
    """A paragraph that is a label and nothing else, with or without colon or marks of emphasis."""
    match = _ALONE.match(paragraph.of(text)) if len(paragraph) <= _LINE else None
    label = _label(paragraph.start, match, paragraph.end, knows) if match else None
    if match is None or label is None:
        return None
    timed = match["time"] is not None or match["later"] is not None
    marked = timed or (label.kind == "name" and parts_of(label.text).mark == "-")
    return replace(label, ends="marked" if marked else "line")


def _before_stops(body: str, offset: int, knows: Naming) -> Iterator[Label]:
    """Labels that a stop ends: "M. le président. La séance est ouverte.", "Ms. ROE. Thank you."."""
    for count, stop in enumerate(_STOP.finditer(body, 0, _LENGTH)):
        lead = body[: stop.start()].strip("*_ ")
        if count == _STOPS or len(lead.split()) > _WORDS or _BROKEN.search(lead) or ":" in lead:
            return
        label = _made(Span(offset, offset + stop.start()), lead, offset + stop.end(), knows)
        if label is not None and _is_of_minutes(label, knows):
            yield replace(label, ends="stop")


def _is_of_minutes(label: Label, knows: Naming) -> bool:
    """True for an office, and a name with a courtesy or initials, as minutes put before a stop."""
    if label.kind in ("role", "office"):
        return " " in label.form or label.kind == "role"
    core = parts_of(label.text).core
    words = words_of(core)
    if label.kind != "name" or len(words) < 2:
        return False
    if _REVERSED.fullmatch(core):
        return True
    # "Judge Ada B. Roe said" and "With Mr. Roe" stop after an initial or a courtesy, too.
    whole = len(words[-1]) > 1 and not knows.is_abbreviation(fold(words[-1]))
    return whole and (knows.is_title(fold(words[0])) or core.isupper())


def _label(offset: int, match: re.Match[str], words: int, knows: Naming) -> Label | None:
    label = match.group("label").strip()
    start = offset + match.start("label")
    return _made(Span(start, start + len(label)), label, words, knows)


def _made(span: Span, label: str, words: int, knows: Naming) -> Label | None:
    bare = without_card(REMARK.sub(" ", label))
    form = fold(REMARK.sub(" ", label)).strip(_DOTS)
    if not form or len(bare) > _LENGTH or label.endswith(",") or form in phrases("not_label"):
        return None
    spelled = " ".join(w.rstrip(".") if knows.is_title(fold(w)) else w for w in bare.split())
    whole = not (_SENTENCE.search(spelled) or (_LIST.search(bare) and not name_at_end(bare, knows)))
    made = Label(span, label, form, words, "")
    return _plain(made, knows, whole) or _in_parts(made, knows) or _unsure(made, knows, whole)


def _plain(label: Label, knows: Naming, whole: bool) -> Label | None:
    """The label of a list, or an office and a name, or a name."""
    form = label.form
    for kind in ("question", "answer", "role"):
        if form in phrases(kind) or (kind != "role" and form.rstrip(" 0123456789") in phrases(kind)):
            return _with_holder(replace(label, kind=kind), knows)
    parts = parts_of(label.text)
    held = _is_held(parts, knows) or (" " in parts.core and _is_asking(parts.core, knows))
    if not whole or held or not is_name_label(label.text, knows):
        return None
    # One capitalised word may be anything ("Deadline:"); two, or one after a title, are a name.
    bare = len(form.split()) == 1 and "." not in label.text and not label.text.isupper()
    unsure = bare and not CJK.search(label.text) and not _is_affiliated(label.text)
    return replace(label, kind="word" if unsure else "name", name=speaker_name(label.text, knows))


def _in_parts(label: Label, knows: Naming) -> Label | None:
    """A label that only its parts explain: "Reporter, Port Radio", "The Minister (Ada Roe)"."""
    parts = parts_of(label.text)
    if _BROKEN.search(label.text):
        return None
    if _is_asking(parts.core, knows):
        return _with_holder(replace(label, kind="question"), knows)
    if _SENTENCE.search(parts.core):
        return None
    led = [fold(word) for word in parts.core.split()[:2]]
    if led[0] in phrases("role") and led[-1] in knows.links.get("of", ()):  # "Voice from the gallery"
        return replace(label, kind="role")
    if _is_held(parts, knows):
        return _with_holder(replace(label, kind="office"), knows)
    if parts.mark in ("-", ",") and _is_person(parts.core, parts.aside, knows):
        return replace(label, kind="name", name=speaker_name(parts.core, knows))
    return None


def _unsure(label: Label, knows: Naming, whole: bool) -> Label | None:
    """An office without a name, or a few words that nothing explains."""
    form = label.form
    if not whole:
        return None
    if is_office_label(label.text, knows):
        return replace(label, kind="office")
    few = len(form.split()) <= 4 and len(form) <= 40
    little = any(fold(word) in knows.function for word in label.text.split() if not word.isupper())
    return replace(label, kind="word") if few and not little else None


def _with_holder(label: Label, knows: Naming) -> Label:
    """``label`` with the name that stands in its brackets, or after its comma or question word."""
    parts = parts_of(label.text)
    after = parts.core.partition(" ")[2] if label.kind == "question" else ""
    named = parts.first if parts.mark in ("(", ",") else ""
    for name in (named, after):
        if name is after:
            fits = not any(fold(word) in knows.function for word in after.split())
        else:
            fits = is_full_name(name, knows) or (label.kind == "office" and parts.mark == "(")
        if name and fits and is_name_label(name, knows):
            found = speaker_name(name, knows)
            form = f"{fold(parts.core)} ({fold(found)})"
            kind = label.kind if label.kind == "question" else "name"
            return replace(label, kind=kind, name=found, form=form, office=fold(parts.core))
    return label


def _is_asking(core: str, knows: Naming) -> bool:
    """True for "Reporter for Port Radio", "Question Roe": a word for whoever asks, and who that is."""
    first, *rest = core.split()
    if len(first) < 3 or fold(first) not in phrases("question") or len(rest) > _OUTLET:
        return False
    if not rest or _QUOTED.search(core) or fold(rest[0]) in knows.links.get("of", ()):
        return True
    return not core.isupper() and all(word[0].isupper() or knows.is_article(fold(word)) for word in rest)


def _is_held(parts: Parts, knows: Naming) -> bool:
    """True for an office with its holder in brackets or after a comma: "The Minister (Ada Roe)"."""
    if parts.mark not in ("(", ","):
        return False
    office = fold(parts.core) in phrases("role") or is_office_label(parts.core, knows, loose=True)
    return office and (is_full_name(parts.first, knows) or (parts.mark == "(" and _may_be_full(parts, knows)))


def _may_be_full(parts: Parts, knows: Naming) -> bool:
    """True for two or three words with capitals, none of a body: "El señor MINISTRO (Roe Alder)"."""
    words = parts.aside.split()
    forms = [fold(word) for word in words]
    common = any(knows.is_office(f) or knows.is_body(f) or knows.nation(f) for f in forms)
    return 1 < len(words) < 4 and all(w[0].isupper() for w in words) and not common


def _is_person(core: str, aside: str, knows: Naming) -> bool:
    """True for a full name beside an office or paper: "Ada Roe, Port Radio", "Roe A.B., minister"."""
    words = core.split()
    if len(words) < 2 or _CLAUSE.search(aside) or not is_name_label(core, knows):
        return False
    office = any(knows.is_office(fold(word)) or knows.is_body(fold(word)) for word in words_of(aside))
    return is_full_name(core, knows) or (office and len(words_of(speaker_name(core, knows))) > 1)


def _is_affiliated(label: str) -> bool:
    """True for one word with a party, paper or ministry in brackets: "Roe (Port Party)"."""
    parts = parts_of(label)
    return parts.mark == "(" and bool(_AFFILIATED.search(parts.aside)) and not re.search(r"\d", parts.aside)


def is_titled(label: Label) -> bool:
    """True for a label that says more than a name."""
    return bool(label.name) and len(words_of(label.name)) < len(words_of(label.text))
