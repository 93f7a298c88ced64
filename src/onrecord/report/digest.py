"""The digest of an event: its key statements by topic, each in the primary's own words.

Extractive: every sentence shown stands in a document, with a link to the place. A statement counts for more
the more documents carry it; a topic is a word that several key statements share, as one of them writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.group.sketch import term_keys
from onrecord.model import Event, Statement
from onrecord.report.labels import STATUSES, Label
from onrecord.report.pile import DocLabel, Pile, Place, date_words
from onrecord.report.synopsis import status
from onrecord.text.tokens import tokenize

LONGEST = 15
"""Statements in a digest."""
_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement. ``carried``: documents beside the reference that carry it, of ``others``.

    ``fared``: how many of them give it in which way.
    """

    speaker: str
    place: Place
    href: str
    carried: tuple[DocLabel, ...]
    others: int
    fared: tuple[tuple[Label, int], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Statements that share a word; the name is empty for those that share none."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of one event. ``more``: statements that are not in it."""

    title: str
    date: str
    place: str
    documents: int
    topics: tuple[Topic, ...]
    more: int


def digest(pile: Pile, event: Event) -> Digest:
    """The digest of ``event``."""
    statements = pile.statements.get(event.id, ())
    ranked = sorted(statements, key=lambda s: (-len(_carriers(pile, s)), pile.statement_numbers[s.id]))
    kept = sorted(ranked[:LONGEST], key=lambda s: pile.statement_numbers[s.id])
    return Digest(
        event.title,
        date_words(event.date),
        event.place or "",
        len(event.docs),
        tuple(_topics(pile, event, kept)),
        len(statements) - len(kept),
    )


def _carriers(pile: Pile, statement: Statement) -> tuple[str, ...]:
    docs = (pile.quotations[q].doc for q in statement.quotations if q in pile.quotations)
    return tuple(dict.fromkeys(doc for doc in docs if doc != statement.reference.doc))


def _topics(pile: Pile, event: Event, statements: Sequence[Statement]) -> list[Topic]:
    """Words shared by most statements first; each statement stands under one topic."""
    keys = {s.id: dict.fromkeys(_keys(pile, s)) for s in statements}
    written = _as_written(pile, statements)
    left = list(statements)
    topics: list[Topic] = []
    while len(topics) < _TOPICS:
        shared = Counter(key for s in left for key in keys[s.id])
        best = max(shared, key=lambda key: (shared[key], len(written[key]), key), default=None)
        if best is None or shared[best] < 2:
            break
        mine = [s for s in left if best in keys[s.id]]
        left = [s for s in left if best not in keys[s.id]]
        topics.append(Topic(written[best], tuple(_entry(pile, event, s) for s in mine)))
    rest = tuple(_entry(pile, event, s) for s in left)
    return [*topics, Topic("", rest)] if rest else topics


def _keys(pile: Pile, statement: Statement) -> list[str]:
    return [key for key in term_keys(tokenize(pile.story.text(statement.reference))) if key.isalpha()]


def _as_written(pile: Pile, statements: Sequence[Statement]) -> dict[str, str]:
    """For each key the first word that has it."""
    written: dict[str, str] = {}
    for statement in statements:
        for token in tokenize(pile.story.text(statement.reference)):
            for key in term_keys([token]):
                written.setdefault(key, token.text)
    return written | {key: key for s in statements for key in _keys(pile, s) if key not in written}


def _entry(pile: Pile, event: Event, statement: Statement) -> Entry:
    carriers = _carriers(pile, statement)
    readings = [q for q in statement.quotations if q in pile.quotations]
    best: dict[str, str] = {}
    order = list(STATUSES)
    for name in readings:
        doc, key = pile.quotations[name].doc, status(pile.reading(name))
        if doc in carriers and (doc not in best or order.index(key) < order.index(best[doc])):
            best[doc] = key
    fared = Counter(best.values())
    return Entry(
        statement.speaker or "speaker unknown",
        pile.place(statement.reference),
        pile.links.statement(statement.id),
        tuple(pile.labels[doc] for doc in carriers),
        len(event.docs) - 1,
        tuple((STATUSES[key], fared[key]) for key in order if key in fared),
    )


def markdown(found: Digest, site: str | None = None) -> str:
    """``found`` as Markdown (CommonMark); what Markdown would read as marks is escaped.

    ``site``: what links begin with, None for no links.
    """
    lines = [f"# {_plain(found.title)}", ""]
    head = [part for part in (found.date, found.place, f"{found.documents} documents") if part]
    lines += [_plain(" · ".join(head)), ""]
    for topic in found.topics:
        if topic.name or len(found.topics) > 1:
            lines += [f"## {_plain(topic.name or 'Also')}", ""]
        lines += [_line(entry, site) for entry in topic.entries]
        lines.append("")
    if found.more:
        lines += [f"{found.more} more statements are in the record.", ""]
    return "\n".join(lines)


def _line(entry: Entry, site: str | None) -> str:
    fared = "; ".join(f"{count} {label.name}" for label, count in entry.fared)
    carried = f"carried by {len(entry.carried)} of {entry.others} others"
    where = _plain(entry.place.label.name)
    where = where if site is None else f"[{where}]({site}{entry.place.href})"
    words = f"“{_plain(entry.place.text)}” ({where})"
    return f"- **{_plain(entry.speaker)}**: {words} – {carried}{f': {fared}' if fared else ''}"


def _plain(text: str) -> str:
    marked = "".join(f"\\{c}" if c in r"\`*_{}[]<>#|~" else c for c in text)
    return " ".join(marked.split())
