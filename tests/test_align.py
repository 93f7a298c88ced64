"""References of quotations: found where they are, as short as they are, and not where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.align.align import Alignment, align
from onrecord.align.elsewhere import elsewhere
from onrecord.align.parts import parts
from onrecord.align.units import cuts, units
from onrecord.align.unlabelled import name_turns
from onrecord.align.witness import is_version
from onrecord.align.words import Words
from onrecord.model import Document, Extraction, Form, Quotation, Span, Turn
from onrecord.text.embedding import Embedder, LexicalEmbedder, Vectors, load_embedder
from onrecord.text.tokens import tokenize

MINISTER = "Orla Venn"
PREMIER = "Tamsin Brook"

TRANSCRIPT = [
    ("journalist", "Minister, what will become of the Karsk bridge after the flood?"),
    (
        MINISTER,
        "I have looked at the bridge myself, and I can tell you that it will be closed until the spring. "
        "We shall not build a new one for less than forty million crowns. "
        "Nobody in this government wants to see a single lorry on it before the engineers are done.",
    ),
    ("journalist", "The opposition says that “you slept while the river rose”. Did you?"),
    (
        PREMIER,
        "We warned the villages three days before the water came. "
        "Some of them left, others, sadly, stayed in their homes. "
        "The harvest is lost, but the seed stores at Oldmarket are safe.",
    ),
]
"""An invented press conference."""


def spoken(id_: str, turns: Sequence[tuple[str | None, str]], language: str = "en") -> Extraction:
    """A document of turns; turns without a speaker are unlabelled. A line break splits paragraphs."""
    text, found = "", []
    for number, (speaker, words) in enumerate(turns):
        label = f"{speaker}: " if speaker else "– "
        start = len(text) + len(label)
        paragraphs, at = [], start
        for line in words.split("\n"):
            paragraphs.append(Span(at, at + len(line)))
            at += len(line) + 1
        span = Span(start, start + len(words))
        labels = Span(len(text), start)
        found.append(Turn(f"{id_}-t{number}", id_, span, tuple(paragraphs), labels, speaker, bool(speaker)))
        text += label + words + "\n"
    return Extraction(document(id_, text, language), (), tuple(found), (), (), (), ())


def report(id_: str, text: str, *quoted: str, form: Form = Form.INDIRECT, language: str = "en") -> Extraction:
    """A document of plain text in which the given stretches are quotations q0, q1..."""
    quotations = []
    for number, words in enumerate(quoted):
        start = text.index(words)
        quotations.append(Quotation(f"{id_}-q{number}", id_, (Span(start, start + len(words)),), form))
    return Extraction(document(id_, text, language), (), (), tuple(quotations), (), (), ())


def document(id_: str, text: str, language: str) -> Document:
    return Document(id_, f"{id_}.txt", text, "", "", language)


def words(alignment: Alignment, *docs: Extraction) -> list[str]:
    """The texts of the references."""
    texts = {d.document.id: d.document.text for d in docs}
    return [a.span.of(texts[a.doc]) for a in alignment.references]


def one(
    text: str, *, form: Form = Form.DIRECT, embedder: Embedder | None = None
) -> tuple[Alignment, list[str]]:
    """The alignment of a report that is one quotation to the transcript."""
    record, digest = spoken("t", TRANSCRIPT), report("d", text, text, form=form)
    found = align([record, digest], "t", embedder or LexicalEmbedder())
    return found[0], words(found[0], record)


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        (
            "Nobody in this government wants to see a single lorry on it before the engineers are done.",
            "Nobody in this government wants to see a single lorry on it before the engineers are done.",
        ),
        ("it will be closed until the spring", "it will be closed until the spring"),
        ("The seed stores at Oldmarket are safe.", "the seed stores at Oldmarket are safe"),
        ("others stayed in their homes", "others, sadly, stayed in their homes"),
        ("you slept while the river rose", "you slept while the river rose"),
    ],
)
def test_near_verbatim_words_give_the_shortest_span(quoted: str, expected: str) -> None:
    """A quotation that repeats words gets those words, whether a clause, a sentence or a nested quotation."""
    _, found = one(quoted)
    assert [f.rstrip(".") for f in found] == [expected.rstrip(".")]


def test_only_the_quotations_of_the_documents_named_are_sought() -> None:
    """One document asks; it gets what it gets among all, and nobody else is answered."""
    text = "The seed stores at Oldmarket are safe."
    docs = [spoken("t", TRANSCRIPT), report("d", text, text), report("e", text, text)]
    alone = align(docs, "t", LexicalEmbedder(), seeking=("e",))
    everyone = align(docs, "t", LexicalEmbedder())
    assert alone == tuple(a for a in everyone if a.quotation == alone[0].quotation)
    assert len(everyone) > len(alone) == 1


def test_joined_sentences_keep_their_gap() -> None:
    """A quotation made of two sentences that were said apart has two references, in the quotation's order."""
    _, found = one(
        "The seed stores at Oldmarket are safe. We warned the villages three days before the water came."
    )
    assert len(found) == 2
    assert "seed stores" in found[0]
    assert found[1].startswith("We warned the villages")


