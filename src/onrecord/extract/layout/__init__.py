"""The shape of a document: blocks, turns, headlines, credit lines, facets."""
