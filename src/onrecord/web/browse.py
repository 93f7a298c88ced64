"""Pages to look around: stories, documents, speakers, statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from starlette.requests import Request

from onrecord import schema
from onrecord.model import Anchor, Span, Speaker, Statement, Story
from onrecord.report import labels
from onrecord.report.digest import digest
from onrecord.report.pile import Pile
from onrecord.report.sources import source
from onrecord.report.synopsis import reading_view
from onrecord.report.views import page as report_page
from onrecord.store import Record
from onrecord.store.read import Facet, Witness
from onrecord.web.answer import Answer, listed, next_url, url
from onrecord.web.links import AppLinks
from onrecord.web.quoted import of_quotation

_PAGE = 40
_FACETS: tuple[Facet, ...] = get_args(Facet)
_SHOWN_VALUES = 8


def home(request: Request, record: Record) -> Answer:
    """What the record holds, the latest stories, and ways in."""
    found = record.events(request.query_params.get("_next", ""), _PAGE)
    counts = {name: record.counts(name, _SHOWN_VALUES) for name in _FACETS}
    facets = {name: record.facets(name, _SHOWN_VALUES) for name in record.facet_names()}
    totals = record.totals()
    shown = {
        "totals": totals,
        "stories": found.rows,
        "next": next_url(request, found.next),
        "counts": {name: rows for name, rows in counts.items() if rows},
        "facets": {name: rows for name, rows in facets.items() if rows},
        "names": _names(),
        "stale": record.settings().get("stale") == "1",
    }
    return Answer(
        "home.html", shown, {"totals": totals, "counts": counts, "facets": facets, **listed(request, found)}
    )


def _names() -> dict[str, str]:
    """How values that are codes are called."""
    named = {kind: label.name for kind, label in labels.CHANGES.items()}
    named |= labels.LANGUAGES
    return named | {kind.value: name for kind, name in (*labels.FINDINGS.items(), *labels.ROLES.items())}


def stories(request: Request, record: Record) -> Answer:
    """All stories, the latest first."""
    found = record.events(request.query_params.get("_next", ""), _PAGE)
    return Answer(
        "stories.html", {"stories": found.rows, "next": next_url(request, found.next)}, listed(request, found)
    )


def story(request: Request, record: Record) -> Answer:
    """One story: findings, documents, synopsis, coverage, figures, what was left out, family tree."""
    event = request.path_params["event"]
    held = record.story(event)
    page = report_page(held, AppLinks())
    data = {"story": list(schema.story_records(held))}
    return Answer("story.html", {"page": page, "event_id": event, "title": page.title}, data)


def digest_page(request: Request, record: Record) -> Answer:
    """The key statements of a story by topic."""
    event = request.path_params["event"]
    held = record.story(event)
    found = digest(Pile(held, AppLinks()), held.events[0])
    return Answer("digest.html", {"digest": found, "event_id": event}, {"digest": found})


def documents(request: Request, record: Record) -> Answer:
    """Documents by id, narrowed by outlet, language, role, or a facet and its value."""
    asked = request.query_params
    narrowed = {name: asked[name] for name in ("outlet", "language", "role") if asked.get(name)}
    facet = asked_facet(asked)
    found = record.documents(asked.get("_next", ""), _PAGE, facet=facet, **narrowed)
    by = [*narrowed.items(), *([facet] if facet else [])]
    shown = {
        "documents": found.rows,
        "next": next_url(request, found.next),
        "by": by,
        "names": _names(),
        "query": request.url.query,
    }
    return Answer("documents.html", shown, listed(request, found))


def asked_facet(asked: Mapping[str, str]) -> tuple[str, str] | None:
    """The facet and its value that a list of documents is narrowed to."""
    return (asked["facet"], asked.get("value", "")) if asked.get("facet") else None


def document(request: Request, record: Record) -> Answer:
    """One document: its text with quotations marked, and what is known of it."""
    doc = request.path_params["doc"]
    event = record.event_of(doc)
    extraction = record.extraction(doc)
    held = record.story(event) if event else Story((extraction,))
    pile = Pile(held, AppLinks())
    for place in request.query_params.getlist("at"):
        if asked := _asked_place(place, doc, len(extraction.document.text)):
            pile.place(asked)
    profile = pile.profile(doc)
    shown = {
        "source": source(pile, doc),
        "extraction": extraction,
        "profile": profile,
        "label": pile.labels[doc],
        "event": record.event(event) if event else None,
        "findings": [f for f in held.findings if f.doc == doc],
        "finding_names": labels.FINDINGS,
    }
    found = record.event(event) if event else None
    data = {"document": list(schema.extraction_records(extraction, profile, found))}
    return Answer("document.html", shown, data)


def _asked_place(place: str, doc: str, size: int) -> Anchor | None:
    start, _, end = place.partition("-")
    if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= size:
        return Anchor(doc, Span(int(start), int(end)))
    return None


def speakers(request: Request, record: Record) -> Answer:
    """Speakers by name."""
    found = record.speakers(request.query_params.get("_next", ""), _PAGE)
    return Answer(
        "speakers.html",
        {"speakers": found.rows, "next": next_url(request, found.next)},
        listed(request, found),
    )


def speaker(request: Request, record: Record) -> Answer:
    """One speaker: what is quoted, where, when, and in which statement."""
    name = request.path_params["name"]
    found = record.said_by(name, request.query_params.get("_next", ""), _PAGE)
    known = _known(record, name, bool(found.rows))
    rows = [of_quotation(record, quotation) for quotation in found.rows]
    shown = {"speaker": known, "rows": rows, "next": next_url(request, found.next)}
    return Answer("speaker.html", shown, {"speaker": known, **listed(request, found), "rows": rows})


def _known(record: Record, name: str, quoted: bool) -> Speaker:
    """Who is called ``name``; one that only quotations carry is a role ("journalist")."""
    try:
        return record.speaker(name)
    except KeyError:
        if quoted:
            return Speaker(name)
        raise


def statement(request: Request, record: Record) -> Answer:
    """One statement: the wording nearest to the occasion, and every reading of it beside."""
    found, witnesses = record.statement(request.path_params["statement"])
    held = record.story(found.event)
    pile = Pile(held, AppLinks())
    document = held.extraction(found.reference.doc).document
    shown = {
        "statement": found,
        "event": record.event(found.event),
        "reference": pile.place(found.reference),
        "sha256": document.text_sha256,
        "path": url("statements", found.id),
        "citation": _citation(found, pile),
        "readings": [
            (pile.labels[w.quotation.doc], reading_view(pile, w.quotation, found)) for w in witnesses
        ],
    }
    data = {
        "statement": found,
        "words": held.text(found.reference),
        "readings": [_read(record, w) for w in witnesses],
    }
    return Answer("statement.html", shown, data)


def _read(record: Record, witness: Witness) -> dict[str, Any]:
    return {"quotation": of_quotation(record, witness.quotation), "reading": witness.reading}


def _citation(found: Statement, pile: Pile) -> str:
    """The statement as it can be pasted into an article: words, speaker, document, hash."""
    document = pile.story.extraction(found.reference.doc).document
    label = pile.labels[found.reference.doc]
    source_words = ", ".join(filter(None, (label.name, label.title, document.url)))
    return (
        f"“{pile.story.text(found.reference)}” – {found.speaker or 'speaker unknown'}. {source_words}. "
        f"Characters {found.reference.span.start}–{found.reference.span.end} of the text with SHA-256 "
        f"{document.text_sha256}."
    )


def help_page(_: Request, __: Record) -> Answer:
    """What the labels mean, and the keys."""
    return Answer("help.html", {}, {})


PAGES: Mapping[str, Callable[[Request, Record], Answer]] = {
    "/": home,
    "/stories": stories,
    "/stories/{event}": story,
    "/stories/{event}/digest": digest_page,
    "/documents": documents,
    "/documents/{doc:path}": document,
    "/speakers": speakers,
    "/speakers/{name:path}": speaker,
    "/statements/{statement:path}": statement,
    "/help": help_page,
}
"""All pages for reading, by path."""
