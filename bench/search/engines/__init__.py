"""One module for each engine, each with a class `Engine` (see `bench.search.asking`)."""
