"""Kinds of stretches in saved pages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.lines import is_stage_direction
from onrecord.model import BlockKind, Document


def page(text: str, language: str = "en", title: str | None = None) -> Document:
    return Document("d", "d.txt", text, "", "", language, title=title)


def kinds(text: str, language: str = "en", title: str | None = None) -> dict[str, str]:
    document = page(text, language, title)
    return {block.span.of(text): block.kind.value for block in blocks(document)}


ARTICLE = """World
Elbonia to close three ports, minister says
Monday, 4 March 2019
© AGENCY / J. DOEA ship leaves the harbour of Port Mud on a windy morning in the spring
A ship leaves the harbour of Port Mud on a windy morning in the spring - Daily Mud, 1200
The government of Elbonia will close three ports next year, the minister said.
Why it matters
Two thousand people work in the ports that are to be closed.
See also
Elbonia opens a canal
March 1, 2019
He did not say what would become of them, but promised a plan by May.
Subscribe to our newsletter!
Leave a Reply
Your email address will not be published. Required fields are marked *
Back to top button"""


def test_article_page() -> None:
    """Furniture, captions, dates, headline, subheading and body of a saved page are told apart."""
    found = kinds(ARTICLE)
    assert found["World"] == "boilerplate"
    assert found["Elbonia to close three ports, minister says"] == "headline"
    assert found["Monday, 4 March 2019"] == "dateline"
    assert [kind for text, kind in found.items() if "Port Mud" in text] == ["caption", "caption"]
    assert found["Why it matters"] == "subheading"
    assert found["Elbonia opens a canal"] == "boilerplate"
    assert found["He did not say what would become of them, but promised a plan by May."] == "body"
    tail = [
        kind for text, kind in found.items() if text.startswith(("Subscribe", "Leave", "Your email", "Back"))
    ]
    assert tail == ["boilerplate"] * 4


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Подписывайтесь на наш телеграм-канал", "ru"),
        ("Читайте також", "uk"),
        ("Lesen Sie auch", "de"),
        ("Abonnez-vous à notre infolettre", "fr"),
        ("Tu dirección de correo electrónico no será publicada.", "es"),
        ("Zapisz się do naszego newslettera", "pl"),
        ("责任编辑：王某", "zh"),
        ("無断転載を禁じます", "ja"),
        ("1 of 2", "en"),
        ("To participate in the discussion", "en"),
        ("We use cookies to improve this site.", "en"),
    ],
)
def test_furniture_in_nine_languages(line: str, language: str) -> None:
    """A line of furniture between sentences is boilerplate in every language of the data."""
    before = "This is the first full sentence of a long report about ports and ships."
    text = f"A headline about ports\n\n{before}\n\n{line}\n\n{before[:-1]} again."
    assert kinds(text, language)[line] == "boilerplate"


@pytest.mark.parametrize("dateline", ["PORT MUD (XYZ) —", "Puerto Lodo, 9 abr (XYZ).-", "PORT MUD, 9 May —"])
def test_dateline_is_split_from_its_paragraph(dateline: str) -> None:
    """An agency dateline is a block of its own and the sentence after it is body."""
    sentence = "Elbonia will close three ports, officials said on Monday."
    found = kinds(f"Ports to close\n\n{dateline} {sentence}")
    assert found[dateline] == "dateline"
    assert found[sentence] == "body"


def test_header_lines() -> None:
    """Of "Key: value" lines at the head, the title's value is the headline and the others are furniture."""
    found = kinds("Title: Ports to close\nOutlet: Daily Mud\n\nElbonia will close three ports next year.")
    assert found["Ports to close"] == "headline"
    assert found["Outlet: Daily Mud"] == "boilerplate"


def test_given_title_wins() -> None:
    """The title that reading found is the headline wherever it stands, and its repetition is furniture."""
    text = "Daily Mud\nPorts to close\nElbonia will close three ports next year.\nPorts to close."
    found = [block.kind.value for block in blocks(page(text, title="Ports to close"))]
    assert found == ["boilerplate", "headline", "body", "boilerplate"]


