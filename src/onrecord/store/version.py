"""Which extractor this is: the package's version, and a digest of its code, language data and models."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord.store.write import BY

_EXTRACTOR = ("model.py", "kinds.py", "text", "extract", "data")
_COMPARISON = (*_EXTRACTOR, "group", "align", "collate", "find", "compare.py", "steps.py")
_LEFT_OUT = ("__pycache__", "demo")


def extractor() -> str:
    """The same for two installations exactly where they find the same in the same text."""
    return _version(_EXTRACTOR)


def comparison() -> str:
    """The same exactly where they make the same story of it, given the same embedding."""
    return _version(_COMPARISON)


@functools.cache
def _version(parts: tuple[str, ...]) -> str:
    total = hashlib.blake2b(digest_size=8)
    for part in parts:
        for name, item in sorted(_files(files("onrecord") / part, part), key=lambda found: found[0]):
            total.update(f"{name}\x00".encode())
            total.update(hashlib.blake2b(item.read_bytes()).digest())
    return f"{BY}+{total.hexdigest()}"


def _files(item: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if item.is_file():
        yield name, item
    elif item.is_dir():
        for part in item.iterdir():
            if part.name not in _LEFT_OUT:
                yield from _files(part, f"{name}/{part.name}")
