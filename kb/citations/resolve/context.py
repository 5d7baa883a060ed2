"""Where a text stands, and what its citations say together: what resolving one of them needs."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kb.catalogue import Catalogue
from kb.citations.resolve.enumerations import Items
from kb.language.text import Span
from kb.law import eid
from kb.law.model import Designation

Provisions = Callable[[str, str], bool | None]
"""(document id, eId) → whether the document has the provision; None where its text is not at hand."""


def _nowhere(_offset: int) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands: the document that it is, its type, date and day of force, and the provision at an offset of it.

    `position` gives the eId of the innermost provision at an offset, `division` that of the innermost Phần, Chương or Mục;
    both None where there is none. `short_names` maps the names that the text defines to what they stand for.
    """

    document: str | None = None
    type: str | None = None
    date: datetime.date | None = None
    position: Callable[[int], str | None] = _nowhere
    division: Callable[[int], str | None] = _nowhere
    short_names: Mapping[str, Designation] = field(default_factory=dict)
    in_force: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What resolving one mention needs: everything that `resolve` was given, and what the other mentions say."""

    text: str
    context: Context
    catalogue: Catalogue
    provisions: Provisions
    earlier: Mapping[str, int]  # document → the end of its first complete citation
    grounds: frozenset[str]  # documents that the preamble names as grounds
    frames: Mapping[str, str | None]  # eId of a clause that amends → the document that it amends, None where not known
    guided: str | None  # the one document that the text says it guides
    elsewhere: Mapping[str | None, str]  # provisions that guide or repeal what they do not name the document of → which it is
    quoted: tuple[Span, ...]
    items: Items
    standing: Mapping[int, str]  # start of a mention in a clause that amends → where in the amended document it stands

    def frame(self, offset: int) -> tuple[bool, str | None]:
        """Whether a clause that amends stands around `offset`, and the document that it amends."""
        place = self.context.position(offset) or ""
        while place and place not in self.frames:
            place = eid.parent(place)
        return place in self.frames, self.frames.get(place)

    def type_of(self, document: str) -> str:
        """The type of a document, "" where the catalogue lacks it."""
        return self.catalogue.by_id[document].type if document in self.catalogue.by_id else ""
