"""What sort of report a document is, when it was published and of what day it tells, each with its reason.

The topic ``group`` of the language data holds ``digest``: phrases that announce a list of quotations ("key
remarks", "highlights").
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.group.days import is_running, named_dates, occasion, own_dates, published, updated
from onrecord.group.sketch import content_spans
from onrecord.model import Extraction, Form, Profile, Role, Span
from onrecord.text import lexicon
from onrecord.text.sentences import paragraphs

TRANSCRIPT_TURNS = 0.6
INTERVIEW_TURNS = 0.35
DIGEST_QUOTED = 0.45
DIGEST_ANNOUNCED = 0.3
DIGEST_QUOTATIONS = 5
DIGEST_LENGTH = 5000
_SHORT_LINE = 120


def profile(extraction: Extraction) -> Profile:
    """The profile of one document; anything that cannot be told is None or ``article``."""
    kind, kind_reason = role(extraction)
    own = own_dates(extraction)
    page, page_reason = published(extraction, own)
    candidates = (*own, *named_dates(extraction, page))
    event, event_reason = occasion(extraction, kind, candidates, page)
    change, change_reason = updated(extraction, own)
    return Profile(
        doc=extraction.document.id,
        role=kind,
        role_reason=kind_reason,
        published=page,
        published_reason=page_reason,
        event_date=event,
        event_date_reason=event_reason,
        updated=change,
        updated_reason=change_reason,
        dates=candidates,
    )


def role(extraction: Extraction) -> tuple[Role, str]:
    """What sort of report this is, and the figure that says so."""
    spans = content_spans(extraction)
    total = sum(map(len, spans))
    if not total:
        return Role.OTHER, "no text of its own"
    labelled = _share(total, (turn.span for turn in extraction.turns if turn.labelled))
    turns = _share(total, (turn.span for turn in extraction.turns))
    if labelled >= TRANSCRIPT_TURNS and labelled >= 0.8 * turns:
        return Role.TRANSCRIPT, f"turns with named speakers are {labelled:.0%} of the text"
    if turns >= INTERVIEW_TURNS and len(extraction.turns) > 2:
        return Role.INTERVIEW, f"turns are {turns:.0%} of the text, those with named speakers {labelled:.0%}"
    digest = _digest(extraction, total)
    if digest:
        return Role.DIGEST, digest
    running = _share(total, (span for span in spans if is_running(extraction.document.text, span)))
    if running < 0.4 and not extraction.quotations:
        return Role.OTHER, f"only {running:.0%} of the text is in running paragraphs"
    return Role.ARTICLE, "running text with few turns"


def _digest(extraction: Extraction, total: int) -> str | None:
    marked = [q for q in extraction.quotations if q.form in (Form.DIRECT, Form.MIXED) and q.nested_in is None]
    if len(marked) < DIGEST_QUOTATIONS or total > DIGEST_LENGTH:
        return None
    quoted = _share(total, (span for q in marked for span in q.spans))
    announced = _announced(extraction)
    if quoted >= (DIGEST_ANNOUNCED if announced else DIGEST_QUOTED):
        lead = "announced as key remarks; " if announced else ""
        return f"{lead}{len(marked)} quotations are {quoted:.0%} of the text"
    return None


def _announced(extraction: Extraction) -> bool:
    """True where a short line announces a list of quotations."""
    text = extraction.document.text
    lines = [line.of(text).casefold() for line in paragraphs(text) if len(line) <= _SHORT_LINE]
    return any(phrase in line for phrase in lexicon.words("group", "digest") for line in lines)


def _share(total: int, spans: Iterator[Span]) -> float:
    """Share of ``total`` characters in ``spans``, overlaps counted once."""
    covered = end = 0
    for span in sorted(spans):
        covered += max(0, span.end - max(end, span.start))
        end = max(end, span.end)
    return min(1.0, covered / total)
