"""Turns of transcripts and interviews."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.turns import turns, with_turns
from onrecord.model import BlockKind, Document, Turn

LAYOUTS = tomllib.loads((Path(__file__).parent / "cases/transcripts.toml").read_text(encoding="utf-8"))[
    "case"
]


def read(text: str, language: str = "en") -> tuple[Turn, ...]:
    document = Document("d", "d.txt", text, "", "", language)
    return turns(document, blocks(document))


def speakers(text: str, language: str = "en") -> list[str | None]:
    return [turn.speaker for turn in read(text, language)]


TRANSCRIPT = """Press conference in Port Mud
After their walk on the quay both guests took questions.
Question: Mr Alder, one question?
President of Elbonia Bruno Alder: Please, go ahead. I am listening to you.
Question: What about the ports?
See also
Meeting with the mayor of Port Mud
May 1, 2019
Bruno Alder: We shall close three of them.
And then we shall see: nothing is decided yet.
(Applause.)
I mean every word of it.
Carla Birch: I agree.
Alder: Thank you
<…>
Geography
Elbonia
Topics
Ports
Text version"""


def test_labelled_turns() -> None:
    """Questions, a title on first use, a short form later, and links in the middle are read."""
    found = read(TRANSCRIPT)
    asked = ["journalist", "Bruno Alder", "journalist", "Bruno Alder", "Carla Birch", "Bruno Alder"]
    assert [turn.speaker for turn in found] == asked
    assert all(turn.labelled for turn in found)
    assert [turn.id for turn in found][:2] == ["d-t01", "d-t02"]


def test_turn_holds_its_paragraphs_and_nothing_else() -> None:
    """A turn goes on over paragraphs and stage directions, without links and facets."""
    found = read(TRANSCRIPT)
    assert [paragraph.of(TRANSCRIPT) for paragraph in found[3].paragraphs] == [
        "We shall close three of them.",
        "And then we shall see: nothing is decided yet.",
        "I mean every word of it.",
    ]
    assert found[2].span.of(TRANSCRIPT) == "What about the ports?"
    assert found[-1].span.of(TRANSCRIPT) == "Thank you"


@pytest.mark.parametrize(
    ("language", "lines", "name"),
    [
        (
            "ru",
            ["Вопрос: Что?", "Президент Эльбонии Пётр Ольхин: Вот.", "Вопрос: А?", "П.Ольхин: Да."],
            "Пётр Ольхин",
        ),
        ("de", ["Frage: Was nun?", "Minister Bruno Erle: Ja.", "Frage: Wann?", "Erle: Bald."], "Bruno Erle"),
        ("zh", ["问：港口怎么样？", "王林：要关闭。", "问：什么时候？", "王林：明年。"], "王林"),
        ("es", ["Pregunta: ¿Qué?", "Bruno Aliso: Sí.", "Pregunta: ¿Y?", "Bruno Aliso: No."], "Bruno Aliso"),
        (
            "en",
            ["Q    And the ports?", "PRESIDENT ALDER:  Closed.", "Q    When?", "PRESIDENT ALDER:  Soon."],
            "Alder",
        ),
        (
            "en",
            ["mud.example: Why?", "Bruno Alder: So.", "mud.example: When?", "Bruno Alder: Soon."],
            "Bruno Alder",
        ),
    ],
)
def test_labels_of_many_sorts(language: str, lines: list[str], name: str) -> None:
    """Question words, titles, initials, capitals and the name of a paper are labels."""
    assert speakers("\n".join(lines), language) == ["journalist", name] * 2


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: str(case["name"]))
def test_layouts(case: dict[str, Any]) -> None:
    """Parliaments, hearings, news channels and transcription services label turns in their own ways."""
    assert speakers(case["text"], case["language"]) == case["speakers"]


MINUTES = [
    (
        "es",
        [
            "ADA ROE (Radio Kell).- ¿Quién pagó?",
            "BRUNO ALISO.- Nadie.",
            "ADA ROE.- ¿Nadie?",
            "BRUNO ALISO.- No.",
        ],
        ["Ada Roe", "Bruno Aliso"],
    ),
    ("es", ["P.- ¿Qué?", "R.- Sí.", "P.- ¿Y?", "R.- No."], ["journalist", None]),
    (
        "fr",
        [
            "M. Paul Roux. – Le quai ferme.",
            "Mme Inga Brandt. – Non.",
            "M. Paul Roux. – Si.",
            "Mme Inga Brandt. – Non.",
        ],
        ["Paul Roux", "Inga Brandt"],
    ),
    (
        "fr",
        ["JOURNALISTE - Quand ?", "PAUL ROUX - Lundi.", "JOURNALISTE - À midi ?", "PAUL ROUX - Oui."],
        ["journalist", "Paul Roux"],
    ),
    (
        "it",
        ["MARIO ROSSI. Il porto è chiuso.", "ADA ROE. Grazie.", "MARIO ROSSI. Prego.", "ADA ROE. Bene."],
        ["Mario Rossi", "Ada Roe"],
    ),
]


@pytest.mark.parametrize(("language", "lines", "names"), MINUTES)
def test_labels_without_colons(language: str, lines: list[str], names: list[str | None]) -> None:
    """In minutes a stop, a dash or both follow the name."""
    assert speakers("\n\n".join(["Rueda – réunion – riunione", *lines]), language) == names * 2


CAPTIONED = """Talks in Port Mud

