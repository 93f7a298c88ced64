"""What the stretches of a saved page are: headline, dateline, body, caption, boilerplate ...

The unit is the paragraph: one line, or, in a text that was wrapped at a fixed width, one run of lines
between blank lines. Evidence is only what plain text still has: wording, length, final punctuation,
repetition and place.

The topic ``blocks`` holds, per language, lists of literal phrases, compared case-folded with every
language's list at once, because pages mix the language of the site with that of the story:

``lines``, ``starts``, ``contains``
    what a boilerplate paragraph is, begins with, or (in a short one) holds;
``related``, ``facets``
    headings above links to other pages, and above lists of labels a page carries about itself;
``counters``
    the word between the numbers of a photo counter ("1 of 2");
``bylines``, ``bylines_in``, ``captions``, ``captions_in``
    what such paragraphs begin with or hold;
``titles``, ``header``
    keys of "Key: value" lines at the head of a saved file;
``dates``
    words of which, with numbers, a date line is made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from onrecord.extract.layout.lines import LABEL, OMISSION, WORDS, Line, lines_of
from onrecord.model import Block, BlockKind, Document, Span
from onrecord.text import lexicon
from onrecord.text.phrases import branches
from onrecord.text.tokens import fold

_NUMBERS = re.compile(r"[\d\s.,:/|+\-–—]+$")
_CREDIT = re.compile(r"[©®]|\((?:c|C)\)\s")
_HEADER = re.compile(r"([^:：\n]{2,20})[:：]\s*(.*)$")
_ASKED = re.compile(r"([QA])[.:]?\s+(?=[^\Wa-z])")
_DATELINE = re.compile(
    r"(?:[^\W\d_][^\n()—–:“”\"«»/]{0,40}?)?\s*"
    r"(?:\([A-ZА-ЯІЇЄdar][^()\n]{1,40}\)\.?\s*[-–—]+|/[A-ZА-ЯІЇЄ][^/\n]{1,30}/\s*[-–—.]?)\s*(?=\S)"
)
_MINUTES = re.compile(r"[^\W\d_][^.:\n]{1,100}\.[ \xa0]?[-–—]{1,2}\s")
"""A line of minutes, "ADA ROE (Radio Kell).- Good morning", which looks like a dateline."""
_OFTEN = 3
_CITY_DASH = re.compile(
    r"[A-ZА-ЯЁІЇЄÄÖÜÉŁŚŻÓ][A-ZА-ЯЁІЇЄÄÖÜÉŁŚŻÓ .’'\-]{2,40}(?:,[^,\n—–.]{3,30}){0,2}\.?\s+[—–]\s+(?=\S)"
)
_CJK_DATELINE = re.compile(
    r"(?:【[^】\n]{1,20}】|[一-鿿]{2,6}社[一-鿿]{1,10}\d{0,2}月?\d{1,2}日[电電讯訊]|[(（][^()（）\n]{1,20}(?:通信|聯合ニュース)[)）])\s*"
)
_INNER = re.compile(
    r"[^\W\d_]{3}[.!?,][\"”»]\s|[^\W\d_]{3}[.!?]\s"
)  # the end of a sentence, or of a quotation
_LONG = 100
_HEADLINE = 250
_NEAR_HEAD = 12
_DASHES = "-–—|"
_NO_NAME = re.compile(r"[\d?!:;«»“”„\"]")
_CITED, _SLOGAN, _PAPER = 18, 10, 6
"""Words: at most so many has a headline in quote marks, a line of a masthead, the name of a paper."""
_BESIDE_DATE = 2
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\W\d_]\.")
_SIGNED = 4
"""Lines below a headline within which its author signs."""


def blocks(document: Document) -> tuple[Block, ...]:
    """The paragraphs of ``document`` with their kinds, in order, never overlapping.

    A dateline at the head of a paragraph ("BERLIN (XYZ) —") is a block of its own, and the rest of the
    paragraph follows as body; otherwise a block is a whole paragraph. Spans are without outer white space.
    """
    lines = lines_of(document.text, document.title)
    kinds = _Kinds(document, lines).decide()
    minutes = sum(_MINUTES.match(line.text) is not None for line in lines) >= _OFTEN
    out: list[Block] = []
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not BlockKind.BODY:
            out.extend(_split_header(line, kind))
        elif minutes and _MINUTES.match(line.text):
            out.append(Block(kind, line.span))
        else:
            out.extend(_split_dateline(line))
    return tuple(out)


def _split_header(line: Line, kind: BlockKind) -> list[Block]:
    """A headline in a "Title: ..." line is what follows the key."""
    match = _HEADER.match(line.text) if kind is BlockKind.HEADLINE else None
    if match and match.group(2) and fold(match.group(1)) in _phrases("titles"):
        return [Block(kind, Span(line.span.start + match.start(2), line.span.end))]
    return [Block(kind, line.span)]


def _split_dateline(line: Line) -> list[Block]:
    match = _CJK_DATELINE.match(line.text) or _DATELINE.match(line.text) or _CITY_DASH.match(line.text)
    if match is None or match.end() >= len(line.text) or len(match.group().split()) > 10:
        return [Block(BlockKind.BODY, line.span)]
    cut = line.span.start + match.end()
    head = Span(line.span.start, line.span.start + len(match.group().rstrip()))
    return [Block(BlockKind.DATELINE, head), Block(BlockKind.BODY, Span(cut, line.span.end))]


@cache
def _phrases(key: str) -> frozenset[str]:
    return frozenset(fold(entry) for entry in lexicon.words("blocks", key))


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile(branches(_ordered(key), lambda phrase: re.escape(phrase[1:])) or r"(?!)")


@cache
def _ordered(key: str) -> tuple[str, ...]:
    return tuple(sorted(_phrases(key)))


class _Kinds:
    """Decides line by line, from certain evidence to guesses from place."""

    def __init__(self, document: Document, lines: list[Line]) -> None:
        self._title = " ".join(fold(document.title).split()) if document.title else None
        self._lines = lines
        marked = {mark.span: mark.kind for mark in document.marks}
        self._kinds: list[BlockKind | None] = [marked.get(line.span) for line in lines]
        self._labels = _recurring_labels(lines)

    def decide(self) -> list[BlockKind]:
        for i, line in enumerate(self._lines):
            self._kinds[i] = self._kinds[i] or _by_wording(line)
        self._mark_header()
        self._mark_links("related", 8)
        self._mark_links("facets", 12)
        self._mark_headline()
        self._mark_places()
        self._mark_repeats()
        self._mark_tail()
        self._mark_subheadings()
        return [kind or BlockKind.BODY for kind in self._kinds]

    def _open(self, i: int) -> bool:
        return self._kinds[i] is None

    def _is_sentence(self, i: int) -> bool:
        line = self._lines[i]
        return line.size >= 5 and (line.ends or line.size > 25)

    def _first_sentence(self) -> int:
        hits = (i for i in range(len(self._lines)) if self._open(i) and self._is_sentence(i))
        return next(
            (i for i in hits if not self._is_above_byline(i) and not self._is_cited(i)), len(self._lines)
        )

    def _is_cited(self, i: int) -> bool:
        """True for a headline near the top that ends in words in quote marks, between blank lines."""
        line, below = self._lines[i], self._lines[i + 1 : i + 2]
        alone = line.gap and all(other.gap for other in below) and bool(below)
        return i < _NEAR_HEAD // 2 and alone and line.is_quoted and line.size <= _CITED

    def _is_above_byline(self, i: int) -> bool:
        """True for a line near the top that ends as sentences do but stands above a byline or a date."""
        signed = (BlockKind.BYLINE, BlockKind.DATELINE)
        below = self._kinds[i + 1] in signed if i + 1 < len(self._lines) else False
        return below and i < _NEAR_HEAD // 2 and _is_headline_like(self._lines[i])

    def _mark_header(self) -> None:
        """ "Key: value" lines before anything else, as programs that save pages write them."""
        for i, line in enumerate(self._lines[:_NEAR_HEAD]):
            match = _HEADER.match(line.text)
            key = fold(match.group(1)).strip() if match else ""
            if key in _phrases("titles") and i < 3:
                self._kinds[i] = BlockKind.HEADLINE
            elif key in _phrases("header"):
                self._kinds[i] = BlockKind.BOILERPLATE
            elif line.text != "---" and not line.folded.startswith("modified"):
                return

    def _mark_links(self, key: str, most: int) -> None:
        """A heading above links, and the links: short lines that are not sentences and not turns."""
        headings = _phrases(key)
        for i, line in enumerate(self._lines):
            if line.folded.rstrip(" :：") not in headings or line.size > 6:
                continue
            if key == "facets" and not self._has_facet_company(i):
                continue
            self._kinds[i] = BlockKind.BOILERPLATE
            for j in range(i + 1, min(i + 1 + most, len(self._lines))):
                if not self._is_link(j):
                    break
                self._kinds[j] = BlockKind.BOILERPLATE

    def _has_facet_company(self, i: int) -> bool:
        """A lone word like "Topics" may be a subheading; page facets come several together."""
        near = self._lines[max(0, i - 12) : i + 13]
        return sum(1 for line in near if line.folded.rstrip(" :：") in _phrases("facets")) >= 2

    def _is_link(self, i: int) -> bool:
        line = self._lines[i]
        if line.size > 25 or len(line.text) > 200 or line.text[0] in "-–—…" or self._is_labelled(line):
            return False
        return not line.ends or line.size <= 2 or line.text.endswith("?")

    def _is_labelled(self, line: Line) -> bool:
        match = LABEL.match(line.text)
        return match is not None and fold(match.group(1)) in self._labels

    def _mark_headline(self) -> None:
        stop = self._first_sentence()
        head = [
            i for i in range(min(stop, _NEAR_HEAD * 2)) if self._open(i) and _is_headline_like(self._lines[i])
        ]
        if BlockKind.HEADLINE in self._kinds:
            return
        chosen = self._titled(range(min(len(self._lines), 40)))
        if chosen is None:
            chosen = self._likeliest([i for i in head if not self._is_turn(i, stop)], stop)
        if chosen is None or (len(self._lines) == 1 and self._lines[0].ends):
            return
        self._kinds[chosen] = BlockKind.HEADLINE
        self._mark_around_headline(chosen)

    def _likeliest(self, spoken: list[int], stop: int) -> int | None:
        """The likeliest of the lines that may be the headline; a paper's name and the like are furniture."""
        head = [i for i in spoken if not self._is_masthead(i, spoken)]
        self._discard(i for i in spoken if i not in head and self._lines[i].text[0] not in _DASHES)
        if len(head) < len(spoken) and all(self._lines[i].size <= 2 for i in head):
            head = self._later_heads(stop) or head
        below = self._below_masthead(head)
        if below is not None:
            self._discard(i for i in head if i < below)
            return below
        head = [i for i in head if not self._is_dated(i)] or head
        full = [i for i in head if self._lines[i].size >= 4]
        return full[0] if full else max(head, key=lambda i: self._lines[i].size, default=None)

    def _discard(self, places: Iterable[int]) -> None:
        """Lines of the head are furniture; a date among them is the report's."""
        for i in places:
            self._kinds[i] = BlockKind.DATELINE if self._is_dated(i) else BlockKind.BOILERPLATE

    def _is_masthead(self, i: int, head: list[int]) -> bool:
        """A site's name: after a dash, or above a section's name or a date that stands above the headline."""
        above_section = i + 1 in head and self._lines[i + 1].size <= 2
        above_date = i == 0 and i + 1 < len(self._lines) and self._kinds[i + 1] is BlockKind.DATELINE
        above = (above_section or above_date) and i + 2 in head and self._lines[i + 2].size >= 4
        return self._lines[i].text[0] in _DASHES or above

    def _below_masthead(self, head: list[int]) -> int | None:
        """The first line of words below the lines that a paper heads its pages with; none without these.

        They are a group of their own, the paper's name first: by a word for papers, or spelt as a name above
        a section, a slogan or a date.
        """
        if not head or head[0] != 0:
            return None
        size = next((i for i, line in enumerate(self._lines) if i and line.gap), 0)
        short = all(line.size <= _SLOGAN for line in self._lines[:size])
        if not short or not _is_papers_name(self._lines[0], alone=size == 1):
            return None
        below = (i for i in head if i >= size and self._lines[i].size >= 3 and not self._is_dated(i))
        return next(below, None)

    def _is_dated(self, i: int) -> bool:
        """True for a line that is a date with a word or two of place or section beside it."""
        words = [word.rstrip(".") for word in WORDS.findall(self._lines[i].folded)]
        known = _phrases("dates")
        rest = [word for word in words if not word.isdigit() and word not in known]
        dated = any(word.isdigit() and len(word) == 4 for word in words)
        return dated and len(rest) <= _BESIDE_DATE and len(words) - len(rest) > _BESIDE_DATE

    def _later_heads(self, stop: int) -> list[int]:
        """Headlines below a site's own words about itself, where nothing above them is one."""
        near = range(stop + 1, min(stop + 4, len(self._lines) - 1))
        return [
            i
            for i in near
            if self._open(i) and _is_headline_like(self._lines[i]) and self._lines[i].size >= 4
        ]

    def _is_turn(self, i: int, stop: int) -> bool:
        """True when line ``i`` begins with a label that labels later paragraphs too: no headline then."""
        match = LABEL.match(self._lines[i].text) or _ASKED.match(self._lines[i].text)
        if match is None:
            return False
        if fold(match.group(1)) in lexicon.words("turns", "question"):
            return True
        label = fold(match.group())
        return any(line.folded.startswith(label) for line in self._lines[max(stop, i + 2) :])

    def _titled(self, places: Iterable[int]) -> int | None:
        title = self._title
        if title is None:
            return None
        same = [i for i in places if self._lines[i].folded.rstrip(" .") == title.rstrip(" .")]
        return same[0] if same else None

    def _mark_around_headline(self, chosen: int) -> None:
        """Section labels above it are furniture; a second headline may stand directly below it."""
        for i in range(chosen):
            if self._open(i) and self._lines[i].size <= 4 and not self._lines[i].ends:
                self._kinds[i] = BlockKind.BOILERPLATE
        below = chosen + 1
        if below + 1 < len(self._lines) and self._open(below) and self._is_deck(chosen, below):
            self._kinds[below] = BlockKind.HEADLINE
        self._mark_signature(chosen)

    def _mark_signature(self, chosen: int) -> None:
        """A bare name between the headline and the first sentence is whose report it is."""
        for i in range(chosen + 1, min(chosen + _SIGNED, len(self._lines) - 1)):
            if self._is_sentence(i):
                return
            if self._open(i) and _is_bare_name(self._lines[i]):
                self._kinds[i] = BlockKind.BYLINE
                return

    def _is_deck(self, chosen: int, below: int) -> bool:
        line = self._lines[below]
        if self._is_labelled(line) or self._is_turn(below, below):
            return False
        fresh = line.folded.rstrip(" .") != self._lines[chosen].folded.rstrip(" .")
        alone = self._lines[below + 1].folded != line.folded
        return fresh and alone and line.size >= 4 and _is_headline_like(line) and self._is_sentence(below + 1)

    def _mark_repeats(self) -> None:
        """A repeated title is furniture; a line given twice running is a picture's text and its caption."""
        titles = {_title_of(line) for i, line in enumerate(self._lines) if self._is_headline(i)}
        for i, line in enumerate(self._lines):
            if self._open(i) and line.folded.rstrip(" .") in titles:
                self._kinds[i] = BlockKind.BOILERPLATE
        for i, (line, following) in enumerate(zip(self._lines, self._lines[1:], strict=False)):
            if line.size >= 3 and max(line.size, following.size) <= 80 and _same_caption(line, following):
                for j in (i, i + 1):
                    if self._open(j) or self._kinds[j] is BlockKind.BODY:
                        self._kinds[j] = BlockKind.CAPTION

    def _mark_places(self) -> None:
        """The place below or above the date at the head of a page."""
        for i, line in enumerate(self._lines[:_NEAR_HEAD]):
            if self._open(i) and line.size <= 3 and not line.ends and self._is_by_date(i):
                self._kinds[i] = BlockKind.DATELINE

    def _is_by_date(self, i: int) -> bool:
        return any(kind is BlockKind.DATELINE for kind in self._kinds[max(0, i - 1) : i + 2])

    def _is_headline(self, i: int) -> bool:
        return self._kinds[i] is BlockKind.HEADLINE

    def _is_said(self, i: int) -> bool:
        """True for a sentence, or a short remark in a conversation."""
        line = self._lines[i]
        return self._is_sentence(i) or (line.ends and (line.text[0] in "-–—" or self._is_labelled(line)))

    def _mark_tail(self) -> None:
        """Short lines after the last sentence are links and buttons, unless they are somebody's words."""
        body = [i for i in range(len(self._lines)) if self._open(i) and self._is_said(i)]
        if not body:
            return
        for i in range(body[-1] + 1, len(self._lines)):
            line = self._lines[i]
            spoken = self._is_labelled(line) or line.text[0] in "-–—" or line.ends
            if self._open(i) and not spoken and line.size <= 14 and len(line.text) <= _LONG:
                self._kinds[i] = BlockKind.BOILERPLATE

    def _mark_subheadings(self) -> None:
        for i in range(1, len(self._lines) - 1):
            line = self._lines[i]
            if not self._open(i) or not _is_headline_like(line) or line.size > 15 or len(line.text) > 130:
                continue
            if self._is_labelled(line) or line.text[0] in "-–—…•*" or line.text[-1] in ",;:：":
                continue
            if line.text[-1] in "?!" and _INNER.search(line.text):
                continue
            if self._lines[i + 1].text[0].islower():
                continue  # a sentence goes on: the page was wrapped here
            followed = any(
                self._open(j) and self._is_sentence(j) for j in range(i + 1, min(i + 3, len(self._lines)))
            )
            if followed and (line.text[0].isupper() or not line.text[0].islower()):
                self._kinds[i] = BlockKind.SUBHEADING


