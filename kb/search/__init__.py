"""Search: a query as typed goes in, hits with snippets, hints and facets come out (`search`), or suggestions (`suggesting`).

In the order of a query: `syntax` takes it apart, `bounds` cuts what is too long, `facets` applies its filters, `correcting`
mends it, `query` understands it, `addressed` and the index answer it. `tables` holds what all of them look up in a published
build.
"""
