"""Turns of transcripts and interviews: whose words each paragraph is.

Two notations are read: labels ("Name: words", "NAME.- words", "Mr ROE. Words"; see
:mod:`onrecord.extract.layout.labels`) and dashes at the head of a paragraph (see
:mod:`onrecord.extract.layout.dashes`). A colon in an ordinary sentence is no label: a label must
recur, or be a question's, or be a person's name among other labels. Paragraphs without a label go on with the
turn before them; furniture between them (links, captions, stage directions) is stepped over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from onrecord.extract.layout.cast import complete, full_names, office_holder
from onrecord.extract.layout.dashes import Spoken, dash_turns
from onrecord.extract.layout.hearing import Hearing
from onrecord.extract.layout.inline import SPOKEN, is_inside, parted, unwrapped
from onrecord.extract.layout.labelnames import in_small_letters, is_full_name, is_name_label, speaker_name
from onrecord.extract.layout.labelparts import parts_of
from onrecord.extract.layout.labels import (
    JOURNALIST,
    Label,
    is_titled,
    read_label,
    read_lone_label,
)
from onrecord.extract.layout.lines import is_stage_direction
from onrecord.extract.speakers.naming import Naming, naming
from onrecord.model import Block, BlockKind, Document, Span, Turn
from onrecord.text.names import same_person, words_of
from onrecord.text.sentences import trim
from onrecord.text.tokens import fold

_LONE_TIMES = 3
_MINUTES = 3
"""Paragraphs with labels that only a stop ends from which a text is minutes."""
_SHARE = 0.2
"""Share of the paragraphs of minutes that have labels, at least."""
_LEAD = 3
"""Paragraphs that may tell of an occasion before its only speaker begins."""
_QUOTED = frozenset('“”"„«»‘‚「『')


def turns(document: Document, blocks: Sequence[Block]) -> tuple[Turn, ...]:
    """The turns of ``document``, in order; empty for an ordinary report.

    ``speaker`` is the fullest form of the name that the document itself gives, without titles; "journalist"
    for an unnamed questioner; None where the document does not tell.
    """
    knows = naming(document.language)
    text = document.text
    blocks = unwrapped(text, blocks, knows)
    labels = _labels(text, blocks, knows)
    pieces = parted(text, document.title, blocks, tuple(labels.values()), knows) if labels else blocks
    if len(pieces) > len(blocks):
        blocks, labels = pieces, _labels(text, pieces, knows)
    spoken = _labelled(document, blocks, labels, knows) if labels else dash_turns(document, blocks, knows)
    return tuple(_turn(document, number, item) for number, item in enumerate(spoken, 1))


def with_turns(blocks: Sequence[Block], found: Sequence[Turn]) -> tuple[Block, ...]:
    """``blocks`` with those that lie in a turn marked as such."""
    spans = [paragraph for turn in found for paragraph in turn.paragraphs]
    inside = {span.start for span in spans} | {span.end for span in spans}
    return tuple(
        replace(block, kind=BlockKind.TURN)
        if block.kind is BlockKind.BODY and (block.span.start in inside or block.span.end in inside)
        else block
        for block in blocks
    )


def _turn(document: Document, number: int, item: Spoken) -> Turn:
    span = Span(item.paragraphs[0].start, item.paragraphs[-1].end)
    name = f"{document.id}-t{number:02d}"
    return Turn(name, document.id, span, tuple(item.paragraphs), item.label, item.speaker, item.labelled)


def _labels(text: str, blocks: Sequence[Block], knows: Naming) -> dict[int, Label]:
    """Block index -> label, where the labels of the document agree that it is a transcript."""
    found = {
        i: label
        for i, block in enumerate(blocks)
        if block.kind in SPOKEN and (label := read_label(text, block.span, knows)) is not None
        if not is_inside(text, block.span.start, knows)
    }
    found = _without_list(text, blocks, _without_prose(blocks, found), knows)
    found.update(_lone_labels(text, blocks, found, knows))
    if any(label.kind == "word" for label in found.values()):
        found = _with_family_names(text, blocks, found, knows)
    accepted = _accepted(text, blocks, found, knows)
    return {i: label for i, label in found.items() if label.form in accepted}


def _without_prose(blocks: Sequence[Block], found: dict[int, Label]) -> dict[int, Label]:
    """``found`` without labels that a mere stop ends, but in minutes, where many recur."""
    stopped = Counter(label.form for label in found.values() if label.ends in ("stop", "minutes"))
    often = stopped.total() >= max(_MINUTES, _SHARE * sum(block.kind in SPOKEN for block in blocks))
    if often and len(stopped) > 1 and max(stopped.values()) > 1:
        return found
    return {i: label for i, label in found.items() if label.ends != "stop"}


def _without_list(
    text: str, blocks: Sequence[Block], found: dict[int, Label], knows: Naming
) -> dict[int, Label]:
    """``found`` without lines that head a record: "Chair: Ada Roe" tells who presides, not what is said."""
    kept = dict(found)
    for i, label in sorted(found.items()):
        words = text[label.words : blocks[i].span.end].strip()
        if label.kind not in ("role", "office", "word") or words.endswith(("!", "?")):
            break
        name = parts_of(words.strip(" .")).core
        once = sum(other.form == label.form for other in kept.values()) == 1
        full = len(words_of(name)) > 1 and is_name_label(name, knows)
        if not (full and not words.endswith(".")) and not (once and is_full_name(name, knows)):
            break
        del kept[i]
    return kept


def _with_family_names(
    text: str, blocks: Sequence[Block], found: dict[int, Label], knows: Naming
) -> dict[int, Label]:
    """One-word labels are names: the family name of somebody named in full, or a name run together."""
    persons = list(full_names(text, [block.span for block in blocks], knows))
    persons += [label.name for label in found.values() if is_titled(label)]
    family = {fold(words_of(person)[-1]) for person in persons} | {fold("".join(p.split())) for p in persons}
    return {i: _as_name(label, family) for i, label in found.items()}


def _as_name(label: Label, family: Collection[str]) -> Label:
    """``label`` as a name, where it is a known family name, alone or after an abbreviation ("OB Roe")."""
    lead, _, last = label.text.rpartition(" ")
    if label.form in family:
        return replace(label, kind="name")
    short = label.kind == "word" and lead.isupper() and fold(last) in family
    return replace(label, kind="name", name=last) if short else label


def _lone_labels(
    text: str, blocks: Sequence[Block], found: dict[int, Label], knows: Naming
) -> dict[int, Label]:
    """Labels on a line of their own: they must recur, for a subheading may be a name once or twice.

    Among lines with times or affiliations ("Ada Roe -- Chief Executive Officer") all are labels.
    """
    lone = {
        i: label
        for i, block in enumerate(blocks)
        if i not in found or found[i].words >= block.span.end
        if (label := read_lone_label(text, block.span, knows)) is not None and _may_stand_alone(label, block)
    }
    times = Counter(label.form for label in lone.values())
    marked = sum(label.ends == "marked" for label in lone.values()) >= _LONE_TIMES
    return {
        i: label
        for i, label in lone.items()
        if (label.kind != "role" and times[label.form] >= _LONE_TIMES)
        or (marked and (label.ends == "marked" or times[label.form] > 1))
    }


def _may_stand_alone(label: Label, block: Block) -> bool:
    """Lines that recur on a page pass for furniture, and so may those with the names of whoever speaks."""
    if label.kind == "role" or label.ends == "marked":
        return True
    return block.kind in SPOKEN and label.kind in ("name", "question")


def _accepted(text: str, blocks: Sequence[Block], found: dict[int, Label], knows: Naming) -> frozenset[str]:
    times = Counter(label.form for label in found.values())
    kinds = _kinds(found)
    # Nobody answers where nobody asks: "A Reclamation Plan" is no answer.
    vain = {"word"} if "question" in kinds.values() else {"word", "answer"}
    firm = {form for form, kind in kinds.items() if kind not in vain}
    # "President X Y" and, further on, "X Y" are one label twice.
    people = {label.form: fold(label.name) for label in found.values()}
    often = Counter(people[label.form] for label in found.values() if label.kind == "name")
    recurring = {form for form in firm if times[form] > 1 or often[people[form]] > 1}
    asked = {form for form in firm if kinds[form] in ("question", "role")}
    spoken = sum(times[form] for form in firm)
    if not (recurring or asked) or spoken < 2:
        return _monologue(text, blocks, found, knows)
    # A word that nothing explains ("ft.com") is a label where it recurs and takes turns with a firm one.
    words = {form for form, kind in kinds.items() if kind == "word" and times[form] > 1}
    return frozenset(firm | (words if recurring else set()))


def _kinds(found: Mapping[int, Label]) -> dict[str, str]:
    """Label form -> kind: of a form that is a name in one place and may be anything in another, the name."""
    ordered = sorted(found.values(), key=lambda label: label.kind != "word")
    return {label.form: label.kind for label in ordered}


def _monologue(text: str, blocks: Sequence[Block], found: dict[int, Label], knows: Naming) -> frozenset[str]:
    """One or two titled names, each once: an address or an exchange of greetings, if they open the text.

    Words in quote marks after the colon are a headline's, not a transcript's.
    """
    names = [label for _, label in sorted(found.items()) if label.kind == "name" and is_titled(label)]
    names = [label for label in names if text[label.words : label.words + 1] not in _QUOTED]
    first = min(found, default=0)
    if sum(block.kind is BlockKind.BODY for block in blocks[:first]) > _LEAD:
        return frozenset()
    return frozenset(label.form for label in names) if names and found[first] in names else frozenset()


def _labelled(
    document: Document, blocks: Sequence[Block], labels: dict[int, Label], knows: Naming
) -> list[Spoken]:
    speakers = _speakers(document, blocks, labels, knows)
    heads = full_names(document.text, _heads(blocks, labels), knows)
    hearing = Hearing([*(name for name in speakers.values() if name), *heads], knows)
    # Who speaks alone goes on below a subheading; after the last turn of several an article may follow.
    last = max(labels) if len(labels) > 1 else len(blocks)
    out: list[Spoken] = []
    for i, block in enumerate(blocks):
        label = labels.get(i)
        if label is None and hearing.calls(document.text, block):
            continue
        if label is not None:
            out.append(Spoken([], label.span, hearing.speaker(label, speakers), True))
            words = trim(document.text, Span(min(label.words, block.span.end), block.span.end))
            if len(words):
                out[-1].paragraphs.append(words)
        elif out and _goes_on(document.text, block, after_last=i > last):
            out[-1].paragraphs.append(block.span)
        elif out and i > last and block.kind is not BlockKind.DATELINE:
            break
    return [item for item in out if item.paragraphs]


def _goes_on(text: str, block: Block, after_last: bool) -> bool:
    if is_stage_direction(block.span.of(text)):
        return False
    return block.kind is BlockKind.BODY or (
        block.kind in (BlockKind.SUBHEADING, BlockKind.DATELINE) and not after_last
    )


def _speakers(
    document: Document, blocks: Sequence[Block], labels: dict[int, Label], knows: Naming
) -> dict[str, str | None]:
    """Label form -> name. Short forms take the full name of a longer label, else of the text around."""
    heads = _heads(blocks, labels)
    kinds = _kinds(labels)
    ordered = [label for _, label in sorted(labels.items())]
    names = {
        label.form: label.name or speaker_name(label.text, knows)
        for label in ordered
        if label.kind in ("name", "word") or label.name
    }
    texts = {label.form: label.text for label in ordered}
    names = {form: _cut_back(name, names) if name else texts[form] for form, name in names.items()}
    for label in ordered:
        if label.kind in ("role", "office") and not label.name:
            held = {one.name for one in ordered if one.office == label.form}
            names[label.form] = (
                held.pop() if len(held) == 1 else office_holder(label.text, document.text, heads, knows)
            )
    around = full_names(document.title or "", [Span(0, len(document.title or ""))], knows)
    known = [name for form, name in names.items() if " " in name and kinds[form] not in ("role", "office")]
    known += [in_small_letters(name) for name in (*around, *full_names(document.text, heads, knows))]
    out: dict[str, str | None] = {form: complete(name, known) for form, name in names.items()}
    for label in labels.values():
        if (label.kind == "question" and not label.name) or (
            kinds[label.form] == "word" and _asks(document.text, blocks, labels, label.form)
        ):
            out[label.form] = JOURNALIST
        elif label.kind == "answer":
            out[label.form] = _only_person(out, known)
    return out


def _heads(blocks: Sequence[Block], labels: dict[int, Label]) -> list[Span]:
    """What stands before the first label, and headlines."""
    first = min(labels)
    return [block.span for i, block in enumerate(blocks) if i < first or block.kind is BlockKind.HEADLINE]


def _asks(text: str, blocks: Sequence[Block], labels: dict[int, Label], form: str) -> bool:
    """True when most paragraphs under a label that names no person, such as a paper's, hold a question."""
    said = [blocks[i].span.of(text) for i, label in labels.items() if label.form == form]
    return 2 * sum(1 for words in said if "?" in words or "？" in words) > len(said)


def _cut_back(name: str, names: dict[str, str]) -> str:
    """A first label may run an office into a name ("Lukoil X Y"); a later label then shows the name alone."""
    tails = [other for other in names.values() if other and name.endswith(" " + other) and " " in other]
    return max(tails, key=len, default=name)


def _only_person(named: dict[str, str | None], known: Sequence[str]) -> str | None:
    persons = [name for name in (*named.values(), *known) if name and name != JOURNALIST]
    if persons and all(same_person(persons[0], other) for other in persons):
        return max(persons, key=len)
    return None
