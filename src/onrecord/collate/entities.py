"""Names: one replaced by another, one made more or less specific, a generic term turned into a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from onrecord.collate.case import Case, Side
from onrecord.collate.diff import Block, same_name
from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word, words
from onrecord.model import Anchor, Change, ChangeKind, Span

_CLOSE = 0.6
_FREE = 0.4
_ACRONYM = 4
"""Letters from which a word in capitals may be stressed; shorter ones are acronyms as a rule."""
_AROUND = 600
"""Characters before and after a reference in which a name may have been said already."""


def entity_changes(case: Case) -> Iterator[Change]:
    """Names of the reading that stand where the reference has another name, or none."""
    for block in case.alignment.blocks:
        free = [i for i in block.reading if i not in case.spoken_reading and not _is_shouted(case, i)]
        names = [i for i in free if _is_name(case.reading, i)]
        for run in runs(names):
            change = _judge(case, block, run)
            if change:
                yield change


def _is_shouted(case: Case, i: int) -> bool:
    """True for a word in capitals that a text at hand has in small letters: stressed, and no name."""
    word = case.reading.words[i].text
    if not word.isupper() or len(word) < _ACRONYM:
        return False
    sides = (case.reading, case.reference)
    return any(_is_small_in(text, word) for side in sides for text in side.texts.values())


def _is_small_in(text: str, word: str) -> bool:
    """True where a text has a word in small letters."""
    return re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text) is not None


def runs(indices: Iterable[int]) -> Iterator[list[int]]:
    """Ascending numbers, those that follow each other together."""
    run: list[int] = []
    for n in indices:
        if run and n != run[-1] + 1:
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def _is_name(side: Side, n: int) -> bool:
    word = side.words[n]
    if word.place:
        return True
    if not word.name or not word.content:
        return False
    if side.table.nouns_have_capitals:
        return n > 0 and bool(side.words[n - 1].name) and not side.words[n - 1].opening
    return bool(n and not word.opening) or _seen_as_name(side, word)


def _seen_as_name(side: Side, word: Word) -> bool:
    """A word that opens a sentence is a name where its document writes it so inside a sentence, too."""
    inside = re.compile(rf"[^\W\d_][,]? {re.escape(word.text)}(?!\w)")
    text = side.texts[word.at.doc]
    return bool(inside.search(text)) and not _is_small_in(text, word.text)


def _judge(case: Case, block: Block, run: list[int]) -> Change | None:
    old = [j for j in block.reference if _is_name(case.reference, j) and not case.reference.words[j].bracket]
    if old and _stands_for(case, block, run, old):
        return _replaced(case, run, old)
    free = [j for j in block.reference if j not in case.spoken_reference]
    elsewhere = [j for j in free if case.reference.words[j].form in case.reference.table.elsewhere]
    if elsewhere and not _own_name(case, run):
        now, before = case.reading.say(run), case.reference.say(elsewhere)
        note = f"{now} stands where the reference has {before}."
        return case.change(ChangeKind.ENTITY, note, run, elsewhere)
    if _said_there(case, run) or all(case.reading.words[i].form in case.reading.table.calendar for i in run):
        return None
    if old:
        loose = case.closeness < _FREE or _known_around(case, run)
        return None if loose else _replaced(case, run, old)
    if _beside_name(case, run):
        return _more_specific(case, run)
    content = [j for j in block.reference if case.reference.words[j].content]
    if any(case.reference.words[j].form in case.reference.table.third_person for j in block.reference):
        return None
    if not content or _own_side(case, block) or _known_around(case, run):
        return None
    kept = sum(case.reading.words[i].content for i in block.reading) - len(run) <= 3
    if not kept:
        return None
    said, now = case.reference.say(content), case.reading.say(run)
    return case.change(ChangeKind.ENTITY, f"{now} stands where the reference has {said}.", run, content)


def _stands_for(case: Case, block: Block, run: list[int], old: list[int]) -> bool:
    """Name for name with little else changed: even a name that the reference has elsewhere is wrong here."""
    left = sum(case.reading.words[i].content for i in block.reading) - len(run)
    right = sum(case.reference.words[j].content for j in block.reference) - len(old)
    table = case.reading.table
    same = any(_same(case.reading.words[i], case.reference.words[j], table) for i in run for j in old)
    tight = case.closeness >= _CLOSE or _in_one_place(case, run, old)
    return not same and max(left, right) <= 1 and tight


def _in_one_place(case: Case, run: list[int], old: list[int]) -> bool:
    """True where the word before either name is the same one ("in Karsa", "in Lond")."""
    before = {(p.reading, p.reference) for p in case.alignment.pairs}
    return (run[0] - 1, old[0] - 1) in before


def _said_there(case: Case, run: list[int]) -> bool:
    """True when the reference itself has the name, in whatever spelling, place or order."""
    table = case.reading.table
    return all(any(_same(case.reading.words[i], other, table) for other in case.reference.words) for i in run)


def _same(a: Word, b: Word, table: Lexis) -> bool:
    if a.place or b.place:
        return a.place == b.place or a.key == b.key
    return a.key == b.key or bool(a.name and b.name and same_name(a, b, table))


def _replaced(case: Case, run: list[int], old: list[int]) -> Change | None:
    if _one_person(case, run, old) or _is_fuller(case, run, old) or _is_otherwise_dated(case, run, old):
        return None
    before, now = case.reference.say(old), case.reading.say(run)
    return case.change(ChangeKind.ENTITY, f"The name {before} in the reference is {now} here.", run, old)


def _is_fuller(case: Case, run: list[int], old: list[int]) -> bool:
    """True where the one name holds the other, with titles or given names: "President Ada Roe", "Roe"."""
    table = case.reading.table
    few, many = (
        ([case.reference.words[j] for j in old], [case.reading.words[i] for i in run])
        if len(old) < len(run)
        else ([case.reading.words[i] for i in run], [case.reference.words[j] for j in old])
    )
    return not any(word.place for word in few) and all(any(_same(a, b, table) for b in many) for a in few)


def _is_otherwise_dated(case: Case, run: list[int], old: list[int]) -> bool:
    """True for a day of the week on one side and a month on the other, which may be one day."""
    codes = case.reading.table.calendar_codes
    now = {codes.get(case.reading.words[i].form, "").split(" ")[0] for i in run}
    before = {codes.get(case.reference.words[j].form, "").split(" ")[0] for j in old}
    return "" not in now | before and not now & before


def _one_person(case: Case, run: list[int], old: list[int]) -> bool:
    """First name and surname of one person: some text at hand writes the two side by side."""
    texts = [*case.reading.texts.values(), *case.reference.texts.values()]
    if any(case.reading.words[i].place for i in run):
        return False
    for i in run:
        for j in old:
            a, b = case.reading.words[i].text, case.reference.words[j].text
            pair = re.compile(
                rf"(?<!\w)(?:{re.escape(a)}\W{{1,2}}{re.escape(b)}|{re.escape(b)}\W{{1,2}}{re.escape(a)})(?!\w)"
            )
            if any(pair.search(text) for text in texts):
                return True
    return False


def _beside_name(case: Case, run: list[int]) -> list[int]:
    """Matched names directly before or after the run."""
    paired = case.alignment.paired_reading
    beside = [run[0] - 1, run[-1] + 1]
    found = case.reading.words
    return [n for n in beside if 0 <= n < len(found) and n in paired and _is_name(case.reading, n)]


def _more_specific(case: Case, run: list[int]) -> Change | None:
    beside = _beside_name(case, run)
    partners = {p.reading: p.reference for p in case.alignment.pairs}
    whole = sorted([*run, *beside])
    place = {case.reading.words[i].place for i in run} - {""}
    other = {case.reference.words[partners[n]].place for n in beside}
    # "U.S. President Donald Roe" says more of Roe, no more of a place.
    if not all(case.reading.words[i].place for i in run) or place & other:
        return None
    old = [partners[n] for n in beside]
    before, now = case.reference.say(old), case.reading.say(whole)
    return case.change(ChangeKind.ENTITY, f"{before} in the reference is {now} here.", whole, old)


def _own_side(case: Case, block: Block) -> bool:
    """The reference says "we": a reporter names whom the speaker speaks for."""
    first = case.reference.table.first_person
    near = range(min(block.reference) - 1, max(block.reference) + 2)
    return any(0 <= j < len(case.reference.words) and case.reference.words[j].form in first for j in near)


def _known_around(case: Case, run: list[int]) -> bool:
    """True when the name was said shortly before or after the reference, or belongs to the speaker."""
    around = [w for anchor in case.references for w in surroundings(case.reference, anchor)]
    return _all_in(case, run, [*around, *_speaker_words(case)])


def _own_name(case: Case, run: list[int]) -> bool:
    """True for a name that the speaker or what he or she speaks for goes by."""
    return _all_in(case, run, _speaker_words(case))


def _speaker_words(case: Case) -> list[Word]:
    names = (case.quotation.speaker or "", *case.context.speaker_aliases)
    language = case.reading.table.language
    return [w for name in names for w in words(name, Anchor("", Span(0, len(name))), language)]


def _all_in(case: Case, run: list[int], around: Sequence[Word]) -> bool:
    return all(any(_same(case.reading.words[i], w, case.reading.table) for w in around) for i in run)


def surroundings(side: Side, anchor: Anchor, reach: int = _AROUND) -> tuple[Word, ...]:
    """The words of a reference and of what stands around it."""
    text = side.texts[anchor.doc]
    span = Span(max(0, anchor.span.start - reach), min(len(text), anchor.span.end + reach))
    return words(text, Anchor(anchor.doc, span), side.table.language)
