"""Resolving: a mention, where it stands, and what documents are known, to a reference."""
