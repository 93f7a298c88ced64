"""The closed lists of the model: what kinds of report, block, quotation, change and finding there are."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What sort of report a document is."""

    TRANSCRIPT = "transcript"
    DIGEST = "digest"
    ARTICLE = "article"
    INTERVIEW = "interview"
    OTHER = "other"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    SUBHEADING = "subheading"
    BODY = "body"
    TURN = "turn"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


class Form(StrEnum):
    """How a quotation gives its words."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"
    HEADLINE = "headline"
    TURN = "turn"


class Attested(StrEnum):
    """Whether the record carries what a quotation says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ChangeKind(StrEnum):
    """What a reading did to its reference."""

    REWORDED = "reworded"
    OMITTED = "omitted"
    STITCHED = "stitched"
    ADDED = "added"
    NUMBER = "number"
    ENTITY = "entity"
    POLARITY = "polarity"
    INSERTION = "insertion"
    ATTRIBUTION = "attribution"
    MISTRANSLATED = "mistranslated"


class JudgementKind(StrEnum):
    """What a user can decide about events."""

    PIN = "pin"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


class FindingType(StrEnum):
    """The kinds of thing an editor is told."""

    NUMBER_CONFLICT = "number-conflict"
    HEADLINE_NOT_ATTESTED = "headline-not-attested"
    STITCHED_QUOTE = "stitched-quote"
    NESTED_QUOTE_CHANGED = "nested-quote-changed"
    TRUNCATION_CHANGES_MEANING = "truncation-changes-meaning"
    SPEAKER_MISSING = "speaker-missing"
    DATE_MISMATCH = "date-mismatch"
    MISTRANSLATION = "mistranslation"
    SANITISED_WORDING = "sanitised-wording"
    OTHER_EVENT_MATERIAL = "other-event-material"
    DECLARED_SOURCE = "declared-source"
    UNBALANCED_QUOTES = "unbalanced-quotes"
