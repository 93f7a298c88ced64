"""What the user names, as a stream of inputs: folders are walked as the reading goes, ids need no memory of
what went before.

The id of a document is the name of its file; below a folder the names of the folders in between stand before
it, joined by ``--``, which no single name holds; of a document in a container, the container's name. So ids
stay unique however many documents there are, and only the names of one folder at a time, and of those it lies
in, have to be kept.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.errors import UsageError
from onrecord.model import Failure
from onrecord.read.containers import LEVEL, Options, Part, claimed, expanded, fetched, slug, stem, url_slug
from onrecord.read.fetch import is_address
from onrecord.read.limits import Budget
from onrecord.read.sniff import CONTAINERS, HEAD, kind_of, suffix_kind
from onrecord.read.source import MAX_BYTES as MAX_BYTES
from onrecord.read.source import Input as Input

STDIN = "-"
"""The path that stands for standard input."""


def inputs(paths: Sequence[str | Path], options: Options | None = None) -> Iterator[Input | Failure]:
    """The documents of ``paths``, each once; folders recursively, sorted by name, hidden names left out.

    A path may be a file, a folder, a container of documents (archive, feed, table, list of addresses), an
    address on the web, or ``-`` for standard input. A file found in a folder whose suffix is not that of a
    format that is read is left out (a Failure that was not ``tried``); named itself, it is tried. Raises
    UsageError for a path that does not exist, before the first input.
    """
    roots = list(dict.fromkeys(str(path) for path in paths))
    for root in roots:
        if root != STDIN and not is_address(root) and not Path(root).exists():
            raise UsageError(f"{root} does not exist; check the spelling, or run from the folder it lies in")
    return _inputs(roots, options or Options())


def _inputs(roots: list[str], options: Options) -> Iterator[Input | Failure]:
    named = frozenset(os.path.abspath(root) for root in roots if not is_address(root))
    earlier: set[str] = set()
    taken: set[str] = set()
    for root in roots:
        path = Path(root)
        if is_address(root):
            yield from fetched(root, claimed(url_slug(root), taken), options)
            continue
        if root == STDIN:
            yield from _streamed(claimed("stdin", taken), options)
        elif path.is_dir():
            prefix = "" if len(roots) == 1 else claimed(slug(path.resolve().name), taken) + LEVEL
            for found in _walked(path, prefix, named):
                if not _had(os.path.abspath(found.path), earlier):
                    yield from [found] if isinstance(found, Failure) else _opened(found, options, False)
        elif not _had(os.path.abspath(path), earlier):
            yield from _opened(Input(claimed(slug(stem(path.name)), taken), root), options, True)
        earlier.add(os.path.abspath(path))


def _streamed(doc: str, options: Options) -> Iterator[Input | Failure]:
    raw = sys.stdin.buffer
    yield from expanded(Part(doc, STDIN, "", raw, Budget(MAX_BYTES), named=True), options)


def _had(path: str, earlier: set[str]) -> bool:
    """True when ``path`` was named before, or lies unhidden in a folder that was."""
    if not earlier:
        return False
    while path not in earlier:
        above, name = os.path.split(path)
        if above == path or name.startswith("."):
            return False
        path = above
    return True


def _opened(found: Input, options: Options, named: bool) -> Iterator[Input | Failure]:
    """The documents in a file; one that is itself a document is left for whoever works on it to read."""
    path = Path(found.path)
    try:
        info = path.stat()
        if not named and suffix_kind(path.suffix) not in CONTAINERS and path.suffix:
            yield Input(found.id, found.path, fields=options.fields)
            return
        with path.open("rb") as file:
            part = Part(found.id, found.path, path.name, file, Budget(info.st_size), named)
            if stat.S_ISREG(info.st_mode):
                if options.entries is None and kind_of(file.read(HEAD), path.name) not in CONTAINERS:
                    yield Input(found.id, found.path, fields=options.fields)
                    return
                file.seek(0)
                part = replace(part, file=file)
            yield from expanded(part, options)
    except OSError as error:
        yield Failure(found.path, f"cannot be opened: {error.strerror}")


def _walked(folder: Path, prefix: str, named: frozenset[str]) -> Iterator[Input | Failure]:
    try:
        with os.scandir(folder) as entries:
            names = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries if e.name[0] != ".")
    except OSError as error:
        yield Failure(str(folder), f"cannot be opened: {error.strerror}")
        return
    taken: set[str] = set()
    for name, is_folder in names:
        path = folder / name
        if is_folder:
            yield from _walked(path, prefix + claimed(slug(name), taken) + LEVEL, named)
        elif not path.is_file():
            continue
        elif not path.suffix or suffix_kind(path.suffix) is not None or os.path.abspath(path) in named:
            yield Input(prefix + claimed(slug(stem(name)), taken), str(path))
        else:
            reason = f"not a kind of file that is read ({path.suffix}); name it to try"
            yield Failure(str(path), reason, tried=False)
