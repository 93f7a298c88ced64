"""Fixed expressions rendered word for word: the bread is on the board where the work is cut out.

The topic ``idioms`` of the language data holds ``[expressions]``, by the things they picture, and
``[pictures]``, the words for those things under names that all languages share. A translation that has the
words for all that an expression of its original pictures has rendered it literally, unless its own language
has an expression with the same pictures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from onrecord.collate.case import Case
from onrecord.collate.conditions import sentences_of
from onrecord.collate.lexis import parts, spelling, stem
from onrecord.collate.normal import Word
from onrecord.collate.operators import phrase_places
from onrecord.model import Anchor, Change, ChangeKind, Span
from onrecord.text import lexicon

TOPIC = "idioms"


def literal_expressions(case: Case) -> Iterator[Change]:
    """An expression of the reference's sentence whose pictures the reading, in another language, has."""
    here, there = case.reading.table.language, case.reference.table.language
    own, told = _expressions(here), set[Anchor]()
    for sentence in sentences_of(case):
        for pictures, phrases in _expressions(there).items():
            for first, last in phrase_places(sentence, phrases) if pictures not in own else ():
                place = Anchor(
                    sentence[first].at.doc, Span(sentence[first].at.span.start, sentence[last].at.span.end)
                )
                found = _pictured(case.reading.words, pictures, here)
                if found and not any(place.doc == t.doc and place.span.overlaps(t.span) for t in told):
                    told.add(place)
                    yield _as_slip(case, found, place)


def _as_slip(case: Case, found: Sequence[int], place: Anchor) -> Change:
    text = place.span.of(case.reference.texts[place.doc])
    note = f'The fixed expression "{text}" seems to be rendered word for word: {case.reading.say(found)}.'
    case.spoken_reading.update(found)
    return Change(ChangeKind.MISTRANSLATED, note, case.reading.at(found), (place,))


def _pictured(found: Sequence[Word], pictures: tuple[str, ...], language: str) -> list[int]:
    """The words for all pictures within one sentence; nothing where one is missing."""
    table = _pictures(language)
    own: dict[int, list[int]] = defaultdict(list)
    for n, word in enumerate(found):
        own[word.sentence] += [] if word.bracket else [n]
    for sentence in sorted(own):
        places = [
            next((n for n in own[sentence] if found[n].stem in table[p]), None)
            for p in pictures
            if p in table
        ]
        if len(places) == len(pictures) and None not in places:
            return sorted({n for n in places if n is not None})
    return []


@cache
def _expressions(language: str) -> Mapping[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """The folded words of the expressions, by what they picture."""
    table = lexicon.table(TOPIC, language).get("expressions", {})
    return {tuple(key.split()): frozenset(map(parts, phrases)) for key, phrases in table.items()}


@cache
def _pictures(language: str) -> Mapping[str, frozenset[str]]:
    """The stems of the words for each picture."""
    table = lexicon.table(TOPIC, language).get("pictures", {})
    return {
        name: frozenset(stem(spelling(form, language), language) for word in words for form in parts(word))
        for name, words in table.items()
    }
