"""Resolving: mentions, the context of their text and the catalogue go in; references come out, in the same order."""
