"""``onrecord bench lineage``: family trees told from texts alone, against trees that are known.

Made families (:mod:`onrecord.bench.family`) of transcripts that no threshold was chosen on, and versions
of the Bible with the edges of their publication history. A lost text counts as found where the missing
ancestor drawn for it has at least half of its children, and half of what it has are (Jaccard index 0.5).
An edge from a lost text counts where its text is found. Direction: of the edges drawn between texts that
are parent and child, those drawn the right way.
"""

from __future__ import annotations

import random
import tarfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.family import NOISES, Member, Source, grow, visible
from onrecord.errors import UsageError
from onrecord.lineage.stemma import Stemma, stemma
from onrecord.lineage.witness import SHORTEST, Passage, Witness
from onrecord.model import Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize, word_forms

_LONGEST = 150
"""Sentences of a transcript that a family grows from."""
_SHORTEST_TEXT = 60
_CREDIT = 10.0
"""Nats for the parent that a report names."""
_CASES: tuple[tuple[int, str, bool, bool], ...] = (
    (20, "low", True, False),
    (20, "medium", True, False),
    (20, "medium", True, True),
    (20, "medium", False, False),
    (20, "high", True, False),
    (5, "medium", True, False),
    (50, "medium", True, False),
)
"""Texts, noise, whether the transcript is in the pile, whether credits are read."""
_BOOK = "Mark"


@dataclass(slots=True)
class _Tally:
    right: int = 0
    drawn: int = 0
    known: int = 0
    joined: int = 0
    found: int = 0
    lost: int = 0


def bench_lineage(shared: Path, families: int, out: Console) -> None:
    """Edge F1, direction and lost texts found in ``families`` made families a row; edges of Bible versions.

    Raises UsageError when the data is not there.
    """
    archive = shared / "data" / "transcripts" / "wh_briefings" / "press_conferences.tar.gz"
    bible = shared / "data" / "reuse" / "bible_lineage"
    if not archive.is_file() or not bible.is_dir():
        raise UsageError(f"{shared / 'data'} lacks transcripts or reuse; name the data with --shared")
    texts = white_house(archive)
    table = Table("made families", "transcript", "credits", "edge F1", "direction", "lost found", "drawn")
    for size, noise, rooted, credited in _CASES:
        tally = _Tally()
        for seed in range(families):
            _count(tally, grow(source_of(texts, seed), size, NOISES[noise], seed), rooted, credited)
        table.add_row(
            f"{size} texts, {noise} noise",
            "in the pile" if rooted else "not there",
            "read" if credited else "-",
            f"{_share(2 * tally.right, tally.drawn + tally.known):.3f}",
            f"{_share(tally.right, tally.joined):.3f}",
            f"{tally.found} of {tally.lost}",
            str(tally.drawn),
        )
    out.print(table)
    out.print(_bible(bible))


def _share(part: int, whole: int) -> float:
    return part / max(1, whole)


def white_house(archive: Path) -> list[list[str]]:
    """The sentences of each long briefing, in the order of their names."""
    out = []
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda m: m.name):
            file = files.extractfile(member) if member.name.endswith(".md") else None
            body = file.read().decode("utf-8").split("\n---\n", 1)[-1] if file else ""
            # Lines are broken at a fixed width there; paragraphs stand apart.
            text = "\n\n".join(" ".join(p.split()) for p in body.replace("\\", "").split("\n \n"))
            found = _sentences(text)
            if len(found) >= _SHORTEST_TEXT:
                out.append(found)
    return out


def _sentences(text: str) -> list[str]:
    found = (" ".join(span.of(text).split()) for span in sentences(text))
    return [s for s in found if len(tokenize(s)) >= SHORTEST]


def source_of(texts: Sequence[Sequence[str]], seed: int) -> Source:
    """The transcript of family ``seed``; from other transcripts reports have sentences of their own."""
    place = seed % len(texts)
    others = [s for n, text in enumerate(texts) if n != place for s in text if len(s) > 40]
    chosen = random.Random(f"foreign/{seed}").sample(sorted(set(others)), min(600, len(set(others))))
    return Source(tuple(texts[place][:_LONGEST]), (), tuple(chosen))


def _count(tally: _Tally, members: Sequence[Member], rooted: bool, credited: bool) -> None:
    """Draws the tree of the texts that are there and adds up what is right in it."""
    shown = [m for m in members if not m.lost and (rooted or m.parents)]
    names = {m.name for m in shown}
    credits = {m.name: m.credit for m in shown if credited and m.credit}
    witnesses = [_witness(m.name, [text for _, text in m.sentences]) for m in shown]
    random.Random(len(members)).shuffle(witnesses)
    tree = stemma(
        witnesses,
        "transcript" if rooted else None,
        lambda source, taker: -_CREDIT if credits.get(taker) == source else 0.0,
    )
    parents = visible(members, set(credits.values()) - names)
    known = {c: set(ps) for c, ps in parents.items()}
    gold = {(p, c) for c in names for p in known[c] if rooted or p != "transcript"}
    children = {p: {c for c in names if p in known[c]} for p in known.keys() - names - {"transcript"}}
    drawn, sources = _drawn(tree, {c: p for c, p in credits.items() if p not in names})
    meant = _meant(children, sources)
    edges = {(meant.get(source, source), child) for source, child in drawn}
    both = {frozenset(edge) for edge in gold}
    tally.right += len(gold & edges)
    tally.drawn += len(edges)
    tally.known += len(gold)
    tally.joined += sum(frozenset(edge) in both for edge in edges)
    tally.found += len(meant)
    tally.lost += len(children)


