"""Attribution frames in a sentence: a cue, its source, and the clause that is its content.

Frames are found on a text whose quoted stretches are masked (:func:`onrecord.extract.attribution.mask`),
so the same few patterns serve direct, mixed and indirect speech of every language:

- ``that``: X said that CLAUSE · ``colon``: X said: CLAUSE · ``zero``: X said CLAUSE
- ``after``: CLAUSE, X said / CLAUSE, said X · ``according``: according to X, CLAUSE (either order)
- ``as``: as X said, CLAUSE · ``directive``, ``commissive``, ``object``: X called on Y to ...; X denied ...
- ``noun``: the claim that CLAUSE · ``final``: X-topic CLAUSE-quotative verb (Japanese)
- ``open``: X said: and nothing more in this sentence; what follows is the content

The patterns follow the verb, noun and adverbial cues of the PARC 3.0 and PolNeAR guidelines (Pareti 2015;
Newell et al. 2018), with no parser behind them. Confidences are the shares of contents found exactly on the
development half of PolNeAR, rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.extract.cues import Cue, Cues
from onrecord.model import Span
from onrecord.text.sentences import trim

_BOUNDARY = re.compile(r"[,;:—–(（，；：]|\s-\s|[“”\"„«»「」『』](?=\s|$|,)")
_STOP = re.compile(r"[,.;:—–()!?。，；：！？]|\s-\s|[“”\"„«»「」『』]")
_COLON = re.compile(r"\s*[:：]\s*")
_SEPARATOR = re.compile(r"(?:[,，]|[,，.!?…]?”[,，]?|[?!…])\s*(?:[—–-]\s*)?$|\s[—–-]\s*$")
_ENDS = " \t.!?…,;:—–-。，；：！？、"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_MARK = re.compile("“")
_FAR = 90
FILL = "ⵣ"
"""What masked characters are made of: a letter without case that reports do not use."""
_FILLED = re.compile(FILL + "+")
_MASKED_WORD = 6
_LONGEST_SOURCE = 20
_LONGEST_TAIL = 7
_CONFIDENCE = {
    "that": 0.7,
    "colon": 0.8,
    "zero": 0.6,
    "after": 0.7,
    "according": 0.65,
    "as": 0.55,
    "directive": 0.5,
    "commissive": 0.5,
    "object": 0.4,
    "noun": 0.5,
    "final": 0.7,
    "open": 0.7,
    "label": 0.5,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution in one sentence. ``content`` is empty for the pattern ``open``."""

    pattern: str
    content: Span
    cue: Span
    source: Span | None
    rest: Span | None = None
    """The second half of content that the attribution interrupts: "The plan, he said, will fail." """

    @property
    def confidence(self) -> float:
        """How often contents of this pattern are right."""
        return _CONFIDENCE[self.pattern]


def frames(masked: str, sentence: Span, cues: Cues) -> tuple[Frame, ...]:
    """The frames of one sentence of a masked text, in order of their cues."""
    found = [*_according(masked, sentence, cues)]
    for cue in cues.find(masked, sentence):
        if _is_verb(masked, sentence, cue, cues) and not _taken_back(masked, sentence, cue, cues):
            frame = _frame(masked, sentence, cue, cues)
            if frame is not None:
                found.append(_with_clitic(masked, frame, cues))
    return _settle(masked, sorted(found, key=lambda f: f.cue.start), cues)


