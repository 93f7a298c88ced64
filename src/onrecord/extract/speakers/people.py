"""Persons across the documents of a pile: one name for one person, in whatever script and spelling.

Names are merged only where they can be nobody else's (:func:`onrecord.text.names.same_person`): full names by
spelling or sound, a family name alone only if exactly one full name of the pile fits it. Two persons of one
family name stay apart, and then the family name alone stays as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.extract.figures import figures
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
from onrecord.extract.speakers.gender import given_gender, is_given
from onrecord.extract.speakers.mentions import Known, resolve_mentions
from onrecord.extract.speakers.naming import naming
from onrecord.model import Anchor, BlockKind, Extraction, Quotation, Speaker
from onrecord.text.beginnings import Beginnings
from onrecord.text.names import name_key, same_person, word_key, words_of
from onrecord.text.namesakes import Namesakes
from onrecord.text.tokens import fold

_KEPT = frozenset({UNNAMED, JOURNALIST})


@dataclass(slots=True)
class _Cluster:
    """Names taken to be one person's: how often each is used, in how many documents."""

    names: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    mentions: set[Anchor] = field(default_factory=set)

    def take(self, other: _Cluster) -> None:
        self.names.update(other.names)
        self.aliases |= other.aliases
        self.titles |= other.titles
        self.mentions |= other.mentions


def resolve_people(
    extractions: Sequence[Extraction],
) -> tuple[tuple[Extraction, ...], tuple[Speaker, ...]]:
    """Extractions with one name per person in quotations, turns and figures, and the pile's speakers.

    The name is the commonest full form; a Latin one where the pile has any document in Latin script. Order of
    extractions is kept; speakers are sorted by name.
    """
    merged = _merge(_clusters(extractions))
    known = _known(merged, extractions)
    if known:
        told = {language: Beginnings(names) for language, names in known.items()}
        extractions = [_again(x, known, told) for x in extractions]
        merged = _merge(_clusters(extractions))
    latin = any(_is_latin(x.document.text[:2000]) for x in extractions)
    names = {id(cluster): _canonical(cluster, latin) for cluster in merged}
    renamed = {name: names[id(cluster)] for cluster in merged for name in cluster.names}
    speakers = sorted((_speaker(names[id(c)], c) for c in merged), key=lambda speaker: speaker.name)
    return tuple(_rename(x, renamed) for x in extractions), tuple(speakers)


def _known(merged: Iterable[_Cluster], extractions: Sequence[Extraction]) -> dict[str, dict[str, Known]]:
    """Language -> name -> what documents of the pile tell of persons with a full name.

    Gender is the same in any language; titles are told to documents of their own language. A title once
    held ("former") is left out: "the president" of another document is somebody else.
    """
    genders: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for extraction in extractions:
        language = extraction.document.language
        knows = naming(language)
        for speaker in extraction.speakers:
            gender = given_gender(speaker.name) or knows.title_gender(speaker.titles)
            genders[speaker.name] |= {gender} if gender else set()
            if not any(title in knows.ranks for title in speaker.titles):
                held = {title for title in speaker.titles if title not in knows.honorifics}
                titles[language][speaker.name] |= held
    found: dict[str, dict[str, Known]] = {language: {} for language in titles}
    for cluster in merged:
        if not any(len(words_of(name)) > 1 for name in cluster.names):
            continue
        told = {gender for name in cluster.names for gender in genders[name]}
        gender = told.pop() if len(told) == 1 else None
        for language, here in titles.items():
            shared = frozenset(title for name in cluster.names for title in here.get(name, ()))
            if gender or shared:
                found[language] |= dict.fromkeys(cluster.names, Known(gender, shared))
    return found


def _again(
    extraction: Extraction, known: Mapping[str, Mapping[str, Known]], names: Mapping[str, Beginnings]
) -> Extraction:
    """The speakers of one document once more, knowing what other documents tell of the people in it."""
    document = extraction.document
    here = known.get(document.language, {})
    told = {name: here[name] for name in (names[document.language].inside(document.text) if here else ())}
    if not told or not any(_may_be_told(q, extraction, told) for q in extraction.quotations):
        return extraction
    blocks = [replace(b, kind=BlockKind.BODY) if b.kind is BlockKind.TURN else b for b in extraction.blocks]
    asked = [replace(q, speaker=None) if q.source or q.continues else q for q in extraction.quotations]
    quotations, _, speakers = resolve_mentions(document, blocks, extraction.turns, asked, told)
    claims = figures(document, blocks, quotations, extraction.turns) if extraction.figures else ()
    return replace(extraction, quotations=quotations, speakers=speakers, figures=claims)


