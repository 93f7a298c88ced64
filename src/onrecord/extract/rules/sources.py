"""Source mentions: the words before or after a cue that name who speaks.

Like :mod:`onrecord.extract.rules.indirect`, these work on masked text and without a parser: a subject
reaches from the nearest clause boundary to its verb, less adverbs, auxiliaries and fronted adverbials.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from onrecord.extract.rules.cues import Cue, Cues
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.subjects import clause_end, trimmed, verb_before
from onrecord.model import Span
from onrecord.text.sentences import trim

BOUNDARY = re.compile(r"[,;:—–(（，；：]|\s-\s|[“”\"„«»「」『』](?=\s|$|,)")
STOP = re.compile(r"[,;:—–()!?。，；：！？]|(?<!\b[^\W\d_])\.|\s-\s|[“”\"„«»「」『』]")
WORD = re.compile(r"\w+(?:['’\-]\w+)*")
FILL = "ⵣ"
"""What masked characters are made of: a letter without case that reports do not use."""
_FILLED = re.compile(FILL + "+")
_SPACELESS = re.compile("[\u3040-\u9fff]")
_MASKED_WORD = 6
_CAPITAL = r"[^\W\d_a-zà-ÿ](?:[\w.'’\-]*\w|\.)?"
_NAMED = re.compile(rf",\s*(?P<name>{_CAPITAL}(?:\s+(?:d[aeiou]l?s?\s+)?{_CAPITAL}){{1,3}})\s*,\s*$")
_CREDIT = re.compile(r"(?:[,—–]|”)\s*(?:[^\W\d_]+\s+){0,2}[^\W\d_]+$")
"""A verb right after the content it credits: only its subject can follow."""
_CUE_REACH = 40
_HOLDER = re.compile(
    rf",\s*(?P<name>{_CAPITAL}(?:\s+(?:d[aeiou]l?s?\s+)?{_CAPITAL}){{1,3}})(?=\s*(?:[,.;:!?)—–”]|$))"
)
LONGEST_SOURCE = 20
_LONGEST_KEPT = 500
"""Characters of a stretch whose words are counted once."""
_NAME_REACH = 120
# A name in marks is short and does not end like a sentence.
_NAME_BEFORE = re.compile(rf"(“{FILL}{{1,30}}”)\s*(?:,[^,“”]{{1,80}},|[^,“”.:;—–]{{1,60}})?\s*$")
SHORT_NAME = re.compile(rf"“{FILL}{{1,30}}”$")
"""A stretch in marks at the end of a text that can be a name."""
_NAME_AFTER = re.compile(rf"\s*(“{FILL}{{1,30}}”)")

VERB = re.compile(r"(?:[^\W\d_a-zäöüß][\w\-]*|\)|”)\s+(?P<verb>[a-zäöüß]+(?:t|te|ten|en))(?!\w)")
"""A verb in second place after a noun, by its ending."""
VERB_FORM = re.compile(r"[a-zäöüß]+(?:t|te|ten|en)")
"""A word that can be a finite verb, by its ending."""


def word_count(text: str, span: Span) -> int:
    """Words in ``text[span]``: two characters of Han or kana, six masked ones count as a word."""
    return (_counted if len(span) < _LONGEST_KEPT else _count)(span.of(text))


def _count(stretch: str) -> int:
    if stretch.isascii():
        return len(WORD.findall(stretch))
    spaceless = len(_SPACELESS.findall(stretch))
    filled = _FILLED.finditer(stretch) if FILL in stretch else ()
    masked = sum((len(m.group()) - 1) // _MASKED_WORD for m in filled)
    return masked + (spaceless // 2 if spaceless else len(WORD.findall(stretch)))


_counted = lru_cache(maxsize=1 << 10)(_count)
"""The same, kept: several rules in a row ask it of one clause."""


def is_main_clause(masked: str, content: Span, cues: Cues) -> bool:
    """In a verb-second language: whether the first clause of ``content`` has a verb of its own.

    Not so for a subject with its apposition ("Roe, the minister"), nor for a subordinate clause alone.
    """
    comma = masked.find(",", content.start, content.end)
    if any(p.match(masked, content.start, content.end) for p in (cues.clause, cues.that)):
        return comma >= 0
    end = comma if comma >= 0 else content.end
    return (
        any(
            p.search(masked, content.start, end)
            for p in (cues.finite, cues.carried_mood, cues.verbs, cues.pronoun, VERB)
        )
        or cues.back.match(masked, content.start, end) is not None
    )


def source_before(masked: str, start: int, cue: Cue, cues: Cues) -> Span | None:
    """The subject that ends where the cue begins, back to the start of its clause."""
    if nominal(cues.language).known and cue.kinds == {"gerunds"}:
        return None  # the subject of a gerund is that of its main clause
    found = nominal(cues.language).subject(masked, _before(masked, start, cue, cues))
    if found is None and (relative := cues.relative_subject.search(masked, start, cue.span.start)):
        return Span(relative.start(), relative.start() + len(relative.group().rstrip()))
    return None if found is not None and cues.manner.fullmatch(masked, found.start, found.end) else found


def _before(masked: str, start: int, cue: Cue, cues: Cues) -> Span | None:
    if cues.verb_second and "participles" in cue.kinds:
        apart = _by_auxiliary(masked, start, cue, cues)
        if apart is not None:
            return apart if len(apart) else None
    end = back_over(masked, start, cue.span.start, cues)
    reported = _reported_by(masked, start, end, cues)
    if reported is not None:
        return reported
    named = _in_apposition(masked, start, end, cues)
    if named is not None:
        return named
    relative = re.search(r"[,，]\s*$", masked[start:end]) and cues.clause.search(masked, start, end)
    if relative and masked[start : relative.start()].rstrip().endswith(","):
        end = masked.rfind(",", start, relative.start())
    elif end > start and masked[end - 1] in ",，":
        # "Jane Roe, the spokeswoman, said": the name stands before the apposition.
        if nominal(cues.language).asked.match(masked, start, end):
            return None  # "Asked about the words of Roe, the minister, she said": not Roe
        opening = max(masked.rfind(",", start, end - 1), masked.rfind("，", start, end - 1))
        if opening > start and word_count(masked, Span(opening, end)) <= LONGEST_SOURCE:
            end = opening
        else:
            return None
    begin = _clause_start(masked, start, end, cues)
    found = _by_agreement(masked, begin, end, cue, cues) or tidy(masked, begin, end, cues)
    opening = masked.rfind(",", start, max(start, begin - 1)) if masked[begin - 1 : begin] == "," else -1
    if found is None and cues.subjects.known and opening > start:
        # "The men, having seen it, with one voice say": the subject stands before the participle.
        return tidy(masked, _clause_start(masked, start, opening, cues), opening, cues)
    return found


def _in_apposition(masked: str, start: int, end: int, cues: Cues) -> Span | None:
    """An office with its holder's name between commas: "El alcalde de Roa, Juan Roe, dijo"."""
    if not nominal(cues.language).articles:
        return None
    name = _NAMED.search(masked, max(start, end - _NAME_REACH), end)
    if name is None:
        return None
    office = tidy(masked, _clause_start(masked, start, name.start(), cues), name.start(), cues)
    office = nominal(cues.language).subject(masked, office)
    if office is None or office.end != name.start() or not nominal(cues.language).is_office(masked, office):
        return None
    return Span(office.start, name.end("name"))


