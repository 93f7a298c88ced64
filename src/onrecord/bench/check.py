"""``onrecord bench check``: verdicts on the renderings of stories that have gold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from onrecord import steps
from onrecord.bench.stories import Told, stories_with_gold
from onrecord.bench.verdicts import acceptable, judged, of_reports
from onrecord.check import check
from onrecord.model import Document, Extraction, Story
from onrecord.read.files import read_paths
from onrecord.stream import extract_paths
from onrecord.text.tokens import word_forms
from onrecord.verdict import Verdict, VerdictKind

_RETOLD = frozenset({"indirect", "mixed", "headline"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reading that was asked for, what agrees with the gold, and the verdict."""

    quotation: Mapping[str, Any]
    rendering: Mapping[str, Any]
    accepted: frozenset[VerdictKind]
    verdict: Verdict

    @property
    def agrees(self) -> bool:
        """Whether the verdict is one of those accepted."""
        return self.verdict.kind in self.accepted

    @property
    def flagged(self) -> bool:
        """Whether words that must not be flagged came out as altered."""
        return bool(self.rendering.get("must_not_flag")) and self.verdict.kind is VerdictKind.ALTERED


def bench_gold(shared: Path, own: Path, only: Sequence[str], verbose: bool, out: Console) -> None:
    """Ask `check` for every rendering that has gold, in three ways; print agreement by story.

    Of the whole story, its reports among the documents, as people ask; the same without a day, beside what a
    reader accepts, where one has judged; and of the documents that the story's renderings refer to, the
    rendering's own left out: what remains where the report is not in the record.
    """
    told = stories_with_gold(shared, own, only)
    ways = {
        "asked of the whole story": of_all,
        "the same, as a reader judged": as_judged,
        "the report left out": outcomes,
    }
    for title, ask in ways.items():
        table = Table(
            Column("story", no_wrap=True),
            "renderings",
            "agree",
            "share",
            "must not flag",
            "flagged",
            title=title,
        )
        total = [0, 0, 0, 0]
        for one in told:
            found = list(ask(one))
            held = [o for o in found if o.rendering.get("must_not_flag")]
            row = [len(found), sum(o.agrees for o in found), len(held), sum(o.flagged for o in held)]
            if found:
                table.add_row(one.name, *_cells(row))
            total = [a + b for a, b in zip(total, row, strict=True)]
            if verbose:
                _list(found, out)
        table.add_row("all", *_cells(total))
        out.print(table)


def _cells(row: Sequence[int]) -> list[str]:
    asked, agree, held, flagged = row
    return [str(asked), str(agree), f"{agree / max(asked, 1):.3f}", str(held), str(flagged)]


def _list(found: Sequence[Outcome], out: Console) -> None:
    for one in found:
        if one.agrees and not one.flagged:
            continue
        changes = ", ".join(c.kind.value for c in one.verdict.changes)
        gold = f"{one.rendering['attested']} {one.rendering['changes']}"
        who = (
            f"{one.verdict.by} / {one.verdict.speakers}"
            if one.verdict.kind is VerdictKind.OTHER_SPEAKER
            else ""
        )
        kind = f"{one.verdict.kind.value} ({changes}) {one.verdict.score:.2f} {who}"
        out.print(f"{one.quotation['id']} {one.quotation['form']}: gold {gold}; {kind}", markup=False)
        out.print(f"    {one.quotation['content']}", markup=False)
        for words in (r["text"] for r in one.rendering["references"]):
            out.print(f"    gold  {words}", markup=False)


def of_all(told: Told) -> Iterator[Outcome]:
    """The verdict of the whole story on every rendering, in the order of the gold.

    Without those that the gold has in no other document and that stand in one on another occasion (gold
    ``absent_ok``, or the document is the only one on its occasion): a record that holds such a document has
    their words.
    """
    pile = _Pile(told)
    story = _whole(told)
    for rendering in pile.of("rendering"):
        if pile.is_asked(rendering):
            yield pile.outcome(rendering, story)


def as_judged(told: Told) -> Iterator[Outcome]:
    """The verdict of the whole story, without a day, on every rendering that a reader has judged."""
    accepted = judged(told.name)
    if not accepted:
        return
    pile, story = _Pile(told), _whole(told)
    for rendering in pile.of("rendering"):
        quotation = pile.quotations[rendering["quotation"]]
        if quotation["id"] in accepted:
            verdict = check(quotation["content"], quotation["speaker"], story)
            yield Outcome(quotation, rendering, accepted[quotation["id"]], verdict)


def _whole(told: Told) -> Story:
    return steps.story_of([x for x in extract_paths([told.folder]) if isinstance(x, Extraction)])


def outcomes(told: Told) -> Iterator[Outcome]:
    """The verdict of the documents that a story's renderings refer to, each rendering's own left out."""
    pile = _Pile(told)
    for rendering in pile.of("rendering"):
        quotation = pile.quotations[rendering["quotation"]]
        yield pile.outcome(rendering, pile.story(quotation["doc"], tuple(rendering.get("against", ()))))


