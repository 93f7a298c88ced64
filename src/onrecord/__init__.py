"""onrecord: who said what, where it was said first, and how each report changed it.

``trace`` a pile of reports, ``extract`` one text, ``check`` one quote.
"""

from onrecord.check import check
from onrecord.errors import OnrecordError, UsageError
from onrecord.export.frames import to_pandas, to_polars
from onrecord.extract.extraction import extract
from onrecord.model import Story
from onrecord.steps import trace
from onrecord.verdict import Verdict

__all__ = [
    "OnrecordError",
    "Story",
    "UsageError",
    "Verdict",
    "check",
    "extract",
    "to_pandas",
    "to_polars",
    "trace",
]
