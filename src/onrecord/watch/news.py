"""What is new in a record: the quotations of new documents, and how words are read in the light of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from onrecord.errors import UsageError
from onrecord.model import Anchor, Document, Reading
from onrecord.store import Record
from onrecord.store.arrivals import compared, new_in, read_against, statements_at, words_of
from onrecord.store.read import Witness
from onrecord.text.addresses import host_of
from onrecord.text.names import same_person


@dataclass(frozen=True, slots=True)
class Held:
    """A quotation, or a piece of one, held against the words it renders.

    ``said``: these words, with the documents they stand in; empty where they are not in this record.
    ``changes``: kind and explanation of each.
    """

    attested: str
    said: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class News:
    """One quotation that is new, or newly held against words.

    ``time``: when its document was published, as exactly as that is known (ISO 8601). ``statement``: the one
    it carries, by today's id. ``held`` is empty where there was nothing to hold it against, or where it is
    the wording that others are held against.
    """

    time: str | None
    outlet: str
    doc: str
    url: str | None
    title: str | None
    speaker: str | None
    words: str
    form: str
    quotation: str
    statement: str | None
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What a user wants to be told of: ``speakers`` by any form of their names, statements by a place each.

    Nothing named: every new reading.
    """

    speakers: tuple[str, ...] = ()
    places: tuple[Anchor, ...] = ()

    def finds(self, record: Record, docs: Iterable[str]) -> tuple[News, ...]:
        """What is new by the documents ``docs``, those that came first and what stands first in them first.

        What stood in an earlier version of a document is not new in a later one.
        """
        carriers, spoke = self._carriers(record), cache(partial(self._is_watched, record))
        ids = dict.fromkeys(id_ for doc in compared(record, docs) for id_ in _new_by(record, doc))
        found = (record.witness(id_) for id_ in ids)
        if not self.speakers and not self.places:
            return tuple(_news(record, one) for one in found if one.readings)
        wanted = (w for w in found if w.quotation.id in carriers or spoke(w.quotation.speaker))
        return tuple(_news(record, one) for one in wanted)

    def _carriers(self, record: Record) -> frozenset[str]:
        """The quotations that carry a watched statement."""
        ids = frozenset[str]().union(*(statements_at(record, place) for place in self.places))
        return frozenset(q for one in ids for q in record.statement(one)[0].quotations)

    def _is_watched(self, record: Record, name: str | None) -> bool:
        if name is None:
            return False
        try:
            forms = (name, *record.speaker(name).aliases)
        except KeyError:
            forms = (name,)
        return any(_same(asked, form) for asked in self.speakers for form in forms)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or same_person(one, other)


def pinned(path: Path, statements: Iterable[str]) -> tuple[Anchor, ...]:
    """Where the references of ``statements`` stand in the record at ``path``, which only they need.

    Raises UsageError for an id that the record has not, RecordError where there is no record.
    """
    return tuple(_reference(path, statement) for statement in statements)


def _reference(path: Path, statement: str) -> Anchor:
    with Record(path) as record:
        try:
            return record.statement(statement)[0].reference
        except KeyError:
            raise UsageError(
                f"this record has no statement {statement}; look its id up with: onrecord serve {path}"
            ) from None


def _new_by(record: Record, doc: str) -> Iterator[str]:
    """The quotations of a new document, and those of others that are now held against its words."""
    yield from new_in(record, doc)
    yield from read_against(record, doc)


def _held(record: Record, reading: Reading) -> Held:
    return Held(
        reading.attested.value,
        tuple((record.text(place), place.doc) for place in reading.references),
        tuple((change.kind.value, change.explanation) for change in reading.changes),
    )


def _news(record: Record, found: Witness) -> News:
    quotation = found.quotation
    document = record.document(quotation.doc)
    return News(
        time=_published(document, record.published(document.id)),
        outlet=document.outlet or host_of(document.url).removeprefix("www.") or document.id,
        doc=document.id,
        url=document.url,
        title=record.title(document.id),
        speaker=quotation.speaker or quotation.role,
        words=words_of(record, quotation.id),
        form=quotation.form.value,
        quotation=quotation.id,
        statement=record.statement_of(quotation.id),
        held=tuple(_held(record, reading) for reading in found.readings),
    )


def _published(document: Document, day: str | None) -> str | None:
    """The moment of publication that agrees with the day that was settled on, else that day."""
    moments = (date.moment for date in document.dates if date.about == "published")
    return next((moment for moment in moments if moment and moment[:10] == day), day)
