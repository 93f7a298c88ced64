"""Bytes to documents: decoding, main text, metadata, language."""
