"""Credits that a pile explains: a name that is no known agency, but heads or signs another document.

"Additional reporting: Southern Wire" may name a person or an agency; where another document of the pile is
headed or signed by Southern Wire, or credits it beyond doubt, it is no person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from anyascii import anyascii

from onrecord.extract.layout.credits import is_contribution, is_credited, masthead
from onrecord.model import BlockKind, Credit, Extraction, Span
from onrecord.text.beginnings import Beginnings
from onrecord.text.tokens import fold

_SILENT = frozenset({BlockKind.HEADLINE, BlockKind.TURN, BlockKind.CAPTION})
_WORD = re.compile(r"\w+")
_SHORTEST = 3
"""Letters of a name that can be told from a word of the text."""
_ARTICLES = frozenset(["the", "der", "die", "das", "le", "la", "les", "el", "los", "l"])


def with_known_outlets(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """``extractions`` with the credits added that name the outlet or source of another document."""
    own = {x.document.id: outlet_key(masthead(x.document)) for x in extractions}
    names: dict[str, str] = {}
    for x in extractions:
        for name in (masthead(x.document), *(credit.name for credit in x.credits)):
            if outlet_key(name):
                names.setdefault(outlet_key(name), name)
    keys = {name: key for key, name in names.items() if len(key) >= _SHORTEST}
    spelled = Beginnings(keys)
    out = []
    for x in extractions:
        likely = {keys[name]: name for name in spelled.inside(x.document.text)}
        out.append(_with(x, {k: likely[k] for k in sorted(likely.keys() - {own[x.document.id]})}))
    return tuple(out)


def outlet_key(name: str) -> str:
    """One form for a name of an outlet in any script and case, without its article."""
    words = _WORD.findall(anyascii(fold(name)).lower())
    return " ".join(words[1:] if words[:1] and words[0] in _ARTICLES else words)


def _with(extraction: Extraction, names: Mapping[str, str]) -> Extraction:
    known = {outlet_key(credit.name) for credit in extraction.credits}
    found = [credit for key, name in names.items() if key not in known for credit in _named(extraction, name)]
    if not found:
        return extraction
    return replace(extraction, credits=tuple(sorted((*extraction.credits, *found), key=lambda c: c.span)))


def _named(extraction: Extraction, name: str) -> list[Credit]:
    """The first place where ``extraction`` credits ``name``."""
    text, language = extraction.document.text, extraction.document.language
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for block in extraction.blocks:
        if block.kind in _SILENT:
            continue
        inside = block.span.of(text)
        for match in pattern.finditer(inside):
            signs = inside.strip() == name or block.kind is BlockKind.BYLINE
            credited = is_credited(inside, match.start(), match.end(), language)
            if signs or credited or is_contribution(inside[: match.start()], language):
                start = block.span.start
                return [Credit(name, Span(start + match.start(), start + match.end()))]
    return []
