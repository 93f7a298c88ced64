"""What each sentence of a paragraph attributes to whom: direct, mixed and indirect speech.

Quoted stretches are masked, so that a sentence is seen as its frame only; the frames of
:mod:`onrecord.extract.rules.indirect` then say what is content. A stretch that no frame reaches and that is
no sentence of its own is a scare quote, a title or a name, and nobody's quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.extract.rules.cues import Cues
from onrecord.extract.rules.frame import Frame, content_of
from onrecord.extract.rules.indirect import frames, speaker
from onrecord.extract.rules.marks import Marks, Stretch
from onrecord.extract.rules.mood import told
from onrecord.extract.rules.sources import FILL, quoted_name_after, source_after, source_before, word_count
from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import Form, Span
from onrecord.text.sentences import sentences, trim

_FINAL = re.compile(r"[.!?…,。！？，]+$")
_ASKED = re.compile(r"[?!…]”$")
_SENTENCE_END = re.compile(r"[.!?…。！？]$")
_ASIDE = re.compile(r"(?<=\s)\([^()\n“”\"«»„:]{1,80}\)")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_SIGNED = re.compile(r"\s*[—–―-]+\s*(?=[^\W\d_])")
_CLAIMED = ("noun", "that")
"""Patterns that without a source are claims inside a list of somebody's statements ("Reports that ...")."""
_LONG_ENOUGH = 8
_FRAGMENT = 5
_MOST_STRETCHES = 60
MODEL = "model"
"""The origin of what a span model found; every other origin is a rule's."""


@dataclass(slots=True)
class Attributed:
    """One quotation on its way: ``after`` and ``inside`` are the ones it goes on from and lies in."""

    spans: tuple[Span, ...]
    form: Form
    cue: Span | None
    source: Span | None
    confidence: float
    origin: str
    after: Attributed | None = None
    inside: Attributed | None = None
    turn: str | None = None
    via: tuple[Span, ...] = ()
    cites: Span | None = None
    backed: bool = False
    """The rules found the same cue and source by themselves."""

    @property
    def extent(self) -> Span:
        """From the first character of the content to the last."""
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(slots=True)
class Thread:
    """What is remembered from one sentence to the next: who is speaking."""

    last: Attributed | None = None
    gap: int = 9
    """Paragraphs since ``last``."""
    opening: Frame | None = None
    """A frame that announced what follows: "He went on:"."""
    digest: Span | None = None
    """Whose statements the document lists, once it said so."""
    listing: bool = False
    voice: Span | None = None
    """Who spoke in the sentence before, where what was said is not content ("Roe praised the plan")."""
    loose: Attributed | None = None
    """The sentence before, where nobody is said to have said it: what "das sagte Roe" points back at."""


@dataclass(slots=True)
class _Sentence:
    masked: str
    span: Span
    stretches: list[Stretch]
    thread: Thread
    same_paragraph: bool
    out: list[Attributed] = field(default_factory=list)


def mask(text: str, marks: Marks) -> str:
    """``text`` with what stands in quote marks made one word, its last punctuation kept; same length.

    The marks themselves become “ and ”, whatever they were. Short asides in parentheses ("Roe (Ind.) said")
    are made words too: their stops and commas end nothing.
    """
    pieces, at = [], 0
    for i in marks.outermost:
        content, outer = marks.stretches[i].content, marks.stretches[i].outer
        if outer.start < at:
            continue
        final = _FINAL.search(content.of(text)[-4:])
        end = content.end - (len(final.group()) if final else 0)
        lead, tail = content.start - outer.start, outer.end - content.end
        pieces += [text[at : outer.start], "“".ljust(lead) if lead else ""]
        pieces += [FILL * (end - content.start), text[end : content.end], "”".rjust(tail) if tail else ""]
        at = outer.end
    return _ASIDE.sub(lambda m: FILL * len(m.group()), "".join([*pieces, text[at:]]))


def attribute(masked: str, paragraph: Span, marks: Marks, cues: Cues, thread: Thread) -> list[Attributed]:
    """The quotations of one paragraph, in order; ``thread`` is brought up to date."""
    inside = Nearby((s.outer, s) for s in marks.within(paragraph) if not s.title)
    out: list[Attributed] = []
    thread.gap += 1
    thread.voice = None
    for span in _sentences(masked, paragraph, cues):
        here = inside.over(span)
        state = _Sentence(masked, span, here, thread, bool(out))
        _read_sentence(state, cues)
        out += state.out
        if state.out:
            # The claim a noun carries ("..., rejecting Roe's words that ...") is not who is speaking.
            main = (a for a in reversed(state.out) if a.origin != "noun" and a.inside is None)
            thread.last = next(main, state.out[-1])
            thread.gap = 0
        else:
            thread.last = thread.last if not out or not thread.last else None
        thread.voice = None if state.out or not cues.verb_second else speaker(masked, span, cues)
        quoted = Form.MIXED if here else Form.INDIRECT
        thread.loose = None if state.out else Attributed((_clause(state),), quoted, None, None, 0.5, "back")
    _look_ahead(out)
    return out


