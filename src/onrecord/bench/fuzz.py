"""``onrecord bench fuzz``: texts nobody writes, through the whole of extraction.

Every case is made from its number alone, so a case that fails can be had again (:func:`case`).
"""

from __future__ import annotations

import json
import random
import time
import traceback
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.console import Console

from onrecord import schema
from onrecord.extract.extraction import Model, extract
from onrecord.model import Extraction, Quotation, Span
from onrecord.pool import Lost, cores, ordered_map

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "zh", "ja", "it", "ar", "he", "und")
MARKS = tuple("\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟＂＇〈〉《》【】()[]…—–―-‒−:;,.!?¡¿。，、：؟")
BREAKS = (
    "\n",
    "\n\n",
    "\n \n",
    "\r\n",
    "\r",
    "\t",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x85",
    " ",
    "\u00a0",
)
ODD = (
    "\x00", "\x07", "\x1b[0m", "\x7f", "\ufeff", "\u200b", "\u200d", "\u00ad", "\ufffd", "\ud800", "\udfff",
    "\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "e\u0301", "\u0301" * 5, "İ", "ﬁ", "ß", "ſ", "Ǆ", "😀",
    "👩‍👩‍👧", "🇺🇦", "𝔸", "١٢٣", "½", "²", "1e999", "9" * 400, "0x1F", "1,2,3.4.5", "%", "$", "\\", "&#8220;",
    "שלום", "مرحبا", "ภาษาไทย", "<b>", "{{x}}",
)  # fmt: skip
WORDS = (
    "said", "says", "Anna", "Roe", "Mr.", "U.S.", "that", "he", "she", "it", "they", "not", "President",
    "the", "minister", "of", "and", "according", "to", "Reuters", "told", "added", "asked", "Question",
    "сказал", "заявила", "он", "Иван", "Петрова", "что", "президент", "по", "словам", "не", "А.", "ТАСС",
    "сказав", "зазначила", "що", "сагте", "sagte", "erklärte", "Vogel", "dass", "laut", "sei", "habe", "z.B.",
    "dit", "selon", "qu'il", "a", "déclaré", "Mme", "dijo", "según", "que", "Núñez", "powiedział", "że",
    "według", "Nowak", "说", "表示", "记者", "总统", "と述べた", "首相", "によると", "5", "40", "2031", "May",
    "2 May 2031", "million", "млн", "Mrd.", "Q", "A",
)  # fmt: skip
MODELS: tuple[Model, ...] = ("shipped", None)
_MOST = 60
_SHARE_TWICE = 10
_SECONDS, _SECONDS_A_CHARACTER = 2.0, 2e-4
"""Processor time a case may take, twice extracted."""
_LONGEST = 20_000
_ITEM = 200
"""Cases a worker does at once."""


def bench_fuzz(cases: int, out: Console) -> None:
    """Run ``cases`` texts on all cores, with and without the model, and print what was wrong with which."""
    start, wrong = time.perf_counter(), 0
    for numbers, found in ordered_map(_several, _ranges(cases), cores(), preload=__name__):
        faults = [f"{numbers}: {found.reason}"] if isinstance(found, Lost) else found
        wrong += len(faults)
        for fault in faults:
            out.print(fault, markup=False, highlight=False)
    out.print(f"{cases} cases, {wrong} faults, {time.perf_counter() - start:.0f} s on {cores()} cores")


def _ranges(cases: int) -> Iterator[range]:
    return (range(first, min(first + _ITEM, cases)) for first in range(0, cases, _ITEM))


def _several(numbers: range) -> list[str]:
    return [f"case {number}: {fault}" for number in numbers for fault in tried(*case(number), number)]


