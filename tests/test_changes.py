"""Which differences are told as changes: what is cut off, put in another way, or given to others."""

from __future__ import annotations

import pytest

from onrecord.collate import Collation, Context, collate
from onrecord.model import Anchor, Attested, Form, Quotation, Span

SPEAKER = "Maren Dolk"


def compare(
    said: str,
    told: str,
    languages: str = "en en",
    form: Form = Form.DIRECT,
    around: str = "",
    speakers: tuple[str | None, ...] = (),
    speaker: str = SPEAKER,
) -> Collation:
    """The collation of ``told`` with the whole of ``said``; ``around`` goes on after ``told``."""
    quotation = Quotation("q1", "report", (Span(0, len(told)),), form, speaker=speaker)
    theirs, ours = languages.split()
    anchors = [Anchor("source", Span(0, len(said)))]
    context = Context(reference_speakers=speakers)
    return collate(quotation, told + around, ours, anchors, {"source": said}, {"source": theirs}, context)


def kinds(collation: Collation) -> set[str]:
    return {change.kind.value for change in collation.changes}


CUT = [
    ("en en", "Had I known, I would have closed the pier.", "I would have closed the pier."),
    ("en en", "The ferries should stay in port until the ice has gone.", "The ferries should stay in port."),
    ("en en", "I do not rule out a strike, but there is no sign of one.", "I do not rule out a strike."),
    ("en en", "Nobody will lose a boat because of this storm.", "Nobody will lose a boat."),
    ("en en", "If the council agrees we would open the locks.", "We would open the locks."),
    ("en en", "I cannot rule out that we will sell the ferry.", "We will sell the ferry."),
    ("fr en", "Si le conseil refuse, nous devrons fermer le port.", "We will have to close the port."),
    ("en de", "We will open the locks, provided that the council agrees.", "Wir öffnen die Schleusen."),
    ("de es", "Wir verkaufen die Fähre, falls niemand zahlt.", "Vamos a vender el transbordador."),
    ("en ru", "I will stay in office, unless nobody wants me.", "Я останусь на посту."),
]


@pytest.mark.parametrize(("languages", "said", "told"), CUT)
def test_a_clause_that_binds_what_is_kept_is_missed(languages: str, said: str, told: str) -> None:
    """Conditions, limits, counter-clauses and reasons cut off: more is asserted than was said."""
    result = compare(said, told, languages)
    assert kinds(result) == {"omitted", "polarity"}
    assert result.attested is Attested.PARTLY
    assert all(change.reading or change.reference for change in result.changes)


SUPPOSED = [
    ("en en", "So if the other side wants it, they should say so.", "other side wants it", "", True),
    (
        "en de",
        "So if the other side wants it, they should say so.",
        "Die andere Seite will reden",
        "",
        True,
    ),
    ("en en", "If the ice holds, we will cross.", "the ice holds", ", if it does, they will cross.", False),
]


@pytest.mark.parametrize(("languages", "said", "told", "around", "expected"), SUPPOSED)
def test_what_was_supposed_is_not_stated(
    languages: str, said: str, told: str, around: str, expected: bool
) -> None:
    """A condition told without its "if" and without what follows from it says more than was said."""
    begin, end = said.lower().index(" if ") + 4 if " if " in said.lower() else 3, said.index(",")
    theirs, ours = languages.split()
    quotation = Quotation("q1", "report", (Span(0, len(told)),), Form.INDIRECT, speaker=SPEAKER)
    place = Anchor("source", Span(begin, end))
    result = collate(quotation, told + around, ours, [place], {"source": said}, {"source": theirs})
    assert ("polarity" in kinds(result)) is expected


def test_a_condition_told_close_by_is_not_missed() -> None:
    """The report tells the condition in its own words right after the quotation."""
    said = "We will open the locks, if the council agrees in writing."
    result = compare(said, "We will open the locks", around=", if the council agrees in writing, she said.")
    assert result.attested is Attested.YES


