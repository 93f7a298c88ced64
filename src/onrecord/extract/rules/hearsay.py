"""What somebody denies: "Claims that the boats were sold are false", an unnamed claim inside the denial.

The topic ``attribution`` holds, per language: ``hearsay``, nouns for what is said by nobody in particular;
``hearsay_that``, what joins them to their clause; ``hearsay_is``, verbs that end the clause; ``denials``,
words by which what follows the verb calls it untrue. A quote mark after the verb does as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from onrecord.extract.rules.attribution import Attributed
from onrecord.model import Form, Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER
from onrecord.text.sentences import sentences
from onrecord.text.vocabulary import Listed

_CONFIDENCE = 0.8
_LONGEST = 400  # characters from the noun to the end of the claim, at most


def hearsay(text: str, language: str, found: list[Attributed]) -> list[Attributed]:
    """The claims denied inside the indirect and mixed quotations ``found``, nested in them."""
    pattern, lead = _patterns(language)
    if not all(listed.may_be_in(text) for listed in _listed(language)) or not lead.search(text):
        return []
    out = []
    for outer in found:
        if outer.form in (Form.INDIRECT, Form.MIXED):
            out += [claim for span in outer.spans for claim in _denied(text, span, outer, pattern)]
    return out


def _denied(text: str, span: Span, outer: Attributed, pattern: re.Pattern[str]) -> Iterator[Attributed]:
    # The noun may stand before the content a model cut off at "that": the sentence is looked at as a whole.
    begin = text.rfind("\n", 0, span.start) + 1
    if not pattern.search(text, max(begin, span.start - _LONGEST), span.end):
        return
    for sentence in sentences(text, begin, span.end):
        match = pattern.search(text, sentence.start, sentence.end)
        if match and match.end("claim") > span.start:
            noun, claim = Span(*match.span("noun")), Span(*match.span("claim"))
            yield Attributed((claim,), Form.INDIRECT, noun, noun, _CONFIDENCE, "hearsay", inside=outer)


@cache
def _listed(language: str) -> tuple[Listed, ...]:
    table = lexicon.table("attribution", language)
    return tuple(Listed(table.get(key, ())) for key in ("hearsay", "hearsay_that", "hearsay_is"))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a denial of a claim looks like, and what it begins with."""
    table = lexicon.table("attribution", language)
    if not table.get("hearsay"):
        return NEVER, NEVER
    noun, that, verb, denial = (
        "|".join(re.escape(word) for word in sorted(table[key], key=len, reverse=True))
        for key in ("hearsay", "hearsay_that", "hearsay_is", "denials")
    )
    lead = rf"\b(?P<noun>{noun})\b,?\s+(?:{that})\s"
    whole = (
        rf"{lead}+(?P<claim>[^\n.!?]{{10,300}}?),?\s+(?:{verb})\s+"
        rf"(?:[\"“”„«]|(?:\w+\s+)?(?:{denial})\b)"
    )
    return re.compile(whole, re.IGNORECASE), re.compile(lead, re.IGNORECASE)
