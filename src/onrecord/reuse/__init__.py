"""Text reuse over millions of documents: stretches two documents share, edited or not, and their clusters."""
