"""The record: one SQLite file that holds what was read, what was found, and what people decided."""

from onrecord.store.add import WAIT, Added, How, add
from onrecord.store.file import is_record
from onrecord.store.judgements import Decision, decide, undo
from onrecord.store.read import Record, read_record
from onrecord.store.verify import Fault, verify
from onrecord.store.write import write_record

__all__ = [
    "WAIT",
    "Added",
    "Decision",
    "Fault",
    "How",
    "Record",
    "add",
    "decide",
    "is_record",
    "read_record",
    "undo",
    "verify",
    "write_record",
]