def announces_digest(masked: str, sentence: Span, cues: Cues) -> tuple[bool, Span | None]:
    """Whether a sentence announces a list of statements ("Below are X's key remarks"), and whose."""
    rare = cues.listed["digest"].may_be_in(masked)
    phrase = cues.digest.search(masked, sentence.start, sentence.end) if rare else None
    if phrase is None or word_count(masked, sentence) > 25:
        return False, None
    capital = re.compile(r"(?:[^\W\d_a-zа-я][\w.\-]*[^\W_]\s+)*[^\W\d_a-zа-я][\w.\-]*[^\W_]")
    names = [
        m
        for m in capital.finditer(masked, sentence.start, sentence.end)
        if m.start() > sentence.start and not m.start() <= phrase.start() < m.end()
    ]
    names.sort(key=lambda m: (abs(m.end() - phrase.start()), m.start()))
    return True, Span(names[0].start(), names[0].end()) if names else None


def _sentences(masked: str, paragraph: Span, cues: Cues) -> list[Span]:
    """Sentences, with '"...?" Roe asked.' and '"..." — Jane Roe' left in one piece."""
    out: list[Span] = []
    for span in sentences(masked, paragraph.start, paragraph.end):
        if out and cues.ordinal_stop and _ORDINAL.search(masked, out[-1].start, out[-1].end):
            out[-1] = Span(out[-1].start, span.end)
            continue
        if out and out[-1].of(masked).endswith("”") and _SIGNED.match(masked, span.start, span.end):
            out[-1] = Span(out[-1].start, span.end)
            continue
        if out and _ASKED.search(out[-1].of(masked)) and word_count(masked, span) <= _LONG_ENOUGH:
            tag = frames(masked, Span(out[-1].start, span.end), cues)
            if any(f.pattern == "after" and f.cue.start >= span.start for f in tag):
                out[-1] = Span(out[-1].start, span.end)
                continue
        out.append(span)
    return out


def _read_sentence(state: _Sentence, cues: Cues) -> None:
    listing, whose = announces_digest(state.masked, state.span, cues)
    if listing:
        state.thread.listing, state.thread.digest = True, whose
    elif state.stretches and not _outside(state, state.span):
        for stretch in state.stretches:
            _uncued(state, stretch)
    elif not _signed(state) and not _points_back(state, cues) and len(state.stretches) <= _MOST_STRETCHES:
        _read_frames(state, cues)


def _read_frames(state: _Sentence, cues: Cues) -> None:
    found = frames(state.masked, state.span, cues)
    if state.thread.listing:
        found = tuple(f for f in found if f.pattern not in _CLAIMED or f.source)
    for frame in found:
        _place(state, frame)
    if state.thread.listing and not found:
        _listed(state)
        return
    if not found:
        _told(state, cues)
    for stretch in state.stretches:
        if not any(a.extent.overlaps(stretch.content) for a in state.out):
            _left_over(state, stretch, found)
    state.out.sort(key=lambda a: (a.extent.start, -a.extent.end))


def _told(state: _Sentence, cues: Cues) -> None:
    """The speech goes on, or begins, with no cue but the mood of its verb (German Konjunktiv I)."""
    near = state.same_paragraph or state.thread.gap <= 1
    last = state.thread.last if near else None
    found = told(state.masked, state.span, last is not None, cues)
    if found is None:
        return
    if found.led:
        last = None
    source = found.source if found.led else last.source if last else state.thread.voice
    form = Form.MIXED if any(s.outer.overlaps(found.content) for s in state.stretches) else Form.INDIRECT
    confidence = 0.6 if last else 0.5 if source else 0.4
    for clause in _clauses(state, found.content):
        state.out.append(Attributed((clause,), form, None, source, confidence, "mood", last))


