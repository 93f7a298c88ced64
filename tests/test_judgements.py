"""Judgements about events: what a ledger asks for, and that groups follow it in any order of arrival."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.group.events import Group, Grouping, group
from onrecord.group.judgements import decided, settle, standing
from onrecord.group.profile import profile
from onrecord.group.sketch import sketch
from onrecord.model import Judgement, JudgementKind
from onrecord.text.embedding import LexicalEmbedder
from piles import report

HARBOUR = (
    "Port Melling to reopen its harbour\n\n"
    "The harbour of Port Melling reopens on 14 June, mayor Ada Quist said."
)
VIOLIN = (
    "Violin competition won by a pupil\n\n"
    "A pupil from Sandrock took first prize in Vell, said Professor Imre Tal."
)
PILE = tuple(
    report(name, text)
    for name, text in (
        ("h1", HARBOUR),
        ("h2", HARBOUR + " Fishermen cheered."),
        ("h3", HARBOUR + " Ferries wait."),
        ("v1", VIOLIN),
        ("v2", VIOLIN + " The jury was unanimous."),
    )
)
PIN, MERGE, SPLIT, UNDO = JudgementKind.PIN, JudgementKind.MERGE, JudgementKind.SPLIT, JudgementKind.UNDO


def _events(*ledger: Judgement) -> set[tuple[str, ...]]:
    return {e.docs for e in group(PILE, tuple(map(profile, PILE)), LexicalEmbedder(), ledger)}


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ((), {("h1", "h2", "h3"), ("v1", "v2")}),
        (
            (Judgement("1", PIN, ("v1",), ("h1",)), Judgement("2", SPLIT, ("v1",), ("v2",))),
            {("h1", "h2", "h3", "v1"), ("v2",)},
        ),
        ((Judgement("1", SPLIT, ("h3",), ("h1", "h2")),), {("h1", "h2"), ("h3",), ("v1", "v2")}),
        ((Judgement("1", MERGE, ("h1",), ("v2",)),), {("h1", "h2", "h3", "v1", "v2")}),
        (
            (Judgement("1", MERGE, ("h1",), ("v2",)), Judgement("2", UNDO, of="1")),
            {("h1", "h2", "h3"), ("v1", "v2")},
        ),
        ((Judgement("1", SPLIT, ("h1",), ("gone",)),), {("h1", "h2", "h3"), ("v1", "v2")}),
    ],
)
def test_events_follow_the_ledger(ledger: tuple[Judgement, ...], expected: set[tuple[str, ...]]) -> None:
    """Pins, splits and merges hold, undone ones do not, and one about a document that is not there waits."""
    assert _events(*ledger) == expected


def test_a_membership_names_its_judgement() -> None:
    """A document that a judgement put where it is says so."""
    ledger = (Judgement("j7", MERGE, ("h1",), ("v2",)),)
    (event,) = group(PILE, tuple(map(profile, PILE)), LexicalEmbedder(), ledger)
    assert {m.doc for m in event.memberships if "j7" in m.reason} == {"h1", "v2"}


def test_an_undo_can_be_undone() -> None:
    """The judgement holds again; of the ledger nothing is lost."""
    ledger = (
        Judgement("1", SPLIT, ("a",), ("b",)),
        Judgement("2", UNDO, of="1"),
        Judgement("3", UNDO, of="2"),
    )
    assert standing(ledger) == ledger[:1]
    assert standing(ledger[:2]) == ()


def test_the_later_of_two_contradictions_holds() -> None:
    """A split after a merge takes apart what was merged, also where it was merged through a third."""
    ledger = (
        Judgement("1", MERGE, ("a", "b")),
        Judgement("2", MERGE, ("b", "c")),
        Judgement("3", SPLIT, ("a",), ("c",)),
    )
    alone = ((0,), (1,), (2,))
    assert settle(alone, decided(ledger, ("a", "b", "c"))) == ((0, 1), (2,))
    assert settle(alone, decided((*ledger, Judgement("4", PIN, ("c",), ("a",))), ("a", "b", "c"))) == (
        (0, 1, 2),
    )


_DOCS = tuple(x.document.id for x in PILE)
_LEDGERS = st.lists(
    st.builds(
        Judgement,
        st.integers(0, 9).map(str),
        st.sampled_from(JudgementKind),
        st.lists(st.sampled_from(_DOCS), max_size=3).map(tuple),
        st.lists(st.sampled_from(_DOCS), max_size=2).map(tuple),
        st.none() | st.integers(0, 9).map(str),
    ),
    max_size=5,
).map(tuple)


def _arrived(order: list[int], ledger: tuple[Judgement, ...]) -> tuple[Group, ...]:
    grouping = Grouping()
    for at in order:
        grouping.add(sketch(PILE[at]))
    return grouping.groups(ledger=ledger)


@settings(max_examples=30)
@given(_LEDGERS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_arrival(
    ledger: tuple[Judgement, ...], rng: random.Random
) -> None:
    """Whatever was judged: the same groups, scores and reasons, and each document in one group."""
    order = list(range(len(PILE)))
    expected = _arrived(order, ledger)
    rng.shuffle(order)
    assert _arrived(order, ledger) == expected
    assert sorted(doc for found in expected for doc in found.docs) == sorted(_DOCS)
