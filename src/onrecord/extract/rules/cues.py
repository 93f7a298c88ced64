"""Speech cues of a language: the words that say that somebody says something.

The topic ``attribution`` holds, per language (an entry ending in ``*`` also stands for that word with up to
three more letters, for inflected languages):

- ``past``, ``present``, ``gerunds``: forms of speech verbs that take a clause; ``directive``: verbs that take
  somebody and an action; ``commissive``: verbs that take an action; ``objects``: verbs whose noun phrase is
  the content; ``labels``: verbs that give a thing a name in quote marks; ``nouns``: speech nouns;
- ``participles``: perfect participles of such verbs, whose subject stands by their auxiliary;
- ``denying``: verbs whose negation is a claim ("did not rule out that"); ``estimates``: verbs that give a
  thing a figure ("put the damage at 5 million");
- ``separable``: verb and particle ("gab bekannt"); the verb is a cue where the particle ends its clause;
- ``impersonal``: verbs that name nobody ("heißt es");
- ``clause_only``: verbs that are cues only before a complementiser or a colon; ``tags``: words that are
  cues only after their content ("..., so Roe"); ``topical``: verbs that say what they are about;
- ``own``: possessives inside a phrase of ``according`` ("по его словам"); ``whereby``: what ties a noun
  to the clause it is about ("wonach"); ``finite``: verbs that end a
  fronted phrase in verb-second languages; ``verb_second``: a language that is one;
- ``reported_mood``: verb forms that only reported speech has, ``carried_mood``: forms that speak for it where
  the sentence before is reported, ``hence``: words that say so ("demnach"), ``evidential``: regular
  expression of a verb phrase for what is said by others: see :mod:`onrecord.extract.rules.mood`;
- ``said_to``: regular expression of the infinitive that follows a verb of saying ("affirme vouloir partir");
  ``according_named``: words of ``according`` that credit only a name ("pour Roe", not "pour partir");
  ``pro_drop``: a verb needs no subject; ``incise``: the credit may stand inside the quote marks;
- ``relatives``: words that open a relative clause unless a verb of reported mood follows; ``infinitive``:
  regular expression of the infinitive that a clause after a comma ends in ("..., das Haus zu räumen");
- ``credit_heads``, with ``credit_before``, ``credit_after``, ``determiners``, ``genitives`` and ``of``: see
  :mod:`onrecord.extract.rules.credit`;
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
- ``dash_inside``: marks may enclose an attribution between dashes
  (:mod:`onrecord.extract.rules.interrupted`);
- ``gerund_ends``: endings of any verb's gerund, which no content begins with;
- ``relative_subjects``: relative pronouns in the nominative, where a clause's verb may follow at once;
- ``manner_ends``, ``manner_despite``: endings of adverbs of manner, which are no subject; of nouns like them;
- ``predicates``: endings of a verb that takes up its subject again after a subordinate clause;
- ``nominative`` and its companions: see :mod:`onrecord.extract.rules.subjects`;
- ``hearsay`` and its three keys: see :mod:`onrecord.extract.rules.hearsay`;
- ``digest``: phrases that announce a list of somebody's statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from onrecord.extract.rules.subjects import Subjects, subjects
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.phrases import NEVER, branches
from onrecord.text.vocabulary import Listed

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
    "participles",
    "separable",
    "impersonal",
    "denying",
    "estimates",
)
_RARE = ("according", "according_after", "unattributed", "digest", "doubt")
"""Lists of phrases of which many a text holds none."""
_BRACKET = 250
"""Characters between a separable verb and its particle."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text, and what sorts of cue its words can be; ``particle``: of a separable verb."""

    span: Span
    kinds: frozenset[str]
    particle: Span | None = None

    @property
    def close(self) -> int:
        """Where the verb with all its parts ends."""
        return self.particle.end if self.particle else self.span.end


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one language, ready to be looked for. Patterns match whole words, in any case.

    ``listed`` tells of some patterns, by name, whether a text can hold a match at all.
    """

    language: str
    verbs: re.Pattern[str]
    kinds: dict[str, frozenset[str]]
    according: re.Pattern[str]
    according_after: re.Pattern[str]
    as_: re.Pattern[str]
    that: re.Pattern[str]
    taken_back: re.Pattern[str]
    negation: re.Pattern[str]
    not_at_end: re.Pattern[str]
    between: re.Pattern[str]
    adverbial: re.Pattern[str]
    adverb: re.Pattern[str]
    auxiliary: re.Pattern[str]
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
    carried_mood: re.Pattern[str]
    evidential: re.Pattern[str]
    hence: re.Pattern[str]
    whereby: re.Pattern[str]
    relatives: re.Pattern[str]
    relative_subject: re.Pattern[str]
    determiner: re.Pattern[str]
    genitive: re.Pattern[str]
    hypothetical: re.Pattern[str]
    said_to: re.Pattern[str]
    named_only: re.Pattern[str]
    infinitive: re.Pattern[str]
    particles: dict[str, re.Pattern[str]]
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
    manner: re.Pattern[str]
    joining: tuple[str, ...]
    verb_second: bool
    pro_drop: bool
    incise: bool
    listed: dict[str, Listed]

    def find(self, text: str, span: Span) -> list[Cue]:
        """The verbs and nouns of ``text[span]`` that can be cues, in order."""
        found = (self._cue(text, m, span.end) for m in self.verbs.finditer(text, span.start, span.end))
        return [cue for cue in found if cue.kinds]

    def opening(self, text: str, span: Span) -> Cue | None:
        """The verb or noun that can be a cue with which ``text[span]`` begins."""
        match = self.verbs.match(text, span.start, span.end)
        cue = match and self._cue(text, match, span.end)
        return cue if cue and cue.kinds else None

    def _cue(self, text: str, match: re.Match[str], end: int) -> Cue:
        kinds, at = _kinds_of(match.group(), self.language), Span(match.start(), match.end())
        if "separable" not in kinds:
            return Cue(at, kinds)
        particle = self.particles[match.group().casefold()].search(text, at.end, min(end, at.end + _BRACKET))
        if particle is None:
            return Cue(at, kinds - {"separable"})
        return Cue(at, kinds - {"separable"} | {"past"}, Span(particle.start(), particle.end()))


@lru_cache(maxsize=1 << 12)
def _kinds_of(word: str, language: str) -> frozenset[str]:
    """The kinds of cue that ``word`` is."""
    known = cues(language)
    folded = _straight(" ".join(known.clitic.sub("", word.casefold()).split()))
    found = known.kinds.get(folded, frozenset())
    for cut in range(4):
        found |= known.kinds.get(folded[: len(folded) - cut] + "*", frozenset())
    return found or frozenset({"past"})


def _straight(word: str) -> str:
    """``word`` with the apostrophe that the language data has."""
    return word.replace("’", "'")


@cache
def cues(language: str) -> Cues:
    """The cues of ``language``; patterns that match nothing where there is no data for it."""
    data = lexicon.table("attribution", language)
    spaces = bool(data.get("spaces", True))

    def pattern(*keys: str, before: str = "", after: str = "") -> re.Pattern[str]:
        entries = [entry for key in keys for entry in data.get(key, ())]
        return _alternation(entries, spaces, before, after)

    def mood(*keys: str) -> re.Pattern[str]:
        # In small letters only: "er halte", not "die Halte".
        return re.compile(pattern(*keys).pattern) if data.get(keys[0]) else NEVER

    clitic = str(data.get("clitic", ""))
    entries = {kind: list(data.get(kind, ())) for kind in _KINDS}
    entries["separable"] = [entry.split()[0] for entry in entries["separable"]]
    verbs = [entry for kind in _KINDS for entry in entries[kind]]
    kinds: dict[str, frozenset[str]] = {}
    for kind in _KINDS:
        for entry in entries[kind]:
            folded = _straight(entry.casefold())
            kinds[folded] = kinds.get(folded, frozenset()) | {kind}
    return Cues(
        language=language,
        verbs=_alternation(verbs, spaces, clitic=clitic),
        kinds=kinds,
        according=pattern("according"),
        according_after=pattern("according_after"),
        as_=pattern("as"),
        that=pattern("that"),
        negation=pattern("not"),
        not_at_end=pattern("not", before=r"\s+", after=r"['’]?$"),
        taken_back=pattern("not", "hypothetical"),
        between=pattern("adverbs", "auxiliaries", before=r"[\s,]*", after=r"\s*$"),
        adverbial=pattern("adverbials"),
        adverb=pattern("adverbs"),
        auxiliary=pattern("auxiliaries", "passive"),
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
        clitic=re.compile(clitic) if clitic else NEVER,
        according_end=pattern("according_end", after="$"),
        finite=pattern("finite"),
        reported_mood=mood("reported_mood"),
        carried_mood=mood("carried_mood", "reported_mood"),
        evidential=re.compile(str(data["evidential"])) if "evidential" in data else NEVER,
        hence=pattern("hence"),
        whereby=pattern("whereby"),
        relatives=pattern("relatives"),
        relative_subject=pattern("relative_subjects", after=r"\s*$"),
        determiner=pattern("determiners"),
        genitive=pattern("genitives"),
        hypothetical=pattern("hypothetical"),
        said_to=re.compile(str(data["said_to"])) if "said_to" in data else NEVER,
        named_only=pattern("according_named"),
        infinitive=re.compile(str(data["infinitive"])) if "infinitive" in data else NEVER,
        particles=_particles(data.get("separable", ())),
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
        manner=_manner(data.get("manner_ends", ()), data.get("manner_despite", ())),
        verb_second=bool(data.get("verb_second", False)),
        pro_drop=bool(data.get("pro_drop", False)),
        incise=bool(data.get("incise", False)),
        listed={key: Listed(data.get(key, ())) for key in _RARE},
    )


def _ending(endings: list[str]) -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_]{{2,20}}(?:{'|'.join(endings)})(?!\w)", re.IGNORECASE) if endings else NEVER


def _predicate(endings: list[str]) -> re.Pattern[str]:
    return re.compile(rf",\s+(?=\w{{2,20}}(?:{'|'.join(endings)})(?!\w))") if endings else NEVER


def _manner(endings: list[str], despite: list[str]) -> re.Pattern[str]:
    """One word in small letters with the ending of adverbs, and no ending of nouns that are like them."""
    nouns = rf"(?!\w*(?:{'|'.join(despite)})(?!\w))" if despite else ""
    return re.compile(rf"{nouns}(?!\w*[A-ZА-ЯЁІЇЄҐ])\w+(?:{'|'.join(endings)})") if endings else NEVER


def _particles(entries: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """For each separable verb the particles that can end its clause."""
    of: dict[str, list[str]] = {}
    for entry in entries:
        verb, particle = entry.casefold().split(maxsplit=1)
        of.setdefault(verb, []).append(particle)
    return {
        verb: re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?=\s*(?:[,.:;!?—–“”]|\Z)|\s+und\b)", re.I
        )
        for verb, words in of.items()
    }


def _alternation(
    entries: list[str], spaces: bool, before: str = "", after: str = "", clitic: str = ""
) -> re.Pattern[str]:
    if not entries:
        return NEVER
    ordered = sorted(set(entries), key=lambda e: (-len(e), e))
    # No letter and no hyphen before: "so-called" holds no cue.
    apart = r"(?<![^\W\d_])(?<!\w[-‑])" if spaces else ""
    body = branches(ordered, lambda entry: _rest(entry, clitic), apart)
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)


def _rest(entry: str, clitic: str) -> str:
    """The regex of an entry after its first letter."""
    tied = rf"(?:{clitic})?" if clitic else ""
    parts = [re.escape(p.removesuffix("*")) + (r"\w{0,3}" if p.endswith("*") else "") for p in entry.split()]
    last = entry.rstrip("*")[-1:]
    ends = r"(?!\w)" if last.isalnum() and not "\u3040" <= last <= "\u9fff" else ""
    source = ((tied + r"\s+").join(parts) + tied + ends).removeprefix(re.escape(entry[0]))
    return source.replace("'", "['’]")
