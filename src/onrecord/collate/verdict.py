"""Whether the record carries what a quotation says, after its changes are known."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Attested, Change, ChangeKind

_GRAVE = frozenset({ChangeKind.NUMBER, ChangeKind.ENTITY, ChangeKind.POLARITY})


def verdict(changes: Sequence[Change], referenced: bool) -> Attested:
    """No without a reference; partly where a number, a name or the polarity differs; else yes.

    How the words were put, shortened or joined does not take them from their speaker; another figure,
    another name or a lost negation does.
    """
    if not referenced:
        return Attested.NO
    return Attested.PARTLY if any(c.kind in _GRAVE for c in changes) else Attested.YES
