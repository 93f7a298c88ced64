"""Statements, omissions and findings of an invented story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onrecord.find.findings import findings
from onrecord.find.first_hand import first_hand
from onrecord.find.omissions import omissions
from onrecord.find.statements import statements
from onrecord.model import (
    Anchor,
    Attested,
    Block,
    BlockKind,
    Change,
    ChangeKind,
    DateInterval,
    Event,
    Extraction,
    Figure,
    Finding,
    FindingType,
    Form,
    Link,
    Profile,
    Quotation,
    Reading,
    Role,
    Span,
    Story,
)
from piles import anchor, event, reading, report, span, transcript

OPEN = "The harbour opens on 14 June."
BUT = "But the harbour opens only if the pier holds."
MONEY = "We pay 3,000 crowns to every crew that stays ashore."
REPLY = "I do not agree with a word of that, and the crews of Orrin will say so in court."
RECORD = transcript("rec", "Debate", ("Ada Quist", f"{OPEN} {BUT} {MONEY}"), ("Bo Lind", REPLY))


def _story(
    *extractions: Extraction, readings: tuple[Reading, ...] = (), **parts: tuple[object, ...]
) -> Story:
    docs = tuple(x.document.id for x in extractions)
    base = Story(extractions, events=(event("rec" if "rec" in docs else None, *docs),), readings=readings)
    return replace(base, **parts)  # type: ignore[arg-type]


def _types(found: tuple[Finding, ...]) -> list[FindingType]:
    return [f.type for f in found]


def test_overlapping_references_are_one_statement() -> None:
    """Two reports of one sentence are one statement; what nobody carries is listed with no quotation."""
    a = report("a", "It will open in June, she said.", ("It will open in June", "Ada Quist", Form.INDIRECT))
    b = report("b", "“The harbour opens in June.”", ("The harbour opens in June.", "Ada Quist", Form.DIRECT))
    there = anchor(RECORD, OPEN)
    readings = (
        reading("a-q0", there),
        reading("b-q0", Anchor("rec", Span(there.span.start, there.span.end - 9))),
    )
    found = statements(event("rec", "rec", "a", "b"), (RECORD, a, b), readings)
    text = RECORD.document.text
    assert [(s.reference.span.of(text), s.quotations) for s in found] == [
        (OPEN, ("a-q0", "b-q0")),
        (f"{BUT} {MONEY}", ()),
        (REPLY, ()),
    ]
    assert [s.speaker for s in found] == ["Ada Quist", "Ada Quist", "Bo Lind"]


def test_a_long_reference_does_not_weld_statements() -> None:
    """A report that prints the whole answer carries each of its statements."""
    a = report("a", f"– {OPEN} {BUT} {MONEY}", (f"{OPEN} {BUT} {MONEY}", "Ada Quist", Form.TURN))
    b = report("b", "It opens in June.", ("It opens in June", "Ada Quist", Form.INDIRECT))
    readings = (
        reading("a-q0", anchor(RECORD, f"{OPEN} {BUT} {MONEY}")),
        reading("b-q0", anchor(RECORD, OPEN)),
    )
    found = statements(event("rec", "rec", "a", "b"), (RECORD, a, b), readings)
    assert [s.quotations for s in found][:2] == [("a-q0", "b-q0"), ("a-q0",)]


def test_what_the_record_lacks_is_a_statement_when_two_carry_it() -> None:
    """Words not in the primary are a statement of their own only where two reports have them."""
    same = "The lighthouse will be sold"
    a, b = (report(d, f"{same}, she said.", (same, "Ada Quist", Form.INDIRECT)) for d in "ab")
    none = tuple(reading(f"{d}-q0", attested=Attested.NO) for d in "ab")
    both = statements(event("rec", "rec", "a", "b"), (RECORD, a, b), none)
    assert [s.quotations for s in both if s.reference.doc != "rec"] == [("a-q0", "b-q0")]
    alone = statements(event("rec", "rec", "a"), (RECORD, a), none[:1])
    assert [s for s in alone if s.reference.doc != "rec"] == []


def test_omissions_rank_what_limits_and_who_answers() -> None:
    """Left out: the condition next to the quoted words, the payment, and the opponent; not what is

    rendered.
    """
    a = report("a", "It opens on 14 June.", ("It opens on 14 June", "Ada Quist", Form.INDIRECT))
    readings = (reading("a-q0", anchor(RECORD, OPEN)),)
    found = omissions(event("rec", "rec", "a"), (RECORD, a), readings, ())
    left_out = {o.reference.span.of(RECORD.document.text) for o in found}
    assert {BUT, REPLY} <= left_out
    assert OPEN not in left_out
    assert all(0 < o.weight <= 1 for o in found)


def test_what_is_rendered_in_other_words_is_hardly_left_out() -> None:
    """A sentence whose words a rendered one has weighs less than one that says something else."""
    again = "The crews of Orrin get 3,000 crowns again this summer."
    other = "The bakers of Sandrock get 4,000 litres again this winter."
    rest = "The mayor likes long walks along the shore."
    a = report("a", "3,000 for crews.", ("3,000 for crews", "Ada Quist", Form.INDIRECT))
    said = "The crews of Orrin get 3,000 crowns this summer."
    words = (said, rest, again, rest, other)
    record = transcript("rec", "Debate", *(("Ada Quist", sentence) for sentence in words))
    readings = (reading("a-q0", anchor(record, said)),)
    found = omissions(event("rec", "rec", "a"), (record, a), readings, ())
    weights = {o.reference.span.of(record.document.text): o.weight for o in found}
    assert weights[other] > weights.get(again, 0.0)


def test_no_record_no_omissions() -> None:
    """Without a primary, and for a report that renders nothing of it, nothing is missed."""
    a = report("a", "Rain fell.")
    assert omissions(event(None, "a"), (a,), (), ()) == ()
    assert omissions(event("rec", "rec", "a"), (RECORD, a), (), ()) == ()


def _one(
    words: str, form: Form, *kinds: ChangeKind, speaker: str | None = "Ada Quist", of: str = MONEY
) -> Story:
    text = f"Headline of the day\n\nAs we hear, {words}, it is said."
    a = report("a", text, (words, speaker, form))
    attested = Attested.PARTLY if kinds else Attested.YES
    return _story(
        RECORD, a, readings=(reading("a-q0", anchor(RECORD, of), attested=attested, changes=kinds),)
    )


@pytest.mark.parametrize(
    ("story", "kind"),
    [
        (_one("the harbour never opens", Form.HEADLINE, ChangeKind.POLARITY), "headline-not-attested"),
        (_one("it opens and we pay", Form.DIRECT, ChangeKind.STITCHED), "stitched-quote"),
        (_one("it opens on 15 June", Form.INDIRECT, ChangeKind.NUMBER), "number-conflict"),
        (_one("it opens", Form.DIRECT, ChangeKind.MISTRANSLATED), "mistranslation"),
        (_one("it opens on 14 June", Form.INDIRECT, speaker=None), "speaker-missing"),
        (_one("it never opens", Form.INDIRECT, ChangeKind.POLARITY, speaker="Cy Vane"), None),
        (_one("The harbour opens on 14 June", Form.DIRECT, of=OPEN), "truncation-changes-meaning"),
        (_story(report("a", "NPA reports.", credits=["NPA"])), "declared-source"),
        (_story(replace(report("a", "It opens”"), unbalanced=(Span(0, 9),))), "unbalanced-quotes"),
        (_story(report("a", "Заголовок [Sandrock] слово")), None),
        (_story(report("a", "The former minister [США] said so.")), "mistranslation"),
        (_one("it opens on 14 June", Form.INDIRECT), None),
    ],
)
def test_each_kind_of_finding(story: Story, kind: str | None) -> None:
    """One cause gives the finding of its kind, with evidence; no cause gives none."""
    found = findings(story)
    assert [f.type.value for f in found] == ([kind] if kind else [])
    assert all(f.evidence and f.note and 1 <= f.severity <= 3 for f in found)


def _cited(words: str, source: str, speaker: str | None) -> Extraction:
    """A record in which Ada Quist cites ``words`` of somebody else."""
    said = f"We opened the harbour. {source} said that {words}. We shall see."
    record = transcript("rec", "Debate", ("Ada Quist", said))
    text = record.document.text
    inner = Quotation(
        "rec-q0", "rec", (span(text, words),), Form.INDIRECT, None, span(text, source), speaker, "rec-t0"
    )
    return replace(record, quotations=(inner,))


@pytest.mark.parametrize(
    ("inner", "given_to", "kind", "told"),
    [
        ("Bo Lind", "Bo Lind", ChangeKind.REWORDED, True),
        ("Bo Lind", "Cy Vane", ChangeKind.ATTRIBUTION, True),
        ("Bo Lind", "Ada Quist", ChangeKind.ATTRIBUTION, False),
        (None, "Cy Vane", ChangeKind.POLARITY, True),
        ("Bo Lind", "Cy Vane", ChangeKind.REWORDED, False),
        ("Ada Quist", "Cy Vane", ChangeKind.POLARITY, False),
    ],
)
def test_words_cited_in_the_record(inner: str | None, given_to: str, kind: ChangeKind, told: bool) -> None:
    """What the record cites of a third person is told where a report alters it or its source."""
    record = _cited("the pier of Orrin is rotten", "Somebody else", inner)
    a = report("a", "Word is that the pier is sound.", ("the pier is sound", given_to, Form.INDIRECT))
    back = reading("a-q0", anchor(record, "the pier of Orrin is rotten"), changes=(kind,))
    found = findings(_story(record, a, readings=(back,)))
    assert (FindingType.NESTED_QUOTE_CHANGED in _types(found)) is told


@pytest.mark.parametrize(
    ("pieces", "told"),
    [((OPEN, MONEY), True), ((OPEN, "stays"), False), ((OPEN, BUT), False)],
)
def test_stitched_pieces_stand_apart(pieces: tuple[str, str], told: bool) -> None:
    """Pieces are stitched where each gives the quotation words of its own and others lie between them."""
    text = f"“{pieces[0]} {pieces[1]}” she said."
    a = report("a", text, (f"{pieces[0]} {pieces[1]}", "Ada Quist", Form.DIRECT))
    references = tuple(anchor(RECORD, piece) for piece in pieces)
    links = tuple(
        Link("same", Anchor("a", span(text, piece)), there)
        for piece, there in zip(pieces, references, strict=True)
    )
    back = replace(reading("a-q0", *references, changes=(ChangeKind.STITCHED,)), links=links)
    found = findings(_story(RECORD, a, readings=(back,)))
    assert (FindingType.STITCHED_QUOTE in _types(found)) is told


def test_a_mark_of_omission_inside_a_quotation() -> None:
    """Words dropped at a bracketed ellipsis between words are told, an ellipsis at the end is not."""
    for words, told in (("The harbour (…) opens", True), ("The harbour opens (…)", False)):
        a = report("a", f"“{words}” she said.", (words, "Ada Quist", Form.DIRECT))
        back = reading("a-q0", anchor(RECORD, MONEY), changes=(ChangeKind.OMITTED,))
        found = findings(_story(RECORD, a, readings=(back,)))
        assert (FindingType.STITCHED_QUOTE in _types(found)) is told


def test_a_headline_that_leaves_off_before_its_condition() -> None:
    """Faithful words of a headline are not the record's where a condition follows at once."""
    record = transcript("rec", "Debate", ("Ada Quist", "We open the gates, but only if the pier holds."))
    a = report("a", "We open the gates\n\nText.", ("We open the gates", "Ada Quist", Form.HEADLINE))
    found = findings(_story(record, a, readings=(reading("a-q0", anchor(record, "We open the gates")),)))
    assert FindingType.HEADLINE_NOT_ATTESTED in _types(found)


