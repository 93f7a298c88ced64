"""Reading: text is never changed, and what cannot be read is said so while the rest goes on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import UnreadableError, UsageError
from onrecord.model import Document, Failure
from onrecord.read.files import read_bytes, read_input, read_paths
from onrecord.read.source import Input, Known

PAGE = """<!doctype html><html lang="en"><head><title>Ferry fares rise | Gull Post</title>
<link rel="canonical" href="https://gull.example/2031/05/02/ferry">
<meta property="og:site_name" content="Gull Post">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "author": {"name": "Bo Quill"},
"datePublished": "2031-05-02T09:30:00+02:00", "publisher": {"name": "The Gull Post"}}]}</script></head>
<body><nav>Home Sport</nav><article><h1>Ferry fares rise</h1>
<p>The harbour office of Port Ansel said on Friday that ferry fares would rise by four crowns in June.</p>
<p>“Nobody likes it, but the old boats burn money,” said Ida Osten, who runs the office.
<span hidden>secret</span></p>
<p style="display: none">Tooltip about Ida Osten that no reader sees on the page itself.</p>
<p style="opacity: 0">The last rise was six years ago, and the council wants a discount for pupils.</p>
</article><footer>© Gull</footer></body></html>"""


def write(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def test_plain_text_is_kept_to_the_character(tmp_path: Path) -> None:
    """Line ends, blanks and odd characters survive: offsets must mean the same to everyone."""
    text = "Title\r\n\r\n  “Hi”,\tshe said.\u00a0\n"
    write(tmp_path, a__txt=text.encode())
    (document,) = read_paths([tmp_path])
    assert isinstance(document, Document)
    assert document.text == text


def test_a_page_gives_main_text_and_what_it_says_of_itself() -> None:
    """Main text, what fades in, headline, outlet, author and moment with its zone; nothing hidden."""
    document = read_bytes(PAGE.encode(), "p")
    assert "old boats burn money" in document.text
    assert "secret" not in document.text
    assert "Tooltip" not in document.text
    assert "discount for pupils" in document.text
    assert "Ferry fares rise" in document.text
    assert document.outlet == "The Gull Post"
    assert document.authors == ("Bo Quill",)
    found = {(d.source, d.moment) for d in document.dates}
    assert ("json-ld", "2031-05-02T09:30:00+02:00") in found
    assert ("url", None) in found


def test_the_moment_of_an_archived_copy_is_not_the_pages() -> None:
    """Of an address in a web archive only what follows the moment of the copy can hold the page's day."""
    page = "<html><body><p>The harbour office said on Friday that fares would rise in June.</p></body></html>"
    for path, days in (("2031/05/02/ferry", [2]), ("ferry", [])):
        address = f"https://archive.example/web/20330110023242/https://gull.example/{path}"
        read = read_input(Input("p", "p.html", page.encode(), known=Known(url=address)))
        assert isinstance(read, Document)
        assert [d.interval.start.day for d in read.dates if d.source == "url"] == days


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00" * 40, "binary"),
        (b"\xef\xbb\xbfabc\xff\xfe", "not; save it again"),
        (b"<!doctype html><html><body></body></html>", "no main text"),
    ],
    ids=["empty", "blank", "binary", "false-bom", "page-without-text"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    """Each kind of bad input has its own message."""
    with pytest.raises(UnreadableError, match=says):
        read_bytes(data, "x")


_STRICT = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd">
<html"""


@pytest.mark.parametrize(
    ("good", "odd"),
    [
        ("<!doctype html><html", _STRICT),
        ("Home Sport", "Home Sport" * 1000 + "\n"),
        ("old boats", "old\x0b boats\ufffe"),
        ("the old boats", "the old<script>var x = 1</script> boats<style>p {color: red}</style>"),
        ("</head>", "<link rel=x><style>p {}</style><script>x()</script></head>"),
    ],
    ids=["xhtml", "long", "control", "script", "head"],
)
def test_odd_markup_changes_nothing(good: str, odd: str) -> None:
    """A declared encoding, characters that XML forbids far down the page, scripts amid a sentence."""
    assert good in PAGE
    page = PAGE.replace(good, odd)
    assert read_bytes(page.encode(), "p").text == read_bytes(PAGE.encode(), "p").text


@pytest.mark.parametrize("declared", ["de", "en"])
def test_a_page_is_in_the_language_it_is_written_in(declared: str) -> None:
    """Whatever it declares: templates say "en" above texts of any language."""
    text = "<p>Der Hafen bleibt offen, sagte der Minister, und das Land zahlt die neue Fähre allein.</p>" * 30
    page = f'<!doctype html><html lang="{declared}"><body><article>{text}</article></body></html>'
    assert read_bytes(page.encode(), "p").language == "de"


def test_another_encoding_is_detected_and_reported() -> None:
    """A Russian page in windows-1251 is read right, with a note."""
    text = "Министр заявил, что мост откроют в мае, и поблагодарил рабочих за их труд. " * 6
    document = read_bytes(text.encode("cp1251"), "x")
    assert document.text == text
    assert document.language == "ru"
    assert document.notes


def test_the_rest_of_the_pile_is_still_read(tmp_path: Path) -> None:
    """One bad file is a Failure in its place; a file of another kind in a folder is left out, untried."""
    write(tmp_path, a__txt=b"One.", b__txt=b"", c__jpg=b"\xff\xd8", d__txt=b"Two.")
    items = list(read_paths([tmp_path]))
    assert [type(i) for i in items] == [Document, Failure, Failure, Document]
    assert [i.tried for i in items if isinstance(i, Failure)] == [True, False]


def test_a_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """50 MB is not one report."""
    (tmp_path / "big.txt").write_bytes(b"word " * 10_000_000)
    (failure,) = read_paths([tmp_path])
    assert isinstance(failure, Failure)
    assert "split it" in failure.reason


def test_a_missing_path_is_a_usage_error() -> None:
    """It is the command that is wrong, not a document."""
    with pytest.raises(UsageError, match="does not exist"):
        list(read_paths(["no/such/file.txt"]))


def test_ids_are_unique(tmp_path: Path) -> None:
    """Files of one name in two folders, and names that fold to the same id, stay apart."""
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, story__txt=b"Words.")
    write(tmp_path / "y", story__html=b"Words.", x__txt=b"Words.")
    ids = [d.id for d in read_paths([tmp_path]) if isinstance(d, Document)]
    assert ids == ["x--story", "y--story", "y--story-2", "y--x"]


def test_every_file_is_read_once(tmp_path: Path) -> None:
    """However often it is named; what is named itself is tried whatever its suffix."""
    write(tmp_path, a__txt=b"One.", b__jpg=b"Not a picture.", _hidden__txt=b"Three.")
    hidden = (tmp_path / "_hidden.txt").rename(tmp_path / ".hidden.txt")
    items = list(read_paths([tmp_path / "a.txt", tmp_path, tmp_path / "b.jpg", hidden, tmp_path / "a.txt"]))
    assert [Path(d.path).name for d in items if isinstance(d, Document)] == ["a.txt", "b.jpg", ".hidden.txt"]
    assert len(items) == 3


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_our_own_error(data: bytes) -> None:
    """Whatever the bytes, nothing but UnreadableError is raised."""
    with suppress(UnreadableError):
        assert read_bytes(data, "x").text.strip()
