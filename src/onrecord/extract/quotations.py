"""The one place where rules and the span model agree on the quotations of a document.

Precedence:

1. Quote marks and turns decide what direct speech is and where it ends; captions, bylines, datelines and
   boilerplate hold no quotations.
2. Where a model for the document's language is given, it leads in body text outside turns, and
   :mod:`onrecord.extract.agreement` says which findings of the rules stand against it.
3. Rules give the rest: turns, headlines, and everything in languages without a model.

Each paragraph of a turn is a quotation of form ``turn``, chained by ``continues``; an attribution inside it
is nested in the turn where the document labels its speakers, in the paragraph's quotation where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.extract.agreement import agree
from onrecord.extract.confidence import calibrate
from onrecord.extract.layout.headlines import Heads
from onrecord.extract.layout.page import Page
from onrecord.extract.rules.attribution import Attributed, Tagged, Thread, attribute, mask, speech
from onrecord.extract.rules.echoes import wording
from onrecord.extract.rules.frame import Frame
from onrecord.extract.rules.hearsay import hearsay
from onrecord.extract.rules.incise import set_apart
from onrecord.extract.rules.indirect import frames
from onrecord.extract.rules.marks import Marks, Stretch
from onrecord.extract.rules.sources import word_count
from onrecord.extract.spans.proposal import Attributor
from onrecord.extract.speakers.naming import Naming, naming
from onrecord.extract.speakers.nearby import Nearby
from onrecord.extract.speakers.relays import relay
from onrecord.extract.speakers.voices import names_somebody
from onrecord.model import Document, Form, Quotation, Relay, Span, Turn
from onrecord.text.phrases import CAPITAL
from onrecord.text.tokens import tokenize

_CLAUSAL = ("that", "zero", "comma")
"""Patterns of the rules that hold inside somebody else's words as well."""
_LONGEST_SUBJECT = 60
_PHRASE = 4  # words
_EDGE = 2
"""Characters around a stretch that is read by itself: what a word or a mark stands beside."""
_DOUBTFUL = 0.22
"""Below it, dropping such phrases costs no recall worth the name on English news and wins precision."""
_DASH_MIDWAY = re.compile(rf"(?<=[.!?…])\s(?=[–—]\s{CAPITAL})")
_DASH_TAG = re.compile(r"\s[–—]\s[^–—\n.!?]{2,100}[.!?](?=\s|$)")
_STARTS_WITH_DASH = re.compile(r"[—–―-]\s|[—―]")


def quotations(page: Page, attributor: Attributor | None = None) -> tuple[Quotation, ...]:
    """The quotations of a page, in order, their speakers unresolved.

    ``attributor`` is asked only where its language is the document's.
    """
    if attributor is not None and attributor.language != page.document.language:
        attributor = None
    found = attributions(page, attributor)
    led = attributor is not None and attributor.leads
    calibrate(page, found, led)
    return _numbered(page.document, [a for a in found if not (led and _is_noise(page, a))])


def _is_noise(page: Page, one: Attributed) -> bool:
    """A phrase too short to be a clause that is hardly somebody's words: "the crack", "to the families"."""
    if one.form is not Form.INDIRECT or one.confidence >= _DOUBTFUL:
        return False
    return sum(word_count(page.text, span) for span in one.spans) < _PHRASE


def attributions(page: Page, attributor: Attributor | None = None) -> list[Attributed]:
    """What :func:`quotations` are made of, each as sure as its rule or the model says.

    ``attributor`` is one for the language of the page.
    """
    document = page.document
    found = _body(page)
    if attributor is not None:
        found = agree(page, found, attributor.propose(_without_datelines(page)), leads=attributor.leads)
    found += hearsay(document.text, document.language, found)
    found += _nested_in_direct(page, found)
    found += _nested_in_indirect(page, found)
    relay(page, found)
    found += _turns(page)
    return found + _heads(page, found)


