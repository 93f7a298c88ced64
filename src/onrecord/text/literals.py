"""What stands in or beside everything that a regular expression matches, told from its source alone."""

from __future__ import annotations

import re

_GAP = "\0"
# Whatever is no certain character: escapes, classes, any character, anchors; what is said how often it comes.
_UNCERTAIN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$]")
_COUNT = r"(?:[*?]|\{[^}]*\})[?+]?"
_COUNTED = re.compile(rf"[^()*?+{{}}]{_COUNT}|[+][?+]?")
_GROUP = re.compile(rf"\((?:\?(?P<kind>:|=|<=|.))?(?P<inside>[^()]*)\)(?P<count>{_COUNT})?")


def needed(source: str) -> str:
    """The longest literal that no match of ``source`` can do without; "" where none is seen.

    It may lie in a lookahead or lookbehind, so beside the match. Alternatives and what may be left out are
    passed over, as is anything else that this simple reading is not sure of.
    """
    plain = _COUNTED.sub(_GAP, _UNCERTAIN.sub(_GAP, source))
    while (group := _GROUP.search(plain)) is not None:
        certain = (
            group["kind"] in (None, ":", "=", "<=") and not group["count"] and "|" not in group["inside"]
        )
        kept = f"{_GAP}{group['inside']}{_GAP}" if certain else _GAP
        plain = plain[: group.start()] + kept + plain[group.end() :]
    return "" if "|" in plain else max(plain.split(_GAP), key=len)