def test_sentences_said_one_after_the_other_are_one_reference() -> None:
    """Neighbouring sentences of one turn come back as one stretch."""
    _, found = one(
        "We warned the villages three days before the water came. "
        "Some of them left, others stayed in their homes."
    )
    assert len(found) == 1
    assert found[0].startswith("We warned")
    assert "stayed in their homes" in found[0]


@pytest.mark.parametrize(
    "absent",
    [
        "The central bank raised its main rate to nine percent on Monday.",
        "Hospitals in the capital have run out of vaccines.",
    ],
)
def test_what_was_not_said_has_no_reference(absent: str) -> None:
    """Words that nothing in the transcript carries get no reference, only the nearest wording."""
    found, _ = one(absent)
    assert found.references == ()
    assert not found.attested_guess
    assert found.score < 0.5


def test_a_changed_number_is_still_aligned() -> None:
    """A wrong figure does not hide the sentence it was taken from: typing the change is collation's work."""
    _, found = one("We shall not build a new one for less than 60 million crowns.")
    assert found
    assert "forty million" in found[0]


SHIPPING = [
    (
        "Инга Кельм",
        "Добрый день. Полного пересмотра тарифов не будет: он стоил бы два миллиона крон и занял бы год. "
        "Паром ходит по вторникам.",
    ),
    ("Вопрос", "А почему? Мэр недоволен."),
    ("Инга Кельм", "Причалы закрыты на ремонт. Рыбаки получат письмо до конца марта."),
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "There will be no full review of the fares"),
        ("fr", "Il n’y aura pas de révision complète des tarifs"),
        ("de", "Eine vollständige Überprüfung der Tarife wird es nicht geben"),
    ],
)
def test_a_clause_before_a_colon_is_found_in_translation(language: str, said: str) -> None:
    """A clause has its own vector, with or without the mark that ends it, and is a window of its own."""
    record = spoken("t", SHIPPING, "ru")
    digest = report("d", f"{said}.", said, form=Form.DIRECT, language=language)
    found = align([record, digest], "t", load_embedder())
    assert words(found[0], record) == ["Полного пересмотра тарифов не будет"]


class Glossary:
    """An embedder that knows a few words of two languages, as a stand-in for a multilingual model."""

    SENSES = (("bridge", "мост"), ("closed", "закрыт"), ("spring", "весны"), ("harvest", "урожай"))

    def name(self) -> str:
        return "glossary"

    def embed(self, texts: Sequence[str]) -> Vectors:
        senses = np.zeros((len(texts), len(self.SENSES)), dtype=np.float32)
        for row, text in enumerate(texts):
            forms = {t.form for t in tokenize(text)}
            senses[row] = [any(w in forms for w in sense) for sense in self.SENSES]
        out = np.hstack([senses, 0.6 * LexicalEmbedder().embed(texts)])
        return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), dtype=np.float32)


def test_a_translation_is_found_by_meaning() -> None:
    """Across languages the embedding carries the match where no words are shared."""
    record = spoken("t", TRANSCRIPT)
    text = "Мост будет закрыт до весны."
    digest = report("d", text, text, language="ru")
    found = align([record, digest], "t", Glossary())
    assert ["closed until the spring" in w for w in words(found[0], record)] == [True]


def test_a_clause_of_a_long_sentence_is_found_by_its_own_meaning() -> None:
    """Across languages a clause is found that its sentence, which tells of much else, would hide."""
    told = (
        "The harvest is stored, spring was late, the mills of Oldmarket stand idle, and the bridge is closed."
    )
    record = spoken("t", [(PREMIER, told), (PREMIER, "They built that bridge well."), *TRANSCRIPT[2:]])
    text = "Мост закрыт."
    found = align([record, report("d", text, text, language="ru")], "t", Glossary())
    assert words(found[0], record) == ["and the bridge is closed."]