President of Elbonia Bruno Alder: Good afternoon.

Head of the Federal Service for Food, Rural and Sea Supply Carla Birch: Thank you.

Talks in the harbour hall. Bruno Alder: Are the stocks full?

Carla Birch: They are, as I told the mayor and President Bruno Alder: all of them.

See also The harbour opens May 3, 2019 Bruno Alder: Good.

BrunoAlder: Very good."""


def test_labels_behind_captions_and_run_together() -> None:
    """A known label counts behind a sentence or a date on its line, not inside one."""
    found = read(CAPTIONED)
    bruno, carla = "Bruno Alder", "Carla Birch"
    assert [turn.speaker for turn in found] == [bruno, carla, bruno, carla, bruno, bruno]
    assert found[1].span.of(CAPTIONED) == "Thank you."
    assert found[2].span.of(CAPTIONED) == "Are the stocks full?"


@pytest.mark.parametrize(
    "label",
    [
        "President of Elbonia\nBruno Alder",
        "President of Elbonia Bruno\nAlder",
        "Chairman of the Board\nof the State Company Elbonian Roads Bruno Alder",
        "President of Elbonia Bruno Alder Alder BrunoPresident of Elbonia",
    ],
)
def test_wrapped_labels(label: str) -> None:
    """A label may begin on the line above the one with its colon, or hold a page's card."""
    text = f"Talks\n\nCarla Birch: Hello.\n{label}: Good afternoon.\nCarla Birch: Thank you."
    assert speakers(text) == ["Carla Birch", "Bruno Alder", "Carla Birch"]


def test_clauses_and_broken_sentences_are_no_labels() -> None:
    """Neither a clause that ends in a name nor the second line of a sentence labels a turn."""
    text = """Bruno Alder: Good afternoon.
Then we went on with the issue which in fact was raised in Port Mud: money and ships. It came up with
President Carla Birch: the ministers then prepared it.
Carla Birch: It did.
Bruno Alder: Yes."""
    assert speakers(text) == ["Bruno Alder", "Carla Birch", "Bruno Alder"]


def test_office_as_label_takes_its_one_holder() -> None:
    """ "THE PRESIDENT" is the one president that the head of the page names."""
    lines = [
        "Remarks by President Bruno Alder on ports",
        "THE PRESIDENT: Hello.",
        "Q: When?",
        "THE PRESIDENT: Soon.",
    ]
    text = "\n\n".join(lines)
    assert speakers(text) == ["Bruno Alder", "journalist", "Bruno Alder"]


@pytest.mark.parametrize(
    "text",
    [
        "Ports to close\n\nThe minister was clear: three ports will close.\n\nHe gave a reason: money.",
        "Alder: three ports to close\n\nThe minister said so on Monday.\n\nNote: this text was changed.",
        "Deadline: May 1, 2019.\nResponsible: the minister.\nDeadline: May 3, 2019.\nResponsible: the mayor.",
        "Mud Herald\n\nMayor Ann Lee: “Three ports will close”\n\nBy Bo Fox\n\nThe mayor said so.",
        "Sold\n\nKelm pays 42 million crowns, according to Ms Lee: two quays are dug.\n\nIt rains.",
        "Sold\n\nIt is sold.\n\nIt rains.\n\nGo on.\n\nAll left.\n\nMayor Ann Lee: three ports close.\n\nNo.",
        "Breves\n\nMADRID.- El puerto cerró.\n\nMADRID.- La ministra dimitió.\n\nSEVILLA.- Llueve.",
        "PORT KELL — Three ships sank on Monday.\n\nPORT KELL — The mayor resigned.\n\nNEW DORNIK — Rain.",
        "NO. We will not.\n\nYES. They will.\n\nNO. Never.",
        "Plan\n\n- close ports;\n- sell ships;\n- open a canal.\n\nWill it work?",
    ],
)
def test_colons_and_lists_are_no_turns(text: str) -> None:
    """A colon in a sentence or headline, a note, a dateline, a shout and a list are no conversation."""
    assert read(text) == ()


