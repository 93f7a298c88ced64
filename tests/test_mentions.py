"""From the words that name a speaker to the speaker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.extract.layout.blocks import blocks
from onrecord.extract.layout.labels import UNNAMED
from onrecord.extract.layout.turns import turns
from onrecord.extract.speakers.mentions import resolve_mentions
from onrecord.extract.speakers.person import Place
from onrecord.extract.speakers.roster import Roster
from onrecord.model import Document, Form, Quotation, Span, Speaker

STORY = """Alder: Three ports will close

French President Bruno Alder said on Friday that three ports will close, during his meeting \
with the president of Poland Viktor Erle.

He added that nobody would lose work. Officials doubted it.

“We were not asked,” the Polish president said.

Finance Minister Anna Birch, who had been silent, agreed. She said the money was gone.

France's Defence Ministry said nothing. An aide said the plan was old. Alder's spokesman declined, \
Mrs. Birch said."""


def resolve(
    text: str, sources: list[tuple[str, str]], language: str = "en"
) -> tuple[list[str | None], tuple[Speaker, ...]]:
    """Speakers of one quotation for each (context, source), where the source lies in the context."""
    document = Document("d", "d", text, "", "", language)
    made = []
    for number, (context, source) in enumerate(sources):
        at = text.index(context) + context.index(source)
        end = text.index(context) + len(context)
        span = Span(at, at + len(source))
        made.append(Quotation(f"d-q{number}", "d", (Span(end - 1, end),), Form.INDIRECT, source=span))
    found = blocks(document)
    resolved, _, speakers = resolve_mentions(document, found, turns(document, found), made)
    return [q.speaker for q in resolved], speakers


@pytest.mark.parametrize(
    ("context", "source", "speaker"),
    [
        ("Alder: Three", "Alder", "Bruno Alder"),
        ("French President Bruno Alder said", "French President Bruno Alder", "Bruno Alder"),
        ("He added", "He", "Bruno Alder"),
        ("Officials doubted", "Officials", UNNAMED),
        ("the Polish president said", "the Polish president", "Viktor Erle"),
        ("Birch, who had", "who", "Anna Birch"),
        ("She said", "She", "Anna Birch"),
        ("France's Defence Ministry said", "France's Defence Ministry", "French Defence Ministry"),
        ("An aide said", "An aide", UNNAMED),
        ("Alder's spokesman declined", "Alder's spokesman", None),
        ("Mrs. Birch said", "Mrs. Birch", "Anna Birch"),
    ],
)
def test_one_source(context: str, source: str, speaker: str | None) -> None:
    """Names, pronouns, offices, bodies and unnamed people are told from the document; the rest stays open."""
    before = [("French President Bruno Alder said", "French President Bruno Alder")]
    found, _ = resolve(STORY, [*before, (context, source)])
    assert found[1] == speaker or (speaker is None and found[1] == UNNAMED)


def test_one_body_under_two_names() -> None:
    """A country in the possessive and its adjective name the same body."""
    text = "France's Defence Ministry said no.\n\nThe French Defence Ministry repeated it."
    sources = [
        ("France's Defence Ministry said", "France's Defence Ministry"),
        ("The French Defence Ministry repeated", "The French Defence Ministry"),
    ]
    found, speakers = resolve(text, sources)
    assert found == ["French Defence Ministry"] * 2
    assert [speaker.name for speaker in speakers] == ["French Defence Ministry"]


def test_gender_keeps_a_couple_apart() -> None:
    """A family name with "Mr." is not the woman of that name."""
    found, _ = resolve(
        "Michelle Birch spoke first. Then Mr. Birch said no.", [("Mr. Birch said", "Mr. Birch")]
    )
    assert found == ["Birch"]


def test_russian_cases() -> None:
    """An oblique family name is the person named in the nominative elsewhere."""
    text = "Президент Эльбонии Пётр Ольхин выступил. По словам Ольхина, порты закроют. Он добавил, что скоро."
    found, _ = resolve(text, [("По словам Ольхина,", "Ольхина"), ("Он добавил", "Он")], "ru")
    assert found == ["Пётр Ольхин", "Пётр Ольхин"]


def test_first_person_in_a_turn() -> None:
    """ "I" inside a turn is whoever has the floor."""
    text = "Question: When?\nBruno Alder: I said in May that we close.\nQuestion: Why?\nBruno Alder: Because."
    found, _ = resolve(text, [("I said in May that we close.", "I")])
    assert found == ["Bruno Alder"]


def unsourced(text: str, parts: list[str]) -> list[Quotation]:
    document = Document("d", "d", text, "", "", "en")
    made = [
        Quotation(f"d-q{i}", "d", (Span(text.index(part), text.index(part) + len(part)),), Form.DIRECT)
        for i, part in enumerate(parts)
    ]
    return list(resolve_mentions(document, blocks(document), (), made)[0])


def test_announced_remarks() -> None:
    """After a line that announces somebody's remarks, quotations without a source are that person's."""
    head = "Ports to close\n\nPresident Bruno Alder spoke on Friday.\n\nBelow are Alder's key remarks."
    text = f'{head}\n\n"We close three ports."\n\n"Nobody loses work."'
    found = unsourced(text, ["We close three ports.", "Nobody loses work."])
    assert [q.speaker for q in found] == ["Bruno Alder"] * 2
    assert all(q.confidence < 1 for q in found)


def test_without_evidence_nobody_is_named() -> None:
    """A quotation without a source in a report of several voices stays open."""
    text = 'Ports to close\n\nBruno Alder spoke on Friday.\n\n"We close three ports."\n\nAnna Birch left.'
    assert [q.speaker for q in unsourced(text, ["We close three ports."])] == [None]


OFFICES_EN = """\
Elbonian President Tarek Usto met Ruritanian President Osmin Vell. The president said it went well. \
The Ruritanian president agreed. The Elbonian leader smiled."""
COUPLE = """\
Reporters met Velo Hilden and Michelle Hilden. President Velo Hilden spoke first.