def test_a_phrase_without_content_is_no_second_place() -> None:
    """Words that any sentence may have do not make a reference of a place far off."""
    asides = "That is what we have. And so on. It is not for us to do."
    record = spoken("t", [*TRANSCRIPT, (PREMIER, asides)])
    text = "The harvest is lost, and so it is what we have, but the seed stores at Oldmarket are safe."
    found = align([record, report("d", text, text, form=Form.DIRECT)], "t", LexicalEmbedder())
    assert all("what we have" not in w and "so on" not in w for w in words(found[0], record))


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        ("The debate is over.", []),
        ("that they had", []),
        ("They took part in the debate.", ["They took part in the debate"]),
    ],
)
def test_a_word_torn_from_its_sentence_is_no_reference(quoted: str, found: list[str]) -> None:
    """One word that both have, or function words alone, are not what a quotation says."""
    record = spoken(
        "t", [*TRANSCRIPT, (PREMIER, "They took part in the debate with us, and that was all they had.")]
    )
    alignment = align([record, report("d", quoted, quoted)], "t", LexicalEmbedder())[0]
    assert words(alignment, record) == found


def test_two_transcripts_of_one_occasion_refer_to_each_other() -> None:
    """Whichever is the primary, the other transcript has the same words."""
    docs = [with_turn_quotations(spoken(i, TRANSCRIPT)) for i in ("a", "b")]
    found = align(docs, "a", LexicalEmbedder())
    assert [(a.quotation[0], {r.doc for r in a.references}) for a in found if "-t1" in a.quotation] == [
        ("a", {"b"}),
        ("b", {"a"}),
    ]


def test_another_transcript_of_the_same_matter_is_a_record_too() -> None:
    """What was said in a debate is found there, though an interview of the day is the primary."""
    interview = spoken("radio", [("Ada Roe", "We shall sell the pier to the highest bidder before Easter.")])
    debate = spoken("debate", [("Peter Lorne", "Every crane driver on that pier learned it from the news.")])
    told = "every crane driver learned it from the news"
    article = report("paper", f"Lorne said {told}.", told)
    found = align([interview, debate, article], "radio", LexicalEmbedder())
    places = [place.doc for a in found if a.quotation.startswith("paper") for place in a.references]
    assert places == ["debate"]


def with_turn_quotations(extraction: Extraction) -> Extraction:
    """Every turn as a quotation of its speaker."""
    found = tuple(
        Quotation(f"{t.id}-q", t.doc, (t.span,), Form.TURN, speaker=t.speaker) for t in extraction.turns
    )
    return replace(extraction, quotations=found)


def test_a_quotation_is_never_its_own_reference() -> None:
    """Without a primary, references come from the other documents only."""
    line = "The harvest is lost, said the premier, and the ferry will not run."
    docs = [report(i, line, "The harvest is lost") for i in ("a", "b")]
    found = align(docs, None, LexicalEmbedder())
    assert [[r.doc for r in a.references] for a in found] == [["b"], ["a"]]


def test_agency_copy_is_preferred_to_its_copies() -> None:
    """Of two equal wordings the one in the report with an agency's dateline is the reference."""
    body = "The ferry company said that the harbour of Sunmere would stay shut for nine days."
    docs = [
        report("copy", f"{body} Shops closed as well.", body),
        report("wire", f"SUNMERE (Wirelane) — {body}", body),
        report("late", f"{body} It rained.", "the harbour of Sunmere would stay shut for nine days"),
    ]
    late = align(docs, None, LexicalEmbedder())[-1]
    assert [r.doc for r in late.references] == ["wire"]


def test_agency_copy_comes_before_a_paper_that_prints_it() -> None:
    """A paper's byline says that it printed the agency's text, under the agency's own dateline."""
    body = "The ferry company said that the harbour of Sunmere would stay shut for nine days."
    docs = [
        report("print", f"Sunmere Post staff with Wirelane\n\nSUNMERE (Wirelane) — {body}", body),
        report("wire", f"SUNMERE, 3 May (Wirelane) — {body} Nobody was hurt.", body),
        report("late", f"{body} It rained.", "the harbour of Sunmere would stay shut for nine days"),
    ]
    late = align(docs, None, LexicalEmbedder())[-1]
    assert [r.doc for r in late.references] == ["wire"]


