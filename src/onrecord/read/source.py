"""One document to be read: where its bytes are, and what is known of it from outside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.model import DateCandidate, Facet

MAX_BYTES = 20_000_000
"""A larger document is not a report; it would hold a worker for minutes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a feed, a table, an archive or a server says of a document, or the document of itself.

    ``charset`` is the encoding it was declared to have; ``notes`` are for the reader of the document.
    """

    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    charset: str | None = None
    authors: tuple[str, ...] = ()
    dates: tuple[DateCandidate, ...] = ()
    facets: tuple[Facet, ...] = ()
    notes: tuple[str, ...] = ()

    def over(self, other: Known) -> Known:
        """Both together: one value where they differ, this one's; lists are joined without repeats."""
        return replace(
            self,
            title=self.title or other.title,
            outlet=self.outlet or other.outlet,
            url=self.url or other.url,
            language=self.language or other.language,
            charset=self.charset or other.charset,
            authors=self.authors or other.authors,
            dates=tuple(dict.fromkeys((*self.dates, *other.dates))),
            facets=tuple(dict.fromkeys((*self.facets, *other.facets))),
            notes=tuple(dict.fromkeys((*self.notes, *other.notes))),
        )


@dataclass(frozen=True, slots=True)
class Fields:
    """Which field of a row is what: (name of ours, name in the row), where no preset fits or one is wrong.

    Names of ours: text, html, title, url, outlet, language, author, published.
    """

    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, pairs: Sequence[str]) -> Fields:
        """From ``text=content`` and the like. Raises ValueError for one without ``=``."""
        split = [pair.partition("=") for pair in pairs]
        bad = [pair for pair, (ours, mark, theirs) in zip(pairs, split, strict=True) if not (ours and theirs)]
        if bad:
            raise ValueError(f"not NAME=FIELD: {bad[0]}")
        return cls(tuple((ours, theirs) for ours, _, theirs in split))


@dataclass(frozen=True, slots=True)
class Input:
    """One document to be read, and the id it will have.

    ``path`` is the file, or the address it was fetched from; a part of a container is written
    ``file.zip!/inner/page.html``, ``file.warc.gz!/12`` or ``rows.jsonl!/40`` (number of the record or row,
    from 1). ``data`` holds the bytes where they could be had only once (standard input, a pipe, a part of a
    container), at most one more than MAX_BYTES; else they are to be read from ``path``. ``media_type`` is
    what the bytes were declared to be, None where nobody said.
    """

    id: str
    path: str
    data: bytes | None = None
    media_type: str | None = None
    known: Known = field(default_factory=Known)
    fields: Fields = field(default_factory=Fields)