def word_count(text: str, span: Span) -> int:
    """Words in ``text[span]``: two characters of Han or kana, six masked ones count as a word."""
    stretch = span.of(text)
    spaceless = sum("\u3040" <= c <= "\u9fff" for c in stretch)
    masked = sum((len(m.group()) - 1) // _MASKED_WORD for m in _FILLED.finditer(stretch))
    return masked + (spaceless // 2 if spaceless else len(_WORD.findall(stretch)))


def _with_clitic(masked: str, frame: Frame, cues: Cues) -> Frame:
    """The subject tied to the verb, as in "a-t-il dit", which no other source precedes."""
    tied = cues.clitic.search(masked, frame.cue.start, frame.cue.end)
    if tied is None:
        return frame
    pronoun = masked.rfind("-", tied.start(), tied.end()) + 1
    return replace(frame, source=Span(pronoun, tied.end()))


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
    cut = [m.end() for m in _BOUNDARY.finditer(clause)]
    words = clause[cut[-1] if cut else 0 :].split()
    return bool(cues.taken_back.search(" ".join(words[-3:])))


def _frame(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    if cues.verb_final:
        return _final(masked, sentence, cue, cues)
    if cue.kinds == {"nouns"}:
        return _noun(masked, sentence, cue, cues)
    rules = (_as, _that, _colon, _special, _quoted, _comma, _zero, _after)
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


# ------------------------------------------------------------------------ sources


def _source_before(masked: str, start: int, cue: Cue, cues: Cues) -> Span | None:
    """The subject that ends where the cue begins, back to the start of its clause."""
    end = _back_over(masked, start, cue.span.start, cues)
    reported = _reported_by(masked, start, end, cues)
    if reported is not None:
        return reported
    relative = re.search(r"[,，]\s*$", masked[start:end]) and cues.clause.search(masked, start, end)
    if relative and masked[start : relative.start()].rstrip().endswith(","):
        end = masked.rfind(",", start, relative.start())
    elif end > start and masked[end - 1] in ",，":
        # "Jane Roe, the spokeswoman, said": the name stands before the apposition.
        opening = max(masked.rfind(",", start, end - 1), masked.rfind("，", start, end - 1))
        if opening > start and word_count(masked, Span(opening, end)) <= _LONGEST_SOURCE:
            end = opening
        else:
            return None
    begin = start
    for match in _BOUNDARY.finditer(masked, start, end):
        begin = match.end()
    for match in cues.clause.finditer(masked, begin, end):
        begin = match.end()
    return _tidy(masked, begin, end, cues)


def _reported_by(masked: str, start: int, end: int, cues: Cues) -> Span | None:
    """ "quoted X as" before "saying": the one whose words they are stands between the two."""
    head = masked[start:end]
    joined = [m for m in cues.as_.finditer(head) if m.end() == len(head)]
    quoting = list(cues.verbs.finditer(head))
    if not joined or not quoting or quoting[-1].end() >= joined[0].start():
        return None
    return trim(masked, Span(start + quoting[-1].end(), start + joined[0].start()))


def _back_over(masked: str, start: int, end: int, cues: Cues) -> int:
    while True:
        end = trim(masked, Span(start, end)).end
        match = cues.between.search(masked, max(start, end - 30), end)
        if match is None or match.start() <= start:
            return end
        end = match.start() if masked[match.start()] not in ",，" else match.start() + 1
        if masked[end - 1 : end] in (",", "，"):
            return end


def _tidy(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    """Without leading adverbs and adverbials ("On Friday he"); None where nothing is left."""
    span = trim(masked, Span(begin, max(begin, end)))
    while len(span):
        lead = cues.adverb.match(masked, span.start, span.end) or cues.and_.match(
            masked, span.start, span.end
        )
        if not lead or cues.pronoun.match(masked, span.start, span.end):
            break
        span = trim(masked, Span(lead.end(), span.end))
    if len(span) and cues.adverbial.match(masked, span.start, span.end):
        span = _after_adverbial(masked, span, cues)
    if not 0 < word_count(masked, span) <= _LONGEST_SOURCE and not (len(span) and not cues.spaces):
        return None
    return span


def _after_adverbial(masked: str, span: Span, cues: Cues) -> Span:
    words = list(_WORD.finditer(masked, span.start, span.end))
    if words and cues.pronoun.fullmatch(words[-1].group()):
        return Span(words[-1].start(), span.end)
    for word in words[2:]:
        if word.group()[0].isupper() and not cues.adverbial.fullmatch(word.group()):
            return Span(word.start(), span.end)
    return Span(span.end, span.end)


def _source_after(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    """The subject that follows its verb, up to the next pause or adverbial."""
    stop = _STOP.search(masked, begin, end)
    end = stop.start() if stop else end
    span = trim(masked, Span(begin, end))
    while len(span) and (lead := cues.adverb.match(masked, span.start, span.end)):
        if cues.pronoun.match(masked, span.start, span.end):
            break
        span = trim(masked, Span(lead.end(), span.end))
    cut = min(
        (
            m.start()
            for p in (cues.adverbial, cues.that, cues.clause)
            if (m := p.search(masked, span.start, span.end))
        ),
        default=span.end,
    )
    span = trim(masked, Span(span.start, cut))
    words = word_count(masked, span)
    return span if 0 < words <= _LONGEST_SOURCE else None


def _source(masked: str, sentence: Span, cue: Cue, cues: Cues, right: int) -> Span | None:
    """Before the cue; else, where the language allows, between the cue and ``right``."""
    before = _source_before(masked, sentence.start, cue, cues)
    if before is None and cues.inverted:
        return _source_after(masked, cue.span.end, right, cues)
    return before


# ------------------------------------------------------------------------ patterns


def _content(masked: str, begin: int, end: int) -> Span:
    span = trim(masked, Span(begin, max(begin, end)))
    start, stop = span.start, span.end
    while stop > start and masked[stop - 1] in _ENDS:
        stop -= 1
    while start < stop and masked[start] in " \t,;:—–-，：…、":
        start += 1
    return Span(start, stop)


def plain(masked: str, content: Span, cues: Cues) -> Span:
    """Without an adverb and a comma in front: "However, ..." is the reporter's."""
    lead = cues.adverb.match(masked, content.start, content.end)
    if lead and masked[lead.end() : lead.end() + 1] == ",":
        return _content(masked, lead.end(), content.end)
    return content


def _that(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    reach = min(sentence.end, cue.span.end + _FAR)
    for match in cues.that.finditer(masked, cue.span.end, reach):
        gap = masked[cue.span.end : match.start()]
        commas = gap.rstrip(" ,").count(",")
        if not _may_stand_between(gap, cue.span.of(masked), cues):
            return None
        if commas > 1 or re.search(r"[;:]", gap) or _MARK.search(gap) or cues.verbs.search(gap):
            return None
        content = _content(masked, match.end(), sentence.end)
        if word_count(masked, content) < 2:
            return None
        return Frame("that", content, cue.span, _source(masked, sentence, cue, cues, match.start()))
    return None


def _may_stand_between(gap: str, verb: str, cues: Cues) -> bool:
    """What may stand between cue and complementiser: who is told, when and where; the subject, inverted."""
    gap = gap.strip(" ,")
    if not gap or cues.inverted or cues.addressed.fullmatch(verb) or cues.open_gap.fullmatch(verb):
        return True
    return any(p.match(gap) for p in (cues.adverbial, cues.adverb, cues.addressee))


def _colon(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    colon = re.compile(r"[:：]").search(masked, cue.span.end, min(sentence.end, cue.span.end + _FAR))
    if not colon:
        return None
    gap = Span(cue.span.end, colon.start())
    if _MARK.search(masked, gap.start, gap.end) or word_count(masked, gap) > 12:
        return None
    content = _content(masked, colon.end(), sentence.end)
    source = _source(masked, sentence, cue, cues, colon.start())
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
    source = _source_before(masked, sentence.start, cue, cues)
    edge = cue.span.start if source is None else source.start
    head = masked[sentence.start : edge]
    if _MARK.search(head) and _SEPARATOR.search(head):
        return None  # the content came before: '"A," he said, "B"' is settled by _after
    return Frame("colon", _content(masked, mark.start(), sentence.end), cue.span, source)


def _label(masked: str, sentence: Span, cue: Cue, cues: Cues, mark: int) -> Frame | None:
    if word_count(masked, Span(cue.span.end, mark)) > 10:
        return None
    source = _source(masked, sentence, cue, cues, mark)
    return Frame("label", _content(masked, mark, sentence.end), cue.span, source)


def _special(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Verbs whose content is an action or a noun phrase rather than a clause."""
    for kind, name in (("directive", "directive"), ("commissive", "commissive"), ("objects", "object")):
        if kind in cue.kinds:
            following = masked[cue.span.end : sentence.end].lstrip()
            if not following[:1].isalnum() and not _MARK.match(following):
                continue
            if kind == "objects" and cues.adverbial.match(following):
                continue
            source = _source_before(masked, sentence.start, cue, cues)
            content = _content(masked, cue.span.end, sentence.end)
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
    source = _source_before(masked, sentence.start, cue, cues)
    content = _content(masked, begin, sentence.end)
    before = source.start if source else cue.span.start
    first = _WORD.search(masked, begin, sentence.end)
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
    content = _content(masked, begin, sentence.end)
    if masked[begin : begin + 1] != " " or not masked[content.start : content.start + 1].isalnum():
        return None
    if word_count(masked, content) < 3 or cues.adverbial.match(masked, content.start, content.end):
        return None
    source = _source_before(masked, sentence.start, cue, cues)
    if source is None and "gerunds" not in cue.kinds:
        return None
    return Frame("zero", content, cue.span, source)


def _past_addressee(masked: str, cue: Cue, end: int, cues: Cues) -> int | None:
    """Where a bare clause can begin: after a weekday ("said Friday he"), after who is told ("told them he")."""
    begin = cue.span.end
    at = trim(masked, Span(begin, end)).start
    told = cues.addressee.match(masked, at, end)
    if told:
        return told.end()
    if cues.addressed.fullmatch(cue.span.of(masked)):
        stop = _STOP.search(masked, at, min(end, at + _FAR))
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
    source = _tidy(masked, begin.start, _back_over(masked, begin.start, begin.end, cues), cues)
    if source is None:
        source = _source_after(masked, cue.span.end, comma, cues)
    content = _content(masked, comma, sentence.end)
    return Frame("as", content, cue.span, source) if word_count(masked, content) >= 3 else None


def _after(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """CLAUSE, X said; CLAUSE, said X."""
    before = _source_before(masked, sentence.start, cue, cues)
    for source, edge in ((before, before.start if before else -1), (None, cue.span.start)):
        if edge < 0:
            continue
        edge = _over_as(masked, sentence.start, edge, cues)
        head = masked[sentence.start : edge]
        content = plain(masked, _content(masked, sentence.start, edge), cues)
        separated = _SEPARATOR.search(head.rstrip() if head.rstrip()[-1:] in ",，—–" else head)
        quoted = bool(_MARK.search(head))
        least = 1 if quoted else 2 if cues.inverted else 3
        rest = None
        if not quoted and source is not None:
            rest = _resumed(masked, cue.span.end, sentence, cues)
        if not separated or word_count(masked, content) < (2 if rest else least):
            continue
        if not quoted and not _whole_clause(masked, content, cue, sentence, cues):
            continue
        if source is None:
            source = _source_after(masked, cue.span.end, sentence.end, cues)
        if source is not None or _MARK.search(head):
            rest = (
                None
                if quoted
                else _resumed(masked, max(cue.span.end, source.end if source else 0), sentence, cues)
            )
            return Frame("after", content, cue.span, source, rest)
    return None


def _resumed(masked: str, begin: int, sentence: Span, cues: Cues) -> Span | None:
    """What goes on after an attribution between two commas."""
    comma = re.compile(r"\s*[,，]\s*").match(masked, begin, sentence.end)
    if comma is None:
        return None
    rest = _content(masked, comma.end(), sentence.end)
    blocked = any(
        p.match(masked, rest.start, rest.end) for p in (cues.adverbial, cues.clause, cues.verbs, cues.and_)
    )
    lower = rest.of(masked)[:1].islower()
    return rest if lower and not blocked and word_count(masked, rest) >= 2 else None


def _whole_clause(masked: str, content: Span, cue: Cue, sentence: Span, cues: Cues) -> bool:
    """Unquoted content before its cue: no adverbial set off by a comma, and nothing but adverbials after."""
    if cues.adverbial.match(masked, content.start, content.end) and "," not in content.of(masked):
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
    stop = _STOP.search(masked, rest.start, rest.end)
    short = word_count(masked, Span(rest.start, stop.start() if stop else rest.end)) <= _LONGEST_TAIL
    return short and (bool(cues.addressed.fullmatch(cue.span.of(masked))) or rest.of(masked)[0].isupper())


def _over_as(masked: str, start: int, edge: int, cues: Cues) -> int:
    head = masked[start:edge].rstrip()
    for match in cues.as_.finditer(head):
        if match.end() == len(head):
            return start + match.start()
    return edge


def _noun(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    match = cues.that.search(masked, cue.span.end, min(sentence.end, cue.span.end + _FAR))
    if not match or _STOP.search(masked[cue.span.end : match.start()].rstrip(" ,")):
        return None
    content = _content(masked, match.end(), sentence.end)
    if word_count(masked, content) < 2:
        return None
    between = trim(masked, Span(cue.span.end, match.start()))
    possessor = re.compile(
        r"((?:\[[^\]]*\]\s*)?(?:[^\W\d_a-z][\w.\-]*\s+(?:(?:of|the|for|de|du|von|van|der|al|bin)\s+){0,2}){0,5}[^\W\d_a-z][\w.\-]*)['’]s?\s+$"
    ).search(masked, max(sentence.start, cue.span.start - 60), cue.span.start)
    if possessor:
        return Frame("noun", content, cue.span, Span(possessor.start(1), possessor.end(1)))
    source = _content(masked, between.start, between.end)
    return Frame("noun", content, cue.span, source if len(source) else None)


def _according(masked: str, sentence: Span, cues: Cues) -> list[Frame]:
    out = []
    for match in cues.according.finditer(masked, sentence.start, sentence.end):
        initial = not word_count(masked, Span(sentence.start, match.start()))
        frame = (_according_first if initial else _according_later)(masked, sentence, match, cues)
        if frame is not None:
            out.append(frame)
    for match in cues.according_after.finditer(masked, sentence.start, sentence.end):
        source = _content(masked, sentence.start, match.start())
        content = _content(masked, match.end(), sentence.end)
        if word_count(masked, content) >= 3 and 0 < word_count(masked, source) <= _LONGEST_SOURCE:
            out.append(Frame("according", content, Span(match.start(), match.end()), source))
    return out


def _according_first(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """According to X, CLAUSE; in verb-second languages the verb, not a comma, ends the phrase."""
    reach = min(sentence.end, phrase.end() + 2 * _FAR)
    comma = re.compile("[,，]").search(masked, phrase.end(), reach)
    verb = cues.finite.search(masked, phrase.end(), reach)
    edge = verb if verb and (comma is None or verb.start() < comma.start()) else comma
    if edge is None:
        return None
    content = _content(masked, edge.start(), sentence.end)
    source = trim(masked, Span(phrase.end(), edge.start()))
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and not len(source):
        source = Span(own.start(), own.end())
    ending = cues.according_end.search(masked, source.start, source.end)
    if ending and ending.start() > source.start:
        source = Span(source.start, ending.start())
    if word_count(masked, content) < 2 or not 0 < word_count(masked, source) <= _LONGEST_SOURCE:
        return None
    return Frame("according", content, Span(phrase.start(), phrase.end()), source)


def _according_later(masked: str, sentence: Span, phrase: re.Match[str], cues: Cues) -> Frame | None:
    """CLAUSE, according to X."""
    source = _source_after(masked, phrase.end(), sentence.end, cues)
    own = cues.own.search(masked, phrase.start(), phrase.end())
    if own and source is None:
        source = Span(own.start(), own.end())
    content = _content(masked, sentence.start, phrase.start())
    if source is None or word_count(masked, content) < 2:
        return None
    set_off = masked[: phrase.start()].rstrip().endswith((",", "，"))
    rest = _resumed(masked, source.end, sentence, cues) if set_off else None
    if word_count(masked, content) < (2 if rest else 3):
        return None
    return Frame("according", content, Span(phrase.start(), phrase.end()), source, rest)


def _final(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Topic first, then the clause, then quotative and verb."""
    if cue.kinds == {"tags"}:
        return _final_after(masked, sentence, cue, cues)
    topic = cues.topics.search(masked, sentence.start, cue.span.start)
    mark = _MARK.search(masked, sentence.start, cue.span.start)
    source = None
    begin = sentence.start
    if topic and (mark is None or topic.start() < mark.start()):
        source = _content(masked, sentence.start, topic.start())
        begin = topic.end()
    content = _content(masked, begin, cue.span.start)
    if not len(content):
        return None
    return Frame("final", content, cue.span, source if source and len(source) else None)


def _final_after(masked: str, sentence: Span, cue: Cue, cues: Cues) -> Frame | None:
    """Quoted content, then the topic, then the verb."""
    closing = masked.rfind("”", sentence.start, cue.span.start)
    topic = cues.topics.search(masked, closing, cue.span.start) if closing >= 0 else None
    if topic is None or topic.start() - closing > _FAR // 4:
        return None
    source = _content(masked, closing + 2, max(closing + 2, topic.start()))
    content = _content(masked, sentence.start, closing + 1)
    return Frame("final", content, cue.span, source) if len(source) else None


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
                frame = replace(frame, content=_content(masked, frame.content.start, edge))
        around = next((f for f in out if f.content.holds(frame.cue)), None)
        if around is None:
            out.append(frame)
        elif (cut := _sibling(masked, around, frame, cues)) is not None:
            out[out.index(around)] = replace(around, content=_content(masked, around.content.start, cut))
            out.append(
                frame if frame.source and frame.source.start > cut else replace(frame, source=around.source)
            )
    return tuple(f for f in out if f.pattern == "open" or len(f.content))


def _wraps(frame: Frame, found: list[Frame]) -> bool:
    """True for "X said that A, the agency reports": the content of the last cue is itself an attribution."""
    if frame.pattern not in ("after", "according"):
        return False
    return any(f is not frame and frame.content.holds(f.cue) and f.cue.start < frame.cue.start for f in found)


def _sibling(masked: str, around: Frame, frame: Frame, cues: Cues) -> int | None:
    """Where the content of ``around`` ends, if ``frame`` goes on beside it: ", adding that", " and said"."""
    head = masked[around.content.start : frame.cue.start].rstrip()
    trimmed = _back_over(masked, around.content.start, frame.cue.start, cues)
    if head.endswith((",", "，")) or masked[trimmed - 1 : trimmed] in ",，":
        return min(trimmed, around.content.start + len(head))
    tail = [m for m in cues.and_.finditer(head) if m.end() == len(head)]
    return around.content.start + tail[0].start() if tail else None
