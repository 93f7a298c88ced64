"""Words that carry more than their length: negations, contrasts, qualifiers, signs of another day.

The topic ``findings`` of the language data holds, as words or phrases:

``negations``   words that deny ("not", "refused")
``contrasts``   words that set against ("but", "despite")
``qualifiers``  words that bound or weaken a claim ("if", "almost", "about", "I think")
``conditions``  words that make a claim depend on something ("if", "unless")
``concessions`` words that grant one and hold the claim all the same ("even if")
``stand_ins``   words that give a condition another way ("without")
``corrections`` words by which a speaker replaces a figure ("forget that figure")
``earlier``     words that point to another day or occasion ("earlier", "last week")
``impersonal``  phrases that name no speaker ("according to recent data")
``charged``     words that style guides advise against or that take sides
``blunt``       everyday words that call something untrue ("nonsense")
``mild``        words of an office for the same ("inaccurate")
``statements``  what the heading of a written statement opens with
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.model import Span
from onrecord.text import lexicon

_NO_SPACES = re.compile(r"[一-鿿぀-ヿ]")


@cache
def _pattern(key: str, language: str) -> re.Pattern[str] | None:
    entries = sorted(lexicon.table("findings", language).get(key, ()), key=lambda entry: (-len(entry), entry))
    if not entries:
        return None
    return re.compile("|".join(map(_bounded, entries)), re.IGNORECASE)


def _bounded(entry: str) -> str:
    escaped = re.escape(entry).replace("'", "['’]")
    if _NO_SPACES.match(entry):
        return escaped
    left = r"" if entry.startswith(("'", "n't")) else r"(?<!\w)"
    return left + escaped + ("" if entry.endswith("'") else r"(?!\w)")


def marked(text: str, span: Span, key: str, language: str) -> tuple[Span, ...]:
    """Where words of list ``key`` stand in ``text[span]``; none for a language without the list."""
    pattern = _pattern(key, language)
    if pattern is None:
        return ()
    return tuple(Span(m.start(), m.end()) for m in pattern.finditer(text, span.start, span.end))
