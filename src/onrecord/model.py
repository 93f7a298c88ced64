"""The nouns of onrecord, as frozen dataclasses.

Offsets are half-open code-point offsets into ``Document.text``; nothing ever rewrites a text.
Ids are strings: a document's id is unique in its pile, every other id starts with the id of the
document or event it belongs to. Tuples keep document order unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.cards import Card
from onrecord.kinds import Attested as Attested
from onrecord.kinds import BlockKind as BlockKind
from onrecord.kinds import ChangeKind as ChangeKind
from onrecord.kinds import FindingType as FindingType
from onrecord.kinds import Form as Form
from onrecord.kinds import JudgementKind as JudgementKind
from onrecord.kinds import Role as Role
from onrecord.places import Anchor as Anchor
from onrecord.places import DateCandidate as DateCandidate
from onrecord.places import DateInterval as DateInterval
from onrecord.places import Span as Span


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that a document itself names: an agency, another outlet ("TASS reports", "(AP)")."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Facet:
    """A label a page carries about itself, such as ("topic", "Foreign policy")."""

    name: str
    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document with a kind. Blocks of a document do not overlap and are in order."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One report as read: its text is never changed after this point."""

    id: str
    path: str
    text: str
    raw_sha256: str
    text_sha256: str
    language: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    extractor: str = "plain"
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    dates: tuple[DateCandidate, ...] = ()
    facets: tuple[Facet, ...] = ()
    notes: tuple[str, ...] = ()
    """What reading did that a careful reader should know ("decoded as windows-1251")."""
    marks: tuple[Block, ...] = ()
    """What the markup a text was read from says of stretches of it (a caption, a byline)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn. ``span`` covers the words, without label or leading dash.

    ``speaker`` is the resolved name ("journalist" for an unnamed questioner), None while unknown.
    ``labelled`` says whether the document itself names the speaker; where it does not, ``evidence``
    points at the aligned turns that told.
    """

    id: str
    doc: str
    span: Span
    paragraphs: tuple[Span, ...]
    label: Span | None
    speaker: str | None
    labelled: bool
    evidence: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Relay:
    """One link of a chain: who passed words on. ``source`` is the stretch that names them, where one does."""

    source: Span | None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Content spans, cue and source of one attribution.

    ``spans``: one or more stretches, in order, without enclosing quote marks for direct content.
    ``source`` is the stretch that names the speaker ("he", "the president"), ``speaker`` the name it
    resolves to (None: unresolved). ``nested_in``: id of the quotation or turn around it.
    ``continues``: id of the quotation by the same speaker it goes on from.
    ``confidence``: probability that content and speaker are both right.
    ``via``: those through whom the words came, nearest to the reader first; ``source`` and ``speaker`` are
    always the one who said them. ``role``: what an unnamed speaker is called ("senior official").
    ``cites``: the unnamed source on whom a named speaker relies ("Interfax reported, citing a diplomat").
    """

    id: str
    doc: str
    spans: tuple[Span, ...]
    form: Form
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None
    nested_in: str | None = None
    continues: str | None = None
    confidence: float = 1.0
    via: tuple[Relay, ...] = ()
    role: str | None = None
    cites: Relay | None = None

    @property
    def extent(self) -> Span:
        """From the first character of the first span to the last of the last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    def _repr_html_(self) -> str:
        """Who, how and where, for notebooks; :meth:`Story.show` has the words."""
        rows = [
            ("characters", _offsets(self.spans)),
            ("confidence", f"{self.confidence:.2f}"),
            ("id", self.id),
        ]
        return Card(f"{_who(self)} · {self.doc}", rows=rows)._repr_html_()


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or body, with every mention that led there.

    ``name`` is what quotations and turns carry; ``aliases`` are the other forms seen in the pile.
    """

    name: str
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    mentions: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is part of a claim. ``value``: one number, or the ends of a range."""

    id: str
    doc: str
    span: Span
    value: float | tuple[float, float]
    unit: str | None = None
    of: str | None = None
    claimed_by: str | None = None
    as_of: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found inside one document, before documents are compared."""

    document: Document
    blocks: tuple[Block, ...]
    turns: tuple[Turn, ...]
    quotations: tuple[Quotation, ...]
    figures: tuple[Figure, ...]
    credits: tuple[Credit, ...]
    speakers: tuple[Speaker, ...]
    unbalanced: tuple[Span, ...] = ()
    """Stretches whose quote marks do not pair, or pair across styles."""
    method: str = "rules"
    """How attributions were found, for the output to say: "model+rules", "rules" (no trained model for the
    language), or "quote marks" (no cues for it either: marks, turns and headlines alone)."""

    @property
    def title(self) -> str | None:
        """The title the page gives, else the words of the headline, on one line."""
        heads = (b.span.of(self.document.text) for b in self.blocks if b.kind is BlockKind.HEADLINE)
        return " ".join((self.document.title or next(heads, "")).split()) or None


@dataclass(frozen=True, slots=True)
class Profile:
    """What was worked out about one document as a whole: its role and its dates, with reasons."""

    doc: str
    role: Role
    role_reason: str
    published: DateInterval | None = None
    published_reason: str = ""
    event_date: DateInterval | None = None
    event_date_reason: str = ""
    updated: DateInterval | None = None
    updated_reason: str = ""
    dates: tuple[DateCandidate, ...] = ()
    """Every date the document offers of itself or names in its lead, nothing resolved away."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Why a document belongs to an event, in one line."""

    doc: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """The occasion on which things were said.

    ``primary`` is the document nearest to the occasion, None where no document of the pile is;
    ``primary_reason`` says why either way. ``records`` are other documents that give the same words as
    completely.
    """

    id: str
    docs: tuple[str, ...]
    title: str
    date: DateInterval | None = None
    place: str | None = None
    persons: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    primary: str | None = None
    primary_reason: str = ""
    memberships: tuple[Membership, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing a user decided about what belongs together; a ledger is a tuple of them, oldest first.

    Events are named by their documents, which stay what they are when events are worked out anew. ``pin``:
    each of ``docs`` goes, alone, to the event of ``beside``'s first document. ``merge``: the events of all of
    ``docs`` and ``beside`` become one. ``split``: none of ``docs`` is in an event with any of ``beside``.
    ``undo``: the judgement whose id is ``of`` no longer holds (which may itself be an undo). Nothing is ever
    taken out of a ledger.
    """

    id: str
    kind: JudgementKind
    docs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    of: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One pair of word alignment: a stretch of the reading beside a stretch of its reference.

    ``op`` is ``same``, ``replace``, ``insert`` (only in the reading) or ``delete`` (only in the reference).
    """

    op: str
    reading: Anchor | None
    reference: Anchor | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a reading did to its reference, with exact places and one plain sentence."""

    kind: ChangeKind
    explanation: str
    reading: tuple[Anchor, ...] = ()
    reference: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A quotation as a witness: what it renders and what it changed.

    ``references`` are minimal and in the order of the quotation; empty when attested is "no".
    ``nearest`` is then the closest wording, for the reader to judge. ``score`` in [0, 1] is the
    probability that the references are right. A quotation in pieces ("..., he said, ...") has a reading for
    each: ``spans`` are then those it is about, else empty.
    """

    id: str
    quotation: str
    references: tuple[Anchor, ...]
    attested: Attested
    score: float
    changes: tuple[Change, ...] = ()
    links: tuple[Link, ...] = ()
    nearest: Anchor | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said once, by one speaker, at one event, and the quotations that carry it.

    ``reference`` is the wording nearest to the occasion (a stretch of the primary, else of the
    fullest witness). Statements of an event are in the order of that wording.
    """

    id: str
    event: str
    speaker: str | None
    reference: Anchor
    quotations: tuple[str, ...]

    def _repr_html_(self) -> str:
        """Who, where and how often, for notebooks; :meth:`Story.show` has the words."""
        rows = [
            ("reference", f"{self.reference.doc}, characters {_offsets((self.reference.span,))}"),
            ("quotations", ", ".join(self.quotations)),
            ("id", self.id),
        ]
        return Card(self.speaker or "speaker unknown", rows=rows)._repr_html_()


@dataclass(frozen=True, slots=True)
class Derivation:
    """``doc`` took from ``source`` (a document) or from ``source_name`` (outside the pile).

    Both are given where ``doc`` names its source and a document of the pile is the one meant.
    ``missing``: the id of a common source that is in no document, the same for all that have it; neither of
    the other two need then be known. ``undecided``: ``doc`` and ``source`` share a text, and which of the two
    took it from the other cannot be told.
    """

    doc: str
    source: str | None
    source_name: str | None
    confidence: float
    reason: str
    evidence: tuple[Anchor, ...] = ()
    missing: str | None = None
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Near copies: documents that print one text, cut or reworded here and there. Two or more ``docs``.

    ``source_name``: the agency or outlet that all of them name as its source, where they do. The first of
    ``docs`` is the one the others are nearest to.
    """

    id: str
    docs: tuple[str, ...]
    source_name: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Omission:
    """What ``doc`` leaves out of the reference it reports on; ``weight`` in [0, 1] ranks it."""

    doc: str
    reference: Anchor
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a careful editor should be told. ``severity`` from 1 (note) to 3 (serious)."""

    doc: str
    type: FindingType
    severity: int
    note: str
    evidence: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read, and why; ``tried`` is False where it was left out unread.

    ``raw_sha256``: of its bytes, where they could be had.
    """

    path: str
    reason: str
    tried: bool = True
    raw_sha256: str | None = None


@dataclass(frozen=True, repr=False)
class Story:
    """The result of one trace: everything above, for one pile.

    ``extraction(doc)`` looks one of ``extractions`` up by the id of its document.
    """

    extractions: tuple[Extraction, ...]
    profiles: tuple[Profile, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    readings: tuple[Reading, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    families: tuple[Family, ...] = ()
    omissions: tuple[Omission, ...] = ()
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    """What the whole run should tell its reader (which models were used, what was degraded)."""
    _by_doc: dict[str, Extraction] = field(default_factory=dict, init=False, repr=False, compare=False)
    _by_quotation: dict[str, Quotation] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_doc.update({x.document.id: x for x in self.extractions})

    def extraction(self, doc: str) -> Extraction:
        """What was found in document ``doc``. Raises KeyError for an unknown id."""
        return self._by_doc[doc]

    def text(self, anchor: Anchor) -> str:
        """The characters an anchor points at."""
        return anchor.span.of(self._by_doc[anchor.doc].document.text)

    def __repr__(self) -> str:
        counts = (
            (len(self.extractions), "documents"),
            (len(self.events), "events"),
            (sum(len(x.quotations) for x in self.extractions), "quotations"),
            (len(self.readings), "readings"),
            (len(self.findings), "findings"),
        )
        return f"<Story: {', '.join(f'{number} {what}' for number, what in counts)}>"

    def show(self, item: Statement | Quotation) -> Card:
        """A statement with every reading of it, or a quotation with what it renders, in words: for notebooks.

        Raises KeyError where ``item`` is of another story.
        """
        if isinstance(item, Statement):
            rows = [row for q in item.quotations for row in self._rows(q)]
            return Card(
                f"{item.speaker or 'speaker unknown'} · {item.id}", self.text(item.reference), _HEADS, rows
            )
        words = " … ".join(self.text(Anchor(item.doc, span)) for span in item.spans)
        return Card(f"{_who(item)} · {item.doc}", words, _HEADS, self._rows(item.id))

    def _rows(self, quotation: str) -> list[tuple[str, ...]]:
        """The readings of a quotation, or the quotation alone where it was held against nothing."""
        said = self._quotations()[quotation]
        words = " … ".join(self.text(Anchor(said.doc, span)) for span in said.spans)
        found = [self._row(r) for r in self.readings if r.quotation == quotation]
        return found or [(said.speaker or "", "", words, "", said.doc)]

    def _row(self, reading: Reading) -> tuple[str, ...]:
        said = self._quotations()[reading.quotation]
        return (
            said.speaker or "",
            " […] ".join(self.text(a) for a in reading.references) or "not in this record",
            " … ".join(self.text(Anchor(said.doc, span)) for span in reading.spans or said.spans),
            ", ".join(sorted({change.kind.value for change in reading.changes})),
            said.doc,
        )

    def _quotations(self) -> dict[str, Quotation]:
        if not self._by_quotation:
            self._by_quotation.update({q.id: q for x in self.extractions for q in x.quotations})
        return self._by_quotation

    def _repr_html_(self) -> str:
        """The synopsis, for notebooks: each reading beside the words it renders."""
        return Card(repr(self)[1:-1], "", _HEADS, [self._row(r) for r in self.readings])._repr_html_()


_HEADS = ("speaker", "said", "reported", "changes", "document")


def _who(quotation: Quotation) -> str:
    through = "".join(f", through {link.speaker or 'somebody unnamed'}" for link in quotation.via)
    return f"{quotation.speaker or quotation.role or 'speaker unknown'}{through} · {quotation.form.value}"


def _offsets(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{span.start}–{span.end}" for span in spans)
