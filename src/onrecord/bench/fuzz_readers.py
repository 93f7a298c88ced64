"""``onrecord bench fuzz-readers``: broken files of every format, through the whole of reading.

Every case is a small good file with stretches cut, doubled, swapped or overwritten, made from its number
alone. Reading it must give documents and failures, in time and in little memory, and raise nothing.
"""

from __future__ import annotations

import gzip
import random
import resource
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib.resources import files
from io import BytesIO

from rich.console import Console

from onrecord.errors import OnrecordError
from onrecord.model import Document, Failure, Span
from onrecord.pool import Lost, cores, ordered_map
from onrecord.read.containers import Options, Part, expanded
from onrecord.read.files import read_whole
from onrecord.read.limits import Budget
from onrecord.read.warc import response_record, warcinfo_record

_SECONDS = 5.0
_MEGABYTES = 500.0
_ITEM = 250
_PIECES: tuple[bytes, ...] = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r\n\r\n",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"&e;",
    b"<p>",
    b"<div>" * 50,
    b"<script>",
    b'"',
    b"'",
    b"{",
    b"}",
    b"[" * 60,
    b"]",
    b":",
    b",",
    b"\\u0000",
    b"\\ud800",
    b"1e999",
    b"-1",
    b"99999999999999999999",
    b"--> ",
    b"00:00:00.000",
    b"Content-Length: 4294967296\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"charset=utf-7",
    b"charset=\xff",
    b"WARC/1.1\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b\x08\x00",
    b"%PDF-",
    b"endobj",
    b"stream",
    b"<< /Kids [1 0 R] >>",
    b"--b\r\n",
    b"=\r\n",
    b"\xd0",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    b"2031-13-45T25:61:00Z",
    b"\xe2\x80\xae",
    b"\x1b$B",
)
_SAMPLES = files("onrecord") / "data" / "samples"


