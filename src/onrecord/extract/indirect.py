"""Attribution frames in a sentence: a cue, its source, and the clause that is its content.

Frames are found on a text whose quoted stretches are masked (:func:`onrecord.extract.attribution.mask`),
so the same few patterns serve direct, mixed and indirect speech of every language:

- ``that``: X said that CLAUSE · ``colon``: X said: CLAUSE · ``zero``: X said CLAUSE
- ``after``: CLAUSE, X said / CLAUSE, said X · ``according``: according to X, CLAUSE (either order)
- ``as``: as X said, CLAUSE · ``directive``, ``commissive``, ``object``: X called on Y to ...; X denied ...
- ``noun``: the claim that CLAUSE · ``final``: X-topic CLAUSE-quotative verb (Japanese)
- ``open``: X said: and nothing more in this sentence; what follows is the content

The patterns follow the verb, noun and adverbial cues of the PARC 3.0 and PolNeAR guidelines (Pareti 2015;
Newell et al. 2018), with no parser behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from onrecord.extract.according import according, doubted
from onrecord.extract.cues import Cue, Cues
from onrecord.extract.frame import Frame, content_of, plain, resumed
from onrecord.extract.sources import (
    BOUNDARY,
    FILL,
    STOP,
    WORD,
    back_over,
    quoted_name_after,
    source_after,
    source_before,
    source_of,
    tidy,
    word_count,
)
from onrecord.extract.verbfinal import final
from onrecord.model import Span
from onrecord.text.sentences import trim

_COLON = re.compile(r"\s*[:：]\s*")
_SEPARATOR = re.compile(r"(?:[,，]|[,，.!?…]?”[,，]?|[?!…])\s*(?:[—–-]\s*)?$|\s[—–-]\s*$")
_MARK = re.compile("“")
_MANNER = re.compile(rf"(?P<mark>{FILL}[.,!?…]*”[,.]?\s*[—–-])\s+(?:[^\W\d_A-ZА-ЯЁІЇЄ][^\W\d_]*\s+){{1,3}}$")
_TOLD_OUTLET = re.compile(rf"\s*(?:\w+\s+){{0,2}}“{FILL}{{1,30}}”\s*,?\s*")
_FAR = 90
_MOST_CUES = 40
_LONGEST_TAIL = 7
_Rule = Callable[[str, Span, Cue, Cues], Frame | None]


def frames(masked: str, sentence: Span, cues: Cues) -> tuple[Frame, ...]:
    """The frames of one sentence of a masked text, in order of their cues."""
    candidates = cues.find(masked, sentence)
    if len(candidates) > _MOST_CUES:
        return ()  # not a sentence but a page without stops
    found = according(masked, sentence, cues)
    for cue in candidates:
        if _is_verb(masked, sentence, cue, cues) and not _taken_back(masked, sentence, cue, cues):
            frame = _frame(masked, sentence, cue, cues)
            if frame is not None:
                found.append(_with_clitic(masked, _impersonal(masked, frame, cues), cues))
    return _settle(masked, sorted(found, key=lambda f: f.cue.start), cues) or tuple(
        doubted(masked, sentence, cues)
    )


def _with_clitic(masked: str, frame: Frame, cues: Cues) -> Frame:
    """The subject tied to the verb, as in "a-t-il dit", which no other source precedes."""
    tied = cues.clitic.search(masked, frame.cue.start, frame.cue.end)
    if tied is None:
        return frame
    pronoun = masked.rfind("-", tied.start(), tied.end()) + 1
    return replace(frame, source=Span(pronoun, tied.end()))


def _impersonal(masked: str, frame: Frame, cues: Cues) -> Frame:
    """Nobody is named by "it was reported" or by who is told ("мне доложили")."""
    if frame.source is None:
        return frame
    named = frame.source.of(masked)
    between = masked[frame.source.end : frame.cue.start]
    passive = cues.expletive.fullmatch(named) and cues.passive.search(between)
    return replace(frame, source=None) if passive or cues.addressee.fullmatch(named) else frame


def _is_verb(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """Not a name ("the United States"), and not the subject of the next cue ("media reports said")."""
    if cue.kinds == {"nouns"} or not cues.spaces:
        return True
    word = cue.span.of(masked)
    titled = sum(w[:1].isupper() for w in sentence.of(masked).split())
    if (
        word[0].isupper()
        and cue.span.start > sentence.start
        and 2 * titled < len(sentence.of(masked).split())
    ):
        return False
    following = trim(masked, Span(cue.span.end, sentence.end))
    chained = cues.verbs.match(masked, following.start, following.end)
    return chained is None or "present" not in cue.kinds


def _taken_back(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """Negated or hypothetical: "did not say that", "would say that", "declined to say"."""
    if not cues.spaces:
        return bool(cues.taken_back.search(masked, max(sentence.start, cue.span.start - 2), cue.span.start))
    clause = masked[max(sentence.start, cue.span.start - 40) : cue.span.start]
    cut = [m.end() for m in BOUNDARY.finditer(clause)]
    words = clause[cut[-1] if cut else 0 :].split()
    return bool(cues.taken_back.search(" ".join(words[-3:])))


def _frame(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    if cues.verb_final:
        return final(masked, sentence, cue, cues)
    if cue.kinds == {"nouns"}:
        return _noun(masked, sentence, cue, cues)
    rules: tuple[_Rule, ...] = (_as, _that, _colon, _special, _quoted, _comma, _zero, _aside, _after, _about)
    if cue.kinds <= {"clause_only", "tags"}:
        rules = (_that, _colon) if "clause_only" in cue.kinds else (_after,)
    for rule in rules:
        frame = rule(masked, sentence, cue, cues)
        if frame is not None:
            performs = (
                frame.source and cues.first.fullmatch(frame.source.of(masked)) and "past" not in cue.kinds
            )
            return None if performs else frame
    return None


# ------------------------------------------------------------------------ patterns


def _that(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    reach = min(sentence.end, cue.span.end + _FAR)
    for match in cues.that.finditer(masked, cue.span.end, reach):
        gap = masked[cue.span.end : match.start()]
        commas = gap.rstrip(" ,").count(",")
        if not _may_stand_between(gap, cue.span.of(masked), cues):
            return None
        told = cues.inverted and _TOLD_OUTLET.fullmatch(gap)
        if (
            commas > 1
            or re.search(r"[;:]", gap)
            or (_MARK.search(gap) and not told)
            or cues.verbs.search(gap)
        ):
            return None
        content = content_of(masked, match.end(), sentence.end)
        if word_count(masked, content) < 2:
            return None
        return Frame("that", content, cue.span, source_of(masked, sentence, cue, cues, match.start()))
    return None


def _may_stand_between(gap: str, verb: str, cues: Cues) -> bool:
    """What may stand between cue and complementiser: who is told, when and where; the subject, inverted."""
    gap = gap.strip(" ,")
    if not gap or cues.inverted or cues.addressed.fullmatch(verb):
        return True
    if any(p.match(gap) for p in (cues.adverbial, cues.adverb, cues.addressee)):
        return True
    return bool(cues.open_gap.fullmatch(verb)) and cues.clause.search(gap) is None


def _colon(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    colon = re.compile(r"[:：]").search(masked, cue.span.end, min(sentence.end, cue.span.end + _FAR))
    if not colon:
        return None
    gap = Span(cue.span.end, colon.start())
    if _MARK.search(masked, gap.start, gap.end) or word_count(masked, gap) > 12:
        return None
    if _came_before(masked, sentence, cue, source_before(masked, sentence.start, cue, cues)):
        return None
    content = content_of(masked, colon.end(), sentence.end)
    source = source_of(masked, sentence, cue, cues, colon.start())
    return Frame("colon" if len(content) else "open", content, cue.span, source)


def _quoted(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """A quoted stretch right after the cue, or after a short addressee or place and a comma."""
    mark = _MARK.search(masked, cue.span.end, min(sentence.end, cue.span.end + _FAR))
    if not mark:
        return None
    gap = masked[cue.span.end : mark.start()]
    if gap.strip(" ,，") and not (
        gap.rstrip().endswith((",", "，")) and gap.count(",") <= 2 and "labels" not in cue.kinds
    ):
        return _label(masked, sentence, cue, cues, mark.start()) if "labels" in cue.kinds else None
    source = source_before(masked, sentence.start, cue, cues)
    if _names_outlet(masked, sentence, cue, cues):
        return None
    if _came_before(masked, sentence, cue, source):
        return None
    return Frame("colon", content_of(masked, mark.start(), sentence.end), cue.span, source)


def _came_before(masked: str, sentence: Span, cue: Cue, source: Span | None) -> bool:
    """The content stands before its credit: '"A," he said, "B"' is settled by :func:`_after`."""
    head = masked[sentence.start : cue.span.start if source is None else source.start]
    return bool(_MARK.search(head) and _SEPARATOR.search(head))


def _names_outlet(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """CLAUSE, writes “Courier”: the stretch after the cue is who speaks, not what is said."""
    name = quoted_name_after(masked, cue.span.end, sentence.end, cues)
    head = masked[sentence.start : cue.span.start].rstrip()
    subject = source_before(masked, sentence.start, cue, cues)
    return cues.inverted and name is not None and (subject is None or head.endswith((",", "—", "–", "-")))


def _label(masked: str, sentence: Span, cue: Cue, cues: Cues, mark: int) -> Frame | None:
    if word_count(masked, Span(cue.span.end, mark)) > 10:
        return None
    source = source_of(masked, sentence, cue, cues, mark)
    return Frame("label", content_of(masked, mark, sentence.end), cue.span, source)


def _special(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Verbs whose content is an action or a noun phrase rather than a clause."""
    for kind, name in (("directive", "directive"), ("commissive", "commissive"), ("objects", "object")):
        if kind in cue.kinds:
            following = masked[cue.span.end : sentence.end].lstrip()
            if not following[:1].isalnum() and not _MARK.match(following):
                continue
            if kind == "objects" and cues.adverbial.match(following):
                continue
            source = source_before(masked, sentence.start, cue, cues)
            content = content_of(masked, cue.span.end, sentence.end)
            if source is not None and word_count(masked, content) >= 2:
                return Frame(name, content, cue.span, source)
    return None


