"""Quote marks of all languages: which stretches they enclose, and where they do not pair.

Marks are read paragraph by paragraph with a stack. What a mark does is told by its shape where the shape
tells (``„`` opens, ``」`` closes) and by its neighbours where it does not (``"``, ``'``, the German and the
French use of ``»``). The topic ``marks`` holds, per language, ``elisions``: words that are written with a
leading apostrophe ("'tis"), which is then no quote mark.

A quotation over several paragraphs reopens in each and closes in the last (Chicago Manual of Style 13.30);
each paragraph is a stretch of its own here, chained by ``continues``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from onrecord.model import Block, BlockKind, Span
from onrecord.text import lexicon
from onrecord.text.sentences import paragraphs, sentences, trim

_MARK = re.compile(r"``|''|,,(?=\w)|[“”\"„‟«»‹›‘’‚‛'「」『』《》〈〉〝〞〟＂]")
_CONTENT = re.compile(r"[^\s`“”\"„‟«»‹›‘’‚‛'「」『』《》〈〉〝〞〟＂]")
_PAIRS = frozenset(
    [
        "“”",
        "„“",
        "„”",
        "«»",
        "»«",
        "»»",
        "””",
        '""',
        "＂＂",
        "‟”",
        "‘’",
        "‚‘",
        "‚’",
        "‛’",
        "''",
        "‹›",
        "›‹",
        "「」",
        "『』",
        "《》",
        "〈〉",
        "〝〟",
        "〝〞",
        "``''",
        "''''",
        ",,''",
        ",,”",
        ",,“",
    ]
)
_DOUBLE_OPEN = frozenset(["“", "”", '"', "„", "‟", "«", "»", "``", "''", ",,", "＂"])
_DOUBLE_CLOSE = frozenset(["“", "”", '"', "‟", "«", "»", "''", "＂"])
_SINGLE_OPEN = frozenset("'‘‚‛‹›")
_SINGLE_CLOSE = frozenset("'’‘‹›")
_ALWAYS_OPEN = frozenset(["„", "「", "『", "《", "〈", "〝", "``", ",,"])
_ALWAYS_CLOSE = frozenset("」』》〉〞〟")
_TITLE = frozenset("《〈")
_BEFORE_OPENING = frozenset("([{—–-/…'’`“\"„«»‘‚「『：:，、。")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-/…»”’'\"“」』。，、；：！？）")
_WORD_AFTER = re.compile(r"[\w’']+")
_POSSESSIVE_NEXT = re.compile(r"\s+[^\W\d_]")
_DEEPEST = 8
_SHORTEST_STRAY = 3
_SKIPPED = (BlockKind.BOILERPLATE, BlockKind.CAPTION, BlockKind.BYLINE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one pair of marks encloses, or what one of a pair leaves open: more than marks and white space.

    ``content`` lies inside the marks, ``outer`` takes them in. ``parent`` and ``continues`` are indexes
    into :attr:`Marks.stretches`: the stretch around this one, the one of the paragraph before.
    ``title`` is set for marks that only enclose titles of works (《 》).
    """

    content: Span
    outer: Span
    parent: int | None = None
    continues: int | None = None
    balanced: bool = True
    title: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Stretches in order of their start, and the places where marks do not pair (marks included)."""

    stretches: tuple[Stretch, ...]
    unbalanced: tuple[Span, ...]

    @property
    def outermost(self) -> tuple[int, ...]:
        """Indexes of the stretches that lie in no other."""
        return tuple(i for i, s in enumerate(self.stretches) if s.parent is None)

    def within(self, span: Span) -> list[Stretch]:
        """The outermost stretches that lie in ``span``, marks included."""
        first = bisect_left(self.stretches, span.start, key=lambda s: s.outer.start)
        out = []
        for stretch in islice(self.stretches, first, None):
            if stretch.outer.start >= span.end:
                break
            if stretch.parent is None and stretch.outer.end <= span.end:
                out.append(stretch)
        return out


@dataclass(slots=True)
class _Open:
    mark: str
    at: Span


@dataclass(slots=True)
class _Found:
    content: Span
    outer: Span
    opener: str
    closed: bool
    paired: bool
    stray: bool = False


@dataclass(slots=True)
class _Paragraph:
    """The state of reading one paragraph."""

    text: str
    span: Span
    elisions: frozenset[str]
    stack: list[_Open] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    furthest: int = 0
    """Where the last stretch found so far ends."""
    last_closer: int | None = None
    """Where the last single mark that can close stands, -1 where none does; None: not looked for yet."""

    def before(self, at: int) -> str:
        return self.text[at - 1] if at > self.span.start else ""

    def after(self, at: int) -> str:
        return self.text[at] if at < self.span.end else ""

    def may_open(self, at: Span) -> bool:
        before, after = self.before(at.start), self.after(at.end)
        fits = not before or before.isspace() or before in _BEFORE_OPENING or _spaceless(before)
        return fits and bool(after.strip())

    def may_close(self, at: Span) -> bool:
        before, after = self.before(at.start), self.after(at.end)
        fits = not after or after.isspace() or after in _AFTER_CLOSING or _spaceless(after)
        return bool(before.strip()) and fits

    def holds(self, marks: frozenset[str]) -> bool:
        return any(o.mark in marks for o in self.stack)


def marked(text: str, blocks: tuple[Block, ...], language: str) -> Marks:
    """Everything in quote marks in ``text``, but for captions, bylines and boilerplate."""
    elisions = lexicon.words("marks", "elisions", language)
    skipped = [b.span for b in blocks if b.kind in _SKIPPED]
    starts = [s.start for s in skipped]
    per_paragraph = []
    for span in paragraphs(text):
        i = bisect_left(starts, span.start + 1) - 1
        if i < 0 or span.start >= skipped[i].end:
            per_paragraph.append((span, _read(text, span, elisions)))
    return _assemble(text, per_paragraph)


# ---------------------------------------------------------------------------- one paragraph


def _read(text: str, span: Span, elisions: frozenset[str]) -> list[_Found]:
    state = _Paragraph(text, span, elisions)
    for mark, at in _marks(text, span):
        act = _act(state, mark, at)
        if act == "open":
            if len(state.stack) == _DEEPEST:
                del state.stack[0]
            state.stack.append(_Open(mark, at))
        elif act == "close":
            _close(state, mark, at)
    for left in state.stack:
        if left.mark not in _SINGLE_OPEN:
            content = trim(text, Span(left.at.end, span.end))
            outer = Span(left.at.start, span.end)
            state.found.append(_Found(content, outer, left.mark, closed=False, paired=False))
    return _cut_unclosed(text, sorted(state.found, key=lambda f: (f.outer.start, -f.outer.end)))


def _marks(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Found anew each time they are asked for: a long line may have millions."""
    return ((m.group(), Span(m.start(), m.end())) for m in _MARK.finditer(text, span.start, span.end))


