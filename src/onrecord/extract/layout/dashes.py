"""Unlabelled turns: paragraphs that begin with a dash, as interviews are printed in much of Europe.

Who speaks is told only by evidence inside the text: whoever the heading says is interviewed, a tag ("..., X
said", "..., said the mayor"), a tag of the interviewer about
himself ("I asked"), an address by name that is a question, questions at every other turn. Two parties with
such evidence are taken to alternate, where everything known agrees with that; else the speaker stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.extract.layout.cast import complete, full_names, guest, role_holder
from onrecord.extract.layout.labels import JOURNALIST
from onrecord.extract.layout.turnwords import any_of
from onrecord.extract.speakers.naming import Naming
from onrecord.model import Block, BlockKind, Document, Span
from onrecord.text.names import is_patronymic, same_person, stem
from onrecord.text.tokens import fold

_DASH = re.compile(r"(?:(?:…|\.{3})\s*)?(?:[–—―](?:\s*(?=[^\s\d\-–—])|\s+(?=\d))|-\s+(?=[^\s\d\-–—]))")
_QUOTE = re.compile(r"[\"“”„«»‘]")
_ASKS = re.compile(r"[?？]\s*[\"”»)]*\s*$")
_ADDRESS = re.compile(r"(?:[^\W\d_]+\s+){0,1}?((?:[^\W\d_][^\W\d_.’'\-]*\.?\s+){1,3}?[^\W\d_][^\W\d_’'\-]*),")
# A tag stands after a comma, a closing mark, or a dash, and before a stop: "We shall," X said. – "But ..."
_LEAD = r"(?:[,!?…]|[,.!?…]?[”\"»]|[.!?…,]?\s*[–—-](?=\s))\s*[–—-]?\s*"
_TAIL = r"\s*(?=[.,:;–—]|$)"
_LEAST = 3
_TAG_REACH = 600


@dataclass(slots=True)
class Spoken:
    """A turn in the making: its paragraphs so far, its label, and who speaks."""

    paragraphs: list[Span]
    label: Span | None = None
    speaker: str | None = None
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who may speak: full names of the text, those that only a tag can show to be persons, and the guest.

    ``heads``: where the text itself, not a turn, says who is who.
    """

    known: tuple[str, ...]
    unsure: tuple[str, ...]
    guest: str | None
    heads: tuple[Span, ...]


def dash_turns(document: Document, blocks: Sequence[Block], knows: Naming) -> list[Spoken]:
    """The dash turns of an interview; empty where the dashes are a list's or there are too few."""
    text = document.text
    if not _is_interview(text, blocks):
        return []
    cast = _cast(document, blocks, knows)
    segments = list(_segments(text, blocks))
    for segment in segments:
        for turn in segment:
            _read_tag(text, turn, cast, knows)
        _alternate(text, segment, cast, knows)
    return [turn for segment in segments for turn in segment]


def _dash(text: str, block: Block) -> Span | None:
    """The words after a leading dash."""
    match = _DASH.match(text, block.span.start, block.span.end) if block.kind is BlockKind.BODY else None
    return Span(match.end(), block.span.end) if match else None


def _is_interview(text: str, blocks: Sequence[Block]) -> bool:
    said = [words.of(text) for block in blocks if (words := _dash(text, block))]
    if len(said) < _LEAST or not any(_ASKS.search(words) for words in said):
        return False
    listed = sum(1 for words in said if words[0].islower() or words.endswith((";", ",")))
    return listed < 0.3 * len(said) and not _is_narrative(text, blocks)


def _is_narrative(text: str, blocks: Sequence[Block]) -> bool:
    """True for a report that gives some of its dialogue after dashes: what has none is the reporter's.

    Its paragraphs without a dash lead up to those with one by a colon, or dash paragraphs are few and most
    carry a tag; in an interview questions and answers need none.
    """
    body = [block for block in blocks if block.kind is BlockKind.BODY]
    dashed = [_dash(text, block) for block in body]
    first = next(i for i, words in enumerate(dashed) if words)
    said = [words.of(text) for words in dashed if words]
    plain = [block.span.of(text).rstrip() for block, words in zip(body, dashed, strict=True) if not words]
    led = sum(
        1
        for i in range(first or 1, len(body))
        if dashed[i] and not dashed[i - 1] and body[i - 1].span.of(text).rstrip().endswith(":")
    )
    tagged = sum(1 for words in said if _named_tag(words) is not None)
    few = len(plain) > len(said)
    return (led > 1 and 2 * (led + tagged) > len(said)) or (few and 2 * (led + tagged) >= len(said))


def _segments(text: str, blocks: Sequence[Block]) -> Iterator[list[Spoken]]:
    """Runs of turns without a break; a subheading, or a wide gap before words without a dash, is one."""
    segment: list[Spoken] = []
    end = 0
    for block in blocks:
        words = _dash(text, block)
        wide = text.count("\n", end, block.span.start) > 2
        tagged = block.kind is BlockKind.BODY and segment and not wide and _is_quoted_turn(text, block)
        if words or tagged:
            segment.append(Spoken([words or block.span]))
        elif block.kind is BlockKind.BODY and segment and not wide:
            segment[-1].paragraphs.append(block.span)
        elif segment and block.kind not in (BlockKind.CAPTION, BlockKind.BOILERPLATE):
            yield segment
            segment = []
        end = block.span.end
    if segment:
        yield segment


def _is_quoted_turn(text: str, block: Block) -> bool:
    """A paragraph in quote marks with a tag of its own is a turn too."""
    words = block.span.of(text)
    return bool(_QUOTE.match(words)) and (_first_person(words) or _named_tag(words) is not None)


