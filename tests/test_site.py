"""A record as a folder of pages: every link leads somewhere, no server is needed, names are harmless."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from typer.testing import CliRunner

from hostile import PAYLOADS
from onrecord import Story, UsageError
from onrecord.cli import app
from onrecord.report.pile import quotation_id
from onrecord.store import Record, write_record
from onrecord.web.answer import url
from onrecord.web.site import file_name, write_site
from report_story import story as invented

SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")


def _pages(site: Path) -> dict[str, Any]:
    return {str(p.relative_to(site)): html.fromstring(p.read_text("utf-8")) for p in site.rglob("*.html")}


def test_every_link_leads_to_a_file_and_a_place_in_it(demo_site: Path) -> None:
    """Links are relative; each names a file of the folder, and after # an element of that page."""
    pages = _pages(demo_site)
    ids = {name: {"", "main", *page.xpath("//@id")} for name, page in pages.items()}
    followed = 0
    for name, page in pages.items():
        for link in page.xpath("//@href | //@src"):
            if link.startswith("http"):
                continue
            found = urlsplit(link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(found.path) or "."))
            target = target if found.path else name
            assert not link.startswith("/"), (name, link)
            assert (demo_site / target).is_file(), (name, link)
            assert found.fragment in ids.get(target, {""}), (name, link)
            followed += 1
    assert followed > 1000


def test_every_page_for_reading_is_there(demo_site: Path, demo_story: Story) -> None:
    """Home, lists, help; each story with its digest, each document, statement and speaker."""
    wanted = ["/", "/stories", "/documents", "/speakers", "/help"]
    for event in demo_story.events:
        wanted += [url("stories", event.id), url("stories", event.id, "digest")]
    wanted += [url("documents", x.document.id) for x in demo_story.extractions]
    wanted += [url("statements", s.id) for s in demo_story.statements]
    wanted += [url("speakers", s.name) for s in demo_story.speakers]
    for address in wanted:
        assert (demo_site / f"{file_name(address)}.html").is_file(), address
        data = json.loads((demo_site / f"{file_name(address)}.json").read_text("utf-8"))
        assert data["ok"] is True, address


def test_permalinks_keep_their_anchors(demo_site: Path, demo_story: Story) -> None:
    """Every quotation is marked on the page of its document under the id that the application gives it."""
    for extraction in demo_story.extractions:
        page = (demo_site / f"{file_name(url('documents', extraction.document.id))}.html").read_text("utf-8")
        for quotation in extraction.quotations:
            assert f'id="{quotation_id(quotation.id)}"' in page


def test_nothing_of_a_server_is_left(demo_site: Path) -> None:
    """No form, no search, no judgements, no key; nothing inline; no folder of this machine."""
    for name, page in _pages(demo_site).items():
        assert not page.xpath("//form | //script[not(@src)] | //style | //@style"), name
        text = (demo_site / name).read_text("utf-8")
        assert not re.search(r"token|/search|/check|/judgements|/add\b|onrecord add", text), name
    for data in demo_site.rglob("*.json"):
        assert "/data/demo/" not in data.read_text("utf-8"), data


def test_addresses_in_json_are_relative(demo_site: Path) -> None:
    """What a page of the application gives as href or next_url in JSON is a file of the folder."""
    links = 0
    for path in demo_site.rglob("*.json"):
        for link in re.findall(r'"(?:href|next_url)": "([^"#]*)', path.read_text("utf-8")):
            assert (path.parent / link).resolve().is_file(), (path, link)
            links += 1
    assert links > 100


@pytest.mark.parametrize(
    "one", ["..", "../../x", "CON", "a/b", "ABC", "", "\x00", "квота", "x" * 500, ".html"]
)
def test_a_name_says_nothing_to_a_file_system(one: str) -> None:
    """Whatever an id holds, its file name is of lower-case letters, figures and hyphens, and short."""
    name = file_name(f"{url('documents')}/{url(one)[1:] or '%20'}")
    assert SAFE.fullmatch(name)
    assert len(name) < 80


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_ids_never_share_a_file(one: str, other: str) -> None:
    """Also where they differ in case alone, or one holds what another page's address adds."""
    first, second = url("speakers", one), url("speakers", other)
    assert (file_name(first) == file_name(second)) == (first == second)
    assert file_name(first).casefold() == file_name(first)


def test_a_hostile_story_stays_in_its_folder(tmp_path: Path) -> None:
    """Ids, names and titles made to break out of paths and attributes give pages in the folder alone."""
    held = invented()
    names = dict(zip((s.name for s in held.speakers), ("../../../etc/x", *PAYLOADS), strict=False))
    extractions = tuple(
        replace(x, quotations=tuple(replace(q, speaker=names.get(str(q.speaker))) for q in x.quotations))
        for x in held.extractions
    )
    speakers = tuple(replace(s, name=names[s.name]) for s in held.speakers)
    statements = tuple(replace(s, speaker=names.get(str(s.speaker))) for s in held.statements)
    story = replace(held, extractions=extractions, speakers=speakers, statements=statements)
    write_site(story, tmp_path / "site")
    assert {p.name for p in tmp_path.iterdir()} == {"site"}
    for name, page in _pages(tmp_path / "site").items():
        assert SAFE.fullmatch(name.removesuffix(".html")), name
        assert not page.xpath("//*[starts-with(@*, 'javascript')] | //script[not(@src)] | //iframe"), name


def test_a_list_of_many_pages_is_followed(tmp_path: Path) -> None:
    """All speakers are listed though a list shows forty: its pages lead on to each other."""
    held = invented()
    many = tuple(replace(held.speakers[0], name=f"Speaker {n:03}", mentions=()) for n in range(90))
    write_site(replace(held, speakers=(*held.speakers, *many)), tmp_path / "site")
    lists = "".join(p.read_text("utf-8") for p in (tmp_path / "site").glob("speakers*.html"))
    assert all(f"Speaker {n:03}" in lists for n in range(90))
    assert len(list((tmp_path / "site" / "speakers").glob("speaker-*.html"))) == 90


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    """What stands there already would be published with the rest."""
    (tmp_path / "draft.html").write_text("not yet", "utf-8")
    with pytest.raises(UsageError, match="empty"):
        write_site(invented(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["draft.html"]


def test_the_command_writes_a_record_or_one_story(demo_story: Story, tmp_path: Path) -> None:
    """``--story`` leaves everything else out; an unknown story is told with those there are."""
    record = tmp_path / "r.sqlite"
    write_record(demo_story, record)
    with Record(record) as opened:
        event = opened.events().rows[-1]
    run = CliRunner().invoke
    common = ["export", str(record), "--format", "site"]
    assert run(app, [*common, "--to", str(tmp_path / "one"), "--story", event.id]).exit_code == 0
    stories = json.loads((tmp_path / "one" / "stories.json").read_text("utf-8"))["rows"]
    assert [row["id"] for row in stories] == [event.id]
    assert len(list((tmp_path / "one" / "documents").glob("*.html"))) < len(demo_story.extractions)
    for wrong in (["--to", str(tmp_path / "two"), "--story", "none"], []):
        failed = run(app, [*common, *wrong])
        assert isinstance(failed.exception, UsageError)
