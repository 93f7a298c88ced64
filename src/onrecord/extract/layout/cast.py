"""Who is meant by a role, an office or a short name: what the rest of the document says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from onrecord.extract.layout.turnwords import any_of
from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.persons import name_mentions
from onrecord.model import Span
from onrecord.text.names import same_person, words_of
from onrecord.text.sentences import sentences
from onrecord.text.tokens import fold, tokenize

_BESIDE = 60
"""Characters between an office and the name of its holder."""


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