def test_a_statement_comes_before_reports_of_it() -> None:
    """Of two equal wordings the one in the statement handed out is the reference."""
    words = "The harbour of Sunmere will stay shut for nine days."
    docs = [
        report("paper", f"A cold week.\n\n{words} It rained.", words),
        report("issued", f"Statement on the harbour\n\n{words} Ferries will sail from Oldmarket."),
        report("late", f"{words} Shops closed.", words),
    ]
    late = align(docs, None, LexicalEmbedder())[-1]
    assert [r.doc for r in late.references] == ["issued"]


@pytest.mark.parametrize(("figure", "word"), [("62", "Sixty-two"), ("19", "Nineteen")])
def test_numbers_in_words_are_those_in_figures(figure: str, word: str) -> None:
    """Of two sentences that differ by a number in words, the one with the number in figures is found."""
    turns = [
        (
            MINISTER,
            "Nineteen owners asked for it in May. Nobody knew why. Sixty-two owners asked for it in June.",
        )
    ]
    record, quoted = spoken("t", turns), f"{figure} owners asked for it."
    found = align([record, report("d", quoted, quoted)], "t", LexicalEmbedder())
    assert words(found[0], record)[0].startswith(word)


def test_the_primary_is_not_aligned_to_itself() -> None:
    """Quotations of the primary are left out; an unknown primary counts as none."""
    record = spoken("t", TRANSCRIPT)
    assert align([record], "t", LexicalEmbedder()) == ()
    assert align([], "nowhere", LexicalEmbedder()) == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "He left those who stayed.", ["He left those ", "who stayed."]),
        ("en", "The town all but sank, but stood.", ["The town all but sank, ", "but stood."]),
        ("en", "We wait - and, if it rains, stay.", ["We wait - ", "and, if it rains, ", "stay."]),
        ("ru", "Он сказал, что уедет.", ["Он сказал, ", "что уедет."]),
        ("de", "Er sagt: es regnet, weil Herbst ist.", ["Er sagt: ", "es regnet, ", "weil Herbst ist."]),
        ("zh", "他说，桥会关闭。", ["他说，", "桥会关闭。"]),
        ("xx", "One, two.", ["One, ", "two."]),
    ],
)
def test_clauses_begin_at_pauses_and_conjunctions(language: str, text: str, expected: list[str]) -> None:
    """Pauses end a clause in every language, conjunctions open one where the language has a list of them."""
    edges = cuts(text, Span(0, len(text)), language)
    assert [text[a:b] for a, b in pairwise(edges)] == expected


def test_names_match_across_scripts_and_numbers_across_formats() -> None:
    """A transliterated name, an inflected word and another way to write a number count as shared words."""
    docs = [
        report("a", "Губернатор Кравцова обещала 300 домов.", language="ru"),
        report("b", "Governor Kravtsova promised 300,000 homes, governors say."),
    ]
    found = [units(x) for x in docs]
    words_ = Words(found)
    left, right = (words_.ids(u.tokens) for u in found)
    likeness = words_.similarity(left, right)
    assert likeness[1, 1] > 0.5
    assert likeness[3, 3] == 1.0
    assert likeness[2].max() == 0.0


UNLABELLED: list[tuple[str | None, str]] = [
    (
        None,
        "I looked at the bridge myself and can tell you it will be closed until spring.\n"
        "Nobody in this government wants to see one single lorry on it before the engineers are done.",
    ),
    (
        None,
        "We warned the villages three days before the water came. Some left, others sadly stayed at home.",
    ),
    (None, "Yes."),
]


def test_unlabelled_turns_get_the_speaker_of_the_aligned_ones() -> None:
    """Turns take the name of the labelled turns they repeat; too little to go by names nobody."""
    record, other = spoken("t", TRANSCRIPT), spoken("u", UNLABELLED)
    _, named = name_turns([record, other], "t", LexicalEmbedder())
    assert [t.speaker for t in named.turns] == [MINISTER, PREMIER, None]
    assert [t.labelled for t in named.turns] == [False] * 3
    text = record.document.text
    assert all("bridge" in text or a.doc == "t" for a in named.turns[0].evidence)
    assert named.turns[0].evidence
    assert named.turns[2].evidence == ()


