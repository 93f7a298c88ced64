"""Language knowledge as data: one TOML file per language and topic, read on first use.

Files lie in ``onrecord/data/lang/<language>/<topic>.toml``; what each topic's keys mean is said in the
module that owns the topic. A language without a file for a topic gives an empty table, and the caller
degrades (and says so) rather than guessing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_ROOT = files("onrecord") / "data" / "lang"


@cache
def table(topic: str, language: str) -> Mapping[str, Any]:
    """The table of ``topic`` for an ISO 639-1 ``language``; empty where there is none."""
    path = _ROOT / language / f"{topic}.toml"
    if not path.is_file():
        return MappingProxyType({})
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def languages(topic: str) -> tuple[str, ...]:
    """The languages that have a table for ``topic``, sorted."""
    return tuple(sorted(d.name for d in _ROOT.iterdir() if (d / f"{topic}.toml").is_file()))


@cache
def words(topic: str, key: str, language: str | None = None) -> frozenset[str]:
    """The entries of a list ``key``, case-folded; of every language when ``language`` is None."""
    codes = languages(topic) if language is None else (language,)
    return frozenset(entry.casefold() for code in codes for entry in table(topic, code).get(key, ()))