def test_a_page_far_from_its_event_is_told() -> None:
    """A page eleven days late whose "Friday" is another Friday than the event's."""
    text = (
        "Tuesday, 13 May, 2031\n\n"
        "The harbour opens in June, the mayor of Port Melling said on Friday at the pier."
    )
    story = _story(
        RECORD,
        report("a", text),
        profiles=(Profile("a", Role.ARTICLE, "", _day(13)),),
        events=(replace(event("rec", "rec", "a"), date=_day(2)),),
    )
    mismatch = next(f for f in findings(story) if f.type is FindingType.DATE_MISMATCH)
    assert "2031-05-09" in mismatch.note
    assert [a.span.of(text) for a in mismatch.evidence] == ["Tuesday, 13 May, 2031", "Friday"]


def test_two_figures_for_one_thing() -> None:
    """Different figures of one thing conflict; figures of different things do not."""
    text = "The fleet has 62 berths in the harbour. Later it says the fleet has 48 berths in the harbour."
    found = findings(_story(report("a", text, figures=[("62", 62), ("48", 48)])))
    assert _types(found) == [FindingType.NUMBER_CONFLICT]
    text = "The fleet has 62 berths in the harbour. Some 48 musicians played violins at the fair."
    assert findings(_story(report("a", text, figures=[("62", 62), ("48", 48)]))) == ()


