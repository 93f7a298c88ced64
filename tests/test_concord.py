"""Reports that agree: witnesses are counted, copies are not."""

from __future__ import annotations

import pytest

from onrecord import Story, check, extract
from onrecord.concord import independent
from onrecord.model import Derivation, Document
from onrecord.steps import story_of
from onrecord.verdict import Verdict, VerdictKind

BRIEFINGS = (
    "Harbour plan presented",
    "Quay to be rebuilt, says director",
    "Varno looks at its harbour",
)
TOLD = (
    "VARNO (Kelm) - Harbour director Ada Roe spoke to reporters on 3 May 2031 about the quay and its cranes.",
    "Ada Roe, director of Varno's harbour, told the press on 3 May 2031 how the quay would be paid for.",
    "On 3 May 2031 Ada Roe, who runs the harbour of Varno, met the press beside the oldest of its cranes.",
)


def _reports(*quotes: str) -> Story:
    texts = [
        f'{title}\n\n{told}\n\n"{quote}," Roe said.\n'
        for title, told, quote in zip(BRIEFINGS, TOLD, quotes, strict=False)
    ]
    documents = (Document(f"d{n}", "", text, "", "", "en") for n, text in enumerate(texts))
    return story_of([extract(document) for document in documents], embedding="none")


def _ask(story: Story, quote: str) -> Verdict:
    return check(quote, "Ada Roe", story, embedding="none")


SAID = "Nobody at the quay will lose the work they have before the summer"
OTHERWISE = "Nobody at the quay will lose the work they had before the summer"


def test_one_report_against_two() -> None:
    """What two reports have outweighs one, though it is agency copy; all places are shown."""
    story = _reports(OTHERWISE, SAID, SAID)
    assert [event.primary for event in story.events] == [None]
    found = _ask(story, OTHERWISE)
    assert found.kind is VerdictKind.PARAPHRASE
    assert [place.doc for place in found.places] == ["d1", "d2", "d0"]
    assert "2 others" in found.explanation
    assert _ask(story, SAID).kind is VerdictKind.EXACT


def test_one_against_one_is_not_decided() -> None:
    """The words stand as given, and the other report's are shown after them."""
    found = _ask(_reports(OTHERWISE, SAID), OTHERWISE)
    assert found.kind is VerdictKind.EXACT
    assert [place.doc for place in found.places] == ["d0", "d1"]


def test_three_that_all_differ_are_not_decided() -> None:
    """Two that disagree with each other are no two witnesses."""
    third = "Nobody at the quay will lose the work they want before the summer"
    assert _ask(_reports(OTHERWISE, SAID, third), OTHERWISE).kind is VerdictKind.EXACT


@pytest.mark.parametrize(
    ("derivations", "left"),
    [
        ([], ["a", "b", "c"]),
        ([("b", "a", None)], ["a", "c"]),
        ([("a", None, "Roe Wire"), ("b", None, "Roe Wire")], ["a", "c"]),
        ([("b", "z", None)], ["a", "b", "c"]),
    ],
)
def test_copies_are_no_witnesses(
    derivations: list[tuple[str, str | None, str | None]], left: list[str]
) -> None:
    """One that took from another, or from the same source, counts once."""
    known = [Derivation(doc, source, name, 0.9, "") for doc, source, name in derivations]
    assert independent("abc", known) == left
