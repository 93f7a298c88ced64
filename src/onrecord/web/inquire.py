"""Pages to ask: search, and check."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request

from onrecord.errors import UsageError
from onrecord.inquiry import asking
from onrecord.report.pile import Pile
from onrecord.store import Record
from onrecord.store.search import Asked
from onrecord.terminal import verdict_record
from onrecord.web.answer import Answer
from onrecord.web.links import AppLinks
from onrecord.web.lists import NARROWED
from onrecord.web.quoted import Quoted, of_hit, of_place

_PAGE = 40
_WAYS = {"phrase": "these words", "near": "nearly these words", "text": "anywhere in the texts"}


def search(request: Request, record: Record) -> Answer:
    """Quotations or texts with certain words."""
    given = request.query_params
    words, way = given.get("q", "").strip(), given.get("way", "phrase")
    asked = Asked(**{name: given.get(name) or None for name in NARROWED})
    rows = _hits(record, words, way, asked, given.get("_next", "")) if words or any(_used(asked)) else []
    following = str(rows[-1].number) if len(rows) == _PAGE and way != "near" else None
    shown = {
        "q": words,
        "way": way if way in _WAYS else "phrase",
        "ways": _WAYS,
        "asked": asked,
        "rows": rows,
        "next": following,
        "outlets": [value for value, _ in record.counts("outlet")],
        "languages": [value for value, _ in record.counts("language")],
    }
    return Answer("search.html", shown, {"rows": rows, "next": following})


def _used(asked: Asked) -> list[str | None]:
    return [getattr(asked, name) for name in NARROWED]


def _hits(record: Record, words: str, way: str, asked: Asked, after: str) -> list[Quoted]:
    number = int(after) if after.isdecimal() else 0
    if way == "text":
        places = record.search_texts(words, after=number, limit=_PAGE)
        return [of_place(record, place, n) for n, place in places]
    if way == "near":
        return [of_hit(record, hit) for hit in record.search_near(words, asked, limit=_PAGE)]
    return [of_hit(record, hit) for hit in record.search(words, asked, after=number, limit=_PAGE)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text} is no day; write it as 2031-05-04") from error


def check_page(request: Request, record: Record) -> Answer:
    """Did they really say this?"""
    quote = request.query_params.get("quote", "").strip()
    by = request.query_params.get("by", "").strip() or None
    day = request.query_params.get("on", "")
    shown: dict[str, Any] = {"quote": quote, "by": by or "", "on": day, "verdict": None, "places": ()}
    if not quote:
        return Answer("check.html", shown)
    answer = asking(record)(quote, by, _day(day))
    pile = Pile(answer.story, AppLinks())
    shown |= {"verdict": answer.verdict, "places": pile.evidence(answer.verdict.places)}
    return Answer("check.html", shown, verdict_record(answer.verdict, answer.story))
