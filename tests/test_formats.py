"""Every format: what is inside comes out; what is damaged or hostile is a Failure while the rest goes on."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from onrecord.bench.fuzz_readers import FORMATS, sample, tried
from onrecord.model import BlockKind, Document, Failure
from onrecord.read.containers import Options
from onrecord.read.decode import decode
from onrecord.read.files import read_all, read_bytes, read_paths
from onrecord.read.source import Fields

GOOD = {chosen.name: chosen for chosen in FORMATS}


def read(folder: Path, name: str, data: bytes, options: Options | None = None) -> list[Document | Failure]:
    (folder / name).write_bytes(data)
    return list(read_paths([folder / name], options))


def documents(items: list[Document | Failure]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda chosen: chosen.name)
def test_every_format_gives_its_documents(tmp_path: Path, chosen: object) -> None:
    """A good file of each format holds at least one document, whose words are those of the file."""
    assert chosen in FORMATS
    chosen = next(one for one in FORMATS if one is chosen)
    found = documents(read(tmp_path, chosen.file, chosen.packed(chosen.sample())))
    assert found
    assert all("fares" in d.text.casefold() for d in found)
    assert all(len(d.raw_sha256) == 64 for d in found)


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda chosen: chosen.name)
def test_broken_files_raise_nothing(chosen: object) -> None:
    """Forty broken files of each format; the benchmark tries a hundred thousand."""
    chosen = next(one for one in FORMATS if one is chosen)
    assert [fault for number in range(40) for fault in tried(chosen, number)] == []


def test_the_bytes_come_with_the_document(tmp_path: Path) -> None:
    """For a record to keep: what was read, of what type, and where it came from."""
    (tmp_path / "a.warc.gz").write_bytes(GOOD["warc.gz"].sample())
    first, *_ = read_all([tmp_path / "a.warc.gz"])
    assert first.raw == sample("page.html")
    assert first.media_type == "text/html"
    assert first.origin.endswith("a.warc.gz!/2")


def test_archived_pages_carry_their_address(tmp_path: Path) -> None:
    """A page without an address of its own has that of its record; a packed body is unpacked."""
    page = b"<html><body><p>Ferry fares would rise by four crowns, the office said.</p></body></html>"
    body = gzip.compress(page)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <https://gull.example/x>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    (document,) = documents(read(tmp_path, "a.warc", head.encode() + block + b"\r\n\r\n"))
    assert document.url == "https://gull.example/x"
    assert "four crowns" in document.text


def test_what_we_write_warcio_reads() -> None:
    """The other way round from reading: our records are WARC to others."""
    records = list(ArchiveIterator(io.BytesIO(GOOD["warc.gz"].sample())))
    assert [record.rec_type for record in records] == ["warcinfo", "response", "response"]


def test_a_warc_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    """The pages before the cut are read, and the cut is told."""
    data = GOOD["warc"].sample()
    *found, last = read(tmp_path, "a.warc", data[: len(data) - 300])
    assert len(documents(found)) == 1
    assert isinstance(last, Failure)
    assert "ends inside record 3" in last.reason


def test_a_row_can_be_mapped(tmp_path: Path) -> None:
    """Names that no preset knows are told by the user."""
    data = b'{"words": "Fares would rise.", "head": "Ferry"}\n'
    assert isinstance(read(tmp_path, "a.jsonl", data)[0], Failure)
    options = Options(fields=Fields.parse(["text=words", "title=head"]))
    (document,) = documents(read(tmp_path, "a.jsonl", data, options))
    assert document.text == "Ferry\n\nFares would rise."
    assert document.id == "a--1"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('{"maintext": "Words.", "date_publish": "2031-05-02 09:30:00", "authors": ["Bo Quill"]}',
         "news-please"),
        ('{"body": {"summary": [], "sections": [{"headline": [], "paragraphs": ["Words."]}]}, '
         '"publishing_date": "2031-05-02 09:30:00", "authors": ["Bo Quill"]}', "fundus"),
        ('{"text": "Words.", "date": "2031-05-02T09:30:00", "author": "Bo Quill"}', "trafilatura"),
        ('{"text": "Words.", "publish_date": "2031-05-02 09:30:00", "byline": "Bo Quill"}', "Media Cloud"),
    ],
)  # fmt: skip
def test_presets(tmp_path: Path, row: str, says: str) -> None:
    """Rows as other programs write them need no mapping."""
    (document,) = documents(read(tmp_path, "a.jsonl", row.encode()))
    assert document.text == "Words.", says
    assert document.authors == ("Bo Quill",)
    assert document.dates[0].moment == "2031-05-02T09:30:00"


def test_captions_become_turns(tmp_path: Path) -> None:
    """Voices are labels, changes of speaker begin a paragraph, and rolled-up lines come once."""
    (document,) = documents(read(tmp_path, "a.vtt", sample("captions.vtt")))
    assert document.text == "Ida Osten: Fares will rise.\n\n- And the ferry?\n\n- It stays."
    rolled = "WEBVTT\n\n00:01.000 --> 00:02.000\nwe have\n\n00:02.000 --> 00:03.000\nwe have\nwaited long.\n"
    (document,) = documents(read(tmp_path, "b.vtt", rolled.encode()))
    assert document.text == "we have waited long."


def test_deleted_words_of_a_word_document_are_left_out(tmp_path: Path) -> None:
    """Tracked changes: what was struck out is not what the document says; its title is a headline."""
    (document,) = documents(read(tmp_path, "a.docx", GOOD["docx"].sample()))
    assert "not" not in document.text
    assert document.marks[0].kind is BlockKind.HEADLINE


def test_a_feed_tells_that_it_gives_a_summary(tmp_path: Path) -> None:
    """A reader must not take three lines for the article."""
    (document,) = documents(read(tmp_path, "a.rss", sample("feed.rss")))
    assert any("summary" in note for note in document.notes)
    assert document.dates[0].moment == "2031-05-02T09:30:00+02:00"


def test_a_list_of_addresses_in_a_folder_is_not_fetched(tmp_path: Path) -> None:
    """Only what the user names is fetched."""
    (tmp_path / "list.txt").write_text("https://gull.example/a\nhttps://gull.example/b\n")
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(tmp_path / "list.txt", "list.txt")
    (item,) = read_paths([archive])
    assert isinstance(item, Failure)
    assert not item.tried


def test_page_structure_is_marked() -> None:
    """Captions and subheadings are known from the markup; tooltips are not part of what was said."""
    page = (
        "<html><body><article><h1>Ferry fares rise</h1><p>The harbour office of <span>Port Ansel"
        "<span role='tooltip'>A town.</span></span> said on Friday that fares would rise by four crowns.</p>"
        "<h2>What pupils pay</h2><p>“Nobody likes it, but the old boats burn money,” said "
        "<a>Ida Osten<span class='tooltip-content'>Head of the office since 2025.</span></a>, its head.</p>"
        "<p>The last rise was six years ago, and the council asked for a discount.</p></article></html>"
    )
    document = read_bytes(page.encode(), "p")
    assert "A town" not in document.text
    assert "since 2025" not in document.text
    kinds = {m.span.of(document.text): m.kind for m in document.marks}
    assert kinds.get("What pupils pay") is BlockKind.SUBHEADING


# ------------------------------------------------------------------------ hostile files


def _zipped(**contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return out.getvalue()


ZEROS = b" " * 60_000_000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", gzip.compress(ZEROS)),
        ("a.zip", _zipped(**{f"{n}.txt": b" " * 15_000_000 for n in range(4)})),
        ("a.docx", _zipped(**{"word/document.xml": ZEROS})),
        ("b.zip", _zipped(**{"in.zip": _zipped(**{"x.txt": b" " * 19_000_000, "y.txt": b" " * 19_000_000})})),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 60000000\r\n\r\n" + ZEROS)),
    ],
)
def test_bombs_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """Little data that grows a thousandfold ends in a Failure that says so, not in full memory."""
    items = read(tmp_path, name, data)
    assert any(isinstance(i, Failure) and ("times its" in i.reason or "too large" in i.reason) for i in items)


def test_archives_in_archives_end(tmp_path: Path) -> None:
    """Three deep is enough for anybody's mail."""
    data = sample("report.txt")
    for _ in range(6):
        data = _zipped(**{"in.zip": data})
    (item,) = read(tmp_path, "a.zip", data)
    assert isinstance(item, Failure)
    assert "deep" in item.reason


