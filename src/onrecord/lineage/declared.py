"""Who took from whom: derivations, each with evidence, a confidence and a reason.

In this order: what a document declares ("TASS reports"), tied to the document of the pile that is headed or
signed so; then near copies; then departures from the primary that two reports share, which as in textual
criticism speak for a common ancestor (Lachmann's rule of shared errors; Maas 1958, "Textual Criticism"). What
people said is no sign of copying, since everybody quotes the same words: only narration counts for near
copies. Where direction cannot be told, no edge is drawn or its confidence stays low.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from onrecord.extract.layout.credits import is_contribution, masthead
from onrecord.extract.layout.outlets import outlet_key
from onrecord.group.sketch import content_spans
from onrecord.group.wording import SHINGLE, Shingle
from onrecord.model import (
    Anchor,
    BlockKind,
    Credit,
    Derivation,
    Event,
    Extraction,
    Form,
    Profile,
    Reading,
    Span,
)
from onrecord.text.sentences import sentences
from onrecord.text.tokens import fold, tokenize

NEAR_COPY = 0.2
"""Share of the shorter narration, in runs of words, that two near copies have in common."""
FEWEST_RUNS = 15
SHARED_DEPARTURES = 3
_DATELINE_REACH = 80
_CLOSING = 4
"""Lines at the end among which one may be a signature."""
_LEAD = 4
_RUNNING = 60
_SIGNED, _OWN = 1, 2

Runs = Mapping[Shingle, Span]


def derivations(
    event: Event,
    extractions: Sequence[Extraction],
    readings: Sequence[Reading],
    profiles: Sequence[Profile],
) -> tuple[Derivation, ...]:
    """The derivations among one event's documents and from sources they name, by document, surest first."""
    docs = {x.document.id: x for x in extractions if x.document.id in event.docs}
    members = [docs[doc] for doc in event.docs if doc in docs]
    found = [edge for x in members for edge in _declared(x, members, _carried(event, members, readings))]
    copies = _copies(members, {p.doc: p for p in profiles})
    copied = {copy.source for copy in copies}
    found = [edge for edge in found if edge.source or edge.doc not in copied or not _is_its_own(edge, docs)]
    linked = {frozenset((edge.doc, edge.source)) for edge in found if edge.source}
    found += [copy for copy in copies if frozenset((copy.doc, copy.source)) not in linked]
    found += _shared_departures(event, members, readings, found)
    order = {doc: i for i, doc in enumerate(event.docs)}
    return tuple(
        sorted(found, key=lambda d: (order[d.doc], -d.confidence, d.source or "", d.source_name or ""))
    )


def same_outlet(left: str | None, right: str | None) -> bool:
    """True for one outlet under two names: the same but for case, its first words, or its initials."""
    a, b = _plain(left), _plain(right)
    if not a or not b:
        return False
    if a == b or _initials(a) == "".join(b) or _initials(b) == "".join(a):
        return True
    # "Fox" and "Fox News" are one outlet, "Pravda" and "Komsomolskaya Pravda" are not.
    shorter, longer = sorted((a, b), key=len)
    begins = longer[: len(shorter)] == shorter and sum(map(len, shorter)) >= 3
    return (
        begins
        or _spelled_alike(" ".join(a), " ".join(b))
        or _spelled_alike(fold(left or ""), fold(right or ""))
    )


def _spelled_alike(left: str, right: str) -> bool:
    """True for one name in two grammatical cases or spellings; short names must be equal."""
    return min(len(left), len(right)) >= 7 and fuzz.ratio(left, right) >= 84


def _plain(name: str | None) -> list[str]:
    return outlet_key((name or "").removesuffix(".com").removesuffix(".ru")).split()


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_its_own(edge: Derivation, docs: Mapping[str, Extraction]) -> bool:
    """True where an agency's own page names the agency: signed by it, under no other paper's head."""
    return same_outlet(edge.source_name, _signed(docs[edge.doc])) and not masthead(docs[edge.doc].document)


def _declared(
    extraction: Extraction, members: Sequence[Extraction], carried: Mapping[str, set[Anchor]]
) -> list[Derivation]:
    """One edge for each source the text rests on; pictures and asides are credited for themselves."""
    by_name: list[tuple[str, list[Credit]]] = []
    captions = [b.span for b in extraction.blocks if b.kind is BlockKind.CAPTION]
    for credit in extraction.credits:
        own = same_outlet(credit.name, masthead(extraction.document))
        if own or any(caption.overlaps(credit.span) for caption in captions):
            continue
        for name, credits in by_name:
            if same_outlet(name, credit.name):
                credits.append(credit)
                break
        else:
            by_name.append((credit.name, [credit]))
    doc = extraction.document.id
    out = []
    meant = _meant(extraction, [name for name, _ in by_name], members, carried)
    for name, credits in by_name:
        if len(credits) == 1 and _is_aside(extraction, credits[0]):
            continue
        evidence = tuple(Anchor(doc, credit.span) for credit in credits)
        confidence = 0.9 if len(credits) == 1 else 0.95
        why = f"names {name}" + (f" {len(credits)} times" if len(credits) > 1 else "")
        out.append(Derivation(doc, meant.get(name), name, confidence, why, evidence))
    return out