@cache
def _tags() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = any_of("verbs")
    name = r"(?P<name>[^\W\d_][^\W\d_’'\-]*\.?(?:[ \u00a0][^\W\d_][\w.’'\-]*){0,2}?)"
    after = re.compile(rf"{_LEAD}{name}\s+(?:{verbs}){_TAIL}", re.IGNORECASE)
    before = re.compile(rf"{_LEAD}(?:{verbs})\s+{name}{_TAIL}", re.IGNORECASE)
    return after, before


@cache
def _own_tag() -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{any_of('first_tags')}){_TAIL}")


def _named_tag(words: str) -> str | None:
    """The name in a tag such as '," X said.' or ', сказал Х. –'."""
    for pattern in _tags():
        for match in pattern.finditer(words[:_TAG_REACH]):
            name = match.group("name")
            if all(part[0].isupper() for part in name.split()) and fold(name) not in ("i",):
                return name
    return None


@cache
def _roles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = any_of("verbs")
    role = r"(?P<role>[^\W\d_A-Z][^\W\d_]*(?:[ \u00a0’'][^\W\d_]+){0,4}?)"
    return (
        re.compile(rf"{_LEAD}(?:{verbs})\s+{role}{_TAIL}"),
        re.compile(rf"{_LEAD}{role}\s+(?:{verbs}){_TAIL}"),
    )


def _role_tag(words: str) -> str | None:
    """The office in a tag such as ", says the mayor." or ", répond le directeur."."""
    found = (pattern.search(words[:_TAG_REACH]) for pattern in _roles())
    return next((match.group("role") for match in found if match), None)


def _first_person(words: str) -> bool:
    return bool(_own_tag().search(" ".join(words[:_TAG_REACH].casefold().replace("ё", "е").split())))


def _read_tag(text: str, turn: Spoken, cast: _Cast, knows: Naming) -> None:
    words = turn.paragraphs[0].of(text)
    name = _named_tag(words)
    persons = (*cast.known, *cast.unsure)
    if name is not None and any(same_person(name, full) for full in persons):
        turn.speaker, turn.labelled = complete(name, persons), True
    elif _first_person(words):
        turn.speaker = JOURNALIST
    elif (role := _role_tag(words)) and (holder := role_holder(role, text, cast.heads, knows)):
        turn.speaker, turn.labelled = complete(holder, cast.known), True


def _cast(document: Document, blocks: Sequence[Block], knows: Naming) -> _Cast:
    """The persons of the title and of the text around the turns."""
    text, title = document.text, document.title or ""
    first = next((i for i, block in enumerate(blocks) if _dash(text, block)), 0)
    kinds = (BlockKind.HEADLINE, BlockKind.CAPTION)
    before = [b.span for b in blocks[:first] if b.kind in (BlockKind.HEADLINE, BlockKind.SUBHEADING)]
    heads = [b.span for b in blocks if b.kind in kinds and b.span not in before]
    plain = [b.span for b in blocks if b.kind is BlockKind.BODY and not _dash(text, b)]
    spans = (*before, *heads, *plain)
    whole = [Span(0, len(title))]
    known = dict.fromkeys((*full_names(title, whole, knows), *full_names(text, spans, knows)))
    unsure = [name for name in full_names(text, spans, knows, unsure=True) if name not in known]
    named = guest(text, before, knows) or guest(title, whole, knows) or guest(text, plain, knows)
    return _Cast(tuple(known), tuple(unsure), named, spans)


def _address(words: str, known: Sequence[str], knows: Naming) -> tuple[str, ...] | None:
    """The words of an address at the head of a question: a known person's given name, or a title."""
    match = _ADDRESS.match(words) if "?" in words or "？" in words else None
    if match is None:
        return None
    parts = tuple(match.group(1).split())
    if len(parts) == 2 and (is_patronymic(parts[1]) or _addressed(parts, known)):
        return parts
    return parts if knows.is_title(fold(parts[0])) else None


def _addressed(parts: tuple[str, ...], known: Sequence[str]) -> list[str]:
    return [full for full in known if " " in full and stem(full.split()[0]) == stem(parts[0])]


def _alternate(text: str, segment: list[Spoken], cast: _Cast, knows: Naming) -> None:
    """Gives the turns of a segment to its two parties in turn, where the evidence names both and agrees."""
    found = {i: turn.speaker for i, turn in enumerate(segment) if turn.speaker}
    persons = list(dict.fromkeys(name for name in found.values() if name != JOURNALIST))
    for i, turn in enumerate(segment):
        parts = _address(turn.paragraphs[0].of(text), cast.known, knows)
        if parts and i not in found:
            found[i] = JOURNALIST
            persons += [name for name in _addressed(parts, cast.known)[:1] if name not in persons]
    for i in _questions(text, segment, found):
        found.setdefault(i, JOURNALIST)
    asks = {(i + (speaker != JOURNALIST)) % 2 for i, speaker in found.items()}
    if JOURNALIST not in found.values() or len(asks) != 1:
        return
    parity = asks.pop()
    # Where several answer, a tag says when it is not the one who was announced.
    other = cast.guest or (persons[0] if len(persons) == 1 else None)
    for i, turn in enumerate(segment):
        if i % 2 == parity:
            turn.speaker = JOURNALIST
        elif turn.speaker is None:
            turn.speaker = other


def _questions(text: str, segment: Sequence[Spoken], found: Mapping[int, str]) -> list[int]:
    """Turns that end in a question mark, where at least two do, at every other turn."""
    asked = [i for i, turn in enumerate(segment) if _ASKS.search(turn.paragraphs[-1].of(text))]
    one_party = len({i % 2 for i in asked}) == 1 and not any(
        found.get(i, JOURNALIST) != JOURNALIST for i in asked
    )
    return asked if len(asked) > 1 and one_party else []
