"""What a rule or a model proposes as one attribution, before the two are made to agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from onrecord.model import Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """Content spans (one or more, in order), the cue and the source mention where seen.

    Offsets are into the text that was given. ``confidence`` is a probability in [0, 1];
    ``origin`` names the rule or model.
    """

    spans: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    confidence: float
    origin: str


class Attributor(Protocol):
    """A trained span model: finds content, cue and source in running text of one language.

    ``leads``: what it finds stands before what the rules find; else it adds to what they find.
    """

    language: str

    @property
    def leads(self) -> bool: ...

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Attributions in ``text``, in order of their first content span."""
