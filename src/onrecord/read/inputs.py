"""What the user names, as a stream of inputs: folders are walked as the reading goes, ids need no memory of
what went before.

The id of a document is the name of its file; below a folder the names of the folders in between stand before
it, joined by ``--``, which no single name holds. So ids stay unique however many documents there are, and
only the names of one folder at a time, and of those it lies in, have to be kept.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anyascii import anyascii

from onrecord.errors import UsageError
from onrecord.model import Failure

MAX_BYTES = 20_000_000
"""A larger file is not a report; it would hold a worker for minutes."""
STDIN = "-"
"""The path that stands for one text on standard input."""

_REPORT_SUFFIXES = {".txt", ".text", ".html", ".htm", ".xhtml", ""}
_LEVEL = "--"


@dataclass(frozen=True, slots=True)
class Input:
    """One document to be read, and the id it will have.

    ``data`` holds the bytes where they could be had only once (standard input, a pipe), at most one more
    than MAX_BYTES; else they are to be read from ``path``.
    """

    id: str
    path: str
    data: bytes | None = None


def inputs(paths: Sequence[str | Path]) -> Iterator[Input | Failure]:
    """The files of ``paths``, each once; folders recursively, sorted by name, hidden names left out.

    A file found in a folder whose suffix is not that of text or HTML is left out (a Failure that was not
    ``tried``); named itself, it is tried. ``-`` is one text on standard input. Raises UsageError for a path
    that does not exist, before the first input.
    """
    roots = list(dict.fromkeys(Path(path) for path in paths))
    for root in roots:
        if str(root) != STDIN and not root.exists():
            raise UsageError(f"{root} does not exist; check the spelling, or run from the folder it lies in")
    return _inputs(roots)


def _inputs(roots: list[Path]) -> Iterator[Input | Failure]:
    named = frozenset(map(os.path.abspath, roots))
    earlier: set[str] = set()
    taken: set[str] = set()
    for root in roots:
        if str(root) == STDIN:
            yield Input(_claimed("stdin", taken), STDIN, _read_once(sys.stdin.buffer))
        elif root.is_dir():
            prefix = "" if len(roots) == 1 else _claimed(_slug(root.resolve().name), taken) + _LEVEL
            for found in _walked(root, prefix, named):
                if not _had(os.path.abspath(found.path), earlier):
                    yield found
        elif not _had(os.path.abspath(root), earlier):
            yield _named(root, _claimed(_slug(root.stem), taken))
        earlier.add(os.path.abspath(root))


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


def _named(path: Path, doc: str) -> Input | Failure:
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return Input(doc, str(path))
        with path.open("rb") as pipe:
            return Input(doc, str(path), _read_once(pipe))
    except OSError as error:
        return Failure(str(path), f"cannot be opened: {error.strerror}")


def _read_once(file: BinaryIO) -> bytes:
    return file.read(MAX_BYTES + 1)


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
            yield from _walked(path, prefix + _claimed(_slug(name), taken) + _LEVEL, named)
        elif not path.is_file():
            continue
        elif path.suffix.lower() in _REPORT_SUFFIXES or os.path.abspath(path) in named:
            yield Input(prefix + _claimed(_slug(path.stem), taken), str(path))
        else:
            reason = f"not a text or HTML file ({path.suffix}); name it to read it"
            yield Failure(str(path), reason, tried=False)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]+", "-", anyascii(name)).strip("-.") or "document"


def _claimed(name: str, taken: set[str]) -> str:
    """``name``, or ``name-2`` and so on where it is taken; taken from now on."""
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique
