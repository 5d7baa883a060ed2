"""Locating an offset of a text: the provision that it stands in, and the offset of a document's tree that answers to it.

Guarantees:
1. An offset of a tree's own text gives the provision whose own words stand there, or stand last before it.
2. An offset in a note at the end of a consolidated text ("[5] Khoản này được …") gives the provision that bears its mark.
3. An offset of another text with the same letters and digits (marks, spaces, lines aside) gives the offset of the same letter.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from kb.law.levels import DIVISIONS, UNNUMBERED
from kb.law.model import Tree

_NOTE = re.compile(r"\[(?<![^\n]\[)\d{1,4}\]")  # at the head of a line; the bracket is looked for first
_MARK = re.compile(r"\[\d{1,4}\]")


class Locator:
    """Answers which provision of one text an offset stands in; each answer takes a binary search."""

    def __init__(self, text: str, provisions: Iterable[tuple[str, str, Sequence[int]]]) -> None:
        """The provisions of `text`, each as (eId, level, the `offsets` of a `Provision`), sorted once for many questions."""
        provisions = list(provisions)
        spans = sorted([(n[i], eid) for eid, _, n in provisions for i in (0, 2, 4, 6) if n[i] < n[i + 1]])
        self._starts = [start for start, _ in spans]
        self._eids = [eid for _, eid in spans]
        self._notes = _notes(text, self._own_eid_at)
        self._note_starts = [start for start, _ in self._notes]
        self._divisions = sorted([(n[8], eid) for eid, level, n in provisions if level in DIVISIONS])
        self._division_starts = [start for start, _ in self._divisions]

    def eid_at(self, offset: int) -> str | None:
        """The eId of the provision whose own text, or whose note, holds the character at `offset`."""
        own = self._own_eid_at(offset)
        note = bisect_right(self._note_starts, offset) - 1
        return self._notes[note][1] if own in UNNUMBERED and note >= 0 else own

    def _own_eid_at(self, offset: int) -> str | None:
        found = bisect_right(self._starts, offset) - 1
        return self._eids[found] if found >= 0 else None

    def division_at(self, offset: int) -> str | None:
        """The eId of the innermost Phần, Chương, Mục or Tiểu mục around the character at `offset`."""
        found = bisect_right(self._division_starts, offset) - 1
        return self._divisions[found][1] if found >= 0 else None


def locator_of(tree: Tree) -> Locator:
    """The locator of the text of `tree`."""
    return Locator(tree.text, ((provision.eid, provision.level, provision.offsets) for provision in tree.walk()))


def _notes(text: str, eid_at: Callable[[int], str | None]) -> list[tuple[int, str | None]]:
    """The notes behind the numbered body: (start of the note, eId of the provision that bears its mark), by start."""
    found: list[tuple[int, str | None]] = []
    first: dict[str, int] = {}  # where each mark stands first
    if notes := list(_NOTE.finditer(text)):
        for mark_found in _MARK.finditer(text):
            first.setdefault(mark_found[0], mark_found.start())
    for note in notes:
        mark = first[note[0]]
        if eid_at(note.start()) == "conclusions" and mark < note.start():
            found.append((note.start(), eid_at(mark)))
    return found


def aligned(text: str, tree: Tree) -> Callable[[int], int] | None:
    """A function from offsets of `text` to those of the tree's text; None where the two differ in letters or digits."""
    if text == tree.text:
        return lambda offset: offset
    here = [offset for offset, character in enumerate(text) if character.isalnum()]
    there = [offset for offset, character in enumerate(tree.text) if character.isalnum()]
    if len(here) != len(there) or any(text[a] != tree.text[b] for a, b in zip(here, there, strict=True)):
        return None
    return lambda offset: there[min(bisect_left(here, offset), len(there) - 1)] if there else 0
