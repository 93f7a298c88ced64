"""Findings about wording: headlines, stitched and nested quotations, cut ends, translation slips."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import numpy as np

from onrecord.collate.collate import strict_spans
from onrecord.find.markers import marked
from onrecord.find.view import MARKED, View, change_evidence, changes, is_name, places
from onrecord.group.sketch import term_keys
from onrecord.model import (
    Anchor,
    ChangeKind,
    Finding,
    FindingType,
    Form,
    Link,
    Quotation,
    Reading,
    Span,
)
from onrecord.text.names import same_person
from onrecord.text.sentences import paragraphs, sentences
from onrecord.text.static import static_embedder
from onrecord.text.tokens import tokenize

LEAD_PARAGRAPHS = 4
_MEANING = (ChangeKind.POLARITY, ChangeKind.NUMBER, ChangeKind.ENTITY)
_BRACKETED = re.compile(r"[\[(]([^\[\]()\n]{2,40})[\])]")
# Between words only: at the end of a quotation an ellipsis is a pause.
_ELLIPSIS = re.compile(r"\w[^\w(\[]*[(\[]\s?(?:…|\.\.\.?)\s?[)\]]\s*\w")
CONTENT_WORDS = 2
MANY_WORDS = 5
"""Words, with or without content, a reference must give to be one of the stretches put together."""
_PROMISED = 0.6
"""Share of a quotation in quote marks from which it counts as verbatim, its lead-in apart."""
APART = 20
"""Characters between two stretches from which they stand apart."""
_SCRIPTS = re.compile(
    r"(?P<latin>[A-Za-zÀ-ɏ])|(?P<cyrillic>[Ѐ-ӿ])|(?P<han>[一-鿿぀-ヿ])|(?P<other>[Ͱ-Ͽ֐-ۿऀ-෿가-힯])"
)


def stitched(view: View) -> list[Finding]:
    """Separate stretches put together inside marks, in a headline or in the lead."""
    out = []
    for reading, quotation in view.readings():
        if not (quotation.form in (*MARKED, Form.HEADLINE) or _in_lead(view, quotation)):
            continue
        abridged = _is_abridged(view, reading, quotation)
        if not abridged and (
            not changes(reading, ChangeKind.STITCHED) or not _stand_apart(view, reading, quotation)
        ):
            continue
        inside = "one pair of quotation marks" if quotation.form in MARKED else "one sentence"
        pieces = len(reading.references) if len(reading.references) > 1 else "Several"
        note = f"{pieces} stretches that stand apart in the record are put into {inside}."
        evidence = (*places(quotation), *reading.references)
        out.append(_finding(quotation.doc, FindingType.STITCHED_QUOTE, 2, note, evidence))
    return out


def nested(view: View) -> list[Finding]:
    """What a third person is quoted as saying inside somebody's words, and says otherwise in the record."""
    out = []
    for reading, quotation in view.readings():
        if quotation.form is not Form.TURN and _is_retold(view, reading, quotation):
            note = "Words cited at second hand differ from the way the record cites them."
            evidence = (*places(quotation), *reading.references)
            out.append(_finding(quotation.doc, FindingType.NESTED_QUOTE_CHANGED, 2, note, evidence))
    return out


def mistranslated(view: View) -> list[Finding]:
    """Wording that points to a slip of translation, and brackets left in another script."""
    slips: dict[tuple[str, tuple[Anchor, ...]], tuple[str, tuple[Anchor, ...]]] = {}
    for reading, quotation in view.readings():
        for change in changes(reading, ChangeKind.MISTRANSLATED):
            evidence = change_evidence(change, reading, quotation)
            place = quotation.doc, change.reference or evidence
            shown = change.explanation or "The wording points to a slip of translation."
            note, before = slips.get(place, (shown, ()))
            slips[place] = note, (*evidence, *before)
    out = [_finding(doc, FindingType.MISTRANSLATION, 2, *slip) for (doc, _), slip in slips.items()]
    known = {anchor for finding in out for anchor in finding.evidence}
    for doc in sorted(view.docs):
        for span in _leftovers(view.text(doc)):
            if not any(a.doc == doc and a.span.overlaps(span) and len(a.span) < 4 * len(span) for a in known):
                note = f"“{span.of(view.text(doc))}” is left in another script."
                out.append(_finding(doc, FindingType.MISTRANSLATION, 1, note, (Anchor(doc, span),)))
    return out


