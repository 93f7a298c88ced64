"""Pages fetched from the web, only where the user named them: politely, safely, and kept.

Polite: robots.txt is obeyed (RFC 9309, by Protego), the agent says who it is, a host is asked at most once in
``pause`` seconds, and a page that was fetched before is asked for only if it changed (RFC 9110, 13).
Safe: http and https alone, every hop of a redirect looked at anew (:mod:`onrecord.read.addresses`), caps on
bytes and time. Kept: every response goes into a WARC file, where one was named (:mod:`onrecord.read.kept`).
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from protego import Protego

from onrecord.errors import UnreadableError
from onrecord.read.addresses import Resolve, checked_address, resolve
from onrecord.read.connection import Answer, ask
from onrecord.read.kept import Archive, Kept
from onrecord.read.limits import inflated
from onrecord.read.source import MAX_BYTES

AGENT = "onrecord/0.1 (reads news pages that its user names; obeys robots.txt)"
_ROBOT = "onrecord"
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 500, 502, 503, 504)
_MAX_HOPS = 8
_MAX_ROBOTS = 500_000
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: its last address, declared type, bytes without content coding, and when it was fetched."""

    url: str
    media_type: str
    body: bytes
    moment: datetime
    unchanged: bool = False
    """True where the server said that the page is as it was when it was fetched last; the bytes are those."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How to fetch. Times in seconds.

    ``allow_loopback`` is for tests against a server on this machine; ``lookup`` resolves names.
    """

    agent: str = AGENT
    pause: float = 1.0
    timeout: float = 20.0
    retries: int = 2
    allow_loopback: bool = False
    lookup: Resolve = resolve
    sleep: Callable[[float], None] = time.sleep
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class Fetcher:
    """Fetches pages one at a time; remembers what each host allows and when it was last asked."""

    manners: Manners = field(default_factory=Manners)
    archive: Archive | None = None
    _robots: dict[str, Protego | None] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def get(self, url: str) -> Fetched:
        """The page at ``url``. Raises UnreadableError, which says what to do, where it cannot be had."""
        at = address_of(url)
        for _ in range(_MAX_HOPS):
            if not self._allowed(at):
                raise UnreadableError(
                    f"the robots.txt of {at.hostname} asks programs not to fetch this page; "
                    "save it yourself and read the file"
                )
            kept = self.archive.find(_text(at)) if self.archive else None
            answer = self._asked_again(at, kept)
            if answer.status not in _REDIRECTS:
                return self._page(at, answer, kept)
            at = self._next(at, answer)
        raise UnreadableError(f"more than {_MAX_HOPS} redirects; open the page in a browser and save it")

    def _next(self, at: SplitResult, answer: Answer) -> SplitResult:
        target = answer.headers.get("location")
        if not target:
            raise UnreadableError(f"{_text(at)} redirects to nowhere; open the page in a browser and save it")
        if self.archive:
            self.archive.add(_text(at), answer)
        return address_of(urljoin(_text(at), target))

    def _page(self, at: SplitResult, answer: Answer, kept: Kept | None) -> Fetched:
        url = _text(at)
        if answer.status == 304 and kept and self.archive:
            answer, unchanged = self.archive.load(kept), True
        elif answer.status == 200:
            unchanged = False
            if self.archive:
                self.archive.add(url, answer)
        else:
            raise UnreadableError(f"the server says {answer.status} {answer.reason}; check the address")
        body = inflated(answer.body, answer.headers.get("content-encoding", ""), MAX_BYTES)
        if len(body) > MAX_BYTES:
            raise UnreadableError(f"larger than {MAX_BYTES / 1e6:.0f} MB, too large for one page")
        return Fetched(url, answer.headers.get("content-type", ""), body, answer.moment, unchanged)

    def _asked_again(self, at: SplitResult, kept: Kept | None) -> Answer:
        """The answer to one address, asked for again after a pause where the server or the line failed."""
        wait = self.manners.pause
        for attempt in range(self.manners.retries + 1):
            last = attempt == self.manners.retries
            try:
                answer = self._ask(at, kept.conditions if kept else {}, MAX_BYTES)
            except (OSError, http.client.HTTPException) as error:
                if last:
                    raise UnreadableError(f"{at.hostname} cannot be reached ({_said(error)})") from error
            else:
                if last or answer.status not in _AGAIN:
                    return answer
                wait = max(wait, _seconds(answer.headers.get("retry-after")))
            self.manners.sleep(min(wait, _LONGEST_PAUSE))
            wait *= 2
        raise AssertionError("a loop of at least one round returns or raises")

    def _ask(self, at: SplitResult, more: dict[str, str], limit: int) -> Answer:
        self._wait(at)
        host, port = at.hostname or "", _port(at)
        address = checked_address(host, port, self.manners.lookup, allow_loopback=self.manners.allow_loopback)
        return ask(at, address, port, {"User-Agent": self.manners.agent, **more}, limit, self.manners)

    def _wait(self, at: SplitResult) -> None:
        """Until this host may be asked again."""
        rules = self._robots.get(_origin(at))
        delay = max(self.manners.pause, float((rules and rules.crawl_delay(_ROBOT)) or 0))
        since = time.monotonic() - self._asked.get(at.hostname or "", float("-inf"))
        if since < delay:
            self.manners.sleep(min(delay - since, _LONGEST_PAUSE))
        self._asked[at.hostname or ""] = time.monotonic()

    def _allowed(self, at: SplitResult) -> bool:
        origin = _origin(at)
        if origin not in self._robots:
            self._robots[origin] = self._rules(origin)
        rules = self._robots[origin]
        return rules is not None and bool(rules.can_fetch(_text(at), _ROBOT))

    def _rules(self, origin: str) -> Protego | None:
        """What robots.txt says: nothing where there is none; None, forbidding all, where the server fails."""
        at = address_of(f"{origin}/robots.txt")
        for _ in range(_MAX_HOPS):
            try:
                answer = self._ask(at, {}, _MAX_ROBOTS)
            except (OSError, http.client.HTTPException) as error:
                raise UnreadableError(f"{at.hostname} cannot be reached ({_said(error)})") from error
            if answer.status not in _REDIRECTS or not answer.headers.get("location"):
                break
            at = address_of(urljoin(_text(at), answer.headers["location"]))
        if answer.status >= 500 or answer.status == 429:
            return None
        body = answer.body if answer.status == 200 else b""
        text = inflated(body, answer.headers.get("content-encoding", ""), _MAX_ROBOTS)
        return Protego.parse(text[:_MAX_ROBOTS].decode("utf-8", "replace"))


def is_address(text: str) -> bool:
    """True for what the user means as an address on the web."""
    return text[:8].lower().startswith(("http://", "https://"))


def address_of(url: str) -> SplitResult:
    """``url`` taken apart. Raises UnreadableError for anything but http and https without a password."""
    try:
        at = urlsplit(url.strip())
        usable = at.scheme in ("http", "https") and bool(at.hostname) and _port(at) > 0
    except ValueError:
        usable = False
    if not usable:
        raise UnreadableError(f"{url[:200]} is no http or https address; check the spelling")
    if at.username is not None or at.password is not None:
        raise UnreadableError("an address with a user name in it is not fetched; save the page yourself")
    return at._replace(fragment="")


def _port(at: SplitResult) -> int:
    return at.port or (443 if at.scheme == "https" else 80)


def _origin(at: SplitResult) -> str:
    return f"{at.scheme}://{at.netloc}"


def _text(at: SplitResult) -> str:
    return urlunsplit(at)


def _seconds(value: str | None) -> float:
    return float(value) if value and value.isascii() and value.isdigit() else 0.0


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
