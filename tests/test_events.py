"""Documents to events, and what an event is called."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.group.cluster import average_link
from onrecord.group.events import complete, group
from onrecord.group.evidence import Comparison
from onrecord.group.meaning import LEVELS, Meaning, measured_level
from onrecord.group.primary import choose_primary, other_records
from onrecord.group.profile import profile
from onrecord.group.sketch import sketch
from onrecord.group.wording import MOST_SAYINGS, Sayings, agreement, sayings
from onrecord.model import Block, BlockKind, DateInterval, Event, Extraction, Form, Profile, Role
from onrecord.text.embedding import LexicalEmbedder, Vectors
from onrecord.text.sentences import paragraphs, sentences
from piles import report, transcript

SPEECH = (
    "We shall reopen the harbour on 14 June with 62 berths for the fishing fleet of Melling Sound. "
    "The ferry to Orrin Island stays ashore until the engineers have replaced 40 metres of the pier. "
    "Nobody in this council has ever refused to talk to the fishermen."
)
RECORD = transcript(
    "record", "Mayor Ada Quist answers questions\nMay 4, 2031\nPort Melling", ("Ada Quist", SPEECH)
)
FIRST = report(
    "first",
    "Port Melling to reopen harbour in June: Quist\n\nThe harbour of Port Melling will reopen "
    "on 14 June with 62 "
    "berths for the fishing fleet of Melling Sound, mayor Ada Quist said. The ferry to Orrin "
    "Island stays ashore "
    "until engineers have replaced 40 metres of the pier, Quist added.",
)
SECOND = report(
    "second",
    "Quist: ferry to Orrin Island stays ashore\n\nMayor Ada Quist of Port Melling says the "
    "ferry to Orrin Island "
    "has to wait until 40 metres of the pier are replaced. The harbour is to open on 14 June "
    "with 62 berths for "
    "the fleet of Melling Sound. Nobody refused to talk to the fishermen, Quist said.",
)
OTHER = report(
    "other",
    "Violin competition won by twelve-year-old\n\nA pupil from Sandrock took first prize at "
    "the national violin "
    "competition in Vell on Sunday. The jury under Professor Imre Tal praised her playing of a sonata.",
)
PILE = (RECORD, FIRST, SECOND, OTHER)


def _events(pile: tuple[Extraction, ...]) -> tuple[Event, ...]:
    return group(pile, tuple(map(profile, pile)), LexicalEmbedder())


def test_reports_of_one_occasion_meet_and_a_stranger_stays_out() -> None:
    """Three documents of one press conference are one event, its record the primary; the fourth is alone."""
    together, alone = sorted(_events(PILE), key=lambda e: -len(e.docs))
    assert (set(together.docs), together.primary) == ({"record", "first", "second"}, "record")
    assert alone.docs == ("other",)
    assert (together.place, together.date) == ("Port Melling", _day(4))
    assert all(m.reason for m in together.memberships)


def test_the_order_of_the_pile_does_not_matter() -> None:
    """Every order of the input gives the same events, ids and scores."""
    expected = _events(PILE)
    assert all(_events(order) == expected for order in itertools.permutations(PILE))


def test_small_piles() -> None:
    """No document gives no event; one gives one; two strangers give two with different ids."""
    assert _events(()) == ()
    assert [e.docs for e in _events((OTHER,))] == [("other",)]
    twin = report("twin", OTHER.document.text)
    assert len({e.id for e in _events((FIRST, OTHER))}) == 2
    assert [e.docs for e in _events((OTHER, twin))] == [("other", "twin")]


class _Dictionary:
    """An embedder that knows which of its texts say the same: a direction of its own for each meaning."""

    def __init__(self, *meanings: tuple[str, ...]) -> None:
        self._of = {text: number for number, texts in enumerate(meanings) for text in texts}
        self.asked: list[str] = []

    def name(self) -> str:
        """A name that no level is known for."""
        return "dictionary"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A common direction for all, and one for each meaning."""
        self.asked += texts
        out = np.zeros((len(texts), 400), dtype=np.float32)
        for row, text in enumerate(texts):
            out[row, 0] = 2.0
            out[row, self._of.get(text, 20 + sum(map(ord, text)) % 370)] = 1.0
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        return out


