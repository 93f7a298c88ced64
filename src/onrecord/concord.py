"""Reports that have one wording against another: witnesses are counted, copies are not.

Where there is no record of an occasion, several reports that agree bear each other out. A report that took
from another one, or from the same source, is no witness beside it (the elimination of copied witnesses of
textual criticism: Maas 1927, "Textkritik").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onrecord.model import Derivation, Reading, Story
from onrecord.text.tokens import word_forms

_LEAST = 3
"""Words from which a wording that two reports share is one."""


def independent(docs: Iterable[str], derivations: Sequence[Derivation]) -> list[str]:
    """``docs`` in order, without those that took from one before them, or from a source they share."""
    origins = {doc: {doc} for doc in docs}
    for found in derivations:
        if found.doc in origins:
            sources = (found.source, found.missing, found.source_name)
            origins[found.doc].update(name for name in sources if name)
    out: list[str] = []
    seen: set[str] = set()
    for doc, names in origins.items():
        if not names & seen:
            out.append(doc)
        seen |= names
    return out


def concordant(readings: Mapping[str, Reading], story: Story) -> list[str]:
    """The documents, none taken from another, that have one wording for a quote: of several sets the largest.

    ``readings``: by document, what it has for the quote. Two have one wording where that of the one holds the
    other's.
    """
    words = {
        doc: [form for place in reading.references for form in word_forms(story.text(place))]
        for doc, reading in readings.items()
    }
    sets = [
        independent(
            (doc, *(o for o in words if o != doc and _agree(words[doc], words[o]))), story.derivations
        )
        for doc in words
    ]
    return max(sets, key=len, default=[])


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    short, long = sorted((one, other), key=len)
    starts = range(len(long) - len(short) + 1)
    return len(short) >= _LEAST and any(long[at : at + len(short)] == short for at in starts)
