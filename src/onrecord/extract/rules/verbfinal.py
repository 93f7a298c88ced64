"""Attribution where the verb ends the sentence and particles mark its subject (Japanese)."""

from __future__ import annotations

import re

from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.model import Span

_MARK = re.compile("“")
_NEAR = 22


def final(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Topic first, then the clause, then quotative and verb."""
    if cue.kinds == {"tags"}:
        return _final_after(masked, sentence, cue, cues)
    topic = cues.topics.search(masked, sentence.start, cue.span.start)
    mark = _MARK.search(masked, sentence.start, cue.span.start)
    source = None
    begin = sentence.start
    if topic and (mark is None or topic.start() < mark.start()):
        source = content_of(masked, sentence.start, topic.start())
        begin = topic.end()
    content = content_of(masked, begin, cue.span.start)
    if not len(content):
        return None
    return Frame("final", content, cue.span, source if source and len(source) else None)


def _final_after(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Quoted content, then the topic, then the verb."""
    closing = masked.rfind("”", sentence.start, cue.span.start)
    topic = cues.topics.search(masked, closing, cue.span.start) if closing >= 0 else None
    if topic is None or topic.start() - closing > _NEAR:
        return None
    source = content_of(masked, closing + 2, max(closing + 2, topic.start()))
    content = content_of(masked, sentence.start, closing + 1)
    return Frame("final", content, cue.span, source) if len(source) else None
