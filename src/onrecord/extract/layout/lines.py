"""The paragraphs of a text: its lines, or, where it was wrapped at a fixed width, runs of lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from onrecord.model import Span
from onrecord.text.sentences import trim
from onrecord.text.tokens import fold

_TERMINAL = re.compile(r"[.!?…。！？](?:\[\d+\])?[\"”’'»«“)\]」』）*_>]*$|[\"”»」』]$")
WORDS = re.compile(r"[^\W\d_]+(?:[.'’`\-][^\W\d_]+)*\.?|\d+")
LABEL = re.compile(r"([^\s:：](?:[^:：\n]{0,78}[^\s:：])?)\s*[:：](?!//)")
"""What may be a speaker's label: at most 80 characters before a colon that begins no address."""
OMISSION = re.compile(r"[<\[(]?\s*(?:…|\.\.\.)\s*[>\])]?$|[*_=\-–—·•~#\s]+$")
"""A line that only shows that something is left out, or parts what stands around it."""
_STAGE = re.compile(r"(?:\([^()]{1,80}\)|\[[^\[\]]{1,80}\]|<[^<>]{1,80}>|（[^（）]{1,40}）)[.。]?$")
_QUOTED = re.compile(r"[^.!?…。！？\"”»」』][\"”»」』]$")
_HAN = re.compile(r"[一-鿿぀-ヿ]")
_LONG = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: ``folded`` in one case, ``size`` in words, ``gap`` where a blank line precedes it.

    Two Han or kana characters count as one word.
    """

    span: Span
    text: str
    folded: str
    size: int
    gap: bool

    @property
    def ends(self) -> bool:
        """True where it closes as a sentence or a quotation does."""
        return bool(_TERMINAL.search(self.text))

    @property
    def is_quoted(self) -> bool:
        """True where it closes with a quote mark but with no full stop: words that stand as a headline."""
        return bool(_QUOTED.search(self.text))


def lines_of(text: str, title: str | None) -> list[Line]:
    """The paragraphs of a text, in order; a ``title`` that its first line runs on from is one of them."""
    raw = [trim(text, Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+", text)]
    if raw and title and (cut := _titled_to(text, raw[0], title)):
        raw[:1] = [Span(raw[0].start, cut), trim(text, Span(cut, raw[0].end))]
    spans = [span for span in raw if len(span)]
    gaps = [True, *[text.count("\n", a.end, b.start) > 1 for a, b in pairwise(spans)]] if spans else []
    if _is_wrapped(text, spans, gaps):
        spans, gaps = _unwrap(text, spans, gaps)
    return [_line(text, span, gap) for span, gap in zip(spans, gaps, strict=True)]


def _titled_to(text: str, line: Span, title: str) -> int:
    """Where the title ends that a line begins with and the first label follows on; 0 for none."""
    end = line.start + len(title)
    runs_on = text.startswith(title, line.start) and text[end : end + 1].isspace()
    return end if runs_on and LABEL.match(text[end : line.end].lstrip()) else 0


def _is_wrapped(text: str, spans: list[Span], gaps: list[bool]) -> bool:
    """True when many lines of like length go on in lower case on the next line."""
    joins = [(a, b) for (a, b), gap in zip(pairwise(spans), gaps[1:], strict=True) if not gap]
    goes_on = sum(1 for a, b in joins if 40 <= len(a) <= 110 and text[b.start].islower())
    return len(joins) >= 4 and goes_on > 0.3 * len(joins)


def _unwrap(text: str, spans: list[Span], gaps: list[bool]) -> tuple[list[Span], list[bool]]:
    """Lines joined into paragraphs: at blank lines where there are enough, else where a line breaks off."""
    spaced = sum(gaps) > 0.15 * len(gaps)
    out: list[Span] = []
    for span, gap in zip(spans, gaps, strict=True):
        if out and not gap and (spaced or _breaks_off(text, out[-1], span)):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out, [True] * len(out)


def _breaks_off(text: str, before: Span, after: Span) -> bool:
    if text[after.start].islower():
        return True
    if _TERMINAL.search(text, max(before.start, before.end - 12), before.end):
        return False
    words = re.findall(r"[^\W\d_]+", before.of(text)[:_LONG])
    if LABEL.match(text, after.start, min(after.end, after.start + 80)):
        # "President of Elbonia Bruno", "Alder: ...": an office and half a name, no sentence.
        return len(before) < _LONG and bool(words) and all(w[0].isupper() or len(w) < 4 for w in words)
    return bool(words)


def _line(text: str, span: Span, gap: bool) -> Line:
    words = span.of(text)
    folded = " ".join(fold(words[:400]).split())
    size = len(WORDS.findall(words[:2000])) + len(_HAN.findall(words[:2000])) // 2
    return Line(span, words, folded, size, gap)


def is_stage_direction(text: str) -> bool:
    """True for a paragraph that is one bracketed remark, such as "(Applause.)" or "<…>"."""
    return bool(_STAGE.match(text) or OMISSION.match(text))
