"""Where the figures of a quote stand in a document of another language.

A translation has no words in common with what it renders, but its figures: a sentence that has those that the
place it was found at lacks is likelier to be the one.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.collate.normal import words
from onrecord.collate.quantities import Quantity, owned_up, same_quantity
from onrecord.model import Anchor, Document, Span
from onrecord.text.sentences import sentences

_TELLING = 2
"""Figures that together are hardly those of another matter, a range being two."""
_DIGITS = 3
"""Digits of a figure that is hardly that of another matter."""


def sentence_of_figures(quote: Document, document: Document, taken: Sequence[Anchor]) -> Anchor | None:
    """The sentence of ``document`` with all figures of ``quote`` that the places ``taken`` lack.

    None where they are few and small, where no sentence has them all, or more than one has most.
    """
    mine = [q for q in _figures(quote, Span(0, len(quote.text))) if not q.year]
    known = [q for place in taken for q in _figures(document, place.span)]
    missing = [q for q in mine if not _among(q, known)]
    ends = [end for q in missing for end in _ends(q)]
    if len(ends) < _TELLING and not any(_digits(end) >= _DIGITS for end in ends):
        return None
    found = sentences(document.text, 0, len(document.text))
    told = ((s, _figures(document, s)) for s in found)
    shares = [(sum(_among(q, there) for q in mine), s) for s, there in told if _holds(missing, there)]
    most = max((share for share, _ in shares), default=0)
    best = [s for share, s in shares if share == most]
    return Anchor(document.id, best[0]) if len(best) == 1 else None


def _figures(document: Document, span: Span) -> list[Quantity]:
    found = words(document.text, Anchor(document.id, span), document.language)
    return [w.quantity for w in found if w.quantity and not w.quantity.faint and not w.quantity.orders]


def _among(one: Quantity, others: Sequence[Quantity]) -> bool:
    return any(same_quantity(one, other) or owned_up(one, other) for other in others)


def _holds(missing: Sequence[Quantity], there: Sequence[Quantity]) -> bool:
    return all(_among(q, there) for q in missing)


def _ends(quantity: Quantity) -> tuple[float, ...]:
    """The figure itself, or those from which to which it goes."""
    value = quantity.number.value
    return value if isinstance(value, tuple) else (value,)


def _digits(figure: float) -> int:
    """Digits of a figure without zeros at its ends."""
    return len(f"{figure:.12g}".replace(".", "").strip("0"))