def tried(text: str, language: str, number: int = 0) -> list[str]:
    """What is wrong with the extraction of ``text``, with the model and by rules alone.

    Every tenth ``number`` is extracted twice, to see that the result is the same.
    """
    out: list[str] = []
    limit = _SECONDS + _SECONDS_A_CHARACTER * len(text)
    for model in MODELS:
        start = time.process_time()
        try:
            found = extract(text, model, language=language)
            out += (f"{found.method}: {fault}" for fault in faults(found))
            if number % _SHARE_TWICE == 0 and found != extract(text, model, language=language):
                out.append(f"{found.method}: not the same twice")
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            out.append(f"model {model}: {type(error).__name__}: {error} ({last.filename}:{last.lineno})")
        if time.process_time() - start > limit:
            out.append(f"model {model}: {time.process_time() - start:.1f} s for {len(text)} characters")
    return out


def case(number: int) -> tuple[str, str]:
    """Text and language of one case: a run of words, marks, breaks and odd characters, or a mangled story."""
    rng = random.Random(number)
    kinds: Sequence[Sequence[str]] = (WORDS, WORDS, WORDS, MARKS, MARKS, BREAKS, ODD)
    language = rng.choice(LANGUAGES)
    parts = [rng.choice(rng.choice(kinds)) for _ in range(rng.randrange(_MOST))]
    if rng.random() < 0.3:
        parts += [rng.choice(parts or ["x"])] * rng.randrange(200)  # one thing, many times
    text = rng.choice((" ", " ", "")).join(parts)[:_LONGEST]
    if rng.random() < 0.5:
        text = _mangled(STORIES[rng.randrange(len(STORIES))], text, rng)
    return text, language


def _mangled(story: str, noise: str, rng: random.Random) -> str:
    """A story with a stretch cut out, a stretch doubled, and noise put in somewhere."""
    for _ in range(rng.randrange(1, 4)):
        a, b = sorted(rng.randrange(len(story) + 1) for _ in range(2))
        story = rng.choice((story[:a] + story[b:], story[:b] + story[a:], story[:a] + noise + story[a:]))
    return story


# ------------------------------------------------------------------------ what must hold


def faults(found: Extraction) -> Iterator[str]:
    """What is wrong with an extraction: places, order, ids, links and its JSON."""
    yield from _misplaced(found)
    yield from _disordered(found)
    yield from _unlinked(found)
    yield from _misrecorded(found)


def _places(found: Extraction) -> Iterator[tuple[str, Span]]:
    for block in found.blocks:
        yield "block", block.span
    for turn in found.turns:
        yield turn.id, turn.span
        yield from ((f"{turn.id} paragraph", span) for span in turn.paragraphs)
        yield from ((f"{turn.id} label", span) for span in (turn.label,) if span is not None)
    for quotation in found.quotations:
        yield from ((f"{quotation.id} content", span) for span in quotation.spans)
        yield from ((f"{quotation.id} cue", span) for span in (quotation.cue,) if span is not None)
        yield from ((f"{quotation.id} source", span) for span in (quotation.source,) if span is not None)
        relays = (*quotation.via, *([quotation.cites] if quotation.cites else []))
        yield from ((f"{quotation.id} relay", r.source) for r in relays if r.source is not None)
    yield from ((figure.id, figure.span) for figure in found.figures)
    yield from (("credit", credit.span) for credit in found.credits)
    yield from (("mention", anchor.span) for speaker in found.speakers for anchor in speaker.mentions)
    yield from (("facet", facet.span) for facet in found.document.facets if facet.span is not None)
    yield from (("unbalanced", span) for span in found.unbalanced)


def _misplaced(found: Extraction) -> Iterator[str]:
    length = len(found.document.text)
    for what, span in _places(found):
        if not 0 <= span.start < span.end <= length:
            yield f"{what}: [{span.start}, {span.end}) is empty or outside a text of {length}"


def _disordered(found: Extraction) -> Iterator[str]:
    if any(a.span.end > b.span.start for a, b in pairwise(found.blocks)):
        yield "blocks overlap"
    for quotation in found.quotations:
        if not quotation.spans or any(a.end > b.start for a, b in pairwise(quotation.spans)):
            yield f"{quotation.id}: spans out of order"
        if not 0 <= quotation.confidence <= 1:
            yield f"{quotation.id}: confidence {quotation.confidence}"
    ids = [part.id for parts in (found.turns, found.quotations, found.figures) for part in parts]
    if len(ids) != len(set(ids)):
        yield "ids are not unique"


