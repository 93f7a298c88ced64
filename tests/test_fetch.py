"""Fetching: only public addresses, politely, within caps, and everything kept. The server is on loopback."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from onrecord.errors import UnreadableError
from onrecord.model import Document, Failure
from onrecord.read.addresses import is_public
from onrecord.read.containers import Options
from onrecord.read.files import read_paths
from onrecord.read.kept import Archive
from sites import Site, fetcher, send, serving

PAGE = (
    b"<!doctype html><html><body><h1>Ferry</h1><p>Fares would rise by four crowns, the office said.</p>"
    b"</body></html>"
)


def page(handler: BaseHTTPRequestHandler) -> None:
    if handler.headers.get("If-None-Match") == '"1"':
        handler.send_response(304)
        handler.end_headers()
        return
    send(handler, 200, PAGE, ETag='"1"')


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.replies["/a"] = page
        yield found


def test_a_named_address_is_read(site: Site) -> None:
    """As a document with its address; the agent says who it is."""
    (document,) = read_paths([site.url("/a")], Options(fetcher=fetcher()))
    assert isinstance(document, Document)
    assert "four crowns" in document.text
    assert document.url == site.url("/a")
    assert all("onrecord" in agent for agent in site.agents)


def test_a_list_of_addresses_is_read(site: Site, tmp_path: Path) -> None:
    """Named by the user, each line is fetched; one that is not there is a Failure in its place."""
    (tmp_path / "list.txt").write_text(f"# two\n{site.url('/a')}\n{site.url('/gone')}\n")
    items = list(read_paths([tmp_path / "list.txt"], Options(fetcher=fetcher())))
    assert [type(item) for item in items] == [Document, Failure]


def test_loopback_is_refused_unless_allowed(site: Site) -> None:
    """By default nothing on this machine is asked anything."""
    with pytest.raises(UnreadableError, match="not a public address"):
        fetcher(allow_loopback=False).get(site.url("/a"))
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "2001:0:0:0:0:0:80ff:fffe",
        "no address",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    """Private, loopback, link-local, shared, multicast, and IPv6 that wraps one of those."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_outside_are_public(address: str) -> None:
    """The rest of the Internet can be read."""
    assert is_public(address)


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "ftp://gull.example/",
        "http://u:p@x/",
    ],
)
def test_every_hop_of_a_redirect_is_looked_at(site: Site, target: str) -> None:
    """A public page cannot send us inside, or to another protocol."""
    site.replies["/r"] = lambda h: send(h, 302, b"", Location=target)
    with pytest.raises(UnreadableError):
        fetcher().get(site.url("/r"))


def test_redirects_are_followed_and_end(site: Site) -> None:
    """A few are; a circle is not."""
    site.replies["/r"] = lambda h: send(h, 301, b"", Location="/a")
    site.replies["/o"] = lambda h: send(h, 302, b"", Location="/o")
    assert fetcher().get(site.url("/r")).url == site.url("/a")
    with pytest.raises(UnreadableError, match="redirects"):
        fetcher().get(site.url("/o"))


def test_the_address_that_was_looked_at_is_the_one_connected_to(site: Site) -> None:
    """A name server that answers differently the second time is not asked twice for one connection."""
    answers = {"gull.example": [["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]]}
    get = fetcher(lookup=lambda host, _: answers[host].pop(0))
    assert get.get(site.url("/a", "gull.example")).body == PAGE
    with pytest.raises(UnreadableError, match="not a public address"):
        get.get(site.url("/a", "gull.example"))


def test_one_inside_address_among_several_is_enough_to_refuse() -> None:
    """Which of them a connection takes is not ours to choose."""
    with pytest.raises(UnreadableError, match=r"10\.0\.0\.1"):
        fetcher(lookup=lambda *_: ["8.8.8.8", "10.0.0.1"]).get("http://gull.example/")


@pytest.mark.parametrize(
    ("length", "body"),
    [("10", b"<p>much more than ten</p>" * 9), ("100000", b"<p>less</p>"), ("99999999999", b"x")],
)
def test_a_length_that_is_a_lie_costs_nothing(site: Site, length: str, body: bytes) -> None:
    """Too short a body is an error, too long a one is cut where it said it ends, a huge one not awaited."""
    site.replies["/l"] = lambda h: send(h, 200, body, Content_Length=length)
    if int(length) <= len(body):
        assert len(fetcher(retries=0).get(site.url("/l")).body) == int(length)
        return
    with pytest.raises(UnreadableError, match=r"cannot be reached|too large"):
        fetcher(retries=0).get(site.url("/l"))


def test_bombs_and_drips_end(site: Site) -> None:
    """A packed body that grows, and one that never ends, are cut off."""
    site.replies["/b"] = lambda h: send(h, 200, gzip.compress(b" " * 60_000_000), Content_Encoding="gzip")
    site.replies["/d"] = drip
    with pytest.raises(UnreadableError):
        fetcher().get(site.url("/b"))
    start = time.monotonic()
    fetcher(timeout=0.5, retries=0).get(site.url("/d"))
    assert time.monotonic() - start < 5


def test_robots_are_obeyed(site: Site) -> None:
    """What robots.txt forbids is not asked for; a server that fails to say forbids all."""
    site.replies["/robots.txt"] = lambda h: send(h, 200, b"User-agent: *\nDisallow: /private")
    site.replies["/private"] = page
    with pytest.raises(UnreadableError, match=r"robots\.txt"):
        fetcher().get(site.url("/private"))
    assert site.asked == ["/robots.txt"]
    site.replies["/robots.txt"] = lambda h: send(h, 503, b"")
    with pytest.raises(UnreadableError, match=r"robots\.txt"):
        fetcher().get(site.url("/a"))


def test_a_host_is_not_hurried(site: Site) -> None:
    """Between two requests to one host lies the pause; after a failure it doubles."""
    waits: list[float] = []
    site.replies["/busy"] = lambda h: send(h, 503, b"")
    with pytest.raises(UnreadableError, match="503"):
        fetcher(pause=1.0, sleep=waits.append).get(site.url("/busy"))
    assert sum(waits) >= 3.0
    assert site.asked.count("/busy") == 3


def test_a_page_is_kept_and_asked_for_only_if_changed(site: Site, tmp_path: Path) -> None:
    """What was fetched is in the archive, can be read from there, and is not sent twice."""
    path = tmp_path / "r.warc.gz"
    fetcher(Archive(path)).get(site.url("/a"))
    again = fetcher(Archive(path)).get(site.url("/a"))
    assert again.unchanged
    assert again.body == PAGE
    (kept,) = read_paths([path])
    assert isinstance(kept, Document)
    assert "four crowns" in kept.text
