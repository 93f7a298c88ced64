"""Adding from the browser: files and addresses, read by a process of their own, with progress.

Reading in another process keeps the pages quick while it works, and a file that brings it down brings down
nothing else.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import threading
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.store import Record, add
from onrecord.web.answer import Answer, as_json, trouble, wants_json

_WEB = re.compile(r"https?://\S+")
_UNSAFE = re.compile(r"[^\w.\- ]")
_FILES = 1000


@dataclass(frozen=True, slots=True)
class Job:
    """One run of reading: what it is at, and in the end what came of it."""

    number: int
    step: str = "waiting"
    done: int = 0
    total: int | None = None
    finished: bool = False
    error: str | None = None
    new: tuple[str, ...] = ()
    known: int = 0
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Jobs:
    """The runs since the server started, one at a time in the order they were asked for."""

    record: Path
    _jobs: dict[int, Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def start(self, sources: list[str]) -> Job:
        """Read ``sources`` as soon as the runs before are done."""
        with self._lock:
            job = Job(len(self._jobs) + 1)
            self._jobs[job.number] = job
        threading.Thread(target=self._run, args=(job, sources), daemon=True).start()
        return job

    def get(self, number: str) -> Job:
        """A run. Raises KeyError for an unknown one."""
        if not number.isdecimal():
            raise KeyError(number)
        return self._jobs[int(number)]

    def _run(self, job: Job, sources: list[str]) -> None:
        with self._turn:
            here, there = multiprocessing.Pipe(duplex=False)
            context = multiprocessing.get_context("spawn")
            process = context.Process(target=_add, args=(self.record, sources, there), daemon=True)
            process.start()
            there.close()
            try:
                while not job.finished:
                    job = replace(job, **here.recv())
                    self._jobs[job.number] = job
            except EOFError:
                self._jobs[job.number] = replace(
                    job, finished=True, error="Reading ended early; add these again."
                )
            process.join()


def _add(record: Path, sources: list[str], out: Connection) -> None:
    """In a process of its own: :func:`onrecord.store.add`, telling ``out``."""
    try:
        found = add(
            record,
            sources,
            progress=lambda step, done, total: out.send({"step": step, "done": done, "total": total}),
        )
        failures = tuple((failure.path, failure.reason) for failure in found.failures)
        out.send({"finished": True, "new": found.new, "known": found.known, "failures": failures})
    except OnrecordError as error:
        out.send({"finished": True, "error": str(error)})


def form(_: Request, __: Record) -> Answer:
    """Where files and addresses are given."""
    return Answer("add.html", {"job": None})


def job(request: Request, _: Record) -> Answer:
    """How far a run is."""
    found = request.app.state.jobs.get(request.path_params["job"])
    return Answer("add.html", {"job": found}, {"job": found})


async def started(request: Request) -> Response:
    """Keep what was uploaded and begin to read it."""
    async with request.form(max_files=_FILES) as given:
        sources = [*await _kept(request.app.state.record, given), *_addresses(given)]
    if not sources:
        return trouble(request, 400, "Nothing was given: choose a file, or put in an address.")
    begun = await asyncio.to_thread(request.app.state.jobs.start, sources)
    place = f"/add/{begun.number}"
    return (
        as_json({"ok": True, "job": begun, "url": f"{place}.json"}, 202)
        if wants_json(request)
        else RedirectResponse(place, 303)
    )


def _addresses(given: FormData) -> list[str]:
    return [
        found for value in given.getlist("urls") if isinstance(value, str) for found in _WEB.findall(value)
    ]


async def _kept(record: Path, given: FormData) -> list[str]:
    """Uploads as files beside the record, so that they can be read again."""
    folder = record.with_name(record.name + ".uploads")
    kept = []
    for upload in given.getlist("files"):
        if isinstance(upload, UploadFile) and upload.filename:
            folder.mkdir(exist_ok=True)
            path = folder / (_UNSAFE.sub("_", Path(upload.filename).name).strip(". ") or "upload")
            await asyncio.to_thread(path.write_bytes, await upload.read())
            kept.append(str(path))
    return kept
