"""Collation of one quotation with its references: verdict, changes, word alignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.collate.across import changes_across
from onrecord.collate.case import Case, Side, closeness
from onrecord.collate.conditions import condition_changes
from onrecord.collate.context import Collation, Context
from onrecord.collate.diff import Alignment, align, links
from onrecord.collate.entities import entity_changes
from onrecord.collate.figures import number_changes
from onrecord.collate.halves import half_changes
from onrecord.collate.idioms import literal_expressions
from onrecord.collate.insertions import insertion_changes
from onrecord.collate.lexis import lexis
from onrecord.collate.mistranslation import mistranslations
from onrecord.collate.narrowed import narrowed_changes
from onrecord.collate.normal import Word, words
from onrecord.collate.opposites import opposite_changes
from onrecord.collate.othernames import other_names
from onrecord.collate.polarity import polarity_changes
from onrecord.collate.provenance import provenance_changes
from onrecord.collate.supposed import supposed_changes
from onrecord.collate.verdict import verdict
from onrecord.collate.wording import wording_changes
from onrecord.model import Anchor, Attested, Change, ChangeKind, Form, Quotation, Span

_ORDER = tuple(ChangeKind)
_MARKED = re.compile(r"[\"“”„«‟][^\"“”„«»‟\n]{1,2000}[\"“”»]|[「『][^」』\n]{1,2000}[」』]")


def collate(
    quotation: Quotation,
    text: str,
    language: str,
    references: Sequence[Anchor],
    reference_texts: Mapping[str, str],
    reference_languages: Mapping[str, str],
    context: Context | None = None,
) -> Collation:
    """What ``quotation`` of ``text`` does to ``references``.

    ``reference_texts`` and ``reference_languages`` are keyed by document id. Anchors are half-open code
    point offsets into the unchanged texts. Words are compared only with references of the same language;
    where there is none, figures and negations alone are. Raises KeyError for a reference whose document
    has no text.
    """
    if not references:
        return _unattested(quotation)
    own = tuple(a for a in references if reference_languages.get(a.doc, language) == language)
    used = own or tuple(references)
    case = _case(quotation, text, language, used, reference_texts, reference_languages, context or Context())
    found = list(_within(case) if own else _across(case))
    ordered = tuple(sorted(found, key=lambda c: _ORDER.index(c.kind)))
    return Collation(verdict(ordered, True, case.distorting), ordered, links(case.alignment) if own else ())


def _unattested(quotation: Quotation) -> Collation:
    places = tuple(Anchor(quotation.doc, span) for span in quotation.spans)
    note = "No wording in this record carries these words."
    return Collation(Attested.NO, (Change(ChangeKind.ADDED, note, places),), ())


def _case(
    quotation: Quotation,
    text: str,
    language: str,
    references: tuple[Anchor, ...],
    reference_texts: Mapping[str, str],
    reference_languages: Mapping[str, str],
    context: Context,
) -> Case:
    strict = strict_spans(quotation, text)
    left = _words(
        [Anchor(quotation.doc, s) for s in quotation.spans], {quotation.doc: text}, language, strict
    )
    other = reference_languages.get(references[0].doc, language)
    in_order = _as_read(references, left, reference_texts, other) if other == language else references
    right = _words(in_order, reference_texts, other, ())
    same = other == language
    alignment = align(left, right, lexis(language)) if same else Alignment(left, right, (), ())
    reading = Side(left, {quotation.doc: text}, lexis(language))
    reference = Side(right, {a.doc: reference_texts[a.doc] for a in references}, lexis(other))
    return Case(quotation, reading, reference, references, alignment, context, closeness(alignment))


def _as_read(
    references: tuple[Anchor, ...], reading: tuple[Word, ...], texts: Mapping[str, str], language: str
) -> tuple[Anchor, ...]:
    """The references in the order in which the reading takes them up; joining is told apart from wording."""
    if len(references) < 2:
        return references
    places = []
    for anchor in references:
        pairs = align(reading, words(texts[anchor.doc], anchor, language), lexis(language)).pairs
        taken = sorted(p.reading for p in pairs if reading[p.reading].content)
        places.append(taken[len(taken) // 2] if taken else len(reading))
    return tuple(references[n] for n in sorted(range(len(references)), key=lambda n: (places[n], n)))


def _words(
    stretches: Sequence[Anchor], texts: Mapping[str, str], language: str, strict: Sequence[Span]
) -> tuple[Word, ...]:
    """The words of all stretches, with clauses and sentences counted through."""
    out: list[Word] = []
    for anchor in stretches:
        clause, sentence = (out[-1].clause + 1, out[-1].sentence + 1) if out else (0, 0)
        found = words(texts[anchor.doc], anchor, language, strict)
        out += [replace(w, clause=w.clause + clause, sentence=w.sentence + sentence) for w in found]
    return tuple(out)


def strict_spans(quotation: Quotation, text: str) -> tuple[Span, ...]:
    """Where the quotation promises a verbatim wording."""
    if quotation.form in (Form.DIRECT, Form.TURN):
        return quotation.spans
    if quotation.form is not Form.MIXED:
        return ()
    found = [m for s in quotation.spans for m in _MARKED.finditer(text, s.start, s.end)]
    return tuple(Span(m.start(), m.end()) for m in found)


def _within(case: Case) -> Iterator[Change]:
    """The graver changes first: each word is spoken for once, by the gravest change it is part of."""
    yield from insertion_changes(case)
    yield from mistranslations(case)
    yield from number_changes(case)
    yield from entity_changes(case)
    yield from condition_changes(case)
    yield from supposed_changes(case)
    yield from narrowed_changes(case)
    yield from polarity_changes(case)
    yield from opposite_changes(case)
    yield from wording_changes(case)
    yield from half_changes(case)
    yield from provenance_changes(case)


def _across(case: Case) -> Iterator[Change]:
    yield from insertion_changes(case)
    yield from literal_expressions(case)
    yield from changes_across(case)
    yield from other_names(case)
    yield from supposed_changes(case)
    yield from narrowed_changes(case)
    yield from opposite_changes(case)
    yield from half_changes(case)
    yield from provenance_changes(case)
