"""TEI P5, parallel segmentation (chapter 13, "Critical Apparatus"): reports as witnesses of what was said.

Each statement is an ``app`` whose ``lem`` is the wording nearest to the occasion and whose ``rdg`` are the
readings; the kinds of change are categories of a taxonomy, which ``ana`` points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.builder import ElementMaker

from onrecord.export.tables import words
from onrecord.model import ChangeKind, Document, Event, Quotation, Reading, Statement, Story

_TEI = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_E = ElementMaker(namespace=_TEI, nsmap={None: _TEI})
_NOT_A_NAME = re.compile(r"[^\w.-]", re.ASCII)
# What XML 1.0 does not allow, not even as a reference.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tei(story: Story) -> str:
    """``story`` as one TEI document."""
    root = _E.TEI(_header(story), _E.text(_E.body(*_divisions(story))))
    return str(etree.tostring(root, encoding="unicode", pretty_print=True))


def _header(story: Story) -> etree._Element:
    titles = [event.title for event in story.events] or ["No event"]
    taxonomy = _E.taxonomy(*(_category(kind) for kind in ChangeKind))
    taxonomy.set(f"{_XML}id", "changes")
    return _E.teiHeader(
        _E.fileDesc(
            _E.titleStmt(*(_E.title(_clean(title)) for title in titles)),
            _E.publicationStmt(
                _E.p("Made by onrecord from the documents listed; their texts are their publishers'.")
            ),
            _E.sourceDesc(_sources(story)),
        ),
        _E.encodingDesc(
            _E.variantEncoding(method="parallel-segmentation", location="internal"),
            _E.classDecl(taxonomy),
        ),
    )


def _sources(story: Story) -> etree._Element:
    witnesses = [_witness(extraction.document) for extraction in story.extractions]
    return _E.listWit(*witnesses) if witnesses else _E.p("No document.")


def _category(kind: ChangeKind) -> etree._Element:
    category = _E.category(_E.catDesc(kind.value))
    category.set(f"{_XML}id", kind.value)
    return category


def _witness(document: Document) -> etree._Element:
    witness = _E.witness(_clean(" – ".join(filter(None, (document.outlet, document.title))) or document.path))
    witness.set(f"{_XML}id", _witness_id(document.id))
    if document.url:
        witness.append(_E.ref(target=re.sub(r"\s", "%20", _clean(document.url))))
    return witness


def _divisions(story: Story) -> Iterable[etree._Element]:
    readings = {reading.quotation: reading for reading in story.readings}
    quotations = {q.id: q for extraction in story.extractions for q in extraction.quotations}
    for event in story.events:
        statements = [s for s in story.statements if s.event == event.id]
        yield _division(story, event, statements, readings, quotations)
    if not story.events:
        yield _E.div(_E.p())


def _division(
    story: Story,
    event: Event,
    statements: Iterable[Statement],
    readings: dict[str, Reading],
    quotations: dict[str, Quotation],
) -> etree._Element:
    division = _E.div(_E.head(_clean(event.title)), type="event")
    for statement in statements:
        lemma = _E.lem(
            _clean(story.text(statement.reference)), wit=f"#{_witness_id(statement.reference.doc)}"
        )
        apparatus = _E.app(lemma)
        for name in statement.quotations:
            apparatus.append(_reading(story, quotations[name], readings.get(name)))
        paragraph = _E.p(apparatus)
        if statement.speaker:
            paragraph.insert(0, _E.name(_clean(statement.speaker), type="speaker"))
        division.append(paragraph)
    if len(division) == 1:
        division.append(_E.p())
    return division


def _reading(story: Story, quotation: Quotation, reading: Reading | None) -> etree._Element:
    text = story.extraction(quotation.doc).document.text
    out = _E.rdg(_clean(words(quotation, text)), wit=f"#{_witness_id(quotation.doc)}")
    if reading and reading.changes:
        out.set("ana", " ".join(f"#{kind}" for kind in sorted({c.kind.value for c in reading.changes})))
    return out


def _witness_id(doc: str) -> str:
    """A document's id as an XML name: what a name may not hold becomes its code."""
    return "w-" + _NOT_A_NAME.sub(lambda found: f"_{ord(found.group()):x}_", doc)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
