"""Finding: a text to mentions, as written; nothing is looked up."""