def test_a_milder_word_between_the_same_words() -> None:
    """One charged word that another witness has milder, the rest the same, is told of the milder one."""
    record = transcript("rec", "Debate", ("Ada Quist", "The officials of the island left at night."))
    a = report(
        "a",
        "“The thugs of the island left at night.”",
        ("The thugs of the island left at night.", "Ada Quist", Form.DIRECT),
    )
    links = (
        Link("same", anchor(a, "The"), anchor(record, "The officials"[:3])),
        Link("replace", anchor(a, "thugs"), anchor(record, "officials")),
        Link("same", anchor(a, "of"), anchor(record, "of")),
    )
    rendered = replace(
        reading("a-q0", anchor(record, "The officials of the island left at night.")), links=links
    )
    found = findings(_story(record, a, readings=(rendered,)))
    assert [(f.doc, f.type) for f in found] == [("rec", FindingType.SANITISED_WORDING)]


def test_background_of_another_day_and_strangers_in_the_pile() -> None:
    """A dated sentence of another day is told, and so is a document of another event."""
    background = "Earlier, the mayor had walked along the pier with the engineers and the crews of the fleet."
    a = report("a", f"Harbour opens\n\n{background}")
    alone = report(
        "z", "Violin prize\n\nA pupil from Sandrock took the first prize of the competition in Vell."
    )
    story = Story(
        (RECORD, a, alone),
        events=(event("rec", "rec", "a"), Event("z", ("z",), "Violin prize")),
    )
    found = findings(story)
    assert [(f.doc, f.type) for f in found] == [(d, FindingType.OTHER_EVENT_MATERIAL) for d in ("a", "z")]
    assert span(a.document.text, background) == found[0].evidence[0].span


