"""What ``check`` says about a quote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.model import Anchor, Change


class VerdictKind(StrEnum):
    """What the record says about a quote, from the same words to none."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic only"
    TRIMMED = "trimmed"
    SPLICED = "spliced"
    ALTERED = "altered"
    PARAPHRASE = "paraphrase"
    OTHER_SPEAKER = "another speaker's"
    OTHER_OCCASION = "another occasion's"
    ABSENT = "not in this record"


_FAITHFUL = frozenset({VerdictKind.EXACT, VerdictKind.TYPOGRAPHIC})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of ``check``.

    ``places``: where the wording stands, all of them when several are equally good, and after them where a
    report that is as good a witness has it otherwise; for a quote that is not in this record, the nearest
    wording. ``speakers``: who says those words there, where it is told. ``unsupported``: only one of several
    reports on an occasion has the words, and there is no record of it.
    """

    quote: str
    by: str | None
    kind: VerdictKind
    explanation: str
    places: tuple[Anchor, ...]
    speakers: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    score: float = 1.0
    unsupported: bool = False

    @property
    def faithful(self) -> bool:
        """True when the words stand in the record as given, said by the one named."""
        return self.kind in _FAITHFUL