def test_quotations_of_a_named_turn_get_its_speaker() -> None:
    """A turn-form quotation and one whose source is "I" follow the turn; one with another source does not."""
    record, other = spoken("t", TRANSCRIPT), spoken("u", UNLABELLED)
    turn = other.turns[0]
    i_say = Span(turn.span.start, turn.span.start + 1)
    myself = Span(turn.span.start + 20, turn.span.start + 26)
    inside = Span(turn.span.start + 30, turn.span.start + 50)
    quotations = (
        Quotation("whole", "u", (turn.paragraphs[0],), Form.TURN),
        Quotation("mine", "u", (inside,), Form.INDIRECT, source=i_say),
        Quotation("theirs", "u", (inside,), Form.INDIRECT, source=myself),
    )
    filled = Extraction(other.document, (), other.turns, quotations, (), (), ())
    _, named = name_turns([record, filled], "t", LexicalEmbedder())
    assert [q.speaker for q in named.quotations] == [MINISTER, MINISTER, None]


@settings(max_examples=60)
@given(
    st.text(alphabet=st.sampled_from("ab é«»“\"'.,!?…\n\t\x00\u202e中😀1"), max_size=80),
    st.text(alphabet=st.sampled_from("ab é«»“\"'.,!?…\n\t\x00\u202e中😀1"), max_size=80),
)
def test_references_lie_inside_their_documents(left: str, right: str) -> None:
    """Any text at all gives spans inside the text they point at, never an error, the same every time."""
    docs = []
    for id_, text in (("a", left), ("b", right)):
        spans = (Span(0, len(text)),)
        quotations = (Quotation(f"{id_}-q", id_, spans, Form.MIXED),)
        docs.append(Extraction(document(id_, text, "en"), (), (), quotations, (), (), ()))
    found = align(docs, None, LexicalEmbedder())
    assert [a.quotation for a in found] == ["a-q", "b-q"]
    length = {"a": len(left), "b": len(right)}
    for alignment in found:
        anchors = [*alignment.references, *([alignment.nearest] if alignment.nearest else [])]
        assert all(0 <= a.span.start < a.span.end <= length[a.doc] for a in anchors)
        assert 0 <= alignment.score <= 1
    assert align(docs, None, LexicalEmbedder()) == found


def test_a_sentence_without_end_is_no_trouble() -> None:
    """Thousands of clauses on one line take no longer than their length calls for."""
    line = ", ".join(f"alpha{n} and beta{n} said" for n in range(600))
    docs = [report("a", line, "alpha77 and beta77 said, alpha78"), report("b", line, line[:1500])]
    started = perf_counter()
    found = align(docs, None, LexicalEmbedder())
    assert perf_counter() - started < 15
    assert all(a.references for a in found)


def test_figures_are_never_cut() -> None:
    """The comma of "48,000" and the colon of "14:10" are no pauses; the comma after the figure is one."""
    text = "It was 48,000 of them, at 14:10, and nobody else"
    assert [text[e:][:3] for e in cuts(text, Span(0, len(text)), "en")][1:3] == ["at ", "and"]


def _plain(id_: str, text: str, turns: tuple[Turn, ...] = ()) -> Extraction:
    return Extraction(Document(id_, id_, text, "", "", "en"), (), turns, (), (), (), ())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Full-year results\nStatement of Ana Velt, Chief Executive\n", True),
        ("Full-year results\nStatement of Jon Marr, Chief Executive\n", False),
        ("Full-year results\nAna Velt on the year behind us\n", False),
    ],
)
def test_what_a_speaker_of_the_record_hands_out_is_a_version(head: str, expected: bool) -> None:
    """A text that says it is a statement, and whose, is a record beside the transcript; others are not."""
    call = "ANA VELT: It was a good year."
    turn = Turn("t", "call", Span(10, len(call)), (Span(10, len(call)),), Span(0, 8), "Ana Velt", True)
    assert (
        is_version(_plain("s", head + "It was the best year ever."), _plain("call", call, (turn,)))
        is expected
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Press release", True), ("PRESS RELEASE", True), ("Press release stolen from the mayor", False)],
)
def test_a_release_may_quote_whom_it_speaks_for(line: str, expected: bool) -> None:
    """Words in quote marks make a text a report, unless a line of its head says that it was handed out."""
    call = "ANA VELT: It was a good year."
    turn = Turn("t", "call", Span(10, len(call)), (Span(10, len(call)),), Span(0, 8), "Ana Velt", True)
    said = "We close no door."
    text = f"{line}\n3 May 2024\n\nVelt Group will stay where it is.\n\n“{said}” said Ana Velt.\n"
    release = report("s", text, said, form=Form.DIRECT)
    assert is_version(release, _plain("call", call, (turn,))) is expected