def _clause_start(masked: str, start: int, end: int, cues: Cues) -> int:
    begin = start
    for match in BOUNDARY.finditer(masked, start, end):
        begin = match.end()
    for match in cues.clause.finditer(masked, begin, end):
        begin = match.end()
    return begin


def _by_agreement(masked: str, begin: int, end: int, cue: Cue, cues: Cues) -> Span | None:
    """A subject behind an adverbial ("in an interview the minister"), or the body in which it is said."""
    span = _without_adverbs(masked, trimmed(masked, max(begin, end - _NAME_REACH), end), cues)
    if not cues.subjects.known or not cues.adverbial.match(masked, span.start, span.end):
        return None
    verb = cue.span.of(masked).split()[-1] if len(cue.span) else ""
    head = cues.subjects.head(masked, span.start, span.end, verb)
    if head is None:
        head = cues.subjects.body(masked, span.start, span.end, verb)
    return None if head is None else Span(head, span.end)


def _without_adverbs(masked: str, span: Span, cues: Cues) -> Span:
    while len(span) and (lead := cues.adverb.match(masked, span.start, span.end)):
        span = trim(masked, Span(lead.end(), span.end))
    return span


def _by_auxiliary(masked: str, start: int, cue: Cue, cues: Cues) -> Span | None:
    """The subject of a participle in a verb-second language; empty where a passive names none.

    "Roe hat am Montag gesagt", "am Montag hat Roe gesagt", "es wurde von Roe gesagt".
    """
    verbs = list(cues.auxiliary.finditer(masked, start, cue.span.start))
    if not verbs:
        return None
    verb = verbs[-1]
    following = trim(masked, Span(cue.span.end, min(len(masked), cue.span.end + 10)))
    if cues.passive.fullmatch(verb.group()) or cues.passive.match(masked, following.start, following.end):
        return Span(verb.start(), verb.start())
    joins = (m for m in cues.and_.finditer(masked, start, verb.start()))
    begin = max(
        (m.end() for m in joins if is_main_clause(masked, Span(start, m.start()), cues)), default=start
    )
    before = trim(masked, Span(begin, verb.start()))
    if opens_otherwise(masked, before, cues) or not len(before):
        return source_after(masked, verb.end(), cue.span.start, cues)
    named = before.of(masked).endswith(",")
    before = Span(before.start, before.end - named)
    return before if 0 < word_count(masked, before) <= LONGEST_SOURCE else None


