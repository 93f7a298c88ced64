"""Fit the constants of ``src/onrecord/data/align.toml`` to the tables that ``pairs.py`` made; prints TOML.

    python fit.py WITH_EMBEDDING.npz WITHOUT.npz > src/onrecord/data/align.toml

Two steps for each set of constants. How well a window fits (intersection over union with the true one) is
fitted with a fractional logistic regression (Papke & Wooldridge 1996): that ranks windows. Whether the best
window is right at all is then fitted on its log odds (Platt 1999): ``scale`` and ``shift``.
"""

from __future__ import annotations

import base64
import sys
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.align.evidence import Evidence

Array = NDArray[np.float64]

NAMES = [f.name for f in fields(Evidence)]
GIVEN = {"speaker": 0.7, "other": -1.2, "spoken": 0.4, "asked": -1.5}
"""Not varied in the made-up events: set by hand, in final log odds."""
DECIDED = 0.75


def regress(x: Array, y: Array, weight: Array, ridge: float = 1e-3) -> Array:
    """Logistic regression by Newton's method; the last coefficient is the constant."""
    x = np.hstack([x, np.ones((len(x), 1))])
    beta = np.zeros(x.shape[1])
    total = weight.sum()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) / total + ridge * beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x / total + ridge * np.eye(len(beta))
        step = np.linalg.solve(curvature, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def constants(
    x: Array, fit: Array, hit: NDArray[np.bool_], exact: NDArray[np.bool_], group: Array, use: list[str]
) -> dict[str, float]:
    """Coefficients for the pieces of evidence in ``use``; the others are given.

    Windows are ranked by the cases whose stretch is known exactly; presence is told by all.
    """
    columns = [NAMES.index(n) for n in use]
    counts = dict(zip(*np.unique(group, return_counts=True), strict=True))
    weight = np.array([1.0 / counts[g] for g in group])
    beta = regress(x[exact][:, columns], fit[exact], weight[exact])
    out = dict.fromkeys(NAMES, 0.0) | dict(zip(use, beta.tolist(), strict=False))
    out["bias"] = float(beta[-1])
    score = x[:, columns] @ beta[:-1] + beta[-1]
    best = [max(np.flatnonzero(group == g), key=lambda i: score[i]) for g in counts]
    right = hit[best]
    platt = regress(score[best][:, None], right.astype(float), np.ones(len(best)))
    out["scale"], out["shift"] = float(platt[0]), float(platt[1])
    out |= {name: value / out["scale"] for name, value in GIVEN.items()}
    there = np.array([hit[group == g].any() for g in counts])
    p = platt[0] * score[best] + platt[1]
    print(
        f"# {len(best)} parts, {there.mean():.2f} with a right candidate: found {right[there].mean():.3f},"
        f" fit {fit[best][there].mean():.3f}, false alarms {(p[right] < 0).mean():.3f},"
        f" false attestations {(p[~right] >= 0).mean():.3f}",
        file=sys.stderr,
    )
    return out


def main() -> None:
    with_, without = (np.load(p) for p in sys.argv[1:3])
    lexical = ["covered", "covering", "verbatim", "numbers", "shorter", "longer", "whole"]
    every = ["meaning", *lexical]
    tables = {"embedding": _table(with_, False, every), "foreign": _table(with_, True, every)}
    tables["lexical"] = _table(without, None, lexical)
    print("# Constants of onrecord.align, from training/alignment.\n")
    code = base64.b64encode(with_["mean"].astype("<f2").tobytes()).decode()
    print("[mean]\n# The general mean of a model's vectors: base64 of little-endian half-precision numbers.")
    print(f'{str(with_["name"]).split()[0]} = "{code}"')
    if len(with_["margins"]):
        x, right = with_["margins"][:, :2], with_["margins"][:, 2]
        odds, above, bias = regress(x, right, np.ones(len(x))).tolist()
        print(f"\n[margin]\nbias = {bias:.3f}\nodds = {odds:.3f}\nabove = {above:.3f}")
    for name, table in tables.items():
        print(f"\n[{name}]")
        for key in ("bias", *NAMES, "scale", "shift"):
            print(f"{key} = {table[key]:.3f}")


def _table(data: Any, foreign: bool | None, use: list[str]) -> dict[str, float]:
    x, fit, group = data["rows"], data["fits"], data["groups"]
    hit, exact = data["hits"], data["exacts"]
    keep = np.ones(len(fit), dtype=bool) if foreign is None else data["foreign"] == foreign
    if foreign is not None:
        # Near-verbatim parts were never shown to the embedding.
        verbatim = x[:, NAMES.index("verbatim")]
        decided = {g for g in np.unique(group) if verbatim[group == g].max() >= DECIDED}
        keep &= np.array([g not in decided for g in group])
    return constants(x[keep], fit[keep], hit[keep], exact[keep], group[keep], use)


if __name__ == "__main__":
    main()
