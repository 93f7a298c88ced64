"""Word lists of the topic ``turns``, read for all languages at once, since transcripts are translated.

``question``, ``answer``
    labels of whoever asks and whoever answers; ``role``: labels that are an office or a part, not a name;
``not_label``
    what else stands before a colon at the head of a paragraph;
``first_tags``, ``verbs``
    words of an interviewer about himself, and verbs of tags inside a turn, for
    :mod:`onrecord.extract.layout.dashes`;
``guest``
    what stands before the name of whoever is interviewed ("Interview with");
``sworn``, ``examines``
    remarks on a witness called ("affirmed"), and what stands before the name of whoever then asks, for
    :mod:`onrecord.extract.layout.hearing`.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.text import lexicon
from onrecord.text.tokens import fold


@cache
def phrases(key: str) -> frozenset[str]:
    """A list of the topic ``turns``, folded, of all languages."""
    return frozenset(fold(entry) for entry in lexicon.words("turns", key))


def any_of(key: str) -> str:
    """Source of a regex that matches an entry of a list, the longest first; nothing for an empty list."""
    return "|".join(map(re.escape, sorted(phrases(key), key=lambda p: (-len(p), p)))) or r"(?!)"
