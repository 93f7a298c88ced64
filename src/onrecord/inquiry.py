"""Quotes against a record: in which of its stories to look, and many quotes at once.

A small record is looked through whole. In a large one full-text search chooses the stories: those that hold
the words as they stand, then those with the most similar quotations; what shares no wording with a quote,
such as its translation, is found in a small record only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from onrecord.check import Verdict, check
from onrecord.errors import UsageError
from onrecord.export.tables import Row
from onrecord.model import Extraction, Story
from onrecord.store import Record

SMALL = 60
"""Documents up to which a record is looked through whole."""
_STORIES, _HITS = 6, 30
_COLUMNS = ("quote", "speaker", "date")

StoryOf = Callable[[str], Story]
"""Where to look for a quote."""


def looking_in(record: Record) -> StoryOf:
    """The stories of ``record`` in which a quote may stand, as one story."""
    if record.totals()["documents"] <= SMALL:
        whole = record.whole()
        return lambda _quote: whole
    return lambda quote: _joined([record.story(event) for event in _likely(record, quote)])


def _likely(record: Record, quote: str) -> list[str]:
    docs = chain(
        (place.doc for _, place in record.search_texts(quote, limit=_HITS)),
        (hit.doc for hit in record.search_near(quote, limit=_HITS)),
    )
    events = dict.fromkeys(event for doc in docs if (event := record.event_of(doc)))
    return list(events)[:_STORIES] or [row.id for row in record.events(limit=1).rows]


def _joined(stories: Iterable[Story]) -> Story:
    """Several events as one story; a document that two of them look at is in it once."""
    found = tuple(stories)
    extractions: dict[str, Extraction] = {x.document.id: x for story in found for x in story.extractions}
    return Story(
        tuple(extractions.values()),
        profiles=tuple(dict.fromkeys(p for story in found for p in story.profiles)),
        events=tuple(event for story in found for event in story.events),
        statements=tuple(s for story in found for s in story.statements),
    )


def check_claims(
    claims: Iterable[Mapping[str, str]], story_of: StoryOf, embedding: str | None = None
) -> Iterator[Row]:
    """Each claim (``quote``, and where known ``speaker`` and ``date``) with columns for the verdict on it.

    A claim that cannot be checked says why in the column ``verdict_note``. Raises UsageError where there is
    no column ``quote``.
    """
    for claim in claims:
        if "quote" not in claim:
            raise UsageError(
                f"no column quote; there are: {', '.join(claim)}. Known columns: {', '.join(_COLUMNS)}"
            )
        yield {**claim, **_judged(claim, story_of, embedding)}


def _judged(claim: Mapping[str, str], story_of: StoryOf, embedding: str | None) -> Row:
    quote = claim["quote"]
    try:
        day = date.fromisoformat(claim["date"].strip()) if claim.get("date", "").strip() else None
        story = story_of(quote)
        verdict = check(quote, claim.get("speaker", "").strip() or None, story, on=day, embedding=embedding)
    except (UsageError, ValueError) as error:
        return _columns(None, None, str(error))
    return _columns(verdict, story, verdict.explanation)


def _columns(verdict: Verdict | None, story: Story | None, note: str) -> Row:
    place = verdict.places[0] if verdict and verdict.places else None
    return {
        "verdict": verdict.kind.value if verdict else None,
        "verdict_note": note,
        "document": place.doc if place else None,
        "start": place.span.start if place else None,
        "end": place.span.end if place else None,
        "words": story.text(place) if place and story else None,
        "places": len(verdict.places) if verdict else 0,
        "said_by": "; ".join(verdict.speakers) if verdict else None,
        "changes": "; ".join(dict.fromkeys(c.kind.value for c in verdict.changes)) if verdict else None,
        "score": round(verdict.score, 4) if verdict else None,
    }