SAME = [
    ("en en", "We have not seen ice in any other lock.", "We have seen ice in no other lock."),
    ("en en", "It happened at 02:47 in the morning.", "It happened at 2.47am in the morning."),
    ("en en", "It took 210 pilots to stop it.", "It took more than 200 pilots to stop it."),
    ("en en", "Sales rose by 26.4% to 2.31 billion crowns.", "Sales rose more than 26% to 2.31 bn crowns."),
    ("en es", "That is a third of our fleet.", "Es un tercio de nuestra flota."),
    ("en fr", "It is our best year ever.", "C'est la meilleure que nous ayons jamais eue."),
    ("en de", "Had I known, I would have closed the pier.", "Hätte ich das gewusst, wäre sie zu."),
    ("en ru", "In Karsa it was not even a quarter.", "В Карсе — меньше четверти."),
    ("en fr", "The lock was open for an hour.", "L'écluse est restée ouverte une heure."),
    ("en en", "Forty of the boats leak. – Forty-three.", "Forty-three of the boats leak."),
]  # fmt: skip


@pytest.mark.parametrize(("languages", "said", "told"), SAME)
def test_the_same_put_in_another_way(languages: str, said: str, told: str) -> None:
    """Rounding that says so, clock times, fractions and negations moved about change nothing."""
    result = compare(said, told, languages, Form.INDIRECT)
    assert kinds(result) <= {"reworded"}
    assert result.attested is Attested.YES


TURNED = [
    ("en en", "number", "Debt fell to 410 million crowns.", "Debt fell to 410 million euros."),
    ("en pl", "number", "The lock was tested in June.", "Śluzę sprawdzono w lipcu."),
    ("fr de", "polarity", "C'est 5 000 de plus que prévu.", "Das sind 5.000 weniger als geplant."),
    (
        "en en",
        "reworded",
        "I would rather have boats than bridges.",
        "I would rather have bridges than boats.",
    ),
    ("en en", "entity", "In Karsa it was not even a quarter.", "In Lond it was not even a quarter."),
    (
        "en en",
        "polarity",
        "I do not expect that a boat will sink.",
        "I do not exclude that a boat will sink.",
    ),
    ("en en", "polarity", "Where will it land? Most likely in Lond.", "It will land in Lond."),
    ("en fr", "number", "Forty boats leak. – Forty-three.", "Quarante bateaux prennent l'eau."),
    ("en en", "number", "Forty boats leak. – Forty-three.", "Forty boats leak."),
]


@pytest.mark.parametrize(("languages", "kind", "said", "told"), TURNED)
def test_something_else_is_said(languages: str, kind: str, said: str, told: str) -> None:
    """Another currency, month, direction or place, and words that have changed places, make it "partly"."""
    result = compare(said, told, languages)
    assert kind in kinds(result)
    assert result.attested is Attested.PARTLY


ATTRIBUTED = [
    ("Ivo Tarn", SPEAKER, True),
    ("Ivo Tarn", "Harbour Office", False),
    ("Ivo Tarn", "she", False),
    ("journalist", SPEAKER, False),
    (None, SPEAKER, False),
]


@pytest.mark.parametrize(("said_by", "given_to", "expected"), ATTRIBUTED)
def test_attribution_needs_two_persons(said_by: str | None, given_to: str, expected: bool) -> None:
    """Bodies speak for their heads, roles and pronouns may be anybody: only two full names contradict."""
    result = compare("The boats are old.", "The boats are old.", speakers=(said_by,), speaker=given_to)
    assert ("attribution" in kinds(result)) is expected


def test_a_body_goes_by_its_name_in_any_language() -> None:
    """A museum is no person, in whatever language the report is."""
    result = compare(
        "The boats are old.",
        "Die Boote sind alt.",
        "en de",
        speakers=("Ivo Tarn",),
        speaker="Museo Velan",
    )
    assert "attribution" not in kinds(result)


def test_words_of_another_inside_quote_marks_are_not_the_speakers() -> None:
    """One sentence of hers and one of his stand as hers: half of it is not."""
    said = "The boats are old and leak badly. New engines cost the harbour millions."
    first, second = Span(0, 33), Span(34, len(said))
    references = [Anchor("source", first), Anchor("source", second)]
    quotation = Quotation("q1", "report", (Span(0, len(said)),), Form.DIRECT, speaker=SPEAKER)
    context = Context(reference_speakers=(SPEAKER, "Ivo Tarn"))
    result = collate(quotation, said, "en", references, {"source": said}, {"source": "en"}, context)
    assert "attribution" in kinds(result)