def test_wrapped_text_is_joined() -> None:
    """Lines wrapped at a fixed width are one paragraph."""
    line = "and the ministers of both countries then spoke about the ports and\n"
    text = (
        f"Ports to close\n\nThe first line of a wrapped paragraph on the ports of Elbonia\n{line * 6}said so."
    )
    assert len(blocks(page(text))) == 2


@pytest.mark.parametrize("text", ["(Applause.)", "[Laughter]", "<…>", "（笑）"])
def test_stage_directions(text: str) -> None:
    """One bracketed remark is a stage direction."""
    assert is_stage_direction(text)


def test_sentence_is_no_stage_direction() -> None:
    """A sentence with a bracket in it is not."""
    assert not is_stage_direction("He laughed (loudly) and left.")


@settings(max_examples=80)
@given(st.text(alphabet='aB .:\n\n—-"“”()[]0123\t\u202eж中。é<>*…', max_size=200))
def test_blocks_are_ordered_and_apart(text: str) -> None:
    """Blocks are in order, do not overlap, and leave out nothing but white space."""
    found = blocks(page(text))
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    covered = "".join(block.span.of(text) for block in found)
    assert "".join(covered.split()) == "".join(text.split())


def test_one_huge_line() -> None:
    """A single line of a million characters is one block."""
    assert len(blocks(page("word " * 200_000))) == 1


def test_a_site_name_above_its_section_is_no_headline() -> None:
    """Name of the site, section, headline: the third line is the headline, the lines above are furniture."""
    text = "Governor of Port Ansel today\nNews\nIda Osten answered questions on boats\n\nIt rained all day."
    heads = [b.span.of(text) for b in blocks(page(text)) if b.kind is BlockKind.HEADLINE]
    assert heads == ["Ida Osten answered questions on boats"]


BODY = (
    "\n\nThe ferry to Port Mud will not sail on Monday, the harbour master of Elbonia said in a statement.\n"
)


@pytest.mark.parametrize(
    ("head", "headline", "language"),
    [
        (
            "The Loose Cable\nNotes on what floats\n\nShe could have turned back",
            "She could have turned back",
            "en",
        ),
        ("Le Courrier de Boue\n\n« Nous ne partons pas »", "« Nous ne partons pas »", "fr"),
        ("Der Hafenbote\nKultur, Freitag, 11. April 2025\n\nDrei alte Kähne", "Drei alte Kähne", "de"),
        (
            "MUSEUM OF BOATS\nBoue, le 9 avril 2025\n\nLe musée prête un canot",
            "Le musée prête un canot",
            "fr",
        ),
        (
            "Programme of the visit\n\n12 April 2024\n\n09:40 Arrival at the pier",
            "Programme of the visit",
            "en",
        ),
        ("Roe: “We are not leaving”\n\nMud Tribune\n20 September 2024", "Roe: “We are not leaving”", "en"),
        ("Ferry Stays In Port\n\nPassengers wait on the quay", "Ferry Stays In Port", "en"),
        ("Hearing of 3 March 2025", "Hearing of 3 March 2025", "en"),
    ],
)
def test_the_headline_is_told_from_the_head_of_the_page(head: str, headline: str, language: str) -> None:
    """A paper's name, slogan, section and date are no headline; a short title of its own is."""
    found = kinds(head + BODY, language)
    assert next(text for text, kind in found.items() if kind == "headline") == headline


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tilda Varnow", "byline"),
        ("Ana-Maria O’Bray", "byline"),
        ("J. MCVEE", "byline"),
        ("Deep mud", "subheading"),
    ],
)
def test_a_bare_name_below_the_headline_signs(line: str, kind: str) -> None:
    """Whose report it is stands there without a word; other lines there are headings."""
    assert kinds(f"Ferry stays in port again\n\n{line}" + BODY)[line] == kind
