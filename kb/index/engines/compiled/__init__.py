"""The compiled engine: BM25 postings in arrays, mapped; exact, and made for large indexes."""
