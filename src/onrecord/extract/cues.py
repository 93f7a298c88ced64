"""Speech cues of a language: the words that say that somebody says something.

The topic ``attribution`` holds, per language (an entry ending in ``*`` also stands for that word with up to
three more letters, for inflected languages):

- ``past``, ``present``, ``gerunds``: forms of speech verbs that take a clause; ``directive``: verbs that take
  somebody and an action; ``commissive``: verbs that take an action; ``objects``: verbs whose noun phrase is
  the content; ``labels``: verbs that give a thing a name in quote marks; ``nouns``: speech nouns;
- ``clause_only``: verbs that are cues only before a complementiser or a colon; ``tags``: words that are
  cues only after their content ("..., so Roe"); ``topical``: verbs that say what they are about;
- ``own``: possessives inside a phrase of ``according`` ("по его словам"); ``finite``: verbs that end a
  fronted phrase in verb-second languages; ``reported_mood``: verb forms of reported speech without a cue;
- ``according``, ``according_after``: words before and after a source; ``as``: "as he said";
- ``that``: complementisers; ``bare``: verbs a clause may follow with nothing between; ``comma_clause``: with
  a comma only; ``inverted``: the verb may precede its subject; ``verb_final`` with ``topics``: the verb ends
  the sentence and particles mark its subject; ``spaces = false``: words are not set apart;
- ``not``, ``hypothetical``: words before a cue that take the claim back; ``pronouns``, ``first``;
  ``auxiliaries``, ``adverbs``: words between a source and its cue; ``adverbials``: words that begin an
  adverbial; ``conjunctions``, ``and``: words that begin a clause; ``addressees``: who is told;
  ``addressed``: verbs that name who is told;
- ``open_gap``: verbs that anything may part from their complementiser ("said more than once that");
  ``speech``: further words of saying, which a model may take for a cue but no rule does;
- ``expletive``: pronouns that stand for nobody before a passive ("it was reported that"), with ``passive``:
  the auxiliaries of that passive;
- ``back``: what points back at the sentence before ("Об этом" пишет ...); ``ordinal_stop``: a full stop after
  figures makes an ordinal ("am 3. Mai");
- ``clitic``: regular expression of a subject pronoun tied to its verb; ``according_end``: words between a
  source and the end of its phrase;
- ``unattributed``: phrases like those of ``according`` that name nobody ("по предварительным данным");
- ``about``: prepositions before a noun phrase that is the content of a verb of ``topical``;
- ``relative``: what ties a cue to the clause before it ("о чём");
- ``doubt``: particles by which a reporter marks a clause as somebody else's claim ("якобы");
- ``dash_inside``: marks may enclose an attribution between dashes (:mod:`onrecord.extract.interrupted`);
- ``gerund_ends``: endings of any verb's gerund, which no content begins with;
- ``predicates``: endings of a verb that takes up its subject again after a subordinate clause;
- ``nominative`` and its companions: see :mod:`onrecord.extract.subjects`;
- ``hearsay`` and its three keys: see :mod:`onrecord.extract.hearsay`;
- ``digest``: phrases that announce a list of somebody's statements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.extract.subjects import Subjects, subjects
from onrecord.model import Span
from onrecord.text import lexicon

_KINDS = (
    "past",
    "present",
    "gerunds",
    "directive",
    "commissive",
    "objects",
    "labels",
    "nouns",
    "clause_only",
    "tags",
    "topical",
)
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text, and what sorts of cue its words can be."""

    span: Span
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language, ready to be looked for. Patterns match whole words, in any case."""

    language: str
    verbs: re.Pattern[str]
    kinds: dict[str, frozenset[str]]
    according: re.Pattern[str]
    according_after: re.Pattern[str]
    as_: re.Pattern[str]
    that: re.Pattern[str]
    taken_back: re.Pattern[str]
    between: re.Pattern[str]
    adverbial: re.Pattern[str]
    adverb: re.Pattern[str]
    clause: re.Pattern[str]
    and_: re.Pattern[str]
    addressee: re.Pattern[str]
    pronoun: re.Pattern[str]
    first: re.Pattern[str]
    topics: re.Pattern[str]
    digest: re.Pattern[str]
    own: re.Pattern[str]
    open_gap: re.Pattern[str]
    speech: re.Pattern[str]
    expletive: re.Pattern[str]
    passive: re.Pattern[str]
    back: re.Pattern[str]
    clitic: re.Pattern[str]
    according_end: re.Pattern[str]
    finite: re.Pattern[str]
    reported_mood: re.Pattern[str]
    bare: re.Pattern[str]
    addressed: re.Pattern[str]
    comma_clause: bool
    inverted: bool
    spaces: bool
    verb_final: bool
    ordinal_stop: bool
    subjects: Subjects
    unattributed: re.Pattern[str]
    about: re.Pattern[str]
    doubt: re.Pattern[str]
    gerund: re.Pattern[str]
    relative: re.Pattern[str]
    dash_inside: bool
    predicate: re.Pattern[str]
    joining: tuple[str, ...]

    def find(self, text: str, span: Span) -> list[Cue]:
        """The verbs and nouns of ``text[span]`` that can be cues, in order."""
        matches = self.verbs.finditer(text, span.start, span.end)
        return [Cue(Span(m.start(), m.end()), self._kinds(m.group())) for m in matches]

    def _kinds(self, word: str) -> frozenset[str]:
        folded = " ".join(self.clitic.sub("", word.casefold()).split())
        found = self.kinds.get(folded, frozenset())
        for cut in range(4):
            found |= self.kinds.get(folded[: len(folded) - cut] + "*", frozenset())
        return found or frozenset({"past"})


@cache
def cues(language: str) -> Cues:
    """The cues of ``language``; patterns that match nothing where there is no data for it."""
    data = lexicon.table("attribution", language)
    spaces = bool(data.get("spaces", True))

    def pattern(*keys: str, before: str = "", after: str = "") -> re.Pattern[str]:
        entries = [entry for key in keys for entry in data.get(key, ())]
        return _alternation(entries, spaces, before, after)

    clitic = str(data.get("clitic", ""))
    verbs = [entry for kind in _KINDS for entry in data.get(kind, ())]
    kinds: dict[str, frozenset[str]] = {}
    for kind in _KINDS:
        for entry in data.get(kind, ()):
            kinds[entry.casefold()] = kinds.get(entry.casefold(), frozenset()) | {kind}
    return Cues(
        language=language,
        verbs=_alternation(verbs, spaces, clitic=clitic),
        kinds=kinds,
        according=pattern("according"),
        according_after=pattern("according_after"),
        as_=pattern("as"),
        that=pattern("that"),
        taken_back=pattern("not", "hypothetical"),
        between=pattern("adverbs", "auxiliaries", before=r"[\s,]*", after=r"\s*$"),
        adverbial=pattern("adverbials"),
        adverb=pattern("adverbs"),
        clause=pattern("conjunctions"),
        and_=pattern("and"),
        addressee=pattern("addressees"),
        pronoun=pattern("pronouns"),
        first=pattern("first"),
        topics=pattern("topics"),
        digest=pattern("digest"),
        own=pattern("own"),
        open_gap=pattern("open_gap"),
        speech=pattern("speech", "according", *_KINDS),
        expletive=pattern("expletive"),
        passive=pattern("passive"),
        back=pattern("back"),
        clitic=re.compile(clitic) if clitic else _NOTHING,
        according_end=pattern("according_end", after="$"),
        finite=pattern("finite"),
        reported_mood=pattern("reported_mood"),
        bare=pattern("bare"),
        addressed=pattern("addressed"),
        comma_clause=bool(data.get("comma_clause", False)),
        inverted=bool(data.get("inverted", False)),
        spaces=spaces,
        verb_final=bool(data.get("verb_final", False)),
        ordinal_stop=bool(data.get("ordinal_stop", False)),
        subjects=subjects(language),
        unattributed=pattern("unattributed"),
        about=pattern("about"),
        doubt=pattern("doubt"),
        gerund=_ending(data.get("gerund_ends", ())),
        relative=pattern("relative"),
        dash_inside=bool(data.get("dash_inside", False)),
        joining=tuple(data.get("and", ())) if data.get("nominative") else (),
        predicate=_predicate(data.get("predicates", ())),
    )


def _ending(endings: list[str]) -> re.Pattern[str]:
    return (
        re.compile(rf"[^\W\d_]{{2,20}}(?:{'|'.join(endings)})(?!\w)", re.IGNORECASE) if endings else _NOTHING
    )


def _predicate(endings: list[str]) -> re.Pattern[str]:
    return re.compile(rf",\s+(?=\w{{2,20}}(?:{'|'.join(endings)})(?!\w))") if endings else _NOTHING


def _alternation(
    entries: list[str], spaces: bool, before: str = "", after: str = "", clitic: str = ""
) -> re.Pattern[str]:
    if not entries:
        return _NOTHING
    words = "|".join(_entry(e, clitic) for e in sorted(set(entries), key=lambda e: (-len(e), e)))
    # No letter and no hyphen before: "so-called" holds no cue.
    body = rf"(?<![^\W\d_])(?<!\w[-‑])(?:{words})" if spaces else rf"(?:{words})"
    return re.compile(before + body + after, re.IGNORECASE)


def _entry(entry: str, clitic: str) -> str:
    if entry == "n't":
        return r"(?<=n)['’]t(?!\w)"
    tied = rf"(?:{clitic})?" if clitic else ""
    parts = [re.escape(p.removesuffix("*")) + (r"\w{0,3}" if p.endswith("*") else "") for p in entry.split()]
    last = entry.rstrip("*")[-1:]
    ends = r"(?!\w)" if last.isalnum() and not "\u3040" <= last <= "\u9fff" else ""
    return (tied + r"\s+").join(parts) + tied + ends