def test_what_another_qualifies_is_not_the_speakers_doubt() -> None:
    """ "All but" is the questioner's; she answers what was asked."""
    said = "They all but sold the boats. That is complete nonsense."
    references = [Anchor("source", Span(0, 28)), Anchor("source", Span(29, len(said)))]
    told = "That they sold the boats is complete nonsense."
    quotation = Quotation("q1", "report", (Span(0, len(told)),), Form.INDIRECT, speaker=SPEAKER)
    context = Context(reference_speakers=("Ivo Tarn", SPEAKER))
    result = collate(quotation, told, "en", references, {"source": said}, {"source": "en"}, context)
    assert "polarity" not in kinds(result)


def test_hearsay_told_as_a_claim_of_ones_own() -> None:
    """What the speaker was told by others stands as what the speaker claims."""
    said = "I was told by a clerk that nobody had opened the crate."
    own = compare(said, "Nobody opened the crate.", form=Form.INDIRECT, speakers=(SPEAKER,))
    passed_on = compare(
        said, "She was told that nobody opened the crate.", form=Form.INDIRECT, speakers=(SPEAKER,)
    )
    promised = compare(
        "They told me that the crate would be opened.",
        "Man habe ihr versprochen, die Kiste zu öffnen.",
        "en de",
        Form.INDIRECT,
        speakers=(SPEAKER,),
    )
    assert "attribution" in kinds(own)
    assert "attribution" not in kinds(passed_on)
    assert "attribution" not in kinds(promised)


def test_a_quotation_divided_by_its_own_cue_is_not_stitched() -> None:
    """Two pieces, each from a place of its own, are two quotations; one piece of both places is stitched."""
    said = "The boats are old and leak. Much was said in between. We need new engines soon."
    told = "The boats are old and leak, she said. We need new engines soon."
    first, second = Span(0, 27), Span(said.index("We need"), len(said))
    references = [Anchor("source", first), Anchor("source", second)]
    pieces = (Span(0, 26), Span(told.index("We need"), len(told)))
    texts, languages = {"source": said}, {"source": "en"}
    for spans, expected in ((pieces, False), ((Span(0, len(told)),), True)):
        quotation = Quotation("q1", "report", spans, Form.DIRECT, speaker=SPEAKER)
        result = collate(quotation, told, "en", references, texts, languages)
        assert ("stitched" in kinds(result)) is expected


def test_words_out_of_a_question_are_nobody_elses_claim() -> None:
    """A speaker who agrees to a question is reported with the words of whoever asked it."""
    asked = "Your firm had painted the boats, had it not?"
    result = compare(asked, "The firm had painted the boats.", form=Form.INDIRECT, speakers=("Ivo Tarn",))
    assert "attribution" not in kinds(result)


def test_a_speaker_whom_a_pronoun_may_mean_is_not_another() -> None:
    """Where a pronoun alone says who speaks and may mean the other, no wrong attribution is claimed."""
    said = "We will open the locks."
    quotation = Quotation("q1", "report", (Span(0, len(said)),), Form.DIRECT, speaker=SPEAKER)
    for guessed, expected in ((True, set()), (False, {"attribution"})):
        context = Context(reference_speakers=("Tove Arnheim",), guessed=(guessed,))
        anchors = [Anchor("source", Span(0, len(said)))]
        result = collate(quotation, said, "en", anchors, {"source": said}, {"source": "en"}, context)
        assert kinds(result) == expected


FRAMED = [
    ("We do not need crews from other harbours.", 'Selmar does "not need crews from other harbours."', set()),
    (
        "She did not make the case for the new quay.",
        'that Dolk "did not make the case for the new quay."',
        set(),
    ),
    (
        "We stopped building because it was far too short.",
        'The work ended as the quay was "far too short"',
        {"reworded"},
    ),
]


@pytest.mark.parametrize(("said", "told", "expected"), FRAMED)
def test_words_that_lead_up_to_a_quotation(said: str, told: str, expected: set[str]) -> None:
    """A subject named before words in quote marks is no rewording; a clause told in other words is."""
    assert kinds(compare(said, told, form=Form.MIXED)) == expected


TIMES = [
    ("en en", "The work will take eighteen months.", "The work will take a total of 1.5 years."),
    ("en de", "The ferry was away for two days.", "Die Fähre war 48 Stunden fort."),
    ("ru ru", "Ремонт продлится полтора года.", "Ремонт продлится восемнадцать месяцев."),
]


