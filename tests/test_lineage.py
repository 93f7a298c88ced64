"""Who took from whom: declared sources, near copies, family trees with missing ancestors."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.bench.family import NOISES, Source, grow, visible
from onrecord.export.provenance import provenance
from onrecord.lineage.arborescence import arborescence
from onrecord.lineage.collation import collation, departures
from onrecord.lineage.declared import same_outlet
from onrecord.lineage.derivations import trace_event
from onrecord.lineage.stemma import stemma
from onrecord.lineage.witness import Witness, witness
from onrecord.model import (
    DateInterval,
    Derivation,
    Event,
    Extraction,
    Form,
    Profile,
    Reading,
    Role,
    Story,
)
from piles import event, report

COPY = (
    "The council of Vellmar has decided to close the northern bridge for repairs that will "
    "take until the end of "
    "the year. Lorries will have to go round by the coast road, which adds forty minutes to "
    "the trip. Shopkeepers "
    "in the old town fear for their trade in the weeks before the winter fair."
)


def derivations_of(
    one: Event,
    extractions: Sequence[Extraction],
    readings: Sequence[Reading],
    profiles: Sequence[Profile],
) -> tuple[Derivation, ...]:
    """The derivations alone."""
    return trace_event(one, extractions, readings, profiles)[0]


def test_a_credit_is_a_derivation() -> None:
    """A named agency is a source outside the pile; an outlet whose report is in the pile is that document."""
    a = report("a", "It opens, NPA reports.", credits=["NPA"])
    b = report("b", "It opens, the Vellmar Courier writes.", credits=["Vellmar Courier"])
    c = report("c", "It opens.", outlet="The Vellmar Courier")
    found = derivations_of(event(None, "a", "b", "c"), (a, b, c), (), ())
    assert [(d.doc, d.source, d.source_name) for d in found] == [
        ("a", None, "NPA"),
        ("b", "c", "Vellmar Courier"),
    ]


def test_an_aside_is_no_source() -> None:
    """An outlet named once after the lead is no source of the text; named in its lead, or twice, it is."""
    lead = "".join(f"The council of Vellmar met for the {n} time and could not agree.\n" for n in range(5))
    late = report("a", f"{lead}It opens, NPA reports.", credits=["NPA"])
    early = report("a", f"It opens, NPA reports.\n{lead}", credits=["NPA"])
    twice = report("a", f"{lead}It opens, NPA reports, and The NPA adds to it.", credits=["NPA", "The NPA"])
    for text, told in ((late, False), (early, True), (twice, True)):
        assert bool(derivations_of(event(None, "a"), (text,), (), ())) is told


def test_an_agency_is_not_its_own_source() -> None:
    """The agency's own copy in the pile is the origin: of its copies, and not of itself."""
    own = report("a", f"VELLMAR (NPA) — {COPY}", credits=["NPA"])
    taker = report("b", f"{COPY} NPA reports.", credits=["NPA"])
    found = derivations_of(event(None, "a", "b"), (own, taker), (), ())
    assert [(d.doc, d.source, d.source_name) for d in found] == [("b", "a", "NPA")]


def test_a_near_copy_takes_from_the_earlier_page() -> None:
    """Shared narration is a derivation, from the page dated earlier; shared quotations alone are none."""
    a, b = report("a", COPY), report("b", f"{COPY} The mayor was not there.")
    dated = tuple(
        Profile(d, Role.ARTICLE, "", DateInterval(date(2024, 5, n), date(2024, 5, n)))
        for d, n in (("a", 5), ("b", 4))
    )
    found = derivations_of(event(None, "a", "b"), (a, b), (), dated)
    assert [(d.doc, d.source) for d in found] == [("a", "b")]
    assert found[0].evidence
    quoting = tuple(report(d, f"“{COPY}”", (COPY, "Ada Quist", Form.DIRECT)) for d in "ab")
    assert derivations_of(event(None, "a", "b"), quoting, (), dated) == ()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("AP", "Associated Press", True),
        ("CBS", "CBS News", True),
        ("The Vellmar Courier", "Vellmar Courier", True),
        ("Ведомостям", "Ведомости", True),
        ("Courier", "Vellmar Courier", False),
        ("NPA", None, False),
    ],
)
def test_names_of_outlets(left: str, right: str | None, same: bool) -> None:
    """Initials, first words and grammatical cases are one outlet; a last word in common is not."""
    assert same_outlet(left, right) is same


SENTENCES = (
    "The harbour master of Orrin repaired fourteen lanterns before the spring tide came.",
    "Altogether 2300 barrels of herring were counted on the northern quay.",
    "Nobody could say why the nets of the widow Lind had been cut.",
    "The vicar asked for quiet after the vote in the old assembly hall.",
    "A coastguard vessel counted the boats that lay outside the breakwater.",
    "Two carters left for Sandrock at dawn with letters for the council.",
    "The lanterns on the lighthouse stairs were paid for by the guild of pilots.",
    "Fishermen sold their nets to a merchant who arrived from Vellmar.",
    "The toll for lorries rises to 71 crowns from next month.",
    "Once again the ferry was late because of fog in the strait.",
    "The school will be painted in May if the parents bring brushes.",
    "Empty barrels blocked the lane behind the bakery for a week.",
)


