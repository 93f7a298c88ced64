"""A name where it stands in running text, with what the words around it tell."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Span


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name where it stands.

    ``titles`` and ``nations``: folded title words and canonical country names before it and in apposition.
    ``origins``: folded words of the title phrase that may name a country no list holds ("Elbonian").
    ``fields``: folded words that say what a title is of ("finance"), and ranks ("former").
    ``certain``: there is evidence that it is a person's name; ``owner``: it stands in the possessive.
    """

    span: Span
    name: str
    titles: frozenset[str]
    nations: frozenset[str]
    gender: str | None
    certain: bool
    body: bool = False
    owner: bool = False
    origins: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
