"""The application without a browser: every page, the same as JSON, CSV, what is refused, what is escaped."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from onrecord import Story, inquiry
from onrecord.model import Event, Finding, FindingType
from onrecord.store import Record, add, write_record
from onrecord.web import Settings, create_app
from report_story import RECORD, at, document, extraction
from report_story import story as invented

HOST = "http://localhost"
TOKEN = "a-key-for-tests"
LISTS = ["/stories", "/documents", "/speakers", "/search?q=the", "/judgements"]


@pytest.fixture(scope="module")
def demo_record(demo_story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo story as a record."""
    path = tmp_path_factory.mktemp("web") / "demo.sqlite"
    write_record(demo_story, path)
    return path


@pytest.fixture
def client(demo_record: Path) -> Iterator[TestClient]:
    """A visitor of a server for reading."""
    with TestClient(create_app(Settings(demo_record, read_only=True)), HOST) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestClient]:
    """A visitor who holds the key of a server over a record of two invented documents."""
    (tmp_path / "a.txt").write_text('"The gates stay shut," said Ada Quill, the harbour master.\n', "utf-8")
    add(tmp_path / "r.sqlite", [tmp_path / "a.txt"])
    with TestClient(create_app(Settings(tmp_path / "r.sqlite", TOKEN)), HOST) as made:
        made.get(f"/?token={TOKEN}")
        yield made


def _paths(record: Path) -> list[str]:
    with Record(record) as found:
        story = found.events().rows[0].id
        document = found.documents().rows[0].id
        speaker = found.speakers().rows[0].name
        statement = found.story(story).statements[0].id
    parts = {"stories": story, "documents": document, "speakers": speaker, "statements": statement}
    return [f"/{kind}/{quote(name, safe='')}" for kind, name in parts.items()]


def test_every_page_has_two_forms(client: TestClient, demo_record: Path) -> None:
    """Each page is HTML, and JSON with ``ok`` at the same address with .json."""
    for path in ["/", *LISTS, *_paths(demo_record), "/check", "/help"]:
        page = client.get(path)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
        bare, _, asked = path.partition("?")
        if bare != "/":
            data = client.get(f"{bare}.json?{asked}")
            assert data.json()["ok"] is True, path


def test_a_story_that_points_into_another_has_a_page(tmp_path: Path) -> None:
    """A finding shows words of a document of another event; a speaker is named in one nothing points to."""
    story = invented()
    (speaker,) = story.speakers
    older = at("d", "An older story.", "older story")
    finding = Finding("b", FindingType.OTHER_EVENT_MATERIAL, 2, "Its words are of an older story.", (older,))
    there, elsewhere = at("a", RECORD, "Nobody"), at("e", "Ada Quill once sang.", "Ada Quill")
    story = replace(
        story,
        extractions=(*story.extractions, extraction(document("e", "Ada Quill once sang."))),
        events=(*story.events, Event("e3", ("e",), "Sang")),
        speakers=(replace(speaker, mentions=(there, older, elsewhere)),),
        findings=(*story.findings, finding),
    )
    write_record(story, tmp_path / "r.sqlite")
    with TestClient(create_app(Settings(tmp_path / "r.sqlite", read_only=True)), HOST) as made:
        page, data = made.get("/stories/e1"), made.get("/stories/e1.json")
    assert page.status_code == 200
    assert "Its words are of an older story." in page.text
    records = data.json()["story"]
    (named,) = [r for r in records if r["kind"] == "speaker"]
    assert [m["doc"] for m in named["mentions"]] == ["a", "d"]


def test_links_of_every_page_lead_somewhere(client: TestClient, demo_record: Path) -> None:
    """No page of the record links to a page that is not there."""
    from lxml import html

    found = {"/", *LISTS, *_paths(demo_record)}
    linked: set[str] = set()
    for path in found:
        tree = html.fromstring(client.get(path).text)
        linked |= {link.partition("#")[0] for link in tree.xpath("//a/@href") if link.startswith("/")}
    assert len(linked) > 30
    for link in sorted(linked)[:120]:
        assert client.get(link).status_code == 200, link


def test_anchors_of_links_are_marked(client: TestClient, demo_record: Path) -> None:
    """A link to a quotation or a place opens a page on which that is marked."""
    from lxml import html

    links: list[str] = []
    for path in _paths(demo_record):
        links += [
            h
            for h in html.fromstring(client.get(path).text).xpath("//a/@href")
            if "/documents/" in h and "#" in h
        ]
    assert links
    for link in links[:60]:
        page, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in client.get(page).text, link