def _meant(
    extraction: Extraction,
    names: Sequence[str],
    members: Sequence[Extraction],
    carried: Mapping[str, set[Anchor]],
) -> dict[str, str]:
    """The document of the event that each of ``names`` stands for, where one can be told.

    Of several by one source it is the one that has most in common with this text. A source that reached the
    text through another one it names (A quotes B, who quotes C) stands for no document: it was not at hand.
    """
    doc = extraction.document.id
    found: dict[str, str] = {}
    for name in names:
        if same_outlet(name, _signed(extraction)):
            continue
        others = [x for x in members if x.document.id != doc and _is_by(x, name)]
        common = {x.document.id: len(carried[x.document.id] & carried[doc]) for x in others}
        ranked = sorted(common, key=lambda other: (-common[other], other))
        if len(ranked) == 1 or (len(ranked) > 1 and common[ranked[0]] > common[ranked[1]]):
            found[name] = ranked[0]
    by_id = {x.document.id: x for x in members}
    return {
        name: source
        for name, source in found.items()
        if not any(
            other != source and any(_is_by(by_id[source], c.name) for c in by_id[other].credits)
            for other in found.values()
        )
    }


def _is_by(extraction: Extraction, name: str) -> bool:
    """True where ``extraction`` is of the paper or agency ``name``: headed or signed so."""
    return same_outlet(name, masthead(extraction.document)) or same_outlet(name, _signed(extraction))


