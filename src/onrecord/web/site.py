"""A record as files for any web server, or for none: the application's own pages, linked to each other.

Every page for reading that the home page leads to becomes a file with its JSON beside it. Links are relative,
so the folder works under any path and opened from a disk; what stands after ``#`` in a link stays what it is.
A file is named by the first letters of an id and its hash: whatever an id holds, its name is harmless, is the
same in every export, and no two ids share one, also where upper and lower case are one.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, unquote_plus, urlencode, urlsplit

from anyascii import anyascii
from starlette.requests import Request
from starlette.routing import Match, Route

from onrecord.errors import UsageError
from onrecord.model import Story
from onrecord.report.page import style_sheet
from onrecord.store import Record, write_record
from onrecord.web.answer import JSON, Answer, as_html, json_text, no_such, plain, published
from onrecord.web.browse import PAGES

HTML = ".html"
# Templates escape every quotation mark of a text, so what looks like this is a link of a template.
_LINK = re.compile(r'(?<=\s)(href|src)="(/[^"]*)"')
_LINKING = {"href": HTML, "next_url": JSON}
"""Keys of JSON that hold an address, and what is at the other end."""
_ROUTES = [(Route(path, page), page) for path, page in PAGES.items()]
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 48


def write_site(story: Story, folder: str | Path) -> None:
    """Write the pages of ``story`` to ``folder``.

    Raises UsageError where ``folder`` holds anything already (what an earlier export left would be published
    with the rest), OSError where a file cannot be written.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{folder} holds something already; name a new or empty folder")
    with TemporaryDirectory() as place:
        # Pages are made from records.
        write_record(story, Path(place) / "story.sqlite")
        with _Held(Path(place) / "story.sqlite") as record:
            _Site(record, target).write()
    _write_static(target / "static")


def file_name(address: str) -> str:
    """Where the page at ``address`` (a path of the application, with its query) stands, without its ending.

    Which places of a document are marked is no part of that: its one page marks all that are linked to.
    """
    found = urlsplit(address)
    kind, *rest = [unquote(part) for part in found.path.split("/") if part] or ["index"]
    # The parts that hold an id come first; "digest" may follow.
    name = f"{kind}/{'-'.join([_named(rest[0]), *rest[1:]])}" if rest else kind
    query = "" if kind == "documents" and rest else found.query
    return f"{name}-{_named(unquote_plus(query))}" if query else name


def _named(text: str) -> str:
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    words = _NOT_A_NAME.sub("-", anyascii(text).lower())[:_LONGEST].strip("-")
    return f"{words}-{mark}" if words else mark


class _Held(Record):
    """A record that keeps the story asked for last: one page after the other asks for the same."""

    _last: Story | None = None

    def story(self, event: str) -> Story:
        """See Record."""
        if self._last is None or self._last.events[0].id != event:
            self._last = super().story(event)
        return self._last


@dataclass(slots=True)
class _Site:
    """``waiting``: addresses still to be written, in the order they were found. ``marks``: by the path of a
    document, the places that links lead to."""

    record: Record
    folder: Path
    waiting: dict[str, None] = field(default_factory=lambda: {"/": None})
    documents: dict[str, None] = field(default_factory=dict)
    marks: dict[str, dict[str, None]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def write(self) -> None:
        """Every page that can be reached. Documents last: by then all links into them are known."""
        while self.waiting or self.documents:
            queue = self.waiting or self.documents
            address = next(iter(queue))
            del queue[address]
            self.written.add(address)
            self._write(address)

    def _write(self, address: str) -> None:
        name = file_name(address)
        answer = self._answer(address)
        to = self._linking(name)
        html = as_html(answer, served=False, read_only=True, json_url=posixpath.basename(name) + JSON)
        path = self.folder / f"{name}{HTML}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            _LINK.sub(lambda link: f'{link[1]}="{escape(to(unescape(link[2]), HTML))}"', html),
            encoding="utf-8",
            newline="\n",
        )
        data = _relinked(published(plain({"ok": answer.status < 400, **answer.data})), to)
        path.with_suffix(JSON).write_bytes(json_text(data))

    def _answer(self, address: str) -> Answer:
        """What the application shows at ``address``."""
        found = urlsplit(address)
        query = urlencode([("at", place) for place in self.marks.get(address, ())]) or found.query
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": unquote(found.path),
            "raw_path": found.path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": [],
        }
        for route, page in _ROUTES:
            match, more = route.matches(scope)
            if match is Match.FULL:
                try:
                    return page(Request({**scope, **more}), self.record)
                except KeyError as missing:
                    return no_such(missing)
        return no_such(KeyError(address))

    def _linking(self, name: str) -> Callable[[str, str], str]:
        """How the file ``name`` gives an address of the application, with an ending, as a relative link."""
        here = posixpath.dirname(name)

        def to(address: str, ending: str) -> str:
            if address.startswith("/static/"):
                return posixpath.relpath(address[1:], here or ".")
            self._found(address)
            found = urlsplit(address)
            link = posixpath.relpath(file_name(address) + ending, here or ".")
            return f"{link}#{found.fragment}" if found.fragment else link

        return to

    def _found(self, address: str) -> None:
        """``address`` is linked to: write it, once more where a new place of it has to be marked."""
        found = urlsplit(address)
        if not found.path.startswith("/documents/"):
            page = found._replace(fragment="").geturl()
            if page not in self.written:
                self.waiting[page] = None
            return
        marks = self.marks.setdefault(found.path, {})
        place = found.query.removeprefix("at=")
        if found.path not in self.written or (place and place not in marks):
            self.documents[found.path] = None
        if place:
            marks[place] = None


def _relinked(data: Any, to: Callable[[str, str], str]) -> Any:
    """``data`` with every address of the application as a relative link."""
    if isinstance(data, dict):
        return {key: _linked(key, value, to) for key, value in data.items()}
    return [_relinked(item, to) for item in data] if isinstance(data, list) else data


def _linked(key: str, value: Any, to: Callable[[str, str], str]) -> Any:
    if key in _LINKING and isinstance(value, str) and value.startswith("/"):
        return to(value, _LINKING[key])
    return _relinked(value, to)


def _write_static(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for source in (files("onrecord.web") / "static").iterdir():
        (folder / source.name).write_bytes(source.read_bytes())
    (folder / "report.css").write_text(style_sheet(), encoding="utf-8", newline="\n")
