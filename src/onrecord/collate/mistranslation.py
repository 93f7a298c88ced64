"""Signs of a wrong translation: claimed only where something in the texts speaks for it."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.collate.case import Case
from onrecord.collate.insertions import foreign_script, script
from onrecord.model import Change, ChangeKind


def mistranslations(case: Case) -> Iterator[Change]:
    """Two signs are read.

    - A word left in another script, outside brackets.
    - A fixed expression in small letters stands as a capitalised name of as many words, sharing one of
      them, that neither the reference's document nor any other witness knows: the trace of an
      abbreviation spelled out wrongly.
    """
    yield from _left_over(case)
    for name in _names(case):
        old = _expression(case, name)
        shown = " ".join(case.reading.words[n].text for n in name)
        if old and not _known(case, shown):
            note = f'"{shown}" stands for {case.reference.say(old)} - an abbreviation spelled out wrongly?'
            yield case.change(ChangeKind.MISTRANSLATED, note, name, old)


def _left_over(case: Case) -> Iterator[Change]:
    words, paired = case.reading.words, case.alignment.paired_reading
    around = script(" ".join(w.text for w in words))
    for i, word in enumerate(words):
        foreign = foreign_script(word.text, around)
        if foreign and not word.bracket and i not in case.spoken_reading and i not in paired:
            note = f"{case.reading.say([i])} is left in {foreign} letters, untranslated."
            yield case.change(ChangeKind.MISTRANSLATED, note, [i])


def _names(case: Case) -> Iterator[list[int]]:
    """Runs of two or more capitalised words inside a sentence."""
    run: list[int] = []
    for i, word in enumerate([*case.reading.words, None]):
        if word is not None and word.capital and not word.opening:
            run.append(i)
            continue
        if len(run) >= 2:
            yield run
        run = []


def _expression(case: Case, name: list[int]) -> list[int]:
    """The reference's phrase of as many small words that shares exactly some word with the name."""
    partners = {p.reading: p.reference for p in case.alignment.pairs}
    shared = [n for n in name if n in partners]
    if not shared or len(shared) == len(name):
        return []
    words = case.reference.words
    for n in shared:
        start = partners[n] - (n - name[0])
        for first in (start, start - 1, start + 1):
            run = list(range(first, first + len(name)))
            if first >= 0 and run[-1] < len(words) and partners[n] in run and _fixed(case, run):
                return run
    return []


def _fixed(case: Case, run: list[int]) -> bool:
    words = case.reference.words
    return all(words[j].content and not words[j].capital and not words[j].bracket for j in run)


def _known(case: Case, name: str) -> bool:
    folded = name.casefold()
    texts = [*case.reference.texts.values(), *case.context.witnesses]
    return any(folded in text.casefold() for text in texts)
