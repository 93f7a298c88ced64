"""Attribution frames in a sentence: a cue, its source, and the clause that is its content.

Frames are found on a text whose quoted stretches are masked
(:func:`onrecord.extract.rules.attribution.mask`), so the same few patterns serve direct, mixed and indirect
speech of every language:

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

from onrecord.extract.rules.according import doubted
from onrecord.extract.rules.acts import about, act
from onrecord.extract.rules.claims import claim
from onrecord.extract.rules.credit import credits
from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.frame import Frame, content_of, plain, resumed, says
from onrecord.extract.rules.fronted import continued, whole_clause
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.settle import settle
from onrecord.extract.rules.sources import (
    BOUNDARY,
    FILL,
    SHORT_NAME,
    STOP,
    VERB_FORM,
    WORD,
    back_over,
    is_main_clause,
    quoted_name_after,
    source_after,
    source_before,
    source_of,
    tidy,
    word_count,
)
from onrecord.extract.rules.verbfinal import final
from onrecord.model import Span
from onrecord.text.sentences import trim

_SEPARATOR = re.compile(r"(?:[,，]|[,，.!?…]?”[,，]?|[?!…])\s*(?:[—–-]\s*)?$|\s[—–-]\s*$")
_MARK = re.compile("“")
_MANNER = re.compile(rf"(?P<mark>{FILL}[.,!?…]*”[,.]?\s*[—–-])\s+(?:[^\W\d_A-ZА-ЯЁІЇЄ][^\W\d_]*\s+){{1,3}}$")
_TOLD_OUTLET = re.compile(rf"\s*(?:\w+\s+){{0,2}}“{FILL}{{1,30}}”\s*,?\s*")
_NARROW = frozenset({"clause_only", "tags", "denying", "estimates"})
"""Kinds of cue that have one sort of content only."""
_FAR = 90
_MOST_CUES = 40
_LONGEST_GAP = 10
_Rule = Callable[[str, Span, Cue, Cues], Frame | None]


def frames(masked: str, sentence: Span, cues: Cues) -> tuple[Frame, ...]:
    """The frames of one sentence of a masked text, in order of their cues."""
    candidates = cues.find(masked, sentence)
    if len(candidates) > _MOST_CUES:
        return ()  # not a sentence but a page without stops
    found = credits(masked, sentence, cues)
    for cue in candidates:
        if _is_verb(masked, sentence, cue, cues) and not _taken_back(masked, sentence, cue, cues):
            frame = _frame(masked, sentence, cue, cues)
            if frame is not None:
                found.append(_with_clitic(masked, _impersonal(masked, frame, cues), cues))
    return settle(masked, sorted(found, key=lambda f: f.cue.start), cues) or tuple(
        doubted(masked, sentence, cues)
    )


def speaker(masked: str, sentence: Span, cues: Cues) -> Span | None:
    """Who the first verb of saying in a sentence says to be speaking, whatever is said."""
    for cue in cues.find(masked, sentence)[:_MOST_CUES]:
        if not cue.kinds <= {"nouns", "clause_only", "tags"} and _is_verb(masked, sentence, cue, cues):
            return source_of(masked, sentence, cue, cues, sentence.end)
    return None


def _with_clitic(masked: str, frame: Frame, cues: Cues) -> Frame:
    """The subject tied to the verb, as in "a-t-il dit", which no other source precedes."""
    tied = cues.clitic.search(masked, frame.cue.start, frame.cue.end)
    if tied is None:
        return frame
    pronoun = masked.rfind("-", tied.start(), tied.end()) + 1
    return replace(frame, source=Span(pronoun, tied.end()))


def _impersonal(masked: str, frame: Frame, cues: Cues) -> Frame:
    """Nobody is named by "it was reported" or by who is told ("мне доложили"), nor by a negation."""
    if frame.source is None:
        return frame
    source = frame.source
    denied = cues.not_at_end.search(masked, source.start, source.end)
    if denied is not None and denied.start() > source.start:
        source = Span(source.start, denied.start())
    named = source.of(masked)
    passive = cues.expletive.fullmatch(named) and cues.passive.search(masked[source.end : frame.cue.start])
    return replace(frame, source=None if passive or cues.addressee.fullmatch(named) else source)


def _is_verb(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """Not a name ("the United States"), and not the subject of the next cue ("media reports said")."""
    if cue.kinds == {"nouns"} or not cues.spaces:
        return True
    if nominal(cues.language).is_noun(masked, cue.span.start, cue.span.end):
        return False
    if masked[cue.span.start].isupper() and cue.span.start > sentence.start:
        words = sentence.of(masked).split()
        if 2 * sum(word[:1].isupper() for word in words) < len(words):
            return False
    if "present" not in cue.kinds:
        return True
    chained = cues.opening(masked, trim(masked, Span(cue.span.end, sentence.end)))
    return chained is None or chained.kinds == {"nouns"}


def _taken_back(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """Negated or hypothetical: "did not say that", "would say that", "declined to say"."""
    undone = cues.hypothetical if "denying" in cue.kinds else cues.taken_back
    if not cues.spaces:
        return bool(undone.search(masked, max(sentence.start, cue.span.start - 2), cue.span.start))
    clause = masked[max(sentence.start, cue.span.start - 40) : cue.span.start]
    cut = [m.end() for m in BOUNDARY.finditer(clause)]
    words = clause[cut[-1] if cut else 0 :].split()
    if cues.verb_second:  # "sagte nicht, dass"
        stop = STOP.search(masked, cue.span.end, sentence.end)
        words += masked[cue.span.end : stop.start() if stop else sentence.end].split()[-1:]
    return bool(undone.search(" ".join(words[-4 if cues.verb_second else -3 :])))


def _frame(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    if cues.verb_final:
        return final(masked, sentence, cue, cues)
    if cue.kinds == {"nouns"}:
        return claim(masked, sentence, cue, cues)
    rules: tuple[_Rule, ...] = (_as, _that, _colon, act, _quoted, _comma, _zero, _aside, _after, about)
    if cues.verb_second:
        rules = (_as, _comma, _that, _colon, act, _quoted, _zero, _after)
    if cue.kinds == {"gerunds"} and nominal(cues.language).known:
        rules = (_that, _colon, _quoted)
    if cue.kinds <= _NARROW:
        rules = (_after,) if cue.kinds == {"tags"} else (_comma, _that, _colon, act)
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
    reach = min(sentence.end, cue.close + _FAR)
    if nominal(cues.language).idiom.match(masked, cue.span.start, reach):
        return None
    for match in cues.that.finditer(masked, cue.close, reach):
        gap = masked[cue.close : match.start()]
        if any(
            m.end() == match.end() and m.start() < match.start()
            for m in cues.clause.finditer(masked, cue.close, reach)
        ):
            return None  # "so dass"
        commas = gap.rstrip(" ,").count(",")
        if not _may_stand_between(gap, cue.span.of(masked), cues):
            return None
        told = cues.inverted and _TOLD_OUTLET.fullmatch(gap)
        if (
            commas > 1
            or re.search(r"[;:]", gap)
            or (_MARK.search(gap) and not told)
            or says(masked, Span(cue.close, match.start()), cues)
        ):
            return None
        content = content_of(masked, match.end(), sentence.end)
        if word_count(masked, content) < 2:
            return None
        right = cue.particle.start if cue.particle else match.start()
        source = source_of(masked, sentence, cue, cues, right)
        if nominal(cues.language).is_relative(masked, Span(cue.close, match.start()), source):
            return None
        return Frame("that", content, cue.span, source)
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
    if nominal(cues.language).known and cues.verbs.search(masked, gap.start, gap.end):
        return None  # the colon is the next verb's
    if _came_before(masked, sentence, cue, source_before(masked, sentence.start, cue, cues)):
        return None
    content = content_of(masked, colon.end(), sentence.end)
    source = source_of(masked, sentence, cue, cues, colon.start())
    that = cues.that.match(masked, sentence.start, cue.span.start) if cues.verb_second else None
    head = content_of(masked, that.end() if that else sentence.start, cue.span.start)
    if continued(masked, head, cue, source, cues, that is not None) and len(content):
        return Frame("after", head, cue.span, source, content)
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
    if cues.verb_second:
        source = source_of(masked, sentence, cue, cues, mark.start())
    else:
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
    if cues.verb_second and source is not None and _is_labelled(masked, source, cue, cues):
        source = source_after(masked, cue.span.end, mark, cues) or source
    return Frame("label", content_of(masked, mark, sentence.end), cue.span, source)


def _is_labelled(masked: str, first: Span, cue: Cue, cues: Cues) -> bool:
    """True for a thing in first place and a name or a pronoun behind the verb: "Den Plan nannte Roe"."""
    knows = nominal(cues.language)
    behind = WORD.search(masked, cue.span.end)
    at = behind.start() if behind else cue.span.end
    named = masked[at : at + 1].isupper() or cues.pronoun.match(masked, at)
    thing = cues.determiner.match(masked, first.start, first.end) is not None
    words = (word.group() for word in WORD.finditer(masked, first.start, first.end))
    people = any(
        knows.person.fullmatch(word[i:]) for word in words for i in range(len(word))
    )  # and compounds
    return bool(named) and not cues.determiner.match(masked, at) and thing and not people


def _comma(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """German and Chinese: a clause may follow after nothing but a comma, or nothing at all."""
    if not cues.comma_clause:
        return None
    begin = _clause_begin(masked, sentence, cue, cues)
    if begin is None:
        return None
    source = (
        source_of(masked, sentence, cue, cues, begin)
        if cues.verb_second
        else source_before(masked, sentence.start, cue, cues)
    )
    if cues.verb_second and _came_before(masked, sentence, cue, None):
        return None
    before = source.start if source and not cues.verb_second else cue.span.start
    head = masked[sentence.start : before]
    if cues.verb_second and not is_main_clause(masked, Span(sentence.start, cue.span.start), cues):
        head = ""
    if (_SEPARATOR.search(head) and cues.spaces) or (source is None and not cues.verb_second):
        return None
    content = content_of(masked, begin, sentence.end)
    return Frame("that", content, cue.span, source) if word_count(masked, content) >= 3 else None


def _clause_begin(masked: str, sentence: Span, cue: Cue, cues: Cues) -> int | None:
    """The comma that a clause follows which can be content; a position after the cue where words run on."""
    reach = sentence.end if cues.spaces else cue.span.end + 1
    comma = re.compile("[,，]").search(masked, cue.close, reach)
    begin = comma.start() if comma else cue.span.end
    if (cues.spaces and comma is None) or word_count(masked, Span(cue.close, begin)) > _LONGEST_GAP:
        return None
    first = WORD.search(masked, begin, sentence.end)
    if first is None or cues.clause.match(masked, first.start(), sentence.end):
        return None
    if cues.verb_second and any(p.fullmatch(first.group()) for p in (cues.finite, cues.carried_mood)):
        return None  # the clause around a relative one goes on
    clause = Span(first.start(), sentence.end)
    doubtful = cues.relatives.fullmatch(first.group()) or (cues.verb_second and "past" not in cue.kinds)
    return begin if not doubtful or _is_told(masked, clause, cues) else None


def _is_told(masked: str, clause: Span, cues: Cues) -> bool:
    """A clause that opens like a relative one: content where its mood or its infinitive says so."""
    stop = STOP.search(masked, clause.start, clause.end)
    end = stop.start() if stop else clause.end
    told = cues.carried_mood.search(masked, clause.start, end)
    second = cues.finite.search(masked, clause.start, end)
    inside = second is not None and word_count(masked, Span(second.end(), end)) > 0
    return told is not None or inside or cues.infinitive.search(masked, clause.start, end) is not None


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
    if source is None or cues.auxiliary.fullmatch(source.of(masked)):
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
    if cues.verb_second:
        places = _tag_places(masked, sentence, cue, before, cues)
    elif cues.inverted and masked[sentence.start : cue.span.start].rstrip().endswith((",", "—", "–")):
        places.reverse()
    for source, edge in places:
        if edge < 0:
            continue
        edge = _over_as(masked, sentence.start, _over_manner(masked, sentence, source, edge, cues), cues)
        head = masked[sentence.start : edge]
        content = plain(masked, content_of(masked, sentence.start, edge), cues)
        separated = _SEPARATOR.search(head.rstrip() if head.rstrip()[-1:] in ",，—–" else head)
        quoted = bool(_MARK.search(head))
        opened = bool(_MARK.match(head.lstrip()))
        least = 1 if quoted else 2 if cues.inverted else 3
        rest = None
        tied = cues.clitic.search(masked, cue.span.start, cue.span.end)
        if not opened and (source is not None or tied or _unnamed(masked, sentence, cue, cues)):
            rest = resumed(masked, cue.span.end, sentence, cues)
        if not separated or word_count(masked, content) < (min(2, least) if rest else least):
            continue
        if not quoted and not whole_clause(masked, content, cue, sentence, cues):
            continue
        source = source or _named_after(masked, sentence, cue, cues)
        that = cues.that.match(masked, content.start, content.end) if cues.verb_second else None
        content = content_of(masked, that.end(), content.end) if that else content  # "Dass ..., sagte Roe"
        if source is not None or quoted or tied or _unnamed(masked, sentence, cue, cues):
            if not opened and rest is None and source is not None:
                rest = resumed(masked, max(cue.span.end, source.end), sentence, cues)
            return Frame("after", content, cue.span, source, rest)
    return None


def _named_after(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Span | None:
    """Who speaks, named behind the verb."""
    if "impersonal" in cue.kinds:
        return None
    right = cue.particle.start if cue.particle else sentence.end
    named = source_after(masked, cue.span.end, right, cues)
    return named or quoted_name_after(masked, cue.span.end, sentence.end, cues)


def _unnamed(masked: str, sentence: Span, cue: Cue, cues: Cues) -> bool:
    """Nobody need be named: "..., heißt es"; "El plan sigue, añadió." """
    if "impersonal" in cue.kinds:
        return True
    ends = not word_count(masked, Span(cue.span.end, sentence.end))
    ends = ends or masked[cue.span.end : sentence.end].lstrip().startswith(",")
    return cues.pro_drop and ends and masked[sentence.start : cue.span.start].rstrip().endswith(",")


def _tag_places(
    masked: str, sentence: Span, cue: Cue, before: Span | None, cues: Cues
) -> list[tuple[Span | None, int]]:
    """Where content before its credit can end: at a verb that opens its clause, or at "wie X"."""
    head = masked[sentence.start : cue.span.start].rstrip()
    follower = WORD.search(masked, cue.span.end, sentence.end)
    if cue.kinds == {"tags"} and (follower is None or VERB_FORM.fullmatch(follower.group())):
        return []
    lead = re.search(r",\s*(\w+)$", head)
    if lead and cues.adverb.fullmatch(lead.group(1)):
        head = head[: lead.start() + 1]  # "..., so urteilte Roe"
    opens = head.endswith((",", "—", "–")) or (
        head.endswith("”") and (head.startswith("“") or not SHORT_NAME.search(head))
    )
    places: list[tuple[Span | None, int]] = []
    if (opens and cue.kinds != {"participles"}) or cues.as_.search(head[-6:]):
        places.append((None, cue.span.start))
    if before is not None and _over_as(masked, sentence.start, before.start, cues) != before.start:
        places.append((before, before.start))
    return places


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
