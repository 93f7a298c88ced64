"""The spaCy component, in the pipelines people have."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import onrecord
from onrecord.model import Form
from onrecord.spacy_component import Attribution, attributions

TEXT = (
    "“We will not close,” minister Jane Roe said on Friday. Roe added that 30 boats had been built.\n\n"
    "“Nobody,” she said, “will go.”"
)
EXAMPLES = [TEXT, "", "Nothing was said here.", "😀 “It rains”, said Ann Roe.", TEXT]


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline of this component alone."""
    blank = spacy.blank("en")
    blank.add_pipe("onrecord")
    return blank


def shown(doc: Doc) -> list[tuple[str, str | None, str | None, str | None, str, float]]:
    """The attributions of a Doc as plain values."""
    return [
        (
            " … ".join(span.text for span in a.contents),
            a.cue.text if a.cue else None,
            a.source.text if a.source else None,
            a.speaker,
            a.form.value,
            a.confidence,
        )
        for a in doc._.attributions
    ]


def test_attributions_with_their_spans(nlp: Language) -> None:
    """Content, cue, source, speaker and form, and the same spans as groups of the Doc."""
    doc = nlp(TEXT)
    assert [row[:5] for row in shown(doc)][:2] == [
        ("We will not close,", "said", "minister Jane Roe", "Jane Roe", "direct"),
        ("that 30 boats had been built", "added", "Roe", "Jane Roe", "indirect"),
    ]
    assert [span.text for span in doc.spans["onrecord_sources"]] == ["minister Jane Roe", "Roe", "she"]
    assert [span.text for span in doc.spans["onrecord_cues"]] == ["said", "added", "said"]
    contents = [span for a in doc._.attributions for span in a.contents]
    assert sorted((s.start, s.end) for s in contents) == [
        (s.start, s.end) for s in doc.spans["onrecord_contents"]
    ]
    assert {s.label_ for s in doc.spans["onrecord_contents"]} <= {form.value for form in Form}


def test_it_is_what_extract_finds(nlp: Language) -> None:
    """Each token span covers the characters that ``onrecord.extract`` points at."""
    doc, found = nlp(TEXT), onrecord.extract(TEXT, language="en")
    assert len(doc._.attributions) == len(found.quotations)
    for attribution, quotation in zip(doc._.attributions, found.quotations, strict=True):
        assert (attribution.speaker, attribution.form) == (quotation.speaker, quotation.form)
        for tokens, span in zip(attribution.contents, quotation.spans, strict=True):
            assert tokens.start_char <= span.start < span.end <= tokens.end_char


def test_a_span_inside_a_token_is_widened() -> None:
    """One token for the whole text: every span is that token."""
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=[text], spaces=[False])
    nlp.add_pipe("onrecord")
    doc = nlp(TEXT.replace("\n\n", " "))
    assert {(span.start, span.end) for span in doc.spans["onrecord_contents"]} == {(0, 1)}


def test_pipe_gives_the_same_on_processes(nlp: Language) -> None:
    """What a worker finds survives the way back."""
    alone = [shown(doc) for doc in nlp.pipe(EXAMPLES)]
    assert [shown(doc) for doc in nlp.pipe(EXAMPLES, n_process=2)] == alone
    assert alone[1] == alone[2] == []
    assert alone[0] == alone[4]


def test_a_doc_can_be_written_down(nlp: Language) -> None:
    """``Doc.to_bytes`` keeps spans and attributions."""
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert shown(again) == shown(doc)
    assert [str(s) for s in again.spans["onrecord_contents"]] == [
        str(s) for s in doc.spans["onrecord_contents"]
    ]


def test_a_pipeline_can_be_written_down(nlp: Language, tmp_path: Path) -> None:
    """The component has nothing to save, and its settings are in the config."""
    blank = spacy.blank("en")
    blank.add_pipe("onrecord", config={"model": False})
    blank.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert shown(loaded(TEXT)) == shown(blank(TEXT)) != shown(nlp(TEXT))
    assert shown(nlp.from_bytes(nlp.to_bytes())(TEXT)) == shown(nlp(TEXT))


def test_the_language_is_the_pipelines_or_detected() -> None:
    """A German pipeline reads German; a multi-language one looks at each text."""
    text = "Der Hafen bleibe offen, sagte Minister Vogel."
    for code in ("de", "xx"):
        nlp = spacy.blank(code)
        nlp.add_pipe("onrecord")
        assert [row[0] for row in shown(nlp(text))] == ["Der Hafen bleibe offen"]


def test_it_can_run_twice(nlp: Language) -> None:
    """The second run replaces the first."""
    doc = nlp(TEXT)
    before = shown(doc)
    assert shown(nlp.get_pipe("onrecord")(doc)) == before


def test_attributions_are_frozen_and_empty_elsewhere(nlp: Language) -> None:
    """Nobody changes them by accident; a Doc that never met the component has none."""
    attribution = nlp(TEXT)._.attributions[0]
    assert isinstance(attribution, Attribution)
    with pytest.raises(FrozenInstanceError):
        attribution.speaker = "Somebody else"  # type: ignore[misc]
    assert attributions(spacy.blank("en")(TEXT)) == ()


def test_no_import_is_needed(tmp_path: Path) -> None:
    """spaCy finds the factory by the entry point of the installed package."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    (name, value), *_ = project["project"]["entry-points"]["spacy_factories"].items()
    installed = tmp_path / "plugin-0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text(f"[spacy_factories]\n{name} = {value}\n", encoding="utf-8")
    source = Path(onrecord.__file__).parent.parent
    script = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(source)!r}]\n"
        "import spacy\nnlp = spacy.blank('en')\nnlp.add_pipe('onrecord')\n"
        f"print(len(nlp({TEXT!r})._.attributions))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1
