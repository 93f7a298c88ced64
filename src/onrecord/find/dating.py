"""Findings about time: dates that do not agree, and material from another occasion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from onrecord.find.markers import marked
from onrecord.find.view import MARKED, View, is_attested, places
from onrecord.group.sketch import content_spans
from onrecord.model import (
    Anchor,
    Attested,
    BlockKind,
    DateInterval,
    Finding,
    FindingType,
    Quotation,
    Reading,
    Role,
    Span,
)
from onrecord.text.dates import DateMention, dates, resolve
from onrecord.text.sentences import sentences
from onrecord.text.tokens import word_forms

LATE = 7
"""Days between occasion and page date from which the page date is told."""
MOST_PLACES = 6
_ZONES = 2
"""Days that two dates of one page may differ by: time zones, and an edition of the next morning."""
_WRITTEN = ("label", "header", "dateline")
"""Sources of a page's own date that a reader sees."""
CARRIED = 0.3
"""Length of the references of a turn, in lengths of the turn, from which the record has it."""
_LEAD_PARAGRAPHS = 6
_FEWEST_RUNS = 4
_BORROWED = 0.6
"""Share of a quotation's runs of three words that the other document has."""


def mismatches(view: View) -> list[Finding]:
    """Page date, weekdays of the text and the day of the event that do not go together."""
    out = []
    for doc in sorted(view.docs):
        out += _impossible_weekdays(view, doc)
        out += (found for found in (_against_event(view, doc), _against_itself(view, doc)) if found)
    return out


def other_events(view: View) -> list[Finding]:
    """Documents of another occasion in the pile, turns of another exchange, and background of other days."""
    out = []
    gathered = any(len(event.docs) > 1 for event in view.story.events)
    marked_words = _MarkedWords(view)
    taken = {doc: _borrowed(view, doc, marked_words) for doc in sorted(view.docs) if _is_gathered(view, doc)}
    for doc in sorted(view.docs):
        event = view.events.get(doc)
        if event is None:
            continue
        if gathered and not _is_gathered(view, doc):
            out.append(_elsewhere(view, doc))
        if view.has_record(doc):
            out += _other_exchange(view, doc)
        if not view.is_record(doc):
            found = taken.get(doc, [])
            out += [b for b in _background(view, doc) if not all(_is_in(a, found) for a in b.evidence)]
            out += found
    return out


def _is_gathered(view: View, doc: str) -> bool:
    event = view.events.get(doc)
    return event is not None and len(event.docs) > 1


def _is_in(anchor: Anchor, found: list[Finding]) -> bool:
    """True where words of one of these findings stand at ``anchor``."""
    return any(a.doc == anchor.doc and a.span.overlaps(anchor.span) for f in found for a in f.evidence)


def _impossible_weekdays(view: View, doc: str) -> list[Finding]:
    """A full date with a weekday that is not its own."""
    out = []
    text = view.text(doc)
    for mention in dates(text, view.language(doc)):
        day = mention.interval.day if mention.interval else None
        if day and mention.weekday and day.isoweekday() != mention.weekday:
            note = f"“{mention.span.of(text)}” was a {day:%A}."
            out.append(Finding(doc, FindingType.DATE_MISMATCH, 2, note, (Anchor(doc, mention.span),)))
    return out


def _against_event(view: View, doc: str) -> Finding | None:
    profile, event = view.profiles.get(doc), view.events.get(doc)
    day = event.date.day if event and event.date else None
    page = profile.published.day if profile and profile.published else None
    if event is None or profile is None or day is None or page is None or event.primary == doc:
        return None
    weekday = _lead_weekday(view, doc)
    counted = resolve(weekday, page) if weekday else None
    apart = abs((page - day).days)
    wrong = counted is not None and counted.day is not None and counted.day != day and apart > 2
    if not wrong and apart <= LATE:
        return None
    evidence = [view.date_place(doc, profile.published)]
    if weekday:
        evidence.append(Anchor(doc, weekday.span))
    evidence.append(view.date_place(event.primary, event.date) if event.primary else None)
    note = f"The page is dated {page.isoformat()}, {apart} days from the event of {day.isoformat()}"
    if weekday and counted and counted.day and wrong:
        note += (
            f"; “{weekday.span.of(view.text(doc))}” counted from the page would be {counted.day.isoformat()}"
        )
    return Finding(doc, FindingType.DATE_MISMATCH, 2, note + ".", tuple(a for a in evidence if a))


