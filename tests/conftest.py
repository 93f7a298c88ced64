"""What several tests share: the bundled story, traced once, with the models this machine can run."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

import onrecord
from onrecord import Story

DEMO = Path(str(files("onrecord") / "data" / "demo"))


@pytest.fixture(scope="session")
def demo_story() -> Story:
    """The result of ``onrecord demo``."""
    return onrecord.trace([DEMO])
