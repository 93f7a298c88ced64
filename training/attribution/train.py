"""Train the attribution span model, export it to int8 ONNX, calibrate it and write its model card.

    python training/attribution/train.py --data DIR --base DIR --out DIR --seed N

``--data`` holds ``train/`` and ``dev/`` in brat format (see ``data.py``), ``--base`` a MiniLM-L6 checkpoint
(``model.safetensors``) with its ``tokenizer.json``. About eight minutes an epoch on one core that has
bfloat16 arithmetic. ``--out`` becomes a folder that ``SpanModel(path)`` reads.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from data import IGNORE, Labels, labelled, load_tokenizer, read_split, window_targets
from model import Tagger
from onrecord.extract.spans.spandecode import word_positions
from onrecord.extract.spans.spanwindows import LONGEST, Ints, Pieces, Window, windows
from publish import publish

MASK_PIECE, PADDING_FEATURE = 103, 13
FIRST_ORDINARY_PIECE = 999


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that a run is made of beside data and seed."""

    epochs: float = 12.0
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: int = 150
    positions: int = 2048
    dropout: float = 0.1
    masked: float = 0.05
    shortest: int = 64
    average: float = 0.998
    crf: float = 1.0
    pieces: float = 0.5
    smoothing: float = 0.02
    links: float = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A window, its labels by position, and where its words begin."""

    window: Window
    targets: Ints
    words: Ints


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples padded to one length."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    targets: Tensor
    words: Tensor
    word_mask: Tensor


def examples(documents: list[tuple[Pieces, Labels]], recipe: Recipe, dice: random.Random) -> list[Example]:
    """Every document cut into windows anew: the window length and the first sentence vary by epoch."""
    found = []
    for source, labels in documents:
        longest = LONGEST if dice.random() < 0.6 else dice.randint(recipe.shortest, LONGEST)
        for window in windows(source, longest):
            words = word_positions(source, window)
            if len(words):
                found.append(Example(window, window_targets(window, labels), words))
    return found


def batches(found: list[Example], recipe: Recipe, dice: random.Random) -> list[Batch]:
    """Examples of like length together, batches in random order."""
    found = sorted(found, key=lambda e: len(e.window) + 12 * dice.random())
    groups: list[list[Example]] = [[]]
    for example in found:
        longest = max([len(example.window), *(len(e.window) for e in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > recipe.positions:
            groups.append([])
        groups[-1].append(example)
    dice.shuffle(groups)
    return [pad(group) for group in groups]


def pad(group: list[Example]) -> Batch:
    """One batch of ``group``."""
    size = (len(group), max(len(e.window) for e in group))
    ids, features = torch.zeros(size, dtype=torch.long), torch.full(size, PADDING_FEATURE)
    mask, targets = torch.zeros(size), torch.full((size[0], 3, size[1]), IGNORE)
    words = torch.zeros(size[0], max(len(e.words) for e in group), dtype=torch.long)
    word_mask = torch.zeros(words.shape, dtype=torch.bool)
    for row, example in enumerate(group):
        length = len(example.window)
        ids[row, :length] = torch.from_numpy(example.window.ids)
        features[row, :length] = torch.from_numpy(example.window.features)
        mask[row, :length] = 1
        targets[row, :, :length] = torch.from_numpy(example.targets)
        words[row, : len(example.words)] = torch.from_numpy(example.words)
        word_mask[row, : len(example.words)] = True
    return Batch(ids, features, mask, targets, words, word_mask)


def loss(model: Tagger, batch: Batch, recipe: Recipe) -> Tensor:
    """CRF over words, cross-entropy over pieces, and both pointers, weighted."""
    hidden = (torch.rand(batch.ids.shape) < recipe.masked) & (batch.ids > FIRST_ORDINARY_PIECE)
    with torch.autocast("cpu", torch.bfloat16):
        tags, to_cue, to_source = model(batch.ids.masked_fill(hidden, MASK_PIECE), batch.features, batch.mask)
    tags = tags.float()
    at_words = tags.gather(1, batch.words[:, :, None].expand(-1, -1, tags.shape[-1]))
    gold = batch.targets[:, 0].gather(1, batch.words).clamp(min=0)
    total: Tensor = recipe.crf * model.crf(torch.log_softmax(at_words, -1), gold, batch.word_mask)
    total = total + recipe.pieces * functional.cross_entropy(
        tags.flatten(0, 1),
        batch.targets[:, 0].flatten(),
        ignore_index=IGNORE,
        label_smoothing=recipe.smoothing,
    )
    for row, scores in ((1, to_cue), (2, to_source)):
        wanted = batch.targets[:, row].flatten()
        if bool((wanted != IGNORE).any()):
            total = total + recipe.links * functional.cross_entropy(
                scores.float().flatten(0, 1), wanted, ignore_index=IGNORE
            )
    return total


class Average:
    """Exponential moving average of the weights; early on it follows faster."""

    def __init__(self, model: Tagger, decay: float) -> None:
        self.model = copy.deepcopy(model).eval()
        self._decay = decay
        self._steps = 0

    @torch.no_grad()
    def update(self, model: Tagger) -> None:
        """Move towards ``model``."""
        self._steps += 1
        keep = min(self._decay, (1 + self._steps) / (10 + self._steps))
        for mine, theirs in zip(self.model.parameters(), model.parameters(), strict=True):
            if theirs.requires_grad:
                mine.lerp_(theirs, 1 - keep)


def optimizer_for(model: Tagger, recipe: Recipe) -> torch.optim.AdamW:
    """Heads learn faster than the encoder; word embeddings stay as they are."""
    model.word.weight.requires_grad_(False)
    heads = ("tag", "pointers", "feature", "crf")
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for name, p in named if not name.startswith(heads)], "base": recipe.rate},
        {"params": [p for name, p in named if name.startswith(heads)], "base": recipe.head_rate},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=recipe.decay, fused=True)


def schedule(step: int, total: int, recipe: Recipe) -> float:
    """Linear warm-up, then down along a cosine to one hundredth."""
    if step < recipe.warm_up:
        return (step + 1) / recipe.warm_up
    done = (step - recipe.warm_up) / max(1, total - recipe.warm_up)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * min(1.0, done))) / 2


def epochs(
    documents: list[tuple[Pieces, Labels]], recipe: Recipe, dice: random.Random
) -> Iterator[list[Batch]]:
    """Batches, newly cut and shuffled each time."""
    while True:
        yield batches(examples(documents, recipe, dice), recipe, dice)


def train(
    documents: list[tuple[Pieces, Labels]], model: Tagger, recipe: Recipe, seed: int, checkpoint: Path
) -> Tagger:
    """Train ``model`` in place and return the average of its weights; the average is saved at every epoch."""
    dice = random.Random(seed)
    optimizer, average = optimizer_for(model, recipe), Average(model, recipe.average)
    step, total, begun, running = 0, 0, time.monotonic(), 0.0
    for number, epoch in enumerate(epochs(documents, recipe, dice), 1):
        total = total or int(len(epoch) * recipe.epochs)
        for batch in epoch[: total - step]:
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * schedule(step, total, recipe)
            optimizer.zero_grad(set_to_none=True)
            value = loss(model, batch, recipe)
            value.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            average.update(model)
            step += 1
            running = value.item() if step == 1 else 0.98 * running + 0.02 * value.item()
            if step % 50 == 0:
                print(f"{step}/{total} {time.monotonic() - begun:.0f}s loss {running:.4f}", flush=True)
        torch.save(average.model.state_dict(), checkpoint)
        print(f"epoch {number} done, {time.monotonic() - begun:.0f}s", flush=True)
        if step >= total:
            return average.model
    raise AssertionError("epochs never end")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=float, default=Recipe().epochs)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Train, export, calibrate, evaluate, describe."""
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(epochs=options.epochs)
    tokenizer = load_tokenizer(options.base / "tokenizer.json")
    documents = [labelled(document, tokenizer) for document in read_split(options.data / "train")]
    model = Tagger(dropout=recipe.dropout)
    model.load_base(options.base)
    averaged = train(documents, model.train(), recipe, options.seed, options.out / "weights.pt")
    print(json.dumps(publish(averaged, options.data, options.base, options.out).figures(), indent=1))


if __name__ == "__main__":
    main()