def sanitised(view: View) -> list[Finding]:
    """Two witnesses that agree around one word, which is charged in one and neutral in the other."""
    out = []
    seen: set[tuple[Anchor, Anchor]] = set()
    for reading, quotation in view.readings():
        for here, there in _replacements(view, reading, quotation):
            charged = [_is_charged(view, anchor) for anchor in (here, there)]
            if charged[0] == charged[1] or (here, there) in seen:
                continue
            seen.add((here, there))
            mild, strong = (there, here) if charged[0] else (here, there)
            words = [anchor.span.of(view.text(anchor.doc)) for anchor in (mild, strong)]
            note = f"“{words[0]}” in {mild.doc} stands where {strong.doc} has “{words[1]}”; the rest agrees."
            evidence = tuple(Anchor(a.doc, view.sentence_at(a.doc, a.span)) for a in (mild, strong))
            out.append(_finding(mild.doc, FindingType.SANITISED_WORDING, 2, note, evidence))
    return out + _softened(view)


def _softened(view: View) -> list[Finding]:
    """A blunt denial of the record ("nonsense") in the words of an office ("inaccurate"), in any language.

    The report may say so in a quotation or in its own words; it is told where it has no blunt word anywhere.
    """
    out = []
    for doc in sorted(view.docs):
        text, language = view.text(doc), view.language(doc)
        mild = marked(text, Span(0, len(text)), "mild", language)
        if not mild or not view.has_record(doc) or view.is_record(doc):
            continue
        if marked(text, Span(0, len(text)), "blunt", language):
            continue
        there = _denial(view, doc, mild[0])
        if there:
            blunt = marked(view.text(there.doc), there.span, "blunt", view.language(there.doc))[0]
            word = blunt.of(view.text(there.doc))
            note = f"“{mild[0].of(text)}” stands where {there.doc} has “{word}”."
            evidence = (Anchor(doc, mild[0]), there)
            out.append(_finding(doc, FindingType.SANITISED_WORDING, 2, note, evidence))
    return out


def _denial(view: View, doc: str, mild: Span) -> Anchor | None:
    """The blunt sentence of a record that, with the one before it, is nearest to the sentence of ``mild``."""
    found: list[tuple[Anchor, str]] = []
    for other in view.events[doc].docs:
        text, before = view.text(other), Span(0, 0)
        for sentence in sentences(text) if view.is_record(other) else ():
            if marked(text, sentence, "blunt", view.language(other)):
                found.append((Anchor(other, sentence), before.of(text) + " " + sentence.of(text)))
            before = sentence
    if not found:
        return None
    vectors = static_embedder().embed(
        [view.sentence_at(doc, mild).of(view.text(doc)), *(words for _, words in found)]
    )
    return found[int(np.argmax(vectors[1:] @ vectors[0]))][0]


def _finding(doc: str, kind: FindingType, severity: int, note: str, evidence: tuple[Anchor, ...]) -> Finding:
    return Finding(doc, kind, severity, note, tuple(dict.fromkeys(evidence)))


def _in_lead(view: View, quotation: Quotation) -> bool:
    text = view.text(quotation.doc)
    lead = paragraphs(text)[:LEAD_PARAGRAPHS]
    return bool(lead) and quotation.extent.start < lead[-1].end


