"""The spaCy component: ``nlp.add_pipe("onrecord")`` finds attributions in every Doc.

It needs nothing from the pipeline but the tokens, and takes the language of the pipeline (detected per text
in a multi-language one, "xx"). It sets ``doc.spans["onrecord_contents"]`` (labelled with the form),
``doc.spans["onrecord_sources"]`` and ``doc.spans["onrecord_cues"]``, each in order of the text, and
``doc._.attributions``. Spans are widened to whole tokens. All of it is kept by ``Doc.to_bytes`` and in
``nlp.pipe(..., n_process=N)``.

Needs ``onrecord[spacy]``. Importing this module registers the factory; spaCy does so itself, by the entry
point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.extract.extraction import extract
from onrecord.model import Form, Quotation
from onrecord.model import Span as Stretch

CONTENTS, SOURCES, CUES = "onrecord_contents", "onrecord_sources", "onrecord_cues"
_DATA = "onrecord"
"""The key in ``Doc.user_data``: plain lists only, which spaCy can write down."""
_ANY_LANGUAGE = "xx"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quotation of a Doc: what was said, the words that say so, and who said it.

    ``contents``: one or more spans, in order. ``source`` is the span that names the speaker ("he"),
    ``speaker`` the name it resolves to (None: unresolved). ``confidence``: probability that content and
    speaker are both right.
    """

    contents: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: str | None
    form: Form
    confidence: float


class OnrecordComponent:
    """Sets spans and attributions of a Doc. It has no state, so there is nothing to write to disk."""

    def __init__(self, language: str | None, *, model: bool = True) -> None:
        self._language = language
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """``doc`` with its attributions; whatever an earlier run set is replaced."""
        found = extract(doc.text, "shipped" if self._model else None, language=self._language)
        rows = [_row(doc, quotation) for quotation in found.quotations]
        doc.user_data[_DATA] = rows
        for key, spans in (
            (CONTENTS, chain.from_iterable(_contents(doc, row) for row in rows)),
            (SOURCES, (_span(doc, row["source"], "SOURCE") for row in rows)),
            (CUES, (_span(doc, row["cue"], "CUE") for row in rows)),
        ):
            distinct = dict.fromkeys(span for span in spans if span is not None)
            doc.spans[key] = sorted(distinct, key=lambda span: (span.start, span.end))
        return doc

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Nothing: the models are shipped with onrecord."""
        return b""

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> OnrecordComponent:
        """Itself."""
        return self

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Nothing: the models are shipped with onrecord."""

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> OnrecordComponent:
        """Itself."""
        return self


@Language.factory(
    "onrecord",
    assigns=["doc.spans", "doc._.attributions"],
    default_config={"language": None, "model": True},
)
def make_component(nlp: Language, name: str, language: str | None, model: bool) -> OnrecordComponent:
    """``language``: ISO 639-1 code, where it is not the pipeline's; ``model``: False for rules alone."""
    if language is None and nlp.lang != _ANY_LANGUAGE:
        language = nlp.lang
    return OnrecordComponent(language, model=model)


def attributions(doc: Doc) -> tuple[Attribution, ...]:
    """The attributions of a Doc that went through the component, in order; empty for any other."""
    return tuple(
        Attribution(
            contents=tuple(_contents(doc, row)),
            cue=_span(doc, row["cue"], "CUE"),
            source=_span(doc, row["source"], "SOURCE"),
            speaker=row["speaker"],
            form=Form(row["form"]),
            confidence=row["confidence"],
        )
        for row in doc.user_data.get(_DATA, ())
    )


Doc.set_extension("attributions", getter=attributions, force=True)


def _row(doc: Doc, quotation: Quotation) -> dict[str, Any]:
    return {
        "contents": [_tokens(doc, span) for span in quotation.spans],
        "cue": _tokens(doc, quotation.cue),
        "source": _tokens(doc, quotation.source),
        "speaker": quotation.speaker,
        "form": quotation.form.value,
        "confidence": quotation.confidence,
    }


def _tokens(doc: Doc, stretch: Stretch | None) -> list[int] | None:
    """First and last token (exclusive) of a stretch of the text."""
    span = doc.char_span(stretch.start, stretch.end, alignment_mode="expand") if stretch else None
    return [span.start, span.end] if span is not None else None


def _contents(doc: Doc, row: dict[str, Any]) -> list[Span]:
    return [Span(doc, start, end, label=row["form"]) for start, end in filter(None, row["contents"])]


def _span(doc: Doc, tokens: list[int] | None, label: str) -> Span | None:
    return Span(doc, tokens[0], tokens[1], label=label) if tokens else None
