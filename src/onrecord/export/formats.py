"""What ``export`` can write, by name: a text, or a folder of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from onrecord import schema
from onrecord.export.annotation import annotation_page
from onrecord.export.bibliography import bibtex, csl
from onrecord.export.claims import quotations
from onrecord.export.provenance import provenance
from onrecord.export.spreadsheet import write_csv, write_parquet
from onrecord.export.tei import tei
from onrecord.model import Story


class Format(StrEnum):
    """The names that a user gives."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    WEB_ANNOTATION = "web-annotation"
    SCHEMA_ORG = "schema-org"
    TEI = "tei"
    BIBTEX = "bibtex"
    CSL = "csl"
    PROV = "prov"
    SITE = "site"


def _jsonl(story: Story) -> Iterator[str]:
    return (f"{line}\n" for line in schema.dumps(schema.story_records(story)))


def _json(make: Callable[[Story], Any]) -> Callable[[Story], Iterator[str]]:
    return lambda story: iter([json.dumps(make(story), ensure_ascii=False, indent=1) + "\n"])


TEXTS: Mapping[Format, Callable[[Story], Iterator[str]]] = {
    Format.JSONL: _jsonl,
    Format.WEB_ANNOTATION: _json(annotation_page),
    Format.SCHEMA_ORG: _json(quotations),
    Format.TEI: lambda story: iter([tei(story)]),
    Format.BIBTEX: lambda story: iter([bibtex(story)]),
    Format.CSL: _json(csl),
    Format.PROV: _json(provenance),
}
"""Formats that are one text, made piece by piece."""

FOLDERS: Mapping[Format, Callable[[Story, Path], None]] = {
    Format.CSV: write_csv,
    Format.PARQUET: write_parquet,
}
"""Formats that are several files in a folder; ``site`` is :func:`onrecord.web.site.write_site`."""
