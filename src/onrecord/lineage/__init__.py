"""Who took from whom: near-copy families, derivations, missing common sources."""