def _day(day: int) -> DateInterval:
    return DateInterval(date(2031, 5, day), date(2031, 5, day))


def test_a_condition_left_off_is_told() -> None:
    """Words that the record makes depend on something are told where the report has no condition."""
    cut = report(
        "a", "“The harbour opens,” said Ada Quist.", ("The harbour opens,", "Ada Quist", Form.DIRECT)
    )
    kept = report(
        "b",
        "“The harbour opens if the pier holds,” said Ada Quist.",
        ("The harbour opens if the pier holds,", "Ada Quist", Form.DIRECT),
    )
    readings = tuple(reading(f"{doc}-q0", anchor(RECORD, BUT)) for doc in "ab")
    found = findings(_story(RECORD, cut, kept, readings=readings))
    assert [(f.doc, f.type) for f in found] == [("a", FindingType.TRUNCATION_CHANGES_MEANING)]


def test_words_of_another_occasion() -> None:
    """A quotation that only a document of another event has is told as such, and so is that document."""
    words = "I never sold the lighthouse, and nobody asked me to."
    a = report("a", f"“{words}” said Ada Quist.", (words, "Ada Quist", Form.DIRECT))
    z = report("z", f"Lighthouse\n\n“{words}” said Ada Quist in May.", (words, "Ada Quist", Form.DIRECT))
    story = Story((RECORD, a, z), events=(event("rec", "rec", "a"), Event("z", ("z",), "Lighthouse")))
    found = sorted(findings(story), key=lambda f: f.doc)
    assert [(f.doc, f.type) for f in found] == [(d, FindingType.OTHER_EVENT_MATERIAL) for d in ("a", "z")]