def _without_datelines(page: Page) -> str:
    """The text with blanks for what stands before a body in its line: a dateline is nobody who speaks."""
    out, at = [], 0
    for span in page.body:
        start = page.text.rfind("\n", 0, span.start) + 1
        if at <= start < span.start:
            out += [page.text[at:start], " " * (span.start - start)]
            at = span.start
    return "".join([*out, page.text[at:]])


# ------------------------------------------------------------------------ rules


def _body(page: Page) -> list[Attributed]:
    out: list[Attributed] = []
    thread = Thread()
    for span in page.body:
        if _STARTS_WITH_DASH.match(page.masked, span.start, span.end):
            tagged = speech(page.masked, span, page.cues)
            said = _pieces(tagged, Form.DIRECT, 0.8) if tagged.cue is not None else _announced(tagged, thread)
            if said:
                out += said
                thread.last, thread.gap = said[-1], 0
                continue
        if midway := _speech_midway(page, span):
            place, tagged = midway
            out += attribute(page.masked, Span(span.start, place.start), page.marks, page.cues, thread)
            out += _pieces(tagged, Form.DIRECT, 0.8)
            thread.last, thread.gap = out[-1], 0
            span = Span(place.end, span.end)
        out += attribute(page.masked, span, page.marks, page.cues, thread)
    _chain_paragraphs(page, out)
    set_apart(page.text, out, page.cues)
    return out


def _speech_midway(page: Page, span: Span) -> tuple[Span, Tagged] | None:
    """Speech between dashes that follows other sentences: "The wind rose. – Two were hurt – he said."

    It ends with the sentence of its attribution, unless another dash goes on with it.
    """
    for dash in _DASH_MIDWAY.finditer(page.masked, span.start, span.end):
        tag = _DASH_TAG.search(page.masked, dash.end() + 1, span.end)
        while tag and (more := _DASH_MIDWAY.match(page.masked, tag.end(), span.end)):
            tag = _DASH_TAG.search(page.masked, more.end() + 1, span.end)
        if tag:
            place = Span(dash.end(), tag.end())
            tagged = speech(page.masked, place, page.cues)
            if tagged.cue is not None:
                return place, tagged
    return None


def _announced(tagged: Tagged, thread: Thread) -> list[Attributed]:
    """Speech after a dash that the paragraph before announces: "He went on:"."""
    opening, thread.opening = thread.opening, None
    if opening is None:
        return []
    said = _pieces(tagged, Form.DIRECT, 0.8 if opening.source else 0.5)
    for piece in said:
        piece.cue, piece.source = opening.cue, opening.source
    return said


def _chain_paragraphs(page: Page, found: list[Attributed]) -> None:
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


def _nested_in_direct(page: Page, found: list[Attributed]) -> list[Attributed]:
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


def _nested_in_indirect(page: Page, found: list[Attributed]) -> list[Attributed]:
    """What one says that another has said, where that opens the clause: "Roe said that Stolt told her"."""
    cued = Nearby((a.cue, a) for a in found if a.cue)
    outer = [(a, span) for a in found if a.form in (Form.INDIRECT, Form.MIXED) for span in a.spans]
    out = []
    for around, span in outer:
        for frame in frames(page.masked, span, page.cues):
            if _opens(page, span, frame) and not cued.over(frame.cue):
                form = Form.MIXED if page.quoted.over(frame.content) else Form.INDIRECT
                content = (frame.content,)
                out.append(Attributed(content, form, frame.cue, frame.source, 0.6, "nested", inside=around))
    return out


def _opens(page: Page, span: Span, frame: Frame) -> bool:
    """True for a clause of saying whose subject, if it needs one, is somebody and stands first.

    A complementiser may stand before it.
    """
    if frame.pattern not in _CLAUSAL:
        return False
    lead = page.cues.that.match(page.masked, span.start, span.end)
    begin = lead.end() if lead else span.start
    if not frame.source:  # "Roe contó que había advertido que ..."
        return page.cues.pro_drop and frame.cue.start - begin < 2
    if len(frame.source) > _LONGEST_SUBJECT or frame.source.start - begin >= 2:
        return False
    return names_somebody(page.text, frame.source, naming(page.document.language))