def _texts(**texts: Sequence[str]) -> list[Witness]:
    return [witness(report(name, "\n\n".join(sentences))) for name, sentences in texts.items()]


def _with(sentences: Sequence[str], *changes: tuple[int, str, str]) -> list[str]:
    out = list(sentences)
    for number, old, new in changes:
        assert old in out[number]
        out[number] = out[number].replace(old, new)
    return out


ONE = (
    (0, "repaired", "mended"),
    (1, "2300", "3200"),
    (2, "nets", "trawls"),
    (3, "after the vote", "by night"),
)
TWO = ((4, "counted", "tallied"), (6, "guild", "brotherhood"), (5, "dawn", "noon"))
OWN = (
    ((7, "merchant", "dealer"), (8, "71", "17"), (9, "fog", "mist")),
    ((7, "sold", "auctioned"), (10, "painted", "whitewashed"), (11, "bakery", "brewery")),
    ((9, "late", "delayed"), (8, "lorries", "carts"), (10, "brushes", "ladders")),
)


def test_a_common_error_makes_a_family() -> None:
    """A report that has all of another's departures from the record, and more, comes from it."""
    first = _with(SENTENCES, *ONE)
    second = _with(first, *TWO)
    other = _with(SENTENCES, (7, "merchant", "dealer"), (8, "71", "17"))
    tree = stemma(_texts(record=SENTENCES, second=second, other=other, first=first), "record")
    assert {(link.doc, link.source) for link in tree.links} == {
        ("first", "record"),
        ("second", "first"),
        ("other", "record"),
    }
    assert next(link.sure for link in tree.links if link.doc == "second") > 3


def test_a_missing_ancestor_is_put_in() -> None:
    """Departures that reports share, each having others of its own, are those of a text that is lost."""
    lost = _with(SENTENCES, *ONE, *TWO)
    texts = {name: _with(lost, *changes) for name, changes in zip("abc", OWN, strict=True)}
    tree = stemma(_texts(record=SENTENCES, **texts), "record")
    assert {(link.doc, link.source) for link in tree.links} == {("a", 0), ("b", 0), ("c", 0)}
    assert tree.missing == ("record",)


def test_two_sources_of_one_text() -> None:
    """A text that prints half of one report and half of another has both as sources."""
    kept = (
        (9, "strait", "narrows"),
        (10, "parents", "mothers"),
        (7, "nets", "creels"),
        (8, "lorries", "carts"),
    )
    left = _with(SENTENCES, *ONE, *TWO, *kept)
    changes = ((8, "71", "17"), (9, "fog", "mist"), (11, "bakery", "brewery"), (7, "merchant", "dealer"))
    skipped = (
        (0, "spring", "autumn"),
        (1, "herring", "mackerel"),
        (4, "boats", "sloops"),
        (5, "letters", "parcels"),
    )
    right = _with(SENTENCES, *changes, *skipped)
    tree = stemma(_texts(record=SENTENCES, left=left, right=right, mixed=[*left[:7], *right[7:]]), "record")
    assert {link.source for link in tree.links if link.doc == "mixed"} == {"left", "right"}
    assert {link.source for link in tree.links if link.doc != "mixed"} == {"record"}


def test_time_decides_between_twins() -> None:
    """Of two texts that are alike the later one took from the earlier one; without dates it is open."""
    early, late = (DateInterval(day, day) for day in (date(2024, 5, 4), date(2024, 5, 6)))
    text = "\n\n".join(SENTENCES)
    twins = [witness(report(name, text), day) for name, day in (("a", late), ("b", early))]
    assert [(link.doc, link.source) for link in stemma(twins).links] == [("a", "b")]
    undated = stemma(_texts(a=SENTENCES, b=SENTENCES)).links
    assert len(undated) == 1
    assert undated[0].sure == 0


def test_undecided_is_said() -> None:
    """Two undated copies of one text are joined, and which came first is left open."""
    copies = (report("a", COPY), report("b", COPY))
    found, families = trace_event(event(None, "a", "b"), copies, (), ())
    assert [d.undecided for d in found] == [True]
    assert found[0].confidence <= 0.5
    assert [set(f.docs) for f in families] == [{"a", "b"}]


def test_heavy_rewriting_is_still_a_near_copy() -> None:
    """A reprint with every fifth word exchanged, so that few runs of words stay, is in the family."""
    rewritten = (
        "The town council of Vellmar has resolved to shut the northern bridge for works that will last "
        "until the close of the year. Lorries must go round by the old coast road, which adds some forty "
        "minutes to the journey. Shopkeepers in the town fear for trade in the last weeks before the fair."
    )
    apart = "The fleet of Orrin stayed in harbour. No boat was out, and the market was closed until noon."
    docs = (report("a", COPY), report("b", rewritten), report("c", apart))
    families = trace_event(event(None, "a", "b", "c"), docs, (), ())[1]
    assert [set(f.docs) for f in families] == [{"a", "b"}]


