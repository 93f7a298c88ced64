"""Labels of turns: what stands before somebody's words in a transcript ("Question:", "MR. SMITH:").

The topic ``turns`` holds, per language, and is read for all languages at once, since
transcripts are translated:

``question``, ``answer``
    labels of whoever asks and whoever answers; ``role``: labels that are an office or a part, not a name;
``not_label``
    what else stands before a colon at the head of a paragraph;
``first_tags``, ``verbs``
    words of an interviewer about himself, and verbs of tags inside a turn, for
    :mod:`onrecord.extract.layout.dashes`;
``guest``
    what stands before the name of whoever is interviewed ("Interview with");
``sworn``, ``examines``
    remarks on a witness called ("affirmed"), and what stands before the name of whoever then asks, for
    :mod:`onrecord.extract.layout.hearing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from onrecord.extract.speakers.gender import is_given
from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.persons import bare_name, name_mentions
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.names import same_person, words_of
from onrecord.text.sentences import sentences
from onrecord.text.tokens import fold, tokenize

JOURNALIST = "journalist"
UNNAMED = "unnamed source"

_COLON = re.compile(
    r"(?:>>+\s*|[*_]{1,3}\s?)?(?P<open>[\[(<])?(?P<label>[^\s:：\[(<*_>][^:：]{0,300}?)(?(open)[\])>]?)"
    r"\s*(?:[*_]{1,3})?\s*[:：](?!//)[*_]{0,3}(?!\d\d\b)\s*"
)
_SMALL = "a-zà-ÿа-яёіїєґąćęłńśźż"
_BIG = rf"[^\W\d_{_SMALL}]"
_STOPPED = (
    re.compile(
        r"[*_]{0,3}(?P<label>[^\W\d_][^:：\n\[\]<*_]{0,120}?)[*_]{0,3}\.[*_]{0,3}"
        r"[ \xa0]?[-–—]{1,2}[*_]{0,3}\s+(?=\S)"
    ),
    re.compile(
        rf"[*_]{{0,3}}(?P<label>{_BIG}[^:：\n\[\]<*_.{_SMALL}]{{1,60}}(?:\s?{_BIG}\.){{0,2}}{_BIG}?"
        rf"(?:\s?\([^()\n]{{2,60}}\))?)[*_]{{0,3}}(?:\.|\s[-–—])[*_]{{0,3}}\s+(?=[^\Wa-z])"
    ),
)
"""Minutes without colons: "ADA ROE.- Good morning", "M. Roe. – Good morning", "ADA ROE - Good morning"."""
_LETTER = re.compile(r"[*_]{0,3}(?P<label>[QA])[*_]{0,3}(?:[.:)]\s*|\s+(?=[^\Wa-z]|[\"“(\[]))")
_REMARK = re.compile(r"\s*[\[(（][^\])）]{0,80}[\])）]\s*")
_ALONE = re.compile(r"[*_\[(<#\s]*(?P<label>[^*_\[\](){}<>#:：\n]{1,60}?)[*_\])>#:：\s]*$")
_SENTENCE = re.compile(r"[!?;。！？]|\.{2}|…|[^\W\d_]{4,}\.\s+\S|[\"“”«»„‘]")
_NUMBER = re.compile(r"\b\d+\b")
_LIST = re.compile(r",\s.*,")
_CJK = re.compile(r"[぀-ヿ一-鿿]")
_DOTS = " .*_[]()（）"
_REACH = 400
"""Characters in which a label must end, a page's pop-up card in it included."""
_LENGTH = 160
_KEPT = 1 << 12
"""Labels whose reading is kept: most recur."""
_NAME = 4
"""Words of a name."""
_SHORT = 4
_BESIDE = 60
"""Characters between an office and the name of its holder."""


@dataclass(frozen=True, slots=True)
class Label:
    """A possible label: its place, its folded form, and where the words after it start.

    ``kind``: ``question``, ``answer``, ``role``, ``name``, or ``word`` (nothing tells what it is).
    """

    span: Span
    text: str
    form: str
    words: int
    kind: str


@cache
def phrases(key: str) -> frozenset[str]:
    """A list of the topic ``turns``, folded, of all languages."""
    return frozenset(fold(entry) for entry in lexicon.words("turns", key))


def any_of(key: str) -> str:
    """Source of a regex that matches an entry of a list, the longest first; nothing for an empty list."""
    return "|".join(map(re.escape, sorted(phrases(key), key=lambda p: (-len(p), p)))) or r"(?!)"


def read_label(text: str, paragraph: Span, knows: Naming) -> Label | None:
    """The label at the head of a paragraph, before its colon or stop and dash, or a lone Q or A."""
    body = text[paragraph.start : min(paragraph.end, paragraph.start + _REACH)]
    for pattern in _STOPPED:
        stopped = pattern.match(body)
        label = _label(paragraph.start, stopped, paragraph.start + stopped.end(), knows) if stopped else None
        if label is not None:
            # One word in capitals is the place of a dateline rather than somebody ("MADRID.-").
            alone = label.kind == "name" and len(words_of(label.form)) == 1
            return replace(label, kind="word") if alone else label
    match = _LETTER.match(body) or (_COLON.match(body) if ":" in body or "：" in body else None)
    if match is None:
        return None
    return _label(paragraph.start, match, paragraph.start + match.end(), knows)