def _against_itself(view: View, doc: str) -> Finding | None:
    """Two statements of the page's own date that do not go together; the day of a change is none."""
    profile = view.profiles.get(doc)
    page = profile.published.day if profile and profile.published else None
    if profile is None or page is None or profile.role is Role.TRANSCRIPT:
        return None
    changed = {c.interval for c in profile.dates if c.about == "updated"}
    for other in profile.dates:
        day = other.interval.day
        stated = other.about == "published" and other.source in _WRITTEN and other.interval not in changed
        if stated and day and other.span and abs((day - page).days) > _ZONES:
            why = profile.published_reason
            note = f"The page is dated {page.isoformat()} ({why}), and {day.isoformat()} here."
            own = view.date_place(doc, profile.published)
            evidence = (Anchor(doc, other.span), *((own,) if own else ()))
            return Finding(doc, FindingType.DATE_MISMATCH, 1, note, evidence)
    return None


def _lead_weekday(view: View, doc: str) -> DateMention | None:
    text = view.text(doc)
    for span in [s for s in content_spans(view.docs[doc]) if len(s) > 60][:_LEAD_PARAGRAPHS]:
        for mention in dates(text, view.language(doc), span.start, span.end):
            if mention.kind == "weekday":
                return mention
    return None


def _elsewhere(view: View, doc: str) -> Finding:
    """A document that reports an occasion nothing else in the pile reports."""
    profile = view.profiles.get(doc)
    lines = content_spans(view.docs[doc]) or (Span(0, len(view.text(doc))),)
    head = view.headline(doc) or lines[0]
    date = view.date_place(doc, profile.published) if profile else None
    note = "The document reports another occasion than the other documents."
    evidence = (Anchor(doc, head), *((date,) if date else ()))
    return Finding(doc, FindingType.OTHER_EVENT_MATERIAL, 1, note, evidence)


def _other_exchange(view: View, doc: str) -> list[Finding]:
    """Turns of which next to nothing is in the record, in a document whose other turns are."""
    turns = view.docs[doc].turns
    carried = [
        span
        for reading, q in view.readings_of(doc)
        if is_attested(reading) and _is_much(reading, q)
        for span in q.spans
    ]
    strange = [t for t in turns if _covered(t.span, carried) < CARRIED * len(t.span)]
    if len(turns) - len(strange) < 2 or len(strange) < 2:
        return []
    note = f"{len(strange)} of {len(turns)} turns are not in this record: they belong to another exchange."
    evidence = tuple(Anchor(doc, turn.span) for turn in strange[:MOST_PLACES])
    return [Finding(doc, FindingType.OTHER_EVENT_MATERIAL, 1, note, evidence)]


class _MarkedWords:
    """The quotations in marks of a story, by their runs of three words."""

    def __init__(self, view: View) -> None:
        self._quotations = [q for q in view.quotations.values() if q.form in MARKED]
        self._runs = [_runs(view, quotation) for quotation in self._quotations]
        self._numbers = {quotation.id: number for number, quotation in enumerate(self._quotations)}
        self._having: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, runs in enumerate(self._runs):
            for run in runs:
                self._having[run].append(number)

    def alike(self, quotation: Quotation) -> Iterator[Quotation]:
        """Those that have enough of the runs of ``quotation``, itself among them, in the story's order."""
        runs = self._runs[self._numbers[quotation.id]]
        if len(runs) < _FEWEST_RUNS:
            return iter(())
        shared = Counter(number for run in runs for number in self._having[run])
        return (self._quotations[n] for n in sorted(shared) if shared[n] >= _BORROWED * len(runs))


def _borrowed(view: View, doc: str, marked_words: _MarkedWords) -> list[Finding]:
    """Words in marks that are not in this record, and nearly so in a document of another event."""
    out = []
    attested = {q.id for reading, q in view.readings_of(doc) if reading.attested is Attested.YES}
    for quotation in view.docs[doc].quotations:
        if quotation.form not in MARKED or quotation.id in attested:
            continue
        alike = marked_words.alike(quotation)
        other = next((o for o in alike if view.events.get(o.doc) is not view.events.get(doc)), None)
        if other is not None:
            note = f"These words are of another occasion, as {other.doc} reports it."
            evidence = (*places(quotation), *places(other))
            out.append(Finding(doc, FindingType.OTHER_EVENT_MATERIAL, 2, note, evidence))
    return out


