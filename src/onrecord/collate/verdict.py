"""Whether the record carries what a quotation says, after its changes are known."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Attested, Change, ChangeKind

_GRAVE = frozenset({ChangeKind.NUMBER, ChangeKind.ENTITY, ChangeKind.POLARITY})


def verdict(changes: Sequence[Change], referenced: bool, distorting: Sequence[Change] = ()) -> Attested:
    """No without a reference; partly where something else is said; else yes.

    Something else is said where a number, a name or the polarity differs, and where a change is among the
    ``distorting`` ones: another speaker, a gap inside quote marks that nothing shows, a time put in. How the
    words were put, shortened or joined does not take them from their speaker.
    """
    if not referenced:
        return Attested.NO
    grave = any(c.kind in _GRAVE or c in distorting for c in changes)
    return Attested.PARTLY if grave else Attested.YES
