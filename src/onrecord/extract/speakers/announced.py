"""Whose words stand without a source: where a report lists somebody's remarks, or is plainly one's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.layout.labels import UNNAMED
from onrecord.extract.speakers.antecedents import agrees, antecedent
from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Block, BlockKind, Document, Form, Quotation, Span
from onrecord.text.tokens import fold, tokenize

_DOMINANT_SHARE = 0.8
_DOMINANT_LEAST = 3
_INFERRED = 0.75  # how sure an attribution without a source of its own can be


def dominated(
    document: Document, blocks: Sequence[Block], roster: Roster, quotations: tuple[Quotation, ...]
) -> tuple[Quotation, ...]:
    """Gives quotations without a source to the one whose remarks the report is, where it plainly is one's."""
    announced = _announced(document, blocks, roster)
    main = _main_speaker(quotations)
    out = []
    for quotation in quotations:
        name = quotation.speaker
        quoted = quotation.form in (Form.DIRECT, Form.MIXED) and quotation.source is None
        free = quotation.nested_in is None and quotation.form is not Form.TURN
        if free and (name is None or (quoted and name == UNNAMED and announced)):
            person = next((who for start, who in announced if start <= quotation.extent.start), None)
            if quotation.source is None:
                name = person.name if person else name or main
            elif person is not None and _may_mean(roster, quotation.source, person):
                name = person.name
        if name != quotation.speaker:
            sure = quotation.confidence * _INFERRED
            quotation = replace(quotation, speaker=name, confidence=sure)
        out.append(quotation)
    return tuple(out)


def _may_mean(roster: Roster, source: Span, person: Person) -> bool:
    """True when a source is a pronoun that agrees with ``person``."""
    kind = roster.knows.pronoun(fold(source.of(roster.text)))
    return kind in ("m", "f") and agrees(person, kind) and person.likely in (None, kind, person.gender)


def _announced(document: Document, blocks: Sequence[Block], roster: Roster) -> list[tuple[int, Person]]:
    """Where a line announces somebody's remarks, last first: offset after it, and whose."""
    found = []
    for block in blocks:
        words = fold(block.span.of(document.text))
        if block.kind is not BlockKind.BODY or len(words) > 200:
            continue
        if not any(phrase in words for phrase in roster.knows.announce):
            continue
        here = {p.number for p in roster.places if block.span.start <= p.start < block.span.end}
        persons = [roster.people[number] for number in sorted(here) if not roster.people[number].body]
        persons = persons or _by_pronoun(document.text, block.span, roster)
        if len(persons) == 1:
            found.append((block.span.end, persons[0]))
    return found[::-1]


def _by_pronoun(text: str, line: Span, roster: Roster) -> list[Person]:
    """Whom "her main remarks" means: the one "she" would mean there."""
    found = []
    for word in tokenize(text, line.start, line.end):
        kind = roster.knows.pronoun(word.form)
        person = antecedent(roster, (), word.span.start, kind) if kind in ("m", "f") else None
        found += [person] if person is not None else []
    return found[:1]


def _main_speaker(quotations: Sequence[Quotation]) -> str | None:
    attributed = [
        q for q in quotations if q.source is not None and q.nested_in is None and q.form is not Form.TURN
    ]
    counts = Counter(q.speaker for q in attributed if q.speaker and q.speaker != UNNAMED)
    if not counts:
        return None
    name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    known = [q for q in attributed if q.speaker != UNNAMED]  # those who stay unresolved count as others
    enough = count >= _DOMINANT_LEAST and count >= _DOMINANT_SHARE * len(known)
    return name if enough else None