def _comma(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """German and Chinese: a clause may follow after nothing but a comma, or nothing at all."""
    if not cues.comma_clause:
        return None
    reach = sentence.end if cues.spaces else cue.span.end + 1
    comma = re.compile("[,，]").search(masked, cue.span.end, reach)
    begin = comma.start() if comma else cue.span.end
    if (cues.spaces and comma is None) or word_count(masked, Span(cue.span.end, begin)) > 8:
        return None
    source = source_before(masked, sentence.start, cue, cues)
    content = content_of(masked, begin, sentence.end)
    before = source.start if source else cue.span.start
    first = WORD.search(masked, begin, sentence.end)
    relative = first is not None and bool(cues.clause.fullmatch(first.group()))
    if source is None or relative or (_SEPARATOR.search(masked[sentence.start : before]) and cues.spaces):
        return None
    return Frame("that", content, cue.span, source) if word_count(masked, content) >= 3 else None


def _zero(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    if not cues.bare.fullmatch(cue.span.of(masked)):
        return None
    begin = _past_addressee(masked, cue, sentence.end, cues)
    if begin is None:
        return None
    content = content_of(masked, begin, sentence.end)
    if masked[begin : begin + 1] != " " or not masked[content.start : content.start + 1].isalnum():
        return None
    if word_count(masked, content) < 3 or cues.adverbial.match(masked, content.start, content.end):
        return None
    source = source_before(masked, sentence.start, cue, cues)
    if source is None and "gerunds" not in cue.kinds:
        return None
    return Frame("zero", content, cue.span, source)


def _past_addressee(masked: str, cue: Cue, end: int, cues: Cues) -> int | None:
    """Where a bare clause can begin: after a weekday ("said Friday he") or who is told."""
    begin = cue.span.end
    at = trim(masked, Span(begin, end)).start
    told = cues.addressee.match(masked, at, end)
    if told:
        return told.end()
    if cues.addressed.fullmatch(cue.span.of(masked)):
        stop = STOP.search(masked, at, min(end, at + _FAR))
        subject = cues.pronoun.search(masked, at, stop.start() if stop else min(end, at + _FAR))
        return subject.start() - 1 if subject and subject.start() > at else None
    day = cues.adverbial.match(masked, at, end)
    if day and masked[at].isupper() and masked[day.end() : day.end() + 1] == " ":
        return day.end()
    return begin


def _as(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """As X said, CLAUSE."""
    lead = cues.as_.match(masked, sentence.start, cue.span.start)
    if lead is None or "," in masked[lead.end() : cue.span.start]:
        return None
    comma = masked.find(",", cue.span.end, sentence.end)
    if comma < 0:
        return None
    begin = trim(masked, Span(lead.end(), cue.span.start))
    source = tidy(masked, begin.start, back_over(masked, begin.start, begin.end, cues), cues)
    if source is None:
        source = source_after(masked, cue.span.end, comma, cues)
        source = source or quoted_name_after(masked, cue.span.end, comma, cues)
    content = content_of(masked, comma, sentence.end)
    least = 2 if cues.inverted else 3
    return Frame("as", content, cue.span, source) if word_count(masked, content) >= least else None


def _aside(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """A word or an adverb, said X, CLAUSE: "При этом, подчеркнул он, ..." is no content before the cue."""
    head = Span(sentence.start, cue.span.start)
    if not cues.subjects.known or not head.of(masked).rstrip().endswith(","):
        return None
    source = source_after(masked, cue.span.end, sentence.end, cues)
    rest = resumed(masked, source.end, sentence, cues) if source else None
    before = content_of(masked, head.start, head.end)
    if rest is None or word_count(masked, before) > 3:
        return None
    adverb = cues.adverb.match(masked, before.start, before.end)
    if adverb is not None and adverb.end() == before.end:
        return Frame("after", rest, cue.span, source)
    return Frame("after", before, cue.span, source, rest) if word_count(masked, before) == 1 else None


def _after(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """CLAUSE, X said; CLAUSE, said X."""
    before = source_before(masked, sentence.start, cue, cues)
    places = [(before, before.start if before else -1), (None, cue.span.start)]
    if cues.inverted and masked[sentence.start : cue.span.start].rstrip().endswith((",", "—", "–")):
        places.reverse()
    for source, edge in places:
        if edge < 0:
            continue
        edge = _over_as(masked, sentence.start, _over_manner(masked, sentence, source, edge, cues), cues)
        head = masked[sentence.start : edge]
        content = plain(masked, content_of(masked, sentence.start, edge), cues)
        separated = _SEPARATOR.search(head.rstrip() if head.rstrip()[-1:] in ",，—–" else head)
        quoted = bool(_MARK.search(head))
        least = 1 if quoted else 2 if cues.inverted else 3
        rest = None
        if not quoted and source is not None:
            rest = resumed(masked, cue.span.end, sentence, cues)
        if not separated or word_count(masked, content) < (min(2, least) if rest else least):
            continue
        if not quoted and not _whole_clause(masked, content, cue, sentence, cues):
            continue
        if source is None:
            source = source_after(masked, cue.span.end, sentence.end, cues)
            source = source or quoted_name_after(masked, cue.span.end, sentence.end, cues)
        if source is not None or quoted or cues.clitic.search(masked, cue.span.start, cue.span.end):
            if not quoted and rest is None and source is not None:
                rest = resumed(masked, max(cue.span.end, source.end), sentence, cues)
            return Frame("after", content, cue.span, source, rest)
    return None


def _whole_clause(masked: str, content: Span, cue: Cue, sentence: Span, cues: Cues) -> bool:
    """Unquoted content before its cue: no adverbial set off by a comma, and nothing but adverbials after."""
    if "," not in content.of(masked) and any(
        p.match(masked, content.start, content.end) for p in (cues.adverbial, cues.gerund)
    ):
        return False
    if cues.inverted or not cues.spaces:
        return True
    rest = trim(masked, Span(cue.span.end, sentence.end))
    if (
        not len(rest)
        or not rest.of(masked)[0].isalnum()
        or cues.adverbial.match(masked, rest.start, rest.end)
    ):
        return True
    stop = STOP.search(masked, rest.start, rest.end)
    short = word_count(masked, Span(rest.start, stop.start() if stop else rest.end)) <= _LONGEST_TAIL
    return short and (bool(cues.addressed.fullmatch(cue.span.of(masked))) or rest.of(masked)[0].isupper())


def _over_manner(masked: str, sentence: Span, source: Span | None, edge: int, cues: Cues) -> int:
    """Back over how it was said: "...", — с поклоном сказал смотритель."""
    if source is not None or not cues.subjects.known:
        return edge
    manner = _MANNER.search(masked[sentence.start : edge])
    if manner is not None:
        return sentence.start + manner.end("mark")
    return back_over(masked, sentence.start, edge, cues)


def _over_as(masked: str, start: int, edge: int, cues: Cues) -> int:
    head = masked[start:edge].rstrip()
    for pattern in (cues.as_, cues.relative):
        for match in pattern.finditer(head):
            if match.end() == len(head):
                return start + match.start()
    return edge


def _noun(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    match = cues.that.search(masked, cue.span.end, min(sentence.end, cue.span.end + _FAR))
    if not match or STOP.search(masked[cue.span.end : match.start()].rstrip(" ,")):
        return None
    content = content_of(masked, match.end(), _taken_up(masked, sentence, cue, match.end(), cues))
    if word_count(masked, content) < 2:
        return None
    between = trim(masked, Span(cue.span.end, match.start()))
    possessor = re.compile(
        r"((?:\[[^\]]*\]\s*)?(?:[^\W\d_a-z][\w.\-]*\s+(?:(?:of|the|for|de|du|von|van|der|al|bin)\s+){0,2}){0,5}[^\W\d_a-z][\w.\-]*)['’]s?\s+$"
    ).search(masked, max(sentence.start, cue.span.start - 60), cue.span.start)
    if possessor:
        return Frame("noun", content, cue.span, Span(possessor.start(1), possessor.end(1)))
    source = content_of(masked, between.start, between.end)
    return Frame("noun", content, cue.span, source if len(source) else None)


def _taken_up(masked: str, sentence: Span, cue: Cue, begin: int, cues: Cues) -> int:
    """Where the clause of a noun ends that is the subject itself: "the claim, that ..., surprised them"."""
    if word_count(masked, Span(sentence.start, cue.span.start)) > 2:
        return sentence.end
    verbs = [match.start() for match in cues.predicate.finditer(masked, begin, sentence.end)]
    return verbs[-1] if verbs else sentence.end


def _about(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """X announced ABOUT a thing: the thing is what was said, up to the next pause."""
    if "topical" not in cue.kinds:
        return None
    gap = trim(masked, Span(cue.span.end, sentence.end))
    about = cues.about.match(masked, gap.start, gap.end)
    if about is None:
        return None
    stop = STOP.search(masked, about.end(), sentence.end)
    content = content_of(masked, about.end(), stop.start() if stop else sentence.end)
    source = source_before(masked, sentence.start, cue, cues)
    if source is None or word_count(masked, content) < 2:
        return None
    return Frame("object", content, cue.span, source)


# ------------------------------------------------------------------------ several frames in one sentence


def _settle(masked: str, found: list[Frame], cues: Cues) -> tuple[Frame, ...]:
    """Which frames stand: a trailing credit gives way, a further cue ends the content before it."""
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
            out.append(
                frame if frame.source and frame.source.start > cut else replace(frame, source=around.source)
            )
    return tuple(f for f in out if f.pattern == "open" or len(f.content))


def _joined(masked: str, before: Frame, frame: Frame, cues: Cues) -> bool:
    """True for a second verb of one subject: "called it “a mistake” and pointed at “the cost”"."""
    lead = masked[before.cue.end : frame.cue.start].rstrip()
    return lead.endswith(tuple(f"” {word}" for word in cues.joining))


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