class _Pile:
    """A story's gold and documents, and the parts of it that quotes are asked of."""

    def __init__(self, told: Told) -> None:
        self._told = told
        with told.gold.open(encoding="utf-8") as lines:
            self._gold: list[dict[str, Any]] = [json.loads(line) for line in lines]
        self._stories: dict[tuple[str, ...], Story] = {}
        self._languages: dict[str, str] = {}

    def of(self, kind: str) -> Iterator[dict[str, Any]]:
        """The gold records of one kind."""
        return (record for record in self._gold if record["kind"] == kind)

    @cached_property
    def quotations(self) -> Mapping[str, Mapping[str, Any]]:
        """The gold quotations by id."""
        return {record["id"]: record for record in self.of("quotation")}

    @cached_property
    def _references(self) -> tuple[str, ...]:
        """Every document that a rendering refers to, or is said not to."""
        found: set[str] = set()
        for rendering in self.of("rendering"):
            for one in (rendering, *rendering.get("alternatives", ())):
                found.update(place["doc"] for place in one.get("references", ()))
        return tuple(sorted(found))

    def outcome(self, rendering: Mapping[str, Any], story: Story) -> Outcome:
        """What ``story`` answers to the words of a rendering."""
        quotation = self.quotations[rendering["quotation"]]
        verdict = check(quotation["content"], quotation["speaker"], story, on=self._day(quotation["doc"]))
        accepted = acceptable(rendering, self.retold(quotation, rendering))
        if not self._has_record(quotation["doc"]):
            accepted |= of_reports(rendering, verdict, self._shows(verdict, rendering, story))
        return Outcome(quotation, rendering, accepted, verdict)

    @cached_property
    def _documents(self) -> Mapping[str, Mapping[str, Any]]:
        return {record["doc"]: record for record in self.of("document")}

    def _occasion(self, doc: str) -> list[Mapping[str, Any]]:
        """The documents on the same occasion, by the gold."""
        own = self._documents[doc]["event"]
        return [record for record in self._documents.values() if record["event"] == own]

    def _day(self, doc: str) -> date | None:
        """The day of a document's occasion, where the gold tells it: who has a report knows its day."""
        told = self._documents[doc].get("event_date")
        return date.fromisoformat(told) if told else None

    def _has_record(self, doc: str) -> bool:
        return any(record.get("primary") for record in self._occasion(doc))

    def is_asked(self, rendering: Mapping[str, Any]) -> bool:
        """False for words of a document on another occasion that the gold has nowhere else."""
        alone = len(self._occasion(self.quotations[rendering["quotation"]]["doc"])) == 1
        return not rendering.get("absent_ok") and not (alone and rendering["attested"] == "no")

    def _shows(self, verdict: Verdict, rendering: Mapping[str, Any], story: Story) -> bool:
        """Whether a place of the verdict has words of a reference of the gold, in its document."""
        names = {x.document.id: Path(x.document.path).name for x in story.extractions}
        wanted = [
            (self._path(place["doc"]).name, place["text"])
            for one in (rendering, *rendering.get("alternatives", ()))
            for place in one.get("references", ())
        ]
        return any(
            names[place.doc] == name and len(set(word_forms(story.text(place))) & set(word_forms(text))) > 1
            for place in verdict.places
            for name, text in wanted
        )

    def story(self, without: str, against: tuple[str, ...]) -> Story:
        """The reference documents as a story; of ``against`` alone where there are any."""
        docs = tuple(doc for doc in against or self._references if doc != without)
        if docs not in self._stories:
            self._stories[docs] = steps.story_of([self._extractions[doc] for doc in docs])
        return self._stories[docs]

    @cached_property
    def _extractions(self) -> Mapping[str, Extraction]:
        wanted = {doc for r in self.of("rendering") for doc in (*self._references, *r.get("against", ()))}
        paths = {doc: self._path(doc) for doc in sorted(wanted)}
        found = {
            Path(x.document.path).name: x
            for x in extract_paths(list(paths.values()))
            if isinstance(x, Extraction)
        }
        return {doc: found[path.name] for doc, path in paths.items()}

    def _path(self, doc: str) -> Path:
        """The file of a gold document, which is named by its name, its stem, or how its name begins."""
        files = sorted(path for path in self._told.folder.iterdir() if path.is_file())
        exact = [path for path in files if doc in (path.name, path.stem)]
        return (exact or [path for path in files if path.name.startswith(doc)])[0]

    def retold(self, quotation: Mapping[str, Any], rendering: Mapping[str, Any]) -> bool:
        """Whether the words are a translation, or stand in the reporter's grammar."""
        own = self._language(quotation["doc"])
        others = {self._language(place["doc"]) for place in rendering["references"]}
        return quotation["form"] in _RETOLD or (bool(others) and own not in others)

    def _language(self, doc: str) -> str:
        if doc not in self._languages:
            read = next(iter(read_paths([self._path(doc)])))
            self._languages[doc] = read.language if isinstance(read, Document) else "und"
        return self._languages[doc]