def test_words_that_the_record_lacks_are_found_in_another_report() -> None:
    """The same words, changed a little or not, are found where they stand; few words, or others, nowhere."""
    first = report(
        "a", "She said: “We close no door, but one has no key.” Then she left.", "We close no door, but one"
    )
    asked = ("We close no door but one", "She said", "They close every door but none of them has any key")
    second = report("b", "; ".join(asked), *asked, form=Form.DIRECT)
    found = elsewhere([first, second], {q.id for q in second.quotations})
    texts = {"a": first.document.text}
    assert {id_: a.span.of(texts[a.doc]) for id_, a in found.items()} == {"b-q0": "We close no door, but one"}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dass die Leute „raten“ werden", ["raten"]),
        ('that it was "fine" and "small"', ["fine", "small"]),
        ("que «llevaba años» en pie", ["llevaba años"]),
        ("it was “far too", ["far too"]),
    ],
)
def test_words_inside_marks_are_told_apart(text: str, marked: list[str]) -> None:
    """Each opening mark goes with its own closing one; what stays open is inside."""
    quotation = Quotation("q", "d", (Span(0, len(text)),), Form.MIXED)
    found = parts(_plain("d", text), quotation)
    assert [m.of(text) for part in found for m in part.marked] == marked


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("I gave it to him (the harbour master. - KELM) in May", ["I gave it to him in May"]),
        ("I gave it to him [the harbour master] in May", ["I gave it to him in May"]),
        ("I gave it to him (not to her) in May", ["I gave it to him (not to her) in May"]),
        ("The pier was ours […] the ice was not", ["The pier was ours", "the ice was not"]),
        ("[The harbour master] left", ["[The harbour master] left"]),
    ],
)
def test_what_a_report_puts_in_is_not_sought(text: str, sought: list[str]) -> None:
    """Signed notes and square brackets are no words of the speaker's; a marked gap parts what is sought."""
    quotation = Quotation("q", "d", (Span(0, len(text)),), Form.DIRECT)
    assert [part.text for part in parts(_plain("d", text), quotation)] == sought


def test_each_piece_of_a_quotation_has_an_alignment_of_its_own() -> None:
    """The reporter's words between two pieces join nothing; a word or two goes with the piece before it."""
    record = spoken("t", TRANSCRIPT)
    text = "The harvest is lost, she said, adding: some of them left. Yes."
    pieces = tuple(
        Span(text.index(w), text.index(w) + len(w))
        for w in ("The harvest is lost", "some of them left", "Yes")
    )
    digest = replace(report("d", text), quotations=(Quotation("d-q", "d", pieces, Form.DIRECT),))
    found = align([record, digest], "t", LexicalEmbedder())
    assert [a.spans for a in found] == [pieces[:1], pieces[1:]]
    assert words(found[0], record) == ["The harvest is lost"]


def test_the_answer_goes_with_the_question_that_a_report_tells() -> None:
    """Who reports the question as the speaker's words renders the answer; the questioner does not."""
    asked = "How many barges were paid for gravel that they never landed?"
    record = spoken("t", [("Ilse Marn", asked), ("Petra Ohl", "We know of 23."), ("Ilse Marn", "Thank you.")])
    digest = report("d", "23 barges were paid for gravel they never landed", "23 barges were paid for gravel")
    whole = replace(digest.quotations[0], spans=(Span(0, len(digest.document.text)),))

    def rendered(speaker: str) -> list[str]:
        told = replace(digest, quotations=(replace(whole, speaker=speaker),))
        return words(align([record, told], "t", LexicalEmbedder())[0], record)

    assert "We know of 23." in rendered("Petra Ohl")
    assert "We know of 23." not in rendered("Ilse Marn")


def test_what_a_questioner_puts_is_rendered_with_its_answer() -> None:
    """Who asks most of the time asks without a question mark too."""
    put = "The barges, they say, have been sold to a foreign firm."
    turns = [("Ilse Marn", "Any news of the mill?"), ("Petra Ohl", "None at all."), ("Ilse Marn", put)]
    turns += [
        ("Petra Ohl", "That is a tall tale."),
        ("Ilse Marn", "And the crane?"),
        ("Petra Ohl", "It stands."),
    ]
    text = "The barges have been sold to a foreign firm"
    found = align([spoken("t", turns), report("d", text, text)], "t", LexicalEmbedder())
    assert "That is a tall tale." not in words(found[0], spoken("t", turns))
    told = replace(report("d", text, text).quotations[0], speaker="Petra Ohl")
    found = align(
        [spoken("t", turns), replace(report("d", text, text), quotations=(told,))], "t", LexicalEmbedder()
    )
    assert "That is a tall tale." in words(found[0], spoken("t", turns))
