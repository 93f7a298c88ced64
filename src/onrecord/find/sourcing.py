"""Findings about sources and marks: words without a speaker, credits, quote marks that do not pair."""

from __future__ import annotations

from onrecord.find.altered import cited
from onrecord.find.markers import marked
from onrecord.find.view import View, changes, is_attested, is_name, places
from onrecord.model import (
    Anchor,
    BlockKind,
    ChangeKind,
    Finding,
    FindingType,
    Form,
    Quotation,
    Reading,
)
from onrecord.text.tokens import tokenize

FEWEST_WORDS = 4
"""Fewer words than these ("the jobs") name a subject and are nobody's words."""


def unspoken(view: View) -> list[Finding]:
    """Words the record knows the speaker of, given without one; turns that nobody's name stands at."""
    out = []
    for reading, quotation in view.readings():
        bare = quotation.form not in (Form.HEADLINE, Form.TURN) and (
            _nobody(quotation) or _impersonal(view, reading, quotation)
        )
        speakers = {
            turn.speaker for a in reading.references if (turn := view.turn_at(a)) and is_name(turn.speaker)
        }
        words = sum(len(tokenize(span.of(view.text(quotation.doc)))) for span in quotation.spans)
        sure = len(speakers) == 1 and not cited(view, reading)
        if bare and words >= FEWEST_WORDS and is_attested(reading) and sure:
            note = f"In the record these are the words of {speakers.pop()}; here nobody is named."
            evidence = (*places(quotation), *reading.references)
            out.append(Finding(quotation.doc, FindingType.SPEAKER_MISSING, 2, note, evidence))
    for doc in sorted(view.docs):
        nameless = [t for t in view.docs[doc].turns if not t.labelled]
        if nameless and view.has_record(doc):
            known = sorted({t.speaker for t in nameless if t.speaker})
            note = f"{len(nameless)} turns carry no name"
            note += f"; by the record they are those of {', '.join(known)}." if known else "."
            evidence = tuple(Anchor(doc, turn.span) for turn in nameless)
            out.append(Finding(doc, FindingType.SPEAKER_MISSING, 2, note, evidence))
    return out


def _nobody(quotation: Quotation) -> bool:
    """True where the document names nobody at all, not where a pronoun stays open."""
    return quotation.speaker is None and quotation.source is None and quotation.nested_in is None


def _impersonal(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True where the attribution differs and the sentence credits data or reports instead of a person."""
    if not changes(reading, ChangeKind.ATTRIBUTION) or quotation.nested_in is not None:
        return False
    if is_name(quotation.speaker):
        return False
    sentence = view.sentence_at(quotation.doc, quotation.extent)
    return bool(marked(view.text(quotation.doc), sentence, "impersonal", view.language(quotation.doc)))


def declared(view: View) -> list[Finding]:
    """Agencies and outlets a document itself credits, one finding per document."""
    out = []
    for doc in sorted(view.docs):
        others = [b.span for b in view.docs[doc].blocks if b.kind is BlockKind.CAPTION]
        if view.is_primary(doc):
            # What a speaker names is no source of the record.
            others += [turn.span for turn in view.docs[doc].turns]
        credits = [c for c in view.docs[doc].credits if not any(s.overlaps(c.span) for s in others)]
        if credits:
            names = ", ".join(dict.fromkeys(c.name for c in credits))
            note = f"The document itself names as source: {names}."
            evidence = tuple(Anchor(doc, c.span) for c in credits)
            out.append(Finding(doc, FindingType.DECLARED_SOURCE, 1, note, evidence))
    return out


def unbalanced(view: View) -> list[Finding]:
    """Quote marks that do not pair, or pair across styles, one finding per document."""
    out = []
    for doc in sorted(view.docs):
        spans = view.docs[doc].unbalanced
        if spans:
            times = "In one place" if len(spans) == 1 else f"In {len(spans)} places"
            note = f"{times} quote marks do not pair, so where the words begin or end is open."
            evidence = tuple(Anchor(doc, span) for span in spans)
            out.append(Finding(doc, FindingType.UNBALANCED_QUOTES, 1, note, evidence))
    return out