def _is_bare_name(line: Line) -> bool:
    """True for two or three words spelt as those of a person's name are, and nothing beside them."""
    words = line.text.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() and _NAME.fullmatch(word) for word in words)


def _is_papers_name(line: Line, alone: bool) -> bool:
    """True for a few words spelt as a name; ``alone``: nothing stands below it, so one must be a paper's."""
    words = line.text.split()
    if len(words) > _PAPER or _NO_NAME.search(line.text):
        return False
    named = all(word[0].isupper() or len(word) <= 3 for word in words)
    return named and (not alone or not lexicon.words("credits", "titles").isdisjoint(line.folded.split()))


def _same_caption(line: Line, following: Line) -> bool:
    one, two = line.folded, following.folded
    return one == two or (len(one) > 40 and len(two) > 40 and (two[:60] in one or one[:60] in two))


def _title_of(line: Line) -> str:
    match = _HEADER.match(line.folded)
    keyed = match is not None and match.group(1) in _phrases("titles")
    return (match.group(2) if match and keyed else line.folded).rstrip(" .")


def _is_headline_like(line: Line) -> bool:
    """True for a line that may be a headline: no time of day heads it, and no pause or full stop ends it."""
    if len(line.text) > _HEADLINE or line.size == 0 or line.text[0].islower():
        return False
    return not re.search(r"^\d{1,2}[:.]\d\d\b|[.。…;,][\"”’'»)]*$", line.text)


