"""What a claim depended on, and a report leaves off: the condition in the sentence that was rendered."""

from __future__ import annotations

from onrecord.collate.lexis import lexis, parts
from onrecord.find.markers import marked
from onrecord.find.view import MARKED, View
from onrecord.model import Anchor, Quotation, Reading, Span
from onrecord.text.tokens import tokenize

_SHORTER = 0.75
"""Length of a quotation, in lengths of the sentence, below which half of it may be missing."""
_BESIDE = 200
"""Characters around a quotation in which the report may give the condition in its own words."""


def condition_left_off(view: View, reading: Reading, quotation: Quotation) -> Anchor | None:
    """The sentence of the record that has a condition where the report has none, in any language.

    None where a language has no list of conditions, and where the report gives one near the quotation.
    """
    here, language = view.text(quotation.doc), view.language(quotation.doc)
    extent = quotation.extent
    near = Span(
        max(here.rfind("\n", 0, extent.start) + 1, extent.start - _BESIDE),
        min(_line_end(here, extent.end), extent.end + _BESIDE),
    )
    if marked(here, near, "conditions", language) or marked(here, near, "stand_ins", language):
        return None
    turned = quotation.form in MARKED and not marked(here, near, "contrasts", language)
    for reference in reading.references:
        sentence = view.sentence_at(reference.doc, reference.span)
        text, spoken = view.text(reference.doc), view.language(reference.doc)
        question = sentence.of(text).rstrip(' »”"').endswith("?")
        if question or not _is_core(sentence, reference.span):
            continue
        if _depends(text, sentence, spoken) and not _is_complement(text, sentence, reference.span, spoken):
            return Anchor(reference.doc, sentence)
        before = Span(sentence.start, max(sentence.start, _middle(reference.span, sentence)))
        short = sum(map(len, quotation.spans)) < _SHORTER * len(sentence)
        if turned and short and marked(text, before, "contrasts", spoken):
            return Anchor(reference.doc, sentence)
    return None


def _depends(text: str, sentence: Span, language: str) -> bool:
    """True where a condition stands in the sentence that is no concession ("even if")."""
    conceded = marked(text, sentence, "concessions", language)
    found = [
        mark
        for mark in marked(text, sentence, "conditions", language)
        if not _is_inverted(text, mark, language) or _opens_clause(text, sentence, mark)
    ]
    return any(not any(mark.overlaps(span) for span in conceded) for mark in found)


def _is_inverted(text: str, mark: Span, language: str) -> bool:
    """True for "had she", "wäre er": a condition only where nothing stands before it in its clause."""
    return lexis(language).operators.get(parts(mark.of(text))) == "inversion"


def _opens_clause(text: str, sentence: Span, mark: Span) -> bool:
    before = text[sentence.start : mark.start].rstrip()
    return not before or not before[-1].isalnum()


def _is_complement(text: str, sentence: Span, reference: Span, language: str) -> bool:
    """True where the words are what is seen under the condition: "if he came, he would see that"."""
    table, start = lexis(language), max(sentence.start, reference.start)
    before = [t.form for t in tokenize(text, sentence.start, start)]
    opening = [t.form for t in tokenize(text, start, sentence.end)[:1]]
    return len(before) > 1 and any(form in table.complementisers for form in (*before[-1:], *opening))


def _middle(reference: Span, sentence: Span) -> int:
    """Where a turn of the sentence must stand to come before the words: in its first two thirds at least."""
    return max(reference.start, sentence.start + 2 * len(sentence) // 3)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _is_core(sentence: Span, reference: Span) -> bool:
    """True where the reference is a good part of the sentence, not a phrase taken from it."""
    common = min(sentence.end, reference.end) - max(sentence.start, reference.start)
    return 3 * common >= len(sentence)