def _unlinked(found: Extraction) -> Iterator[str]:
    said = {quotation.id: quotation for quotation in found.quotations}
    turns = {turn.id for turn in found.turns}
    for quotation in found.quotations:
        if quotation.nested_in is not None and quotation.nested_in not in said.keys() | turns:
            yield f"{quotation.id}: nested in {quotation.nested_in}, which is not there"
        if quotation.continues is not None and quotation.continues not in said:
            yield f"{quotation.id}: continues {quotation.continues}, which is not there"
        for link in ("nested_in", "continues"):
            if _turns_back(quotation, link, said):
                yield f"{quotation.id}: {link} goes in a circle"


def _turns_back(quotation: Quotation, link: str, said: dict[str, Quotation]) -> bool:
    seen = {quotation.id}
    at: str | None = getattr(quotation, link)
    while at is not None and at in said:
        if at in seen:
            return True
        seen.add(at)
        at = getattr(said[at], link)
    return False


def _misrecorded(found: Extraction) -> Iterator[str]:
    text = found.document.text
    for line in schema.dumps(schema.extraction_records(found)):
        record = json.loads(line.encode("utf-8", "backslashreplace"))
        if record["kind"] == "document":
            continue
        for words, start in (("text", "start"), ("speaker_text", "speaker_start"), ("cue", "cue_start")):
            # JSON makes one character of two lone surrogates that meet, so a place alone may not be found.
            place = json.loads(json.dumps(text[record.get(start) or 0 :]))
            if record.get(words) and not place.startswith(record[words]):
                yield f"{record['kind']} at {record['start']}: its {words} is not at {start}"


STORIES = (
    "Ferry service to resume\n\nPORT ALDER, May 2, 2031 (Courier) - Ferry service will resume on Monday, "
    "Mayor Ilse Brandvold said.\n\n“We have waited eleven weeks,” Brandvold told reporters. “Nobody should "
    "wait again.”\n\nAccording to the harbour authority, repairs cost 4.2 million crowns. “He called it ‘a "
    "scandal’ twice,” a clerk, who asked not to be named, said.\n",
    "Question: Will the fares rise?\nHead of the Harbour Office Ida Osten: Fares will rise by four crowns. "
    "“Nobody likes it,” my mother said.\n\nNobody, I repeat.\nQuestion: And the ferry?\nIda Osten: It "
    "stays.\n",
    "Министр Анна Роева заявила, что порт не закроют. «Мы построили 30 лодок, — сказала она. — И ни одну не "
    "продадим».\n\n— Когда откроют порт?\n— В мае, — ответил Иван Петров, — если хватит денег.\n\nПо словам "
    "ведомства, ремонт обошёлся в 4,2 млн крон.\n",
    "Міністр Анна Роєва заявила, що порт не закриють. «Ми збудували 30 човнів», — зазначила вона.\n",
    "Der Hafen bleibe offen, sagte Minister Vogel. Man habe 30 Boote gebaut. „Niemand mag das“, sagte er, "
    "„aber es muss sein.“ Laut Hafenamt kostet das 4,2 Mio. Kronen.\n",
    "« Le port reste ouvert », a déclaré la maire Jeanne Roux. Selon elle, trente bateaux ont été "
    "construits.\n— Quand ? — En mai, dit-elle.\n",
    "«El puerto sigue abierto», dijo Núñez. —¿Cuándo? —preguntó Ana. Según la alcaldesa, costó 4,2 "
    "millones.\n",
    "„Port pozostanie otwarty” – powiedział Nowak. Dodał, że zbudowano 30 łodzi.\n",
    "港务局长林安表示：“渡轮不会停运。”他说，票价将上涨4元。记者问：“什么时候？”\n",
    "港湾局の田中局長は「フェリーは続ける」と述べた。同局によると、費用は4億円だという。\n",
)
