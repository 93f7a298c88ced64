"""What a reader is shown for each label of the model: a symbol, a name, one line of meaning.

A symbol stands beside every colour, so that colour is never the only signal. All symbols are in fonts
that every system has.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import ChangeKind, FindingType, Form, Quotation, Role


@dataclass(frozen=True, slots=True)
class Label:
    """How one value of the model is shown: ``key`` names its colour in the style sheet."""

    key: str
    symbol: str
    name: str
    meaning: str


def _labels(rows: tuple[tuple[str, str, str, str], ...]) -> dict[str, Label]:
    return {row[0]: Label(*row) for row in rows}


CHANGES = _labels(
    (
        (ChangeKind.REWORDED, "≈", "reworded", "Other words for the same thing."),
        (ChangeKind.OMITTED, "−", "left out", "Words of the record are missing from what is given."),
        (ChangeKind.STITCHED, "&", "stitched", "Separate passages are given as if said in one go."),
        (ChangeKind.ADDED, "+", "added", "Something the record does not have."),
        (ChangeKind.NUMBER, "#", "number", "A number, share or quantity differs."),
        (ChangeKind.ENTITY, "◇", "name", "Another person, place, body or thing."),
        (ChangeKind.POLARITY, "¬", "polarity", "A negation, condition or strength differs."),
        (ChangeKind.INSERTION, "[ ]", "insertion", "A note by the outlet inside the quotation."),
        (ChangeKind.ATTRIBUTION, "@", "attribution", "Given to another speaker than in the record."),
        (ChangeKind.MISTRANSLATED, "⇄", "translation", "The translation does not say what was said."),
    )
)

FINDINGS: dict[FindingType, str] = {
    FindingType.NUMBER_CONFLICT: "Numbers disagree",
    FindingType.HEADLINE_NOT_ATTESTED: "Headline goes beyond the record",
    FindingType.STITCHED_QUOTE: "Stitched quotation",
    FindingType.NESTED_QUOTE_CHANGED: "Quotation inside a quotation changed",
    FindingType.TRUNCATION_CHANGES_MEANING: "Cut so that the meaning changes",
    FindingType.SPEAKER_MISSING: "No speaker is named",
    FindingType.DATE_MISMATCH: "Dates do not fit",
    FindingType.MISTRANSLATION: "Doubtful translation",
    FindingType.SANITISED_WORDING: "Wording made milder",
    FindingType.OTHER_EVENT_MATERIAL: "Words from another occasion",
    FindingType.DECLARED_SOURCE: "Names its source",
    FindingType.UNBALANCED_QUOTES: "Quotation marks do not pair",
}

LANGUAGES: dict[str, str] = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""Languages that quotations are looked for in; others are shown by their code."""

SEVERITIES = _labels(
    (
        ("serious", "▲", "Serious", "Changes what was said."),
        ("check", "●", "Check", "Worth a look before it is used."),
        ("note", "○", "Note", "Good to know."),
    )
)

STATUSES = _labels(
    (
        (
            "verbatim",
            "●",
            "as in the record",
            "No change found: the words of the record, or a translation of them.",
        ),
        ("changed", "◐", "in other words", "The same thing, changed in wording only."),
        ("partly", "◔", "in part or altered", "Only a part, or with another meaning."),
        (
            "none",
            "✕",
            "not in this record",
            "Nothing in this pile carries it; perhaps it was said elsewhere.",
        ),
        (
            "reference",
            "◆",
            "reference wording",
            "The wording that the other documents are held against.",
        ),
        ("absent", "○", "left out", "The document does not carry the statement."),
    )
)

FORMS: dict[Form, str] = {
    Form.DIRECT: "direct",
    Form.MIXED: "part in marks",
    Form.INDIRECT: "indirect",
    Form.HEADLINE: "headline",
    Form.TURN: "turn",
}

ROLES: dict[Role, str] = {
    Role.TRANSCRIPT: "Transcript",
    Role.DIGEST: "Digest",
    Role.ARTICLE: "Article",
    Role.INTERVIEW: "Interview",
    Role.OTHER: "Other",
}


def severity(value: int) -> Label:
    """The label of a finding's severity: 3 serious, 2 check, anything less a note."""
    return SEVERITIES["serious" if value >= 3 else "check" if value == 2 else "note"]


def confidence_words(value: float) -> str:
    """A probability in words a reader can act on."""
    if value >= 0.9:
        return "certain"
    if value >= 0.7:
        return "likely"
    return "possible" if value >= 0.5 else "undecided"


def source_words(quotation: Quotation) -> str:
    """Whose a quotation is, with what an unnamed speaker is called, and through whom it came."""
    who = quotation.speaker or "no speaker named"
    if quotation.role:
        who += f" ({quotation.role})"
    links = [relay.speaker or "an outlet not named" for relay in quotation.via]
    return who + "".join(f", via {name}" for name in reversed(links))