def test_half_a_sentence_without_a_record() -> None:
    """Without a primary, the other half of a sentence is left out where it turns the half that is carried."""
    half, rest = "I do not rule out a leak,", "but there is no sign of one so far."
    a = report("a", f"“{half} {rest}” said Ada Quist.", (f"{half} {rest}", "Ada Quist", Form.DIRECT))
    b = report("b", "“I do not rule out a leak,” said Ada Quist.", (half, "Ada Quist", Form.DIRECT))
    readings = (reading("b-q0", anchor(a, half)),)
    found = omissions(event(None, "a", "b"), (a, b), readings, ())
    assert [(o.doc, o.reference.span.of(a.document.text)) for o in found] == [("b", rest)]


def test_the_rest_of_a_rendered_sentence_is_left_out() -> None:
    """A clause of a rendered sentence that the report does not give is left out by itself."""
    kept, rest = "The harbour opens on 14 June,", "and the crews of Orrin will pay nothing for a year."
    record = transcript("rec", "Debate", ("Ada Quist", f"{kept} {rest}"))
    a = report("a", "It opens on 14 June.", ("It opens on 14 June", "Ada Quist", Form.INDIRECT))
    found = omissions(event("rec", "rec", "a"), (record, a), (reading("a-q0", anchor(record, kept)),), ())
    assert [o.reference.span.of(record.document.text) for o in found] == [rest]


WIRE = "ORRIN, June 6 (NORTHWIRE) - The pier is safe, Ada Quist said. Nobody will be sent home, she said."


def _wire() -> Extraction:
    said = ("The pier is safe", "Nobody will be sent home")
    wire = report("w", WIRE, *((words, "Ada Quist", Form.INDIRECT) for words in said), credits=["NORTHWIRE"])
    dateline, body = "ORRIN, June 6 (NORTHWIRE) -", WIRE[28:]
    kinds = ((BlockKind.DATELINE, dateline), (BlockKind.BODY, body))
    return replace(wire, blocks=tuple(Block(kind, span(WIRE, words)) for kind, words in kinds))


def test_a_dispatch_stands_in_for_a_record() -> None:
    """Where nothing records the occasion, reports are read against the agency's own words."""
    wire = _wire()
    a = report("a", "“The pier is safe,” said Ada Quist.", ("The pier is safe,", "Ada Quist", Form.DIRECT))
    found = omissions(
        event(None, "w", "a"), (wire, a), (reading("a-q0", anchor(wire, "The pier is safe")),), ()
    )
    assert [(o.doc, o.reference) for o in found] == [("a", anchor(wire, "Nobody will be sent home"))]


def test_a_papers_page_with_an_agencys_dateline_is_no_dispatch() -> None:
    """Another paper's article is nothing that a report could leave something out of."""
    paper = replace(_wire(), document=replace(_wire().document, outlet="The Orrin Post"))
    assert [x.document.id for x in first_hand((_wire(), paper))] == ["w"]


@pytest.mark.parametrize(("answer", "told"), [("Fifty-two, as of this morning.", True), ("So it is.", False)])
def test_a_figure_that_the_record_replaces(answer: str, told: bool) -> None:
    """A figure that the next speaker answers with another one is told, and so is a report that keeps it."""
    record = transcript("rec", "Debate", ("Ada Quist", "We have 49 boats."), ("Bo Lind", answer))
    figures = tuple(
        Figure(f"rec-f{i}", "rec", span(record.document.text, words), value)
        for i, (words, value) in enumerate((("49", 49.0), ("Fifty-two", 52.0)))
        if words in record.document.text
    )
    a = report(
        "a", "They have 49 boats.", ("They have 49 boats", "Ada Quist", Form.INDIRECT), figures=[("49", 49)]
    )
    readings = (reading("a-q0", anchor(record, "We have 49 boats.")),)
    found = findings(_story(replace(record, figures=figures), a, readings=readings))
    assert [(f.doc, f.type) for f in found if f.type is FindingType.NUMBER_CONFLICT] == (
        [("a", FindingType.NUMBER_CONFLICT), ("rec", FindingType.NUMBER_CONFLICT)] if told else []
    )


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ("Hanger 98 broke", "Hanger 88 was not among the 52.", True),
        ("90 boats", "We have 900 boats.", True),
        ("19 boats", "We have 400 boats.", False),
    ],
)
def test_a_number_is_paired_with_the_one_it_may_stand_for(here: str, there: str, told: bool) -> None:
    """A number that is new in a report is held against the one of the record it may be a slip for."""
    record = transcript("rec", "Debate", ("Ada Quist", there))
    a = report("a", f"{here}, she said.", (here, "Ada Quist", Form.INDIRECT))
    change = Change(ChangeKind.NUMBER, "", (anchor(a, next(w for w in here.split() if w.isdigit())),))
    rendered = replace(reading("a-q0", anchor(record, there), attested=Attested.PARTLY), changes=(change,))
    found = findings(_story(record, a, readings=(rendered,)))
    assert (FindingType.NUMBER_CONFLICT in _types(found)) == told


