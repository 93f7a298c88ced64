"""W3C Web Annotation (Recommendation of 23 February 2017): every quotation as an annotation of its document.

The target is selected twice, by words with their surroundings (TextQuoteSelector) and by place
(TextPositionSelector, whose offsets are code points like ours), in a text whose SHA-256 is given: whoever
has the text can find the words, and can tell whether it is the same text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.model import Anchor, Document, Quotation, Reading, Span, Story

_AROUND = 32
"""Characters of surroundings in a TextQuoteSelector."""


def annotation_page(story: Story) -> dict[str, Any]:
    """An AnnotationPage with one annotation for each quotation of ``story``."""
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "id": "urn:onrecord:annotations",
        "items": list(_annotations(story)),
    }


def _annotations(story: Story) -> Iterator[dict[str, Any]]:
    readings = {reading.quotation: reading for reading in story.readings}
    for extraction in story.extractions:
        for quotation in extraction.quotations:
            yield {
                "id": f"urn:onrecord:quotation:{extraction.document.text_sha256}:{quotation.id}",
                "type": "Annotation",
                "motivation": "identifying",
                "body": [*_speaker(quotation), *_reference(story, readings.get(quotation.id))],
                "target": [target(extraction.document, span) for span in quotation.spans],
            }


def _speaker(quotation: Quotation) -> Iterator[dict[str, Any]]:
    if quotation.speaker:
        yield {"type": "TextualBody", "value": quotation.speaker, "purpose": "identifying"}


def _reference(story: Story, reading: Reading | None) -> Iterator[dict[str, Any]]:
    if reading is None:
        return
    for change in reading.changes:
        yield {"type": "TextualBody", "value": change.kind.value, "purpose": "classifying"}
    for anchor in reading.references:
        yield {**_resource(story, anchor), "purpose": "linking"}


def _resource(story: Story, anchor: Anchor) -> dict[str, Any]:
    place = target(story.extraction(anchor.doc).document, anchor.span)
    return {"type": "SpecificResource", **place}


def target(document: Document, span: Span) -> dict[str, Any]:
    """``span`` of ``document`` as a specific resource with both selectors."""
    text = document.text
    return {
        "source": {"id": source_id(document), "type": "Text", "format": document.media_type},
        "state": {"type": "State", "onrecord:textSha256": document.text_sha256},
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - _AROUND) : span.start],
                "suffix": text[span.end : span.end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        ],
    }


def source_id(document: Document) -> str:
    """The page's own address, else a name made of its words."""
    return document.url or f"urn:sha256:{document.text_sha256}"
