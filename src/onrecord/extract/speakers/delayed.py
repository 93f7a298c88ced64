"""Somebody described first and named after: "The engineer who ... said. ... 'I signed,' Ada Roe said."

Reports lead with what somebody is and give the name with the next words of theirs (delayed identification).
The description is taken for the first person whom the text names after it, if that one is its next speaker
and nothing speaks against it: nobody named between, no other gender, no other office before the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.layout.labels import UNNAMED
from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Form, Quotation, Span
from onrecord.text.tokens import fold, tokenize

_LEAD = 3  # quotations among which the lead's stand
_SURE = 0.8
_REACH = 1200  # characters between the description and the name
_BEFORE = 30
_NOT_OFFICE = re.compile(r"[.,;:!?“”«»\"\n]")


def identified(roster: Roster, quotations: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """``quotations`` with those of the lead whose description a later name explains."""
    told: dict[str, str] = {}
    free = [q for q in quotations if q.nested_in is None and q.form is not Form.TURN]
    for number, quotation in enumerate(free[:_LEAD]):
        if quotation.speaker not in (None, UNNAMED) or quotation.source is None:
            continue
        person = _named_next(roster, quotation.source, free[number + 1 :])
        if person is not None:
            told[quotation.id] = person.name
    return tuple(
        replace(q, speaker=told[q.id], role=None, confidence=round(q.confidence * _SURE, 3))
        if q.id in told
        else q
        for q in quotations
    )


def _named_next(roster: Roster, source: Span, later: Sequence[Quotation]) -> Person | None:
    words = [token.form for token in tokenize(roster.text, source.start, source.end)]
    head = _described(roster, words)
    if not head:
        return None
    first = next((p for p in roster.after(source.end) if _may_be(roster.people[p.number])), None)
    if first is None or first.start - source.end > _REACH:
        return None
    person = roster.people[first.number]
    if not person.places:
        return None
    known = any(place.number == person.number for place in roster.before(source.start))
    gender = roster.knows.title_gender(head)
    speaker = next((q.speaker for q in later if q.source and q.speaker not in (None, UNNAMED)), None)
    if any(word in roster.knows.ranks and word not in words for word in person.fields):
        return None  # "the minister" is no junior minister
    fits = speaker == person.name and not known and (not gender or person.gender in (None, gender))
    return person if fits and not _in_other_office(roster, person.places[0], head) else None


def _may_be(person: Person) -> bool:
    return not person.body and person.role is None and not person.thing


def _described(roster: Roster, words: Sequence[str]) -> list[str]:
    """The titles of a definite description of one person, up to its first preposition or clause."""
    links = roster.knows.links
    if len(words) < 2 or words[0] not in links.get("definite", ()):
        return []
    of = next((i for i, word in enumerate(words) if i and word in links.get("of", ())), len(words))
    head = [word for word in words[1:of] if roster.knows.is_title(word)]
    return (
        []
        if roster.knows.is_plural(words[1:2] if roster.knows.adjectives_follow else words[of - 1 : of])
        else head
    )


def _in_other_office(roster: Roster, name: Span, head: Sequence[str]) -> bool:
    """True where a title that the description does not have stands right before the name."""
    lead = _NOT_OFFICE.split(roster.text[max(0, name.start - _BEFORE) : name.start])[-1]
    titles = [word for word in map(fold, lead.split()) if roster.knows.is_title(word)]
    offices = [word for word in titles if word.rstrip(".") not in roster.knows.honorifics]
    return bool(offices) and not any(word in head for word in offices)