def _runs(view: View, quotation: Quotation) -> frozenset[tuple[str, ...]]:
    text = view.text(quotation.doc)
    forms = [form for s in quotation.spans for form in word_forms(text, s.start, s.end)]
    return frozenset(tuple(forms[i : i + 3]) for i in range(len(forms) - 2))


def _covered(whole: Span, parts: list[Span]) -> int:
    """Characters of ``whole`` in ``parts``; a nested part counts once more."""
    return sum(max(0, min(whole.end, p.end) - max(whole.start, p.start)) for p in parts)


def _is_much(reading: Reading, quotation: Quotation) -> bool:
    """False where a few words of the record stand for a whole turn."""
    return sum(len(a.span) for a in reading.references) >= CARRIED * sum(map(len, quotation.spans))


def _background(view: View, doc: str) -> list[Finding]:
    """Sentences told of another day, with what their paragraph goes on to say of it; one finding for all."""
    found: list[Span] = []
    for paragraph in _body(view, doc):
        elsewhere = dated = False
        for span in sentences(view.text(doc), paragraph.start, paragraph.end):
            carried = _is_carried(view, doc, span)
            dated = not carried and (dated or _names_other_day(view, doc, span))
            # A date in the report's own history is none of another occasion, until somebody speaks there.
            spoken = dated and _is_saying(view, doc, span)
            elsewhere = not carried and (elsewhere or spoken or _opens_elsewhere(view, doc, span))
            if elsewhere:
                found.append(span)
    if not found:
        return []
    evidence = tuple(Anchor(doc, span) for span in found[:MOST_PLACES])
    note = f"{len(found)} sentence{'s tell' if len(found) > 1 else ' tells'} of other days than the event."
    return [Finding(doc, FindingType.OTHER_EVENT_MATERIAL, 1, note, evidence)]


def _is_saying(view: View, doc: str, span: Span) -> bool:
    """True where somebody says something in the sentence."""
    return any(q.extent.overlaps(span) for q in view.docs[doc].quotations)


def _body(view: View, doc: str) -> list[Span]:
    extraction = view.docs[doc]
    blocks = [b.span for b in extraction.blocks if b.kind is BlockKind.BODY]
    spans = blocks or [s for s in content_spans(extraction) if len(s) > 60]
    return [s for s in spans if not any(turn.span.overlaps(s) for turn in extraction.turns)]


def _is_carried(view: View, doc: str, span: Span) -> bool:
    return any(is_attested(reading) and q.extent.overlaps(span) for reading, q in view.readings_of(doc))


def _opens_elsewhere(view: View, doc: str, span: Span) -> bool:
    """True where the sentence opens with a sign of another day ("last month", "earlier")."""
    text, language = view.text(doc), view.language(doc)
    mentions = dates(text, language, span.start, span.end)
    opening = Span(span.start, min(span.end, span.start + 40))
    today = any(m.kind == "relative" and m.unit == "day" and m.offset == 0 for m in mentions)
    return not today and any(m.start < span.start + 25 for m in marked(text, opening, "earlier", language))


def _names_other_day(view: View, doc: str, span: Span) -> bool:
    """True where the report itself names a day before the event."""
    around = _around(view, doc)
    if around is None:
        return False
    quoted = [s for q in view.docs[doc].quotations for s in q.spans]
    for mention in dates(view.text(doc), view.language(doc), span.start, span.end):
        if any(s.overlaps(mention.span) for s in quoted):
            continue
        when = resolve(mention, around.start) if mention.kind in ("day", "month", "year") else None
        if when and when.end < around.start:
            return True
    return False


def _around(view: View, doc: str) -> DateInterval | None:
    """When the event was: by the event, by the document, else by the first of its other documents."""
    event, profile = view.events[doc], view.profiles.get(doc)
    own = event.date or (profile.event_date if profile else None)
    others = (p.event_date for d in event.docs if (p := view.profiles.get(d)) and p.event_date)
    return own or min(others, key=lambda when: (when.start, when.end), default=None)
