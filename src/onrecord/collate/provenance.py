"""Stitched and attribution: where the parts of a quotation come from, and whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from onrecord.collate.case import Case
from onrecord.collate.conditions import near, sentences_of
from onrecord.collate.normal import Word
from onrecord.collate.operators import phrase_places
from onrecord.extract.rules.wordlist import WordList
from onrecord.model import Anchor, Change, ChangeKind, Form, Span
from onrecord.text import lexicon
from onrecord.text.names import is_patronymic, name_key, same_person
from onrecord.text.tokens import fold, tokenize

_GAP = re.compile(r"\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3}")
_CLAUSE = 3
"""Content words of a skipped stretch from which what is left counts as two passages."""
_LENT = 0.5
"""Share of a passage's content words that quote marks must hold for it to be a part."""
_REPORTER = re.compile(r"[\s.,!?…]*[\"”“»«」』][^\"“”„«»「」『』]*[\"“”„«»「『]\s*")
"""From a closing to the next opening quote mark."""
_SURNAME = 4
"""Consonants from which last names that have them all are one, in whatever letters."""
_VOWELS = re.compile("[aeiouy]")
_FORMAL = 2
"""Words of a name made of a given name and a patronymic."""
_SENTENCE_END = re.compile(r"[.!?…。！？\n]")


def provenance_changes(case: Case) -> Iterator[Change]:
    """Stitched and what was left out by it first, then attribution."""
    yield from _stitched(case)
    attribution = _credited_elsewhere(case) or _other_speaker(case) or _made_own(case)
    if attribution:
        yield attribution


def _stitched(case: Case) -> Iterator[Change]:
    yield from _of_parts(case) if len(case.references) > 1 else _of_clauses(case)


def _of_clauses(case: Case) -> Iterator[Change]:
    """Whole clauses skipped inside quote marks, though the aligned passage is one."""
    words = case.reference.words
    if case.quotation.form is not Form.DIRECT:
        return
    for block in case.alignment.blocks:
        gap = block.reference
        if block.edge or not gap or any(case.reading.words[i].content for i in block.reading):
            continue
        before, after = words[gap[0] - 1].clause, words[min(gap[-1] + 1, len(words) - 1)].clause
        whole = before < words[gap[0]].clause and words[gap[-1]].clause < after
        if whole and sum(words[j].content for j in gap) >= _CLAUSE:
            note = f"Two passages stand as one, without {case.reference.say(gap)}."
            change = Change(ChangeKind.STITCHED, note, (), case.reference.at(gap))
            yield change if _gap_is_marked(case) else case.distorts(change)
            return


def _of_parts(case: Case) -> Iterator[Change]:
    refs = [n for n, _ in enumerate(case.references) if not _is_question_to(case, n) and _is_part(case, n)]
    for a, b in pairwise(refs):
        first, second = case.references[a], case.references[b]
        if first.doc != second.doc or first.span.overlaps(second.span) or _kept_apart(case, a, b):
            continue
        if second.span.start < first.span.start or _words_between(case, a, b):
            change = Change(ChangeKind.STITCHED, _how(case, a, b), (), (first, second))
            if case.quotation.form is not Form.DIRECT or _gap_is_marked(case):
                yield change
            else:
                yield case.distorts(change)
                yield from _hidden(case, a, b)
            return


def _hidden(case: Case, a: int, b: int) -> Iterator[Change]:
    """What the speaker said between two passages that stand as one inside quote marks."""
    turns = case.context.reference_turns
    first, second = case.references[a], case.references[b]
    one_turn = max(a, b) >= len(turns) or turns[a] == turns[b]
    if one_turn and first.span.end < second.span.start:
        between = Anchor(first.doc, Span(first.span.end, second.span.start))
        note = "What stands between the two passages is left out, and nothing shows it."
        yield Change(ChangeKind.OMITTED, note, (), (between,))


def _gap_is_marked(case: Case) -> bool:
    """Dots show the gap, or the quotation itself stands in several pieces."""
    text, spans = case.reading.texts[case.quotation.doc], case.quotation.spans
    return len(spans) > 1 or any(_GAP.search(span.of(text)) for span in spans)