def sample(name: str) -> bytes:
    """A good file, of those that come with the package."""
    return (_SAMPLES / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Format:
    """A name, the name its files have, and a good file; ``packed`` is done to it after it was broken."""

    name: str
    file: str
    sample: Callable[[], bytes]
    packed: Callable[[bytes], bytes] = bytes


@cache
def _warc() -> bytes:
    moment = datetime(2031, 5, 2, tzinfo=UTC)
    page = sample("page.html")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    packed = head + b"Content-Encoding: gzip\r\n"
    pages = [
        response_record("https://gull.example/a", moment, head, page),
        response_record("https://gull.example/b", moment, packed, gzip.compress(page, mtime=0)),
    ]
    return b"".join((warcinfo_record("x", moment), *pages))


@cache
def _plain_warc() -> bytes:
    return gzip.decompress(_warc())


@cache
def _zip() -> bytes:
    inner = _zipped({"x.txt": sample("report.txt")})
    return _zipped({"a/page.html": sample("page.html"), "../up.txt": sample("report.txt"), "in.zip": inner})


@cache
def _wacz() -> bytes:
    return _zipped({"datapackage.json": b"{}", "archive/data.warc.gz": _warc(), "pages/pages.jsonl": b"{}"})


@cache
def _docx() -> bytes:
    return _zipped({"word/document.xml": sample("document.xml"), "docProps/core.xml": sample("core.xml")})


def _in_docx(words: bytes) -> bytes:
    return _zipped({"word/document.xml": words, "docProps/core.xml": sample("core.xml")})


def _zipped(contents: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in contents.items():
            packing = zipfile.ZIP_STORED if len(data) % 2 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return out.getvalue()


@cache
def _pdf() -> bytes:
    """One page of text, uncompressed, so that accidents reach its words."""
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    content = sample("content.pdf.txt")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources" + font + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Title(Ferry)/Author(Bo Quill)/CreationDate(D:20310502093000+02'00')>>",
    )
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, value in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(places) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return bytes(out) + b"trailer<</Root 1 0 R/Info 5 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (count, start)


def _named(name: str, encoding: str = "utf-8") -> bytes:
    return sample(name).decode().encode(encoding, "ignore")


FORMATS = (
    *(
        Format(kind, name, partial(sample, name))
        for kind, name in (
            ("html", "page.html"),
            ("mhtml", "page.mhtml"),
            ("text", "report.txt"),
            ("rss", "feed.rss"),
            ("atom", "feed.atom"),
            ("json feed", "feed.json"),
            ("json", "rows.json"),
            ("json lines", "rows.jsonl"),
            ("csv", "rows.csv"),
            ("vtt", "captions.vtt"),
            ("srt", "captions.srt"),
        )
    ),
    Format("utf-16 text", "a.txt", partial(_named, "report.txt", "utf-16")),
    Format("windows-1251 text", "a.txt", partial(_named, "report.txt", "cp1251")),
    Format("warc", "a.warc", _plain_warc),
    Format("warc.gz", "a.warc.gz", _warc),
    Format("records in warc.gz", "a.warc.gz", _plain_warc, partial(gzip.compress, compresslevel=1)),
    Format("words of docx", "a.docx", partial(sample, "document.xml"), _in_docx),
    Format("wacz", "a.wacz", _wacz),
    Format("zip", "a.zip", _zip),
    Format("docx", "a.docx", _docx),
    Format("pdf", "a.pdf", _pdf),
)


def bench_fuzz_readers(cases: int, only: list[str], out: Console) -> None:
    """Run ``cases`` files of each format (or of those named) on all cores, and print what went wrong."""
    for number, chosen in enumerate(FORMATS):
        if only and chosen.name not in only:
            continue
        start, wrong = time.perf_counter(), 0
        slowest = largest = 0.0
        ranges = (range(a, min(a + _ITEM, cases)) for a in range(0, cases, _ITEM))
        work = partial(_several, number)
        for numbers, found in ordered_map(work, ranges, cores(), preload=__name__):
            result = Tried([f"{numbers}: {found.reason}"], 0.0, 0.0) if isinstance(found, Lost) else found
            slowest, largest = max(slowest, result.seconds), max(largest, result.megabytes)
            wrong += len(result.faults)
            for fault in result.faults:
                out.print(f"{chosen.name}, {fault}", markup=False, highlight=False)
        out.print(
            f"{chosen.name}: {cases} files, {wrong} faults, slowest {slowest:.2f} s of processor time, "
            f"{largest:.0f} MB at most; {time.perf_counter() - start:.0f} s"
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """Faults, processor seconds of the slowest case, and the most memory the process has had."""

    faults: list[str]
    seconds: float
    megabytes: float


def _several(number: int, cases: range) -> Tried:
    faults: list[str] = []
    slowest = 0.0
    for case in cases:
        start = time.process_time()
        faults += (f"case {case}: {fault}" for fault in tried(FORMATS[number], case))
        slowest = max(slowest, time.process_time() - start)
    if slowest > _SECONDS:
        faults.append(f"cases {cases}: one took {slowest:.1f} s")
    if megabytes() > _MEGABYTES:
        faults.append(f"cases {cases}: {megabytes():.0f} MB")
    return Tried(faults, slowest, megabytes())


def megabytes() -> float:
    """The most memory that this process has had."""
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def tried(chosen: Format, number: int) -> list[str]:
    """What is wrong with reading one case."""
    data = chosen.packed(broken(chosen.sample(), random.Random(f"{chosen.name} {number}")))
    part = Part("x", chosen.file, chosen.file, BytesIO(data), Budget(len(data)))
    try:
        return [fault for item in expanded(part, Options()) for fault in _faults_of(item)]
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        kind = "escaped as " if isinstance(error, OnrecordError) else ""
        return [f"{kind}{type(error).__name__}: {error} ({last.filename}:{last.lineno})"]


def _faults_of(item: object) -> Iterator[str]:
    result = item if isinstance(item, Failure) else read_whole(item).result  # type: ignore[arg-type]
    if isinstance(result, Failure):
        if not result.reason:
            yield "a failure without a reason"
    elif not result.text.strip():
        yield "a document without text"
    else:
        yield from _misplaced(result)


def _misplaced(document: Document) -> Iterator[str]:
    end = 0
    for mark in document.marks:
        if not end <= mark.span.start < mark.span.end <= len(document.text):
            yield f"a mark at {mark.span} of {len(document.text)} characters"
        end = mark.span.end
    if any(Span(0, 1).of(note) == "" for note in document.notes):
        yield "an empty note"


def broken(data: bytes, rng: random.Random) -> bytes:
    """``data`` after one to six accidents."""
    for _ in range(rng.randrange(1, 7)):
        a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + rng.choice((1, 4, 40, 4000)))
        piece = rng.choice(
            (rng.choice(_PIECES), rng.randbytes(rng.randrange(1, 9)), data[a:b] * rng.choice((2, 30)))
        )
        data = rng.choice(
            (data[:a] + data[b:], data[:a] + piece + data[b:], data[:a] + piece + data[a:], data[:b])
        )
    return data[:200_000]