def _is_abridged(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True where a mark of omission stands between words and words of the record are gone."""
    text = quotation.extent.of(view.text(quotation.doc))
    return bool(changes(reading, ChangeKind.OMITTED)) and bool(_ELLIPSIS.search(text))


def _stand_apart(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True where references that give the quotation more than a passing word are no neighbours."""
    if _is_divided(view, reading, quotation):
        return False
    if not any(link.op == "same" for link in reading.links):
        promised = sum(map(len, strict_spans(quotation, view.text(quotation.doc))))
        return quotation.form is not Form.MIXED or promised >= _PROMISED * len(quotation.extent)
    given = sorted(a for a in reading.references if _is_given(view, reading, quotation, a))
    if len(reading.references) == 1:
        return bool(given)
    return any(a.doc != b.doc or b.span.start - a.span.end > APART for a, b in pairwise(given))


def _is_divided(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True where the words are in several pieces here, or all stand in one quotation of the other report."""
    if quotation.form in MARKED and len(quotation.spans) > 1:
        return True
    docs = {anchor.doc for anchor in reading.references}
    return any(
        other.form in MARKED and all(any(a.span.overlaps(s) for s in other.spans) for a in reading.references)
        for doc in docs
        for other in view.docs[doc].quotations
    )


def _is_given(view: View, reading: Reading, quotation: Quotation, reference: Anchor) -> bool:
    """True where the quotation has enough of the words of ``reference`` unchanged, in its marks if any."""
    text = view.text(reference.doc)
    marks = strict_spans(quotation, view.text(quotation.doc)) if quotation.form is Form.MIXED else ()
    kept = [
        link.reference
        for link in reading.links
        if link.op == "same" and link.reference and link.reading
        if not marks or any(span.overlaps(link.reading.span) for span in marks)
    ]
    tokens = [
        token
        for anchor in kept
        if anchor.doc == reference.doc and anchor.span.overlaps(reference.span)
        for token in tokenize(text, anchor.span.start, anchor.span.end)
        if reference.span.holds(token.span)
    ]
    # Two names that both have are no words that one took from the other.
    plain = [t for t in tokens if not t.text[:1].isupper()]
    shared = len(set(term_keys(tokens)))
    return len(tokens) >= MANY_WORDS or (shared >= CONTENT_WORDS and bool(term_keys(plain)))


def _is_retold(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True where words that are second-hand in the report or in the record came out otherwise.

    Somebody who cites and is then quoted without the one he cited is no case of this.
    """
    altered = bool(changes(reading, *_MEANING, ChangeKind.ATTRIBUTION))
    if (
        altered
        and reading.references
        and (_is_second_hand(view, quotation) or _is_third(view, reading, quotation))
    ):
        return True
    for inner in cited(view, reading):
        outer = view.speaker_of(inner.nested_in or "")
        if altered and not _is_same(quotation.speaker, outer):
            return True
        named = is_name(inner.speaker) and _is_same(quotation.speaker, inner.speaker)
        if named and changes(reading, ChangeKind.REWORDED):
            return True
    return False


def _is_third(view: View, reading: Reading, quotation: Quotation) -> bool:
    """True for words of somebody whom the record cites in the same turn, and for other words than these."""
    turns = {turn.id: turn.doc for anchor in reading.references if (turn := view.turn_at(anchor))}
    return is_name(quotation.speaker) and any(
        inner.nested_in in turns
        and _is_second_hand(view, inner)
        and _is_same(inner.speaker, quotation.speaker)
        for doc in set(turns.values())
        for inner in view.docs[doc].quotations
    )


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and same_person(one, other)


def cited(view: View, reading: Reading) -> list[Quotation]:
    """What somebody in the record cites of somebody else where the reading has its references."""
    return [
        quotation
        for anchor in reading.references
        for quotation in view.docs[anchor.doc].quotations
        if _is_second_hand(view, quotation)
        and any(2 * _common(span, anchor.span) > len(anchor.span) for span in quotation.spans)
    ]


def _common(left: Span, right: Span) -> int:
    return min(left.end, right.end) - max(left.start, right.start)


def _is_second_hand(view: View, quotation: Quotation) -> bool:
    """True for words inside somebody's words with a source of their own, not the one who cites them."""
    if quotation.nested_in is None or quotation.source is None or quotation.form is Form.TURN:
        return False
    outer = view.speaker_of(quotation.nested_in)
    if quotation.speaker is None or outer is None:
        return outer is not None
    return not same_person(quotation.speaker, outer)


def _leftovers(text: str) -> list[Span]:
    """Bracketed stretches written in another script than the text."""
    whole = _script(text)
    return [
        Span(m.start(1), m.end(1))
        for m in _BRACKETED.finditer(text)
        if (script := _script(m.group(1))) and whole and script != whole and script != "latin"
    ]


def _script(text: str) -> str | None:
    counts: dict[str, int] = defaultdict(int)
    for match in _SCRIPTS.finditer(text):
        counts[match.lastgroup or "other"] += 1
    if not counts:
        return None
    best = max(sorted(counts), key=lambda name: counts[name])
    return best if counts[best] >= 0.8 * sum(counts.values()) else None


def _replacements(view: View, reading: Reading, quotation: Quotation) -> list[tuple[Anchor, Anchor]]:
    """Replaced words with the same words before and after, but for a word that only one of them has."""
    out = []
    links = [link for link in reading.links if link.op in ("same", "replace") or not _is_short(view, link)]
    for before, link, after in zip(links, links[1:], links[2:], strict=False):
        if link.op != "replace" or link.reading is None or link.reference is None:
            continue
        words = tokenize(link.reading.span.of(view.text(link.reading.doc)))
        if before.op == after.op == "same" and len(words) <= 4:
            out.append((link.reading, link.reference))
    return out


def _is_short(view: View, link: Link) -> bool:
    anchor = link.reading or link.reference
    return anchor is None or len(tokenize(anchor.span.of(view.text(anchor.doc)))) == 1


def _is_charged(view: View, anchor: Anchor) -> bool:
    return bool(marked(view.text(anchor.doc), anchor.span, "charged", view.language(anchor.doc)))
