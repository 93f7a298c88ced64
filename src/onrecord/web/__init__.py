"""The local web application: the pages of a record, and the same as JSON."""

from onrecord.web.app import Settings, create_app

__all__ = ["Settings", "create_app"]