def read_lone_label(text: str, paragraph: Span, knows: Naming) -> Label | None:
    """A paragraph that is a label and nothing else, with or without colon or marks of emphasis."""
    match = _ALONE.match(paragraph.of(text)) if len(paragraph) <= 70 else None
    return _label(paragraph.start, match, paragraph.end, knows) if match else None


def _label(offset: int, match: re.Match[str], words: int, knows: Naming) -> Label | None:
    label = match.group("label").strip()
    bare = _without_card(_REMARK.sub(" ", label))
    form = fold(_REMARK.sub(" ", label)).strip(_DOTS)
    if (
        not form
        or len(bare) > _LENGTH
        or label.endswith(",")
        or _SENTENCE.search(bare)
        or (_LIST.search(bare) and not _name_at_end(bare, knows))
        or form in phrases("not_label")
    ):
        return None
    span = Span(offset + match.start("label"), offset + match.start("label") + len(label))
    kind = _kind(label, form, knows)
    return Label(span, label, form, words, kind) if kind else None


def _kind(label: str, form: str, knows: Naming) -> str | None:
    for kind in ("question", "answer", "role"):
        if form in phrases(kind) or (kind != "role" and form.rstrip(" 0123456789") in phrases(kind)):
            return kind
    words = form.split()
    if is_name_label(label, knows):
        # One capitalised word may be anything ("Deadline:"); two, or one after a title, are a name.
        bare = len(words) == 1 and "." not in label and not label.isupper() and not _CJK.search(label)
        return "word" if bare else "name"
    if len(words) <= 4 and len(form) <= 40 and not any(w in knows.function for w in words):
        return "word"
    return None


@lru_cache(_KEPT)
def is_name_label(label: str, knows: Naming) -> bool:
    """True for "Name Surname", "MR. SMITH", "President of X Name Surname (title)", "发言人王某"."""
    bare = _without_card(" ".join(_REMARK.sub(" ", label).split()))
    if _CJK.search(bare):
        return len(bare) <= 14 and not re.search(r"[，、。的了在是]", bare)
    words = words_of(bare)
    if not words or len(words) > 20:
        return False
    name = speaker_name(bare, knows)
    tail = [word for word in words_of(name) if word]
    if not 1 <= len(tail) <= 5 or any(fold(word) in knows.bodies for word in tail):
        return False
    led = words[: len(words) - len(tail)]
    if led and (_NUMBER.search(bare) or _is_courtesy_in_clause(led, knows)):
        return False
    office = len(tail) == 1 and knows.is_office(fold(tail[0]))
    if led and (office or _is_clause(led, knows)):
        return False
    if fold(words[-1]) != fold(tail[-1]):
        return bool(_apposed(bare, knows)) and any(knows.is_title(fold(word)) for word in words[len(tail) :])
    if not led:
        return all(
            word[0].isupper() or fold(word) in ("de", "da", "von", "van", "bin", "al", "der", "la", "el")
            for word in words
        )
    return any(knows.is_title(fold(word)) for word in led) or bare.isupper()


def _apposed(label: str, knows: Naming) -> str:
    """The name in "Name Surname, welder at a branch of the yard"; "" where a label is not of that kind."""
    name, comma, after = label.partition(", ")
    words = name.split()
    person = comma and 1 < len(words) < _NAME and is_given(words[0]) and all(w[0].isupper() for w in words)
    return name if person and after[:1].islower() else ""


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


def is_titled(label: Label, knows: Naming) -> bool:
    """True for a label that says more than a name."""
    name = speaker_name(label.text, knows)
    return bool(name) and len(words_of(name)) < len(words_of(label.text))


@lru_cache(_KEPT)
def speaker_name(label: str, knows: Naming) -> str:
    """The name in a label, without titles and remarks, capitals made ordinary; "" where it holds none."""
    bare = _without_card(" ".join(_REMARK.sub(" ", label).split()).strip(" .:："))
    if bare.isupper() and not _CJK.search(bare):
        bare = " ".join(_capitalized(word) for word in bare.split())
    if apposed := _apposed(bare, knows):
        return apposed
    found = bare_name(bare, knows)
    whole = bare.endswith(found) and not any(fold(word) in knows.bodies for word in words_of(found))
    return found if whole else _name_at_end(bare, knows) or found


def _name_at_end(label: str, knows: Naming) -> str:
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


def _without_card(label: str) -> str:
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
    if len(word) <= 2 and word.endswith("."):
        return word
    return "-".join(
        ("Mc" + part[2:].capitalize()) if part.startswith("MC") and len(part) > 3 else part.capitalize()
        for part in word.split("-")
    )


