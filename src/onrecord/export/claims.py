"""schema.org: every direct quotation as a Quotation, and a ClaimReview for a rating that somebody gives.

A ClaimReview says what a person found. This program compares texts and gives no rating: the user supplies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.errors import UsageError
from onrecord.export.annotation import source_id
from onrecord.export.tables import words
from onrecord.model import DateInterval, Document, Form, Quotation, Story

_CONTEXT = "https://schema.org"
_GIVEN_IN_WORDS = frozenset({Form.DIRECT, Form.MIXED, Form.TURN})


@dataclass(frozen=True, slots=True)
class Rating:
    """What the reviewer found, in the reviewer's own words, and where the review stands."""

    verdict: str
    reviewer: str
    url: str
    on: date


def quotations(story: Story) -> dict[str, Any]:
    """A graph with one Quotation for each quotation that gives words, each part of its document."""
    published = {profile.doc: profile.published for profile in story.profiles}
    return {
        "@context": _CONTEXT,
        "@graph": [
            _quotation(quotation, extraction.document, published.get(extraction.document.id))
            for extraction in story.extractions
            for quotation in extraction.quotations
            if quotation.form in _GIVEN_IN_WORDS
        ],
    }


def claim_review(story: Story, quotation_id: str, rating: Rating) -> dict[str, Any]:
    """The ClaimReview of one quotation. Raises UsageError where ``story`` has no such quotation."""
    for extraction in story.extractions:
        for quotation in extraction.quotations:
            if quotation.id == quotation_id:
                return _review(quotation, extraction.document, rating)
    raise UsageError(f"no quotation {quotation_id}; the quotations table of an export lists them")


def _quotation(quotation: Quotation, document: Document, published: DateInterval | None) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "CreativeWork", "@id": source_id(document)}
    if document.title:
        work["headline"] = document.title
    if document.outlet:
        work["publisher"] = {"@type": "Organization", "name": document.outlet}
    if published and published.day:
        work["datePublished"] = published.day.isoformat()
    out: dict[str, Any] = {
        "@type": "Quotation",
        "text": words(quotation, document.text),
        "inLanguage": document.language,
    }
    if quotation.speaker:
        # Persons and bodies both speak; which of the two it is, the record does not say.
        out["spokenByCharacter"] = {"@type": "Thing", "name": quotation.speaker}
    return {**out, "isPartOf": work}


def _review(quotation: Quotation, document: Document, rating: Rating) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "@type": "Claim",
        "appearance": {"@type": "CreativeWork", "url": source_id(document)},
    }
    if quotation.speaker:
        claim["author"] = {"@type": "Thing", "name": quotation.speaker}
    return {
        "@context": _CONTEXT,
        "@type": "ClaimReview",
        "claimReviewed": words(quotation, document.text),
        "itemReviewed": claim,
        "author": {"@type": "Organization", "name": rating.reviewer},
        "datePublished": rating.on.isoformat(),
        "url": rating.url,
        "reviewRating": {"@type": "Rating", "alternateName": rating.verdict},
    }
