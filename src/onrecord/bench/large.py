"""A record of many quotations, made of transcripts' sentences: what ``check`` and the pages are timed on.

Every sentence is there as it was said. To reach the number asked for, halves of two sentences make others,
so that whatever is asked for has look-alikes. A document quotes some sentences of a few speakers and is an
event of its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from onrecord.bench.pile import invented_name
from onrecord.bench.transcripts import transcripts, whole_sentences
from onrecord.model import (
    Block,
    BlockKind,
    DateInterval,
    Document,
    Event,
    Extraction,
    Form,
    Membership,
    Profile,
    Quotation,
    Role,
    Span,
    Speaker,
    Story,
)
from onrecord.store import file, search, write

_EACH = 50
_SPEAKERS = 400
_OUTLETS = 60
_HELD_OUT = 20
"""One transcript in so many is in no record: its sentences are asked for as words that are not there."""
_FIRST_DAY = date(2010, 1, 1)


def transcript_sentences(shared: Path, held_out: bool = False) -> list[str]:
    """Whole sentences of the transcripts, each once; of those ``held_out``, or of the others."""
    texts = [row["text"] for row in transcripts(shared)]
    chosen = [text for n, text in enumerate(texts) if (n % _HELD_OUT == 0) is held_out]
    return list(dict.fromkeys(said for text in chosen for said in whole_sentences(text) if '"' not in said))


def write_large(path: Path, said: Sequence[str], quotations: int, each: int = _EACH) -> None:
    """Write a record with ``quotations`` quotations, ``each`` of a document, by the store's own code."""
    file.remove(path)
    rng = random.Random(1)
    names = [f"{invented_name(rng, 2)} {invented_name(rng, 3)}" for _ in range(_SPEAKERS)]
    docs = _documents(islice(_words(said, rng), quotations), names, rng, each)
    ids: list[tuple[str, date]] = []
    with file.writing(path) as db, file.transaction(db):
        for extraction, day in docs:
            write.put_document(db, extraction.document)
            write.put_extraction(db, extraction, write.KEPT_AS_WRITTEN, None)
            ids.append((extraction.document.id, day))
        write.put_story(db, _story(ids, names))
        search.index_texts(db)


def _words(said: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Every sentence, then halves of two sentences without end."""
    yield from said
    halves = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in (s.split(" ") for s in said)]
    while True:
        yield " ".join((*rng.choice(halves)[0], *rng.choice(halves)[1]))


def _documents(
    words: Iterator[str], names: Sequence[str], rng: random.Random, each: int
) -> Iterator[tuple[Extraction, date]]:
    number = 0
    while said := list(islice(words, each)):
        yield _document(f"report-{number:06}", said, rng.sample(names, 3), number)
        number += 1


def _document(doc: str, said: Sequence[str], names: Sequence[str], number: int) -> tuple[Extraction, date]:
    title = f"Report {number} on what {names[0]} said"
    text, quotations = f"{title}\n", []
    for n, words in enumerate(said):
        name = names[n % len(names)]
        text += '\n"'
        start = len(text)
        text += words
        span, after = Span(start, len(text)), len(text) + 2
        text += f'" {name} said.\n'
        source = Span(after, after + len(name))
        quotations.append(Quotation(f"{doc}-q{n:03}", doc, (span,), Form.DIRECT, source=source, speaker=name))
    sha = write.text_hash(text)
    document = Document(
        doc, f"{doc}.txt", text, sha, sha, "en", title=title, outlet=f"Outlet {number % _OUTLETS}"
    )
    blocks = (Block(BlockKind.HEADLINE, Span(0, len(title))),)
    extraction = Extraction(document, blocks, (), tuple(quotations), (), (), ())
    return extraction, _FIRST_DAY + timedelta(days=number % 5000)


def _story(ids: Sequence[tuple[str, date]], names: Sequence[str]) -> Story:
    profiles, events = [], []
    for doc, day in ids:
        on = DateInterval(day, day)
        profiles.append(Profile(doc, Role.ARTICLE, "made so", published=on, event_date=on))
        why = (Membership(doc, 1.0, "made so"),)
        events.append(Event(f"event-{doc}", (doc,), f"What was said in {doc}", date=on, memberships=why))
    speakers = tuple(Speaker(name) for name in sorted(set(names)))
    return Story((), profiles=tuple(profiles), events=tuple(events), speakers=speakers)
