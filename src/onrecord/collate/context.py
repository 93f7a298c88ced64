"""What collation needs to know besides the two wordings, and what it hands back."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Attested, Change, Link


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about a quotation and its references that their wordings do not hold.

    ``reference_speakers`` and ``reference_turns`` run parallel to the references (shorter is fine; None:
    unknown). ``speaker_aliases``: other names the quotation's speaker goes by in this pile, and the names
    of what he or she speaks for. ``other_source`` is the stretch of text that credits the words to
    something else than their speaker ("recent data"), where extraction found one. ``witnesses`` are the
    wordings other reports give of the same statement. ``guessed`` runs parallel to the references too: True
    where one of the two texts says "she" or "the president" of the speaker and also names the other's.
    ``speaks_there``: the quotation's speaker has turns, by name, in a document of the references.
    """

    reference_speakers: tuple[str | None, ...] = ()
    reference_turns: tuple[str | None, ...] = ()
    speaker_aliases: tuple[str, ...] = ()
    other_source: str | None = None
    witnesses: tuple[str, ...] = ()
    guessed: tuple[bool, ...] = ()
    speaks_there: bool = False


@dataclass(frozen=True, slots=True)
class Collation:
    """The outcome for one quotation: verdict, changes in the order of the labels, word alignment."""

    attested: Attested
    changes: tuple[Change, ...]
    links: tuple[Link, ...]
