"""What an event is called, when and where it was, and who spoke there."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise

from anyascii import anyascii

from onrecord.group.sketch import TITLE_WEIGHT, content_spans, term_key, term_keys, title_of
from onrecord.model import BlockKind, DateInterval, Event, Extraction, Profile, Role
from onrecord.text.sentences import paragraphs
from onrecord.text.tokens import Token, tokenize

PERSONS = 6
TOPICS = 5
_PLACE = r"(?P<place>[^\W\d_][^\W\d_.'’ \-]*(?:[ \-’'.]{1,2}[^\W\d_]+){0,3})"
# "BEIJING (AP) — Beijing and ...", "Berlin (dpa) - ...", "MOSCOW, March 3. /TASS/. ...", "Paris — ..."
_DATELINE = re.compile(
    rf"{_PLACE}(?:, [^—–()/\n]{{1,40}})?"
    r"(?:\s*\([^()\n]{2,30}\)\s*[—–-]+|\s+[—–]|[.,]?[^/\n]{0,30}/[^/\n]{2,20}/)\s*\S"
)
_HEADER_LINES = 10
_PLACE_FACETS = ("place", "location", "ort", "lieu", "lugar", "miejsce", "место", "місце")
_TOPIC_FACETS = ("topic", "topics", "section", "sections", "tag", "tags", "темы", "теги", "теми")


def title(docs: Sequence[Extraction], profiles: Sequence[Profile], primary: str | None) -> str:
    """The primary's title, else that of the earliest document, else of the longest; never empty."""
    dated = {p.doc: p.published.start.isoformat() for p in profiles if p.published}
    ranked = sorted(
        docs,
        key=lambda x: (
            x.document.id != primary,
            dated.get(x.document.id, "9999"),
            -len(x.document.text),
            x.document.id,
        ),
    )
    return next((t for x in ranked if (t := title_of(x))), ranked[0].document.id)


def event_date(profiles: Sequence[Profile], primary: str | None) -> DateInterval | None:
    """The day the primary gives, else the one most documents give; None on a draw.

    A day after one of the documents had already been published is nobody's (a day is allowed for time zones).
    """
    for profile in profiles:
        if profile.doc == primary and profile.event_date:
            return profile.event_date
    latest = min((p.published.end for p in profiles if p.published), default=date.max)
    days = (profile.event_date for profile in profiles)
    counts = Counter(day for day in days if day and (day.start - latest).days <= 1)
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def place(docs: Sequence[Extraction], profiles: Sequence[Profile], primary: str | None) -> str | None:
    """Where it was: page labels, a transcript's header, then datelines that do not contradict each other."""
    transcripts = {profile.doc for profile in profiles if profile.role is Role.TRANSCRIPT}
    for extraction in sorted(docs, key=lambda x: (x.document.id != primary, x.document.id)):
        labelled = [f.value for f in extraction.document.facets if f.name.casefold() in _PLACE_FACETS]
        if labelled:
            return labelled[0]
        if extraction.document.id in transcripts and (found := _header_place(extraction)):
            return found
    named = Counter(found for x in docs if (found := _dateline_place(x)))
    ranked = named.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def persons(docs: Sequence[Extraction]) -> tuple[str, ...]:
    """Those who say most, by the number of quotations and turns; unnamed questioners left out."""
    counts: Counter[str] = Counter()
    for extraction in docs:
        known = {speaker.name for speaker in extraction.speakers}
        said = [q.speaker for q in extraction.quotations] + [turn.speaker for turn in extraction.turns]
        counts.update(name for name in said if name and (name in known or name[:1].isupper()))
    return tuple(name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:PERSONS])


def topics(docs: Sequence[Extraction]) -> tuple[str, ...]:
    """Topics the pages give themselves, else the words most of the documents share, speakers' names apart."""
    given = [f.value for x in docs for f in x.document.facets if f.name.casefold() in _TOPIC_FACETS]
    if given:
        return tuple(dict.fromkeys(given))[:TOPICS]
    spread, weight = Counter[str](), Counter[str]()
    shown: dict[str, str] = {}
    for extraction in docs:
        own = Counter[str]()
        for token in _tokens(extraction):
            for key in term_keys([token]):
                own[key] += 1
                shown.setdefault(key, token.text)
        spread.update(own.keys())
        weight.update(own)
    names = {term_key(token.form) for name in persons(docs) for token in tokenize(name)}
    keys = {key for key in weight if not any(c.isdigit() for c in key)} - names
    return tuple(shown[k] for k in sorted(keys, key=lambda k: (-spread[k], -weight[k], k))[:TOPICS])


def _tokens(extraction: Extraction) -> Iterator[Token]:
    """Words of the title and of the text; the title's count as often as grouping counts them."""
    for _ in range(TITLE_WEIGHT - 1):
        yield from tokenize(title_of(extraction))
    for span in content_spans(extraction):
        yield from tokenize(extraction.document.text, span.start, span.end)


def event_id(event: Event, taken: Collection[str]) -> str:
    """A readable id out of title and day, with a number where it is taken."""
    day = f"-{event.date.start.isoformat()}" if event.date else ""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", anyascii(event.title)).lower())
    base = ("-".join(words[:6]) or "event")[:60] + day
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _header_place(extraction: Extraction) -> str | None:
    """A short capitalised line next to a line of digits (date or time) in the head of a transcript."""
    text = extraction.document.text
    first = min((turn.span.start for turn in extraction.turns), default=0)
    lines = [span.of(text) for span in paragraphs(text, 0, first)][:_HEADER_LINES]
    for before, line in pairwise(lines):
        dated = bool(re.search(r"\d{4}|\d{1,2}[:.]\d\d", before)) and len(before) <= 40
        words = line.rstrip(".").split()
        if dated and 1 <= len(words) <= 4 and not re.search(r"[\d:!?]", line) and words[0][:1].isupper():
            return line.rstrip(".")
    return None


def _dateline_place(extraction: Extraction) -> str | None:
    text = extraction.document.text
    marked = [b.span for b in extraction.blocks if b.kind is BlockKind.DATELINE]
    for span in [*marked, *content_spans(extraction)[:12]]:
        found = _DATELINE.match(text, span.start)
        if (
            found
            and found["place"][:1].isupper()
            and all(w[:1].isupper() for w in re.split(r"[ \-]+", found["place"]))
        ):
            name = found["place"].strip(" .")
            return name.title() if name.isupper() and len(name) > 3 else name
    return None
