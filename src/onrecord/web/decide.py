"""What people decide about a record: which documents belong together, and who is speaking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import UsageError
from onrecord.store import Record
from onrecord.store.judgements import decide, undo
from onrecord.web.answer import Answer, as_json, wants_json

_WAIT = 5.0

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pin": ("This document belongs to this story", ("doc", "event")),
    "split": ("This document is a story of its own", ("doc",)),
    "merge": ("These two stories are one", ("event", "other")),
    "speaker": ("This quotation is this person's", ("quotation", "speaker")),
}
"""By kind: what it says, and the fields it takes."""


def judgements(request: Request, record: Record) -> Answer:
    """All decisions, those taken back too, and the form for a new one."""
    made = record.judgements(undone=True)
    given = {name: request.query_params.get(name, "") for _, names in KINDS.values() for name in names}
    stale = record.settings().get("stale") == "1"
    shown = {"judgements": made, "kinds": KINDS, "given": given, "stale": stale}
    return Answer("judgements.html", shown, {"rows": made, "stale": stale})


async def decided(request: Request) -> Response:
    """Keep or undo a decision, then show the list."""
    async with request.form() as given:
        values = {name: str(value).strip() for name, value in given.items()}
    await asyncio.to_thread(_decide, request.app.state.record, values)
    return as_json({"ok": True}) if wants_json(request) else RedirectResponse("/judgements", 303)


def _decide(record: Path, values: Mapping[str, str]) -> None:
    if "undo" in values:
        undo(record, int(values["undo"]) if values["undo"].isdecimal() else -1, wait=_WAIT)
        return
    if values.get("kind") not in KINDS:
        raise UsageError(f"no such kind of judgement; there are: {', '.join(KINDS)}")
    _, names = KINDS[values["kind"]]
    content = {name: values.get(name, "") for name in names}
    if not all(content.values()):
        raise UsageError(f"this judgement wants {' and '.join(names)}")
    decide(record, values["kind"], content, values.get("note", ""), wait=_WAIT)