def _inside(page: Page, span: Span, children: list[Stretch]) -> list[Attributed]:
    """Rules over a stretch of speech, with the marks inside it as its own.

    The stretch is read by itself, so that a text full of marks is not masked anew for each of them.
    """
    start = max(0, span.start - _EDGE)
    own = tuple(Stretch(_moved(s.content, -start), _moved(s.outer, -start), title=s.title) for s in children)
    marks = Marks(own, ())
    masked = mask(page.text[start : span.end + _EDGE], marks)
    found = attribute(masked, _moved(span, -start), marks, page.cues, Thread())
    for one in found:
        one.spans = tuple(_moved(content, start) for content in one.spans)
        one.cue = one.cue and _moved(one.cue, start)
        one.source = one.source and _moved(one.source, start)
    return found


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _turns(page: Page) -> list[Attributed]:
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


def _unmarked(page: Page, span: Span) -> Span:
    """A piece of a turn without quote marks that enclose all of it, or close it with none to open."""
    for stretch in page.quoted.over(span):
        if stretch.content.holds(span) or stretch.outer.holds(span):
            return stretch.content
    return span


def _nested_in_turn(page: Page, turn: Turn, pieces: list[Attributed]) -> list[Attributed]:
    out = []
    for piece in pieces:
        span = piece.extent
        inner = [s for s in page.quoted.over(span) if span.holds(s.outer) and s.content != span]
        for found in _inside(page, span, _tops(inner)):
            if found.cue is not None:
                found.turn = turn.id if turn.labelled else None
                found.inside = None if turn.labelled else piece
                out.append(found)
    return out


def _tops(stretches: list[Stretch]) -> list[Stretch]:
    """Of stretches in order of their start those that lie in no other."""
    out: list[Stretch] = []
    for stretch in stretches:
        if not out or stretch.outer.end > out[-1].outer.end:
            out.append(stretch)
    return out


def _heads(page: Page, found: list[Attributed]) -> list[Attributed]:
    if not page.heads:
        return []
    text = page.document.text
    mentions = [a.source for a in found if a.source] + [t.label for t in page.turns if t.label]
    knows = naming(page.document.language)
    speakers = frozenset(form for span in mentions for form in _speaking(text, span, knows))
    said = [wording(text, a.spans) for a in found if a.form in (Form.DIRECT, Form.MIXED, Form.TURN)]
    heads = Heads(page.text, page.masked, page.marks, page.cues, knows, speakers, said)
    return [quotation for span in page.heads for quotation in heads.read(span)]


def _speaking(text: str, source: Span, knows: Naming) -> Iterator[str]:
    """Folded words of ``source`` that may name who speaks: not a place that an office or body is of."""
    tokens = [token for token in tokenize(text, source.start, source.end) if token.form]
    of = knows.links.get("of", frozenset())
    for number, token in enumerate(tokens):
        head = tokens[number - 2] if number > 1 and tokens[number - 1].form in of else None
        if head is None or (head.text[0].isupper() and not knows.is_title(head.form)):
            yield token.form


# ------------------------------------------------------------------------ ids


def _numbered(document: Document, found: list[Attributed]) -> tuple[Quotation, ...]:
    order = sorted(_distinct(found), key=lambda a: (a.extent.start, -a.extent.end))
    places = {id(a): n for n, a in enumerate(order)}
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
            # What goes on stands later; pieces that marks have joined may have changed places.
            continues=ids[id(a.after)] if a.after and places.get(id(a.after), n) < n else None,
            confidence=round(a.confidence, 3),
            via=tuple(Relay(span) for span in a.via),
            cites=Relay(a.cites) if a.cites else None,
        )
        for n, a in enumerate(order)
    )


def _distinct(found: list[Attributed]) -> list[Attributed]:
    """One quotation for each content: the first one that names its source."""
    best: dict[tuple[Span, ...], Attributed] = {}
    for a in found:
        if a.spans not in best or (best[a.spans].source is None and a.source is not None):
            best[a.spans] = a
    return [a for a in best.values() if len(a.extent)]
