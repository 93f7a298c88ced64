"""Which document of an event is nearest to the occasion itself.

The topic ``group`` of the language data holds ``bodies``: what public bodies that publish their own records
are called ("government", "ministry", "parliament").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from onrecord.group.bags import Keys
from onrecord.group.wording import wording
from onrecord.model import Extraction, Profile, Role
from onrecord.text import lexicon
from onrecord.text.addresses import host_of
from onrecord.text.sentences import paragraphs

_SORTS = (
    "transcript with named speakers",
    "interview in questions and answers",
    "interview whose speakers it does not name",
)

FULL_TURNS = 0.5
"""Share of a text that must lie in turns."""
EQUAL_WORDING = 0.6
"""Share of the longer record's runs of words from which another is as complete."""
_OFFICIAL_HOSTS = frozenset(("gov", "gouv", "gob", "gub", "govt", "mil", "int", "europa", "parliament"))
"""Last or last but one part of a host name that only public bodies get."""


def choose_primary(docs: Sequence[Extraction], profiles: Sequence[Profile]) -> tuple[str | None, str]:
    """The id of the record of the occasion among an event's documents, and why; None where there is none.

    Only a transcript, or an interview printed as questions and answers, can be a record. A record that labels
    its speakers comes before one that leaves them to be told, that before one whose speakers are unknown. Of
    several: the one with more words; then one that labels itself, an official host's, one that names more
    speakers, the earliest.
    """
    if not docs:
        return None, "no documents"
    by_doc = {profile.doc: profile for profile in profiles}
    sort, candidates = _candidates(docs, by_doc)
    if not candidates:
        return None, "none of these documents is a record of the occasion itself: no transcript, no interview"
    words = {x.document.id: _wording(x) for x in docs}
    best = min(candidates, key=lambda x: _rank(x, by_doc.get(x.document.id), words))
    why = f"{_SORTS[sort]} ({round(100 * _shares(best)[sort])}% of the text)"
    if _is_official(best):
        why += "; from an official host"
    if len(candidates) > 1:
        why += f"; fullest of {len(candidates)}"
    elif len(docs) > 1:
        why += "; the only one among the documents of this event"
    return best.document.id, why


def other_records(
    docs: Sequence[Extraction], profiles: Sequence[Profile], primary: str | None
) -> tuple[str, ...]:
    """Records of the same sort as ``primary`` that give its words as completely, in another house style."""
    by_doc = {profile.doc: profile for profile in profiles}
    _, candidates = _candidates(docs, by_doc)
    words = {x.document.id: _wording(x) for x in candidates}
    best = words.get(primary or "")
    if best is None:
        return ()
    return tuple(
        doc
        for doc, own in sorted(words.items())
        if doc != primary and _in_common(own, best) >= EQUAL_WORDING * max(len(own), len(best), 1)
    )


def _candidates(docs: Sequence[Extraction], profiles: Mapping[str, Profile]) -> tuple[int, list[Extraction]]:
    """Documents of the best sort there is, and which sort that is."""
    found = [(sort, x) for x in docs if (sort := _sort(x, profiles.get(x.document.id))) is not None]
    best = min((sort for sort, _ in found), default=len(_SORTS))
    return best, [x for sort, x in found if sort == best]


def _in_common(one: Keys, other: Keys) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def _wording(extraction: Extraction) -> Keys:
    return wording(extraction, paragraphs(extraction.document.text))


def _is_official(extraction: Extraction) -> bool:
    """True where the page's address or the name of its outlet is that of a public body."""
    document = extraction.document
    host = host_of(document.url).split(".")
    if _OFFICIAL_HOSTS.intersection(host[-2:]):
        return True
    named = " ".join((document.outlet or "").casefold().split())
    return any(
        re.search(rf"(?<!\w){re.escape(body)}(?!\w)", named) for body in lexicon.words("group", "bodies")
    )


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
    extraction: Extraction, profile: Profile | None, words: Mapping[str, Keys]
) -> tuple[float, float, bool, int, str, str]:
    """Smaller is nearer to the occasion."""
    doc = extraction.document.id
    common = any(_in_common(words[doc], other) for name, other in words.items() if name != doc)
    # Lengths that differ by a house style are one length: compare in steps of a tenth.
    length = round(len(words[doc]) / max(1, max(map(len, words.values()))), 1)
    named = len({turn.speaker for turn in extraction.turns if turn.speaker})
    published = profile.published.start.isoformat() if profile and profile.published else "9999"
    labelled = -float(bool(extraction.document.facets))
    return -length, labelled, not _is_official(extraction), -named - common, published, doc