INTERVIEW = """Anna Birch: The ports stay open

Our reporter met the minister Anna Birch on Friday.

… – Anna Sergeevna, will you close the ports?

– No. Nobody asked for it,” Birch said. – We keep them.

And that is all.

“But you said so in May,” I continued. – Why is that?

– You have read it wrong. Read it again.


Another conversation

– What about ships?

– They sail."""


def test_dash_turns_with_evidence() -> None:
    """Tags, an address by name, and two parties in alternation name speakers; else nobody is named."""
    found = read(INTERVIEW)
    assert [turn.speaker for turn in found[:4]] == ["journalist", "Anna Birch", "journalist", "Anna Birch"]
    assert [turn.labelled for turn in found[:4]] == [False, True, False, False]
    assert [turn.speaker for turn in found[4:]] == [None, None]
    assert found[1].span.of(INTERVIEW).endswith("And that is all.")


def test_first_person_inside_an_answer_is_no_tag() -> None:
    """ "I said ..." in running words does not make the speaker a journalist."""
    text = INTERVIEW.replace("– They sail.", "– This is nonsense. I said a month ago that they sail.")
    assert read(text)[-1].speaker is None


def test_blocks_in_turns_are_marked() -> None:
    """Body blocks that are somebody's words are marked as turns, others are left."""
    document = Document("d", "d", TRANSCRIPT, "", "", "en")
    plain = blocks(document)
    marked = with_turns(plain, turns(document, plain))
    changed = [new for old, new in zip(plain, marked, strict=True) if old.kind is not new.kind]
    assert changed[0].span.of(TRANSCRIPT).startswith("Question:")
    assert {block.kind for block in changed} == {BlockKind.TURN}


LINES = ["Q: Why?", "Ann Lee: So.", "Ann Lee:", "– Yes?", "– No.", "", "(Laughs.)", "x:y", "\u202e: \x00"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES)))
def test_turns_are_ordered_and_apart(lines: list[str]) -> None:
    """Whatever the lines, turns are in order, apart, inside the text, and never empty."""
    text = "\n".join(lines)
    found = read(text)
    for turn in found:
        assert 0 <= turn.span.start < turn.span.end <= len(text)
        assert all(turn.span.holds(paragraph) for paragraph in turn.paragraphs)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_questions_at_every_other_turn() -> None:
    """Turns that end in a question, every other one, are the interviewer's; who answers stays open."""
    text = (
        "Three ports will close\n\n– When will they close?\n\n– In May.\n\n– And the ships? They rust.\n\n"
        "– 48 ships sail, and two wait.\n\n– How many people stay?\n\n– All of them."
    )
    assert speakers(text) == ["journalist", None] * 3


def test_address_by_given_name() -> None:
    """A question that opens with the given name of a person named above is put to that person."""
    text = (
        "Spokesman of the President Ledo Halm\n\n– Ledo Antonis, will you close the ports?\n\n– No.\n\n"
        "– Why not?\n\n– Nobody asked for it."
    )
    assert speakers(text) == ["journalist", "Ledo Halm"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Boats Over Bridges: the office sold three ferries.\n\nNobody knew why.\n\nIda Osten did not say.",
        "A Harbour Plan for Port Ansel\n\nThe office wants boats.\n\nA Reclamation Plan\n\nSand comes first.",
    ],
)
def test_headings_of_articles_are_no_labels(text: str) -> None:
    """Capitalised words before a colon name nobody, and nobody answers where nobody asks."""
    assert not read(text)


HEARING = """REED DAM INQUIRY
Before: Dame Ada Quist (Chair)
Counsel to the Inquiry: Mr Bruno Alder
Counsel for the farmers: Ms Noor Venn

THE CHAIR: Good morning. Mr Alder.
MR ALDER: Thank you. I call Dr Carla Birch.
DR CARLA BIRCH (affirmed)
Questions from MR ALDER
Q. You inspect the dam?
A. Since 2016.
THE CHAIR: Alone?
A. With two others.
Q. How often?
A. Every spring.
Questions from MS VENN
Q. Did you see the crack?
A. I did not.
OTTO HALM, sworn
MR ALDER: Mr Halm, you own the boat?
A. I do.
Q. Since when?
A. Since May."""


