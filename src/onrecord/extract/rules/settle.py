"""Which of several frames in one sentence stand, and where the content of each then ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.extract.rules.sources import WORD, back_over
from onrecord.model import Span
from onrecord.text import lexicon


def settle(masked: str, found: list[Frame], cues: Cues) -> tuple[Frame, ...]:
    """Which frames stand: a trailing credit gives way, a further cue ends the content before it."""
    if not found:
        return ()
    found = _retold(masked, found, cues)
    inner = [f for f in found if not _wraps(f, found)]
    credits = [f for f in found if f not in inner]
    out: list[Frame] = []
    for frame in inner:
        for credit in credits:
            edge = min(credit.cue.start, credit.source.start if credit.source else credit.cue.start)
            if frame.content.start < edge < frame.content.end:
                frame = replace(frame, content=content_of(masked, frame.content.start, edge))
        if frame.source is None and out and _joined(masked, out[-1], frame, cues):
            frame = replace(frame, source=out[-1].source)
        around = next((f for f in out if f.content.holds(frame.cue)), None)
        if (
            around is None or frame.pattern == "label"
        ):  # "... what he called a “farce”" has two speakers' words
            out.append(frame)
        elif (cut := _sibling(masked, around, frame, cues)) is not None:
            out[out.index(around)] = replace(around, content=content_of(masked, around.content.start, cut))
            own = around.pattern == "noun" or (frame.source and frame.source.start > cut)
            out.append(frame if own else replace(frame, source=around.source))
    return tuple(f for f in out if f.pattern == "open" or len(f.content))


def _retold(masked: str, found: list[Frame], cues: Cues) -> list[Frame]:
    """``found`` without what the speaker tells of others: "A clerk told him that A, he added" is all his.

    The others are those who told him, or a body ("The ministry replied that A, she said").
    """
    names = lexicon.table("names", cues.language) if len(found) > 1 else {}
    pronouns = {key: names.get("pronouns", {}).get(key, ()) for key in ("m", "f")}
    told: list[Frame] = []
    for credit in found:
        own = _pronouns(masked, credit, pronouns, cues)
        told += [
            f
            for f in found
            if own
            and f.pattern == "that"
            and credit.content.holds(f.cue)
            and (_next_word(masked, f.cue) in own or _is_body(masked, f, cues))
        ]
    return [f for f in found if f not in told]


def _pronouns(masked: str, credit: Frame, pronouns: Mapping[str, Sequence[str]], cues: Cues) -> Sequence[str]:
    """The forms of the pronoun that a clause before it is credited to."""
    if credit.pattern != "after" or credit.source is None:
        return ()
    who = credit.source.of(masked).casefold()
    return next((forms for forms in pronouns.values() if who in forms), ())


def _is_body(masked: str, frame: Frame, cues: Cues) -> bool:
    bodies = lexicon.words("names", "bodies", cues.language)
    words = [w.casefold() for w in frame.source.of(masked).split()] if frame.source else []
    starts = tuple(b.removesuffix("*") for b in bodies if b.endswith("*"))
    return any(word in bodies or (starts and word.startswith(starts)) for word in words)


def _next_word(masked: str, cue: Span) -> str:
    word = WORD.search(masked, cue.end)
    return word.group().casefold() if word else ""


def _wraps(frame: Frame, found: list[Frame]) -> bool:
    """True for "X said that A, the agency reports": the content of the last cue is itself an attribution."""
    if frame.pattern not in ("after", "according"):
        return False
    return any(f is not frame and frame.content.holds(f.cue) and f.cue.start < frame.cue.start for f in found)


def _sibling(masked: str, around: Frame, frame: Frame, cues: Cues) -> int | None:
    """Where the content of ``around`` ends, if ``frame`` goes on beside it: ", adding that", " and said"."""
    head = masked[around.content.start : frame.cue.start].rstrip()
    trimmed = back_over(masked, around.content.start, frame.cue.start, cues)
    if head.endswith((",", "，")) or masked[trimmed - 1 : trimmed] in ",，":
        return min(trimmed, around.content.start + len(head))
    tail = [m for m in cues.and_.finditer(head) if m.end() == len(head)]
    return around.content.start + tail[0].start() if tail else None


def _joined(masked: str, before: Frame, frame: Frame, cues: Cues) -> bool:
    """True for a second verb of one subject: "called it “a mistake” and pointed at “the cost”"."""
    lead = masked[before.cue.end : frame.cue.start].rstrip()
    return lead.endswith(tuple(f"” {word}" for word in cues.joining))