def opens_otherwise(masked: str, head: Span, cues: Cues) -> bool:
    """First place is taken by something else than the subject: an adverbial, or a clause."""
    if cues.back.fullmatch(masked, head.start, head.end):
        return True  # "Das sagte Roe"
    if cues.pronoun.match(masked, head.start, head.end):
        return False
    if cues.determiner.match(masked, head.start, head.end) and not cues.adverbial.match(
        masked, head.start, head.end
    ):
        return head.of(masked).endswith(",") and is_main_clause(masked, head, cues)
    openers = (cues.adverbial, cues.adverb, cues.clause)
    opens = any(p.match(masked, head.start, head.end) for p in openers)
    return opens or (head.of(masked).endswith(",") and is_main_clause(masked, head, cues))


def _reported_by(masked: str, start: int, end: int, cues: Cues) -> Span | None:
    """ "quoted X as" before "saying": the one whose words they are stands between the two."""
    head = masked[start:end]
    joined = [m for m in cues.as_.finditer(head) if m.end() == len(head)]
    quoting = list(cues.verbs.finditer(head)) if joined else []
    if not quoting or quoting[-1].end() >= joined[0].start():
        return None
    return trim(masked, Span(start + quoting[-1].end(), start + joined[0].start()))


def back_over(masked: str, start: int, end: int, cues: Cues) -> int:
    while True:
        end = trim(masked, Span(start, end)).end
        match = cues.between.search(masked, max(start, end - 30), end)
        if match is None or match.start() <= start:
            return end
        end = match.start() if masked[match.start()] not in ",，" else match.start() + 1
        if masked[end - 1 : end] in (",", "，"):
            return end


