"""Who holds the office that a phrase without a name speaks of: "the Elbonian leader", "the minister".

A country no list holds is told by its word: "Elbonian" and "Elbonia" begin alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, takewhile

from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.persons import nations_of
from onrecord.extract.speakers.roster import SHARED, Roster
from onrecord.model import Span
from onrecord.text.names import stem
from onrecord.text.tokens import tokenize

_NEAR = 3  # sentences in which the one of several holders who is spoken of must be named
_LOOKED_AT = 200  # mentions among them, however long a sentence goes on
_ALIKE = 0.75


def holder(roster: Roster, phrase: Span) -> Person | None:
    """The one person of the document whom a phrase with an office can mean; None where several can."""
    tokens = tokenize(roster.text, phrase.start, phrase.end)
    words = [token.form for token in tokens]
    first = tokens[0].span.start if tokens else 0
    capitals = frozenset(
        token.form
        for token in tokens
        if token.text[0].isupper() and token.span.start > first and roster.knows.is_origin(token.text)
    )
    fits = _of_country(roster, words, _in_office(roster, words, capitals, phrase.start), capitals)
    fits = _of_rank(roster, words, fits, phrase.start)
    if len(fits) < 2:
        return fits[0] if fits else None
    said = set(map(stem, words))
    shared = [len(said.intersection(map(stem, p.titles))) for p in fits]
    closer = [p for p, count in zip(fits, shared, strict=True) if count == max(shared)]
    return closer[0] if len(closer) == 1 else _spoken_of(roster, closer, phrase.start)


def _in_office(roster: Roster, words: Sequence[str], capitals: frozenset[str], place: int) -> list[Person]:
    knows = roster.knows
    role = knows.role_titles(words)
    if role is not None and (named := roster.holders(lambda title: title in role, place)):
        return named
    offices = [word for word in _head(roster, words) if knows.is_title(word)]
    if not offices:
        return []
    country = bool(nations_of(words, knows)) or any(
        word in knows.states or word in capitals or _is_origin(word, roster) for word in words
    )
    body = any(word in knows.bodies and word not in knows.states for word in words)
    of_country = country and not body
    return roster.holders(lambda title: knows.same_office(offices[-1], (title,), of_country), place)


def _is_origin(word: str, roster: Roster) -> bool:
    return any(_alike(word, origin) for origin in roster.origins_like(word))


def _head(roster: Roster, words: Sequence[str]) -> Sequence[str]:
    """The phrase up to what its office is of: of "the wife of the president" the wife."""
    of = roster.knows.links.get("of", frozenset())
    return words[: next((i for i, word in enumerate(words) if i and word in of), len(words))]


def _of_rank(roster: Roster, words: Sequence[str], people: list[Person], place: int) -> list[Person]:
    """Those whose office is of the same field and rank; all where nothing tells them apart.

    "The minister" is no junior one of whom only later parts of the text know.
    """
    if roster.knows.role_titles(words) is not None:
        return people
    fields = {word for word in words if roster.knows.is_field(word) and word not in roster.knows.states}
    ranks = {word for word in fields if word in roster.knows.ranks}
    if ranks:
        people = [p for p in people if ranks & (p.fields | p.titles)]
    else:
        people = [p for p in people if not any(f in roster.knows.past_ranks for f in p.fields)]
        people = [
            p for p in people if _is_known(p, place) or not any(f in roster.knows.ranks for f in p.fields)
        ]
        if len(people) > 1:
            people = [p for p in people if not any(f in roster.knows.ranks for f in p.fields)] or people
    if fields - ranks:
        sharing = [p for p in people if fields & (p.fields | p.titles)]
        return sharing or [p for p in people if not p.fields]
    return people


def _is_known(person: Person, place: int) -> bool:
    return any(span.start < place for span in person.places)


def _of_country(
    roster: Roster, words: Sequence[str], people: list[Person], capitals: frozenset[str]
) -> list[Person]:
    """Those of the country a phrase names; all where it names none."""
    nations = nations_of(words, roster.knows)
    origins = [word for word in words if roster.knows.may_be_origin(word) and not roster.knows.nation(word)]
    if not nations and not capitals and not any(_is_origin(word, roster) for word in origins):
        return people
    ours = [
        p
        for p in people
        if nations & p.nations
        or any(_alike(w, origin) for w in (*origins, *capitals) for origin in p.origins)
    ]
    return ours or [p for p in people if not p.nations and not p.origins]


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    return common >= max(SHARED, _ALIKE * min(len(a), len(b)))


def _spoken_of(roster: Roster, people: Sequence[Person], place: int) -> Person | None:
    """The only one of ``people`` named in the sentences right before."""
    numbers = {person.number: person for person in people}
    sentence = roster.sentence_of(place)
    found: dict[int, None] = {}
    for mention in islice(roster.before(place), _LOOKED_AT):
        if sentence - roster.sentence_of(mention.start) > _NEAR:
            break
        if mention.number in numbers:
            found[mention.number] = None
            if len(found) > 1:
                return None
    return numbers[next(iter(found))] if len(found) == 1 else None
