"""What of a document is compared when documents are grouped: its words, names, numbers, days and lead.

The topic ``group`` of the language data holds ``stopwords``: words so common in a language that sharing them
says nothing. Words are compared in Latin letters and cut to :data:`STEM` letters, which stands in for a
stemmer in inflected languages and lets names meet across scripts; Han and kana go in pairs of characters.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from onrecord.group.bags import Bag, Keys, bag, key, runs
from onrecord.group.nearby import rounded
from onrecord.group.wording import SHINGLE, Sayings, sayings
from onrecord.model import BlockKind, DateInterval, Document, Extraction, Profile, Role, Span
from onrecord.text import lexicon
from onrecord.text.dates import weekday_names
from onrecord.text.names import word_key
from onrecord.text.sentences import paragraphs, sentences
from onrecord.text.static import static_embedder
from onrecord.text.tokens import Token, tokenize

STEM = 6
SPELLED = 5
"""Letters of a name that are compared across languages: what follows is often a case ending."""
TITLE_WEIGHT = 3
LEAD_LENGTH = 300
_TEXT_KINDS = (BlockKind.HEADLINE, BlockKind.SUBHEADING, BlockKind.BODY, BlockKind.TURN, BlockKind.DATELINE)
_RUNNING_KINDS = (BlockKind.BODY, BlockKind.TURN)
_HAN = re.compile(r"[一-鿿぀-ヿ]")
_NOT_A_LEAD = 40
_LEAD_PARAGRAPHS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """One document as grouping sees it."""

    doc: str
    language: str
    heading: str
    terms: Bag
    title: Bag
    names: Bag
    spelled: Bag
    """Names as they sound, for comparison across languages and scripts."""
    numbers: Bag
    wording: Keys
    weekdays: frozenset[int]
    """Weekdays the first paragraphs name, Monday being 1."""
    said: Sayings
    vectors: NDArray[np.int8]
    """Meaning of the title and of the lead, one row each."""
    shown: Mapping[int, str]
    """For each key of a name or number, the word as the document writes it."""
    published: DateInterval | None
    occasion: DateInterval | None
    transcript: bool


def headline(extraction: Extraction) -> Span | None:
    """The headline block, else the first line of the text; None for an empty text."""
    for block in extraction.blocks:
        if block.kind is BlockKind.HEADLINE:
            return block.span
    lines = paragraphs(extraction.document.text)
    return lines[0] if lines else None


def title_of(extraction: Extraction) -> str:
    """The title the document gives, else its headline, else nothing."""
    document: Document = extraction.document
    if document.title:
        return " ".join(document.title.split())
    span = headline(extraction)
    return " ".join(span.of(document.text).split())[:200] if span else ""


def content_spans(extraction: Extraction) -> tuple[Span, ...]:
    """Paragraphs that are the document's own text: without boilerplate, captions and bylines.

    Captions are the text of a document that has none else.
    """
    text = extraction.document.text
    if not extraction.blocks:
        return paragraphs(text)
    running = any(block.kind in _RUNNING_KINDS for block in extraction.blocks)
    kinds = _TEXT_KINDS if running else (*_TEXT_KINDS, BlockKind.CAPTION)
    kept = [block.span for block in extraction.blocks if block.kind in kinds]
    return tuple(part for span in kept for part in paragraphs(text, span.start, span.end))


def sketch(extraction: Extraction, profile: Profile | None = None) -> Sketch:
    """What is compared of one document. Any text will do, an empty one gives empty bags."""
    text, language = extraction.document.text, extraction.document.language
    title = title_of(extraction)
    spans = content_spans(extraction)
    words = _Words()
    for span in spans:
        words.add(text, span)
    title_terms = Counter(term_keys(tokenize(title)))
    terms = words.terms + Counter({k: n * (TITLE_WEIGHT - 1) for k, n in title_terms.items()})
    lead = _lead(text, title, spans)
    return Sketch(
        doc=extraction.document.id,
        language=language,
        heading=title,
        terms=bag(terms),
        title=bag(title_terms),
        names=bag(words.names),
        spelled=bag(words.spelled),
        numbers=bag(words.numbers),
        wording=runs(words.forms, SHINGLE),
        weekdays=_weekdays(words.forms[:_LEAD_PARAGRAPHS], language),
        said=sayings(extraction),
        vectors=rounded(static_embedder().embed([title, lead])),
        shown={key(k): sys.intern(word) for k, word in words.shown.items()},
        published=profile.published if profile else None,
        occasion=profile.event_date if profile else None,
        transcript=profile is not None and profile.role is Role.TRANSCRIPT,
    )


class _Words:
    """Counts of a document's words of all sorts, by the form they are compared in."""

    def __init__(self) -> None:
        self.terms: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.spelled: Counter[str] = Counter()
        self.numbers: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        self.forms: list[list[str]] = []

    def add(self, text: str, span: Span) -> None:
        """Count the words of one paragraph."""
        tokens = tokenize(text, span.start, span.end)
        self.terms.update(term_keys(tokens))
        self.forms.append([token.form for token in tokens])
        for token in _name_tokens(text, span, tokens):
            name = term_key(token.form)
            self.names[name] += 1
            self.spelled[word_key(token.text)[:SPELLED]] += 1
            seen = self.shown.get(name, token.text)
            self.shown[name] = min(seen, token.text, key=lambda word: (len(word), word))
        for number in _numbers(tokens):
            self.numbers[number] += 1
            self.shown[number] = number


