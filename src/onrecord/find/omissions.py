"""What a report leaves out of what it reports on, the weightiest first.

Only sentences of the primary's turns that the report does not render are looked at, and only for a report
that renders something of it. Each reason adds to a sentence's weight: what stands next to a rendered
sentence, what limits or contradicts it, numbers and payments, and a speaker the report never lets speak.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onrecord.find.markers import marked
from onrecord.group.sketch import term_keys
from onrecord.model import Anchor, Event, Extraction, Omission, Reading, Span, Statement, Turn
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize

MOST = 10
"""Omissions listed per report."""
LEAST_WEIGHT = 0.4
REPEATED = 0.25
"""Taken off for each sentence of a paragraph already listed, so that the list covers the whole record."""
SAID_AGAIN = 0.5
"""Share of a sentence's content words that rendered sentences have, from which it says little new."""
AGAIN = 0.25
SHORTEST = 6
_MARKS = (
    ("contrasts", 0.1, "sets something against it"),
    ("negations", 0.1, "denies something"),
    ("qualifiers", 0.05, "limits it"),
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the primary: its place, turn and paragraph by number."""

    span: Span
    turn: Turn
    paragraph: int


def omissions(
    event: Event,
    extractions: Sequence[Extraction],
    readings: Sequence[Reading],
    statements: Sequence[Statement],
) -> tuple[Omission, ...]:
    """Per report, in the order of the event's documents, at most :data:`MOST`, heaviest first.

    None for an event without a primary: then nothing says what there was to report.
    """
    docs = {x.document.id: x for x in extractions if x.document.id in event.docs}
    primary = docs.get(event.primary or "")
    if primary is None:
        return ()
    spoken = _sentences(primary)
    carried = {s.reference.span: s.quotations for s in statements if s.reference.doc == primary.document.id}
    out: list[Omission] = []
    for doc in event.docs:
        if doc in docs and doc != primary.document.id:
            out += _of(docs[doc], primary, spoken, readings, carried)
    return tuple(out)


def _sentences(primary: Extraction) -> list[_Sentence]:
    out = []
    paragraph = 0
    for turn in primary.turns:
        for stretch in turn.paragraphs or (turn.span,):
            paragraph += 1
            found = sentences(primary.document.text, stretch.start, stretch.end)
            out += [_Sentence(span, turn, paragraph) for span in found]
    return out


def _of(
    report: Extraction,
    primary: Extraction,
    spoken: Sequence[_Sentence],
    readings: Sequence[Reading],
    carried: Mapping[Span, Sequence[str]],
) -> list[Omission]:
    own = {q.id for q in report.quotations}
    rendered = [
        a.span for r in readings if r.quotation in own for a in r.references if a.doc == primary.document.id
    ]
    if not rendered:
        return []
    covered = {i for i, s in enumerate(spoken) if _is_rendered(s.span, rendered)}
    heard = {spoken[i].turn.speaker for i in covered}
    told = {key for i in covered for key in _content(spoken[i], primary)}
    weighed = []
    for i, sentence in enumerate(spoken):
        if i not in covered and _is_statement(sentence):
            elsewhere = any(span.overlaps(sentence.span) and set(by) - own for span, by in carried.items())
            reasons = _reasons(i, spoken, covered, heard, primary, elsewhere)
            content = _content(sentence, primary)
            turns = any(why in reasons for _, _, why in _MARKS)
            said_again = not turns and len(content & told) >= SAID_AGAIN * len(content)
            if reasons:
                weight = sum(reasons.values()) - (AGAIN if said_again else 0.0)
                weighed.append((weight, i, "; ".join(reasons)))
    chosen = _spread(weighed, spoken)
    doc = report.document.id
    return [
        Omission(doc, Anchor(primary.document.id, spoken[i].span), round(min(1.0, weight), 3), why)
        for weight, i, why in chosen
    ]


def _content(sentence: _Sentence, primary: Extraction) -> set[str]:
    return set(term_keys(tokenize(primary.document.text, sentence.span.start, sentence.span.end)))


def _is_rendered(sentence: Span, rendered: Sequence[Span]) -> bool:
    common = (min(sentence.end, r.end) - max(sentence.start, r.start) for r in rendered)
    return any(c >= 0.3 * len(sentence) for c in common)


def _is_statement(sentence: _Sentence) -> bool:
    speaker = sentence.turn.speaker
    return speaker is not None and speaker[:1] != speaker[:1].lower()


def _reasons(
    i: int,
    spoken: Sequence[_Sentence],
    covered: Collection[int],
    heard: Collection[str | None],
    primary: Extraction,
    elsewhere: bool,
) -> dict[str, float]:
    """What makes this sentence worth telling, each with its weight."""
    text, language = primary.document.text, primary.document.language
    sentence = spoken[i]
    words = tokenize(text, sentence.span.start, sentence.span.end)
    content = len(set(term_keys(words)))
    out = {"left out": 0.15 if len(words) >= SHORTEST else 0.0, "much is said in it": min(content, 15) / 40}
    if elsewhere:
        out["another report has it"] = 0.05
    if sentence.turn.speaker not in heard:
        out[f"nothing {sentence.turn.speaker} says is in the report"] = 0.2
    beside = {j for j in (i - 1, i + 1) if j in covered and spoken[j].turn == sentence.turn}
    if beside:
        out["next to a sentence the report renders"] = 0.2
    if any(c.isdigit() for c in sentence.span.of(text)):
        out["gives a number"] = 0.15
    return out | {why: weight for key, weight, why in _MARKS if marked(text, sentence.span, key, language)}


def _spread(
    weighed: Sequence[tuple[float, int, str]], spoken: Sequence[_Sentence]
) -> list[tuple[float, int, str]]:
    """The heaviest, each paragraph's later ones counting less."""
    left = list(weighed)
    listed: dict[int, int] = {}
    chosen: list[tuple[float, int, str]] = []
    while left and len(chosen) < MOST:
        best = max(left, key=lambda w: (w[0] - REPEATED * listed.get(spoken[w[1]].paragraph, 0), -w[1]))
        if best[0] - REPEATED * listed.get(spoken[best[1]].paragraph, 0) < LEAST_WEIGHT:
            break
        left.remove(best)
        chosen.append(best)
        paragraph = spoken[best[1]].paragraph
        listed[paragraph] = listed.get(paragraph, 0) + 1
    return chosen
