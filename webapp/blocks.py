"""What pages show of a document, as values: blocks of text, contents, and pointers to places."""

from dataclasses import dataclass

from markupsafe import Markup

import kb

# Levels that gather whole provisions (Điều, or items where there is no Điều) and are not cited with them.
CONTAINERS = frozenset({"part", "chapter", "section", "subsection", "attachment"})


@dataclass(frozen=True, slots=True)
class Pointer:
    """One line of "Viện dẫn đến" or "Được viện dẫn bởi": a label, its link if it has one, the document's status and a note."""

    label: str
    url: str | None
    status: kb.Status | None
    note: str = ""
    candidates: tuple["Pointer", ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where one document cites: the document, whether it is the cited one itself, its status, and the places in it."""

    entry: kb.Entry
    own: bool
    status: kb.Status
    pointers: tuple[Pointer, ...]

    @property
    def lines(self) -> int:
        """About how many lines it fills, the places that are folded (see the macro `some`) aside."""
        words = [self.entry.label, self.status.word, *(pointer.label for pointer in self.pointers[:6])]
        return 1 + sum(len(word) + 2 for word in words) // 110


@dataclass(frozen=True, slots=True)
class Change:
    """One line of warning: "Khoản 1 Điều 30 bị bãi bỏ bởi" and the places that say so."""

    words: str
    pointers: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One provision to show. `rank` is the heading's level (2 to 6), or 0 where the provision is no heading.

    The number ("Điều 35.", "a)") is the link to the provision's page; where there is none, `mark` says that a ¶ is.
    `changed` says that it is changed as a whole, with all that stands in it.
    """

    eid: str
    level: str
    label: str
    url: str
    mark: bool
    rank: int
    title: Markup
    before: tuple[Markup, ...]
    after: tuple[Markup, ...]
    children: tuple["Block", ...]
    cites: tuple[Pointer, ...]
    cited_by: tuple[Pointer, ...]
    cited_by_count: int
    changes: tuple[Change, ...]
    changed: bool
    marked: bool

    @property
    def is_line(self) -> bool:
        """Whether one paragraph is all there is to show."""
        more = self.rank or self.after or self.children or self.cites or self.cited_by_count or self.changes
        return len(self.before) == 1 and not more


@dataclass(frozen=True, slots=True)
class Content:
    """One line of the table of contents."""

    eid: str
    label: str
    heading: str
    children: tuple["Content", ...]
