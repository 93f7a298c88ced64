"""Words, sentences, numbers, dates, language data and embeddings: everything about text alone."""
