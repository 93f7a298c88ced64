"""The report in a browser: no script, no network, every width, both colour schemes, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.model import Event, Story
from onrecord.report import write
from report_story import document, extraction, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest("[aria-hidden=true]") || !e.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(e.tagName + "." + e.className + ": " + e.textContent.trim());
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the module."""
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@contextmanager
def opened(
    browser: Browser, folder: Path, pile: Story, fragment: str = "", **settings: Any
) -> Iterator[Page]:
    """The report on ``pile``, opened from a file with scripts switched off."""
    write(pile, folder / "report.html")
    context = browser.new_context(java_script_enabled=False, **settings)
    page = context.new_page()
    page.goto((folder / "report.html").as_uri() + fragment)
    yield page
    context.close()


def many() -> Story:
    """The story of :func:`story` with nine more documents."""
    base = story()
    more = tuple(extraction(document(f"m{i}", f"Nothing here about boats, {i}.")) for i in range(9))
    event = base.events[1]
    wide = Event(event.id, (*event.docs, *(x.document.id for x in more)), event.title, primary=event.primary)
    return replace(base, extractions=(*base.extractions, *more), events=(wide,))


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1440])
@pytest.mark.parametrize("pile", [story(), many()], ids=["four", "thirteen"])
def test_page_never_scrolls_sideways(browser: Browser, tmp_path: Path, width: int, pile: Story) -> None:
    """Wide tables and pictures scroll inside their own frame; the page fits every screen."""
    with opened(browser, tmp_path, pile, viewport={"width": width, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_fetched_and_nothing_is_refused(browser: Browser, tmp_path: Path) -> None:
    """The page asks for itself alone, and its own policy has nothing to complain of."""
    write(story(), tmp_path / "report.html")
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    address = (tmp_path / "report.html").as_uri()
    page.goto(address)
    styled = page.evaluate("getComputedStyle(document.querySelector('.contents')).position")
    context.close()
    assert asked == [address]
    assert said == []
    assert styled == "sticky"


def test_a_permalink_opens_the_quotation_in_its_text(browser: Browser, tmp_path: Path) -> None:
    """Without JavaScript the quotation is on screen and stands out."""
    colour = "getComputedStyle(document.getElementById('q-b-q1')).backgroundColor"
    with opened(browser, tmp_path, story()) as page:
        plain = page.evaluate(colour)
    with opened(browser, tmp_path, story(), "#q-b-q1", reduced_motion="reduce") as page:
        place = page.locator("#q-b-q1").bounding_box()
        assert place is not None
        assert 0 < place["y"] < 720
        assert page.evaluate(colour) != plain


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser: Browser, tmp_path: Path, scheme: Any) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 in both colour schemes, the target of a link included."""
    with opened(browser, tmp_path, story(), "#q-b-q1", color_scheme=scheme) as page:
        assert page.evaluate(CONTRAST) == []


def test_dark_scheme_is_dark(browser: Browser, tmp_path: Path) -> None:
    """The page follows the reader's colour scheme."""
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, tmp_path, story(), color_scheme="dark") as page:
        dark = page.evaluate(ground)
    with opened(browser, tmp_path, story(), color_scheme="light") as page:
        assert page.evaluate(ground) != dark


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [("قالت الوزيرة إن السفن بخير", "ar", "rtl"), ("大臣は船は無事だと述べた。", "ja", "ltr")],
)
def test_text_runs_in_its_own_direction(
    browser: Browser, tmp_path: Path, text: str, language: str, direction: str
) -> None:
    """Paragraphs take the direction of their own script, whatever the page around them."""
    pile = Story((extraction(document("x", text, language)),))
    with opened(browser, tmp_path, pile) as page:
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.source .kind')).direction") == direction
        )


def test_report_prints(browser: Browser, tmp_path: Path) -> None:
    """On paper the navigation is gone and the explanations of changes are open."""
    with opened(browser, tmp_path, story()) as page:
        page.emulate_media(media="print")
        assert not page.locator(".contents").is_visible()
        assert page.locator(".why li").first.is_visible()
        assert page.pdf().startswith(b"%PDF")
