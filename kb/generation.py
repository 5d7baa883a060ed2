"""One generation, which is what a build has made; and what a data folder says of its generations.

Guarantees:
1. A generation is read-only and may be shared by threads; its files are closed when nothing uses it any more.
2. A pointer that is missing, torn or of another form names nothing; it never raises.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from kb import catalogue
from kb.errors import UnknownDocument
from kb.index import open_index
from kb.law.bodies import Bodies, BodyMention, bodies_in
from kb.law.model import Citing, Entry, Related, Relation, Status, Tree, Wording
from kb.law.relations import CHANGING, DocumentRelation
from kb.law.types import CODIFIED_TYPE
from kb.store import CODIFICATION, Store
from kb.versions import Changes, amenders_without_text, changes_of

T = TypeVar("T")

POINTER = "current"
GENERATIONS = "generations"
ROLLED_BACK = "rolled-back.json"  # {"from": 3, "to": 2}: what the owner took back; it counts while the pointer names "to"
STORE = "kb.sqlite"
INDEX = "index"
MOVED = "moved.json"

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class Generation:
    """One whole build: catalogue, texts, references and index."""

    def __init__(self, folder: Path) -> None:
        """Open the generation in `folder`."""
        self.folder, self.number = folder, int(folder.name)
        self.store = Store(folder / STORE)
        self.index = open_index(folder / INDEX)
        entries, self.with_text = self.store.entries(), self.store.with_text()
        self.catalogue = catalogue.Catalogue(entries, catalogue.newest_law(e for e in entries if e.id in self.with_text))
        # Of the laws that the catalogue only lists, those that nothing at hand cites interest nobody.
        near = self.with_text | self.store.cited()
        self.listed = tuple(e for e in self.catalogue.entries if e.id in near or e.relations)
        self._tree = lru_cache(maxsize=64)(self.store.tree)
        # Not of methods of this object, which would hold it when nobody uses it any more.
        self._status_of = lru_cache(maxsize=1 << 14)(partial(_status, self.catalogue))
        self._bodies_in: Callable[[str, date], tuple[BodyMention, ...]] | None = None
        self._derived: dict[Callable[[Generation], Any], Any] = {}
        self._deriving = threading.RLock()

    def derived(self, make: Callable[["Generation"], T]) -> T:
        """What `make` makes of this generation, made when first asked for and kept as long as the generation."""
        if make not in self._derived:
            with self._deriving:
                if make not in self._derived:
                    self._derived[make] = make(self)
        made: T = self._derived[make]
        return made

    def entry(self, document: str) -> Entry:
        """The facts of a document in the catalogue. Raises UnknownDocument."""
        if document not in self.catalogue.by_id:
            moved = self.derived(_moved).get(document, "")
            now = f"; nay là “{moved}”" if moved else ""
            raise UnknownDocument(f"Không có văn bản “{document}” trong kho{now}", moved)
        return self.catalogue.by_id[document]

    @cached_property
    def bodies(self) -> Bodies:
        """What is known of bodies; nothing in a generation of an older program."""
        path = self.folder / catalogue.BODIES_FILE
        return Bodies(catalogue.load_bodies(path) if path.is_file() else ())

    def bodies_in(self, text: str, on: date) -> tuple[BodyMention, ...]:
        """What `bodies_in` of these bodies gives: a page is asked for more than once."""
        if self._bodies_in is None:
            self._bodies_in = lru_cache(maxsize=128)(partial(bodies_in, self.bodies))
        return self._bodies_in(text, on)

    @property
    def statuses(self) -> Callable[[str, date], Status]:
        """`status`, to be kept by what does not keep this generation."""
        return self._status_of

    def status(self, document: str, on: date) -> Status:
        """The status of a document on a day; not known of one that a text cites and the catalogue lacks."""
        return self._status_of(document, on)

    def may_be_issued(self, document: str, on: date) -> bool:
        """Whether nothing that is known puts the issue of a document after the day."""
        entry = self.catalogue.by_id.get(document)
        if entry is None:
            return True
        if entry.type == CODIFIED_TYPE:  # it gives articles of another document, and has no day of its own
            return all(self.may_be_issued(base, on) for base in entry.targets(DocumentRelation.CONSOLIDATES))
        return catalogue.may_be_issued(entry, on)

    def relations(self, document: str, on: date) -> tuple[Relation, ...]:
        """The relations of a document to those that are issued by the day. Raises UnknownDocument."""
        return tuple(relation for relation in self.entry(document).relations if self.may_be_issued(relation.target, on))

    def tree(self, document: str, on: date) -> Tree | None:
        """The document's tree on the day, None where its text is not at hand. Raises UnknownDocument."""
        self.entry(document)
        return self._tree(document, on)

    def find_path(self, document: str, path: str, on: date) -> str | None:
        """The eId of the provision with this URL path ("dieu-35/khoan-1"), or None."""
        return self.store.find_path(document, path, on)

    def references(self, document: str, on: date) -> tuple[Citing, ...]:
        """All references that stand in a document, by start; offsets index the text of its tree."""
        return self.store.references(document, on)

    def cites(self, document: str, eid: str, on: date) -> tuple[Citing, ...]:
        """The references that stand in a provision's own text."""
        return self.store.references(document, on, eid)

    def reference_sizes(self, document: str, on: date) -> dict[str, tuple[int, int]]:
        """How many references each provision's own text has, and in how many bytes they are kept, by eId."""
        return self.store.reference_sizes(document, on)

    def cited_by(self, document: str, eid: str | None, on: date) -> tuple[Citing, ...]:
        """The references that point to a provision, or with None to the document as such."""
        return self.store.cited_by(document, eid, on)

    def cited_by_then(self, document: str, eid: str | None, on: date) -> tuple[Citing, ...]:
        """Of what `cited_by` gives what documents say that are issued by the day."""
        return tuple(one for one in self.cited_by(document, eid, on) if self.may_be_issued(one.document, on))

    def cited_by_counts(self, document: str, on: date) -> dict[str, int]:
        """How many references point to each provision that has any; "" stands for the document as such."""
        return self.store.cited_by_counts(document, on)

    def cited_by_eid(self, document: str, on: date) -> dict[str, tuple[Citing, ...]]:
        """What `cited_by` gives of each provision that has any, by eId; "" stands for the document as such."""
        return self.store.cited_by_eid(document, on)

    def changes(self, document: str, on: date, cited_by: Mapping[str, Sequence[Citing]] | None = None) -> Changes:
        """What changes a document on a day. `cited_by` is what `cited_by_eid` gives, if at hand. Raises UnknownDocument."""
        entry, tree, worked_in = self.entry(document), self.tree(document, on), self.store.worked_in(document, on)
        citings = self.store.cited_by_eid(document, on, CHANGING) if cited_by is None else cited_by
        known = partial(self.may_be_issued, on=on)
        return changes_of(entry, tree, citings, partial(self._status_of, on=on), worked_in, is_issued=known)

    def wording(self, document: str, eid: str, on: date) -> Wording | None:
        """The wording of a provision that its text of the day has; None where that does not have it."""
        return self.store.wording(document, eid, on)

    def only_wording(self, document: str) -> Wording | None:
        """The wording of every provision of a document that has but one; None where there may be several."""
        return self.store.only_wording(document)

    def wordings(self, document: str, eid: str) -> tuple[Wording, ...]:
        """All wordings of a provision, by their first days."""
        return self.store.wordings(document, eid)

    def incomplete(self, document: str, on: date) -> tuple[str, ...]:
        """The ids of the documents that amend the text shown by the day, and whose own text is not at hand."""
        if self.is_codified(document, on):
            return ()  # its articles have the amendments, whether those are at hand or not
        return amenders_without_text(self.catalogue, self.entry(document), self.with_text, on)

    def is_codified(self, document: str, on: date) -> bool:
        """Whether the text shown is the codification's: articles as amended, without preamble, signature and appendices."""
        return self.store.made_by(document, on) == CODIFICATION

    def is_recognized(self, document: str, on: date) -> bool:
        """Whether the characters of the text shown are what a machine saw in pictures (OCR): any of them may be wrong."""
        return self.store.is_recognized(document, on)

    def codified(self, document: str, eid: str) -> tuple[str, ...]:
        """The codification's notes on an article: where it is from, since when it is in force, what amended it."""
        return self.store.codified(document, eid)

    def related(self, document: str, eid: str) -> tuple[Related, ...]:
        """The provisions that the codification names as related to an article, in its order."""
        return self.store.related(document, eid)


