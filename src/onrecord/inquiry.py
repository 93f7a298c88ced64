"""Quotes against a record: in which of its stories to look, and many quotes at once.

A small record is looked through whole. In a large one the quotations that share most of a quote's rarer
trigrams are found, and texts that hold the words as they stand; the places most like the quote are compared
with it, each with the line around it. What shares no wording with a quote, such as its translation, is found
in a small record only, and an answer from a large one says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onrecord.check import check
from onrecord.errors import UsageError
from onrecord.export.tables import Row
from onrecord.model import Anchor, Change, Event, Speaker, Story
from onrecord.store import Record
from onrecord.store.excerpt import Excerpt
from onrecord.store.search import Like
from onrecord.verdict import Verdict, VerdictKind

SMALL = 60
"""Documents up to which a record is looked through whole."""
_NEAREST, _BEHIND = 4, 0.1
"""Places most like the quote that are compared with it, and how far they may be behind the best; where the
best is not much like it, all of them ..."""
_ALIKE, _ALL = 0.9, 30
"""... and where it stands nearly as it is, as many as there are, up to so many."""
_COLUMNS = ("quote", "speaker", "date")


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and a story with the documents that its places are in."""

    verdict: Verdict
    story: Story


Ask = Callable[[str, str | None, date | None], Answer]
"""A quote, who is said to have said it, and the day; either may be None. Raises as :func:`check` does."""


def asking(record: Record, embedding: str | None = None) -> Ask:
    """What answers from ``record``."""
    if record.is_larger(SMALL):
        return lambda quote, by, on: _in_large(record, quote, by, on)
    return asking_story(record.whole(), embedding)


def asking_story(story: Story, embedding: str | None = None) -> Ask:
    """What answers from a whole story."""
    return lambda quote, by, on: Answer(check(quote, by, story, on=on, embedding=embedding), story)


def _in_large(record: Record, quote: str, by: str | None, on: date | None) -> Answer:
    places = _places(record, quote)
    found = {x.extraction.document.id: x for x in map(record.excerpt, places)}
    if not found:
        verdict = Verdict(quote, by, VerdictKind.ABSENT, _by_words(0), (), (), score=0.0)
        return Answer(verdict, Story(()))
    story = Story(
        tuple(x.extraction for x in found.values()),
        speakers=tuple(Speaker(*row) for row in record.speakers_like(by)) if by else (),
        events=_days(record, found) if on else (),
    )
    verdict = check(quote, by, story, on=on, embedding="none")
    if verdict.kind is VerdictKind.ABSENT:
        verdict = replace(verdict, explanation=f"{verdict.explanation} {_by_words(len(found))}")
    verdict = _there(verdict, found)
    docs = dict.fromkeys(place.doc for place in verdict.places)
    return Answer(verdict, Story(tuple(map(record.extraction, docs))))


def _by_words(places: int) -> str:
    return f"In a record of this size words choose where to look; {places} places were compared."


def _places(record: Record, quote: str) -> list[Anchor]:
    """Where to look, the places most like ``quote`` first; those in one line once."""
    alike = record.search_like(quote)
    near = [x.place for n, x in enumerate(alike) if x.score >= _ALIKE or (n < _NEAREST and _may_be(x, alike))]
    standing = [place for _, place in record.search_texts(quote, limit=_ALL)]
    out: list[Anchor] = []
    for place in (*near, *standing):
        if not any(place.doc == known.doc and place.span.overlaps(known.span) for known in out):
            out.append(place)
    return out[:_ALL]


def _may_be(one: Like, alike: Sequence[Like]) -> bool:
    best = alike[0].score
    return best < _ALIKE or one.score >= best - _BEHIND


def _days(record: Record, found: Mapping[str, Excerpt]) -> tuple[Event, ...]:
    """For each excerpt the occasion of its document, with nothing but its day."""
    dates = ((id_, record.day_of(x.doc)) for id_, x in found.items())
    return tuple(Event(id_, (id_,), "", date=day) for id_, day in dates)


def _there(verdict: Verdict, found: Mapping[str, Excerpt]) -> Verdict:
    """``verdict`` with its places in the whole documents."""

    def moved(places: Sequence[Anchor]) -> tuple[Anchor, ...]:
        return tuple(found[place.doc].there(place) if place.doc in found else place for place in places)

    def changed(change: Change) -> Change:
        return replace(change, reference=moved(change.reference))

    return replace(
        verdict, places=moved(verdict.places), changes=tuple(changed(change) for change in verdict.changes)
    )


def check_claims(claims: Iterable[Mapping[str, str]], ask: Ask) -> Iterator[Row]:
    """Each claim (``quote``, and where known ``speaker`` and ``date``) with columns for the verdict on it.

    A claim that cannot be checked says why in the column ``verdict_note``. Raises UsageError where there is
    no column ``quote``.
    """
    for claim in claims:
        if "quote" not in claim:
            raise UsageError(
                f"no column quote; there are: {', '.join(claim)}. Known columns: {', '.join(_COLUMNS)}"
            )
        yield {**claim, **_judged(claim, ask)}


def _judged(claim: Mapping[str, str], ask: Ask) -> Row:
    try:
        day = date.fromisoformat(claim["date"].strip()) if claim.get("date", "").strip() else None
        answer = ask(claim["quote"], claim.get("speaker", "").strip() or None, day)
    except (UsageError, ValueError) as error:
        return _columns(None, str(error))
    return _columns(answer, answer.verdict.explanation)


def _columns(answer: Answer | None, note: str) -> Row:
    verdict = answer.verdict if answer else None
    place = verdict.places[0] if verdict and verdict.places else None
    return {
        "verdict": verdict.kind.value if verdict else None,
        "verdict_note": note,
        "document": place.doc if place else None,
        "start": place.span.start if place else None,
        "end": place.span.end if place else None,
        "words": answer.story.text(place) if place and answer else None,
        "places": len(verdict.places) if verdict else 0,
        "said_by": "; ".join(verdict.speakers) if verdict else None,
        "changes": "; ".join(dict.fromkeys(c.kind.value for c in verdict.changes)) if verdict else None,
        "score": round(verdict.score, 4) if verdict else None,
    }
