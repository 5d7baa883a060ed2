"""Context and Case: what the caller knows of a text, and with it what its citations say together, for resolving each."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.catalogue import Catalogue
from kb.citations.resolve.binding import Binding
from kb.citations.resolve.enumerations import Items
from kb.citations.resolve.matches import Match, Origin
from kb.language.text import Lines, Span
from kb.law import eid
from kb.law.model import Designation
from kb.law.relations import CitationRelation

Provisions = Callable[[str, str], bool | None]
"""(document id, eId) → whether the document has the provision; None where its text is not at hand."""


def _nowhere(_offset: int) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """The document that a text is (None: a free text), its type, date and day in force, and the provision at each offset.

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
    locality: str = ""  # whose organ issued it, as `kb.law.localities.locality` gives it


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a text names from offset `start` to `end`."""

    start: int
    end: int
    type: str  # of the catalogue, else as the text names it
    document: str


@dataclass(frozen=True, slots=True)
class Case:
    """The text and all that `resolve` was given with it, and what its mentions say together, for resolving each of them."""

    text: str
    context: Context
    catalogue: Catalogue
    provisions: Provisions
    origin: Origin  # of the text
    quoted: tuple[Span, ...]  # as `passages` gives them
    items: Items
    earlier: Mapping[str, int] = field(default_factory=dict)  # document → the end of its first complete citation
    grounds: frozenset[str] = frozenset()  # documents that the preamble names as grounds
    binding: Binding = field(default_factory=Binding)
    meanings: tuple[Match, ...] = ()  # of each mention the document that its designation means
    # eId → how it relates to provisions of an unnamed document
    elsewhere: Mapping[str | None, CitationRelation] = field(default_factory=dict)
    named: tuple[NamedDocument, ...] = ()  # in order
    namings: Mapping[tuple[str, str], Sequence[Span]] = field(default_factory=dict)  # of each document and type, in order
    lines: Lines = field(default_factory=lambda: Lines(""))  # of the text
    guided: str | None = None  # the one document that the text says it guides
    frames: Mapping[str, str | None] = field(
        default_factory=dict
    )  # eId of a clause that amends → document that it amends, if known
    amended_eids: Mapping[int, str] = field(default_factory=dict)  # as `amended_eids` of amending.py gives them

    def frame(self, offset: int) -> tuple[bool, str | None]:
        """(whether a clause that amends stands around `offset`, the document that it amends if known)."""
        enclosing = self.context.position(offset) or ""
        while enclosing and enclosing not in self.frames:
            enclosing = eid.parent(enclosing)
        return enclosing in self.frames, self.frames.get(enclosing)

    def lacks(self, document: str, target: str) -> bool:
        """Whether a document surely has no Điều like that around `target`: its text does not, or it has fewer."""
        article = target.split("__", maxsplit=1)[0]
        has = self.provisions(document, article)
        if has is not None or not article.startswith("art_"):
            return has is False
        entry, number = self.catalogue.by_id.get(document), article.removeprefix("art_")
        return entry is not None and entry.articles is not None and number.isdigit() and int(number) > entry.articles

    def type_of(self, document: str) -> str:
        """The type of a document, "" where the catalogue lacks it."""
        return self.catalogue.by_id[document].type if document in self.catalogue.by_id else ""
