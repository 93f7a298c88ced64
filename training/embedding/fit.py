"""Token vectors whose weighted mean comes near the teacher's vector of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

_SIF = 1e-4
_RATE, _ROUNDS, _BATCH = 0.004, 10, 512

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Texts:
    """Token ids of texts, the teacher's vectors of them, and a name for the group each is centred with."""

    ids: Sequence[Sequence[int]]
    vectors: Array
    groups: Sequence[str]


def centred(texts: Texts) -> Array:
    """The vectors as unit vectors without the mean of their group."""
    out = texts.vectors / np.maximum(np.linalg.norm(texts.vectors, axis=1, keepdims=True), 1e-9)
    groups = np.array(texts.groups)
    for group in sorted(set(texts.groups)):
        out[groups == group] -= out[groups == group].mean(axis=0)
    return (out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def axes(sentences: Array, width: int) -> Array:
    """The ``width`` directions in which the vectors of sentences differ most, as columns."""
    values, found = np.linalg.eigh(sentences.T @ sentences / len(sentences))
    return np.ascontiguousarray(found[:, np.argsort(-values)[:width]]).astype(np.float32)


def fit(tokens: Array, frequency: Array, texts: Sequence[Texts], width: int, seed: int) -> Array:
    """A vector for every token, its weight included.

    ``tokens``: the teacher's centred vectors of tokens. ``texts``: running text first (for the axes).
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    targets = [centred(group) for group in texts]
    basis = axes(targets[0], width)
    start = torch.from_numpy((tokens @ basis) * (_SIF / (_SIF + frequency))[:, None]).float()
    start = start / start.norm(dim=1).mean()
    table = torch.nn.Embedding.from_pretrained(start.clone(), freeze=False, sparse=True).weight
    goals = [functional.normalize(torch.from_numpy(target @ basis)) for target in targets]
    optimizer = torch.optim.SparseAdam([table], lr=_RATE)
    for round_ in range(_ROUNDS):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * (1 - round_ / _ROUNDS)
        losses = []
        steps = [
            (number, rows)
            for number, group in enumerate(texts)
            for rows in np.array_split(rng.permutation(len(group.ids)), len(group.ids) // _BATCH + 1)
        ]
        for at in rng.permutation(len(steps)):
            number, rows = steps[at]
            loss = _loss(table, texts[number], goals[number], rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss.detach()))
        print(f"round {round_}: {np.mean(losses):.4f}", flush=True)
    return table.detach().numpy()


def _loss(table: Tensor, texts: Texts, goals: Tensor, rows: Array) -> Tensor:
    ids = [texts.ids[row] for row in rows]
    flat = torch.tensor([token for text in ids for token in text])
    offsets = torch.tensor(np.cumsum([0, *(len(text) for text in ids[:-1])]))
    found = functional.normalize(functional.embedding_bag(flat, table, offsets, mode="sum", sparse=True))
    goal = goals[torch.from_numpy(rows)]
    near = 1 - (found * goal).sum(1).mean()
    # The order of the batch's other texts by likeness should be the teacher's as well.
    ranks = functional.kl_div(
        functional.log_softmax(20 * found @ found.T, 1), functional.log_softmax(20 * goal @ goal.T, 1),
        log_target=True, reduction="batchmean",
    )  # fmt: skip
    return near + 0.3 * ranks
