"""The documentation: its Python runs and gives what it says, its tables hold every label."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import DEMO
from onrecord import Story
from onrecord.model import ChangeKind, FindingType
from onrecord.store import write_record

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LARGEST = 150_000


def _blocks(page: Path) -> list[str]:
    return _BLOCK.findall(page.read_text("utf-8"))


@pytest.mark.parametrize("page", [p for p in PAGES if _blocks(p)], ids=lambda page: page.name)
def test_examples_run(page: Path, demo_story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block of a page runs, in order, and a value in a comment is what its line gives.

    In a folder with the demo documents (reports) and their record (demo.sqlite).
    """
    shutil.copytree(DEMO, tmp_path / "reports")
    write_record(demo_story, tmp_path / "demo.sqlite")
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    for block in _blocks(page):
        for statement in ast.parse(block).body:
            _run(statement, block.splitlines()[(statement.end_lineno or 0) - 1], known, page.name)


def _run(statement: ast.stmt, line: str, known: dict[str, Any], name: str) -> None:
    if not isinstance(statement, ast.Expr):
        exec(compile(ast.Module([statement], []), name, "exec"), known)
        return
    given = eval(compile(ast.Expression(statement.value), name, "eval"), known)
    try:
        said = ast.literal_eval(line.partition("  #")[2].strip())
    except (SyntaxError, ValueError):
        return
    assert given == said, line


def _labels(page: str) -> list[str]:
    """The first column of the first table of a page."""
    rows = re.findall(r"^\| *([^|]*?) *\|.*$", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE)
    return [row for row in rows[2:] if row]


def test_every_change_and_every_finding_is_explained() -> None:
    """The table of changes has each kind once, with an example; that of findings has each type."""
    assert _labels("changes.md") == [kind.value for kind in ChangeKind]
    assert {kind.value for kind in FindingType} <= set(_labels("findings.md"))
    assert {kind.value for kind in FindingType} <= set(_labels("labels.md"))


def test_pictures_are_small_and_used() -> None:
    """No picture weighs more than a page may, and each stands in a page."""
    texts = "".join(page.read_text("utf-8") for page in PAGES)
    for picture in [*(ROOT / "docs").glob("*.png"), *(ROOT / "docs").glob("*.webp")]:
        assert picture.name in texts, picture
        assert picture.stat().st_size < _LARGEST, picture
