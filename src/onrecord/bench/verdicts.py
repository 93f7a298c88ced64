"""Which verdicts of ``check`` agree with the gold of a rendering; see ``data/bench``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.verdict import Verdict, VerdictKind

_Table = Mapping[str, Mapping[str, list[str]]]
_WORDED = "reworded"
_CUT = "omitted"


@cache
def _read(name: str) -> _Table:
    return tomllib.loads((files("onrecord") / "data" / "bench" / name).read_text("utf-8"))


def _table() -> _Table:
    return _read("verdicts.toml")


def judged(story: str) -> Mapping[str, frozenset[VerdictKind]]:
    """By quotation id, the verdicts that a reader accepts who has seen none; empty where nobody judged."""
    return {
        id_: frozenset(map(VerdictKind, kinds)) for id_, kinds in _read("judged.toml").get(story, {}).items()
    }


def acceptable(rendering: Mapping[str, Any], retold: bool) -> frozenset[VerdictKind]:
    """The verdicts that agree with ``rendering``, a gold record.

    ``retold``: its words are a translation of the reference, or stand in the reporter's grammar.
    """
    sets = [rendering, *rendering.get("alternatives", ())]
    return frozenset(kind for one in sets for kind in _of_one({**rendering, **one}, retold))


def of_reports(rendering: Mapping[str, Any], verdict: Verdict, shown: bool) -> frozenset[VerdictKind]:
    """What agrees besides where a report's words are asked of reports alone, no record being among them.

    ``shown``: the verdict's places have a reference of the gold.
    """
    borne_out = verdict.unsupported if rendering["attested"] == "no" else shown
    return frozenset(map(VerdictKind, _table()["reports"]["own"])) if borne_out else frozenset()


def _of_one(gold: Mapping[str, Any], retold: bool) -> Iterator[VerdictKind]:
    table, attested = _table(), gold["attested"]
    labels = frozenset(gold["changes"])
    if attested == "no":
        also = table["other_event"]["no"] if gold.get("absent_ok") else []
        yield from map(VerdictKind, [*table["attested"]["no"], *also])
        return
    if attested == "partly":
        yield from map(VerdictKind, table["attested"]["partly"])
        bare = labels <= {_CUT, "stitched"} or labels == {_CUT, "polarity"}
        for label in labels:
            if bare or label == "attribution":
                yield from map(VerdictKind, table["partly"].get(label, []))
        return
    for optional in (None, *gold.get("optional", ())):
        yield from _of_labels(labels | {optional} if optional else labels, retold)


def _of_labels(labels: frozenset[str], retold: bool) -> Iterator[VerdictKind]:
    """Words that were put otherwise and cut are a paraphrase: less than a cut alone promises."""
    table = _table()
    for label in sorted(labels - {_CUT} if _WORDED in labels else labels) or ["same"]:
        yield from map(VerdictKind, table["yes"][label])
        if retold:
            yield from map(VerdictKind, table["retold"].get(label, []))