GERMAN = (
    "Wir öffnen den Hafen am 14. Juni mit 62 Plätzen für die Flotte von Melling.",
    "Die Fähre nach Orrin bleibt an Land, bis 40 Meter des Stegs ersetzt sind.",
    "Niemand in diesem Rat hat es je abgelehnt, mit den Fischern zu reden.",
)
TRANSLATED = report(
    "german",
    f"Hafen öffnet im Juni\n\nBürgermeisterin Ada Quist sagte in Melling: „{' '.join(GERMAN)}“",
    (" ".join(GERMAN), "Ada Quist", Form.DIRECT),
    language="de",
)
TOPICAL = report(
    "topical",
    "Hafen von Melling\n\nDer Hafen von Melling ist alt, sagte Ada Quist. „Er wird noch lange stehen, "
    "wenn wir ihn pflegen.“",
    ("Er wird noch lange stehen, wenn wir ihn pflegen.", "Ada Quist", Form.DIRECT),
    language="de",
)


def _translator() -> _Dictionary:
    said = [sentence.of(SPEECH) for sentence in sentences(SPEECH)]
    return _Dictionary(*[(), *zip(said, GERMAN, strict=True)])


def test_a_report_in_another_language_joins_by_what_it_translates() -> None:
    """Translations of what was said put a report into the event, shared names on the topic alone do not."""
    for other, joins in ((TRANSLATED, True), (TOPICAL, False)):
        pile = (RECORD, other)
        found = group(pile, tuple(map(profile, pile)), _translator())
        assert (len(found) == 1) is joins


def test_sayings_of_strangers_are_not_embedded() -> None:
    """Where words, names and numbers tell two documents apart, what is said in them is not looked at."""
    embedder = _translator()
    other = replace(TRANSLATED, document=replace(OTHER.document, language="en"), quotations=())
    group((RECORD, other), tuple(map(profile, (RECORD, other))), embedder)
    assert not set(embedder.asked) & {sentence.of(SPEECH) for sentence in sentences(SPEECH)}


def test_titles_that_mean_the_same_bring_reports_together() -> None:
    """Two reports in different words belong together by their titles' meaning, apart where it differs."""
    left = report("left", "Kiosks shut\n\nShutters stayed down across Vell on Sunday, traders told Imre Tal.")
    right = report(
        "right", "Stands closed\n\nNo newspapers could be bought in Vell on Sunday, Imre Tal found."
    )
    for embedder, events in ((_Dictionary((), ("Kiosks shut", "Stands closed")), 1), (_Dictionary(), 2)):
        assert len(group((left, right), tuple(map(profile, (left, right))), embedder)) == events


def test_known_levels_are_the_measured_ones() -> None:
    """The level stored for an embedder is the one it has."""
    assert measured_level(LexicalEmbedder()) == pytest.approx(LEVELS["lexical"], abs=1e-4)


def test_of_many_sayings_evenly_spread_ones_are_looked_at() -> None:
    """At most so many sayings, the first among them, in order, with how many there are."""
    said = [f"This is what number {word} of the long list says." for word in range(100)]
    found = sayings(transcript("long", "Head", ("Ada Quist", " ".join(said))))
    assert (len(found.texts), found.total, found.texts[0]) == (MOST_SAYINGS, 100, said[0])
    assert sorted(found.texts, key=said.index) == list(found.texts)


def test_one_like_saying_may_be_chance() -> None:
    """Two documents that say one thing alike say nothing of their occasion by it; of three, two count."""
    texts = [f"{word} went to the harbour this morning" for word in ("Ada", "Bo", "Cy", "Di", "Eve", "Fay")]
    said = [Sayings(tuple(part), 3) for part in (texts[:3], texts[3:])]
    alike = list(zip(texts[:3], texts[3:], strict=True))
    found = [
        agreement(said, [(0, 1)], set(), Meaning(_Dictionary(*[(), *alike[:count]])))[0, 1]
        for count in (0, 1, 2, 3)
    ]
    assert found[0] == found[1] == 0 < found[2] < found[3]


def test_the_event_tells_a_report_its_day() -> None:
    """A report without a day of its own takes the event's, and says so."""
    profiles = tuple(map(profile, PILE))
    done = {p.doc: p for p in complete(profiles, group(PILE, profiles, LexicalEmbedder()))}
    assert done["first"].event_date == _day(4)
    assert "record" in done["first"].event_date_reason
    assert done["other"].event_date is None


def test_articles_are_no_record() -> None:
    """Without a transcript there is no primary, and the reason says so."""
    primary, why = choose_primary((FIRST, SECOND), (profile(FIRST), profile(SECOND)))
    assert primary is None
    assert "record of the occasion" in why


def test_an_interview_without_labels_is_a_record_where_nothing_better_is() -> None:
    """Questions and answers whose speakers are not labelled come after a transcript, before none at all."""
    bare = replace(RECORD, turns=tuple(replace(t, labelled=False, speaker=None) for t in RECORD.turns))
    bare = replace(bare, document=replace(bare.document, id="bare"))
    profiles = [Profile("record", Role.TRANSCRIPT, ""), Profile("bare", Role.INTERVIEW, ""), profile(FIRST)]
    assert choose_primary((bare, FIRST), profiles)[0] == "bare"
    assert choose_primary((bare, RECORD), profiles)[0] == "record"


