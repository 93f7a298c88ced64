"""What a record says of words that only a report has. All stories are made up."""

from __future__ import annotations

import pytest

from onrecord import Story, check, extract
from onrecord.model import ChangeKind, Document
from onrecord.steps import story_of
from onrecord.verdict import Verdict, VerdictKind

TRANSCRIPT = """Transcript of the press conference of Mayor Ilse Maren, Orlund, 3 May 2031

Journalist: Mayor Maren, what will the new bridge over the Sill cost?

Ilse Maren: The bridge will cost 41 million crowns, and the council has put aside 12 million of that.

Journalist: Will the old ferry be taken out of service next year?

Ilse Maren: We will keep the ferry running, but only if the county pays for the second boat.

Journalist: And who will build it?

Ilse Maren: Three firms have handed in their plans. I do not want to say which of them I prefer.

Journalist: Thank you, Mayor Maren.
"""
REPORT = """Orlund to keep its ferry

Orlund, 3 May 2031 - Mayor Ilse Maren told reporters on Saturday what the new bridge over the Sill will cost.

"The bridge will cost 47 million crowns," Maren said. "Three firms have handed in their plans," she added.

"We will keep the ferry running," Maren said of the old boat.

"I have never slept so badly in this office," Maren said.
"""
OLDER = """Lanterns stolen from the harbour

Orlund, 11 January 2029 - Harbour master Tobin Rask said the thieves came by night.

"They took nineteen lanterns and a bell," Rask said.
"""


def _story(*texts: str) -> Story:
    documents = (Document(f"d{n}", "", text, "", "", "en") for n, text in enumerate(texts))
    return story_of([extract(document) for document in documents], embedding="none")


@pytest.fixture(scope="module")
def story() -> Story:
    """A transcript, a report of it, and a report of something else."""
    found = _story(TRANSCRIPT, REPORT, OLDER)
    assert "d0" in {event.primary for event in found.events}
    return found


def _ask(story: Story, quote: str, by: str | None = "Ilse Maren") -> Verdict:
    return check(quote, by, story, embedding="none")


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("The bridge will cost 47 million crowns", VerdictKind.ALTERED),
        ("We will keep the ferry running", VerdictKind.TRIMMED),
        ("Three firms have handed in their plans", VerdictKind.EXACT),
        ("I have never slept so badly in this office", VerdictKind.ABSENT),
        ("They took nineteen lanterns and a bell", VerdictKind.EXACT),
    ],
)
def test_no_report_answers_for_itself(story: Story, quote: str, kind: VerdictKind) -> None:
    """All of these stand in a report; what the record has decides, where there is one."""
    assert _ask(story, quote, by=None).kind is kind


def test_the_places_are_those_of_the_record(story: Story) -> None:
    """The evidence for a changed figure is what was said, not the report that changed it."""
    verdict = _ask(story, "The bridge will cost 47 million crowns")
    assert {place.doc for place in verdict.places} == {"d0"}
    assert any("41 million" in story.text(place) for place in verdict.places)


def test_all_who_have_the_words_are_shown(story: Story) -> None:
    """The record first, then the report that repeats it."""
    verdict = _ask(story, "Three firms have handed in their plans")
    assert [story.text(place) for place in verdict.places] == ["Three firms have handed in their plans"] * 2
    assert verdict.places[0].doc == "d0"


def test_words_that_only_a_report_has_are_told_to_be(story: Story) -> None:
    """ "Not in this record" says that a report prints them all the same."""
    assert "Only a report" in _ask(story, "I have never slept so badly in this office").explanation


def test_a_borrowed_name_is_found_out(story: Story) -> None:
    """A report's words are held against who spoke in the record, by the name that is asked for."""
    verdict = _ask(story, "Three firms have handed in their plans", by="Tobin Rask")
    assert verdict.kind is VerdictKind.OTHER_SPEAKER
    assert verdict.speakers == ("Ilse Maren",)