def _closes_single(state: _Paragraph, at: Span) -> bool:
    return state.may_close(at) and not (
        state.before(at.start).casefold() == "s" and _POSSESSIVE_NEXT.match(state.text, at.end)
    )


def _closes_later(state: _Paragraph, place: int) -> bool:
    """Whether a single mark that can close stands at ``place`` or after it."""
    if state.last_closer is None:
        singles = (at for mark, at in _marks(state.text, state.span) if mark in "'’‘")
        state.last_closer = max((at.start for at in singles if _closes_single(state, at)), default=-1)
    return state.last_closer >= place


def _act(state: _Paragraph, mark: str, at: Span) -> str:
    if mark in _ALWAYS_OPEN:
        return "open"
    if mark in _ALWAYS_CLOSE:
        return "close"
    if mark in "'’‘‚‛":
        return _act_single(state, mark, at)
    if mark in "«»‹›":
        return _act_angle(state, mark, at)
    return _act_double(state, mark, at)


def _act_single(state: _Paragraph, mark: str, at: Span) -> str:
    before, after = state.before(at.start), state.after(at.end)
    if before.isalnum() and after.isalnum() and not (_spaceless(before) or _spaceless(after)):
        return "skip"
    is_open = state.holds(_SINGLE_OPEN)
    if is_open and mark in _SINGLE_CLOSE and (_spaceless(before) or not state.may_open(at)):
        closes = _closes_single(state, at) or (state.may_close(at) and not _closes_later(state, at.end))
        return "close" if closes else "skip"
    if mark == "’" or not state.may_open(at) or not (after.isalnum() or _MARK.match(after)):
        return "skip"
    word = _WORD_AFTER.match(state.text, at.end)
    if word and (word.group().casefold() in state.elisions or (word.group()[0].isdigit() and mark == "'")):
        return "skip"
    return "open" if _closes_later(state, at.end) else "skip"


def _act_angle(state: _Paragraph, mark: str, at: Span) -> str:
    mirror = {"«": "»", "»": "«", "‹": "›", "›": "‹"}[mark]
    if state.holds(frozenset(mirror)):
        return "close"
    if mark in "«‹":
        stray = state.may_close(at) and not state.may_open(at)
        return "close" if stray else "open"
    return "open" if state.may_open(at) and not state.may_close(at) else "close"


def _spaceless(character: str) -> bool:
    """Han or kana: scripts without spaces, where a mark's neighbours tell nothing."""
    return "\u3040" <= character <= "\u9fff"


def _act_double(state: _Paragraph, mark: str, at: Span) -> str:
    opens, closes = state.may_open(at), state.may_close(at)
    is_open = state.holds(_DOUBLE_OPEN)
    if mark == "“" and state.holds(frozenset(["„", ",,"])):
        return "close"
    if mark == "”" and state.holds(frozenset(["“", "„", ",,"])) and state.before(at.start).strip():
        return "close"
    if mark in ("“", "‟"):
        return "close" if closes and not opens else "open"
    if opens != closes:
        if closes and not is_open and state.before(at.start).isdigit() and mark in ('"', "''"):
            return "skip"  # inches
        return "open" if opens else "close"
    return "close" if is_open or mark == "”" else "open"


