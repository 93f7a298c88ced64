"""The nouns of onrecord, as frozen dataclasses.

Offsets are half-open code-point offsets into ``Document.text``; nothing ever rewrites a text.
Ids are strings: a document's id is unique in its pile, every other id starts with the id of the
document or event it belongs to. Tuples keep document order unless a field says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape

from onrecord.kinds import Attested as Attested
from onrecord.kinds import BlockKind as BlockKind
from onrecord.kinds import ChangeKind as ChangeKind
from onrecord.kinds import FindingType as FindingType
from onrecord.kinds import Form as Form
from onrecord.kinds import JudgementKind as JudgementKind
from onrecord.kinds import Role as Role


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open stretch ``[start, end)`` of one text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A stretch of a named document: what evidence and references are made of."""

    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class DateInterval:
    """Inclusive interval of days; ``start == end`` where the day is known."""

    start: date
    end: date

    @property
    def day(self) -> date | None:
        """The day, where the interval is exactly one."""
        return self.start if self.start == self.end else None


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date a document offers, and where it came from.

    ``source`` is what :data:`onrecord.group.days.SOURCES` lists; ``about`` is ``published``, ``updated``,
    ``event`` or ``mentioned``. ``moment`` is the ISO 8601 text with time and zone where one was given.
    ``span`` is where the text has it; what a weekday or "last week" stands for was counted from the page's
    own date.
    """

    interval: DateInterval
    source: str
    about: str
    span: Span | None = None
    moment: str | None = None

    @property
    def precision(self) -> str:
        """How exactly it is given: ``time``, ``day``, ``month``, ``year`` or ``days`` (a stretch of them)."""
        start, end = self.interval.start, self.interval.end
        if start == end:
            return "time" if self.moment else "day"
        if (start.day, (end + timedelta(days=1)).day) != (1, 1):
            return "days"
        if (start.year, start.month) == (end.year, end.month):
            return "month"
        return "year" if (start.year, start.month, end.month) == (end.year, 1, 12) else "days"

    @property
    def zone(self) -> str | None:
        """The offset from UTC as given ("Z", "+03:00"); without one the day may be another one."""
        found = re.search(r"(?:Z|(?<=\d)[+-]\d\d:?\d\d)$", self.moment or "")
        return found.group() if found else None


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

    ``extractions`` are keyed by document id through :meth:`document` and friends.
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

    def _repr_html_(self) -> str:
        """The synopsis, for notebooks: each reading beside the words it renders."""
        said = {q.id: q for x in self.extractions for q in x.quotations}
        rows = (
            (
                said[r.quotation].speaker or "",
                " […] ".join(self.text(a) for a in r.references) or "not in this record",
                " ".join(self.text(Anchor(said[r.quotation].doc, s)) for s in said[r.quotation].spans),
                ", ".join(sorted({c.kind.value for c in r.changes})),
                said[r.quotation].doc,
            )
            for r in self.readings
        )
        heads = "".join(f"<th>{head}</th>" for head in ("speaker", "said", "reported", "changes", "document"))
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f"<p>{escape(repr(self))}</p><table><tr>{heads}</tr>{body}</table>"
