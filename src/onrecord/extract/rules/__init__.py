"""Attributions by rules: quote marks, cues, clauses, subjects."""