@lru_cache(maxsize=65536)
def term_key(form: str) -> str:
    """The comparison form of a folded word: Latin letters, no possessive, at most :data:`STEM` letters."""
    latin = anyascii(form).lower()
    if latin.endswith("'s"):
        latin = latin[:-2]
    return latin.replace("'", "")[:STEM]


def term_keys(tokens: Iterable[Token]) -> list[str]:
    """Keys of the words that say something; neighbouring Han or kana characters go in pairs."""
    out: list[str] = []
    previous: Token | None = None
    stop = _stopwords()
    for token in tokens:
        if _HAN.match(token.text):
            if previous is not None and previous.span.end == token.span.start:
                pair = previous.text + token.text
                out.extend(() if pair in stop or previous.text in stop or token.text in stop else (pair,))
            previous = token
            continue
        previous = None
        if token.form in stop or len(token.form) < 2:
            continue
        key = term_key(token.form)
        if len(key) > 1:
            out.append(key)
    return out


def _stopwords() -> frozenset[str]:
    # All languages together: a report quotes others, and the lists share few words that are rare elsewhere.
    return lexicon.words("group", "stopwords")


def _name_tokens(text: str, span: Span, tokens: Iterable[Token]) -> list[Token]:
    """Capitalised words that do not open a sentence or a quotation."""
    out = []
    openings = {sentence.start for sentence in sentences(text, span.start, span.end)}
    for token in tokens:
        before = text[max(span.start, token.span.start - 2) : token.span.start]
        opens = token.span.start in openings or not before.strip() or before[-1] in "\"“„«'‘(:–—"
        if token.text[:1].isupper() and not opens and token.form not in _stopwords() and len(token.text) > 1:
            out.append(token)
    return out


def _weekdays(paragraphs: Iterable[Iterable[str]], language: str) -> frozenset[int]:
    known = weekday_names(language)
    return frozenset(known[form] for forms in paragraphs for form in forms if form in known)


def _numbers(tokens: Iterable[Token]) -> list[str]:
    digits = (re.sub(r"\D", "", token.text) for token in tokens if token.text[0].isdigit())
    return [number for number in digits if len(number) > 1]


def _lead(text: str, title: str, spans: Iterable[Span]) -> str:
    body = (" ".join(span.of(text).split()) for span in spans)
    running = [part for part in body if len(part) >= _NOT_A_LEAD and part != title]
    return f"{title}. {' '.join(running[:4])}"[:LEAD_LENGTH]