def _drawn(tree: Stemma, outside: Mapping[str, str]) -> tuple[set[tuple[str, str]], dict[str, set[str]]]:
    """The edges, missing ancestors by name, and the children of those.

    ``outside``: by report the source it names that is not there; it names the missing ancestor drawn for that
    report, else it is a source of its own.
    """
    called: dict[int, str] = {}
    for link in tree.links:
        if isinstance(link.source, int) and link.doc in outside:
            called.setdefault(link.source, outside[link.doc])
    edges = {
        (called.get(s, f"missing {s}") if isinstance(s := link.source, int) else s, link.doc)
        for link in tree.links
        if not (link.doc in outside and isinstance(link.source, str) and not link.second)
    }
    edges |= {(source, doc) for doc, source in outside.items()}
    sources: dict[str, set[str]] = defaultdict(set)
    there = {w.doc for w in tree.found.witnesses}
    for source, child in edges:
        if source not in there:
            sources[source].add(child)
    return edges, sources


def _meant(lost: Mapping[str, set[str]], drawn: Mapping[str, set[str]]) -> dict[str, str]:
    """Which lost text each source that is drawn stands for, best first, each once."""
    pairs = sorted(
        (-len(mine & theirs) / len(mine | theirs), a, b)
        for a, theirs in drawn.items()
        for b, mine in lost.items()
    )
    out: dict[str, str] = {}
    for unlike, a, b in pairs:
        if -unlike >= 0.5 and a not in out and b not in out.values():
            out[a] = b
    return out


def _witness(name: str, texts: Sequence[str]) -> Witness:
    passages = []
    for text in texts:
        for span in sentences(text):
            words = tuple(word_forms(text, span.start, span.end))
            if len(words) >= SHORTEST:
                passages.append(Passage(Span(0, 0), words, False))
    return Witness(name, "en", tuple(passages))


def _bible(folder: Path) -> Table:
    """Versions of one book: how many known edges are drawn, and whose nearest is a parent or child."""
    rows = [line.split("\t") for line in (folder / "edges.tsv").read_text("utf-8").splitlines()[1:]]
    known = {frozenset(row[:2]) for row in rows if row[3] != "low" and "TR" not in row[:2]}
    table = Table("Bible versions", "texts", "known edges", "of these drawn", "nearest is parent or child")
    for language in ("Ger", "Spa", ""):
        names = sorted(
            p.stem
            for p in folder.glob("*.tsv")
            if p.stem not in ("edges", "TR")
            and (p.stem.startswith(language) if language else p.stem[:3] not in ("Ger", "Spa"))
        )
        gold = {pair for pair in known if pair <= set(names)}
        tree = stemma([_version(folder, name) for name in names])
        drawn = {frozenset((link.doc, str(link.source))) for link in tree.links}
        nearest = _nearest(tree)
        asked = sorted({name for pair in gold for name in pair})
        right = sum(frozenset((name, nearest.get(name, ""))) in gold for name in asked)
        table.add_row(
            {"Ger": "German", "Spa": "Spanish", "": "English"}[language],
            str(len(names)),
            str(len(gold)),
            f"{len(gold & drawn)} ({_share(len(gold & drawn), len(gold)):.2f})",
            f"{right} of {len(asked)} ({_share(right, len(asked)):.2f})",
        )
    return table


def _version(folder: Path, name: str) -> Witness:
    lines = (folder / f"{name}.tsv").read_text("utf-8").splitlines()
    verses = [line.partition("\t")[2] for line in lines if line.startswith(_BOOK)]
    words = [tuple(word_forms(verse)) for verse in verses]
    return Witness(name, "en", tuple(Passage(Span(0, 0), w, False) for w in words if len(w) >= SHORTEST))


def _nearest(tree: Stemma) -> dict[str, str]:
    """For each text the one that differs least from it, over the sentences both have."""
    docs = [w.doc for w in tree.found.witnesses]
    out: dict[str, str] = {}
    for a, doc in enumerate(docs):
        scored = []
        for b, other in enumerate(docs):
            both = [u for u in tree.found.units if a in u.versions and b in u.versions]
            words = sum(len(u.places[a].words) + len(u.places[b].words) for u in both)
            apart = sum(len(u.versions[a] ^ u.versions[b]) for u in both)
            if a != b and both:
                scored.append((apart / words, other))
        if scored:
            out[doc] = min(scored)[1]
    return out
