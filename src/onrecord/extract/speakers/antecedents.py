"""Whom a pronoun means: the most salient mention before it that agrees, or nobody.

Salience (grammatical role, recency, gender) follows Lappin and Leass (1994), "An Algorithm for Pronominal
Anaphora Resolution", reduced to what can be seen without a parse.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from onrecord.extract.speakers.person import Person, Place
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Span
from onrecord.text.tokens import tokenize

_REACH = 8  # sentences a pronoun may look back
_LOOKED_AT = 200  # mentions among them, however long a sentence goes on
_AHEAD = 2  # sentences a pronoun that nobody stands before may look ahead
_CLEAR = 0.25  # by how much the best antecedent must lead
_SPOKE = 1.0  # what having spoken there adds to a mention
_CENTRE = 0.7  # what being subject of this or the last sentence adds
_AGREES = 1.3  # what known agreement adds
_UNLIKELY = 4.0  # what a name's ending weighs against a pronoun
_QUOTED = 3.0  # what standing inside words in quote marks takes away
_APART = 0.8  # what standing in an earlier paragraph takes away
_TOPIC = 2.5  # what takes away that its sentence opens with it as what it is about
_UNSURE = 0.8  # what takes away that nothing but its capitals tells that a full name is a person's


def antecedent(roster: Roster, quoted: Sequence[Span], place: int, kind: str) -> Person | None:
    """Whom the pronoun of ``kind`` at ``place`` means. ``quoted``: direct speech, sorted."""
    best = _ranked(roster, quoted, place, kind)
    ranked = sorted(best, key=lambda number: -best[number][0])
    if not ranked:
        return _ahead(roster, place, kind)
    if len(ranked) > 1 and not _leads(best[ranked[0]], best[ranked[1]]):
        return None
    return roster.people[ranked[0]]


def _ranked(roster: Roster, quoted: Sequence[Span], place: int, kind: str) -> dict[int, tuple[float, Place]]:
    """The best score of each person who agrees, and the mention it comes from."""
    sentence = roster.sentence_of(place)
    best: dict[int, tuple[float, Place]] = {}
    for mention in islice(roster.before(place), _LOOKED_AT):
        away = sentence - roster.sentence_of(mention.start)
        if away > _REACH:
            break
        person = roster.people[mention.number]
        if agrees(person, kind):
            score = _salience(mention, person, kind) - away - _inside(roster, quoted, mention, place)
            score += _CENTRE * (mention.subject and away < 2) - _UNSURE * (not person.certain)
            score -= _APART * ("\n" in roster.text[mention.end : place])
            score -= _TOPIC * (away == 0 and _is_topic(roster, mention, place))
            if mention.number not in best or score > best[mention.number][0]:
                best[mention.number] = (score, mention)
    return best


def _is_topic(roster: Roster, mention: Place, place: int) -> bool:
    """True for whom a sentence opens with and is about: "On the former director, Ada Roe, he was brief"."""
    if roster.text[mention.end : place].strip() != ",":
        return False
    opens = tokenize(roster.text, roster.sentence_start(mention.start), mention.start)[:1]
    return bool(opens) and opens[0].form in roster.knows.topics


def _leads(first: tuple[float, Place], second: tuple[float, Place]) -> bool:
    return first[0] - second[0] >= _CLEAR


def _ahead(roster: Roster, place: int, kind: str) -> Person | None:
    """Who is named right after a pronoun that nobody stands before: "I am off," he said. Roe, 40, ..."""
    sentence = roster.sentence_of(place)
    if any(agrees(roster.people[m.number], kind) for m in islice(roster.before(place), _LOOKED_AT)):
        return None
    found: dict[int, bool] = {}
    for mention in islice(roster.after(place), _LOOKED_AT):
        if roster.sentence_of(mention.start) - sentence > _AHEAD:
            break
        if agrees(roster.people[mention.number], kind):
            found.setdefault(mention.number, mention.subject)
    return roster.people[next(iter(found))] if len(found) == 1 and all(found.values()) else None


def agrees(person: Person, kind: str) -> bool:
    """True when a pronoun of ``kind`` may mean ``person``."""
    if kind == "it":
        return person.body or (not person.certain and person.spoke)
    if kind == "they":
        return person.plural
    if person.body or person.thing or person.plural or not (person.certain or person.may_be):
        return False
    return kind == "who" or person.gender in (None, kind)


def _inside(roster: Roster, quoted: Sequence[Span], mention: Place, place: int) -> float:
    """A name inside words in quote marks is hardly what the reporter's pronoun means."""
    number = bisect_right(quoted, Span(mention.start, len(roster.text))) - 1
    if number < 0:
        return 0.0
    around = quoted[number]
    return _QUOTED if mention.end <= around.end and not around.start <= place < around.end else 0.0


def _salience(mention: Place, person: Person, kind: str) -> float:
    score = _SPOKE * mention.spoke + 1.0 * mention.subject - 0.3 * mention.owner
    if kind in ("m", "f") and person.gender is None and person.likely:
        return score + (_AGREES if person.likely == kind else -_UNLIKELY)
    return score + (_AGREES if person.gender == kind else 0.0)
