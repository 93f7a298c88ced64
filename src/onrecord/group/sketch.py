"""What of a document is compared when documents are grouped: its words, names, numbers and lead.

The topic ``group`` of the language data holds ``stopwords``: words so common in a language that sharing them
says nothing. Words are compared in Latin letters and cut to :data:`STEM` letters, which stands in for a
stemmer in inflected languages and lets names meet across scripts; Han and kana go in pairs of characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from onrecord.group.wording import Sayings, Shingle, sayings, shingles
from onrecord.model import BlockKind, Document, Extraction, Span
from onrecord.text import lexicon
from onrecord.text.names import word_key
from onrecord.text.sentences import paragraphs, sentences
from onrecord.text.tokens import Token, tokenize

STEM = 6
SPELLED = 5
"""Letters of a name that are compared across languages: what follows is often a case ending."""
TITLE_WEIGHT = 3
LEAD_LENGTH = 300
_TEXT_KINDS = (BlockKind.HEADLINE, BlockKind.SUBHEADING, BlockKind.BODY, BlockKind.TURN, BlockKind.DATELINE)
_HAN = re.compile(r"[一-鿿぀-ヿ]")
_NOT_A_LEAD = 40


@dataclass(frozen=True, slots=True)
class Sketch:
    """One document as grouping sees it. Keys of the counters are comparison forms, not words of the text."""

    doc: str
    language: str
    title: str
    lead: str
    terms: Mapping[str, int]
    title_terms: Mapping[str, int]
    names: Mapping[str, int]
    spelled: Mapping[str, int]
    """Names as they sound, for comparison across languages and scripts."""
    numbers: Mapping[str, int]
    wording: frozenset[Shingle]
    said: Sayings
    shown: Mapping[str, str]
    """For each name key, the word as the document writes it, for reasons a reader understands."""


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
    """Paragraphs that are the document's own text: without boilerplate, captions and bylines."""
    text = extraction.document.text
    if not extraction.blocks:
        return paragraphs(text)
    kept = [block.span for block in extraction.blocks if block.kind in _TEXT_KINDS]
    return tuple(part for span in kept for part in paragraphs(text, span.start, span.end))


def sketch(extraction: Extraction) -> Sketch:
    """The comparison forms of one document. Any text will do, an empty one gives empty counters."""
    text = extraction.document.text
    title = title_of(extraction)
    spans = content_spans(extraction)
    terms: Counter[str] = Counter()
    names: Counter[str] = Counter()
    spelled: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for span in spans:
        tokens = tokenize(text, span.start, span.end)
        terms.update(term_keys(tokens))
        for token in _name_tokens(text, span, tokens):
            key = term_key(token.form)
            names[key] += 1
            spelled[word_key(token.text)[:SPELLED]] += 1
            shown[key] = min(shown.get(key, token.text), token.text, key=lambda word: (len(word), word))
    title_terms = Counter(term_keys(tokenize(title)))
    for key, count in title_terms.items():
        terms[key] += count * (TITLE_WEIGHT - 1)
    numbers = Counter(number for span in spans for number in _numbers(text, span))
    return Sketch(
        doc=extraction.document.id,
        language=extraction.document.language,
        title=title,
        lead=_lead(text, title, spans),
        terms=terms,
        title_terms=title_terms,
        names=names,
        spelled=spelled,
        numbers=numbers,
        wording=shingles(extraction, spans),
        said=sayings(extraction),
        shown=shown,
    )


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


def _numbers(text: str, span: Span) -> list[str]:
    tokens = tokenize(text, span.start, span.end)
    digits = (re.sub(r"\D", "", token.text) for token in tokens if token.text[0].isdigit())
    return [number for number in digits if len(number) > 1]


def _lead(text: str, title: str, spans: Iterable[Span]) -> str:
    body = (" ".join(span.of(text).split()) for span in spans)
    running = [part for part in body if len(part) >= _NOT_A_LEAD and part != title]
    return f"{title}. {' '.join(running[:4])}"[:LEAD_LENGTH]