def test_a_missing_source_is_named_by_a_credit() -> None:
    """What all who share a lost text name as their source is the lost text's name."""
    lost = _with(SENTENCES, *ONE, *TWO)
    docs = [report("record", "\n\n".join(SENTENCES))]
    for name, changes in zip("abc", OWN, strict=True):
        text = "\n\n".join(["NPA reports so from Orrin.", *_with(lost, *changes)])
        docs.append(report(name, text, credits=["NPA"]))
    found = derivations_of(event("record", "record", "a", "b", "c"), docs, (), ())
    assert {d.source_name for d in found if d.doc in "abc"} == {"NPA"}


@given(st.integers(2, 5), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_tree_is_the_cheapest(size: int, rng: random.Random) -> None:
    """No other choice of parents that reaches the root costs less."""
    costs = [[rng.randint(1, 9) for _ in range(size)] for _ in range(size)]
    cheapest = min(
        sum(costs[p][c] for c, p in enumerate(parents, 1))
        for parents in itertools.product(range(size), repeat=size - 1)
        if all(_reaches_root(parents, node) for node in range(1, size))
    )
    found = arborescence(costs, 0)
    assert found[0] == -1
    assert all(_reaches_root(tuple(found[1:]), node) for node in range(1, size))
    assert sum(costs[p][c] for c, p in enumerate(found) if p >= 0) == cheapest


def _reaches_root(parents: tuple[int, ...], node: int) -> bool:
    for _ in range(len(parents) + 1):
        if node == 0:
            return True
        node = parents[node - 1]
    return False


@given(st.lists(st.text(max_size=80), max_size=5))
@settings(max_examples=40)
def test_any_texts_have_a_tree(texts: list[str]) -> None:
    """Whatever the texts, none is its own source, and evidence lies inside the texts."""
    docs = [report(f"d{n}", text) for n, text in enumerate(texts)]
    found, _ = trace_event(event(None, *(x.document.id for x in docs)), docs, (), ())
    for edge in found:
        assert edge.source != edge.doc
        for place in edge.evidence:
            assert place.span.end <= len(texts[int(place.doc[1:])])


def test_order_of_arrival_does_not_matter() -> None:
    """The same pile in another order has the same tree."""
    texts = {"a": _with(SENTENCES, *ONE), "b": _with(SENTENCES, *ONE, *TWO), "record": list(SENTENCES)}
    trees = [
        stemma([w for name in order for w in _texts(**{name: texts[name]})], "record").links
        for order in itertools.permutations(texts)
    ]
    assert len({frozenset((link.doc, link.source) for link in links) for links in trees}) == 1


def test_departures_are_single_words() -> None:
    """A word left out is told by its place, a word put in by its place and itself."""
    assert departures(["a", "b", "c"], ["a", "x", "c"]) == {(1, ""), (1, "x")} or departures(
        ["a", "b", "c"], ["a", "x", "c"]
    ) == {(1, ""), (2, "x")}
    assert len(collation(_texts(a=SENTENCES, b=SENTENCES)).units) == len(SENTENCES)


def test_a_made_family_is_the_same_for_the_same_seed() -> None:
    """Seeded, of the size asked for, the transcript never lost, and every parent is another member."""
    source = Source(SENTENCES * 3, (), tuple(f"On day {n} nothing was heard in Tarn." for n in range(99)))
    one, again = (grow(source, 12, NOISES["high"], 3) for _ in range(2))
    assert one == again
    assert sum(not m.lost for m in one) == 12
    assert not one[0].lost
    parents = visible(one)
    lost = {m.name for m in one if m.lost}
    assert all(p in parents for ps in parents.values() for p in ps)
    assert all(sum(name in ps for ps in parents.values()) > 1 for name in lost & parents.keys())


def test_provenance_says_what_is_known() -> None:
    """A derivation has entity and reason, an undecided one is an alternate, a missing source an entity."""
    docs = (report("a", COPY), report("b", COPY), report("c", COPY))
    edges = (
        Derivation("a", None, "NPA", 0.9, "names NPA"),
        Derivation("b", "a", None, 0.4, "alike", undecided=True),
        Derivation("c", None, None, 0.6, "shared wording", missing="e-m0"),
    )
    graph = provenance(Story(docs, derivations=edges))["@graph"]
    json.dumps(graph)
    by_label = {entry["rdfs:label"]: entry for entry in graph}
    assert by_label["a"]["prov:qualifiedDerivation"][0]["rdfs:comment"] == "names NPA"
    assert by_label["b"]["prov:alternateOf"] == [{"@id": by_label["a"]["@id"]}]
    assert "prov:wasDerivedFrom" not in by_label["b"]
    assert "a common source that is not in this pile" in by_label