def _carried(
    event: Event, members: Sequence[Extraction], readings: Sequence[Reading]
) -> dict[str, set[Anchor]]:
    """Per document, the sentences of the other documents that its quotations render."""
    texts = {x.document.id: x.document.text for x in members}
    owners = {q.id: q.doc for x in members for q in x.quotations}
    out: dict[str, set[Anchor]] = {doc: set() for doc in texts}
    for reading in readings:
        owner = owners.get(reading.quotation)
        for anchor in reading.references if owner else ():
            if anchor.doc in texts and owner:
                bounds = sentences(texts[anchor.doc], anchor.span.start, anchor.span.end)
                out[owner] |= {Anchor(anchor.doc, Span(s.start // 40, s.start // 40)) for s in bounds}
    return out


@dataclass(frozen=True, slots=True)
class _Copy:
    """How much narration a pair shares; ``share`` is of the shorter one."""

    left: Extraction
    right: Extraction
    share: float
    runs: tuple[Shingle, ...]


def _copies(members: Sequence[Extraction], profiles: Mapping[str, Profile]) -> list[Derivation]:
    """At most one copied source per document: of several, the one most narration is shared with."""
    narration = {x.document.id: _narration(x) for x in members}
    options: dict[str, list[tuple[float, float, Derivation]]] = defaultdict(list)
    for i, left in enumerate(members):
        for right in members[i + 1 :]:
            copy = _compare(left, right, narration)
            if copy:
                taker, source, sure, why = _direction(copy, profiles, narration)
                edge = _copied(copy, taker, source, sure, why, narration)
                options[edge.doc].append((sure, copy.share, edge))
    return [
        max(found, key=lambda o: (o[0], o[1], o[2].source or ""))[2] for _, found in sorted(options.items())
    ]


def _narration(extraction: Extraction) -> Runs:
    """Runs of words of the narrated sentences, with the sentence each stands in; first place kept."""
    text = extraction.document.text
    said = [span for q in extraction.quotations if q.form is not Form.INDIRECT for span in q.spans]
    said += [turn.span for turn in extraction.turns]
    runs: dict[Shingle, Span] = {}
    for paragraph in content_spans(extraction):
        for sentence in sentences(text, paragraph.start, paragraph.end):
            if any(span.overlaps(sentence) for span in said):
                continue
            forms = [token.form for token in tokenize(text, sentence.start, sentence.end)]
            for i in range(len(forms) - SHINGLE + 1):
                runs.setdefault(tuple(forms[i : i + SHINGLE]), sentence)
    return runs


def _compare(left: Extraction, right: Extraction, narration: Mapping[str, Runs]) -> _Copy | None:
    a, b = narration[left.document.id], narration[right.document.id]
    common = tuple(run for run in a if run in b)
    share = len(common) / max(1, min(len(a), len(b)))
    return _Copy(left, right, share, common) if share >= NEAR_COPY and len(common) >= FEWEST_RUNS else None


def _direction(
    copy: _Copy, profiles: Mapping[str, Profile], narration: Mapping[str, Runs]
) -> tuple[Extraction, Extraction, float, str]:
    """Who took from whom, how sure, and why: an agency's own copy, then time, then containment."""
    left, right = copy.left, copy.right
    agency = [_agency_dateline(x) for x in (left, right)]
    if agency[0] != agency[1]:
        source, taker = (left, right) if agency[0] > agency[1] else (right, left)
        sure = 0.85 if max(agency) == _OWN else 0.7
        return taker, source, sure, f"{source.document.id} carries the agency's dateline"
    dates = [p.published if (p := profiles.get(x.document.id)) else None for x in (left, right)]
    if dates[0] and dates[1] and (dates[0].end < dates[1].start or dates[1].end < dates[0].start):
        source, taker = (left, right) if dates[0].end < dates[1].start else (right, left)
        return taker, source, 0.8, f"{source.document.id} is dated earlier"
    sizes = [len(narration[x.document.id]) for x in (left, right)]
    source, taker = (left, right) if sizes[0] >= sizes[1] else (right, left)
    return taker, source, 0.5, "which came first cannot be told; the fuller text stands as the source"


def _is_aside(extraction: Extraction, credit: Credit) -> bool:
    """True for a source named in running text after the lead, or in what is not the text of the document."""
    text = extraction.document.text
    blocks = [block for block in extraction.blocks if block.span.overlaps(credit.span)]
    kinds = {block.kind for block in blocks}
    line = text[text.rfind("\n", 0, credit.span.start) + 1 :].split("\n", 1)[0]
    before = line[: line.find(credit.name)]
    if is_contribution(before, extraction.document.language) or line.strip() == credit.name:
        return False
    if BlockKind.BOILERPLATE in kinds:
        return True
    signs = re.match(r"\s?[)/\]）】]", text[credit.span.end :][:2])
    if signs or kinds & {BlockKind.DATELINE, BlockKind.BYLINE}:
        return False
    running = [span for span in content_spans(extraction) if len(span) >= _RUNNING]
    return len(running) > _LEAD and credit.span.start > running[_LEAD - 1].end


def _agency_dateline(extraction: Extraction) -> int:
    """Whether a dateline signs the text, and with the document's own outlet, as on an agency's page."""
    name = _signed(extraction)
    if name is None:
        return 0
    return _OWN if same_outlet(name, extraction.document.outlet) else _SIGNED


def _signed(extraction: Extraction) -> str | None:
    """The agency that signs the text: in the dateline, or with a line of its own under it."""
    text = extraction.document.text
    for span in content_spans(extraction)[:12]:
        head = text[span.start : min(span.end, span.start + _DATELINE_REACH)]
        signed = re.match(r"[^()/\n]{2,50}[(/]([^()/\n]{2,30})[)/]\s*[-–—.]", head)
        if signed:
            return signed.group(1)
    lines = [line.strip() for line in text.splitlines() if line.strip()][-_CLOSING:]
    return next((c.name for c in extraction.credits if c.name in lines), None)


def _copied(
    copy: _Copy, taker: Extraction, source: Extraction, sure: float, why: str, narration: Mapping[str, Runs]
) -> Derivation:
    doc, other = taker.document.id, source.document.id
    places = {narration[doc][run]: narration[other][run] for run in reversed(copy.runs)}
    pairs = sorted(places.items(), key=lambda pair: (-len(pair[0]), pair[0]))[:3]
    evidence = tuple(
        anchor for mine, theirs in sorted(pairs) for anchor in (Anchor(doc, mine), Anchor(other, theirs))
    )
    reason = f"{copy.share:.0%} of the shorter narration is word for word the same; {why}"
    return Derivation(doc, other, None, round(min(sure, 0.5 + copy.share), 2), reason, evidence)


def _shared_departures(
    event: Event, members: Sequence[Extraction], readings: Sequence[Reading], known: Sequence[Derivation]
) -> list[Derivation]:
    """Pairs of reports with several departures from the primary in common and no declared common source."""
    if event.primary is None:
        return []
    texts = {x.document.id: x.document.text for x in members}
    departures = _departures(event.primary, texts, readings)
    sources = {
        x.document.id: {d.source or d.source_name for d in known if d.doc == x.document.id} for x in members
    }
    out = []
    names = sorted(departures)
    for i, left in enumerate(names):
        for right in names[i + 1 :]:
            common = sorted(departures[left].keys() & departures[right].keys())
            joined = sources[left] & sources[right] or right in sources[left] or left in sources[right]
            if len(common) >= SHARED_DEPARTURES and not joined:
                evidence = tuple(
                    a for key in common[:3] for a in (departures[left][key], departures[right][key])
                )
                why = f"share {len(common)} wordings the primary lacks: from one another or a third"
                out.append(Derivation(right, left, None, 0.35, why, evidence))
    return out


def _departures(
    primary: str, texts: Mapping[str, str], readings: Sequence[Reading]
) -> dict[str, dict[tuple[int, str], Anchor]]:
    """Per report: words it has in place of the primary's, by the sentence-sized place they stand for."""
    out: dict[str, dict[tuple[int, str], Anchor]] = defaultdict(dict)
    for reading in readings:
        for link in reading.links:
            if link.op != "replace" or link.reading is None or link.reference is None:
                continue
            if link.reference.doc != primary or link.reading.doc not in texts:
                continue
            words = " ".join(t.form for t in tokenize(link.reading.span.of(texts[link.reading.doc])))
            if len(words) > 3:
                out[link.reading.doc][link.reference.span.start, words] = link.reading
    return out
