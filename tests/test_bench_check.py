"""Verdicts beside gold: which agree, and how times are told."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.bench.check_large import share
from onrecord.bench.verdicts import acceptable, of_reports
from onrecord.verdict import Verdict, VerdictKind


@pytest.mark.parametrize(
    ("gold", "retold", "right", "wrong"),
    [
        ({"attested": "yes", "changes": []}, False, "exact", "paraphrase"),
        ({"attested": "yes", "changes": []}, True, "paraphrase", "altered"),
        ({"attested": "yes", "changes": [], "optional": ["reworded"]}, False, "paraphrase", "altered"),
        ({"attested": "yes", "changes": ["reworded"]}, False, "paraphrase", "exact"),
        ({"attested": "yes", "changes": ["stitched"]}, False, "spliced", "trimmed"),
        ({"attested": "partly", "changes": ["number"]}, False, "altered", "trimmed"),
        ({"attested": "partly", "changes": ["omitted", "polarity"]}, False, "trimmed", "exact"),
        ({"attested": "partly", "changes": ["attribution"]}, False, "another speaker's", "exact"),
        ({"attested": "no", "changes": ["added"]}, False, "not in this record", "altered"),
        ({"attested": "no", "changes": ["added"], "absent_ok": True}, False, "another occasion's", "exact"),
    ],
)
def test_verdicts_that_agree(gold: dict[str, Any], retold: bool, right: str, wrong: str) -> None:
    """Every set of labels has verdicts that agree with it, and none agrees with everything."""
    found = acceptable(gold, retold)
    assert VerdictKind(right) in found
    assert VerdictKind(wrong) not in found


def test_an_alternative_is_right_as_well() -> None:
    """Gold that can be read in two ways accepts the verdicts of both."""
    gold = {"attested": "yes", "changes": [], "alternatives": [{"changes": ["reworded"]}]}
    assert {VerdictKind.EXACT, VerdictKind.PARAPHRASE} <= acceptable(gold, retold=False)


def test_a_share_of_times() -> None:
    """The median and the slowest of a handful."""
    assert (share([3, 1, 2], 0.5), share([3, 1, 2], 0.95)) == (2, 3)


@pytest.mark.parametrize(
    ("attested", "unsupported", "shown", "agrees"),
    [
        ("partly", False, True, True),
        ("partly", False, False, False),
        ("yes", True, False, False),
        ("no", True, False, True),
        ("no", False, True, False),
    ],
)
def test_reports_alone(attested: str, unsupported: bool, shown: bool, agrees: bool) -> None:
    """A report's own words agree where the other version is shown, or nothing is said to bear them out."""
    verdict = Verdict("q", None, VerdictKind.EXACT, "", (), (), unsupported=unsupported)
    assert (VerdictKind.EXACT in of_reports({"attested": attested}, verdict, shown)) is agrees
