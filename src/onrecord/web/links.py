"""Where the links of the report's parts lead when these are pages of their own."""

from __future__ import annotations

from onrecord.model import Anchor, Quotation
from onrecord.report.pile import Links, place_id, quotation_id
from onrecord.web.answer import url


class AppLinks(Links):
    """Links between pages of the application."""

    def document(self, doc: str) -> str:
        """The page of a document."""
        return url("documents", doc)

    def quotation(self, quotation: Quotation) -> str:
        """A quotation on its document's page."""
        return f"{self.document(quotation.doc)}#{quotation_id(quotation.id)}"

    def statement(self, statement: str) -> str:
        """The page of a statement."""
        return url("statements", statement)

    def place(self, anchor: Anchor) -> str:
        """A stretch of a document, marked on its page."""
        where = f"?at={anchor.span.start}-{anchor.span.end}"
        return f"{self.document(anchor.doc)}{where}#{place_id(anchor)}"
