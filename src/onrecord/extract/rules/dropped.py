"""Who speaks where the subject is left out: "Añadió que ...", "— Tak — dodał.", "..., précisant que ...".

Spanish, Polish and their like drop the subject of a verb where it is the one the text is about; a gerund has
that of its main clause in every language. The speaker is then whoever spoke last, if number and gender agree
and nobody else has become the subject since; else the only person the text spoke of since then, or in the
sentence before. This is the null pronoun of Centering (Grosz, Joshi & Weinstein 1995), with no parse.

The topic ``attribution`` holds ``pro_drop``, whether finite verbs drop it, and ``plural_ends``, endings of
verbs whose subject is several.
"""

from __future__ import annotations

from itertools import islice

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.speakers.gender import agreed_gender
from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Form, Quotation, Span
from onrecord.text import lexicon

_FAR = 3
"""Sentences between the last speech and a verb that goes on with its speaker."""
_MOST = 40


def drops_subject(quotation: Quotation, text: str, cues: Cues) -> bool:
    """True when the verb of ``quotation`` names nobody because its subject is understood."""
    if quotation.cue is None or quotation.source is not None or quotation.form is Form.TURN:
        return False
    found = cues.find(text, quotation.cue)
    if not found or found[-1].span.end != quotation.cue.end or "impersonal" in found[-1].kinds:
        return False
    if found[-1].kinds == {"gerunds"}:
        return True
    before = text[max(0, quotation.cue.start - 4) : quotation.cue.start].casefold()
    return cues.pro_drop and not found[-1].kinds <= {"nouns", "labels"} and not before.endswith(" se ")


def understood(
    quotation: Quotation, last: Quotation | None, roster: Roster, cues: Cues
) -> tuple[str, Person | None] | None:
    """The name of who says ``quotation``, and the person if known; ``last``: what was said before."""
    place = min(quotation.extent.start, quotation.cue.start if quotation.cue else quotation.extent.start)
    since = last.extent.end if last else 0
    if last is not None and last.cue is not None:
        since = max(since, last.cue.end, last.source.end if last.source else 0)
    here = roster.sentence_of(place)
    far = last is None or here - roster.sentence_of(since) > _FAR
    if not far and last is not None and last.source is not None and last.speaker is None:
        return None  # somebody whom the text does not name goes on
    others = _subjects(roster, _before_asked(roster, place, cues), since, here - (1 if far else _FAR))
    others = [person for person in others if _agrees(person, quotation, roster, cues)]
    speaker = None if far or last is None else last.speaker
    if speaker is None or (others and any(person.name != speaker for person in others)):
        named = list(dict.fromkeys(person.name for person in others))
        return (named[0], others[0]) if len(named) == 1 else None
    known = next((person for person in roster.people if person.name == speaker), None)
    if known is not None and not known.body and not _agrees(known, quotation, roster, cues):
        return None
    if last is not None and _number(last, roster, cues) != _number(quotation, roster, cues):
        return None
    return speaker, known


def _before_asked(roster: Roster, place: int, cues: Cues) -> int:
    """``place``, or where its sentence begins if that says what somebody is asked about."""
    begin = roster.sentence_start(place)
    return begin if nominal(cues.language).asked.match(roster.text, begin) else place


def _subjects(roster: Roster, place: int, since: int, first: int) -> list[Person]:
    """Persons who have been the subject between ``since`` and ``place``, not before sentence ``first``."""
    found: dict[int, None] = {}
    for mention in islice(roster.before(place), _MOST):
        person = roster.people[mention.number]
        if mention.start < since or roster.sentence_of(mention.start) < first:
            break
        named = not person.body and not person.name.isupper()
        if mention.subject and person.certain and named:
            found[mention.number] = None
    return [roster.people[number] for number in found]


def _agrees(person: Person, quotation: Quotation, roster: Roster, cues: Cues) -> bool:
    verb = _verb(quotation, roster.text)
    gender = agreed_gender(verb, cues.language)
    plural = _number(quotation, roster, cues)
    return not plural and (gender is None or person.gender in (None, gender))


def _number(quotation: Quotation, roster: Roster, cues: Cues) -> bool:
    """True for a verb of several."""
    verb = _verb(quotation, roster.text)
    ends = tuple(lexicon.table("attribution", cues.language).get("plural_ends", ()))
    words = [word for word in verb.casefold().split() if not cues.according.fullmatch(word)]
    return bool(ends) and any(word.endswith(ends) for word in words)


def _verb(quotation: Quotation, text: str) -> str:
    span = quotation.cue or Span(0, 0)
    return span.of(text)
