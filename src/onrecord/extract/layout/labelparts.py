"""What a label is made of: the name or office it leads with, and what is added to it.

Parliaments, news channels and transcription services add a party or paper in brackets ("Ada Roe (Harbour
Party)"), an office after a comma or a dash ("Ada Roe, minister of ports", "Ada Roe -- Chief Executive
Officer"), or put the office first and its holder in brackets ("The Minister (Ada Roe)").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

REMARK = re.compile(r"\s*[\[(（][^\])）]{0,80}[\])）]\s*")
"""What stands in brackets, with the space around it."""
_BRACKET = re.compile(r"(?P<core>[^\[\](（]*[^\[\](（\s])\s*[\[(（](?P<aside>[^\])）]*)[\])）]")
_DASH = re.compile(r"(?P<core>.+?)\s+(?:--|[–—])\s+(?P<aside>.+)")
_COMMA = re.compile(r"(?P<core>[^,]+?)\s*,\s+(?P<aside>.+)")
_KEPT = 1 << 12
"""Labels whose parts are kept: each is asked for them several times, and most recur."""


@dataclass(frozen=True, slots=True)
class Parts:
    """``core``: what the label leads with. ``aside``: what a ``mark`` ("(", "-", ",") adds, else ""."""

    core: str
    aside: str
    mark: str

    @property
    def first(self) -> str:
        """What is added, up to its first comma: in "Question (Ada Roe, Port Radio)" the name."""
        return self.aside.partition(",")[0].strip()


@lru_cache(_KEPT)
def parts_of(label: str) -> Parts:
    """The parts of a label, cut at its first bracket, else dash, else comma.

    A bracket without a capital is a remark ("as translated") and left out.
    """
    for mark, pattern in (("(", _BRACKET), ("-", _DASH), (",", _COMMA)):
        if found := pattern.match(label):
            remark = mark == "(" and found["aside"] == found["aside"].lower()
            return parts_of(found["core"]) if remark else Parts(found["core"], found["aside"].strip(), mark)
    return Parts(label, "", "")