def _is_part(case: Case, n: int) -> bool:
    """A passage that lends quote marks hardly a word is no part of what stands between them."""
    if case.quotation.form is not Form.DIRECT or not _one_language(case):
        return True
    words, paired = case.reference.words, case.alignment.paired_reference
    anchor = case.references[n]
    inside = [j for j, w in enumerate(words) if w.at.doc == anchor.doc and anchor.span.holds(w.at.span)]
    own = [j for j in inside if words[j].content]
    return sum(j in paired for j in own) >= len(own) * _LENT


def _one_language(case: Case) -> bool:
    return case.reading.table.language == case.reference.table.language


def is_others(case: Case, place: Anchor) -> bool:
    """True for words of a reference by somebody else, where the speaker's own are among the references.

    They are what the speaker answers.
    """
    said = list(zip(case.references, case.context.reference_speakers, strict=False))
    own = any(speaker and not _another(case, speaker) for _, speaker in said)
    return own and any(
        anchor.doc == place.doc and anchor.span.holds(place.span) and _another(case, speaker)
        for anchor, speaker in said
    )


def _is_question_to(case: Case, n: int) -> bool:
    """A reference by somebody else than the quotation's speaker is context, not a part joined on."""
    speakers = case.context.reference_speakers
    return n < len(speakers) and _another(case, speakers[n])


def _another(case: Case, speaker: str | None) -> bool:
    own = case.quotation.speaker
    if not speaker or not own or not own[:1].isupper():
        return False
    names = (own, *case.context.speaker_aliases)
    return not any(
        same_person(speaker, name)
        or _by_patronymic(speaker, name)
        or _one_surname(speaker, name)
        or _is_part_of(speaker, name)
        for name in names
    )


def _is_part_of(one: str, other: str) -> bool:
    """True where one is the end of the other: an office, or where somebody comes from, precedes the name."""
    short, long = sorted(([*map(name_key, name.split())] for name in (one, other)), key=len)
    return len(short) > 1 and long[-len(short) :] == short


def _one_surname(one: str, other: str) -> bool:
    """True where the last names have the same consonants: a first name may be read or written wrongly."""
    a, b = (_VOWELS.sub("", name_key(name.split()[-1])) for name in (one, other))
    return len(a) >= _SURNAME and a == b


def _by_patronymic(one: str, other: str) -> bool:
    """True where a name and patronymic ("Ivan Petrovich") may be those of a full name: initials agree.

    Given names differ between languages (Timofey, Tymofii), so no more of them is asked for.
    """
    a, b = (name.split() for name in (one, other))
    formal = any(len(name) == _FORMAL and is_patronymic(name[-1]) for name in (a, b))
    return formal and name_key(a[0])[:1] == name_key(b[0])[:1]


def _words_between(case: Case, a: int, b: int) -> bool:
    """Words of the speaker's: another report's own words between two quoted pieces are none."""
    first, second = case.references[a], case.references[b]
    between = case.reference.texts[first.doc][first.span.end : second.span.start]
    turns = case.context.reference_turns
    outside = all(n >= len(turns) or turns[n] is None for n in (a, b))
    # Across languages a word or two may be the grammar of a clause that the passages leave out.
    least = 1 if _one_language(case) else _CLAUSE
    return len(tokenize(between)) >= least and not (outside and _REPORTER.fullmatch(between))


def _kept_apart(case: Case, a: int, b: int) -> bool:
    """The quotation stands in pieces, and each of the two passages has pieces of its own."""
    if len(case.quotation.spans) < 2:
        return False
    if not _one_language(case):
        # No words say which piece took which passage; as many pieces as passages need no join.
        marked = case.quotation.form in (Form.DIRECT, Form.MIXED)
        return marked and len(case.quotation.spans) >= len(case.references)
    one, other = (_pieces_of(case, n) for n in (a, b))
    return bool(one and other) and (max(one) < min(other) or max(other) < min(one))


def _pieces_of(case: Case, n: int) -> set[int]:
    """The pieces of the quotation that take words from reference ``n``."""
    words, anchor = case.reference.words, case.references[n]
    pieces = case.quotation.spans
    out: set[int] = set()
    for p in case.alignment.pairs:
        word = words[p.reference]
        if word.content and word.at.doc == anchor.doc and anchor.span.holds(word.at.span):
            at = case.reading.words[p.reading].at.span
            out.update(k for k, piece in enumerate(pieces) if piece.holds(at))
    return out