def test_lists_come_in_pages(client: TestClient) -> None:
    """Following next_url gives every speaker once."""
    seen: list[str] = []
    url: str | None = "/speakers.json"
    while url:
        data: dict[str, Any] = client.get(url).json()
        seen += [row["name"] for row in data["rows"]]
        url = data["next_url"]
    assert seen == sorted(set(seen))
    assert len(seen) == len(list(csv.DictReader(io.StringIO(client.get("/speakers.csv").text))))


def test_csv_of_a_search(client: TestClient) -> None:
    """The quotations of a search as CSV are those of the search."""
    rows = client.get("/search.json?q=the").json()["rows"]
    table = list(csv.DictReader(io.StringIO(client.get("/quotations.csv?q=the").text)))
    assert [row["quotation"] for row in table][: len(rows)] == [row["quotation"] for row in rows]


@pytest.mark.parametrize(
    "path", ["/nothing", "/documents/nothing", "/stories/nothing", "/speakers/nobody", "/add/7"]
)
def test_errors_have_one_shape(client: TestClient, path: str) -> None:
    """What is not there is 404 in both forms, and the JSON says what."""
    assert client.get(path).status_code == 404
    data = client.get(f"{path}.json")
    assert data.status_code == 404
    assert data.json()["ok"] is False
    assert data.json()["status"] == 404
    assert data.json()["error"]


def test_the_interface_describes_what_is_there(client: TestClient) -> None:
    """Every path of the OpenAPI document without parts in braces answers, and every list is in it."""
    paths = client.get("/openapi.json").json()["paths"]
    for path in paths:
        if "{" not in path:
            assert client.get(path).status_code == 200, path
    assert {f"{path.partition('?')[0]}.json" for path in LISTS} <= set(paths)


