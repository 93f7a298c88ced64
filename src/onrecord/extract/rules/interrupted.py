"""Quote marks that enclose the reporter's words too: «Мы готовы, — сказал Рощин. — Начнём завтра».

Russian and Ukrainian printing keeps one pair of marks around speech that an attribution between dashes
interrupts. Such a stretch is taken apart, so that the rest of attribution sees two stretches with the
attribution between them, as in languages that close and reopen the marks.
"""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.marks import Marks, Stretch
from onrecord.model import Span
from onrecord.text.sentences import trim

_ASIDE = re.compile(
    r"(?<=[\w,.!?…”“»\"])(?P<open>\s+[—–-]\s+)(?P<aside>[^—–\n“”„«»\"]{3,120}?[^\s—–\n])(?P<close>\s+[—–-]\s+)(?=\S)"
)
_FURTHEST = 4000


def parted(text: str, marks: Marks, cues: Cues) -> Marks:
    """``marks`` with each outermost stretch that an attribution interrupts made two; linear in the text."""
    if not cues.dash_inside:
        return marks
    pieces: list[tuple[int, Stretch]] = []
    for i, stretch in enumerate(marks.stretches):
        aside = _attribution(text, stretch, cues) if stretch.parent is None and stretch.balanced else None
        pieces += [(i, part) for part in (_halves(text, stretch, aside) if aside else (stretch,))]
    if len(pieces) == len(marks.stretches):
        return marks
    return _renumbered(pieces, marks)


def _attribution(text: str, stretch: Stretch, cues: Cues) -> Span | None:
    """The attribution between two dashes of ``stretch``, dashes included."""
    if stretch.title or len(stretch.content) > _FURTHEST:
        return None
    for aside in _ASIDE.finditer(text, stretch.content.start, stretch.content.end):
        words = Span(aside.start("aside"), aside.end("aside"))
        found = cues.find(text, words)
        if found and _attributes(text, aside, words, found[0].span, cues):
            return Span(aside.start(), aside.end())
    return None


def _attributes(text: str, aside: re.Match[str], words: Span, cue: Span, cues: Cues) -> bool:
    """True for "— сказал Рощин. —": a pause before, a verb first or last, and not the speaker himself."""
    paused = text[aside.start("open") - 1] in ",!?…"
    closed = text[words.end - 1] in ",.:;"
    rest = trim(text, Span(cue.end, words.end - 1 if closed else words.end))
    lead = trim(text, Span(words.start, cue.start))
    subject = rest if not len(lead) else lead
    if not len(subject) or any(cues.first.fullmatch(word) for word in subject.of(text).split()):
        return False
    short = len(lead) == 0 or (len(rest) == 0 and len(lead.of(text).split()) <= 6)
    return short and (paused or closed)


def _halves(text: str, stretch: Stretch, aside: Span) -> tuple[Stretch, Stretch]:
    """What stands before and after the attribution, marks at the outer ends only."""
    end = aside.start
    while end > stretch.content.start and text[end - 1] in ",; \t":
        end -= 1
    first = replace(
        stretch,
        content=Span(stretch.content.start, end),
        outer=Span(stretch.outer.start, min(end + 1, aside.end)),
    )
    second = replace(
        stretch,
        content=Span(aside.end, stretch.content.end),
        outer=Span(aside.end - 1, stretch.outer.end),
        continues=None,
    )
    return first, second


def _renumbered(pieces: list[tuple[int, Stretch]], marks: Marks) -> Marks:
    """The stretches in order, with ``parent`` and ``continues`` pointing at the right halves."""
    order = sorted(pieces, key=lambda piece: (piece[1].outer.start, -piece[1].outer.end))
    places: dict[int, list[int]] = {}
    for place, (old, _) in enumerate(order):
        places.setdefault(old, []).append(place)
    out = []
    for old, stretch in order:
        parent = marks.stretches[old].parent
        around = places[parent] if parent is not None else []
        held = next((p for p in around if order[p][1].outer.holds(stretch.outer)), None)
        before = stretch.continues
        out.append(
            replace(stretch, parent=held, continues=places[before][-1] if before is not None else None)
        )
    return Marks(tuple(out), marks.unbalanced)
