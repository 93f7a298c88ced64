"""WebVTT and SubRip captions as a transcript: one paragraph a speaker's stretch, times left out.

Formats: WebVTT (W3C), SubRip as the Library of Congress describes it. Speakers are named by voice tags
(``<v Ida Osten>``), by a label ("OSTEN: ...") or only marked as changing (">>" and a leading dash, the
practice of live captioning); those become labelled turns, or paragraphs that begin with a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from onrecord.errors import UnreadableError

_TIMES = re.compile(
    r"\s*(?:(\d+):)?(\d{1,2}):(\d\d)[.,](\d{1,3})[ \t]*-->[ \t]*(?:(\d+):)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
)
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]{1,120})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_CHANGE = re.compile(r"\s*(?:>>+|&gt;&gt;)\s*")
_LABEL = re.compile(r"[^\W\d_a-z][^:<>\n]{1,50}:\s")
_SPOKEN_END = re.compile(r"[.!?…。！？][\"”’»)\]]*$")
_PAUSE = 3.0
"""Seconds of silence after a finished sentence that begin a paragraph."""


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    text: str


def read_captions(text: str) -> str:
    """The words of a caption file. Raises UnreadableError where it has no cue with words."""
    paragraphs = _paragraphs(_told_once(list(_cues(text))))
    body = "\n\n".join(paragraphs)
    if not body:
        raise UnreadableError("no captions with words in this file; check that it is the right one")
    return body


def _cues(text: str) -> Iterator[_Cue]:
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        if _SKIPPED.match(lines[0]):
            continue
        for i, line in enumerate(lines[:3]):
            times = _TIMES.match(line)
            if times:
                yield _Cue(
                    _seconds(times.groups()[:4]), _seconds(times.groups()[4:]), "\n".join(lines[i + 1 :])
                )
                break


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours[:6]) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _told_once(cues: list[_Cue]) -> Iterator[_Cue]:
    """Lines without those that roll up: live captions show the last line of a cue again in the next."""
    before: list[str] = []
    for cue in cues:
        lines = [line.strip() for line in cue.text.split("\n") if line.strip()]
        bare = [_TAG.sub("", line) for line in lines]
        shared = max(
            (n for n in range(1, min(len(before), len(bare)) + 1) if before[-n:] == bare[:n]), default=0
        )
        before = bare or before
        if lines[shared:]:
            yield _Cue(cue.start, cue.end, "\n".join(lines[shared:]))


def _paragraphs(cues: Iterator[_Cue]) -> list[str]:
    out: list[str] = []
    speaker: str | None = None
    end = 0.0
    for cue in cues:
        for named, words in _stretches(cue.text):
            label = None if named is None or named == speaker else named
            fresh = label or _LABEL.match(words) or words.startswith("- ")
            paused = cue.start - end > _PAUSE and out and _SPOKEN_END.search(out[-1])
            if not out or fresh or paused:
                out.append(f"{label}: {words}" if label else words)
            else:
                out[-1] += f" {words}"
            speaker = named or speaker
        end = cue.end
    return out


def _stretches(text: str) -> Iterator[tuple[str | None, str]]:
    """Speaker and words of each stretch of a cue, line by line where a line begins with a change."""
    voices = _VOICE.split(text)
    for i in range(0, len(voices), 2):
        name = unescape(voices[i - 1]).strip() if i else None
        for words in _changes(voices[i]):
            yield name, words


def _changes(text: str) -> Iterator[str]:
    kept: list[str] = []
    for line in text.split("\n"):
        changed = _CHANGE.match(line)
        words = " ".join(unescape(_TAG.sub("", line[changed.end() :] if changed else line)).split())
        begins = changed or words.startswith(("- ", "– ", "— ")) or _LABEL.match(words)
        if begins and kept:
            yield " ".join(kept)
            kept = []
        if words:
            kept.append(f"- {words}" if changed and not _LABEL.match(words) else words)
    if kept:
        yield " ".join(kept)