def test_a_lone_report_is_all_there_is() -> None:
    """Where nothing can be held against a report, its words stand."""
    assert _ask(_story(REPORT), "The bridge will cost 47 million crowns").kind is VerdictKind.EXACT


def test_the_rest_of_a_sentence_is_looked_at() -> None:
    """What the quote goes on to say stands in the same sentence: nothing was added to it."""
    found = _story(TRANSCRIPT)
    quote = "The bridge costs 41 million crowns, of which the council has put aside 12 million"
    assert _ask(found, quote).kind is VerdictKind.PARAPHRASE
    assert _ask(found, quote.replace("12", "21")).kind is VerdictKind.ALTERED


AGENCY = """Council to sell the old mill

Varno, 3 May 2031 - Mayor Ilse Maren told reporters that the mill would be sold to two buyers.

"We will keep the land around the mill," Maren said.

"The roof was lost in the March storm," Maren said of the mill.
"""
PAPER = """The mill will go, says mayor

Varno, 3 May 2031 - Mayor Ilse Maren told reporters that the mill would be sold to three buyers.

"We will keep the land around the mill," Maren said.

"Nobody slept in the town hall," Maren said.
"""


@pytest.fixture(scope="module")
def two_reports() -> Story:
    """Two reports of one briefing, and no record of it."""
    found = _story(AGENCY, PAPER)
    assert [event.primary for event in found.events if len(event.docs) == 2] == [None]
    return found


def test_of_two_reports_both_versions_are_shown(two_reports: Story) -> None:
    """Where nothing decides, a report's words are exact, and what the other has stands beside them."""
    verdict = _ask(two_reports, "the mill would be sold to three buyers")
    assert verdict.kind is VerdictKind.EXACT
    assert {place.doc for place in verdict.places} == {"d0", "d1"}
    assert ChangeKind.NUMBER in {change.kind for change in verdict.changes}
    assert "another has it otherwise" in verdict.explanation


def test_words_of_one_report_alone_are_said_to_be_so(two_reports: Story) -> None:
    """Nothing else bears them out; words that both have are borne out."""
    alone = _ask(two_reports, "Nobody slept in the town hall")
    both = _ask(two_reports, "We will keep the land around the mill")
    assert (alone.kind, alone.unsupported) == (VerdictKind.EXACT, True)
    assert (both.kind, both.unsupported, both.changes) == (VerdictKind.EXACT, False, ())


def test_an_editors_note_is_not_what_was_said() -> None:
    """Words that stand in square brackets are not the speaker's."""
    told = TRANSCRIPT.replace("the second boat.", "the second boat [asked about the cost of repairs].")
    verdict = _ask(_story(told), "asked about the cost of repairs")
    assert verdict.kind is VerdictKind.ALTERED
    assert [change.kind for change in verdict.changes] == [ChangeKind.INSERTION]


def test_a_condition_is_no_statement(story: Story) -> None:
    """What somebody says of a case that may come is not said to have come."""
    verdict = _ask(story, "The county pays for the second boat")
    assert verdict.kind is VerdictKind.ALTERED
    assert ChangeKind.POLARITY in {change.kind for change in verdict.changes}


FULLER = """Ferry to stay if the county pays

Orlund, 3 May 2031 - Mayor Ilse Maren told reporters on Saturday what the new bridge over the Sill will cost.

"The bridge will cost 41 million crowns," Maren said. "Three firms have handed in their plans."

"We will keep the old ferry running", Maren said, but only if the county pays for the second boat.
"""


def test_the_report_that_tells_least_is_compared() -> None:
    """A quote does not come with the condition that one of two reports states beside it."""
    shorter = REPORT.replace('"We will keep the ferry', '"We will keep the old ferry')
    verdict = _ask(_story(TRANSCRIPT, FULLER, shorter), "We will keep the old ferry running")
    assert verdict.kind is VerdictKind.ALTERED
    assert ChangeKind.POLARITY in {change.kind for change in verdict.changes}