def _how(case: Case, a: int, b: int) -> str:
    turns = case.context.reference_turns
    first, second = case.references[a], case.references[b]
    gap = "; the gap is marked" if _gap_is_marked(case) else ""
    if max(a, b) < len(turns) and None not in (turns[a], turns[b]) and turns[a] != turns[b]:
        return f"Parts of two turns stand as one{gap}."
    if second.span.start < first.span.start:
        return f"Two passages stand as one, in reverse order{gap}."
    return f"Two passages that are not neighbours stand as one{gap}."


def _credited_elsewhere(case: Case) -> Change | None:
    """The words are credited to "recent data", "reports" ... though a person said them."""
    source = case.context.other_source
    speakers = [s for s in case.context.reference_speakers if s and s[:1].isupper()]
    if not source or not speakers or case.quotation.nested_in:
        return None
    impersonal = case.reading.table.impersonal_sources
    if not any(token.form in impersonal for token in tokenize(source)):
        return None
    cited = case.reference.table.impersonal_sources
    if any(word.form in cited for sentence in sentences_of(case) for word in sentence):
        return None  # the speaker gives it as a survey's as well
    note = f'Credited to "{source}"; in the reference the words are those of {speakers[0]}.'
    return Change(ChangeKind.ATTRIBUTION, note, (), case.references[:1])


def _other_speaker(case: Case) -> Change | None:
    """Nothing where some of the words are the speaker's own: then the others are the question answered."""
    quotation = case.quotation
    if quotation.nested_in or (quotation.form is Form.TURN and not quotation.speaker):
        return None
    said = list(zip(case.references, case.context.reference_speakers, strict=False))
    for anchor, speaker in said:
        if _is_person(case, speaker) and _another(case, speaker) and _is_lent_whole(case, anchor):
            return case.distorts(_others_words(case, speaker, anchor))
    if any(speaker and not _another(case, speaker) and _used(case, anchor) for anchor, speaker in said):
        return None
    if not _is_person(case, quotation.speaker):
        return None
    for n, (anchor, speaker) in enumerate(said):
        if not _is_person(case, speaker) or _asked(case, anchor) or _guessed(case, n):
            continue
        if _another(case, speaker) and not _named_near(case, anchor):
            return case.distorts(_others_words(case, speaker, anchor))
    return None


def _others_words(case: Case, speaker: str | None, anchor: Anchor) -> Change:
    note = f"Given as words of {case.quotation.speaker}; in the reference they are said by {speaker}."
    return Change(ChangeKind.ATTRIBUTION, note, quotation_anchor(case), (anchor,))


def _is_lent_whole(case: Case, anchor: Anchor) -> bool:
    """True for a statement that stands inside quote marks word for word: it is no mere context there."""
    if case.quotation.form is not Form.DIRECT or not _one_language(case) or _asked(case, anchor):
        return False
    words, paired = case.reference.words, case.alignment.paired_reference
    inside = [j for j, w in enumerate(words) if w.at.doc == anchor.doc and anchor.span.holds(w.at.span)]
    own = [j for j in inside if words[j].content]
    return len(own) >= _CLAUSE and all(j in paired for j in own) and not _named_near(case, anchor)


def _guessed(case: Case, n: int) -> bool:
    """True where a pronoun decides who speaks and might as well stand for the other of the two."""
    return any(case.context.guessed[n : n + 1])


def _asked(case: Case, anchor: Anchor) -> bool:
    """True for words out of a question: an answer takes them up without saying them."""
    text = case.reference.texts[anchor.doc]
    end = _SENTENCE_END.search(text, max(anchor.span.start, anchor.span.end - 1))
    return end is not None and end.group() in "?？"


