"""The whole job on the bundled story, through the Python API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

import onrecord
from conftest import DEMO
from onrecord import Story, UsageError, schema
from onrecord.model import Anchor, Attested, ChangeKind, Event, Extraction, FindingType, Form, Role
from report_story import story as invented


def event_of(story: Story, doc: str) -> Event:
    """The event a document belongs to."""
    return next(event for event in story.events if doc in event.docs)


def within(x: Extraction) -> Iterator[Anchor]:
    """Every place inside one document that its own parts point at."""
    spans = [b.span for b in x.blocks] + [f.span for f in x.figures] + [c.span for c in x.credits]
    for turn in x.turns:
        spans += [turn.span, *turn.paragraphs, *([turn.label] if turn.label else [])]
        yield from turn.evidence
    for q in x.quotations:
        spans += [*q.spans, *(s for s in (q.cue, q.source) if s)]
    yield from (Anchor(x.document.id, span) for span in (*spans, *x.unbalanced))


def between(story: Story) -> Iterator[Anchor]:
    """Every place that what was found between documents points at."""
    for reading in story.readings:
        yield from reading.references
        for change in reading.changes:
            yield from (*change.reading, *change.reference)
        for link in reading.links:
            yield from (a for a in (link.reading, link.reference) if a)
    yield from (statement.reference for statement in story.statements)
    yield from (omission.reference for omission in story.omissions)
    yield from (place for finding in story.findings for place in finding.evidence)
    yield from (place for derivation in story.derivations for place in derivation.evidence)


def test_the_transcript_is_found_to_be_the_primary(demo_story: Story) -> None:
    """Nobody names the transcript: its turns and labels do."""
    event = event_of(demo_story, "01-transcript")
    assert event.primary == "01-transcript"
    assert event.primary_reason


def test_the_older_look_alike_stays_out(demo_story: Story) -> None:
    """Same people, same topic, another occasion: another event."""
    assert "07-older-story" not in event_of(demo_story, "01-transcript").docs


def test_roles_are_told_apart(demo_story: Story) -> None:
    """Transcript, digest, article and interview are seen from their shape."""
    roles = {profile.doc: profile.role for profile in demo_story.profiles}
    assert roles["01-transcript"] is Role.TRANSCRIPT
    assert roles["02-digest"] is Role.DIGEST
    assert roles["03-article"] is Role.ARTICLE
    assert roles["04-interview"] is Role.INTERVIEW


def test_unlabelled_turns_get_their_speaker_from_the_transcript(demo_story: Story) -> None:
    """A dash turn names nobody; the aligned turn does, and the turn says where that came from."""
    told = [t for t in demo_story.extraction("04-interview").turns if t.speaker and not t.labelled]
    assert any(turn.evidence and turn.evidence[0].doc == "01-transcript" for turn in told)


def test_every_offset_lies_in_its_text(demo_story: Story) -> None:
    """Whatever is claimed points at characters that exist."""
    lengths = {x.document.id: len(x.document.text) for x in demo_story.extractions}
    places = [a for x in demo_story.extractions for a in within(x)] + list(between(demo_story))
    assert places
    assert all(0 <= a.span.start <= a.span.end <= lengths[a.doc] for a in places)


def test_ids_are_unique_and_references_resolve(demo_story: Story) -> None:
    """Readings name quotations that exist, statements name readings' quotations, nesting resolves."""
    quotations = [q.id for x in demo_story.extractions for q in x.quotations]
    turns = {t.id for x in demo_story.extractions for t in x.turns}
    assert len(set(quotations)) == len(quotations)
    known = set(quotations)
    assert {r.quotation for r in demo_story.readings} <= known
    assert {q for s in demo_story.statements for q in s.quotations} <= known
    for x in demo_story.extractions:
        for q in x.quotations:
            assert q.nested_in is None or q.nested_in in known | turns
            assert q.continues is None or q.continues in known


def test_a_reading_without_reference_is_not_in_this_record(demo_story: Story) -> None:
    """Attested "no" and an empty reference list are the same thing, seen from two sides."""
    for reading in demo_story.readings:
        assert (reading.attested is Attested.NO) == (not reading.references)