def _close(state: _Paragraph, mark: str, at: Span) -> None:
    depth = _partner(state.stack, mark)
    if depth is None:
        if mark not in _SINGLE_CLOSE:
            _close_stray(state, mark, at)
        return
    partner = state.stack[depth]
    del state.stack[depth:]
    content = trim(state.text, Span(partner.at.end, at.start))
    if _says_something(state.text, content):
        paired = partner.mark + mark in _PAIRS
        state.found.append(_Found(content, Span(partner.at.start, at.end), partner.mark, True, paired))
        state.furthest = at.end


def _partner(stack: list[_Open], mark: str) -> int | None:
    """The innermost opener ``mark`` is right for; else the innermost of the same weight."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].mark + mark in _PAIRS:
            return depth
    for depth in range(len(stack) - 1, -1, -1):
        opener = stack[depth].mark
        if (opener in _DOUBLE_OPEN and mark in _DOUBLE_CLOSE) or (
            opener in _SINGLE_OPEN and mark in _SINGLE_CLOSE
        ):
            return depth
    return None


def _close_stray(state: _Paragraph, mark: str, at: Span) -> None:
    """A closing mark whose opening one is missing: the words back to the last place one could have stood."""
    start = max(state.furthest, state.span.start)
    if start > state.span.start:
        later = [s.start for s in sentences(state.text, start, at.start)[1:]]
        start = later[0] if later else start
    content = trim(state.text, Span(start, at.start))
    while (
        len(content) and not state.text[content.start].isalnum() and state.text[content.start] not in "([¿¡"
    ):
        content = trim(state.text, Span(content.start + 1, content.end))
    state.furthest = at.end
    if len(content):
        outer = Span(content.start, at.end)
        state.found.append(_Found(content, outer, mark, closed=True, paired=False, stray=True))


def _cut_unclosed(text: str, found: list[_Found]) -> list[_Found]:
    """End a quotation that is never closed where the next one opens with the same mark."""
    for i, left in enumerate(found):
        if left.closed:
            continue
        following = next((f for f in islice(found, i + 1, None) if f.opener == left.opener), None)
        if following is not None:
            end = following.outer.start
            left.outer = trim(text, Span(left.outer.start, end))
            left.content = trim(text, Span(left.content.start, max(left.content.start, end)))
            left.stray = True
    return [f for f in found if _says_something(text, f.content)]


def _says_something(text: str, content: Span) -> bool:
    """Whether more than marks and white space stands between two marks."""
    return _CONTENT.search(text, content.start, content.end) is not None


# ---------------------------------------------------------------------------- the whole text


def _assemble(text: str, per_paragraph: list[tuple[Span, list[_Found]]]) -> Marks:
    out: list[Stretch] = []
    unbalanced: list[Span] = []
    pending: tuple[int, str] | None = None
    for span, found in per_paragraph:
        base = len(out)
        pending_now = _continued(pending, span, found)
        around: list[int] = []
        for place, f in enumerate(found):
            while around and not out[around[-1]].outer.holds(f.outer):
                around.pop()
            parent = around[-1] if around else None
            goes_on = place == 0 and pending_now
            fine = f.paired or bool(goes_on and f.stray and f.closed)
            words = len(re.findall(r"\w+", f.content.of(text)[:200]))
            if not f.stray or goes_on or words >= _SHORTEST_STRAY:
                index = pending[0] if goes_on and pending else None
                title = f.opener in _TITLE
                around.append(len(out))
                out.append(Stretch(f.content, f.outer, parent, index, fine, title))
            if not fine and (f.closed or f.stray):
                unbalanced.append(f.outer)
        if pending is not None and not pending_now:
            unbalanced.append(out[pending[0]].outer)
        pending = _left_open(out, base, found)
    if pending is not None:
        unbalanced.append(out[pending[0]].outer)
    faulty = set(unbalanced)
    kept = tuple(s if s.balanced or s.outer in faulty else replace(s, balanced=True) for s in out)
    return Marks(kept, tuple(sorted(faulty)))


def _continued(pending: tuple[int, str] | None, span: Span, found: list[_Found]) -> bool:
    """True when the first stretch of this paragraph goes on from the open one of the last."""
    if pending is None or not found:
        return False
    first = found[0]
    if first.stray:
        return first.closed and first.outer.start <= span.start
    return first.outer.start == span.start and (
        first.opener == pending[1] or {first.opener, pending[1]} == {"«", "»"}
    )


def _left_open(out: list[Stretch], base: int, found: list[_Found]) -> tuple[int, str] | None:
    for f in reversed(found):
        if not f.closed and not f.stray:
            for i in range(base, len(out)):
                if out[i].outer == f.outer and out[i].parent is None:
                    return i, f.opener
    return None
