"""Which document of an event is nearest to the occasion itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.group.wording import Shingle, shingles
from onrecord.model import Extraction, Profile, Role
from onrecord.text.sentences import paragraphs

FULL_TURNS = 0.5
"""Share of a text that must lie in turns with a named speaker."""


def choose_primary(docs: Sequence[Extraction], profiles: Sequence[Profile]) -> tuple[str | None, str]:
    """The id of the record of the occasion among an event's documents, and why; None where there is none.

    Only a transcript, or an interview printed as questions and answers with the speakers named, can be a
    record. Of several: the one with more labelled words that page labels or an earlier date speak for.
    """
    if not docs:
        return None, "no documents"
    by_doc = {profile.doc: profile for profile in profiles}
    candidates = [x for x in docs if _is_record(x, by_doc.get(x.document.id))]
    if not candidates:
        return (
            None,
            "none of these documents is a record of the occasion itself: no transcript with named speakers",
        )
    wording = {x.document.id: shingles(x, paragraphs(x.document.text)) for x in docs}
    best = min(candidates, key=lambda x: _rank(x, by_doc.get(x.document.id), wording))
    named = round(100 * labelled_share(best))
    why = f"transcript with named speakers ({named}% of the text)"
    if len(candidates) > 1:
        why += f"; fullest of {len(candidates)} transcripts"
    elif len(docs) > 1:
        why += "; the only one among the documents of this event"
    return best.document.id, why


def labelled_share(extraction: Extraction) -> float:
    """Share of a document's characters that lie in turns whose speaker the document names."""
    total = sum(len(span) for span in paragraphs(extraction.document.text))
    labelled = sum(len(turn.span) for turn in extraction.turns if turn.labelled)
    return min(1.0, labelled / total) if total else 0.0


def _is_record(extraction: Extraction, profile: Profile | None) -> bool:
    if profile is not None and profile.role not in (Role.TRANSCRIPT, Role.INTERVIEW):
        return False
    return labelled_share(extraction) >= FULL_TURNS


def _rank(
    extraction: Extraction, profile: Profile | None, wording: Mapping[str, frozenset[Shingle]]
) -> tuple[float, float, int, str, str]:
    """Smaller is nearer to the occasion."""
    doc = extraction.document.id
    shared = sum(len(wording[doc] & other) for name, other in sorted(wording.items()) if name != doc)
    # Lengths that differ by a house style are one length: compare in steps of a tenth.
    length = round(len(wording[doc]) / max(1, max(map(len, wording.values()))), 1)
    named = len({turn.speaker for turn in extraction.turns if turn.labelled})
    published = profile.published.start.isoformat() if profile and profile.published else "9999"
    return -length, -float(bool(extraction.document.facets)), -named - min(shared, 1), published, doc
