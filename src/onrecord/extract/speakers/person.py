"""A person or body of one document, and the places where it is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.extract.layout.labels import UNNAMED
from onrecord.model import Span
from onrecord.text.bodycases import body_nominative
from onrecord.text.names import nominative

CASED = re.compile(r"[а-яёіїєґąęłśźżńć]", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Person:
    """Somebody, or some body, that a document names.

    ``forms`` counts the names used; ``likely`` is the gender that the endings of the name suggest.
    ``fields``: what the titles are titles of ("finance"), and ranks ("former"). ``role``: what somebody
    without a name is called, ``head`` the words of it that say what they are; ``plural``: several people.
    ``is_open``: nothing tells whether it is a person or a body; ``spoke``: was a source before.
    ``thing``: only ever named with an article, where no person is; ``may_be``: a full name that
    nothing makes a person's or a thing's.
    """

    forms: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)
    nations: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    genders: Counter[str] = field(default_factory=Counter)
    likely: str | None = None
    number: int = 0
    certain: bool = False
    body: bool = False
    places: list[Span] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    role: str | None = None
    head: frozenset[str] = frozenset()
    plural: bool = False
    is_open: bool = False
    spoke: bool = False
    thing: bool = False
    may_be: bool = False
    language: str = ""

    @property
    def gender(self) -> str | None:
        """``m`` or ``f``, where the evidence tells."""
        return max(self.genders, key=self.genders.__getitem__, default=None)

    @property
    def name(self) -> str:
        """The commonest of the fuller forms, in the nominative where that can be told."""
        if self.role is not None:
            return UNNAMED
        forms = self.forms
        full = [form for form in forms if len(form.split()) > 1] or list(forms)
        # Labels of a transcript stand in capitals; what the text calls somebody is the name.
        full = [form for form in full if not form.isupper()] or full
        best = full[0]
        if len(full) > 1:
            best = max(full, key=lambda form: (_plainness(form, full) or forms[form], forms[form]))
        if self.body:
            return body_nominative(best, self.language)
        if not CASED.search(best):
            return best
        if _is_plain(best):
            return best
        return nominative(best, male=self.gender == "m", female=self.gender == "f", language=self.language)


def _plainness(form: str, others: Iterable[str]) -> int:
    """How likely a form in a language with cases is the dictionary form; 0 for one in another language."""
    if not CASED.search(form):
        return 0
    # Анваром Ибрагимом goes on where Анвар Ибрагим ends.
    longer = sum(_goes_on(other, form) for other in others)
    return 1 + (2 + longer if _is_plain(form) else 0)


def _goes_on(other: str, form: str) -> bool:
    words = list(zip(other.split(), form.split(), strict=False))
    return other != form and all(a.startswith(b) for a, b in words)


def _is_plain(form: str) -> bool:
    """True for a full name whose given name stands in the dictionary form."""
    words = form.split()
    return len(words) > 1 and nominative(form).split()[:-1] == words[:-1]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A mention in order of place: ``subject`` when it looks like the subject of its sentence."""

    start: int
    end: int
    number: int
    subject: bool = field(compare=False)
    owner: bool = field(compare=False)
    spoke: bool = field(compare=False, default=False)
