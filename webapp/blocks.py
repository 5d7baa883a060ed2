"""A document as pages show it, in values: blocks of text, contents, and pointers to other provisions."""

from dataclasses import dataclass

from markupsafe import Markup

import kb


@dataclass(frozen=True, slots=True)
class Pointer:
    """One line of "Viện dẫn đến" or "Được viện dẫn bởi": "khoản 2 Điều 6 Luật …"."""

    label: str
    url: str | None
    status: kb.Status | None  # of the document that is pointed to, where it is to be shown
    note: str = ""
    candidates: tuple["Pointer", ...] = ()  # the documents that an ambiguous citation can mean


@dataclass(frozen=True, slots=True)
class CitingDocument:
    """One document that cites, and its provisions that do."""

    entry: kb.Entry
    own: bool  # it is the cited document itself
    status: kb.Status
    pointers: tuple[Pointer, ...]

    @property
    def lines(self) -> int:
        """About how many lines it fills, the provisions that are folded (see the macro `some`) aside."""
        words = [self.entry.label, self.status.word, *(pointer.label for pointer in self.pointers[:6])]
        return 1 + sum(len(word) + 2 for word in words) // 110


@dataclass(frozen=True, slots=True)
class Change:
    """One line of warning: "Khoản 1 Điều 30 bị bãi bỏ bởi" and the clauses that say so."""

    words: str
    pointers: tuple[Pointer, ...]
    is_pending: bool = False  # it is still to come on the day of the page


@dataclass(frozen=True, slots=True)
class Block:
    """One provision to show. Its number ("Điều 35.", "a)") is the link to its own page."""

    eid: str
    level: kb.LevelCode
    label: str
    url: str
    mark: bool  # it has no number, and so a ¶ is the link
    rank: int  # of its heading: 2 to 6, or 0 where it has none
    title: Markup
    before: tuple[Markup, ...]  # its own paragraphs before its children
    after: tuple[Markup, ...]  # and after them
    children: tuple["Block", ...]
    cites: tuple[Pointer, ...]
    more_cites: int  # that its own page has
    cited_by: tuple[Pointer, ...]  # () where they are too many to be named here
    cited_by_count: int
    changes: tuple[Change, ...]
    more_changes: int  # lines that its own page has
    changed: bool  # as a whole, with all that stands in it
    marked: bool  # it is the provision that the reader asked for

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