@pytest.mark.parametrize(
    ("answer", "language", "told"),
    [("That is nonsense.", "en", True), ("C’est un bobard.", "fr", True), ("That is untrue.", "en", False)],
)
def test_a_blunt_denial_in_the_words_of_an_office(answer: str, language: str, told: bool) -> None:
    """What the record calls nonsense, and a report inaccurate, is told in any pair of languages."""
    record = transcript("rec", "Debate", ("Ada Quist", answer), language=language)
    words = "the reports were inaccurate"
    a = report("a", f"She said that {words}.", (words, "Ada Quist", Form.INDIRECT))
    found = findings(_story(record, a, readings=(reading("a-q0", anchor(record, answer)),)))
    assert _types(found) == ([FindingType.SANITISED_WORDING] if told else [])


def test_even_if_is_no_condition() -> None:
    """A concession grants something and holds the claim all the same: leaving it off turns nothing."""
    said = "Even if the pier falls, the harbour opens."
    record = transcript("rec", "Debate", ("Ada Quist", said))
    a = report("a", "“The harbour opens,” said Ada Quist.", ("The harbour opens,", "Ada Quist", Form.DIRECT))
    assert findings(_story(record, a, readings=(reading("a-q0", anchor(record, said)),))) == ()


SLIPS = [
    ("The mayor had all 3,200 lamps of the quay taken down.", "en", True),
    ("Der Bürgermeister ließ alle 3200 Lampen am Kai abnehmen.", "de", True),
    ("The mayor had all 23,000 lamps of the quay taken down.", "en", True),
    ("The mayor had about 2,290 lamps of the quay taken down.", "en", False),
    ("The mayor had all 2,300 lamps of the quay taken down.", "en", False),
    ("The ferry to Orrin has 3,200 seats for visitors.", "en", False),
]


@pytest.mark.parametrize(("told", "language", "expected"), SLIPS)
def test_a_figure_of_narration_that_slipped(told: str, language: str, expected: bool) -> None:
    """A report's figure is told where the record has a look-alike in a sentence on the same thing."""
    said = "All 2,300 lamps of the quay have been taken down, the mayor decided."
    record = transcript("rec", "Debate", ("Ada Quist", said), ("Bo Lind", "We have 14 boats this year."))
    found = findings(_story(record, report("a", told, language=language)))
    assert (FindingType.NUMBER_CONFLICT in _types(found)) == expected


def test_a_stretch_of_time_in_other_units_is_no_slip() -> None:
    """Nineteen and nine look alike; 48 hours and two days are the same."""
    said = "The repair of the crane takes two days, and nine crews work on it."
    record = transcript("rec", "Debate", ("Ada Quist", said))
    same = report("a", "The repair of the crane takes 48 hours, with nine crews at work.")
    other = report("b", "The repair of the crane takes two days, with nineteen crews at work.")
    assert [
        f.doc for f in findings(_story(record, same, other)) if "nineteen" in f.note or "48" in f.note
    ] == ["b"]