def test_the_fuller_transcript_is_the_record() -> None:
    """Of two transcripts the one with more of what was said is the primary."""
    excerpt = transcript("excerpt", "Mayor answers", ("Ada Quist", SPEECH[:95]))
    profiles = [Profile(x.document.id, Role.TRANSCRIPT, "") for x in (RECORD, excerpt)]
    assert choose_primary((excerpt, RECORD), profiles)[0] == "record"


def test_a_second_complete_transcript_is_named() -> None:
    """A transcript with the same words is a record too, an excerpt is none."""
    twin = transcript("twin", "Mayor answers questions", ("Ada Quist", SPEECH))
    excerpt = transcript("excerpt", "Mayor answers", ("Ada Quist", SPEECH[:95]))
    profiles = [Profile(x.document.id, Role.TRANSCRIPT, "") for x in (RECORD, twin, excerpt)]
    assert other_records((RECORD, twin, excerpt), profiles, "record") == ("twin",)
    assert other_records((RECORD, twin, excerpt), profiles, None) == ()


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("VELLMAR (NPA) — The council met in the old town hall.", "Vellmar"),
        ("Vellmar — The council met in the old town hall.", "Vellmar"),
        ("VELLMAR, May 4. /NPA/. The council met in the old town hall.", "Vellmar"),
        ("The council met — as it does every week — in the old town hall.", None),
    ],
)
def test_places_come_from_datelines(opening: str, place: str | None) -> None:
    """A dateline gives the place; a dash in running text does not."""
    assert _events((report("a", f"Council meets\n\n{opening}"),))[0].place == place


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.dictionaries(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] < p[1]),
                st.floats(-9, 9),
            ),
        )
    )
)
def test_clusters_are_a_partition(case: tuple[int, dict[tuple[int, int], float]]) -> None:
    """Every number is in exactly one group, whatever the scores."""
    size, scores = case
    groups = average_link(
        size, np.array([*scores], dtype=np.int64).reshape(-1, 2), np.array([*scores.values()]), 0.0
    )
    assert sorted(i for members in groups for i in members) == list(range(size))


def test_a_chain_is_not_an_event() -> None:
    """Neighbours alike in a row do not become one group when the ends have nothing in common."""
    chain = np.array([(i, i + 1) for i in range(5)])
    assert max(map(len, average_link(6, chain, np.full(5, 2.0), 0.0))) == 2


@settings(max_examples=25)
@given(st.lists(st.text(max_size=120), max_size=4))
def test_any_texts_are_grouped(texts: list[str]) -> None:
    """No text raises, and every document is in exactly one event."""
    pile = tuple(report(str(i), text) for i, text in enumerate(texts))
    docs = [doc for event in group(pile, (), LexicalEmbedder()) for doc in event.docs]
    assert sorted(docs) == sorted(x.document.id for x in pile)


def test_captions_are_the_text_where_there_is_no_other() -> None:
    """Captions are compared where a document has nothing else, and only there."""
    one, two = (
        replace(
            FIRST,
            blocks=tuple(Block(k, s) for k, s in zip(kinds, paragraphs(FIRST.document.text), strict=True)),
        )
        for kinds in ((BlockKind.HEADLINE, BlockKind.CAPTION), (BlockKind.BODY, BlockKind.CAPTION))
    )
    assert len(sketch(one).terms) > 2 * len(sketch(two).terms)


def _day(day: int) -> DateInterval:
    return DateInterval(date(2031, 5, day), date(2031, 5, day))


def _dated(x: Extraction, role: Role, published: date, told: date) -> Profile:
    return Profile(
        x.document.id, role, "", DateInterval(published, published), "", DateInterval(told, told), ""
    )


def test_a_weekday_counted_to_the_wrong_week_is_no_evidence() -> None:
    """A late report's "on Saturday" may be the Saturday before; any other day apart speaks against a pair."""
    record = _dated(RECORD, Role.TRANSCRIPT, date(2024, 5, 4), date(2024, 5, 4))
    same, week, other = (
        float(Comparison([sketch(RECORD, record), sketch(FIRST, report)], np.array([(0, 1)])).own({})[0])
        for told in (date(2024, 5, 4), date(2024, 5, 11), date(2024, 5, 13))
        for report in (_dated(FIRST, Role.ARTICLE, date(2024, 5, 15), told),)
    )
    assert same > week > other
