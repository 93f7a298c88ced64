"""The folder of pages in Chromium, from a plain web server under a sub-path and from the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from test_report_browser import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
STYLED = "getComputedStyle(document.querySelector('.masthead') ?? document.body).maxWidth !== 'none'"
WATCH = """document.addEventListener("securitypolicyviolation",
    event => console.error("VIOLATION " + event.blockedURI))"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """A web server that knows nothing but files; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


def _watched(browser: Browser, allowed: str, told: list[str], **how: Any) -> Page:
    """A page that tells errors of the console, dialogs, violations of its policy and foreign requests."""
    page = browser.new_context(**how).new_page()
    page.add_init_script(WATCH)

    def dialog(shown: Dialog) -> None:
        told.append(f"dialog on {page.url}")
        shown.dismiss()

    page.on("console", lambda line: told.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", dialog)
    # What is still on its way when the page is left is no failure.
    page.on(
        "requestfailed",
        lambda asked: None if asked.failure == "net::ERR_ABORTED" else told.append(f"failed {asked.url}"),
    )
    page.on("request", lambda asked: None if asked.url.startswith(allowed) else told.append(asked.url))
    return page


def test_a_plain_server_under_a_path_is_enough(browser: Browser, demo_site: Path) -> None:
    """From the home page to a story, a marked quotation, its statement and back; styled, with keys."""
    told: list[str] = []
    with hosted(demo_site.parent.parent) as address:
        page = _watched(browser, address, told)
        page.goto(f"{address}/some%20path/pages/")
        page.click("ol.stories a.title")
        page.wait_for_function(STYLED)
        page.locator("table.synopsis td .about a").first.click()
        page.wait_for_url("**/pages/documents/*.html#q-*")
        assert page.locator("mark:target").count() == 1
        page.locator(".links a.to").first.click()
        page.wait_for_url("**/pages/statements/*.html")
        page.locator(".card blockquote a").click()
        page.wait_for_url("**/pages/documents/*.html#at-*")
        assert page.locator("mark:target").count() == 1
        page.keyboard.press("?")
        page.wait_for_url("**/pages/help.html")
        page.click("nav.app .brand")
        page.wait_for_url("**/pages/index.html")
        page.context.close()
    assert not told


def test_pages_read_from_the_disk(browser: Browser, demo_site: Path) -> None:
    """Opened as files the pages are styled and lead to each other."""
    told: list[str] = []
    page = _watched(browser, demo_site.as_uri(), told)
    page.goto((demo_site / "index.html").as_uri())
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/*.html")
    page.wait_for_function(STYLED)
    page.context.close()
    assert not told