def _points_back(state: _Sentence, cues: Cues) -> bool:
    """Das sagte Roe; Об этом пишет “Courier”: the sentence before is what was said."""
    masked, span, loose = state.masked, state.span, state.thread.loose
    back = cues.back.match(masked, span.start, span.end)
    verbs = cues.find(masked, Span(back.end(), span.end)) if back and loose else []
    far = 0 if cues.verb_second else _FRAGMENT
    if not verbs or word_count(masked, Span(back.end() if back else 0, verbs[0].span.start)) > far:
        return False
    cue = verbs[0]
    rest = Span(cue.span.end, span.end)
    if cues.that.search(masked, rest.start, rest.end) or ":" in rest.of(masked):
        return False
    source = quoted_name_after(masked, rest.start, rest.end, cues) or source_after(
        masked, rest.start, rest.end, cues
    )
    source = source or source_before(masked, back.end() if back else span.start, cue, cues)
    if source is None or loose is None:
        return False
    loose.cue, loose.source = cue.span, source
    state.out.append(loose)
    return True


def _signed(state: _Sentence) -> bool:
    """A quotation with its speaker's name after a dash and nothing else: “...” — Jane Roe."""
    if len(state.stretches) != 1 or state.stretches[0].outer.start != state.span.start:
        return False
    stretch = state.stretches[0]
    dash = _SIGNED.match(state.masked, stretch.outer.end, state.span.end)
    name = trim(state.masked, Span(dash.end(), state.span.end)) if dash else None
    if (
        name is None
        or not name.of(state.masked)[0].isupper()
        or word_count(state.masked, name) > _LONG_ENOUGH
    ):
        return False
    state.out.append(Attributed((stretch.content,), Form.DIRECT, None, name, 0.85, "signed"))
    return True


def _outside(state: _Sentence, span: Span) -> int:
    """Words of ``span`` that stand in no quote marks."""
    at, words = span.start, 0
    for stretch in state.stretches:
        if stretch.outer.overlaps(span):
            words += word_count(state.masked, Span(at, max(at, stretch.outer.start)))
            at = max(at, stretch.outer.end)
    return words + word_count(state.masked, Span(at, max(at, span.end)))


# ------------------------------------------------------------------------ framed content


def _place(state: _Sentence, frame: Frame) -> None:
    if frame.pattern == "open":
        state.thread.opening = frame
        return
    inner = [s for s in state.stretches if frame.content.overlaps(s.content)]
    if frame.rest is not None:
        quoted = any(s.outer.overlaps(part) for s in state.stretches for part in (frame.content, frame.rest))
        _add(state, frame, (frame.content, frame.rest), Form.MIXED if quoted else Form.INDIRECT)
        return
    if not inner:
        if frame.pattern != "label":
            _add(state, frame, (frame.content,), Form.INDIRECT)
        return
    if frame.pattern == "label":
        around = next((a for a in state.out if a.extent.holds(frame.cue)), None)
        _add(state, frame, (inner[0].content,), Form.DIRECT)
        state.out[-1].inside = around
        return
    direct = _direct_part(state, frame, inner)
    for stretch in direct:
        _add(state, frame, (stretch.content,), Form.DIRECT, after=state.out[-1] if state.out else None)
    if not direct:
        start = min(frame.content.start, inner[0].outer.start)
        _add(state, frame, (Span(start, max(frame.content.end, inner[-1].outer.end)),), Form.MIXED)


def _direct_part(state: _Sentence, frame: Frame, inner: list[Stretch]) -> list[Stretch]:
    """The stretches that are the content by themselves; none where the clause around them belongs to it."""
    if not _outside(state, frame.content):
        return inner
    first, last = inner[0], inner[-1]
    head = state.masked[frame.content.start : last.outer.start].rstrip()
    if frame.pattern == "noun" and first.outer.start <= frame.content.start:
        return inner[:1]
    if frame.pattern == "colon" and first.outer.start <= frame.content.start and _is_clause(state, first):
        return inner[:1]
    at_end = frame.pattern == "after" and last.outer.end >= frame.content.end
    if at_end and head.endswith((",", ":", "，", "：")) and _is_clause(state, last):
        return [last]
    return []


def _is_clause(state: _Sentence, stretch: Stretch) -> bool:
    """Long, or ended like a sentence: quoted as a clause of its own rather than as part of one."""
    tail = stretch.content.of(state.masked)[-1:]
    return len(stretch.content) >= 6 * _LONG_ENOUGH or tail in ".!?…,。！？，"


def _add(
    state: _Sentence, frame: Frame, spans: tuple[Span, ...], form: Form, after: Attributed | None = None
) -> None:
    confidence = 0.9 if form is Form.DIRECT and frame.source else frame.confidence
    state.out.append(Attributed(spans, form, frame.cue, frame.source, confidence, frame.pattern, after))