Hilden said no. Mrs. Hilden said yes."""
PAIR = """\
President Tarek Usto met Prime Minister Melisa Dorvat in Kell. He said nothing. She told reporters \
that the plan was dead. The head of state stayed. The head of government left."""
TITLES = """\
AG Tarn said it was closed. Sen. Lila Voss and Rep. Omar Deen objected. Lt. Gen. Paul Reck agreed. \
PM Usto left. RT reported it."""
RU = """\
Президент Эльбонии Тавир Устов встретился с премьер-министром Рурии Мелисой Дорват. Дорват ответила. \
Она добавила. Глава государства промолчал. Премьер-министр возразила."""
DE = """\
Zum Streit sagte Präsident Tavir Usto wenig. Im Sommer werde es regnen, sagte er. Die \
Ministerpräsidentin Melisa Dorvat lachte. Sie sagte nein. Der elbonische Staatschef ging."""
FR = """\
Le président elbonien Tavir Usto a rencontré la Première ministre Melisa Dorvat. Le chef de l'État a \
dit oui. Elle a répondu."""
PL = """\
Prezydent Elbonii Tawir Usto spotkał się z premier Melisą Dorwat. Głowa państwa milczy. Dorwat \
wyszła."""
UK = """\
Президент Ельбонії Тавір Устов зустрівся з прем'єр-міністеркою Мелісою Дорват. Глава держави заявив. \
Вона відповіла."""
ES = """\
El presidente elbonio Tavir Usto habló. La primera ministra Melisa Dorvat respondió. El jefe de \
Estado calló. Ella rió."""


