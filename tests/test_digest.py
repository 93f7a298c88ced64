"""The digest: key statements by topic, in the words of the documents."""

from __future__ import annotations

import re

from onrecord import Story
from onrecord.report.digest import LONGEST, digest, markdown
from onrecord.report.pile import Pile


def test_every_statement_stands_once_in_its_document(demo_story: Story) -> None:
    """What is shown is the wording of statements of the event, each once, no more than allowed."""
    event = Pile(demo_story).events[0]
    found = digest(Pile(demo_story), event)
    shown = [entry.place.text for topic in found.topics for entry in topic.entries]
    wordings = [
        " ".join(demo_story.text(s.reference).split()) for s in demo_story.statements if s.event == event.id
    ]
    assert len(shown) == len(set(shown)) == min(LONGEST, len(wordings))
    assert set(shown) <= set(wordings)
    assert len(shown) + found.more == len(wordings)


def test_the_most_carried_are_in_it(demo_story: Story) -> None:
    """No statement outside the digest is carried by more documents than one in it."""
    pile = Pile(demo_story)
    event = pile.events[0]
    entries = [entry for topic in digest(pile, event).topics for entry in topic.entries]
    shown = {entry.href for entry in entries}
    least = min(len(entry.carried) for entry in entries)
    for statement in pile.statements[event.id]:
        if pile.links.statement(statement.id) not in shown:
            docs = {pile.quotations[q].doc for q in statement.quotations} - {statement.reference.doc}
            assert len(docs) <= least


def test_counts_add_up(demo_story: Story) -> None:
    """How the carriers of a statement fared is told for each of them once."""
    pile = Pile(demo_story)
    for topic in digest(pile, pile.events[0]).topics:
        for entry in topic.entries:
            assert sum(count for _, count in entry.fared) == len(entry.carried) <= entry.others


def test_markdown_has_every_entry_and_links_on_request(demo_story: Story) -> None:
    """One line an entry; links only where a site is named."""
    pile = Pile(demo_story)
    found = digest(pile, pile.events[0])
    entries = sum(len(topic.entries) for topic in found.topics)
    assert len(re.findall(r"^- \*\*", markdown(found), re.M)) == entries
    assert "](" not in markdown(found)
    assert markdown(found, "https://desk.example").count("](https://desk.example") == entries