def role_holder(role: str, text: str, spans: Sequence[Span], knows: Naming) -> str | None:
    """Whose office ``role`` is: the name that stands nearest to its words in ``spans``, in one sentence.

    None where those words stand beside nobody's name, or as near to two.
    """
    words = [fold(word) for word in words_of(role)]
    sought = [word for word in words if word not in knows.function]
    best: dict[str, int] = {}
    for sentence in (one for span in spans for one in sentences(text, span.start, span.end)):
        places = _places(text, sentence, sought)
        for mention in name_mentions(text, sentence.start, sentence.end, knows) if places else ():
            if not mention.body and " " in mention.name:
                apart = min(_apart(mention.span, place) for place in places)
                best[mention.name] = min(apart, best.get(mention.name, apart))
    ranked = sorted(best.items(), key=lambda item: item[1])
    if not ranked or ranked[0][1] > _BESIDE:
        return None
    rivals = [name for name, apart in ranked[1:] if apart == ranked[0][1]]
    return None if any(not same_person(ranked[0][0], name) for name in rivals) else ranked[0][0]


def _places(text: str, sentence: Span, sought: Sequence[str]) -> list[Span]:
    """Where the words of a role stand one after another in a sentence."""
    tokens = tokenize(text, sentence.start, sentence.end)
    forms = [token.form for token in tokens]
    size = len(sought)
    return [
        Span(tokens[i].span.start, tokens[i + size - 1].span.end)
        for i in range(len(forms) - size + 1)
        if size and forms[i : i + size] == list(sought)
    ]


def _apart(one: Span, other: Span) -> int:
    return max(0, one.start - other.end, other.start - one.end)


def office_holder(label: str, text: str, spans: Sequence[Span], knows: Naming) -> str:
    """Who an office in a label ("THE PRESIDENT") is: the one holder named in ``spans``, else the office."""
    words = {fold(word) for word in words_of(label)} - knows.links.get("definite", frozenset())
    found: dict[str, None] = {}
    for span in spans:
        for mention in name_mentions(text, span.start, span.end, knows):
            if words and words <= mention.titles and not mention.body:
                found.setdefault(mention.name)
    names = list(found)
    if names and all(same_person(names[0], other) for other in names):
        return max(names, key=len)
    beside = None if names else role_holder(label, text, spans, knows)
    if beside:
        return beside
    return " ".join(label.split()).capitalize() if label.isupper() else label


def full_names(text: str, spans: Sequence[Span], knows: Naming, *, unsure: bool = False) -> tuple[str, ...]:
    """Names of two or more words in the given stretches, in order, once each.

    ``unsure``: those too that nothing yet shows to be a person's.
    """
    found: dict[str, None] = {}
    for span in spans:
        for mention in name_mentions(text, span.start, span.end, knows):
            if not mention.body and len(mention.name.split()) > 1 and (mention.certain or unsure):
                found.setdefault(_before_sentence(mention.name, knows))
    return tuple(found)


def _before_sentence(name: str, knows: Naming) -> str:
    """A name without the head of the sentence that follows it on its line: "Ada Roe The Mayor"."""
    words = name.split()
    later = range(2, len(words))
    return " ".join(words[: next((i for i in later if _opens(words[i], knows)), len(words))])


def _opens(word: str, knows: Naming) -> bool:
    return word[0].isupper() and fold(word) in knows.function


def guest(text: str, spans: Sequence[Span], knows: Naming) -> str | None:
    """Who is said to be interviewed ("Interview with the mayor, X Y"); None for nobody or several."""
    found: dict[str, None] = {}
    for span in spans:
        for match in _guests().finditer(text, span.start, span.end):
            reach = min(span.end, match.end() + _BESIDE)
            first = next(
                (
                    m
                    for m in name_mentions(text, match.end(), span.end, knows)
                    if not m.body and " " in m.name
                ),
                None,
            )
            if first is not None and first.span.start < reach:
                found.setdefault(first.name)
    names = list(found)
    return names[0] if names and all(same_person(names[0], other) for other in names) else None


@cache
def _guests() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('guest')})\s+(?=\w)", re.IGNORECASE)


def complete(name: str, known: Sequence[str]) -> str:
    """The longest of ``known`` that ``name`` can only be short for; ``name`` where none or several fit.

    A name run together ("AdaRoe") is the known one.
    """
    apart = [full for full in known if " " in full and fold(full.replace(" ", "")) == fold(name)]
    if apart:
        return apart[0]
    fits = [full for full in known if same_person(name, full) or _initials(name, full)]
    longest = max(fits, key=lambda full: (len(words_of(full)), -known.index(full)), default=None)
    if longest is None or not all(same_person(longest, other) for other in fits):
        return name
    return longest if len("".join(words_of(longest))) > len("".join(words_of(name))) else name


def _initials(short: str, full: str) -> bool:
    """True when ``short`` is the bare initials of ``full`` ("VP")."""
    letters = "".join(word[0] for word in words_of(full))
    return len(short) > 1 and short.isupper() and short.replace(".", "") == letters
