"""What notebooks show of one thing: a card of plain text, escaped, with its styles inside it.

Colours are those of the page around, so that a card reads on light and dark alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_CARD = "font:14px/1.45 system-ui,sans-serif;max-width:72em"
_HEAD = "opacity:.72;font-size:13px;margin:0 0 .3em"
_WORDS = "font:17px/1.4 Georgia,serif;margin:.2em 0 .5em;padding-left:.8em;border-left:3px solid currentColor"
_ROWS = "max-height:34em;overflow:auto"
_TABLE = "border-collapse:collapse;width:100%;font-size:13px"
_CELL = (
    "text-align:left;vertical-align:top;padding:.3em .8em .3em 0;border-top:1px solid rgba(128,128,128,.35)"
)


@dataclass(frozen=True, slots=True)
class Card:
    """``head``: one line that says what it is; ``words``: what is quoted; ``rows`` under ``heads``.

    ``str`` gives the same as text.
    """

    head: str
    words: str = ""
    heads: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()

    def __str__(self) -> str:
        quoted = [f"“{self.words}”"] if self.words else []
        return "\n".join([self.head, *quoted, *("  " + " | ".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        words = f'<p dir="auto" style="{_WORDS}">{escape(self.words)}</p>' if self.words else ""
        return f'<div style="{_CARD}"><p style="{_HEAD}">{escape(self.head)}</p>{words}{self._table()}</div>'

    def _table(self) -> str:
        if not self.rows:
            return ""
        heads = "".join(f'<th scope="col" style="{_CELL}">{escape(head)}</th>' for head in self.heads)
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows)
        top = f"<thead><tr>{heads}</tr></thead>" if heads else ""
        return f'<div style="{_ROWS}"><table style="{_TABLE}">{top}<tbody>{rows}</tbody></table></div>'


def _cell(text: str) -> str:
    return f'<td dir="auto" style="{_CELL}">{escape(text)}</td>'