def test_bare_letters_of_a_hearing() -> None:
    """ "Q." and "A." are whoever the record last announced as examiner and as witness."""
    alder, birch, halm = "Bruno Alder", "Carla Birch", "Otto Halm"
    expected = ["Ada Quist", alder, alder, birch, "Ada Quist", birch, alder, birch]
    expected += ["Noor Venn", birch, alder, halm, alder, halm]
    assert speakers(HEARING) == expected


def test_calling_a_witness_is_nobodys_words() -> None:
    """Lines that announce a witness or an examiner belong to no turn."""
    assert not [turn for turn in read(HEARING) if "affirmed" in turn.span.of(HEARING)]


def test_letters_without_an_announced_witness_stay_open() -> None:
    """Where nobody is announced and several are named, an answer is not given to any of them."""
    text = "Ann Lee and Bob Fox met Mr Carl Dorn\n\nQ. Why?\n\nA. So.\n\nQ. When?\n\nA. Now."
    assert speakers(text) == ["journalist", None] * 2


GUESTS = [
    (
        "en",
        "Interview with Carla Birch, head of the mill",
        "says the miller",
        "Otto Halm, the miller, joins us.",
    ),
    (
        "fr",
        "Entretien avec Carla Birch, directrice du moulin",
        "répond le meunier",
        "Otto Halm, le meunier, nous rejoint.",
    ),
    (
        "de",
        "Interview mit Carla Birch, Leiterin der Mühle",
        "sagt der Müller",
        "Otto Halm, der Müller, kommt dazu.",
    ),
]


@pytest.mark.parametrize(("language", "heading", "tag", "intro"), GUESTS)
def test_the_guest_answers_unless_a_tag_says_otherwise(
    language: str, heading: str, tag: str, intro: str
) -> None:
    """Whoever the heading announces answers; a tag with an office gives an answer to its holder."""
    text = (
        f"The wheel stands still\n\n{heading}\n\n{intro}\n\n– Why?\n\n– No water.\n\n– Since when?\n\n"
        f"– Since May, {tag}. It was dry.\n\n– And now?\n\n– We wait."
    )
    asked = "journalist"
    assert speakers(text, language) == [asked, "Carla Birch", asked, "Otto Halm", asked, "Carla Birch"]


def test_a_pop_up_card_run_into_a_label_is_no_part_of_the_name() -> None:
    """ "Name Surname Surname NameOffice:" as pages flatten their cards is "Name Surname"."""
    text = (
        "President of Elbonia Bruno Alder: Welcome to Port Mud, Mr Birch.\n"
        "President of Lower Mud Carl Birch Birch CarlPresident of Lower Mud (retranslated): Thank you.\n"
        "President of Upland Li Wen Li WenPresident of Upland: I thank you, too.\n"
        "Bruno Alder: Let us begin with the ports."
    )
    assert speakers(text) == ["Bruno Alder", "Carl Birch", "Li Wen", "Bruno Alder"]


def test_a_speech_goes_on_below_a_subheading() -> None:
    """Whoever speaks alone has the floor to the end, whatever stands over the next part of it."""
    text = (
        "President of Elbonia Bruno Alder: Friends, our ports were built by our grandparents.\n"
        "The harbour first\n"
        "We shall rebuild the quay at Port Mud before the winter, and we shall do it with our own hands."
    )
    (turn,) = read(text)
    assert turn.paragraphs[-1].of(text).startswith("We shall rebuild")


def test_a_wrapped_line_is_no_subheading() -> None:
    """A line that the next one goes on in small letters was cut by its page's width."""
    text = (
        "The mayor opened the new quay on Monday.\n"
        "Work with the shipping line covers almost all areas\n"
        "of common interest. The quay cost nine million."
    )
    document = Document("d", "d.txt", text, "", "", "en")
    assert {block.kind for block in blocks(document)[1:]} == {BlockKind.BODY}


def test_a_label_may_be_wrapped() -> None:
    """In a text wrapped at some width the office may stand on one line and the name on the next."""
    text = (
        "* * *\nPresident of Elbonia Bruno\nAlder: Ladies and gentlemen, last week we met the mayor and\n"
        "talked of the ports, of the ferry line that goes\nto Low Harbour, and of what else\ncame to mind.\n"
        "Mayor of Port Mud Carla Birch\n(translates): I have little to add to what the President\n"
        "said, except that the quay will be open\nbefore the winter comes.\n"
        "Question (retranslated): And the ferry line that\nthe other side of the bay has been promised\n"
        "for so many years?\nBruno Alder: It will come."
    )
    assert speakers(text) == ["Bruno Alder", "Carla Birch", "journalist", "Bruno Alder"]
