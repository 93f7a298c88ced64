"""The report: what a reader finds on the page, whatever the story lacks."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import (
    Anchor,
    Attested,
    Change,
    ChangeKind,
    Derivation,
    Event,
    Failure,
    Finding,
    FindingType,
    Link,
    Reading,
    Span,
    Story,
)
from onrecord.report import render, write
from onrecord.report.coverage import coverage
from onrecord.report.figures import figures, number
from onrecord.report.pile import Pile, fitting, siglum, slug
from onrecord.report.sources import Mark, Node, nest
from onrecord.report.synopsis import segments, status, synopsis
from onrecord.report.tree import tree
from report_story import RECORD, REPORT, RUSSIAN, at, document, extraction, quotation, story


class _Ids(HTMLParser):
    """Every id and every link to one, and every element that could load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an element links to, is, or would load."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.links.append((value or "")[1:])
            if name in ("src", "srcset", "style") or name.startswith("on"):
                self.active.append(f"{tag} {name}")
        if tag in ("script", "link", "iframe", "object", "img"):
            self.active.append(tag)


def parsed(page: str) -> _Ids:
    """The ids, links and active parts of a page."""
    parser = _Ids()
    parser.feed(page)
    return parser


def words(page: str) -> str:
    """The readable text of a page, white space made even."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def test_every_link_has_its_target_and_every_id_is_unique() -> None:
    """Permalinks, evidence, statements and documents all resolve without JavaScript."""
    page = parsed(render(story()))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert {"q-b-q1", "q-b-q2", "q-c-q1", "s-e1-s1"} <= set(page.ids)


def test_nothing_on_the_page_can_load_or_run() -> None:
    """No script, no image, no inline style; the policy names the one style sheet by its hash."""
    page = render(story())
    assert parsed(page).active == []
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in page
    assert "default-src &#39;none&#39;" in page


def test_most_serious_finding_comes_first() -> None:
    """An editor reads what changes the meaning before what is good to know."""
    text = words(render(story()))
    assert text.index("Cut so that the meaning changes") < text.index("Names its source")


@pytest.mark.parametrize(
    "expected",
    [
        "Held against A Questions to Ada Quill",
        "left out: The condition is gone.",
        "Not in this record",
        "Let them swim.",
        "Nearest wording A",
        "≠ conflict boats at risk",
        "QUAYPRESS",
        "origin undecided",
        "torn.pdf not a text format",
        "No embedding model.",
        "1 quotation could not be given to anyone and was left so.",
        "On their own",
        "carries 1 of 2: 1 in part or altered",
        "also Quill, Квилл",
    ],
)
def test_report_says(expected: str) -> None:
    """Each part of the story is told in readable text, not by colour or on hover alone."""
    assert expected in words(render(story()))


def test_the_whole_of_every_source_text_is_shown() -> None:
    """Marking quotations loses and adds no character of a text."""
    page = render(story())
    for text in (RECORD, REPORT, RUSSIAN):
        shown = re.findall(r'<p class="kind [a-z]+" dir="auto">(.*?)</p></div>', page)
        bare = [unescape(re.sub(r'<span class="links">.*?</span>|<[^>]+>', "", line)) for line in shown]
        assert text in bare


def test_local_folders_are_not_told() -> None:
    """A report that is passed on does not tell where the desk keeps its files."""
    page = render(story())
    assert "/desk/" not in page
    assert "/home/" not in page


EMPTY = Story(())
ONLY_FAILURES = Story((), failures=(Failure("torn.pdf", "not a text format"),))
ONE = Story((extraction(document("a", RECORD)),))
NO_PRIMARY = replace(story(), events=(replace(story().events[1], primary=None),))
NO_READINGS = replace(story(), readings=(), statements=(), findings=(), omissions=(), derivations=())
NO_TEXT = Story((extraction(document("a", ""), quotation("a-q", "a", "", "")),))
TWO_EVENTS = replace(
    story(), events=(Event("e1", ("a", "b"), "First", primary="a"), Event("e2", ("c", "d"), "Second"))
)


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        (EMPTY, "No document could be read."),
        (ONLY_FAILURES, "torn.pdf not a text format"),
        (ONE, "A single document"),
        (NO_PRIMARY, "No document of this pile is near enough to the occasion"),
        (NO_READINGS, "Nothing to report"),
        (NO_TEXT, "A single document"),
        (TWO_EVENTS, "Event 2 of 2"),
    ],
)
def test_report_stands_when_things_are_missing(pile: Story, expected: str) -> None:
    """Whatever a story lacks, there is a page, it says so, and its links resolve."""
    page = render(pile)
    assert expected in words(page)
    assert set(parsed(page).links) <= set(parsed(page).ids)


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert("x")</script>',
        "a\x00b\x07c\x85",
        "\ud800 half a pair",
        "]]> --> </style></mark>",
        "{{ 7 * 7 }} {% raw %}",
        "‮ nettirw sdrawkcab",
        'Tom & Jerry\'s <b>"bold"</b>',
    ],
)
def test_text_is_only_ever_text(text: str, tmp_path: Path) -> None:
    """Nothing a document says becomes markup, and what HTML cannot carry is replaced."""
    doc = document("x", text, title=text, outlet=text)
    pile = Story(
        (extraction(doc, quotation("x-q", "x", text, text)),),
        findings=(Finding("x", FindingType.OTHER_EVENT_MATERIAL, 2, text, (Anchor("x", Span(0, 3)),)),),
        notes=(text,),
    )
    page = render(pile)
    assert "49" not in words(page)
    assert parsed(page).active == []
    assert page.count("</style>") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page)
    write(pile, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page


def test_same_story_same_page() -> None:
    """Rendering is deterministic."""
    assert render(story()) == render(story())


def test_words_left_out_stand_where_they_are_missing() -> None:
    """A deletion is put in after the words it followed, past their punctuation; the rest is untouched."""
    pile = Pile(story())
    ops = [(s.op, s.text) for s in segments(pile, pile.quotations["b-q1"], pile.reading("b-q1"))]
    assert ops == [("same", "We will open the gates,"), ("delete", "but only if 48 boats are safe")]


def test_replaced_words_carry_the_wording_of_the_record() -> None:
    """Neighbouring replacements are shown as one, with the words of the record beside them."""
    record, report = "We sail at dawn.", "We leave at noon."
    links = (
        Link("same", at("b", report, "We"), at("a", record, "We")),
        Link("replace", at("b", report, "leave"), at("a", record, "sail")),
        Link("replace", at("b", report, "at"), at("a", record, "at")),
        Link("insert", at("b", report, "noon"), None),
    )
    quoted = quotation("b-q", "b", report, report)
    pile = Pile(
        Story(
            (extraction(document("a", record)), extraction(document("b", report), quoted)),
            readings=(Reading("r", "b-q", (at("a", record, record),), Attested.YES, 1.0, links=links),),
        )
    )
    parts = [(s.op, s.text, s.note) for s in segments(pile, quoted, pile.reading("b-q"))]
    assert parts == [
        ("same", "We ", ""),
        ("replace", "leave at", "sail at"),
        ("same", " ", ""),
        ("insert", "noon", ""),
        ("same", ".", ""),
    ]


@pytest.mark.parametrize(
    ("attested", "kinds", "expected"),
    [
        (Attested.YES, (), "verbatim"),
        (Attested.YES, (ChangeKind.REWORDED,), "changed"),
        (Attested.YES, (ChangeKind.INSERTION, ChangeKind.OMITTED), "changed"),
        (Attested.YES, (ChangeKind.NUMBER,), "partly"),
        (Attested.YES, (ChangeKind.REWORDED, ChangeKind.POLARITY), "partly"),
        (Attested.PARTLY, (), "partly"),
        (Attested.NO, (ChangeKind.ADDED,), "none"),
    ],
)
def test_a_changed_number_or_negation_is_never_mere_wording(
    attested: Attested, kinds: tuple[ChangeKind, ...], expected: str
) -> None:
    """Only changes of wording count as "in other words"."""
    reading = Reading("r", "q", (), attested, 1.0, tuple(Change(kind, "") for kind in kinds))
    assert status(reading) == expected


def test_coverage_counts_agree_with_the_picture() -> None:
    """The text alternative says what the glyphs show, for every document."""
    pile = Pile(story())
    table = synopsis(pile, pile.events[0])
    picture = coverage(table)
    assert [(c.label.doc, c.carried, c.total) for c in picture.counts] == [("b", 1, 2), ("c", 1, 2)]
    glyphs = [[g.status.key for g in column.glyphs] for column in picture.bands[0].columns]
    assert glyphs == [["partly", "absent"], ["absent", "verbatim"]]


def test_figures_that_a_finding_sets_against_each_other_stand_together() -> None:
    """A conflict is shown side by side even where the documents name the thing differently."""
    base = story()
    finding = Finding(
        "b", FindingType.NUMBER_CONFLICT, 3, "", (at("b", REPORT, "84 boats"), at("a", RECORD, "48 boats"))
    )
    renamed = tuple(
        replace(x, figures=tuple(replace(f, of=f"{f.of} in {x.document.id}") for f in x.figures))
        for x in base.extractions
    )
    for pile, expected in (
        (replace(base, extractions=renamed), 0),
        (replace(base, extractions=renamed, findings=(finding,)), 1),
    ):
        found = figures(Pile(pile), Pile(pile).events[0])
        assert sum(group.conflict for group in found.shared) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(48000.0, "48,000"), (1.5, "1.5"), ((1000.0, 1500.0), "1,000–1,500"), (3.1e8, "310,000,000")],
)
def test_numbers_are_written_out(value: float | tuple[float, float], expected: str) -> None:
    """No exponent, no trailing zero."""
    assert number(value) == expected


def test_a_circle_of_derivations_is_drawn() -> None:
    """Documents that seem to have taken from each other still get a place each."""
    circle = (Derivation("a", "b", None, 0.6, ""), Derivation("b", "a", None, 0.6, ""))
    pile = Pile(replace(story(), derivations=circle))
    drawn = tree(pile, pile.events[0])
    assert len({(node.x, node.y) for node in drawn.nodes}) == 3
    assert len(drawn.edges) == 2


@pytest.mark.parametrize(
    ("position", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_sigla_go_on_after_z(position: int, expected: str) -> None:
    """Letters as spreadsheets count columns."""
    assert siglum(position) == expected


@given(st.text(), st.text())
def test_ids_are_safe_and_distinct(one: str, other: str) -> None:
    """Different names give different element ids, without white space or quotes."""
    assert re.fullmatch(r"[A-Za-z0-9.\-_]*", slug(one))
    assert one == other or slug(one) != slug(other)


def _flat(nodes: tuple[Node, ...]) -> str:
    return "".join(node.text + _flat(node.children) for node in nodes)


def _ids(nodes: tuple[Node, ...]) -> list[str]:
    own = [node.mark.id for node in nodes if node.mark and node.mark.id]
    return own + [i for node in nodes for i in _ids(node.children)]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=30),
)
def test_marks_nest_without_loss(text: str, places: list[tuple[int, int]]) -> None:
    """Whatever crosses or repeats, the text comes out whole and every id stands exactly once."""
    ends = [sorted((min(a, len(text)), min(b, len(text)))) for a, b in places]
    marks = [Mark(Span(a, b), f"m{i}", "place") for i, (a, b) in enumerate(ends)]
    nodes = nest(text, Span(0, len(text)), marks)
    assert _flat(nodes) == text
    assert sorted(_ids(nodes)) == sorted(mark.id for mark in marks)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The Sarne Courier", "The Sarne Courier"),
        ("Velmara needs no foreign builders", "Velmara needs no foreig…"),
        ("Орсолен: водохранилище заполнено", "Орсолен: водохранили…"),
        ("水库今天有多满我们将在五月打开闸门", "水库今天有多满我们将在…"),
        ("", ""),
    ],
)
def test_names_fit_their_picture(text: str, shown: str) -> None:
    """A name is cut by its width, which is not its number of letters in every script."""
    assert fitting(text, 24) == shown
