"""Static vectors rank sentences across languages; whole texts are aligned in order."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.align.texts import texts
from onrecord.text.embedding import LexicalEmbedder
from onrecord.text.static import static_embedder

ENGLISH = (
    "The bridge will stay closed until the engineers have finished their report.",
    "Nobody was hurt when the warehouse burned down on Tuesday night.",
    "The council wants to raise the price of bus tickets by ten per cent.",
    "She thanked the nurses who had looked after her mother.",
)
OTHERS = {
    "ru": (
        "Мост останется закрытым, пока инженеры не закончат доклад.",
        "Никто не пострадал, когда во вторник ночью сгорел склад.",
        "Совет хочет повысить цену автобусных билетов на десять процентов.",
        "Она поблагодарила медсестёр, которые ухаживали за её матерью.",
    ),
    "de": (
        "Die Brücke bleibt gesperrt, bis die Ingenieure ihren Bericht abgeschlossen haben.",
        "Niemand wurde verletzt, als das Lagerhaus in der Nacht zum Dienstag abbrannte.",
        "Der Rat will den Preis der Busfahrkarten um zehn Prozent erhöhen.",
        "Sie dankte den Krankenschwestern, die sich um ihre Mutter gekümmert hatten.",
    ),
    "ja": (
        "技術者が報告書を仕上げるまで橋は閉鎖されたままだ。",
        "火曜日の夜に倉庫が焼けたが、けが人はいなかった。",
        "市議会はバスの運賃を十パーセント値上げしたいと考えている。",
        "彼女は母の世話をしてくれた看護師たちに感謝した。",
    ),
}


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_a_translation_is_the_nearest(language: str) -> None:
    """Of a few sentences, static vectors put the translation first."""
    likeness = static_embedder().embed(OTHERS[language]) @ static_embedder().embed(ENGLISH).T
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b\x00", "ꯍ", "a" * 100_000])
def test_any_text_has_a_vector_of_length_one_or_none(text: str) -> None:
    """Weird texts give unit vectors or zeros, never an exception."""
    norm = float(np.linalg.norm(static_embedder().embed([text])))
    assert norm == pytest.approx(1, abs=1e-3) or norm == 0


def test_what_one_text_lacks_stays_out_and_what_it_joins_is_joined() -> None:
    """One pair for each thing said, two sentences to one where they were joined, else gaps."""
    left = ("The dog ran far away.", "It rained all day.", "The mill closed early.", "Nobody came to supper.")
    right = (
        "Something else first.",
        "The dog ran far away; it rained all day.",
        "Nobody came to supper, alas.",
    )
    found = texts(left, right, LexicalEmbedder())
    assert [(p.left, p.right) for p in found] == [((0, 2), (1, 2)), ((3, 4), (2, 3))]


@pytest.mark.parametrize(("left", "right"), [((), ()), (("One.",), ()), ((), ("One.",))])
def test_an_empty_text_has_no_pairs(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    """Nothing is aligned with nothing."""
    assert texts(left, right, LexicalEmbedder()) == ()