def _made_own(case: Case) -> Change | None:
    """What the speaker says to have been told stands as the speaker's own claim."""
    told_as_said = case.quotation.form is Form.TURN and not _one_language(case)
    if case.quotation.nested_in or told_as_said or not _is_person(case, case.quotation.speaker):
        return None
    table = case.reading.table
    passed_on = table.hearsay | table.second_hand
    told = [*case.reading.words, *near(case)]
    if not table.known or any(True for _ in phrase_places(told, passed_on)):
        return None
    # In another language any word for saying or promising may render who told it.
    if not _one_language(case) and any(True for _ in phrase_places(told, frozenset(table.speech_acts))):
        return None
    for sentence in sentences_of(case):
        for first, last in phrase_places(sentence, case.reference.table.hearsay):
            told = sentence[first : last + 1]
            if _carried_after(case, sentence[last + 1 :]) and not _carried(case, told):
                return case.distorts(_own_claim(case, told))
    return None


def _own_claim(case: Case, told: Sequence[Word]) -> Change:
    place = Anchor(told[0].at.doc, Span(told[0].at.span.start, told[-1].at.span.end))
    shown = place.span.of(case.reference.texts[place.doc])
    note = (
        f'In the reference the speaker passes it on ("{shown}"); here it stands as the speaker\'s own claim.'
    )
    return Change(ChangeKind.ATTRIBUTION, note, quotation_anchor(case), (place,))


def _carried(case: Case, found: Sequence[Word]) -> bool:
    """True when content of these words of the record is in the reading; across languages nobody can tell."""
    kept = {case.reference.words[j].at for j in case.alignment.paired_reference}
    return _one_language(case) and any(w.at in kept and w.content for w in found)


def _carried_after(case: Case, found: Sequence[Word]) -> bool:
    """True when these words are what the reading carries."""
    if _one_language(case):
        return _carried(case, found)
    inside = sum(a.doc == w.at.doc and a.span.holds(w.at.span) for w in found for a in case.references)
    return inside * 2 > len(found)


def _is_person(case: Case, name: str | None) -> bool:
    """True for a full name that no text at hand gives to a body: who speaks for whom is not known here.

    A body may go by its name in any language; there what it is comes first ("Musée ..."). An office alone
    ("The Speaker") may be that of whoever does not speak there by name.
    """
    parts = (name or "").split()
    if len(parts) < 2 or not all(part[:1].isupper() for part in (parts[0], parts[-1])):
        return False
    if not case.context.speaks_there and all(fold(part).strip(".") in _offices() for part in parts):
        return False
    languages = {case.reading.table.language, case.reference.table.language, "en"}
    here = any(fold(part) in _bodies(language) for language in sorted(languages) for part in parts)
    return not here and not any(fold(parts[0]) in _bodies(code) for code in lexicon.languages("names"))


@cache
def _offices() -> WordList:
    keys = ("titles", "titles_m", "titles_f", "honorifics")
    links = (lexicon.table("names", code).get("links", {}) for code in lexicon.languages("names"))
    articles = {word for found in links for word in found.get("definite", ())}
    return WordList(sorted(articles.union(*(lexicon.words("names", key) for key in keys))))


@cache
def _bodies(language: str) -> WordList:
    return WordList(sorted(lexicon.words("names", "bodies", language)))


def _used(case: Case, anchor: Anchor) -> bool:
    """True when words at ``anchor`` are in the reading; across languages that is taken for granted."""
    words = case.reference.words
    paired = (words[j] for j in case.alignment.paired_reference)
    return not _one_language(case) or any(
        w.content and w.at.doc == anchor.doc and anchor.span.holds(w.at.span) for w in paired
    )


def quotation_anchor(case: Case) -> tuple[Anchor, ...]:
    """The whole quotation."""
    return tuple(Anchor(case.quotation.doc, span) for span in case.quotation.spans)


def _named_near(case: Case, anchor: Anchor) -> bool:
    """The reference's own sentence names the quotation's speaker: somebody else cites him or her."""
    text = case.reference.texts[anchor.doc]
    start = max(
        (m.end() for m in _SENTENCE_END.finditer(text, max(0, anchor.span.start - 400), anchor.span.start)),
        default=0,
    )
    stop = _SENTENCE_END.search(text, anchor.span.end, anchor.span.end + 400)
    found = tokenize(text, start, stop.end() if stop else anchor.span.end)
    sentence = {t.form.split("'")[0] for t in found}
    names = (case.quotation.speaker or "", *case.context.speaker_aliases)
    return any(fold(name.split()[-1]) in sentence for name in names if name.split())
