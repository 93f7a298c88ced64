"""What several tests share: the bundled story, traced once, with the models this machine can run."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import settings

import onrecord
from onrecord import Story
from onrecord.web.site import write_site

# How long an example takes is measured by benchmarks; here it says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DEMO = Path(str(files("onrecord") / "data" / "demo"))


@pytest.fixture(scope="session")
def demo_story() -> Story:
    """The result of ``onrecord demo``."""
    return onrecord.trace([DEMO])


@pytest.fixture(scope="session")
def demo_site(demo_story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo story as a folder of pages, under a path with a blank in it."""
    folder = tmp_path_factory.mktemp("site") / "some path" / "pages"
    write_site(demo_story, folder)
    return folder
