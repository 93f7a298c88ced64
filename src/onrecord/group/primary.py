"""Which document of an event is nearest to the occasion itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.group.wording import Shingle, shingles
from onrecord.model import Extraction, Profile, Role
from onrecord.text.sentences import paragraphs

_SORTS = (
    "transcript with named speakers",
    "interview in questions and answers",
    "interview whose speakers it does not name",
)

FULL_TURNS = 0.5
"""Share of a text that must lie in turns."""


def choose_primary(docs: Sequence[Extraction], profiles: Sequence[Profile]) -> tuple[str | None, str]:
    """The id of the record of the occasion among an event's documents, and why; None where there is none.

    Only a transcript, or an interview printed as questions and answers, can be a record. A record that labels
    its speakers comes before one that leaves them to be told, that before one whose speakers are unknown. Of
    several: the one with more words that page labels or an earlier date speak for.
    """
    if not docs:
        return None, "no documents"
    by_doc = {profile.doc: profile for profile in profiles}
    found = [(sort, x) for x in docs if (sort := _sort(x, by_doc.get(x.document.id))) is not None]
    if not found:
        return None, "none of these documents is a record of the occasion itself: no transcript, no interview"
    sort = min(sort for sort, _ in found)
    candidates = [x for at, x in found if at == sort]
    wording = {x.document.id: shingles(x, paragraphs(x.document.text)) for x in docs}
    best = min(candidates, key=lambda x: _rank(x, by_doc.get(x.document.id), wording))
    why = f"{_SORTS[sort]} ({round(100 * _shares(best)[sort])}% of the text)"
    if len(candidates) > 1:
        why += f"; fullest of {len(candidates)}"
    elif len(docs) > 1:
        why += "; the only one among the documents of this event"
    return best.document.id, why


def _sort(extraction: Extraction, profile: Profile | None) -> int | None:
    """Which of ``_SORTS`` a document is; None for what is no record."""
    if profile is not None and profile.role not in (Role.TRANSCRIPT, Role.INTERVIEW):
        return None
    return next((n for n, share in enumerate(_shares(extraction)) if share >= FULL_TURNS), None)


def _shares(extraction: Extraction) -> tuple[float, ...]:
    """Shares of a document's characters in turns with a label, with a known speaker, and in any turn."""
    total = sum(len(span) for span in paragraphs(extraction.document.text))
    turns = extraction.turns
    chosen = ([t for t in turns if t.labelled], [t for t in turns if t.speaker], turns)
    return tuple(min(1.0, sum(len(t.span) for t in some) / max(total, 1)) for some in chosen)


def _rank(
    extraction: Extraction, profile: Profile | None, wording: Mapping[str, frozenset[Shingle]]
) -> tuple[float, float, int, str, str]:
    """Smaller is nearer to the occasion."""
    doc = extraction.document.id
    shared = sum(len(wording[doc] & other) for name, other in sorted(wording.items()) if name != doc)
    # Lengths that differ by a house style are one length: compare in steps of a tenth.
    length = round(len(wording[doc]) / max(1, max(map(len, wording.values()))), 1)
    named = len({turn.speaker for turn in extraction.turns if turn.speaker})
    published = profile.published.start.isoformat() if profile and profile.published else "9999"
    return -length, -float(bool(extraction.document.facets)), -named - min(shared, 1), published, doc