# ------------------------------------------------------------------------ content no frame reaches


def _uncued(state: _Sentence, stretch: Stretch) -> None:
    """A quotation that is a sentence of its own: announced, carried on, or nobody's so far."""
    thread = state.thread
    before = state.out[-1] if state.out else None
    if before is None and thread.opening is not None:
        opening, thread.opening = thread.opening, None
        _add(state, opening, (stretch.content,), Form.DIRECT)
        return
    near = state.same_paragraph or thread.gap <= 1
    before = before or (thread.last if near else None)
    if before is None and word_count(state.masked, stretch.content) == 0:
        return
    source = before.source if before else thread.digest
    confidence = 0.75 if state.same_paragraph or thread.listing else 0.55
    if source is None:
        confidence = 0.4
    state.out.append(Attributed((stretch.content,), Form.DIRECT, None, source, confidence, "carried", before))


def _left_over(state: _Sentence, stretch: Stretch, found: tuple[Frame, ...]) -> None:
    """In a sentence with a frame: the second half of '"...," he said, "..."'. Else: a long fragment."""
    before = state.out[-1] if state.out else None
    lead = state.masked[state.span.start : stretch.outer.start].rstrip()
    if before is not None and before.cue and stretch.outer.start > before.cue.end:
        if lead.endswith((",", ":", ";", ".", "—", "–", "，", "：")) and before.form is not Form.INDIRECT:
            state.out.append(
                Attributed(
                    (stretch.content,), Form.DIRECT, before.cue, before.source, 0.85, "resumed", before
                )
            )
        return
    if lead.endswith((":", "：")) and _is_clause(state, stretch):
        state.out.append(Attributed((stretch.content,), Form.DIRECT, None, None, 0.4, "colon"))
        return
    if not found and _credited_after(state, stretch):
        state.out.append(Attributed((stretch.content,), Form.DIRECT, None, None, 0.4, "opening"))
        return
    last = state.thread.last if state.same_paragraph else None
    if found or last is None or last.form is Form.INDIRECT:
        return
    if len(stretch.content) >= 6 * _FRAGMENT:
        content = _clause(state)
        state.out.append(Attributed((content,), Form.MIXED, None, last.source, 0.4, "fragment", last))


def _credited_after(state: _Sentence, stretch: Stretch) -> bool:
    """A clause in marks that opens the sentence, a pause after it: “We are going home,” laughed Roe."""
    opens = stretch.outer.start == state.span.start
    rest = state.masked[stretch.outer.end : state.span.end].lstrip()
    paused = stretch.content.of(state.masked)[-1:] in ",!?…" or rest[:1] in (",", "—", "–", "-")
    goes_on = rest.lstrip(",—–- ")[:1].islower()
    return opens and paused and goes_on and len(stretch.content) >= 6 * _FRAGMENT


def _clause(state: _Sentence) -> Span:
    span = state.span
    inside = any(s.outer.end >= span.end for s in state.stretches)
    if not inside and _SENTENCE_END.search(span.of(state.masked)):
        span = trim(state.masked, Span(span.start, span.end - 1))
    return span


def _clauses(state: _Sentence, whole: Span) -> list[Span]:
    """``whole`` in the parts that semicolons make of it."""
    cuts = [m.end() for m in re.finditer(";", whole.of(state.masked))]
    edges = [whole.start, *(whole.start + cut for cut in cuts), whole.end]
    parts = [content_of(state.masked, a, b) for a, b in pairwise(edges)]
    return [whole] if len(parts) < 2 else [p for p in parts if word_count(state.masked, p) >= 2]


def _listed(state: _Sentence) -> None:
    """A sentence of a list of somebody's statements: all of it is theirs, in marks or not."""
    thread = state.thread
    before = thread.last if state.same_paragraph else None

    def add(span: Span, form: Form) -> None:
        nonlocal before
        before = Attributed(
            (span,), form, None, thread.digest, 0.7 if thread.digest else 0.4, "listed", before
        )
        state.out.append(before)

    whole = _clause(state)
    if word_count(state.masked, whole) < 3:
        return
    first = state.stretches[0] if state.stretches else None
    if first is None:
        add(whole, Form.INDIRECT)
    elif first.outer.start == state.span.start and len(first.content) >= 6 * _LONG_ENOUGH:
        add(first.content, Form.DIRECT)
        rest = trim(state.masked, Span(first.outer.end, max(first.outer.end, whole.end)))
        if word_count(state.masked, rest) >= 3:
            more = any(s.outer.overlaps(rest) for s in state.stretches[1:])
            add(rest, Form.MIXED if more else Form.INDIRECT)
    else:
        add(whole, Form.MIXED)


