"""Train an attribution span model, export it to int8 ONNX, calibrate it and write its model card.

    python training/attribution/train.py --data DIR --base DIR --out DIR --seed N
    python training/attribution/train.py --data DIR --teacher MODEL --layers 0 1 3 5 --inner 768 --out DIR
    python training/attribution/train.py --data DIR --teacher MODEL --start WEIGHTS --more DIR --out DIR
    python training/attribution/train.py --data DIR --articles DIR --lexicon FILE --base DIR --frozen 4 \\
        --epochs 8 --seed 1 --out DIR

``--data`` holds ``train/`` and ``dev/`` in brat format (see ``data.py``), ``--base`` a MiniLM-L6 checkpoint
(``model.safetensors``) with its ``tokenizer.json``. The second form starts from the named layers of a model
folder, cut to ``--inner`` inner units, and learns from what that model says beside the annotation
(Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", arXiv:1503.02531). Eight minutes an epoch
on one core that has bfloat16 arithmetic, half as long for four layers of 768. The third goes on from the
weights that such a run left, ``--out``/weights.pt, and with ``--more`` also learns from what the teacher says
of texts that nobody annotated (``*.txt``, a paragraph a line).

The fourth makes the model of several languages: ``--articles`` holds ``train/`` and ``dev/`` of the German
articles (see ``articles.py``), ``--lexicon`` and ``--base`` are what ``training/embedding/lexicon.py`` and
``encoder.py`` wrote. The embeddings and the lowest ``--frozen`` layers stay as they are, which keeps the
languages together, and what they make of the texts is computed once for each of the few ways in which those
are cut. An hour on one such core. ``--out`` becomes a folder that ``SpanModel(path)`` reads.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from articles import read_articles
from data import IGNORE, SCHEMES, Annotated, Labels, labelled, load_tokenizer, read_split, window_targets
from model import INNER, Tagger
from onrecord.extract.spans.spandecode import TAGS, Floats
from onrecord.extract.spans.spanwindows import FEATURES, LONGEST, Pieces, Window, pieces, windows
from onrecord.extract.spans.wordpieces import Ints
from publish import held_out, publish
from switching import read_lexicon, switched
from teacher import Teacher

PADDING_FEATURE = 13
MASKS = ("[MASK]", "<mask>")
SWITCHED, SHARE = 0.6, 0.5
"""Share of documents in which words change their language, and share of their words."""
TEMPERATURE = 2.0
"""What the scores of teacher and pupil are divided by before they are compared."""


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
    pieces: float = 1.0
    smoothing: float = 0.02
    links: float = 0.3
    taught: float = 1.0
    cuts: int = 3
    """With frozen layers: how often all is cut into windows anew; what those layers make of it is kept."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window, its labels by position, and what the teacher says of each (zeros: nothing)."""

    window: Window
    targets: Ints
    taught: Floats


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document to learn from: its pieces, their labels, and the teacher's shares of each tag."""

    source: Pieces
    labels: Labels
    taught: Floats
    scheme: int = 0


