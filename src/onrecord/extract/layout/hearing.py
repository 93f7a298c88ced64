"""Who asks and who answers in the record of a hearing, where the labels are bare letters ("Q.", "A.").

Records of courts and inquiries name a witness on a line of their own when he is called ("DR JANE ROE
(affirmed)"), and whoever asks on another ("Questions from MR DOE", "BY MS. POE:"). From there on "A." is that
witness and "Q." is that examiner, until the next such line. A person named by a label who speaks just before
an answer asks too, and goes on asking under "Q.". The topic ``turns`` holds the words (``sworn``,
``examines``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.extract.layout.cast import complete
from onrecord.extract.layout.labelnames import is_name_label, speaker_name
from onrecord.extract.layout.labels import JOURNALIST, Label
from onrecord.extract.layout.turnwords import any_of
from onrecord.extract.speakers.naming import Naming
from onrecord.model import Block
from onrecord.text.names import same_person

_LONGEST = 120


class Hearing:
    """The parties of a hearing, followed from block to block."""

    def __init__(self, known: Sequence[str], knows: Naming) -> None:
        self._known = known
        self._knows = knows
        self._witness: str | None = None
        self._examiner: str | None = None
        self._named: str | None = None

    def calls(self, text: str, block: Block) -> bool:
        """True where a block only calls a witness or an examiner, who is then remembered."""
        if len(block.span) > _LONGEST:
            return False
        line = block.span.of(text)
        examiner, witness = _examines().match(line), _sworn().search(line)
        if examiner and (name := self._name(line[examiner.end() :])):
            self._examiner = name
        elif witness and (name := self._name(line[: witness.start()])):
            self._witness, self._named = name, None
        else:
            return False
        return True

    def speaker(self, label: Label, speakers: Mapping[str, str | None]) -> str | None:
        """Who speaks under a label here; ``speakers`` are those of the labels by form, the document over."""
        default = speakers[label.form]
        if label.kind == "answer":
            if self._named is not None:
                self._examiner, self._named = self._named, None
            return self._witness or default
        if label.kind == "question":
            self._named = None
            return self._examiner or default
        asks = self._witness and label.kind == "name" and default not in (None, JOURNALIST)
        self._named = default if asks and not same_person(default or "", self._witness or "") else None
        return default

    def _name(self, stretch: str) -> str | None:
        bare = stretch.strip(" .,:;-–—()[]")
        name = speaker_name(bare, self._knows) if is_name_label(bare, self._knows) else ""
        return complete(name, self._known) if name else None


@cache
def _examines() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{any_of('examines')})\s+(?=\w)", re.IGNORECASE)


@cache
def _sworn() -> re.Pattern[str]:
    return re.compile(
        rf"[,(\[–—-]\s*(?:[\w ]{{0,40}}\s)?(?:{any_of('sworn')})\b[^\n]{{0,40}}$", re.IGNORECASE
    )
