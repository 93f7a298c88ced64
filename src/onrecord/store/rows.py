"""Dataclasses to rows and back: which table holds which noun, and how a value becomes cells.

Numbers, words and yes or no are a column each. A stretch is two columns (``start`` and ``end``, with the
field's name before them where it is not ``span``), a place three, an interval of days two, a figure's value
two. Lists are JSON, in which a stretch is ``[start, end]`` and a place ``[document, start, end]``; lists that
are searched by are tables of their own (:class:`Children`). A field of a noun needs its columns in schema.sql
and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any, get_type_hints

from cattrs.preconf.json import make_converter

from onrecord.model import (
    Anchor,
    Block,
    Change,
    Credit,
    DateInterval,
    Derivation,
    Document,
    Event,
    Facet,
    Failure,
    Family,
    Figure,
    Finding,
    Membership,
    Omission,
    Profile,
    Quotation,
    Reading,
    Span,
    Speaker,
    Statement,
    Turn,
)

Cell = str | int | float | bytes | None
_PLAIN = frozenset({"str", "str | None", "int", "int | None", "float", "float | None"})
_RANGE = float | tuple[float, float]

converter = make_converter()


def number_or_range(value: Any, _: Any) -> float | tuple[float, float]:
    """A figure's value from JSON: one number, or the two ends of a range."""
    return (float(value[0]), float(value[1])) if isinstance(value, list | tuple) else float(value)


converter.register_structure_hook(_RANGE, number_or_range)
converter.register_unstructure_hook(Span, lambda s: [s.start, s.end])
converter.register_structure_hook(Span, lambda v, _: Span(*v))
converter.register_unstructure_hook(Anchor, lambda a: [a.doc, a.span.start, a.span.end])
converter.register_structure_hook(Anchor, lambda v, _: Anchor(v[0], Span(v[1], v[2])))


@dataclass(frozen=True, slots=True)
class Column:
    """How one field stands in a table: its columns, and the way there and back."""

    names: tuple[str, ...]
    cells: Callable[[Any], tuple[Cell, ...]]
    value: Callable[[Sequence[Any]], Any]


def _plain(name: str) -> Column:
    return Column((name,), lambda v: (v,), lambda c: c[0])


def _flag(name: str) -> Column:
    return Column((name,), lambda v: (int(v),), lambda c: bool(c[0]))


def _span(name: str) -> Column:
    names = ("start", "end") if name == "span" else (f"{name}_start", f"{name}_end")
    return Column(
        names,
        lambda v: (None, None) if v is None else (v.start, v.end),
        lambda c: None if c[0] is None else Span(c[0], c[1]),
    )


def _anchor(name: str) -> Column:
    return Column(
        (f"{name}_doc", f"{name}_start", f"{name}_end"),
        lambda v: (None, None, None) if v is None else (v.doc, v.span.start, v.span.end),
        lambda c: None if c[0] is None else Anchor(c[0], Span(c[1], c[2])),
    )


def _interval(name: str) -> Column:
    return Column(
        (f"{name}_from", f"{name}_to"),
        lambda v: (None, None) if v is None else (v.start.isoformat(), v.end.isoformat()),
        lambda c: None if c[0] is None else DateInterval(date.fromisoformat(c[0]), date.fromisoformat(c[1])),
    )


def _range(name: str) -> Column:
    return Column(
        (name, f"{name}_to"),
        lambda v: v if isinstance(v, tuple) else (v, None),
        lambda c: c[0] if c[1] is None else (c[0], c[1]),
    )


def _listed(name: str, hint: Any) -> Column:
    def cells(value: Any) -> tuple[Cell, ...]:
        if value is None:
            return (None,)
        data = converter.unstructure(value, unstructure_as=hint)
        return (data if isinstance(data, str) else dumps(data),)

    def value(cell: Sequence[Any]) -> Any:
        if cell[0] is None:
            return None
        # An enum is its plain word; everything else that is no plain value is JSON.
        data = json.loads(cell[0]) if cell[0][:1] in ("[", "{") else cell[0]
        return converter.structure(data, hint)

    return Column((name,), cells, value)


_SHAPES: dict[str, Callable[[str], Column]] = {
    **dict.fromkeys(_PLAIN, _plain),
    "bool": _flag,
    **dict.fromkeys(("Span", "Span | None"), _span),
    **dict.fromkeys(("Anchor", "Anchor | None"), _anchor),
    **dict.fromkeys(("DateInterval", "DateInterval | None"), _interval),
    "float | tuple[float, float]": _range,
}


def dumps(data: Any) -> str:
    """JSON as compact as it gets, in one form for one value."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _columns(kind: type, without: Iterable[str] = ()) -> dict[str, Column]:
    hints = get_type_hints(kind)
    return {
        f.name: _SHAPES[str(f.type)](f.name) if str(f.type) in _SHAPES else _listed(f.name, hints[f.name])
        for f in fields(kind)
        if not f.name.startswith("_") and f.name not in without
    }


@dataclass(frozen=True, slots=True)
class Children:
    """A field that is a list with a table of its own: rows of ``key``, position and the item's columns."""

    table: str
    key: str
    columns: Mapping[str, Column]
    item: type | None
    """The dataclass of an item; None for items that are one cell, or one place."""

    def cells(self, item: Any) -> Iterator[Cell]:
        """The cells of one item, without key and position."""
        for name, column in self.columns.items():
            yield from column.cells(getattr(item, name) if self.item else item)

    def items(self, db: sqlite3.Connection, owner: str) -> tuple[Any, ...]:
        """The items of one owner, in order."""
        rows = db.execute(f'SELECT * FROM {self.table} WHERE "{self.key}" = ? ORDER BY position', (owner,))
        return tuple(self._item(row) for row in rows)

    def _item(self, row: sqlite3.Row) -> Any:
        values = {name: c.value([row[n] for n in c.names]) for name, c in self.columns.items()}
        return self.item(**values) if self.item else next(iter(values.values()))


