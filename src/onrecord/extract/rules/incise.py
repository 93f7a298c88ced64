"""Credits inside the quote marks, as French prints them: « Le plan, a dit le ministre, échouera ».

The language's topic ``attribution`` says ``incise = true`` where that is the custom. A verb of saying right
after a comma, before its subject, which another comma or the closing mark ends, is the reporter's: the words
on either side are the content.
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.extract.rules.attribution import Attributed
from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.frame import content_of
from onrecord.extract.rules.sources import source_after, word_count
from onrecord.model import Form, Span

_LONGEST = 8


def set_apart(text: str, found: Iterable[Attributed], cues: Cues) -> None:
    """Cut the credit out of each direct quotation in ``found`` that holds one, and take its source."""
    for one in found:
        if cues.incise and one.form is Form.DIRECT and len(one.spans) == 1:
            _set_apart(text, one, cues)


def _set_apart(text: str, one: Attributed, cues: Cues) -> None:
    whole = one.spans[0]
    for cue in cues.find(text, whole):
        credit = _credit(text, whole, cue, cues)
        if credit is None:
            continue
        end, source = credit
        before = content_of(text, whole.start, cue.span.start)
        after = content_of(text, end, whole.end)
        after = Span(after.start, whole.end) if len(after) else after
        spans = tuple(s for s in (before, after) if word_count(text, s))
        if spans:
            one.spans, one.cue, one.source, one.confidence = spans, cue.span, source, 0.85
        return


def _credit(text: str, whole: Span, cue: Cue, cues: Cues) -> tuple[int, Span] | None:
    """Where a credit ends and whom it names, if ``cue`` begins one."""
    head = text[whole.start : cue.span.start].rstrip()
    if not head.endswith(",") or not cue.kinds & {"past", "present"}:
        return None
    tied = cues.clitic.search(text, cue.span.start, cue.span.end)
    comma = text.find(",", cue.span.end, whole.end)
    end = comma if comma >= 0 else whole.end
    if tied:
        return end, Span(text.rfind("-", tied.start(), tied.end()) + 1, tied.end())
    source = source_after(text, cue.span.end, end, cues)
    if source is None or word_count(text, Span(cue.span.end, end)) > _LONGEST:
        return None
    return end, source