def test_changes_and_findings_of_many_kinds_are_reported(demo_story: Story) -> None:
    """The bundled story was written so that they occur; each comes with a sentence for its reader."""
    changes = [change for reading in demo_story.readings for change in reading.changes]
    assert {ChangeKind.REWORDED, ChangeKind.NUMBER, ChangeKind.INSERTION} <= {c.kind for c in changes}
    assert all(change.explanation for change in changes)
    kinds = {finding.type for finding in demo_story.findings}
    assert {FindingType.UNBALANCED_QUOTES, FindingType.DECLARED_SOURCE, FindingType.DATE_MISMATCH} <= kinds
    assert all(finding.note and finding.evidence for finding in demo_story.findings)


def test_findings_come_most_serious_first(demo_story: Story) -> None:
    """An editor reads from the top."""
    severities = [finding.severity for finding in demo_story.findings]
    assert severities == sorted(severities, reverse=True)


def test_every_paragraph_of_a_turn_is_a_quotation(demo_story: Story) -> None:
    """So that it can be a reading of the reference."""
    interview = demo_story.extraction("04-interview")
    extents = [q.extent for q in interview.quotations if q.form is Form.TURN]
    paragraphs = [p for turn in interview.turns for p in turn.paragraphs]
    assert paragraphs
    assert all(any(extent.overlaps(p) for extent in extents) for p in paragraphs)


def test_records_are_json_and_say_what_the_story_says(demo_story: Story) -> None:
    """The JSON Lines form has a record for each noun, and the words at each offset."""
    records = [json.loads(line) for line in schema.dumps(schema.story_records(demo_story))]
    texts = {r["doc"]: r["text"] for r in records if r["kind"] == "document"}
    kinds = {r["kind"] for r in records}
    assert kinds >= {"document", "turn", "quotation", "rendering", "event", "statement", "finding", "figure"}
    for r in records:
        if r["kind"] in ("turn", "figure"):
            assert texts[r["doc"]][r["start"] :].startswith(r["text"])
        if r["kind"] == "quotation":
            assert r["content"] == " ".join(texts[r["doc"]][s:e] for s, e in r["spans"])


def test_the_user_may_name_the_primary() -> None:
    """--reference wins over the evidence, and says so; an unknown name lists what there is."""
    docs = [DEMO / "02-digest.txt", DEMO / "03-article.txt"]
    story = onrecord.trace(docs, reference="03-article.txt", embedding="none")
    assert {(e.primary, e.primary_reason) for e in story.events if "03-article" in e.docs} == {
        ("03-article", "named by the user")
    }
    with pytest.raises(UsageError, match="02-digest"):
        onrecord.trace(docs, reference="09-nothing.txt", embedding="none")


def test_without_an_embedding_the_output_says_so() -> None:
    """Lexical-only mode works and is named in the notes."""
    story = onrecord.trace([DEMO / "01-transcript.txt", DEMO / "02-digest.txt"], embedding="none")
    assert any("lexical" in note for note in story.notes)
    assert any(reading.references for reading in story.readings)


def test_the_order_of_files_does_not_matter() -> None:
    """The same pile gives the same events whichever way it is named."""
    paths = [DEMO / name for name in ("02-digest.txt", "01-transcript.txt", "07-older-story.txt")]
    there, back = (onrecord.trace(order, embedding="none") for order in (paths, paths[::-1]))
    assert {e.docs for e in there.events} == {e.docs for e in back.events}


def test_a_story_shows_itself(demo_story: Story) -> None:
    """Short in a console, a synopsis in a notebook, with the texts escaped."""
    assert repr(demo_story).startswith("<Story: 9 documents")
    shown = demo_story._repr_html_()
    assert "not in this record" in shown
    assert "<script" not in shown


def test_a_story_shows_a_statement_and_a_quotation() -> None:
    """In words with every reading and its changes; alone who and where; hostile words are escaped."""
    story = invented()
    statement = story.statements[0]
    quotation = next(q for x in story.extractions for q in x.quotations)
    for item in (statement, quotation):
        card = story.show(item)
        assert card.words
        assert card.words in card._repr_html_()
        assert {row[-1] for row in card.rows} <= {x.document.id for x in story.extractions}
        assert str(card).startswith(card.head)
        assert item.id in item._repr_html_()
    assert any("polarity" in row[3] for s in story.statements for row in story.show(s).rows)
    odd = replace(quotation, speaker="<script>alert(1)</script>")
    assert "<script" not in odd._repr_html_() + story.show(odd)._repr_html_()
