"""Watching feeds: what they bring is added to a record, and what is new in it is told."""
