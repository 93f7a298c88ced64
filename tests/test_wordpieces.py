"""A text's pieces are what its tokenizer says of the whole of it, however much of it was met before."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.extract.spans import wordpieces
from onrecord.extract.spans.spanmodel import MODELS
from onrecord.extract.spans.wordpieces import rows_of

TOKENIZERS = {
    name: Tokenizer.from_file(str(MODELS / f"attribution-{name}" / "tokenizer.json"))
    for name in ("en", "multi")
}
for tokenizer in TOKENIZERS.values():
    tokenizer.no_truncation()
    tokenizer.no_padding()
NOBODYS = {"Cn", "Co", "Cs"}
PARTS = (
    *("the", "ministry", "Çankırı", "ﬁre", "ß", "İzmir", "ǅ", "naïve", "e\u0301te\u0301", "\u0301", "भारत"),
    *(
        "京都",
        "三百",
        "カタカナ",
        "한국어",
        "العربية",
        "a\u200db",
        "👩\u200d🚀",
        "\ufffd",
        "\x00",
        "\x1c",
        "\x85",
    ),
    *("[SEP]", "[MASK]", "[UNK]", "##s", "“", "”", "’s", "U.S.", "1,000", "$5", "--", "x" * 101),
    *("\u2028", "\u202e", "\u00ad", "\ufeff", "\u3000", "\u2009", "\u00a0", "\x0b", "\x0c"),
    *(" ", "  ", "\n", "\t", "\r\n"),
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
ANY_TEXT = st.lists(st.sampled_from(PARTS) | st.text(CHARACTERS, max_size=8), max_size=30).map("".join)


def whole(text: str, tokenizer: Tokenizer) -> list[tuple[int, int, int, bool]]:
    """Vocabulary id, start, end and whether a word begins, of each piece of a text encoded at once."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words = [-2, *(-1 if word is None else word for word in encoding.word_ids)]
    first = [a != b for a, b in pairwise(words)]
    return [(i, *span, f) for i, span, f in zip(encoding.ids, encoding.offsets, first, strict=True)]


def rows(text: str, tokenizer: Tokenizer) -> list[tuple[int, int, int, bool]]:
    """The same as :func:`whole`, by what is tested."""
    ids, starts, ends, first, _ = rows_of(tokenizer)(text).tolist()
    return list(zip(ids, starts, ends, map(bool, first), strict=True))


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=ANY_TEXT)
def test_pieces_are_the_tokenizers(name: str, text: str) -> None:
    """What is taken from memory and what is read anew make the pieces of the whole text, in any script."""
    assert rows(text, TOKENIZERS[name]) == whole(text, TOKENIZERS[name])
    assert rows(text, TOKENIZERS[name]) == whole(text, TOKENIZERS[name])


@given(texts=st.lists(ANY_TEXT, max_size=6))
def test_what_is_forgotten_is_read_again(texts: list[str]) -> None:
    """A memory too small for what is read gives the same pieces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordpieces, "_MOST_KEPT", 400)
        rows_of.cache_clear()
        for text in (*texts, *texts):
            assert rows(text, TOKENIZERS["en"]) == whole(text, TOKENIZERS["en"])
    rows_of.cache_clear()


def test_every_character_has_the_pieces_it_has_in_the_whole() -> None:
    """Each character of Unicode beside words, alone and beside white space: nothing crosses white space.

    Of the million that nobody assigned, or that are for private use, one in 97.
    """
    assigned = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in NOBODYS]
    others = [
        chr(code) for code in range(0, 0x110000, 97) if unicodedata.category(chr(code)) in NOBODYS - {"Cs"}
    ]
    characters = assigned + others
    for start in range(0, len(characters), 1 << 14):
        text = "".join(f"ab {c}cd e{c} {c}{c}\n{c} x{c}y " for c in characters[start : start + (1 << 14)])
        assert rows(text, TOKENIZERS["en"]) == whole(text, TOKENIZERS["en"])
