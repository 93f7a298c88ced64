"""The one place where rules and the span model agree on the quotations of a document.

Precedence:

1. Quote marks and turns decide what direct speech is and where it ends; captions, bylines, datelines and
   boilerplate hold no quotations.
2. Where a model for the document's language is given, it decides the content of indirect and mixed speech
   outside turns; it also names cue and source of direct speech that the rules leave without.
3. Rules give the rest: indirect and mixed speech the model has nothing on, headlines, and everything in
   languages without a model.

Each paragraph of a turn is a quotation of form ``turn``, chained by ``continues``; an attribution inside it
is nested in the turn where the document labels its speakers, in the paragraph's quotation where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.extract.attribution import Attributed, Tagged, Thread, attribute, mask, speech
from onrecord.extract.cues import Cues, cues
from onrecord.extract.frame import plain
from onrecord.extract.headlines import headline
from onrecord.extract.marks import Marks, Stretch, marked
from onrecord.extract.proposal import Attributor, Proposal
from onrecord.extract.sources import word_count
from onrecord.model import Block, BlockKind, Document, Form, Quotation, Span, Turn
from onrecord.text.sentences import paragraphs, trim
from onrecord.text.tokens import tokenize

_NO_SPEECH = (BlockKind.CAPTION, BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.BOILERPLATE)
_HEADS = (BlockKind.HEADLINE, BlockKind.SUBHEADING)
_STARTS_WITH_DASH = re.compile(r"[—–―-]\s|[—―]")
_WEAK = ("label", "carried", "resumed", "fragment")
_SURE_ALONE = 0.5
"""What a rule's indirect or mixed content must be worth to stand beside a model that did not see it."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What all steps below look at."""

    document: Document
    blocks: tuple[Block, ...]
    turns: tuple[Turn, ...]
    marks: Marks
    masked: str
    cues: Cues

    def paragraphs(self, kinds: tuple[BlockKind, ...] | None) -> Iterable[Span]:
        """Paragraphs of blocks of these kinds; of body text, outside turns, for None."""
        if not self.blocks and kinds is None:
            yield from (p for p in paragraphs(self.document.text) if not self._in_turn(p))
        for block in self.blocks:
            other = block.kind not in (*_NO_SPEECH, *_HEADS, BlockKind.TURN)
            if block.kind in kinds if kinds is not None else other:
                for span in paragraphs(self.document.text, block.span.start, block.span.end):
                    if not self._in_turn(span):
                        yield span

    def _in_turn(self, span: Span) -> bool:
        return any(turn.span.overlaps(span) for turn in self.turns)


def quotations(
    document: Document,
    blocks: tuple[Block, ...],
    turns: tuple[Turn, ...],
    attributor: Attributor | None = None,
) -> tuple[Quotation, ...]:
    """The quotations of ``document``, in order, their speakers unresolved.

    ``attributor`` is asked only where its language is the document's.
    """
    marks = marked(document.text, blocks, document.language)
    page = _Page(document, blocks, turns, marks, mask(document.text, marks), cues(document.language))
    found = _body(page)
    if attributor is not None and attributor.language == document.language:
        found = _agree(page, found, attributor.propose(document.text))
    found += _nested_in_direct(page, found)
    found += _turns(page)
    found += _heads(page, found)
    return _numbered(document, found)


# ------------------------------------------------------------------------ rules


def _body(page: _Page) -> list[Attributed]:
    out: list[Attributed] = []
    thread = Thread()
    for span in page.paragraphs(None):
        if _STARTS_WITH_DASH.match(page.masked, span.start, span.end):
            tagged = speech(page.masked, span, page.cues)
            if tagged.cue is not None:
                out += _pieces(tagged, Form.DIRECT, 0.8)
                continue
        out += attribute(page.masked, span, page.marks, page.cues, thread)
    _chain_paragraphs(page, out)
    return out


def _chain_paragraphs(page: _Page, found: list[Attributed]) -> None:
    """A quotation over several paragraphs: the pieces share their speaker, whichever names it."""
    by_content = {a.spans[0]: a for a in found if a.form is Form.DIRECT}
    links: list[tuple[Attributed, Attributed]] = []
    for stretch in page.marks.stretches:
        if stretch.continues is not None:
            earlier = by_content.get(page.marks.stretches[stretch.continues].content)
            later = by_content.get(stretch.content)
            if earlier and later:
                later.after = earlier
                links.append((earlier, later))
    for earlier, later in links:
        if earlier.source and not later.cue:
            later.source, later.confidence = earlier.source, 0.85
    for earlier, later in reversed(links):
        if later.cue and earlier.source is None:
            earlier.source, earlier.confidence = later.source, 0.85