@pytest.mark.parametrize(("languages", "said", "told"), TIMES)
def test_one_stretch_of_time_in_other_units(languages: str, said: str, told: str) -> None:
    """A year and a half is eighteen months: another wording, not another number."""
    assert "number" not in kinds(compare(said, told, languages))


WAYS = [
    (
        "en en",
        "The share of empty berths fell to 10 per cent.",
        "The share of empty berths fell by 10 per cent.",
    ),
    ("en de", "The levy fell by 4 crowns.", "Die Abgabe sank auf 4 Kronen."),
    ("ru ru", "Если доля упадёт ниже десяти процентов.", "Если доля упадёт на десять процентов."),
]


@pytest.mark.parametrize(("languages", "said", "told"), WAYS)
def test_the_amount_of_a_change_is_not_the_level_it_ends_at(languages: str, said: str, told: str) -> None:
    """The same figure with "by" before it on one side and "to" on the other says something else."""
    assert "number" in kinds(compare(said, told, languages))
    assert "number" not in kinds(compare(said, said, f"{languages[:2]} {languages[:2]}"))


def half(said: str, kept: str, told: str, languages: str = "en en", form: Form = Form.DIRECT) -> set[str]:
    """The kinds of change of ``told`` beside the first words, ``kept``, of ``said``."""
    theirs, ours = languages.split()
    quotation = Quotation("q1", "report", (Span(0, len(told)),), form, speaker=SPEAKER)
    anchors = [Anchor("source", Span(0, len(kept)))]
    return kinds(collate(quotation, told, ours, anchors, {"source": said}, {"source": theirs}))


HALVES = [
    ("en en", "It is true, and it tells you nothing.", "It is true", "It is true", True),
    ("fr en", "C’est une honte, et c’est aussi ma faute.", "C’est une honte", "It is a disgrace", True),
    (
        "en en",
        "It may be the ice. It may be something else.",
        "It may be the ice.",
        "It may be the ice.",
        True,
    ),
    ("en en", "I am tired, and I told the council so.", "I am tired", "I am tired", False),
    (
        "en en",
        "The council has paid for a new ferry and nine berths, and the harbour is open.",
        "The council has paid for a new ferry and nine berths",
        "The council has paid for a new ferry and nine berths",
        False,
    ),
]


@pytest.mark.parametrize(("languages", "said", "kept", "told", "expected"), HALVES)
def test_a_saying_cut_in_half(languages: str, said: str, kept: str, told: str, expected: bool) -> None:
    """A few words said for the sake of the clause that follows them are not all that was said."""
    assert ("omitted" in half(said, kept, told, languages)) == expected
    assert "omitted" not in half(said, kept, told, languages, Form.INDIRECT)


def test_words_of_a_reporter_that_the_speaker_left_to_the_context() -> None:
    """Outside quote marks, what a report puts in to be understood is no addition."""
    said = "Then I invite them to bring me names, and I will read them with pleasure."
    told = 'Anyone who doubts it is invited to "bring me names, and I will read them with pleasure"'
    assert "added" not in kinds(compare(said, told, form=Form.MIXED))


def test_one_surname_in_two_scripts_is_one_speaker() -> None:
    """A first name that was read wrongly makes nobody another person."""
    said, told = "Douze ans, c’est assez.", "Двенадцать лет — достаточно."
    speakers = ("Aline Kerdubran",)
    assert "attribution" not in kinds(
        compare(said, told, "fr ru", speakers=speakers, speaker="Элина Кердюбран")
    )
    assert "attribution" in kinds(compare(said, told, "fr ru", speakers=speakers, speaker="Элина Тавор"))


@pytest.mark.parametrize(("there", "flagged"), [(False, False), (True, True)])
def test_an_office_alone_names_nobody_else(there: bool, flagged: bool) -> None:
    """The Speaker may be whoever does not speak there by name."""
    said = "Private opinions are no matter for this chamber."
    quotation = Quotation("q1", "report", (Span(0, len(said)),), Form.DIRECT, speaker="Aline Kerdubran")
    context = Context(reference_speakers=("The Speaker",), speaks_there=there)
    anchors = [Anchor("source", Span(0, len(said)))]
    result = collate(quotation, said, "en", anchors, {"source": said}, {"source": "en"}, context)
    assert ("attribution" in kinds(result)) == flagged
