"""Where the rules and the span model look at the same words, what stands.

A model that leads is heard first in running text: its contents are taken as they are, one quotation for each
attribution, in several spans where the attribution interrupts it, with their complementiser ("that ...") and
with thoughts, plans and beliefs, as PolNeAR counts them (Newell et al. 2018). Against it stand:

1. Lists of somebody's statements, which the rules know from the list's heading.
2. Direct speech the model passes over, and a clause with its credit after it.
3. Words that somebody relays ("the Courier quotes a clerk as saying that"): the clerk's, by the rules.
4. A clause with its credit ("CLAUSE, X said") in which the model took a thought or plan inside the clause
   for the attribution: who says it comes before who thinks it.

A model that does not lead, one for languages that it has seen little annotation of, only adds: quotations
where the rules saw nothing, and speakers of what they left without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.extract.layout.page import Page
from onrecord.extract.rules.attribution import MODEL, Attributed
from onrecord.extract.rules.marks import Stretch
from onrecord.extract.rules.sources import word_count
from onrecord.extract.spans.proposal import Proposal
from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import Form, Span
from onrecord.text.sentences import sentences, trim

_SURE_UNSAID = 0.15
"""How sure the model must be of an attribution whose cue is no word of saying. Any threshold up to 0.4 trades
precision for recall evenly on English news."""
_NEAR = 4
"""Characters within which two contents end at the same place: a mark, a stop."""
_CLAUSE = 7
"""Words from which what stands before a credit is taken to be a clause."""
_SURE_BESIDE, _SURE_UNSAID_BESIDE, _SURE_UNCUED, _SURE_NAMED = 0.3, 0.5, 0.15, 0.5
"""How sure a model that does not lead must be: of what the rules saw nothing of, where its cue is a word of
saying, where it is another, where there is none; and of who says what they saw."""
_PHRASE = 3
"""Words of what is added, and of a sentence that carries a report on, at least."""
_LEAD = re.compile(r"[\s,;:.–—-]*")
_BETWEEN = re.compile(r"[\s.,;:!?…“”\"«»„‘’‚'—–-]*")
_CLOSING = '"”’»“'
_CREDITS = ("after", "according")
"""Patterns of rules in which the credit follows its clause."""


@dataclass(slots=True)
class _Seen:
    """One proposal of the model as a quotation, and whether its cue is a word of saying."""

    quotation: Attributed
    said: bool


def agree(
    page: Page, found: list[Attributed], proposals: Sequence[Proposal], *, leads: bool = True
) -> list[Attributed]:
    """The quotations of body text: those of the model and those of the rules that stand beside it.

    Of a model that does not lead, those of the rules and what it is sure of where the rules saw nothing.
    """
    body = Nearby((p, p) for p in page.body)
    if not leads:
        return _added(page, found, [s for p in proposals if (s := _seen(page, p, body, Nearby(())))])
    listed = [a for a in found if a.origin == "listed"]
    rules = [a for a in found if a.origin != "listed"]
    taken = Nearby((a.extent, a) for a in listed)
    seen = [part for p in proposals if (s := _seen(page, p, body, taken)) for part in _parted(page, s)]
    seen, credits = _outranked(page, seen, rules)
    return _beside(page, listed, rules, [s.quotation for s in seen], credits)


def _added(page: Page, found: list[Attributed], seen: list[_Seen]) -> list[Attributed]:
    """``found``, speakers that only the model saw, and what it is sure of where the rules saw nothing."""
    theirs = Nearby((span, a) for a in found for span in a.spans)
    added: list[Attributed] = []
    for one in (s for s in seen if _sure(page, s)):
        over = [a for span in one.quotation.spans for a in theirs.over(span)]
        if not over and not (one.quotation.cue and theirs.over(one.quotation.cue)):
            one.quotation.spans = tuple(_as_rules_have_it(page, span) for span in one.quotation.spans)
            added += [part.quotation for part in _parted(page, one)]
        for rule in over:
            _name(page, rule, one.quotation)
    return _carried(page, [*found, *added])


def _sure(page: Page, one: _Seen) -> bool:
    """Sure enough to stand beside the rules: words of saying sooner than thoughts, a clause, and somebody's.

    What nobody says ("it turned out that") is the reporter's, unless the verb needs no subject; so is what
    the reporter says of himself ("we hope that").
    """
    quotation = one.quotation
    least = _SURE_UNCUED if quotation.cue is None else _SURE_BESIDE if one.said else _SURE_UNSAID_BESIDE
    if quotation.confidence < least:
        return False
    if quotation.form is Form.DIRECT:
        return True
    if sum(word_count(page.text, span) for span in quotation.spans) < _PHRASE:
        return False
    if quotation.source is None:
        return quotation.cue is None or (one.said and page.cues.pro_drop)
    return page.cues.first.fullmatch(quotation.source.of(page.text)) is None


def _as_rules_have_it(page: Page, span: Span) -> Span:
    """Without the complementiser and what stands before it, and no further than its paragraph."""
    line = page.text.find("\n", span.start, span.end)
    span = span if line < 0 else _without_stop(page.text, Span(span.start, line))
    for lead in (_LEAD.match, page.cues.that.match, _LEAD.match):
        found = lead(page.text, span.start, span.end)
        if found and found.end() < span.end:
            span = Span(found.end(), span.end)
    return span


def _name(page: Page, rule: Attributed, seen: Attributed) -> None:
    """The source, and the cue, of a quotation that the rules left without; the whole of a name cut short.

    Where a verb needs no subject, one that has none stays so: who is meant is known from what goes before.
    """
    if seen.source is None or rule.inside is not None or seen.confidence < _SURE_NAMED:
        return
    same = _same_cue(rule, seen)
    if rule.source is not None:
        named = rule.source and page.cues.pronoun.fullmatch(rule.source.of(page.text)) is None
        if same and named and seen.source.holds(rule.source):
            rule.source = seen.source
        return
    carried = rule.after is not None and (rule.after.source or rule.after.cue)
    if not carried and (rule.cue is None or (same and not page.cues.pro_drop)):
        rule.cue, rule.source = rule.cue or seen.cue, seen.source


def _seen(page: Page, proposal: Proposal, body: Nearby[Span], listed: Nearby[Attributed]) -> _Seen | None:
    spans = _cleaned(page, proposal, body)
    if not spans or not body.over(Span(spans[0].start, spans[0].start + 1)):
        return None
    if any(listed.over(s) for s in spans):
        return None
    said = _is_said(page, proposal)
    if not said and proposal.confidence < _SURE_UNSAID:
        return None
    if sum(word_count(page.text, s) for s in spans) < 2:
        return None
    form, spans = _form(page, spans)
    source = proposal.source and _without_stop(page.text, proposal.source, " ,;:")
    return _Seen(Attributed(spans, form, proposal.cue, source, proposal.confidence, MODEL), said)


def _parted(page: Page, one: _Seen) -> list[_Seen]:
    """``one``, with quoted sentences that the model ran together with the running text before them apart."""
    quotation = one.quotation
    if len(quotation.spans) > 1 and (later := _elsewhere(page, quotation)):
        quotation.spans = quotation.spans[: -len(later)]
        quotation.form, quotation.spans = _form(page, quotation.spans)
        rest = [replace(quotation, spans=spans, form=Form.DIRECT, after=quotation) for spans in later]
        return [*_parted(page, one), *(_Seen(r, one.said) for r in rest)]
    if quotation.cue is None and quotation.form is not Form.DIRECT:
        return _by_sentence(page, one)
    if quotation.form is not Form.MIXED:
        return [one]
    kept: list[Span] = []
    apart: list[_Seen] = []
    for span in quotation.spans:
        own = [s for s in page.quoted.over(span) if _begins_a_sentence(page, s, span)]
        kept.append(_without_stop(page.text, Span(span.start, own[0].outer.start)) if own else span)
        for stretch in own:
            words = replace(quotation, spans=(stretch.content,), form=Form.DIRECT, after=quotation)
            apart.append(_Seen(words, one.said))
    quotation.spans = tuple(kept)
    return [one, *apart]


def _elsewhere(page: Page, quotation: Attributed) -> list[tuple[Span, ...]]:
    """The last spans of a quotation that are quotations of their own: in other paragraphs, in whole marks."""
    out: list[tuple[Span, ...]] = []
    for before, span in reversed(list(pairwise(quotation.spans))):
        stretch = _enclosing(page, span)
        if stretch is None or not stretch.balanced or _together(page, before, span):
            break
        out.insert(0, (stretch.content,))
    return out


def _together(page: Page, one: Span, other: Span) -> bool:
    """True for two stretches of one paragraph."""
    line = "\n" not in page.text[one.end : other.start]
    return line or any(p.holds(one) and p.holds(other) for p in page.body)


def _by_sentence(page: Page, one: _Seen) -> list[_Seen]:
    """A report that goes on without a cue: each sentence carries the one before on."""
    out: list[_Seen] = []
    for span in one.quotation.spans:
        for sentence in sentences(page.text, span.start, span.end):
            form, spans = _form(page, (_without_stop(page.text, trim(page.text, sentence)),))
            if word_count(page.text, spans[0]) >= _PHRASE:
                after = out[-1].quotation if out else None
                out.append(_Seen(replace(one.quotation, spans=spans, form=form, after=after), one.said))
    return out


def _begins_a_sentence(page: Page, stretch: Stretch, span: Span) -> bool:
    inside = stretch.balanced and stretch.parent is None and span.holds(stretch.content)
    before = page.text[span.start : stretch.outer.start].rstrip().rstrip(_CLOSING)
    return inside and bool(before) and before[-1] in ".!?…" and stretch.content.of(page.text)[:1].isupper()


def _is_said(page: Page, proposal: Proposal) -> bool:
    """A word of saying or a mark (a colon) rather than one of thinking, planning or expecting."""
    cue = proposal.cue
    if cue is None:
        return True
    a_mark = not any(c.isalnum() for c in cue.of(page.text))
    return a_mark or page.cues.speech.search(page.text, cue.start, cue.end) is not None


def _form(page: Page, spans: tuple[Span, ...]) -> tuple[Form, tuple[Span, ...]]:
    """Direct where all of it stands in marks, which are then left out.

    Beside words in marks, a word or two outside them are none of it ("...," he said of the Harbour Bank).
    """
    whole = [_enclosing(page, span) for span in spans]
    if any(whole):
        kept = [n for n, own in enumerate(whole) if own or word_count(page.text, spans[n]) >= _PHRASE]
        spans, whole = tuple(spans[n] for n in kept), [whole[n] for n in kept]
    if all(whole):
        return Form.DIRECT, _joined(s.content for s in whole if s)
    quoted = any(page.quoted.over(span) for span in spans)
    return (Form.MIXED if quoted else Form.INDIRECT), spans


def _enclosing(page: Page, span: Span) -> Stretch | None:
    """The stretch in marks that ``span`` is all of."""
    for stretch in page.quoted.over(span):
        if not stretch.title and word_count(page.text, stretch.content) == word_count(page.text, span):
            return stretch
    return None


def _cleaned(page: Page, proposal: Proposal, body: Nearby[Span]) -> tuple[Span, ...]:
    """Content, paragraph by paragraph, with whole quote marks and without final stop."""
    out = []
    pieces = ((span, block) for span in proposal.spans for block in body.over(span))
    for span, block in pieces:
        span = trim(page.text, Span(max(span.start, block.start), min(span.end, block.end)))
        span = _without_stop(page.text, _with_whole_marks(page, span))
        if word_count(page.text, span):
            out.append(span)
    return _joined(out)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that overlap as one: whole quote marks may hold what was a piece of its own."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def _without_stop(text: str, span: Span, stops: str = " .,;:") -> Span:
    while len(span) and text[span.end - 1] in stops:
        span = Span(span.start, span.end - 1)
    return span


def _with_whole_marks(page: Page, span: Span) -> Span:
    for stretch in page.quoted.over(span):
        whole = stretch.balanced and stretch.parent is None
        if whole and not stretch.content.holds(span):
            span = Span(min(span.start, stretch.outer.start), max(span.end, stretch.outer.end))
    return span


def _outranked(page: Page, seen: list[_Seen], rules: list[Attributed]) -> tuple[list[_Seen], set[int]]:
    """Without thoughts inside a clause that somebody says; clauses the model cut short, in full.

    Also the ids of the rules' quotations that took the place of a thought.
    """
    cued = Nearby((r.cue, r) for r in rules if r.cue)
    around = Nearby((r.extent, r) for r in rules)
    inner = Nearby((s.quotation.cue, s.quotation) for s in seen if s.quotation.cue)
    out, credits = [], set()
    for one in seen:
        cue = one.quotation.cue
        if one.said and cue:
            for same in cued.over(cue)[:1]:
                _restore(page, one.quotation, same)
                _complete(one.quotation, same, inner)
        elif cue and (above := [r for r in around.over(cue) if _credits(r, one.quotation)]):
            credits.add(id(above[0]))
            continue
        out.append(one)
    return out, credits


def _same_cue(rule: Attributed, seen: Attributed) -> bool:
    return rule.cue is not None and seen.cue is not None and rule.cue.overlaps(seen.cue)


def _credits(rule: Attributed, thought: Attributed) -> bool:
    """``rule`` says, of a clause that holds the cue of a thought, who said all of it."""
    held = thought.cue is not None and rule.extent.holds(thought.cue)
    return held and rule.source is not None and rule.origin in _CREDITS


def _restore(page: Page, seen: Attributed, rule: Attributed) -> None:
    """A clause before its credit, from its beginning, where the model begins it after an inner verb.

    Where it breaks off after a comma, what stands before may be the reporter's and stays outside.
    """
    if rule.origin not in _CREDITS or rule.form is Form.DIRECT or rule.source is None:
        return
    first, whole = seen.spans[0], rule.spans[0]
    lead = page.masked[whole.start : first.start].rstrip() if whole.start < first.start else ""
    if lead and first.end <= whole.end and lead[-1].isalnum() and not page.cues.that.search(lead):
        seen.spans = (Span(whole.start, first.end), *seen.spans[1:])
        seen.source = seen.source or rule.source


def _complete(seen: Attributed, rule: Attributed, inner: Nearby[Attributed]) -> None:
    """A clause before its credit, to its end, where the model leaves out what somebody says inside it."""
    first, whole = seen.spans[0], rule.spans[0]
    if rule.origin not in _CREDITS or rule.source is None or len(seen.spans) > 1:
        return
    rest = Span(first.end, max(first.end, whole.end))
    told = (i for i in inner.over(rest) if i.cue and rest.holds(i.cue) and rest.holds(i.extent))
    if abs(first.start - whole.start) < _NEAR and any(told):
        seen.spans = (Span(first.start, whole.end),)
        seen.form = rule.form


def _beside(
    page: Page, listed: list[Attributed], rules: list[Attributed], seen: list[Attributed], credits: set[int]
) -> list[Attributed]:
    """What the model saw, and of the rules: direct speech it passed over and speech within speech.

    ``credits``: ids of further quotations of the rules that stand where the model saw nothing.
    """
    models = Nearby((span, s) for s in seen for span in s.spans)
    relays = {id(s): r for r in rules for s in models.over(r.extent) if _quotes_another(s, r)}
    alone = credits | {id(r) for r in relays.values()}
    seen = [s for s in seen if id(s) not in relays]
    models = Nearby((span, s) for s in seen for span in s.spans)
    instead: dict[int, Attributed] = {}
    stand: list[Attributed] = []
    for rule in rules:
        taker = _taker(rule, models)
        if taker is None:
            stands = rule.form is Form.DIRECT or id(rule) in alone or _is_plain(page, rule)
            stand += [rule] if stands else []
        elif rule.source and _within(rule, taker):
            rule.inside = taker
            stand.append(rule)
        else:
            instead[id(rule)] = taker
            _tell(taker, rule)
    for rule in rules:
        taker = instead.get(id(rule))
        if taker is not None and taker.after is None and (taker.source or not taker.cue):
            taker.after = rule.after
    kept = _carried(page, [*listed, *seen, *stand])
    present = {id(one) for one in kept}
    for one in kept:
        one.after = _present(one, one.after, instead, present)
        one.inside = _present(one, one.inside, instead, present)
    return sorted(kept, key=lambda a: (a.extent.start, -a.extent.end))


def _carried(page: Page, found: list[Attributed]) -> list[Attributed]:
    """Without reports that nobody is named for and that carry nothing on; the others with their speaker."""
    out: list[Attributed] = []
    for one in sorted(found, key=lambda a: (a.extent.start, -a.extent.end)):
        unnamed = one.cue is None and one.source is None and one.origin == MODEL
        if unnamed and one.form is not Form.DIRECT:
            last = out[-1] if out else None
            if last is None or not _follows(page, last.extent, one.extent):
                continue
            one.after, one.source = last, last.source
        out.append(one)
    return out


def _follows(page: Page, earlier: Span, later: Span) -> bool:
    """Nothing but marks between the two, in one paragraph."""
    between = page.text[earlier.end : later.start]
    return earlier.end <= later.start and _BETWEEN.fullmatch(between) is not None and "\n" not in between


def _is_plain(page: Page, rule: Attributed) -> bool:
    """A whole clause with its credit after it, the speaker named: "CLAUSE, said X"."""
    credited = rule.origin in _CREDITS and rule.source is not None and rule.cue is not None
    return credited and sum(word_count(page.text, span) for span in rule.spans) >= _CLAUSE


def _taker(rule: Attributed, seen: Nearby[Attributed]) -> Attributed | None:
    """The longest quotation of the model over the same words."""
    over = [s for span in rule.spans for s in seen.over(span)]
    return max(over, key=lambda s: sum(map(len, s.spans)), default=None)


def _quotes_another(outer: Attributed, rule: Attributed) -> bool:
    """The content begins with who said it: "the Courier quoted a clerk as saying that ..."."""
    return (
        rule.source is not None
        and rule.cue is not None
        and rule.source.start == outer.spans[0].start
        and outer.spans[0].holds(rule.cue)
        and outer.extent.holds(rule.extent)
        and abs(outer.extent.end - rule.extent.end) < _NEAR
    )


def _within(rule: Attributed, taker: Attributed) -> bool:
    """An attribution of its own inside what somebody says ("what he called a “farce”")."""
    if rule.cue is None or _same_cue(rule, taker):
        return False
    around = (taker.extent,) if rule.origin == "label" else taker.spans
    return any(span.holds(rule.cue) for span in around)


def _present(
    one: Attributed, other: Attributed | None, instead: dict[int, Attributed], present: set[int]
) -> Attributed | None:
    """What ``other`` has become, unless it is gone or the same."""
    now = instead.get(id(other), other)
    return now if now is not one and id(now) in present else None


def _tell(taker: Attributed, rule: Attributed) -> None:
    """What the rules know of a quotation that the model leaves without source."""
    if _same_cue(rule, taker) and rule.source and taker.source and rule.source.overlaps(taker.source):
        taker.backed = True
    named = rule.source is not None and (rule.cue is not None or taker.cue is None)
    if named and taker.source is None and rule.form is Form.DIRECT:
        taker.cue, taker.source = taker.cue or rule.cue, rule.source
