"""A quote that somebody asks about, as a document: language, form, speaker; where its words stand and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from onrecord.model import Anchor, Document, Extraction, Form, Quotation, Span, Story
from onrecord.text.language import detect_language
from onrecord.text.names import same_person
from onrecord.text.sentences import sentences
from onrecord.text.tokens import Token, fold, tokenize, word_forms

QUOTE_ID = "(the quote)"
"""The id of that document and of its quotation."""
MARKS = "\"“”„«»'‘’ "
"""What may stand around the words."""
FEW = 3
"""Words of which a classifier can tell the language."""
_MOST = 0.6
"""Share of a quote's words that documents of its language have."""
_MARKED = re.compile(r"[\"“”„«»「」『』]\w")


def as_asked(quote: str, by: str | None, story: Story) -> Extraction:
    """``quote`` as a document of one quotation by ``by``, under the name that the record has for them."""
    document = Document(QUOTE_ID, "", quote, "", "", _language(quote, story))
    bare = quote.strip()
    inside = _MARKED.search(bare.strip(MARKS)) is not None
    form = Form.MIXED if inside else Form.DIRECT
    whole = Quotation(QUOTE_ID, QUOTE_ID, (Span(0, len(quote)),), form, speaker=_full_name(by, story))
    return Extraction(document, (), (), (whole,), (), (), ())


def in_any_grammar(quotation: Quotation) -> Quotation:
    """What is looked for: nobody who asks has promised whose words they are."""
    return replace(quotation, form=Form.INDIRECT) if quotation.form is Form.DIRECT else quotation


def _language(quote: str, story: Story) -> str:
    """The language of a quote: that of the documents that have most of its words.

    Of a few words a classifier cannot tell the language, and another language than the record's would have
    negations and names compared as those of a translation.
    """
    wanted = {token.form for token in tokenize(quote) if token.text.isalpha()}
    texts: dict[str, str] = {}
    for x in story.extractions:
        texts[x.document.language] = f"{texts.get(x.document.language, '')}\n{x.document.text}"
    shares = {code: len(wanted & _forms(text)) / max(len(wanted), 1) for code, text in texts.items()}
    best = max(sorted(shares), key=lambda code: (shares[code], len(texts[code])))
    return best if shares[best] >= _MOST or len(wanted) < FEW else detect_language(quote)


@lru_cache(maxsize=8)
def _forms(text: str) -> frozenset[str]:
    return frozenset(token.form for token in tokenize(text))


def _full_name(by: str | None, story: Story) -> str | None:
    """The name under which the record knows ``by``, where only one person's fits."""
    if by is None:
        return None
    fits = {s.name for s in story.speakers if any(same_person(by, name) for name in (s.name, *s.aliases))}
    return fits.pop() if len(fits) == 1 else by


def occurrences(quote: str, document: Document) -> Iterator[Anchor]:
    """Every stretch of the document with the same words in the same order, whatever stands between them."""
    wanted = word_forms(quote)
    folded = (document.text.casefold(), fold(document.text))
    if not all(any(form in text for text in folded) for form in set(wanted)):
        return
    tokens = tokenize(document.text)
    forms = [token.form for token in tokens]
    start = 0
    while wanted[0] in forms[start:]:
        start = forms.index(wanted[0], start)
        if forms[start : start + len(wanted)] == wanted:
            yield _stretch(document.id, tokens[start : start + len(wanted)])
        start += 1


def _stretch(doc: str, tokens: Sequence[Token]) -> Anchor:
    return Anchor(doc, Span(tokens[0].span.start, tokens[-1].span.end))


def is_in_brackets(span: Span, document: Document) -> bool:
    """True where everything at a place is an editor's note in a text."""
    text = document.text
    begin = text.rfind("\n", 0, span.start) + 1
    before, after = text[begin : span.start], text[span.end :].split("\n", 1)[0]
    opened = before.rfind("[") > before.rfind("]")
    return opened and "]" not in span.of(text) and 0 <= after.find("]") < (after + "[").find("[")


def whole_sentences(place: Anchor, document: Document) -> Anchor:
    """From the beginning of the first sentence that a place touches to the end of the last."""
    text = document.text
    begin = text.rfind("\n", 0, place.span.start) + 1
    end = text.find("\n", place.span.end)
    found = sentences(text, begin, len(text) if end < 0 else end)
    touched = [s for s in found if s.overlaps(place.span)]
    return Anchor(place.doc, Span(touched[0].start, touched[-1].end)) if touched else place