def tidy(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
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
        if cues.verb_second:
            return None
        span = _after_adverbial(masked, span, cues)
    if cues.inverted and cues.spaces and (verb := cues.verbs.match(masked, span.start, span.end)):
        # "joked she and recalled": the subject follows the first verb.
        span = trim(masked, Span(verb.end(), max(verb.end(), span.end)))
    if not 0 < word_count(masked, span) <= LONGEST_SOURCE and not (len(span) and not cues.spaces):
        return None
    return span


def _after_adverbial(masked: str, span: Span, cues: Cues) -> Span:
    words = list(WORD.finditer(masked, span.start, span.end))
    if words and cues.pronoun.fullmatch(words[-1].group()):
        return Span(words[-1].start(), span.end)
    knows = nominal(cues.language)
    for before, word in pairwise(words[1:]):
        inside = any(p.fullmatch(before.group()) for p in (cues.adverbial, knows.end))
        led = knows.known and (before.group()[0].isupper() or inside)
        led = led or knows.channel.search(masked, span.start, word.start()) is not None
        if word.group()[0].isupper() and not led and not cues.adverbial.fullmatch(word.group()):
            return Span(word.start(), span.end)
    return Span(span.end, span.end)


def source_after(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    """The subject that follows its verb, up to the next pause or adverbial."""
    if nominal(cues.language).known:
        return _phrase_after(masked, begin, end, cues)
    near = _right_after(masked, begin, end, cues)
    near = _further_after(masked, begin, end, near, cues) if cues.subjects.known else near
    return near and _with_holder(masked, near, end, cues)


def _with_holder(masked: str, office: Span, end: int, cues: Cues) -> Span:
    """With the name in apposition to an office: "sagte der Leiter der Agentur, Jan Roe."."""
    holder = _HOLDER.match(masked, office.end, end)
    if holder is None or not all(word[0].isupper() for word in holder.group("name").split()):
        return office
    person = nominal(cues.language).person
    words = (word.group() for word in WORD.finditer(masked, office.start, office.end))
    titled = any(person.fullmatch(word[i:]) for word in words for i in range(len(word)))  # and compounds
    return Span(office.start, holder.end("name")) if titled else office


def _phrase_after(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    """The noun phrase behind a verb, or behind who is told, with the name that stands in apposition to it."""
    knows = nominal(cues.language)
    credited = _CREDIT.search(masked[max(0, begin - _CUE_REACH) : begin]) is not None
    near = knows.subject(masked, _right_after(masked, begin, end, cues), placed_after=not credited)
    if near is None:
        behind = knows.past_addressee(masked, begin, clause_end(masked, begin, end))
        if behind is not None:
            near = knows.subject(masked, _right_after(masked, behind, end, cues), placed_after=True)
    if near is None or not knows.is_office(masked, near):
        return near
    holder = _HOLDER.match(masked, near.end, end)
    return Span(near.start, holder.end("name")) if holder else near


def _further_after(masked: str, begin: int, end: int, near: Span | None, cues: Cues) -> Span | None:
    """The subject behind what stands between: "сказал в интервью «Курьеру» министр"; else ``near``."""
    end = clause_end(masked, begin, end)
    verb = verb_before(masked, begin)
    if near is not None:
        outlet = quoted_name_after(masked, near.end, end, cues)
        if outlet is not None and cues.subjects.head(masked, near.start, near.end, verb) == near.start:
            return outlet
        if cues.pronoun.match(masked, near.start, near.end) or masked[near.start].isupper():
            return near
    head = cues.subjects.head(masked, begin, end, verb)
    if head is None and near is None:
        head = cues.subjects.body(masked, begin, end, verb)
    if head is None or (near is not None and head <= near.start):
        return near
    return _right_after(masked, head, end, cues) or near


def _right_after(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    stop = STOP.search(masked, begin, end)
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
    span = trim(masked, Span(span.start, _before_next_verb(masked, span.start, cut, cues)))
    words = word_count(masked, span)
    return span if 0 < words <= LONGEST_SOURCE else None


def _before_next_verb(masked: str, begin: int, end: int, cues: Cues) -> int:
    """Where a subject ends that a second cue shares: "added the minister and recalled"."""
    for joined in cues.and_.finditer(masked, begin, end):
        after = trim(masked, Span(joined.end(), end))
        if cues.verbs.match(masked, after.start, after.end):
            return joined.start()
    return end


def quoted_name_before(masked: str, start: int, end: int, cues: Cues) -> Span | None:
    """An outlet's name in quote marks as subject: the “Courier”, citing officials, writes that ...

    Where it is the outlet that was told ("министр в интервью “Курьеру” сказал"), the subject before that.
    """
    match = _NAME_BEFORE.search(masked, max(start, end - _NAME_REACH), end)
    if match and masked[match.end(1) : end].strip() in cues.joining:
        return None  # "called it “a mistake” and said": no name, but what was said before
    told = cues.subjects.told.search(masked, max(start, match.start() - 40), match.start()) if match else None
    if told is not None:
        begin = _clause_start(masked, start, told.start(), cues)
        cue = Cue(Span(end, end), frozenset())
        return _by_agreement(masked, begin, told.start(), cue, cues) or tidy(
            masked, begin, told.start(), cues
        )
    if match is None or not nominal(cues.language).names(masked, start, match.start()):
        return None
    return Span(match.start(1), match.end(1))


def quoted_name_after(masked: str, begin: int, end: int, cues: Cues) -> Span | None:
    """An outlet's name in quote marks after its verb: ..., writes “Courier”; not one who is told."""
    match = _NAME_AFTER.match(masked, begin, end)
    if match is None:
        return None
    verb, reach = verb_before(masked, begin), clause_end(masked, match.end(), end)
    credited = cues.according.search(masked, match.end(), reach)
    reach = credited.start() if credited else reach
    told = cues.subjects.known and (
        cues.subjects.head(masked, match.end(), reach, verb) is not None
        or cues.subjects.body(masked, match.end(), reach, verb) is not None
    )
    return None if told else Span(match.start(1), match.end(1))


def source_of(masked: str, sentence: Span, cue: Cue, cues: Cues, right: int) -> Span | None:
    """Before the cue; else, where the language allows, between the cue and ``right``."""
    if cues.verb_second:
        return _around_second(masked, sentence, cue, cues, right)
    before = source_before(masked, sentence.start, cue, cues)
    before = before or quoted_name_before(masked, sentence.start, cue.span.start, cues)
    if before is None and cues.inverted:
        return source_after(masked, cue.span.end, right, cues)
    return before


def _around_second(masked: str, sentence: Span, cue: Cue, cues: Cues, right: int) -> Span | None:
    """The subject of a verb in second place: what stands in first place, unless an adverbial does."""
    if "impersonal" in cue.kinds:
        return None
    right = min(right, cue.particle.start) if cue.particle else right
    head = trim(masked, Span(sentence.start, cue.span.start))
    comma = masked.rfind(",", head.start, head.end)
    last = trim(masked, Span(comma + 1, head.end)) if comma >= 0 else head
    subordinate = comma >= 0 and any(
        p.match(masked, last.start, last.end) for p in (cues.clause, cues.relatives)
    )
    passive = "participles" in cue.kinds and cues.passive.search(masked, last.start, last.end)
    if subordinate or passive or "participles" in cue.kinds:
        return source_before(masked, sentence.start, cue, cues)
    quoted = masked[head.start : cue.span.start].rstrip()
    if quoted.startswith("“") and quoted.endswith("”,"):
        return source_after(masked, cue.span.end, right, cues)  # „Niemand“, sagte sie
    if not len(head) or opens_otherwise(masked, head, cues):
        return source_after(masked, cue.span.end, right, cues)
    joined = [m.end() for m in cues.and_.finditer(masked, head.start, head.end)]
    if joined and joined[-1] == head.end:
        return source_before(masked, sentence.start, cue, cues)
    head = _without_clause(masked, head, cues)
    return (
        head
        if word_count(masked, head) <= LONGEST_SOURCE
        else source_before(masked, sentence.start, cue, cues)
    )


def _without_clause(masked: str, head: Span, cues: Cues) -> Span:
    """A subject without the relative clause after it, or a verb that is not the cue ("zeigte sich")."""
    head = Span(head.start, head.end - head.of(masked).endswith(","))
    comma = masked.find(",", head.start, head.end)
    if comma >= 0:
        behind = trim(masked, Span(comma + 1, head.end))
        last = behind.of(masked).split()[-1:]
        clause = cues.relatives.match(masked, behind.start, behind.end) and last and last[0].islower()
        return Span(head.start, comma) if clause else head
    verb = VERB.search(masked, head.start, head.end)
    found = cues.finite.search(masked, head.start, head.end)
    at = found.start() if found else verb.start("verb") if verb else head.end
    return trim(masked, Span(head.start, at)) if at > head.start else head
