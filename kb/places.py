"""Places: which provision an offset of a text stands in.

Guarantees:
1. An offset of a tree's own text gives the provision whose own words stand there, or stand last before it.
2. An offset of another text with the same letters and digits (marks, spaces, lines aside) gives the place of the same letter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from kb.model import Tree
from kb.vocabulary import DIVISIONS


class Places:
    """The places of the provisions of a tree."""

    def __init__(self, tree: Tree) -> None:
        """The places of `tree`, sorted once for many questions."""
        spans = sorted((span.start, provision.eid) for provision in tree.walk() for span in provision.own)
        self._starts = [start for start, _ in spans]
        self._eids = [place for _, place in spans]
        divisions = (p for p in tree.walk() if p.level in DIVISIONS)
        self._divisions = sorted((p.span.start, p.eid) for p in divisions)
        self._division_starts = [start for start, _ in self._divisions]

    def at(self, offset: int) -> str | None:
        """The eId of the provision whose own text holds the character at `offset`."""
        found = bisect_right(self._starts, offset) - 1
        return self._eids[found] if found >= 0 else None

    def division_at(self, offset: int) -> str | None:
        """The eId of the innermost Phần, Chương, Mục or Tiểu mục around the character at `offset`."""
        found = bisect_right(self._division_starts, offset) - 1
        return self._divisions[found][1] if found >= 0 else None


def aligned(text: str, tree: Tree) -> Callable[[int], int] | None:
    """From offsets of `text` to those of the tree's text; None where the two have not the same letters and digits."""
    if text == tree.text:
        return lambda offset: offset
    here = [at for at, character in enumerate(text) if character.isalnum()]
    there = [at for at, character in enumerate(tree.text) if character.isalnum()]
    if len(here) != len(there) or any(text[a] != tree.text[b] for a, b in zip(here, there, strict=True)):
        return None
    return lambda offset: there[min(bisect_left(here, offset), len(there) - 1)] if there else 0
