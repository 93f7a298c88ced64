"""Text reuse over millions of documents: stretches that two documents share, edited or not, and their clusters."""
