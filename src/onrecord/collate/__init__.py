"""What a reading did to its reference: word alignment, the ten labels of change, and the verdict."""

from onrecord.collate.collate import collate
from onrecord.collate.context import Collation, Context

__all__ = ["Collation", "Context", "collate"]