def test_a_headline_that_stops_before_the_second_half() -> None:
    """What a headline and a quotation leave off right after their words is told of both."""
    said = "It is a disgrace, and it is my own fault."
    record = transcript("rec", "Debate", ("Ada Quist", said))
    a = report("a", "“It is a disgrace,” said Ada Quist.", ("It is a disgrace,", "Ada Quist", Form.DIRECT))
    cut = Anchor("rec", span(record.document.text, "and it is my own fault"))
    change = Change(ChangeKind.OMITTED, "", (), (cut,))
    rendered = replace(reading("a-q0", anchor(record, "It is a disgrace")), changes=(change,))
    assert _types(findings(_story(record, a, readings=(rendered,)))) == [
        FindingType.TRUNCATION_CHANGES_MEANING
    ]
    quoted = replace(a, quotations=(replace(a.quotations[0], form=Form.HEADLINE),))
    assert _types(findings(_story(record, quoted, readings=(rendered,)))) == [
        FindingType.HEADLINE_NOT_ATTESTED
    ]


def _with_headline(doc: str, headline: str, body: str, *quotes: tuple[str, str | None, Form]) -> Extraction:
    text = f"{headline}\n\n{body}"
    blocks = (
        Block(BlockKind.HEADLINE, Span(0, len(headline))),
        Block(BlockKind.BODY, Span(len(headline) + 2, len(text))),
    )
    return replace(report(doc, text, *quotes), blocks=blocks)


@pytest.mark.parametrize(
    ("headline", "body", "told"),
    [
        ("Orrin to close the old harbour", "Orrin will close the old harbour if the pier falls.", True),
        ("Orrin may close the old harbour", "Orrin will close the old harbour if the pier falls.", False),
        ("Will Orrin close the old harbour?", "Orrin will close the old harbour if the pier falls.", False),
        ("Orrin to close the old harbour", "Orrin will close the old harbour.", False),
        ("Orrin closes the old harbour", "Orrin closes the old harbour if the pier falls. It is so.", True),
        ("Old harbour sold, crews say", "The old harbour may have been sold, the crews said.", True),
    ],
)
def test_a_headline_beyond_its_own_text(headline: str, body: str, told: bool) -> None:
    """A headline that states what the text under it makes depend on something is told."""
    found = findings(_story(RECORD, _with_headline("a", headline, body)))
    assert (FindingType.HEADLINE_NOT_ATTESTED in _types(found)) is told


def test_a_headline_that_takes_up_altered_words() -> None:
    """A headline repeats what its own text was found to say otherwise than the record."""
    body = "The harbour opens on 15 June, she said."
    a = _with_headline(
        "a", "Harbour opens on 15 June", body, ("The harbour opens on 15 June", "Ada Quist", Form.INDIRECT)
    )
    rendered = reading("a-q0", anchor(RECORD, OPEN), changes=(ChangeKind.NUMBER,))
    assert _types(findings(_story(RECORD, a, readings=(rendered,)))) == [
        FindingType.NUMBER_CONFLICT,
        FindingType.HEADLINE_NOT_ATTESTED,
    ]


def test_stitched_words_outside_quote_marks() -> None:
    """Where the marks hold one of the stretches only, the report joined them in its own words."""
    told = f"The harbour “opens on 14 June” and {MONEY}"
    a = report("a", told, (told, "Ada Quist", Form.MIXED))
    text = a.document.text
    links = (
        Link("same", Anchor("a", span(text, "opens on 14 June")), anchor(RECORD, "opens on 14 June")),
        Link("same", Anchor("a", span(text, MONEY)), anchor(RECORD, MONEY)),
    )
    one = reading("a-q0", anchor(RECORD, OPEN), anchor(RECORD, MONEY), changes=(ChangeKind.STITCHED,))
    assert findings(_story(RECORD, a, readings=(replace(one, links=links),))) == ()
    marked = report("a", told.replace("“", "").replace("”", ""))
    whole = marked.document.text
    b = replace(
        marked, quotations=(Quotation("a-q0", "a", (Span(0, len(whole)),), Form.DIRECT, speaker="Ada Quist"),)
    )
    links = (
        Link("same", Anchor("a", span(whole, "opens on 14 June")), anchor(RECORD, "opens on 14 June")),
        Link("same", Anchor("a", span(whole, MONEY)), anchor(RECORD, MONEY)),
    )
    found = findings(_story(RECORD, b, readings=(replace(one, links=links),)))
    assert FindingType.STITCHED_QUOTE in _types(found)