def _recurring_labels(lines: list[Line]) -> frozenset[str]:
    """Labels that stand before two paragraphs or more, be it once in full and once by the family name."""
    seen: Counter[str] = Counter()
    for line in lines:
        match = LABEL.match(line.text)
        if match:
            seen[fold(match.group(1))] += 1
    ends = Counter(label.split()[-1] for label in seen)
    return frozenset(label for label, count in seen.items() if count > 1 or ends[label.split()[-1]] > 1)


def _by_wording(line: Line) -> BlockKind | None:
    if _is_counter(line.folded):
        return BlockKind.BOILERPLATE
    if _is_date(line):
        return BlockKind.DATELINE
    if _is_furniture(line):
        return BlockKind.BOILERPLATE
    if line.size <= 20 and (line.folded.startswith(_ordered("bylines")) or _holds(line, "bylines_in")):
        return BlockKind.BYLINE if not _reads_on(line) else None
    if len(line.text) <= 600 and (
        line.folded.startswith(_ordered("captions")) or _holds(line, "captions_in")
    ):
        return BlockKind.CAPTION
    return BlockKind.CAPTION if _CREDIT.match(line.text) else None


def _reads_on(line: Line) -> bool:
    """True for an ordinary sentence that happens to begin like a byline ("By Monday the town was ...")."""
    return line.ends and not _holds(line, "bylines_in")


