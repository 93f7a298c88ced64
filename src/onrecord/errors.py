"""Every error onrecord raises on purpose, under one base.

The message always tells the reader what to do next.
"""


class OnrecordError(Exception):
    """Base of all errors raised by onrecord."""


class UnreadableError(OnrecordError):
    """An input could not be turned into a Document; the rest of the pile goes on without it."""


class UsageError(OnrecordError):
    """The caller asked for something that makes no sense (a path that does not exist, an unknown name)."""


class RecordError(OnrecordError):
    """A record (SQLite file) is missing, damaged, or was written by another version."""


class ModelError(OnrecordError):
    """A model that was asked for by name cannot be loaded here."""