def _pieces(tagged: Tagged, form: Form, confidence: float) -> list[Attributed]:
    out: list[Attributed] = []
    for piece in tagged.pieces:
        after = out[-1] if out else None
        out.append(Attributed((piece,), form, tagged.cue, tagged.source, confidence, "dash", after))
    return out


def _nested_in_direct(page: _Page, found: list[Attributed]) -> list[Attributed]:
    """Quote marks inside quote marks that carry speech, not a name."""
    out = []
    index = {a.spans[0]: a for a in found if a.form is Form.DIRECT}
    children: dict[int, list[Stretch]] = {}
    for stretch in page.marks.stretches:
        if stretch.parent is not None:
            children.setdefault(stretch.parent, []).append(stretch)
    for place, inside in children.items():
        outer = page.marks.stretches[place]
        around = index.get(outer.content)
        if around is None:
            continue
        for inner in _inside(page, outer.content, inside):
            if inner.form is Form.DIRECT and inner.cue is not None:
                inner.inside = around
                out.append(inner)
    return out


def _inside(page: _Page, span: Span, children: list[Stretch]) -> list[Attributed]:
    """Rules over a stretch of speech, with the marks inside it as its own."""
    marks = Marks(tuple(Stretch(s.content, s.outer, title=s.title) for s in children), ())
    masked = mask(page.document.text, marks)
    return attribute(masked, span, marks, page.cues, Thread())


def _turns(page: _Page) -> list[Attributed]:
    out: list[Attributed] = []
    for turn in page.turns:
        last: Attributed | None = None
        for paragraph in turn.paragraphs:
            tagged = speech(page.masked, paragraph, page.cues)
            pieces = _pieces(tagged, Form.TURN, 0.9)
            for piece in pieces:
                piece.after, last = piece.after or last, piece
                piece.spans = tuple(_unmarked(page, span) for span in piece.spans)
            out += pieces
            out += _nested_in_turn(page, turn, pieces)
    return out


def _unmarked(page: _Page, span: Span) -> Span:
    """A piece of a turn without quote marks that enclose all of it, or close it with none to open."""
    for stretch in page.marks.stretches:
        if stretch.outer.overlaps(span) and (stretch.content.holds(span) or stretch.outer.holds(span)):
            return stretch.content
    return span


def _nested_in_turn(page: _Page, turn: Turn, pieces: list[Attributed]) -> list[Attributed]:
    out = []
    for piece in pieces:
        span = piece.extent
        inner = [s for s in page.marks.stretches if span.holds(s.outer) and s.content != span]
        tops = [s for s in inner if not any(o is not s and o.outer.holds(s.outer) for o in inner)]
        for found in _inside(page, span, tops):
            if found.cue is not None:
                found.turn = turn.id if turn.labelled else None
                found.inside = None if turn.labelled else piece
                out.append(found)
    return out


def _heads(page: _Page, found: list[Attributed]) -> list[Attributed]:
    text = page.document.text
    mentions = [a.source for a in found if a.source] + [t.label for t in page.turns if t.label]
    speakers = frozenset(token.form for span in mentions for token in tokenize(text, span.start, span.end))
    return [
        quotation
        for span in page.paragraphs(_HEADS)
        for quotation in headline(page.masked, span, page.marks, page.cues, speakers)
    ]


# ------------------------------------------------------------------------ rules and model


def _agree(page: _Page, found: list[Attributed], proposals: tuple[Proposal, ...]) -> list[Attributed]:
    """Direct speech and lists by the rules, indirect and mixed by the model, rules where it says nothing."""
    body = list(page.paragraphs(None))
    fixed = [a for a in found if a.form is Form.DIRECT or a.origin == "listed"]
    rules = [a for a in found if a not in fixed]
    modelled: list[Attributed] = []
    for proposal in proposals:
        spans = _cleaned(page, proposal)
        if spans and any(p.holds(spans[0]) for p in body):
            _take(page, proposal, spans, fixed, rules, modelled)
    stand = [a for a in rules if _stands(a, modelled, fixed)]
    return sorted([*fixed, *modelled, *stand], key=lambda a: (a.extent.start, -a.extent.end))