def _holds(line: Line, key: str) -> bool:
    return _any_of(key).search(line.folded) is not None


def _is_furniture(line: Line) -> bool:
    text = line.folded
    bare = text.strip(" .:!…→›»*|>")
    if bare in _phrases("lines") or not bare or OMISSION.match(line.text):
        return True
    if line.size <= 40 and text.startswith(_ordered("starts")):
        return True
    return (line.size <= 40 and _holds(line, "contains")) or _is_facet_run(text)


def _is_counter(text: str) -> bool:
    parts = text.split()
    if len(parts) == 1:
        return bool(re.fullmatch(r"\d{1,3}(?:/\d{1,3})?", text))
    return (
        len(parts) in (3, 4)
        and parts[0].isdigit()
        and parts[-1].isdigit()
        and " ".join(parts[1:-1]) in _phrases("counters")
    )


@cache
def _facet_heads() -> tuple[str, ...]:
    return tuple(f"{facet} " for facet in _ordered("facets"))


def _is_facet_run(text: str) -> bool:
    """Page facets saved as one line: "Geography X Topics Y Publication status ..."."""
    if not text.startswith(_facet_heads()):
        return False
    return sum(1 for facet in _ordered("facets") if f" {facet} " in f" {text} ") >= 2


def _is_date(line: Line) -> bool:
    if len(line.text) > 90 or not any(char.isdigit() for char in line.text):
        return False
    if _NUMBERS.match(line.text):
        return bool(re.search(r"\d[:./\-]\d", line.text))
    words = [word for word in WORDS.findall(line.folded) if not word.isdigit()]
    known = _phrases("dates")
    return bool(words) and all(word in known or word.rstrip(".") in known for word in words)
