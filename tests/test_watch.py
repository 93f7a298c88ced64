"""Watching: what feeds bring is added once, what is new is told once, and it stops when asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from harbour import TRANSCRIPT
from onrecord.errors import RecordError, UsageError
from onrecord.read.containers import Options
from onrecord.read.kept import Archive
from onrecord.steps import Progress
from onrecord.store import How, Record, add, file, verify
from onrecord.terminal import news_line, news_record
from onrecord.watch.news import Held, News, Watched, pinned
from onrecord.watch.rounds import Round, Rounds
from onrecord.watch.stop import Stop, StopAsked
from sites import Reply, Site, fetcher, send, serving

FERRY = (
    "The harbour office met the press in Port Ansel on May 2, 2031.\n\n"
    "“We built 40 boats and we will not sell one of them,” Ida Osten said."
)
PEARS = "“We have never had so many pears in this valley,” said Jon Abel, a grower."
PLAIN = How(embedding="none")
EVERYTHING = Watched()


def entry(name: str, text: str, updated: str = "2001-05-02T09:30:00Z") -> str:
    """One entry of an Atom feed."""
    return (
        f"<entry><id>tag:gull.example,2031:{name}</id><title>{name}</title>"
        f'<link href="PAGES/{name}"/><published>2031-05-02T09:30:00Z</published>'
        f"<updated>{updated}</updated><content>{text}</content></entry>"
    )


class Feed:
    """A feed whose entries change; it knows when it did not."""

    def __init__(self, site: Site, path: str, *entries: str) -> None:
        self.url = site.url(path)
        self.entries = entries
        self.broken = False
        self.spared = 0
        self._pages = site.url("/pages")
        site.replies[path] = self._reply

    def _reply(self, handler: BaseHTTPRequestHandler) -> None:
        said = "".join(self.entries).replace("PAGES", self._pages)
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gull</title>{said}</feed>'.encode()
        tag = f'"{hash(body)}"'
        if self.broken:
            send(handler, 404, b"")
        elif handler.headers.get("If-None-Match") == tag:
            self.spared += 1
            handler.send_response(304)
            handler.end_headers()
        else:
            send(handler, 200, body, Content_Type="application/atom+xml", ETag=tag)


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with nothing on it."""
    with serving() as found:
        yield found


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record that has the transcript."""
    (tmp_path / "transcript.txt").write_text(TRANSCRIPT, encoding="utf-8")
    add(tmp_path / "r.sqlite", [tmp_path / "transcript.txt"], PLAIN)
    return tmp_path / "r.sqlite"


def rounds(
    record: Path, *feeds: Feed, follow: bool = False, watched: Watched = EVERYTHING, **more: object
) -> Rounds:
    """Watching ``feeds`` as the command does, with all that is fetched kept."""
    kept = Archive(record.with_suffix(".warc.gz"))
    how = replace(PLAIN, wait=0, options=Options(follow=follow, fetcher=fetcher(kept)))
    settings = {"stop": Stop(), **more}
    return Rounds(record, [feed.url for feed in feeds], how, watched, **settings)  # type: ignore[arg-type]


def setting(record: Path, key: str) -> str:
    with Record(record) as opened:
        return opened.settings()[key]


def test_the_first_round_tells_what_it_brings_and_not_what_was_there(site: Site, record: Path) -> None:
    """The transcript was in the record; the report is new, with its place, its time and what it changed."""
    watching = rounds(record, Feed(site, "/feed", entry("ferry", FERRY)))
    (news,) = watching.once().news
    assert news.doc == "127.0.0.1-feed--pages-ferry"
    assert (news.time, news.outlet, news.speaker) == ("2031-05-02T09:30:00Z", "The Gull", "Ida Osten")
    assert "40 boats" in news.words
    assert [kind for kind, _ in news.held[0].changes] == ["number"]
    assert "30 boats" in news.held[0].said[0][0]
    assert watching.once() == Round((), (), (), total=1)


def test_what_a_feed_shows_again_elsewhere_is_the_same(site: Site, record: Path) -> None:
    """A new entry moves the older ones down; only it is added and told."""
    feed = Feed(site, "/feed", entry("pears", PEARS))
    watching = rounds(record, feed)
    assert watching.once().added == ("127.0.0.1-feed--pages-pears",)
    feed.entries = (entry("ferry", FERRY), *feed.entries)
    found = watching.once()
    assert found.added == ("127.0.0.1-feed--pages-ferry",)
    assert {news.doc for news in found.news} == {"127.0.0.1-feed--pages-ferry"}
    assert rounds(record, feed).once().added == ()
    assert not list(verify(record))


def test_of_a_changed_entry_only_other_words_are_told(site: Site, record: Path) -> None:
    """Both versions are in the record; what both say was told before."""
    feed = Feed(site, "/feed", entry("ferry", FERRY))
    watching = rounds(record, feed, watched=Watched(("Ida Osten",)))
    watching.once()
    feed.entries = (entry("ferry", FERRY + "\n\n“The night ferry stays,” Osten added."),)
    found = watching.once()
    assert len(found.added) == 1
    assert ["night ferry" in news.words for news in found.news] == [True]


def test_a_feed_that_did_not_change_costs_nothing(site: Site, record: Path) -> None:
    """The server says so (304), nothing is added, and documents are not compared anew."""
    feed = Feed(site, "/feed", entry("ferry", FERRY))
    watching = rounds(record, feed)
    watching.once()
    with Record(record) as opened:
        before = opened.db.execute("SELECT group_concat(number) FROM readings").fetchone()[0]
    file_before = setting(record, "compared_at")
    assert watching.once() == Round((), (), (), total=1)
    assert feed.spared == 1
    with Record(record) as opened:
        assert opened.db.execute("SELECT group_concat(number) FROM readings").fetchone()[0] == before
    assert setting(record, "compared_at") == file_before


def test_a_feed_that_fails_is_told_once_and_left_in_peace_longer_and_longer(site: Site, record: Path) -> None:
    """It is tried in rounds 1, 2, 4, 8; others go on; once it works it is as if nothing had been."""
    bad, good = Feed(site, "/bad", entry("ferry", FERRY)), Feed(site, "/good", entry("pears", PEARS))
    bad.broken = True
    watching = rounds(record, bad, good)
    first = watching.once()
    assert [(f.path, first.failing) for f in first.failures] == [(bad.url, 1)]
    assert len(first.added) == 1
    later = [watching.once() for _ in range(7)]
    assert not any(one.failures for one in later)
    assert site.asked.count("/bad") == 4
    bad.broken = False
    mended = [watching.once() for _ in range(8)]
    assert [len(one.added) for one in mended] == [0] * 7 + [1]
    with Record(record) as opened:
        assert opened.totals()["failures"] == 0
    bad.broken = True
    assert [f.path for f in watching.once().failures] == [bad.url]


def page(text: str) -> Reply:
    """A page with an article, different each time in what is no article."""
    return lambda handler: send(
        handler,
        200,
        f"<!doctype html><html><body><article><h1>Ferry</h1><p>{text}</p></article>"
        f"<!-- {time.monotonic_ns()} --></body></html>".encode(),
    )


def test_pages_behind_entries_are_fetched_once(site: Site, record: Path) -> None:
    """A page that looks different each time is not fetched each time; where its entry changed, it is."""
    feed = Feed(site, "/feed", entry("ferry", "in short"))
    site.replies["/pages/ferry"] = page(FERRY)
    watching = rounds(record, feed, follow=True)
    (news,) = watching.once().news
    assert news.url == site.url("/pages/ferry")
    assert watching.once().added == ()
    assert rounds(record, feed, follow=True).once().added == ()
    assert site.asked.count("/pages/ferry") == 1
    feed.entries = (entry("ferry", "in short", updated="2099-05-02T12:00:00Z"),)
    assert len(rounds(record, feed, follow=True).once().added) == 1
    feed.entries = (entry("ferry", "in other words"),)
    assert len(watching.once().added) == 1
    assert site.asked.count("/pages/ferry") == 3


def test_a_page_that_fails_is_tried_again(site: Site, record: Path) -> None:
    """In the next round, then less often; not with every look at the feed."""
    watching = rounds(record, Feed(site, "/feed", entry("ferry", "in short")), follow=True)
    assert [f.path for f in watching.once().failures] == [site.url("/pages/ferry")]
    for _ in range(4):
        assert watching.once().failures == ()
    assert site.asked.count("/pages/ferry") == 3
    site.replies["/pages/ferry"] = page(FERRY)
    assert sum(len(watching.once().added) for _ in range(8)) == 1


def test_only_what_is_watched_is_told(site: Site, record: Path) -> None:
    """A speaker under any form of the name; a statement, whichever id it has by then."""
    feed = Feed(site, "/feed", entry("ferry", FERRY), entry("pears", PEARS))
    with Record(record) as opened:
        ids = [row[0] for row in opened.db.execute("SELECT id FROM statements")]
        boats = next(i for i in ids if "30 boats" in opened.text(opened.statement(i)[0].reference))
    places = pinned(record, [boats])
    with pytest.raises(UsageError, match="no statement"):
        pinned(record, ["nothing:s1"])
    found = rounds(record, feed, watched=Watched(("Mr. Abel", "ABEL"), places)).once()
    assert sorted(news.speaker or "" for news in found.news) == ["Ida Osten", "Jon Abel"]
    assert all("pears" in news.words or "boats" in news.words for news in found.news)


def test_words_that_come_after_their_report_are_news_for_it(site: Site, tmp_path: Path) -> None:
    """The transcript of what was reported before: the old report is now held against it."""
    (tmp_path / "report.txt").write_text(FERRY, encoding="utf-8")
    add(tmp_path / "r.sqlite", [tmp_path / "report.txt"], PLAIN)
    found = rounds(tmp_path / "r.sqlite", Feed(site, "/feed", entry("talk", TRANSCRIPT))).once()
    changed = [news for news in found.news if news.doc == "report" and news.held[0].changes]
    assert any("40 boats" in news.words for news in changed)


def test_what_is_no_feed_is_not_added(site: Site, record: Path, tmp_path: Path) -> None:
    """A server that shows a page instead of its feed, and a JSON file of another kind, are failures."""
    site.replies["/feed"] = page("We will be back soon, the office said.")
    site.replies["/json"] = lambda h: send(h, 200, b'{"error": "later"}', Content_Type="application/json")
    how = replace(PLAIN, options=Options(fetcher=fetcher()))
    text = tmp_path / "transcript.txt"
    watching = Rounds(record, [site.url("/feed"), site.url("/json"), str(text)], how, Watched(), Stop())
    found = watching.once()
    assert found.added == ()
    assert [f.reason[:18] for f in found.failures] == ["no feed is there; "] * 3
    text.unlink()
    assert "no such file" in watching.once().failures[0].reason
    with pytest.raises(UsageError, match="no address"):
        Rounds(record, [str(text)], how, Watched(), Stop())


def test_a_json_feed_is_watched(site: Site, record: Path) -> None:
    """Its entries are known by their ids."""
    items = [{"id": "7", "content_text": FERRY, "date_published": "2031-05-02T09:30:00+02:00"}]
    said = {"version": "https://jsonfeed.org/version/1.1", "title": "The Gull", "items": items}
    site.replies["/feed"] = lambda h: send(
        h, 200, json.dumps(said).encode(), Content_Type="application/feed+json"
    )
    how = replace(PLAIN, options=Options(fetcher=fetcher()))
    watching = Rounds(record, [site.url("/feed")], how, Watched(), Stop())
    assert watching.once().added == ("127.0.0.1-feed--7",)
    items.insert(0, {"id": "8", "content_text": PEARS})
    assert watching.once().added == ("127.0.0.1-feed--8",)


# ------------------------------------------------------------------------ stopping


def test_asked_to_stop_it_ends_between_inputs_and_loses_no_news(site: Site, record: Path) -> None:
    """What was read by then is in the record and told by the next round, which compares it."""
    stop = Stop()

    @contextmanager
    def second() -> Iterator[Progress]:
        def tell(_name: str, done: int, _total: int | None) -> None:
            stop.asked = done == 2

        yield tell

    feed = Feed(site, "/feed", entry("ferry", FERRY), entry("pears", PEARS), entry("more", PEARS + " Yes."))
    (last,) = rounds(record, feed, stop=stop, showing=second).run(60)
    assert last.stopped
    assert last.news == ()
    assert len(last.added) == 2
    assert not list(verify(record))
    found = rounds(record, feed).once()
    assert len(found.added) == 1
    assert "127.0.0.1-feed--pages-ferry" in {news.doc for news in found.news}


class Waiting(Stop):
    """Waits in no time, and asks to stop when it has waited three times."""

    __slots__ = ("waits",)

    def sleep(self, seconds: float) -> None:
        """Note how long it would have been."""
        self.waits = [*getattr(self, "waits", []), seconds]
        if len(self.waits) == 3:
            raise StopAsked


def test_rounds_come_from_start_to_start(site: Site, record: Path) -> None:
    """A round that took long is followed by the next the sooner."""
    clock, stop = iter([0.0, 20.0, 60.0, 150.0, 160.0, 170.0]), Waiting()
    watching = rounds(record, Feed(site, "/feed", entry("pears", PEARS)), stop=stop)
    *_, last = found = list(watching.run(60, lambda: next(clock)))
    assert (len(found), last) == (4, Round((), (), (), stopped=True, total=1))
    assert stop.waits == [40.0, -30.0, 50.0]


def test_a_record_that_is_busy_later_is_a_failure_of_that_round(site: Site, record: Path) -> None:
    """Another process may add to it; the first round says so and ends."""
    watching = rounds(record, Feed(site, "/feed", entry("pears", PEARS)), stop=Waiting()).run(60)
    with file.locked(record, 0), pytest.raises(RecordError, match="another onrecord"):
        next(rounds(record).run(60))
    assert len(next(watching).added) == 1
    with file.locked(record, 0):
        assert "another onrecord" in next(watching).failures[0].reason
    assert next(watching).failures == ()


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_command(tmp_path: Path, number: int) -> None:
    """A real process that waits for its next round ends at once, in order, with status 0."""
    feed = tmp_path / "feed.xml"
    feed.write_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry("pears", PEARS)}</feed>')
    record = tmp_path / "r.sqlite"
    command = [sys.executable, "-m", "onrecord", "watch", str(feed), "--record", str(record)]
    command += ["--embedding", "none", "--speaker", "Abel", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    news = json.loads(process.stdout.readline())
    assert news["speaker"] == "Jon Abel"
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "stopped; 1 documents added in all" in said
    assert "Traceback" not in said
    assert not list(verify(record))


_DEAF = """
from onrecord.watch.stop import stopping
with stopping():
    print("ready", flush=True)
    while True: pass
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_second_signal_stops_at_once() -> None:
    """Whatever it is at; the status is that of the signal."""
    process = subprocess.Popen(
        [sys.executable, "-c", _DEAF], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.stderr.readline()
    assert "stopping" in process.stderr.readline()
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM


# ------------------------------------------------------------------------ telling


def test_a_line_holds_nothing_a_terminal_would_obey() -> None:
    """Words come from the web; one line each, whatever is in them."""
    news = News(
        time=None,
        outlet="The\x1b[2J Gull",
        doc="d",
        url=None,
        title=None,
        speaker=None,
        words="one\ntwo",
        form="direct",
        quotation="d-q1",
        statement=None,
        held=(Held("yes", (("one", "t"),), ()), Held("no", (), ())),
    )
    line = news_line(news)
    assert line == "no date · The [2J Gull · speaker unknown: “one two” · as said in t | not in this record\n"
    assert news_record(news)["readings"][0]["said"] == [{"doc": "t", "text": "one"}]
