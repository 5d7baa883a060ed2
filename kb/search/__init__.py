"""Search: a query to hits. Nothing is re-exported here, because `kb.generation` holds what these modules make for it."""