def _look_ahead(out: list[Attributed]) -> None:
    """A quotation before the sentence that names its speaker, in one paragraph: '"A." "B," he said.'"""
    for earlier, later in zip(reversed(out[:-1]), reversed(out[1:]), strict=True):
        if earlier.source is None and earlier.cue is None and later.form is Form.DIRECT and later.source:
            earlier.source, earlier.confidence = later.source, 0.7
            later.after = later.after or earlier


# ------------------------------------------------------------------------ speech after a dash


@dataclass(frozen=True, slots=True)
class Tagged:
    """Speech interrupted by its attribution: "– Yes, – she said. – We know." """

    pieces: tuple[Span, ...]
    cue: Span | None
    source: Span | None


_DASH = r"[—–―-]"
_DASH_BEFORE = re.compile(rf"(?:[,.!?…]?[”\"»]?\s*{_DASH}|[,.!?…][”\"»])\s*$")
_DASH_AFTER = re.compile(rf"[^—–―\n]{{0,80}}?(?:[.,:;]\s*{_DASH}\s*|{_DASH}[.,:;]?\s+)|[^—–―.\n]{{0,80}}\.?$")
_COMMA_BEFORE = re.compile(r"[,!?…]\s*$")
_LEADING = re.compile(rf"\s*(?:…\s*)?{_DASH}\s*")


def speech(masked: str, paragraph: Span, cues: Cues) -> Tagged:
    """``paragraph``, known to be speech, without its leading dash and the attributions inside it.

    Of several ("– Yes, – she said. – We know, – Roe added.") the first that names somebody counts.
    """
    lead = _LEADING.match(masked, paragraph.start, paragraph.end)
    rest = trim(masked, Span(lead.end() if lead else paragraph.start, paragraph.end))
    found: list[Tagged] = []
    while len(rest) and (tagged := _interrupted(masked, rest, cues, dashed=lead is not None)):
        found.append(tagged)
        rest = tagged.pieces[1]
    told = next((tagged for tagged in found if tagged.source), found[0] if found else None)
    pieces = (*(tagged.pieces[0] for tagged in found), rest)
    cue, source = (told.cue, told.source) if told else (None, None)
    return Tagged(tuple(filter(len, pieces)), cue, source)


def _interrupted(masked: str, stretch: Span, cues: Cues, *, dashed: bool) -> Tagged | None:
    """The speech before the first attribution in ``stretch`` and after it; ``dashed``: a dash opens it."""
    for cue in cues.find(masked, stretch):
        for begin, end, source in _tags(masked, stretch.start, cue.span, stretch.end, cues):
            before = _DASH_BEFORE.search(masked, stretch.start, begin)
            if before is None and dashed and begin == cue.span.start and cues.inverted:
                before = _COMMA_BEFORE.search(masked, stretch.start, begin)
            after = _DASH_AFTER.match(masked, end, stretch.end)
            if before and after and before.start() > stretch.start:
                marked = masked[before.start() : before.start() + 1] in ",.!?…"
                first = trim(masked, Span(stretch.start, before.start() + marked))
                tied = cues.clitic.search(masked, cue.span.start, cue.span.end)
                if tied:
                    source = Span(masked.rfind("-", tied.start(), tied.end()) + 1, tied.end())
                return Tagged((first, trim(masked, Span(after.end(), stretch.end))), cue.span, source)
    return None


def _tags(masked: str, start: int, cue: Span, end: int, cues: Cues) -> list[tuple[int, int, Span | None]]:
    """Where an attribution can begin and end: "she said" or "said the minister"."""
    out: list[tuple[int, int, Span | None]] = []
    head = masked[max(start, cue.start - 60) : cue.start]
    cut = re.search(r"[^\s—–―”\"».,!?…][^—–―”\"».,!?…]*$", head)
    if cut and cut.group().strip():
        begin = max(start, cue.start - 60) + cut.start()
        out.append((begin, cue.end, trim(masked, Span(begin, cue.start))))
    tail = re.compile(r"[^—–―.,:;!?\n]*").match(masked, cue.end, end)
    follower = trim(masked, Span(cue.end, tail.end())) if tail else None
    out.append((cue.start, cue.end, follower if follower and len(follower) else None))
    return out