def generation_folder(data: Path, number: int) -> Path:
    """The folder of the generation of this number, whether it is there or not."""
    return data / GENERATIONS / str(number)


def pointed_number(data: Path) -> int | None:
    """The number that the pointer names; None where it cannot be read, or names nothing that a generation could be."""
    try:
        written = (data / POINTER).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return int(written) if _NUMBER.fullmatch(written) else None


def numbers_in(data: Path) -> list[int]:
    """The numbers of the folders of generations, whole or not, ascending."""
    try:
        return sorted(int(path.name) for path in (data / GENERATIONS).iterdir() if _NUMBER.fullmatch(path.name))
    except OSError:
        return []


def rolled_back_from(data: Path) -> int | None:
    """The generation that its owner took back for the one that the pointer names; None where nothing was taken back since."""
    try:
        values = json.loads((data / ROLLED_BACK).read_text("ascii"))
        before, after = values["from"], values["to"]
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return before if isinstance(before, int) and pointed_number(data) in (after, None) else None


def _moved(generation: Generation) -> dict[str, str]:
    """The id of today by an earlier one of the same document."""
    try:
        moved: dict[str, str] = json.loads((generation.folder / MOVED).read_text("utf-8"))
    except (OSError, ValueError):  # of an older program, or damaged: no page is lost by it
        return {}
    return {one: other for one, other in moved.items() if other in generation.catalogue.by_id}


def write_moved(folder: Path, moved: Mapping[str, str]) -> None:
    """Keep in the folder of a generation which ids lead to others."""
    (folder / MOVED).write_text(json.dumps(moved), "utf-8")


def _status(known: catalogue.Catalogue, document: str, on: date) -> Status:
    if document not in known.by_id:
        return catalogue.unlisted_status()
    return catalogue.status(known, known.by_id[document], on)
