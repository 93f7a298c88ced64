"""What a careful editor should be told: one function per kind of finding, composed here, gravest first.

A finding says what stands where, never who is right: "not in this record", never "false".
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.find.altered import mistranslated, nested, sanitised, stitched
from onrecord.find.cuts import truncated
from onrecord.find.dating import mismatches, other_events
from onrecord.find.headlines import headlines
from onrecord.find.numbers import conflicts
from onrecord.find.sourcing import declared, unbalanced, unspoken
from onrecord.find.view import View, view
from onrecord.model import Finding, Story

FINDERS: tuple[Callable[[View], list[Finding]], ...] = (
    conflicts,
    headlines,
    truncated,
    stitched,
    nested,
    mistranslated,
    sanitised,
    unspoken,
    mismatches,
    other_events,
    declared,
    unbalanced,
)


def findings(story: Story) -> tuple[Finding, ...]:
    """Every finding of a story, gravest first, then by kind in the order of :data:`FINDERS`, then by place.

    Reads everything of ``story`` but its findings; statements, derivations and omissions may be missing.
    """
    case = view(story)
    found = [finding for finder in FINDERS for finding in finder(case) if finding.evidence]
    unique = {(f.doc, f.type, f.evidence): f for f in found}
    return tuple(sorted(unique.values(), key=lambda f: -f.severity))