@pytest.mark.parametrize(
    ("language", "text", "context", "source", "speaker"),
    [
        ("en", "Kwan Lu, a spokesman, came. Kwan said yes.", "Kwan said", "Kwan", "Kwan Lu"),
        ("en", OFFICES_EN, "The president said", "The president", None),
        ("en", OFFICES_EN, "The Ruritanian president agreed", "The Ruritanian president", "Osmin Vell"),
        ("en", OFFICES_EN, "The Elbonian leader smiled", "The Elbonian leader", "Tarek Usto"),
        ("en", COUPLE, "Hilden said no", "Hilden", None),
        ("en", COUPLE, "Mrs. Hilden said", "Mrs. Hilden", "Michelle Hilden"),
        ("en", PAIR, "He said", "He", "Tarek Usto"),
        ("en", PAIR, "She told", "She", "Melisa Dorvat"),
        ("en", PAIR, "The head of state", "The head of state", "Tarek Usto"),
        ("en", PAIR, "The head of government", "The head of government", "Melisa Dorvat"),
        ("en", TITLES, "AG Tarn", "AG Tarn", "Tarn"),
        ("en", TITLES, "Sen. Lila Voss", "Sen. Lila Voss", "Lila Voss"),
        ("en", TITLES, "Rep. Omar Deen", "Rep. Omar Deen", "Omar Deen"),
        ("en", TITLES, "Lt. Gen. Paul Reck", "Lt. Gen. Paul Reck", "Paul Reck"),
        ("en", TITLES, "PM Usto", "PM Usto", "Usto"),
        ("en", TITLES, "RT reported", "RT", "RT"),
        ("ru", RU, "Дорват ответила", "Дорват", "Мелиса Дорват"),
        ("ru", RU, "Она добавила", "Она", "Мелиса Дорват"),
        ("ru", RU, "Глава государства", "Глава государства", "Тавир Устов"),
        ("ru", RU, "Премьер-министр возразила", "Премьер-министр", "Мелиса Дорват"),
        ("de", DE, "sagte er", "er", "Tavir Usto"),
        ("de", DE, "Sie sagte", "Sie", "Melisa Dorvat"),
        ("de", DE, "Der elbonische Staatschef", "Der elbonische Staatschef", "Tavir Usto"),
        ("fr", FR, "Le chef de l'État", "Le chef de l'État", "Tavir Usto"),
        ("fr", FR, "Elle a", "Elle", "Melisa Dorvat"),
        ("pl", PL, "Głowa państwa", "Głowa państwa", "Tawir Usto"),
        ("pl", PL, "Dorwat wyszła", "Dorwat", "Melisa Dorwat"),
        ("uk", UK, "Глава держави", "Глава держави", "Тавір Устов"),
        ("uk", UK, "Вона відповіла", "Вона", "Меліса Дорват"),
        ("es", ES, "El jefe de Estado", "El jefe de Estado", "Tavir Usto"),
        ("es", ES, "Ella rió", "Ella", "Melisa Dorvat"),
    ],
)
def test_persons_no_list_holds(
    language: str, text: str, context: str, source: str, speaker: str | None
) -> None:
    """Titles, countries and endings tell people with names that no list holds; else nobody is named."""
    assert resolve(text, [(context, source)], language)[0] == [speaker]


def test_he_tells_the_next_she() -> None:
    """Whom "he" meant once cannot be "she" later."""
    text = "President Tarek Usto met Chancellor Orin Vell. He said nothing. She left."
    found, _ = resolve(text, [("He said", "He"), ("She left", "She")])
    assert found == ["Tarek Usto", "Orin Vell"]


def test_clause_before_the_pronoun_of_a_source() -> None:
    """A source that took in a clause is the pronoun at its end."""
    text = "President Tarek Usto spoke. The claim that the town is hoarding its water he dismissed."
    assert resolve(text, [(text, "the town is hoarding its water he")])[0] == ["Tarek Usto"]


def test_outlet_behind_a_noun() -> None:
    """A noun for an outlet means the one named before."""
    text = "Порты закроют, пишет газета «Маяк». Издание отмечает, что скоро."
    assert resolve(text, [("Издание отмечает", "Издание")], "ru")[0] == ["Маяк"]


def test_a_sentence_without_end_is_looked_back_over_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of eight times as many offices in one sentence hardly more than eight times the mentions are read."""
    looked = []
    before = Roster.before

    def counted(roster: Roster, place: int) -> Iterator[Place]:
        for mention in before(roster, place):
            looked.append(mention)
            yield mention

    monkeypatch.setattr(Roster, "before", counted)
    counts = []
    for times in (200, 1600):
        looked.clear()
        resolve("the mayor of Port, Ada Roe, and the mayor of Alder, Bea Poe, knew the mayor, " * times, [])
        counts.append(len(looked))
    assert 0 < counts[1] < 9 * counts[0]
