"""The report a newsroom reads: one self-contained HTML file."""

from onrecord.report.page import render, write

__all__ = ["render", "write"]
