"""Search: a query as typed goes in, hits with snippets, hints and facets come out (`search`), or suggestions (`suggesting`).

In the order of a query: `syntax` takes it apart, `facets` applies its filters, `correcting` mends it, `query` understands it,
`addressed` and the engine answer it. Nothing is re-exported here, because `kb.generation` holds tables that these modules make.
"""
