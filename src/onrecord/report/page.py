"""The report: one self-contained HTML file, readable without JavaScript and without a network.

The page carries a content security policy that allows nothing but its own style sheet, named by its hash
(CSP Level 3, section 2.3.1), so that no text of a document can make the page fetch or run anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.model import Story
from onrecord.report import labels
from onrecord.report.views import page

# Characters that HTML does not allow, not even escaped, and lone surrogates, which UTF-8 cannot take.
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def render(story: Story) -> str:
    """The report on ``story`` as one HTML document."""
    style = style_sheet()
    html = (
        _environment()
        .get_template("report.html")
        .render(
            page=page(story),
            style=Markup(style),
            policy=policy(style),
            changes=tuple(labels.CHANGES.values()),
            statuses=tuple(labels.STATUSES.values()),
        )
    )
    return clean(html)


def clean(html: str) -> str:
    """``html`` without characters that HTML does not allow."""
    return _NOT_HTML.sub("\ufffd", html)


def write(story: Story, path: str | Path) -> None:
    """Writes the report on ``story`` to ``path`` as UTF-8. Raises OSError where that is not possible."""
    Path(path).write_text(render(story), encoding="utf-8", newline="\n")


@cache
def style_sheet() -> str:
    """The style sheet, as it stands inside ``<style>``."""
    return (files("onrecord.report") / "templates" / "report.css").read_text(encoding="utf-8")


def policy(style: str) -> str:
    """The content security policy for a page whose only style sheet is ``style``."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("onrecord.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