_PLACE = Column(
    ("doc", "start", "end"),
    lambda v: (v.doc, v.span.start, v.span.end),
    lambda c: Anchor(c[0], Span(c[1], c[2])),
)


def _of(table: str, key: str, item: type) -> Children:
    return Children(table, key, _columns(item), item)


@dataclass(frozen=True, slots=True)
class Table:
    """One noun and the table that holds it."""

    name: str
    kind: type
    columns: Mapping[str, Column]
    children: Mapping[str, Children]
    owned: bool
    """Whether ``doc`` is a column that the noun itself does not have."""

    def insert(
        self,
        db: sqlite3.Connection,
        items: Sequence[Any],
        doc: str | None = None,
        more: Mapping[str, Sequence[Cell]] = MappingProxyType({}),
    ) -> None:
        """Add ``items`` in order; ``more``: columns the noun does not have, a value for each item."""
        names = [n for column in self.columns.values() for n in column.names]
        names += [*(["doc"] if self.owned else []), *more]
        tails = list(zip(*more.values(), strict=True)) if more else [()] * len(items)
        own = (doc,) if self.owned else ()
        rows = ((*self.cells(item), *own, *tail) for item, tail in zip(items, tails, strict=True))
        db.executemany(_insertion(self.name, names), rows)
        for field, child in self.children.items():
            _insert_children(db, child, ((i.id, getattr(i, field)) for i in items))

    def cells(self, item: Any) -> Iterator[Cell]:
        """The cells of one item, in the order of the columns."""
        for name, column in self.columns.items():
            yield from column.cells(getattr(item, name))

    def select(self, db: sqlite3.Connection, where: str = "", values: Sequence[Cell] = ()) -> tuple[Any, ...]:
        """Items in the order they were added; ``where``: an SQL condition."""
        return tuple(self.each(db, where, values))

    def each(self, db: sqlite3.Connection, where: str = "", values: Sequence[Cell] = ()) -> Iterator[Any]:
        """The same, one at a time."""
        clause = f"WHERE {where}" if where else ""
        for row in db.execute(f"SELECT * FROM {self.name} {clause} ORDER BY number", values):
            yield self.item(db, row)

    def item(self, db: sqlite3.Connection, row: sqlite3.Row) -> Any:
        """One row, with its children, as the noun it was."""
        values = {name: c.value([row[n] for n in c.names]) for name, c in self.columns.items()}
        lists = {field: child.items(db, row["id"]) for field, child in self.children.items()}
        return self.kind(**values, **lists)


def _insertion(table: str, names: Sequence[str]) -> str:
    listed, marks = ", ".join(f'"{n}"' for n in names), ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({listed}) VALUES ({marks})"


def _insert_children(
    db: sqlite3.Connection, child: Children, owners: Iterable[tuple[str, Iterable[Any]]]
) -> None:
    names = [child.key, "position", *(n for c in child.columns.values() for n in c.names)]
    db.executemany(
        _insertion(child.table, names),
        ([owner, at, *child.cells(item)] for owner, items in owners for at, item in enumerate(items)),
    )


def _table(name: str, kind: type, owned: bool = False, **children: Children) -> Table:
    return Table(name, kind, _columns(kind, without=children), children, owned)


FAILURES = "SELECT * FROM failures ORDER BY path, number"


def failure_of(row: sqlite3.Row) -> Failure:
    """A row of table ``failures``, which has columns of its own."""
    return Failure(row["path"], row["reason"], bool(row["tried"]), row["raw_sha256"])


DOCUMENTS = _table("documents", Document)
QUOTATIONS = _table("quotations", Quotation)
# What hangs on one document, by the field of Extraction it comes from.
FOUND: dict[str, Table] = {
    "blocks": _table("blocks", Block, owned=True),
    "turns": _table("turns", Turn),
    "quotations": QUOTATIONS,
    "figures": _table("figures", Figure),
    "credits": _table("credits", Credit, owned=True),
    "speakers": _table("mentioned", Speaker, owned=True),
}
FACETS = _table("facets", Facet, owned=True)
# What was found between documents, by the field of Story it comes from.
STORY: dict[str, Table] = {
    "profiles": _table("profiles", Profile),
    "speakers": _table("speakers", Speaker),
    "events": _table(
        "events",
        Event,
        docs=Children("event_documents", "event", {"doc": _plain("doc")}, None),
        memberships=_of("memberships", "event", Membership),
    ),
    "statements": _table(
        "statements",
        Statement,
        quotations=Children("statement_quotations", "statement", {"quotation": _plain("quotation")}, None),
    ),
    "readings": _table(
        "readings",
        Reading,
        references=Children("reading_references", "reading", {"place": _PLACE}, None),
        changes=_of("changes", "owner", Change),
    ),
    "derivations": _table("derivations", Derivation),
    "families": _table(
        "families", Family, docs=Children("family_documents", "family", {"doc": _plain("doc")}, None)
    ),
    "omissions": _table("omissions", Omission),
    "findings": _table("findings", Finding),
}
