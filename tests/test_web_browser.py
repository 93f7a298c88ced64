"""The application in Chromium: the whole path, the keys, every width, axe-core, and pages made to attack."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

import pytest
import uvicorn

from hostile import PAYLOADS, hostile_pile
from onrecord import Story
from onrecord.store import Record, add, read_record, write_record
from onrecord.web import Settings, create_app
from onrecord.web.site import write_site
from test_report_browser import ARGUMENTS, CHROMIUM
from test_site_browser import hosted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
TOKEN = "a-key-for-tests"
SAMPLE = 4
WATCH = """document.addEventListener("securitypolicyviolation",
    event => console.error("VIOLATION " + event.blockedURI))"""


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """A real server on a free port of loopback; gives its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def demo(demo_story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server for reading over the demo story, and its record."""
    record = tmp_path_factory.mktemp("web") / "demo.sqlite"
    write_record(demo_story, record)
    with served(Settings(record, read_only=True)) as address:
        yield address, record


def _kinds_of_page(record: Path) -> list[str]:
    with Record(record) as found:
        story = found.events().rows[0].id
        primary = found.event(story).primary or found.documents().rows[0].id
        statement = found.story(story).statements[0]
    return [
        "/",
        "/stories",
        f"/stories/{quote(story, safe='')}",
        f"/stories/{quote(story, safe='')}/digest",
        "/documents",
        f"/documents/{quote(primary, safe='')}",
        "/speakers",
        f"/speakers/{quote(str(statement.speaker), safe='')}",
        f"/statements/{quote(statement.id, safe='')}",
        "/search?q=the",
        "/check",
        "/judgements",
        "/help",
        "/nothing",
    ]


def test_no_serious_fault_for_screen_readers(browser: Browser, demo: tuple[str, Path]) -> None:
    """axe-core finds no serious or critical violation on any kind of page, light and dark."""
    address, record = demo
    kinds = _kinds_of_page(record)
    # In the dark only colours differ, and three pages have them all.
    schemes: tuple[tuple[Literal["light", "dark"], list[str]], ...] = (
        ("light", kinds),
        ("dark", [kinds[2], kinds[5], kinds[9]]),
    )
    for scheme, paths in schemes:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        for path in paths:
            page.goto(address + path)
            found = axe.Axe().run(page).response["violations"]
            serious = [
                (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
            ]
            assert not serious, (path, scheme, serious)
        context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_scrolls_sideways(browser: Browser, demo: tuple[str, Path], width: int) -> None:
    """No kind of page is wider than the window; only pictures and wide tables scroll inside it."""
    address, record = demo
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in _kinds_of_page(record):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()


def test_pages_read_without_script(browser: Browser, demo: tuple[str, Path]) -> None:
    """With JavaScript off the story, its statements and the search are there all the same."""
    address, record = demo
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + _kinds_of_page(record)[2])
    assert page.locator("table.synopsis tbody tr").count() > 5
    page.fill("#find", "gates")
    page.press("#find", "Enter")
    assert page.locator("ol.quotations > li").count() > 0
    context.close()


def test_keys(browser: Browser, demo: tuple[str, Path]) -> None:
    """/ goes to the search, j and k through the list, ? to the help; none of them while typing."""
    address, _ = demo
    page = browser.new_page()
    page.goto(f"{address}/speakers")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert (
        page.evaluate(
            "[...document.querySelectorAll('[data-keys] > *')].findIndex(e => e.matches('.current'))"
        )
        == 0
    )
    page.keyboard.press("/")
    page.keyboard.type("j?")
    assert page.input_value("#find") == "j?"
    page.locator("h1").click()
    page.keyboard.press("?")
    page.wait_for_url("**/help")
    page.close()


def test_a_link_to_a_quotation_marks_it(browser: Browser, demo: tuple[str, Path]) -> None:
    """From the synopsis to the words in their text, and on to all readings of the statement."""
    address, record = demo
    page = browser.new_page()
    page.goto(address + _kinds_of_page(record)[2])
    page.locator("table.synopsis td .about a").first.click()
    page.wait_for_url("**/documents/**")
    assert page.locator("mark:target").count() == 1
    page.locator(".links a.to").first.click()
    page.wait_for_url("**/statements/**")
    assert page.locator(".readings article").count() > 0
    page.close()


def test_from_upload_to_export(browser: Browser, tmp_path: Path) -> None:
    """Add two files in the browser, open their story, a statement, check an altered quote, export it all."""
    (tmp_path / "one.txt").write_text(ONE, "utf-8")
    (tmp_path / "two.txt").write_text(TWO, "utf-8")
    add(tmp_path / "r.sqlite", [])
    with served(Settings(tmp_path / "r.sqlite", TOKEN)) as address:
        page = browser.new_page()
        page.goto(f"{address}/?token={TOKEN}")
        assert TOKEN not in page.url
        page.click("text=Add documents")
        page.set_input_files("input[type=file]", [str(tmp_path / "one.txt"), str(tmp_path / "two.txt")])
        page.click("main button")
        page.wait_for_selector("text=2 new documents", timeout=60_000)
        page.click("nav.app >> text=Stories")
        page.click("ol.stories a.title")
        page.locator("table.synopsis td .about a").first.click()
        page.locator(".links a.to").first.click()
        page.locator(".card blockquote").wait_for()
        page.goto(f"{address}/check")
        page.fill("textarea[name=quote]", "The ferry will run every forty minutes from May")
        page.click("main button")
        assert page.locator(".verdict").get_attribute("class") == "verdict altered"
        page.close()
    write_site(read_record(tmp_path / "r.sqlite"), tmp_path / "pages")
    with hosted(tmp_path / "pages") as address:
        page = browser.new_page()
        page.goto(address)
        page.click("ol.stories a.title")
        page.locator("table.synopsis td .about a").first.wait_for()
        page.close()


ONE = """Press briefing, Lorn Harbour Board, 4 March 2031

Ada Quill: The ferry will run every thirty minutes from May. We have bought two boats, and both are paid for.

Journalist: What does it cost?

Ada Quill: Three million crowns. Nobody will pay more for a ticket.
"""
TWO = """Ferry to run twice an hour

By Bo Marsh, Lorn Courier, 5 March 2031

The ferry across Lorn harbour will run every thirty minutes from May, said Ada Quill, head of the harbour.

"We have bought two boats, and both are paid for," Quill said.

"Nobody will pay more for a ticket," she added.
"""


def test_hostile_pages_run_nothing(browser: Browser, tmp_path: Path) -> None:
    """Payloads in names of files, titles, outlets, names, quotes and JSON-LD run on no page.

    Neither of the application nor of the folder of pages. A dialog, a violation of the policy, or a request
    to anywhere else would tell.
    """
    hostile_pile(tmp_path / "pile")
    add(tmp_path / "r.sqlite", [tmp_path / "pile"])
    told: list[str] = []
    with served(Settings(tmp_path / "r.sqlite", read_only=True)) as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        _listen(page, address, told)
        for path in _every_page(tmp_path / "r.sqlite"):
            page.goto(address + path)
            assert page.evaluate("window.onrecordHit === undefined"), path
        context.close()
    write_site(read_record(tmp_path / "r.sqlite"), tmp_path / "pages")
    with hosted(tmp_path / "pages") as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        _listen(page, address, told)
        found = sorted(tmp_path.glob("pages/**/*.html"))
        kinds = {file.parent.name for file in found}
        assert {"documents", "stories", "speakers", "statements"} <= kinds
        for file in [f for f in found if f.parent.name == "stories"] + found[::SAMPLE]:
            page.goto(f"{address}/{file.relative_to(tmp_path / 'pages')}")
            assert page.evaluate("window.onrecordHit === undefined"), file
        context.close()
    assert not told


def _listen(page: Page, address: str, told: list[str]) -> None:
    def dialog(shown: Dialog) -> None:
        told.append(f"dialog on {page.url}")
        shown.dismiss()

    def console(line: ConsoleMessage) -> None:
        if "VIOLATION" in line.text:
            told.append(line.text)

    def request(asked: Request) -> None:
        if not asked.url.startswith((address, "data:")):
            told.append(asked.url)

    page.on("dialog", dialog)
    page.on("console", console)
    page.on("request", request)


def _every_page(record: Path) -> list[str]:
    with Record(record) as found:
        documents = [row.id for row in found.documents(limit=1000).rows]
        stories = [row.id for row in found.events(limit=1000).rows]
        speakers = [row.name for row in found.speakers(limit=1000).rows]
        # Every payload stands in a story and a document already; of the hundreds of statements some will do.
        statements = [s.id for story in stories for s in found.story(story).statements][::SAMPLE]
    parts = {"documents": documents, "stories": stories, "speakers": speakers, "statements": statements}
    pages = [f"/{kind}/{quote(name, safe='')}" for kind, names in parts.items() for name in names]
    asked = [f"/search?q={quote(payload, safe='')}" for payload in PAYLOADS[::6]]
    asked += [f"/{quote(payload, safe='')}" for payload in PAYLOADS[1::6]]
    # One check reads the whole record, and shows a quote as a search does.
    asked += [f"/check?quote={quote(payload, safe='')}" for payload in PAYLOADS[::40]]
    return ["/", "/documents", "/speakers", "/stories", *pages, *asked]


def test_what_browsers_send_is_enough(browser: Browser, tmp_path: Path) -> None:
    """A form of another site cannot change anything, even for a visitor who holds the key."""
    (tmp_path / "a.txt").write_text(TWO, "utf-8")
    add(tmp_path / "r.sqlite", [tmp_path / "a.txt"])
    with served(Settings(tmp_path / "r.sqlite", TOKEN)) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/?token={TOKEN}")
        other = context.new_page()
        other.set_content(
            f'<form method="post" action="{address}/judgements"><input name="kind" value="split">'
            '<input name="doc" value="a"></form>'
        )
        other.evaluate("document.forms[0].submit()")
        other.wait_for_load_state()
        page.goto(f"{address}/judgements")
        assert page.locator("text=None so far").count() == 1
        context.close()