Course = Callable[[random.Random], Sequence[Lesson]]
"""What an epoch is made of."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples padded to one length; ``ids`` are what the model reads, or what frozen layers made of it."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    targets: Tensor
    taught: Tensor


def examples(documents: Sequence[Lesson], recipe: Recipe, dice: random.Random) -> list[Example]:
    """Every document cut into windows anew: the window length and the first sentence vary by epoch."""
    found = []
    for lesson in documents:
        longest = LONGEST if dice.random() < 0.6 else dice.randint(recipe.shortest, LONGEST)
        for window in windows(lesson.source, longest):
            real = window.places >= 0
            taught = np.where(real[:, None], lesson.taught[window.places], 0.0)
            marked = replace(window, features=window.features + FEATURES * lesson.scheme)
            found.append(Example(marked, window_targets(window, lesson.labels), taught))
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
    taught = torch.zeros((*size, len(TAGS)))
    for row, example in enumerate(group):
        length = len(example.window)
        ids[row, :length] = torch.from_numpy(example.window.ids)
        features[row, :length] = torch.from_numpy(example.window.features)
        mask[row, :length] = 1
        targets[row, :, :length] = torch.from_numpy(example.targets)
        taught[row, :length] = torch.from_numpy(example.taught)
    return Batch(ids, features, mask, targets, taught)


def loss(model: Tagger, batch: Batch, recipe: Recipe) -> Tensor:
    """Cross-entropy with the annotation and with the teacher, over pieces, and of both pointers, weighted."""
    with torch.autocast("cpu", torch.bfloat16):
        given = batch.ids if model.frozen else lower(model, batch, recipe)
        tags, to_cue, to_source = model.upper(given, batch.features, batch.mask)
    tags = tags.float()
    total: Tensor = torch.zeros(())
    if taught := batch.taught.sum():
        said = torch.log_softmax(tags / TEMPERATURE, -1)
        total = total - recipe.taught * TEMPERATURE**2 * (batch.taught * said).sum() / taught
    learnt = (
        (0, tags, recipe.pieces, recipe.smoothing),
        (1, to_cue.float(), recipe.links, 0.0),
        (2, to_source.float(), recipe.links, 0.0),
    )
    for row, scores, weight, smoothing in learnt:
        wanted = batch.targets[:, row].flatten()
        if bool((wanted != IGNORE).any()):
            total = total + weight * functional.cross_entropy(
                scores.flatten(0, 1), wanted, ignore_index=IGNORE, label_smoothing=smoothing
            )
    return total


def lower(model: Tagger, batch: Batch, recipe: Recipe) -> Tensor:
    """What the lower part of ``model`` makes of ``batch``, some pieces masked."""
    hidden = (torch.rand(batch.ids.shape) < recipe.masked) & (batch.ids > model.mask_piece)
    return model.lower(batch.ids.masked_fill(hidden, model.mask_piece), batch.mask)


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
    """Heads learn faster than the encoder."""
    model.freeze()
    heads = ("tag", "pointers", "feature")
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


def epochs(course: Course, model: Tagger, recipe: Recipe, dice: random.Random) -> Iterator[list[Batch]]:
    """Batches, newly cut and shuffled each time; with frozen layers only shuffled after some epochs."""
    kept: list[list[Batch]] = []
    for number in itertools.count():
        if model.frozen and number >= recipe.cuts:
            found = kept[number % recipe.cuts]
            dice.shuffle(found)
        else:
            found = batches(examples(course(dice), recipe, dice), recipe, dice)
        if model.frozen and number < recipe.cuts:
            found = [replace(batch, ids=lowered(model, batch, recipe)) for batch in found]
            kept.append(found)
        yield found


@torch.no_grad()
def lowered(model: Tagger, batch: Batch, recipe: Recipe) -> Tensor:
    """:func:`lower` once for all, without dropout, in half the width."""
    with torch.autocast("cpu", torch.bfloat16):
        found = lower(model.eval(), batch, recipe).bfloat16()
    model.train()
    return found


def train(course: Course, model: Tagger, recipe: Recipe, seed: int, checkpoint: Path) -> Tagger:
    """Train ``model`` in place and return the average of its weights; the average is saved at every epoch."""
    dice = random.Random(seed)
    optimizer, average = optimizer_for(model, recipe), Average(model, recipe.average)
    step, total, begun, running = 0, 0, time.monotonic(), 0.0
    for number, epoch in enumerate(epochs(course, model, recipe, dice), 1):
        total = total or int(len(epoch) * recipe.epochs)
        print(f"epoch {number} begins, {time.monotonic() - begun:.0f}s", flush=True)
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
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--base", type=Path)
    start.add_argument("--teacher", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--lexicon", type=Path)
    parser.add_argument("--frozen", type=int, default=0)
    parser.add_argument("--layers", type=int, nargs="+", default=list(range(6)))
    parser.add_argument("--inner", type=int, default=INNER)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=float, default=Recipe().epochs)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def lessons(options: argparse.Namespace) -> tuple[Tagger, Course]:
    """The model to train and what it is to learn."""
    documents = read_split(options.data / "train")
    if options.base:
        tokenizer = load_tokenizer(options.base / "tokenizer.json")
        mask_piece = next(filter(None, map(tokenizer.token_to_id, MASKS)))
        schemes = 1 + bool(options.articles)
        model = Tagger.on_base(options.base, mask_piece, options.frozen, schemes)
        if options.articles:
            return model, mixed(documents, options, tokenizer)
        found = [lesson(document, tokenizer) for document in documents]
        return model, lambda _: found
    teacher = Teacher(options.teacher, options.threads)
    found = [labelled(document, teacher.tokenizer) for document in documents]
    taught = [Lesson(*pair, teacher.shares(pair[0], TEMPERATURE)) for pair in found]
    if options.more:
        taught += unannotated(options.more, teacher)
    if options.start:
        return Tagger.of(torch.load(options.start)), lambda _: taught
    return teacher.cut(options.layers, options.inner, [pair[0] for pair in found[:40]]), lambda _: taught


def lesson(document: Annotated, tokenizer: Tokenizer) -> Lesson:
    """A document to learn from its annotation alone."""
    source, labels = labelled(document, tokenizer)
    return Lesson(source, labels, np.zeros((len(source.ids), len(TAGS))), document.scheme)


def mixed(news: list[Annotated], options: argparse.Namespace, tokenizer: Tokenizer) -> Course:
    """Half of the news and all articles, most with words of other languages."""
    articles = read_articles(options.articles / "train")
    lexicon = read_lexicon(options.lexicon)

    def course(dice: random.Random) -> list[Lesson]:
        chosen = dice.sample(news, len(news) // 2) + articles
        chosen = [
            switched(one, lexicon[SCHEMES[one.scheme]], SHARE, dice) if dice.random() < SWITCHED else one
            for one in chosen
        ]
        return [lesson(one, tokenizer) for one in chosen]

    return course


def unannotated(folder: Path, teacher: Teacher) -> list[Lesson]:
    """The texts of ``folder`` with nothing but what the teacher says of them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    sources = [pieces(text, teacher.tokenizer) for text in texts]
    return [Lesson(s, teacher.links(s), teacher.shares(s, TEMPERATURE)) for s in sources]


def main() -> None:
    """Train, export, calibrate, evaluate, describe."""
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    model, course = lessons(options)
    recipe = Recipe(epochs=options.epochs, rate=options.rate)
    averaged = train(course, model.train(), recipe, options.seed, options.out / "weights.pt")
    given = options.base or options.teacher
    edition, held = held_out(options.data, options.articles)
    print(json.dumps(publish(averaged, edition, held, given, options.out).figures(), indent=1))


if __name__ == "__main__":
    main()