def _may_be_told(quotation: Quotation, extraction: Extraction, told: Mapping[str, Known]) -> bool:
    """True for a source that ends in a pronoun, or names an office that somebody is known to hold."""
    knows = naming(extraction.document.language)
    source = fold(quotation.source.of(extraction.document.text)) if quotation.source else ""
    words = source.split()
    if knows.pronoun(source.rpartition(" ")[2]) in ("m", "f"):
        return True
    return any(knows.same_office(word, what.titles, False) for word in words for what in told.values())


def _clusters(extractions: Sequence[Extraction]) -> list[_Cluster]:
    """One cluster per name; documents are merged by name first, since a name is unique within one."""
    found: dict[str, _Cluster] = defaultdict(_Cluster)
    for extraction in extractions:
        used = [q.speaker for q in extraction.quotations] + [t.speaker for t in extraction.turns]
        used += [figure.claimed_by for figure in extraction.figures]
        for name in used:
            if name and name not in _KEPT:
                found[name].names[name] += 1
        for speaker in extraction.speakers:
            if speaker.name in _KEPT:
                continue
            cluster = found[speaker.name]
            cluster.names[speaker.name] += 0
            cluster.aliases |= set(speaker.aliases)
            cluster.titles |= set(speaker.titles)
            cluster.mentions |= set(speaker.mentions)
    return [found[name] for name in sorted(found)]


def _merge(clusters: list[_Cluster]) -> list[_Cluster]:
    full = [c for c in clusters if _size(c) > 1]
    short = [c for c in clusters if _size(c) <= 1]
    persons: list[_Cluster] = []
    known, opening = Namesakes(), defaultdict[str, dict[int, None]](dict)
    for cluster in sorted(full, key=lambda c: (-_size(c), sorted(c.names))):
        near = known.near(cluster.names)
        fits = [n for n in near if all(same_person(a, b) for a in cluster.names for b in persons[n].names)]
        number = fits[0] if len(fits) == 1 else len(persons)
        for name in cluster.names:
            known.add(number, name)
            opening[word_key(words_of(name)[0])][number] = None
        if number < len(persons):
            persons[number].take(cluster)
        else:
            persons.append(cluster)
    rest: dict[str, _Cluster] = {}
    for cluster in short:
        name = next(iter(cluster.names))
        fits = [n for n in known.near([name]) if any(same_person(name, b) for b in persons[n].names)]
        # A lone name that is no given name may be a family name that stands first.
        fits = fits or list([] if is_given(name) else opening.get(word_key(name), ()))
        if len(fits) == 1:
            persons[fits[0]].take(cluster)
        elif name_key(name) in rest:
            rest[name_key(name)].take(cluster)
        else:
            rest[name_key(name)] = cluster
    return [*persons, *rest.values()]


def _size(cluster: _Cluster) -> int:
    return max(len(words_of(name)) for name in cluster.names)


def _is_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(1 for char in letters if char < "ɐ") > 0.5 * len(letters)


def _canonical(cluster: _Cluster, latin: bool) -> str:
    """The commonest form of at least two words, else the commonest; ties go to the longer, then the first."""
    candidates: Iterable[str] = sorted(cluster.names)
    if latin:
        candidates = [name for name in candidates if _is_latin(name)] or list(candidates)
    full = [name for name in candidates if len(words_of(name)) > 1 or not _is_latin(name)]
    pool = full or list(candidates)
    return min(pool, key=lambda name: (-cluster.names[name], -len(name), name))


def _speaker(name: str, cluster: _Cluster) -> Speaker:
    aliases = (set(cluster.names) | cluster.aliases) - {name}
    mentions = tuple(sorted(cluster.mentions))
    return Speaker(name, tuple(sorted(aliases)), tuple(sorted(cluster.titles)), mentions)


def _rename(extraction: Extraction, names: dict[str, str]) -> Extraction:
    def to(name: str | None) -> str | None:
        return names.get(name, name) if name else name

    return replace(
        extraction,
        quotations=tuple(replace(q, speaker=to(q.speaker)) for q in extraction.quotations),
        turns=tuple(replace(t, speaker=to(t.speaker)) for t in extraction.turns),
        figures=tuple(replace(f, claimed_by=to(f.claimed_by)) for f in extraction.figures),
        speakers=tuple(replace(s, name=names.get(s.name, s.name)) for s in extraction.speakers),
    )
