"""onrecord: who said what, where it was said first, and how each report changed it."""