def test_other_names_are_refused(client: TestClient) -> None:
    """A request under a name the server was not started for gets nothing (DNS rebinding)."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:99"}).status_code == 200


def test_without_the_key_nothing_is_shown(desk: TestClient) -> None:
    """The address with the key sets a cookie that no script can read; without it all but style is refused."""
    stranger = TestClient(desk.app, HOST)
    assert stranger.get("/").status_code == 401
    assert stranger.get("/?token=wrong").status_code == 401
    assert [stranger.get(f"/static/{name}").status_code for name in ("app.css", "report.css")] == [200, 200]
    assert stranger.get("/static/%2e%2e/stories").status_code == 404
    entered = stranger.get(f"/?token={TOKEN}", follow_redirects=False)
    assert entered.headers["location"] == "/"
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert "SameSite=strict" in entered.headers["set-cookie"]
    assert stranger.get("/").status_code == 200
    program = TestClient(desk.app, HOST)
    assert program.get("/stories.json", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": HOST}, 303),
        ({"origin": "http://evil.example"}, 403),
        ({}, 403),
        ({"authorization": f"Bearer {TOKEN}"}, 303),
    ],
)
def test_changes_come_from_our_own_pages(desk: TestClient, headers: dict[str, str], status: int) -> None:
    """A judgement is kept only from a page of the server, or from a program with the key."""
    given = {"kind": "split", "doc": "a"}
    assert desk.post("/judgements", data=given, headers=headers, follow_redirects=False).status_code == status


def test_a_server_for_reading_changes_nothing(client: TestClient) -> None:
    """Neither judgements nor documents can be added."""
    for path in ("/judgements", "/add"):
        assert client.post(path, data={}, headers={"origin": HOST}).status_code == 403


def test_judgements_are_kept_and_undone(desk: TestClient) -> None:
    """What is decided is listed until it is undone, and then as undone."""
    own = {"origin": HOST}
    desk.post("/judgements", data={"kind": "split", "doc": "a", "note": "another day"}, headers=own)
    row = desk.get("/judgements.json").json()["rows"][0]
    assert (row["kind"], row["content"]["doc"], row["undone_at"]) == ("split", "a", None)
    desk.post("/judgements", data={"undo": str(row["number"])}, headers=own)
    assert desk.get("/judgements.json").json()["rows"][0]["undone_at"]


@pytest.mark.parametrize(
    "given", [{"kind": "burn"}, {"kind": "pin", "doc": "a"}, {"undo": "99"}, {"undo": "x"}]
)
def test_a_judgement_that_says_nothing_is_refused(desk: TestClient, given: dict[str, str]) -> None:
    """An unknown kind, a missing part or an unknown number is an error that says so."""
    answer = desk.post("/judgements", data=given, headers={"origin": HOST, "accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_uploads_are_read(desk: TestClient) -> None:
    """An uploaded file is read by a process of its own and is then a document."""
    text = b'"We leave at dawn," said Bo Marsh, the pilot.\n'
    begun = desk.post(
        "/add", files={"files": ("../b.txt", text)}, headers={"origin": HOST, "accept": "application/json"}
    )
    assert begun.status_code == 202
    job: dict[str, Any] = {}
    for _ in range(600):
        job = desk.get(begun.json()["url"]).json()["job"]
        if job["finished"]:
            break
        time.sleep(0.1)
    assert (job["error"], job["new"]) == (None, ["b"])
    assert "We leave at dawn" in desk.get("/documents/b").text


def test_nothing_to_add_is_told(desk: TestClient) -> None:
    """A form without files and addresses is an error that says what to do."""
    assert desk.post("/add", data={"urls": "no address"}, headers={"origin": HOST}).status_code == 400


def test_too_much_at_once_is_refused(desk: TestClient) -> None:
    """A body over the limit is refused before it is read."""
    headers = {"origin": HOST, "content-length": str(1 << 40)}
    assert desk.post("/add", content=b"x", headers=headers).status_code == 413


def test_headers_of_every_answer(client: TestClient) -> None:
    """Pages, errors and files carry the policy that allows no foreign and no inline script."""
    for path in ("/", "/nothing", "/static/app.js", "/stories.json"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_no_page_has_inline_script_or_style(client: TestClient, demo_record: Path) -> None:
    """The policy forbids them, so a page that had any would be broken."""
    from lxml import html

    for path in ["/", *LISTS, *_paths(demo_record), "/help", "/check?quote=the"]:
        tree = html.fromstring(client.get(path).text)
        assert not tree.xpath("//script[not(@src)] | //style | //@style | //@onclick | //@onload")


def test_json_is_the_schema(client: TestClient, demo_record: Path) -> None:
    """A story as JSON holds the records of the JSON Lines schema."""
    data = json.loads(client.get(f"{_paths(demo_record)[0]}.json").text)
    assert {"document", "quotation", "rendering", "statement"} <= {record["kind"] for record in data["story"]}


def test_facets_of_pages_lead_to_their_documents(client: TestClient) -> None:
    """Every facet and value of the home page narrows the list to the documents that carry it."""
    from lxml import html

    links = html.fromstring(client.get("/").text).xpath("//aside//a/@href")
    asked = [link for link in links if "facet=" in link]
    assert asked
    for link in asked:
        assert client.get(link.replace("/documents?", "/documents.json?")).json()["rows"], link


def test_lists_speak_to_people(client: TestClient) -> None:
    """A document without a title of its own is listed by its headline, days and languages in words."""
    page = client.get("/documents").text
    assert "Velmara needs no foreign builders" in page
    assert "12 April 2024 · English" in page
    assert "· Russian ·" in page


def test_a_role_has_a_page(client: TestClient, demo_record: Path) -> None:
    """Every name that quotations carry has a page, also "journalist"; others are not in this record."""
    with Record(demo_record) as record:
        names = [name for name, _ in record.counts("speaker")]
    assert "journalist" in names
    for name in names:
        assert client.get(f"/speakers/{quote(name, safe='')}.json").json()["rows"], name


def test_who_is_served_to_read_sees_no_folders(client: TestClient, demo_story: Story) -> None:
    """JSON of a server for reading names files without the folders they were read from."""
    document = demo_story.extractions[0].document
    data = client.get(f"/documents/{quote(document.id, safe='')}.json").json()["document"]
    assert data[0]["path"] == Path(document.path).name != document.path


def test_a_quote_is_checked_in_a_large_record(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows the words of the record and leads to them, however many documents there are."""
    monkeypatch.setattr(inquiry, "SMALL", 0)
    said = "We do not need to bring in crews from abroad"
    page = client.get("/check", params={"quote": said})
    assert page.status_code == 200
    assert said in page.text.replace("<mark>", "").replace("</mark>", "")
    assert client.get("/check.json", params={"quote": said}).json()["verdict"] == "exact"
