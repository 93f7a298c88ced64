"""Where words stop before, or start after, what limits or turns them."""

from __future__ import annotations

from onrecord.find.condition import condition_left_off
from onrecord.find.markers import marked
from onrecord.find.view import MARKED, View, changes, is_attested, places
from onrecord.group.sketch import term_keys
from onrecord.model import Anchor, ChangeKind, Finding, FindingType, Form, Quotation, Reading, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize

_HALF = 3
"""Words that may turn others when left off; "if necessary" does not."""
_TELLING = 4
"""Words from which what was cut can be shown on its own."""


def truncated(view: View) -> list[Finding]:
    """Words that stop before, or start after, what limits or turns them; one finding for a sentence."""
    out: dict[tuple[str, Anchor], Finding] = {}
    for reading, quotation in view.readings():
        if quotation.form in (Form.TURN, Form.HEADLINE) or not is_attested(reading) or not reading.references:
            continue
        cut = turning_point(view, reading, quotation) if quotation.form in MARKED else None
        note = "The quotation leaves off before words of the record that limit or turn it."
        if cut is None and quotation.form in MARKED:
            cut = left_off(view, reading)
        if cut is None:
            cut = condition_left_off(view, reading, quotation)
            note = (
                "In the record these words stand with others that limit or turn them; here they stand alone."
            )
        if cut:
            evidence = (*places(quotation), _with_rendered(view, reading, cut))
            finding = Finding(quotation.doc, FindingType.TRUNCATION_CHANGES_MEANING, 3, note, evidence)
            out.setdefault((quotation.doc, cut), finding)
    return list(out.values())


def _with_rendered(view: View, reading: Reading, cut: Anchor) -> Anchor:
    """What was cut, with the rendered words before it where it is a word or two: these alone tell nothing."""
    last = reading.references[-1]
    follows = cut.doc == last.doc and last.span.end <= cut.span.start
    if not follows or len(tokenize(cut.span.of(view.text(cut.doc)))) >= _TELLING:
        return cut
    sentence = view.sentence_at(cut.doc, cut.span)
    return Anchor(cut.doc, Span(max(last.span.start, sentence.start), cut.span.end))


def turning_point(view: View, reading: Reading, quotation: Quotation) -> Anchor | None:
    """What follows the reference, unrendered by this report, and opens with a word that turns it."""
    last = reading.references[-1]
    text, language = view.text(last.doc), view.language(last.doc)
    sentence = view.sentence_at(last.doc, Span(max(last.span.start, last.span.end - 1), last.span.end))
    rest = _rest_of(view, last, sentence)
    if len(tokenize(text, rest.start, rest.end)) < 3:
        rest = _next_sentence(text, sentence)
    head = Span(rest.start, min(rest.end, rest.start + 25))
    turns = bool(marked(text, head, "contrasts", language))
    if not turns or not len(rest) or _rendered_elsewhere(view, quotation, Anchor(last.doc, rest)):
        return None
    denied = marked(text, rest, "negations", language)
    if rest.end <= sentence.end and (denied or marked(text, head, "qualifiers", language)):
        return Anchor(last.doc, rest)
    shared = set(term_keys(tokenize(text, last.span.start, last.span.end)))
    return Anchor(last.doc, rest) if shared & set(term_keys(tokenize(text, rest.start, rest.end))) else None


def left_off(view: View, reading: Reading) -> Anchor | None:
    """What collation says is left out after the rendered words, or has turned them in the same language."""
    last = reading.references[-1]
    turned = [
        place
        for change in changes(reading, ChangeKind.POLARITY)
        for place in change.reference
        if reading.links and not change.reading
    ]
    told = {place for change in changes(reading, ChangeKind.POLARITY) for place in change.reference}
    return next(
        (
            place
            for change in changes(reading, ChangeKind.OMITTED)
            for place in change.reference
            if (place.doc == last.doc and place.span.start >= last.span.end)
            or any(place.doc == other.doc and place.span.overlaps(other.span) for other in turned)
            if place in told or len(tokenize(place.span.of(view.text(place.doc)))) >= _HALF
        ),
        None,
    )


def _rest_of(view: View, reference: Anchor, sentence: Span) -> Span:
    """What follows a reference in its sentence, up to the end of the words that somebody is quoted with."""
    text, end = view.text(reference.doc), sentence.end
    for quotation in view.docs[reference.doc].quotations:
        inside = [
            s.end for s in quotation.spans if s.overlaps(reference.span) and quotation.form is not Form.TURN
        ]
        end = min([end, *(e for e in inside if e > reference.span.end)])
    start = min(reference.span.end, end)
    while start < end and not text[start].isalnum():
        start += 1
    return Span(start, end)


def _next_sentence(text: str, sentence: Span) -> Span:
    end = text.find("\n", sentence.end)
    following = sentences(text, sentence.end, end if end >= 0 else len(text))
    return following[0] if following else Span(sentence.end, sentence.end)


def _rendered_elsewhere(view: View, quotation: Quotation, anchor: Anchor) -> bool:
    for reading, _ in view.readings_of(quotation.doc):
        common = (a for a in reading.references if a.doc == anchor.doc and a.span.overlaps(anchor.span))
        if any(min(a.span.end, anchor.span.end) - max(a.span.start, anchor.span.start) > 10 for a in common):
            return True
    return False
