"""``onrecord bench pages``: reading measured on saved pages of many outlets, beside trafilatura and htmldate.

Data under ``--shared``: 990 pages with stretches that belong to the main text and others that do not
(trafilatura's own measure), 172 news pages with body, authors and publishing time (fundus), and pages with
their day of publication (htmldate). Times are processor time of this process, both in one run.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trafilatura
from htmldate import find_date
from htmldate.extractors import external_date_parser
from rich.console import Console

from onrecord.errors import UnreadableError
from onrecord.extract.extraction import extract
from onrecord.extract.layout.blocks import blocks
from onrecord.group.days import own_dates, published
from onrecord.model import BlockKind, Document
from onrecord.read.decode import decode
from onrecord.read.files import read_bytes, read_input
from onrecord.read.source import Input, Known

_WORDS = re.compile(r"\w+")
_SHOWN = (BlockKind.BODY, BlockKind.SUBHEADING, BlockKind.TURN)
_ORDER = ("json-ld", "microdata", "meta", "time-tag")


def bench_pages(shared: Path, out: Console) -> None:
    """Print every figure. Raises UsageError by way of what is missing under ``shared``."""
    pages = shared / "data" / "pages"
    _extraction(list(_annotated(pages / "extraction_trafilatura")), out)
    _fundus(list(_news(pages / "fundus_parsers")), out)
    _days(pages, out)


# ------------------------------------------------------------------------ main text


@dataclass(frozen=True, slots=True)
class _Page:
    data: bytes
    within: list[str]
    without: list[str]


def _annotated(folder: Path) -> Iterator[_Page]:
    gold = json.loads((folder / "evaldata.json").read_text("utf-8"))
    found = _unpacked(folder / "html.tar.xz")
    for entry in gold.values():
        yield _Page(found[entry["file"]], entry["with"], entry["without"])


def _unpacked(path: Path) -> dict[str, bytes]:
    """The files of an archive by their names; nothing is written."""
    out: dict[str, bytes] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                out[Path(member.name).name] = file.read()
    return out


def _extraction(pages: list[_Page], out: Console) -> None:
    external_date_parser(
        "12 wordless 2019", "%Y"
    )  # compiles its patterns of all languages, seconds long, once
    readers = (_ours, _peer, _peer_with_metadata)
    _timed(readers, pages[:20])  # all have loaded what they load once
    (ours, our_time), (peer, peer_time), (told, told_time) = _timed(readers, pages)
    out.print(f"main text, {len(pages)} pages: onrecord {_f1(pages, ours)}, trafilatura {_f1(pages, peer)}")
    out.print(
        f"processor time: onrecord {our_time:.1f} s; trafilatura with metadata {told_time:.1f} s, "
        f"text alone {peer_time:.1f} s; speed {told_time / our_time:.2f} and {peer_time / our_time:.2f}; "
        f"same text with and without metadata: {sum(a == b for a, b in zip(told, peer, strict=True))}"
    )


def _timed(
    readers: Sequence[Callable[[bytes], str | None]], pages: list[_Page]
) -> list[tuple[list[str | None], float]]:
    """What each reader makes of the pages, and its time.

    On each page all read in turn, so that they meet the same load, and each page another begins: trafilatura
    keeps lines it has cleaned, which spares the next reader of a page some work.
    """
    found: list[list[str | None]] = [[] for _ in readers]
    times = [0.0] * len(readers)
    for first, page in enumerate(pages):
        for number in ((first + at) % len(readers) for at in range(len(readers))):
            start = time.process_time()
            found[number].append(readers[number](page.data))
            times[number] += time.process_time() - start
    return list(zip(found, times, strict=True))


def _peer(data: bytes) -> str | None:
    return str(trafilatura.extract(data, include_comments=False) or "") or None


def _peer_with_metadata(data: bytes) -> str | None:
    found = trafilatura.bare_extraction(data, include_comments=False, with_metadata=True)
    return str(getattr(found, "text", None) or "") or None


def _ours(data: bytes) -> str | None:
    document = _read(data)
    return None if document is None else _body(document)


def _read(data: bytes) -> Document | None:
    try:
        return read_bytes(data, "page", "page.html")
    except UnreadableError:
        return None


def _body(document: Document) -> str:
    """The text below the headline that reading puts on top of it."""
    title = document.title
    return document.text.removeprefix(f"{title}\n\n") if title else document.text


def _f1(pages: list[_Page], found: list[str | None]) -> str:
    hits = missed = stray = 0
    for page, text in zip(pages, found, strict=True):
        inside = sum(words in (text or "") for words in page.within)
        hits, missed = hits + inside, missed + len(page.within) - inside
        stray += sum(words in (text or "") for words in page.without)
    return _scores(hits, hits + stray, hits + missed)


def _scores(hits: int, found: int, gold: int) -> str:
    return f"F1 {2 * hits / (found + gold):.4f} (P {hits / found:.3f}, R {hits / gold:.3f})"


# ------------------------------------------------------------------------ news pages


@dataclass(frozen=True, slots=True)
class _News:
    name: str
    data: bytes
    words: list[str]
    authors: frozenset[str]
    published: datetime | None


def _news(folder: Path) -> Iterator[_News]:
    """Pages with the version of the gold that was written for them: the one whose words stand on the page."""
    for path in sorted(folder.glob("*/*.html.gz")):
        data = gzip.decompress(path.read_bytes())
        versions = json.loads((path.parent / f"{path.name.split('_')[0]}.json").read_text("utf-8"))
        page = " ".join(_tokens(re.sub(r"<[^>]+>", " ", decode(data).text)))
        gold = max(versions.values(), key=lambda version: _share(_gold_words(version), page))
        moment = gold.get("publishing_date")
        yield _News(
            path.name,
            data,
            _gold_words(gold),
            frozenset(name.casefold() for name in gold.get("authors") or ()),
            datetime.fromisoformat(moment) if moment else None,
        )


def _share(words: list[str], page: str) -> float:
    runs = [" ".join(words[i : i + 6]) for i in range(0, max(0, len(words) - 6), 5)]
    return sum(run in page for run in runs) / max(1, len(runs))


def _gold_words(gold: dict[str, Any]) -> list[str]:
    body = gold["body"] or {}
    parts = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        parts += [*(section.get("headline") or ()), *(section.get("paragraphs") or ())]
    return _tokens("\n".join(parts))


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _fundus(news: list[_News], out: Console) -> None:
    documents = [_read(item.data) for item in news]
    ours = [_token_f1(_shown(d), n.words) for d, n in zip(documents, news, strict=True)]
    peer = [_token_f1(_tokens(_peer(n.data) or ""), n.words) for n in news]
    out.print(f"news pages, {len(news)}: body token F1 {_mean(ours):.4f}, trafilatura {_mean(peer):.4f}")
    out.print(f"  authors, exact names: {_author_f1(documents, news)}")
    dated = [(d, n) for d, n in zip(documents, news, strict=True) if n.published]
    exact = sum(_moment(d) == n.published and _zoned(d) == _has_zone(n) for d, n in dated)
    out.print(f"  publishing time with zone, exact: {exact} of {len(dated)} = {exact / len(dated):.3f}")


def _shown(document: Document | None) -> list[str]:
    if document is None:
        return []
    return _tokens("\n".join(b.span.of(document.text) for b in blocks(document) if b.kind in _SHOWN))


def _token_f1(found: list[str], gold: list[str]) -> float:
    one, two = Counter(found), Counter(gold)
    return 2 * (one & two).total() / (one.total() + two.total()) if one or two else 1.0


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


def _author_f1(documents: Iterable[Document | None], news: Iterable[_News]) -> str:
    hits = found = gold = 0
    for document, item in zip(documents, news, strict=True):
        names = {name.casefold() for name in document.authors} if document else set()
        hits, found, gold = hits + len(names & item.authors), found + len(names), gold + len(item.authors)
    return _scores(hits, found, gold)


def _moment(document: Document | None) -> datetime | None:
    """The first moment of publication by the rank of where it stands."""
    said = document.dates if document else ()
    timed = [c for c in said if c.about == "published" and c.moment and c.source in _ORDER]
    best = min(timed, key=lambda c: _ORDER.index(c.source), default=None)
    return datetime.fromisoformat(best.moment) if best and best.moment else None


def _zoned(document: Document | None) -> bool:
    moment = _moment(document)
    return moment is not None and moment.tzinfo is not None


def _has_zone(item: _News) -> bool:
    return item.published is not None and item.published.tzinfo is not None


# ------------------------------------------------------------------------ days


def _days(pages: Path, out: Console) -> None:
    files = _unpacked(pages / "dates_htmldate" / "test_set_mediacloud200.tar.xz")
    files |= _unpacked(pages / "extraction_trafilatura" / "html.tar.xz")
    for name in ("eval_mediacloud_2020", "eval_default"):
        gold = json.loads((pages / "dates_htmldate" / f"{name}.json").read_text("utf-8"))
        known = [(url, entry) for url, entry in gold.items() if entry["file"] in files]
        ours = sum(_day(files[entry["file"]], url) == entry["date"] for url, entry in known)
        peer = sum(_peer_day(files[entry["file"]], url) == entry["date"] for url, entry in known)
        out.print(
            f"days, {name}, {len(known)} of {len(gold)} pages: onrecord {ours / max(1, len(known)):.3f}, "
            f"htmldate {peer / max(1, len(known)):.3f}"
        )


def _day(data: bytes, url: str) -> str | None:
    """The day that grouping takes for the page's own, as of a page fetched from ``url``."""
    read = read_input(Input("page", "page.html", data, known=Known(url=url)))
    if not isinstance(read, Document):
        return None
    extraction = extract(read)
    day, _ = published(extraction, own_dates(extraction))
    return day.start.isoformat() if day else None


def _peer_day(data: bytes, url: str) -> str | None:
    try:
        return find_date(decode(data).text, original_date=True, url=url)
    except (UnreadableError, ValueError):
        return None