def _take(
    page: _Page,
    proposal: Proposal,
    spans: tuple[Span, ...],
    fixed: list[Attributed],
    rules: list[Attributed],
    modelled: list[Attributed],
) -> None:
    """One proposal: cue and source for the direct speech it covers, content for the rest."""
    covered = [a for a in fixed if any(s.overlaps(a.spans[0]) for s in spans)]
    for quotation in covered:
        _name_source(quotation, proposal)
    weak = [a for a in covered if a.origin in _WEAK and _is_part(page, a, spans)]
    firm = [a for a in covered if a not in weak]
    spans = tuple(s for s in spans if not any(s.overlaps(a.extent) for a in firm))
    if not spans or not _is_speech(page, proposal, spans):
        return
    if any(m.extent.overlaps(spans[0]) for m in modelled) or _wraps_a_rule(spans, rules):
        return
    quoted = any(s.outer.overlaps(span) for s in page.marks.stretches for span in spans)
    form = Form.MIXED if quoted else Form.INDIRECT
    new = Attributed(spans, form, proposal.cue, proposal.source, proposal.confidence, proposal.origin)
    modelled.append(new)
    for quotation in weak:
        if quotation.cue and any(s.holds(quotation.cue) for s in spans):
            quotation.inside = new
        else:
            fixed.remove(quotation)


def _name_source(quotation: Attributed, proposal: Proposal) -> None:
    if quotation.source is None and quotation.origin != "listed" and proposal.source is not None:
        quotation.cue, quotation.source = proposal.cue, proposal.source
        quotation.confidence = max(quotation.confidence, proposal.confidence)


def _is_part(page: _Page, quotation: Attributed, spans: tuple[Span, ...]) -> bool:
    """A stretch in quote marks inside longer content, in one sentence: mixed speech, not direct."""
    text = page.document.text
    around = [s for s in spans if s.holds(quotation.spans[0])]
    return any(word_count(text, s) >= word_count(text, quotation.spans[0]) + 2 for s in around)


def _is_speech(page: _Page, proposal: Proposal, spans: tuple[Span, ...]) -> bool:
    """Said rather than thought, planned or expected; at least two words of it."""
    text = page.document.text
    if sum(word_count(text, s) for s in spans) < 2 or proposal.cue is None:
        return False
    a_mark = not any(c.isalnum() for c in proposal.cue.of(text))
    return a_mark or page.cues.speech.search(text, proposal.cue.start, proposal.cue.end) is not None


def _wraps_a_rule(spans: tuple[Span, ...], rules: list[Attributed]) -> bool:
    """The content holds an attribution of the rules: the outer one is a credit ("..., X reports")."""
    hull = Span(spans[0].start, spans[-1].end)
    return any(
        r.cue and hull.holds(r.cue) and hull.holds(r.extent) and r.confidence >= _SURE_ALONE for r in rules
    )


def _cleaned(page: _Page, proposal: Proposal) -> tuple[Span, ...]:
    """Content as the record wants it: no complementiser in front, whole quote marks, no final stop."""
    out = []
    for span in proposal.spans:
        span = trim(page.document.text, span)
        that = page.cues.that.match(page.document.text, span.start, span.end)
        if that:
            span = trim(page.document.text, Span(that.end(), span.end))
        span = _with_whole_marks(page, plain(page.masked, span, page.cues))
        while len(span) and page.document.text[span.end - 1] in " .,;:":
            span = Span(span.start, span.end - 1)
        if word_count(page.document.text, span):
            out.append(span)
    return tuple(sorted(set(out)))


def _with_whole_marks(page: _Page, span: Span) -> Span:
    for stretch in page.marks.stretches:
        whole = stretch.balanced and stretch.parent is None and stretch.outer.overlaps(span)
        if whole and not stretch.content.holds(span):
            span = Span(min(span.start, stretch.outer.start), max(span.end, stretch.outer.end))
    return span


def _stands(rule: Attributed, modelled: list[Attributed], fixed: list[Attributed]) -> bool:
    others = (other for other in [*modelled, *fixed] if other.inside is not rule)
    taken = any(other.extent.overlaps(rule.extent) for other in others)
    return not taken and rule.confidence >= _SURE_ALONE


# ------------------------------------------------------------------------ ids


def _numbered(document: Document, found: list[Attributed]) -> tuple[Quotation, ...]:
    order = sorted(_distinct(found), key=lambda a: (a.extent.start, -a.extent.end))
    ids = {id(a): f"{document.id}-q{n:03d}" for n, a in enumerate(order, 1)}
    return tuple(
        Quotation(
            id=ids[id(a)],
            doc=document.id,
            spans=a.spans,
            form=a.form,
            cue=a.cue,
            source=a.source or None,  # an empty span names nobody
            nested_in=a.turn or (ids.get(id(a.inside)) if a.inside else None),
            continues=ids.get(id(a.after)) if a.after else None,
            confidence=round(a.confidence, 3),
        )
        for a in order
    )


def _distinct(found: list[Attributed]) -> list[Attributed]:
    """One quotation for each content: the first one that names its source."""
    best: dict[tuple[Span, ...], Attributed] = {}
    for a in found:
        if a.spans not in best or (best[a.spans].source is None and a.source is not None):
            best[a.spans] = a
    return [a for a in best.values() if len(a.extent)]