def test_names_in_archives_stay_inside(tmp_path: Path) -> None:
    """``../`` and drive letters mean nothing, and nothing is written anywhere."""
    names = ("../../etc/x.txt", "C:\\x.txt", "/abs/y.txt")
    items = documents(read(tmp_path, "a.zip", _zipped(**dict.fromkeys(names, b"Words."))))
    assert [d.id for d in items] == ["a--etc--x", "a--abs--y", "a--x"]
    assert all(".." not in d.path.split("!/")[1] for d in items)
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_xml_entities_are_not_replaced(tmp_path: Path) -> None:
    """Neither files of this machine nor a billion laughs come in by an entity."""
    (tmp_path / "secret").write_text("sesame")
    declared = f"<!DOCTYPE rss [<!ENTITY e SYSTEM 'file://{tmp_path}/secret'>]>"
    feed = (
        sample("feed.rss")
        .decode()
        .replace("<rss", f"{declared}<rss", 1)
        .replace("Ferry fares would", "&e; would")
    )
    assert not any("sesame" in d.text for d in documents(read(tmp_path, "a.rss", feed.encode())))


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Fares” – dear"),
        ("gb2312", "gb18030", "港务局长林安表示镕"),
        ("shift_jis", "cp932", "①港湾局の田中局長"),
        ("iso-2022-jp", "iso-2022-jp", "港湾局の田中局長"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, encoding: str, text: str) -> None:
    """A declared encoding is the wider one that pages so labelled are really in."""
    assert decode(text.encode(encoding), label).text == text


def test_a_bad_byte_is_shown_and_told() -> None:
    """One letter cut in two does not turn a Russian page into another encoding, and is not silent."""
    data = ("Министр заявил, что мост откроют в мае. " * 40).encode() + b"\xd0 " + "Да.".encode()
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("\ufffd") == 1
    assert decoded.notes
