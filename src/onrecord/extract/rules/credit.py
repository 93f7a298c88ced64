"""Credits: phrases that name whose words a clause is, with no verb of saying: "according to X", "X zufolge".

Where a language says no more than which words introduce a source (``according``) or follow it
(``according_after``), the phrase stands before or after its clause, set off by a comma or ended by a finite
verb. Where nouns are written with capitals (German), the topic ``attribution`` says what such a phrase is
made of, and it may stand anywhere inside its clause ("Der Plan ist nach Angaben der Polizei gescheitert"):

- ``credit_heads``: last parts of nouns for what is said ("Polizeiangaben", "Umfrage"); ``credit_before`` and
  ``credit_after``: words that stand before and after a phrase with such a noun ("nach");
- ``determiners`` and ``genitives``: words that begin a noun phrase, and one that depends on a noun;
  ``of``: those of them that are prepositions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from onrecord.extract.rules.according import according
from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.extract.rules.sources import FILL, word_count
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.sentences import trim

_MOST = 40


def credits(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    """The frames of the pattern ``according`` in one sentence of a masked text."""
    if _phrases(cues.language):
        return list(_inside(masked, sentence, cues))
    return according(masked, sentence, cues)


# ------------------------------------------------------------------------ phrases that may stand anywhere


def _inside(masked: str, sentence: Span, cues: Cues) -> Iterator[Frame]:
    found = _matches(masked, sentence, cues)
    begin = sentence.start
    for i, match in enumerate(found):
        following = found[i + 1].start() if i + 1 < len(found) else sentence.end
        frame = _around(masked, Span(begin, sentence.end), match, cues)
        if frame is None:
            continue
        if following < sentence.end:
            frame, begin = _until(masked, frame, match.end(), following)
        yield frame


def _matches(masked: str, sentence: Span, cues: Cues) -> list[re.Match[str]]:
    """The credits of a sentence, in order; of two over the same words the longer one."""
    every = [m for p in _phrases(cues.language) for m in p.finditer(masked, sentence.start, sentence.end)]
    out: list[re.Match[str]] = []
    for match in sorted(every, key=lambda m: (m.start() - m.end(), m.start())):
        if all(match.end() <= m.start() or m.end() <= match.start() for m in out):
            out.append(match)
    return sorted(out, key=lambda m: m.start()) if len(out) <= _MOST else []


def _until(masked: str, frame: Frame, at: int, following: int) -> tuple[Frame, int]:
    """``frame`` ended at the last comma before the next credit, and where that one's clause begins."""
    comma = max(masked.rfind(mark, at, following) for mark in ",;")
    if comma < 0:
        return frame, following
    parts = [content_of(masked, s.start, min(s.end, comma)) for s in (frame.content, frame.rest) if s]
    kept = [p for p in parts if len(p)]
    first = kept[0] if kept else frame.content
    return replace(frame, content=first, rest=kept[1] if len(kept) > 1 else None), comma + 1


def _around(masked: str, sentence: Span, match: re.Match[str], cues: Cues) -> Frame | None:
    """The clause on both sides of its credit."""
    before = content_of(masked, _clause_start(masked, sentence.start, match.start(), cues), match.start())
    after = content_of(masked, match.end(), sentence.end)
    parts = [p for p in (before, after) if word_count(masked, p)]
    if sum(word_count(masked, p) for p in parts) < 2:
        return None
    cue, source = _cue_and_source(match, cues, masked)
    rest = parts[1] if len(parts) > 1 else None
    return Frame("according", parts[0], cue, source, rest)


def _clause_start(masked: str, start: int, end: int, cues: Cues) -> int:
    """Where the clause of a credit begins: after the last comma, if a subordinate clause begins there."""
    comma = masked.rfind(",", start, end)
    if comma < 0:
        return start
    clause = trim(masked, Span(comma + 1, end))
    opens = cues.clause.match(masked, clause.start, clause.end) or cues.relatives.match(
        masked, clause.start, clause.end
    )
    return clause.start if opens else start


def _cue_and_source(match: re.Match[str], cues: Cues, masked: str) -> tuple[Span, Span]:
    groups = {name: Span(*match.span(name)) for name, words in match.groupdict().items() if words}
    own = cues.own.search(masked, match.start(), match.end())
    if own and "who" not in groups:
        return groups["cue"], Span(own.start(), own.end())
    return groups["cue"], groups.get("who") or groups["phrase"]


@cache
def _phrases(language: str) -> tuple[re.Pattern[str], ...]:
    """Credits with the groups ``cue`` and ``who`` (a person or body) or ``phrase`` (what they said)."""
    table = lexicon.table("attribution", language)
    if not table.get("credit_heads"):
        return ()

    def any_of(key: str) -> str:
        return (
            f"(?i:{'|'.join(re.escape(w) for w in sorted(table.get(key, ()), key=lambda w: (-len(w), w)))})"
        )

    capital = rf"[^\W\d_a-zäöüß{FILL}]"
    name = rf"(?:“{FILL}+”|(?:\d+-)?{capital}[\w.\-/’']*\w)"
    names = rf"{name}(?:\s+{name}|\s+{FILL}+){{0,5}}"
    small = rf"(?!{any_of('finite')}\s)[a-zäöüß][\w\-]*"
    genitive = rf"(?:{any_of('genitives')}\s+(?:{small}e[nrms]?\s+){{0,3}}|{small}er\s+){names}"
    of = rf"(?:{any_of('of')}\s+)?"
    tail = rf"(?:\s+{genitive}){{0,3}}"
    lead = rf"(?:{any_of('determiners')}\s+(?:{small}e[nrms]?\s+){{0,3}}|(?:{small}e[nrs]\s+){{0,2}})"
    head = rf"(?={capital})[\w\-]*{any_of('credit_heads')}(?!\w)"
    whose = rf"(?:\s+{of}(?P<who>{genitive}|{names}){tail})?"
    forms = (
        rf"(?P<cue>{any_of('credit_before')})\s+(?P<phrase>{lead}{head}){whose}",
        rf"(?P<cue>{any_of('according')})\s+{of}(?P<who>{lead}{names}{tail})",
        rf"(?P<who>{lead}{names}{tail})\s+(?P<cue>{any_of('according_after')})",
        rf"(?P<phrase>{lead}{head}){whose}\s+(?P<cue>{any_of('credit_after')})",
    )
    return tuple(re.compile(rf"(?<![\w\-]){form}(?!\w)") for form in forms)
