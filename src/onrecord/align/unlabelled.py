"""Speakers of unlabelled turns, told by the labelled turns of another report that their words align with.

The topic ``align`` holds, per language, ``first_person``: pronouns by which a speaker means themselves, so
that a quotation inside a turn with such a source is the speaker's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.align.company import Finding
from onrecord.align.evidence import probability
from onrecord.align.matching import Matching
from onrecord.model import Anchor, Extraction, Form, Quotation, Turn
from onrecord.text import lexicon
from onrecord.text.embedding import Embedder
from onrecord.text.tokens import fold

_ENOUGH = 0.7
"""Summed probability, in paragraphs, that a speaker must have."""
_LEAD = 2.0
"""How many times the runner-up's sum that must be."""


@dataclass(frozen=True, slots=True)
class _Vote:
    speaker: str
    weight: float
    anchor: Anchor


def name_turns(
    event_docs: Sequence[Extraction], primary: str | None, embedder: Embedder
) -> tuple[Extraction, ...]:
    """The documents again, unlabelled turns with the speaker of the labelled turns they align with.

    Speakers are taken from the primary, or from every document with labelled turns where there is none. Each
    sentence of a turn votes with its probability and size; a speaker needs enough of it and a clear lead,
    else the turn stays without one. ``evidence`` holds the aligned stretches of the speaker chosen;
    ``labelled`` stays False. Quotations inside a named turn get its speaker where they had none: those of
    form turn, and those whose source is a pronoun of the first person.
    """
    sources = [x for x in event_docs if _labelled(x) and (primary is None or x.document.id == primary)]
    open_ = [x for x in event_docs if any(_open(t) for t in x.turns)]
    places = {
        x.document.id: [s.document.id for s in sources if s.document.id != x.document.id] for x in event_docs
    }
    open_ = [x for x in open_ if places[x.document.id]]
    if not open_:
        return tuple(event_docs)
    matching = Matching(event_docs, places, embedder)
    speakers = {s.document.id: [t for t in s.turns if t.speaker] for s in sources}
    asked = {x.document.id: _asked(x) for x in open_}
    found = matching.findings([(x, asked[x.document.id]) for x in open_])
    named = {x.document.id: _named(x, found, speakers) for x in open_}
    return tuple(named.get(x.document.id, x) for x in event_docs)


def _labelled(extraction: Extraction) -> bool:
    return any(t.labelled and t.speaker for t in extraction.turns)


def _asked(extraction: Extraction) -> list[Quotation]:
    return [
        Quotation(f"{turn.id}/{n}", turn.doc, (span,), Form.TURN)
        for turn in extraction.turns
        if _open(turn)
        for n, span in enumerate(turn.paragraphs or (turn.span,))
    ]


def _open(turn: Turn) -> bool:
    return turn.speaker is None and not turn.labelled


def _named(
    extraction: Extraction, found: Mapping[str, list[Finding]], speakers: Mapping[str, list[Turn]]
) -> Extraction:
    by_turn: dict[str, list[Finding]] = defaultdict(list)
    for id_, findings in found.items():
        by_turn[id_.rpartition("/")[0]] += findings
    turns = tuple(_turn(t, by_turn[t.id], speakers) if _open(t) else t for t in extraction.turns)
    return replace(extraction, turns=turns, quotations=_quotations(extraction, turns))


def _turn(turn: Turn, findings: Sequence[Finding], speakers: Mapping[str, list[Turn]]) -> Turn:
    votes = [vote for f in findings if f.log_odds > 0 and (vote := _vote(f, speakers))]
    sums: dict[str, float] = defaultdict(float)
    for vote in votes:
        sums[vote.speaker] += vote.weight
    total = sum(f.size for f in findings)
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _ENOUGH * total / 2:
        return turn
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return turn
    name = ranked[0][0]
    evidence = tuple(dict.fromkeys(v.anchor for v in votes if v.speaker == name))
    return replace(turn, speaker=name, evidence=evidence)


def _vote(finding: Finding, speakers: Mapping[str, list[Turn]]) -> _Vote | None:
    one = finding.candidate
    for turn in speakers[one.doc]:
        if turn.span.overlaps(one.span) and turn.speaker:
            weight = probability(finding.log_odds) * finding.size
            return _Vote(turn.speaker, weight, Anchor(one.doc, one.span))
    return None


def _quotations(extraction: Extraction, turns: Sequence[Turn]) -> tuple[Quotation, ...]:
    known = [(t.span, t.speaker) for t in turns if t.evidence and t.speaker]
    document = extraction.document
    own = lexicon.words("align", "first_person", document.language)
    out = []
    for quotation in extraction.quotations:
        source = fold(quotation.source.of(document.text)) if quotation.source else ""
        if quotation.speaker is None and (quotation.form is Form.TURN or source in own):
            speaker = next((s for span, s in known if span.holds(quotation.extent)), None)
            quotation = replace(quotation, speaker=speaker)
        out.append(quotation)
    return tuple(out)
