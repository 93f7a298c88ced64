"""Look-ups over one story that every part of the report needs: sigla, names, links, quoted places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

from onrecord.compare import by_quotation
from onrecord.model import (
    Anchor,
    DateInterval,
    Document,
    Event,
    Extraction,
    Profile,
    Quotation,
    Reading,
    Statement,
    Story,
)
from onrecord.report.labels import ROLES

_LONGEST_QUOTE = 320
_UNSAFE = re.compile(r"[^A-Za-z0-9.\-]")


@dataclass(frozen=True, slots=True)
class DocLabel:
    """How a document is named in the report: ``siglum`` is its letter, as editions name witnesses."""

    doc: str
    siglum: str
    name: str
    title: str
    language: str
    role: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document, quoted, with a link to it in the source texts."""

    label: DocLabel
    text: str
    href: str


def slug(text: str) -> str:
    """``text`` as part of an element id: ASCII, different texts give different parts."""
    return _UNSAFE.sub(lambda match: f"_{ord(match[0]):x}_", text)


def place_id(anchor: Anchor) -> str:
    """The element id under which an anchor is marked in the source texts."""
    return f"at-{slug(anchor.doc)}-{anchor.span.start}-{anchor.span.end}"


def statement_id(statement: str) -> str:
    """The element id of a statement's row."""
    return f"s-{slug(statement)}"


def quotation_id(quotation: str) -> str:
    """The element id of a quotation: its permalink is this after ``#``."""
    return f"q-{slug(quotation)}"


def siglum(position: int) -> str:
    """Letters for the document at ``position`` (0-based): A ... Z, AA, AB ..."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """``text`` on one line; where it is too long its middle gives way to an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    head, tail = line[: longest * 2 // 3], line[-(longest // 3) + 3 :]
    # Whole words where there are spaces to cut at; scripts without spaces are cut anywhere.
    head = head.rsplit(" ", 1)[0] if " " in head[len(head) // 2 :] else head
    tail = tail.split(" ", 1)[1] if " " in tail[: len(tail) // 2] else tail
    return f"{head} … {tail}"


def beginning(text: str, longest: int = 32) -> str:
    """The first words of ``text``, with an ellipsis where there are more."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    head = line[:longest]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"


def fitting(text: str, width: float) -> str:
    """``text`` on one line, cut where it is wider than ``width`` Latin letters are on average.

    For pictures, whose text does not wrap. Ideographs count as two, letters of other scripts as a little
    more than one.
    """
    line, taken = " ".join(text.split()), 0.0
    for number, char in enumerate(line):
        taken += 2 if east_asian_width(char) in "WF" else 1 if char.isascii() else 1.12
        if taken > width:
            return f"{line[: max(1, number - 1)].rstrip()}…"
    return line


def title_of(document: Document, headline: str | None = None) -> str:
    """What a document is headed: its title or headline, else its first line, else the name of its file."""
    lines = (line.strip() for line in document.text.splitlines())
    own = headline or document.title or next(filter(None, lines), "")
    return own or path_end(document.path, 1) or document.id


def name_of(document: Document, title: str) -> str:
    """What a document is called in a few words: its outlet, else how its title begins."""
    return shortened(document.outlet, 60) if document.outlet else beginning(title)


def path_end(path: str, parts: int = 2) -> str:
    """The last parts of a path: a report that is passed on should not tell where a desk keeps its files."""
    if path.startswith(("http://", "https://")):
        return path
    return "/".join([part for part in re.split(r"[/\\]", path) if part][-parts:])


def date_words(interval: DateInterval | None) -> str:
    """A date as a reader writes it; an interval with both ends; empty where unknown."""
    if interval is None:
        return ""
    first, last = (f"{d.day} {d:%B %Y}" for d in (interval.start, interval.end))
    return first if interval.day else f"{first} – {last}"


class Links:
    """Where links lead: here, to parts of the one page that the report is."""

    def document(self, doc: str) -> str:
        """The text of a document."""
        return f"#doc-{slug(doc)}"

    def quotation(self, quotation: Quotation) -> str:
        """A quotation in its text."""
        return f"#{quotation_id(quotation.id)}"

    def statement(self, statement: str) -> str:
        """A statement with its readings."""
        return f"#{statement_id(statement)}"

    def place(self, anchor: Anchor) -> str:
        """A stretch of a text."""
        return f"#{place_id(anchor)}"


REPORT = Links()


class Pile:
    """One story, indexed. ``places`` gathers every anchor a link was made to, for the texts to mark."""

    def __init__(self, story: Story, links: Links = REPORT) -> None:
        self.story = story
        self.links = links
        self.profiles = {p.doc: p for p in story.profiles}
        self.events = _largest_first(story.events)
        self.event_of = {doc: event for event in self.events for doc in event.docs}
        self.extractions = self._ordered()
        self.labels = {x.document.id: self._label(i, x) for i, x in enumerate(self.extractions)}
        self.quotations = {q.id: q for x in self.extractions for q in x.quotations}
        self.readings = by_quotation(story.readings)
        self.statements = _by_event(story.statements)
        self.statement_numbers = self._numbers()
        self.places: dict[Anchor, str] = {}

    def _ordered(self) -> tuple[Extraction, ...]:
        """Documents of the largest event first, its primary before the others; documents of no event last."""
        rank = {event.id: number for number, event in enumerate(self.events)}

        def key(extraction: Extraction) -> tuple[int, bool]:
            event = self.event_of.get(extraction.document.id)
            if event is None:
                return len(rank), True
            return rank[event.id], event.primary != extraction.document.id

        return tuple(sorted(self.story.extractions, key=key))

    def _label(self, position: int, extraction: Extraction) -> DocLabel:
        document = extraction.document
        profile = self.profiles.get(document.id)
        title = title_of(document, extraction.title)
        return DocLabel(
            document.id,
            siglum(position),
            name_of(document, title),
            shortened(title, 140),
            document.language,
            ROLES[profile.role] if profile else "",
            self.links.document(document.id),
        )

    def _numbers(self) -> dict[str, int]:
        return {s.id: n for group in self.statements.values() for n, s in enumerate(group, 1)}

    def docs_of(self, event: Event) -> tuple[str, ...]:
        """The documents of ``event`` in the order of their sigla."""
        return tuple(doc for doc in self.labels if doc in event.docs)

    def profile(self, doc: str) -> Profile | None:
        """What was worked out about a document as a whole, where anything was."""
        return self.profiles.get(doc)

    def reading(self, quotation: str) -> Reading | None:
        """The reading a quotation was given, None where it was not held against anything."""
        return self.readings.get(quotation)

    def quoted(self, quotation: Quotation) -> str:
        """The words of a quotation, its stretches joined by an ellipsis."""
        text = self.story.extraction(quotation.doc).document.text
        return " … ".join(span.of(text) for span in quotation.spans)

    def place(self, anchor: Anchor) -> Place:
        """A link to ``anchor`` with its words; the source texts will mark it."""
        self.places.setdefault(anchor, place_id(anchor))
        text = shortened(self.story.text(anchor))
        return Place(self.labels[anchor.doc], text, self.links.place(anchor))

    def evidence(self, anchors: Iterable[Anchor]) -> tuple[Place, ...]:
        """Links to each of ``anchors`` once, in their order."""
        return tuple(self.place(anchor) for anchor in dict.fromkeys(anchors) if anchor.doc in self.labels)


def _largest_first(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: -len(event.docs)))


def _by_event(statements: tuple[Statement, ...]) -> dict[str, tuple[Statement, ...]]:
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.event, []).append(statement)
    return {event: tuple(group) for event, group in groups.items()}
