"""Identities (định danh): the id of each document, given once and for ever.

Guarantees:
1. An id that was given never means another document, whatever is added, removed or sorted before: it is kept with what its
   document is known by (its facts, its letters, its files), also when no file of it is left.
2. Where the facts of a document tell it from all others, its id follows from them alone, and is the same on every machine.
3. Where two documents would share an id, one that had it keeps it; else the one of the earlier day has it, and the other gets a
   mark: its type, its day or the hash of its file.
4. An id under which a document was published before, and that it would not get now, leads to its id of today; never to a
   document that already had an id of its own, but where the very file is now that one's.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kb import catalogue
from kb.catalogue import Catalogue
from kb.disk import write_whole
from kb.generation import Generation
from kb.language.text import slug
from kb.law.localities import locality
from kb.law.model import Entry
from kb.law.naming import document_id
from kb.law.relations import DocumentRelation
from kb.law.types import CODIFIED_TYPE, rank_of_type
from kb.store import packed, unpacked

IDENTITIES = "ids.json"

_FACTS = ("id", "type", "number", "issuer", "issued", "title", "place")


@dataclass(frozen=True, slots=True)
class Known:
    """By what a document is known again: its facts, what stands for its letters, and its files (path with part, SHA-256)."""

    natural: str  # the id that follows from its facts
    entry: Entry
    letters: frozenset[str]
    files: frozenset[tuple[str, str]]
    moved: str = ""  # the id of today, where this is an earlier one

    @property
    def paths(self) -> frozenset[str]:
        """The paths of its files."""
        return frozenset(path for path, _ in self.files)


@dataclass(slots=True)
class Identities:
    """The ids that were given, each with what its document is known by."""

    given: dict[str, Known] = field(default_factory=dict)

    @property
    def moved(self) -> dict[str, str]:
        """The id of today by an earlier one."""
        return {document: known.moved for document, known in self.given.items() if known.moved}

    def assign(self, documents: Sequence[Known], curated: Catalogue) -> list[str]:
        """The ids of `documents`, no two of which are one, in order; what is new is remembered."""
        families: dict[str, list[int]] = {}
        for number, known in enumerate(documents):
            families.setdefault(known.natural, []).append(number)
        before: dict[str, list[str]] = {}
        for document, known in self.given.items():
            for natural in {known.natural, document}:
                before.setdefault(natural, []).append(document)
        ids: dict[int, str] = {}
        for natural, numbers in families.items():
            ids |= self._kept(before.get(natural, ()), {number: documents[number] for number in numbers}, curated)
        alive = {document for document, known in self.given.items() if not known.moved}
        taken = {*ids.values(), *self.given}
        for natural, numbers in families.items():
            new = sorted(
                (number for number in numbers if number not in ids), key=lambda number: _order(documents[number], curated)
            )
            for number in new:
                ids[number] = _new_id(natural, documents[number], taken, curated, self.given)
                taken.add(ids[number])
                self.given[ids[number]] = documents[number]
        for number, document in ids.items():
            self.given[document] = _joined(documents[number], self.given[document])
        self._follow(documents, ids, alive)
        return [ids[number] for number in range(len(documents))]

    def _kept(self, own: Iterable[str], documents: Mapping[int, Known], curated: Catalogue) -> dict[int, str]:
        """The ids that documents of one natural id had before."""
        left = {document: self.given[document] for document in own}
        ids: dict[int, str] = {}
        for is_known in (_by_letters, _by_facts, _by_path):
            for document, known in list(left.items()):
                same = [
                    number
                    for number, other in documents.items()
                    if number not in ids and is_known(known, other) and _may_have(document, other, curated)
                ]
                if len(same) == 1:
                    ids[same[0]] = document
                    del left[document]
        return ids

    def _follow(self, documents: Sequence[Known], ids: Mapping[int, str], alive: Collection[str]) -> None:
        """Note the ids of today of documents that had another one; what had an id of its own (`alive`) is another document."""
        now = set(ids.values())
        by_bytes = {one: ids[number] for number, known in enumerate(documents) for one in _bytes(known)}
        by_number: dict[str, list[int]] = {}
        for number, known in enumerate(documents):
            by_number.setdefault(known.entry.number or "", []).append(number)
        for document, known in self.given.items():
            if document in now or known.moved in now:
                continue
            near = by_number.get(known.entry.number, ()) if known.entry.number else ()
            same = {ids[number] for number in near if ids[number] not in alive and _by_facts(known, documents[number])}
            same = same or {by_bytes[one] for one in _bytes(known) if one in by_bytes}
            if len(same) == 1:
                self.given[document] = replace(known, moved=same.pop())


def _bytes(known: Known) -> set[tuple[str, str]]:
    """What tells its files apart wherever they lie: the part of an archive or a codification, and the hash."""
    return {(path.rpartition("|")[2], sha) for path, sha in known.files}


def _by_letters(known: Known, other: Known) -> bool:
    return bool(known.letters & other.letters) and not catalogue.is_another(known.entry, other.entry)


def _by_facts(known: Known, other: Known) -> bool:
    return catalogue.is_same(known.entry, other.entry)


def _by_path(known: Known, other: Known) -> bool:
    """Whether it is the same file, whose words were mended."""
    return bool(known.paths & other.paths) and not catalogue.is_another(known.entry, other.entry)


def _may_have(document: str, known: Known, curated: Catalogue) -> bool:
    """Whether the id is not that of another document of the catalogue."""
    listed = curated.by_id.get(document)
    return listed is None or catalogue.match(known.entry, [listed]) is not None


def _order(known: Known, curated: Catalogue) -> tuple[object, ...]:
    """Who comes first where several documents have no id yet: nothing that depends on where their files lie."""
    listed = curated.by_id.get(known.natural)
    is_listed = listed is not None and catalogue.match(known.entry, [listed]) is not None
    return not is_listed, rank_of_type(known.entry.type), known.entry.issued or date.max, sorted(sha for _, sha in known.files)


def _new_id(natural: str, known: Known, taken: set[str], curated: Catalogue, given: Mapping[str, Known]) -> str:
    """An id that nothing has, as near to the natural one as may be."""
    entry = known.entry
    holder = given[natural].entry if natural in given else curated.by_id.get(natural, entry)
    marks = [natural]
    if holder.type != entry.type:
        marks.append(f"{slug(entry.type)}-{natural}")
    marks += [f"{natural}-{entry.issued:%Y%m%d}"] if entry.issued else []
    marks += [f"{natural}-{sha[:8]}" for _, sha in sorted(known.files)]
    marks += [f"{marks[-1]}-{count}" for count in range(2, len(taken) + 3)]
    return next(mark for mark in marks if mark not in taken and _may_have(mark, known, curated))


def _joined(new: Known, old: Known) -> Known:
    """What is known now, with the letters and files of before."""
    return replace(new, letters=new.letters | old.letters, files=new.files | old.files)


def known_of(natural: str, entry: Entry, letters: Iterable[str], files: Iterable[tuple[str, str]]) -> Known:
    """What the document of these facts, letters and files (path with part, SHA-256) is known by."""
    facts = {name: getattr(entry, name) for name in _FACTS}
    gives = tuple(relation for relation in entry.relations if relation.kind == DocumentRelation.CONSOLIDATES)
    return Known(natural, Entry(**facts, relations=gives), frozenset(filter(None, letters)), frozenset(files))


def read_identities(data: Path, published: Callable[[], Generation | None]) -> Identities:
    """The ids that were given in `data`: those of the published generation where nothing else was kept."""
    try:
        rows = json.loads((data / IDENTITIES).read_text("utf-8"))
        return Identities({document: _unpacked(row) for document, row in rows.items()})
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        generation = published()
    if generation is None:
        return Identities()
    files: dict[str, list[tuple[str, str]]] = {}
    for file in generation.store.files():
        if file.document and file.state in ("read", "kept"):
            files.setdefault(file.document, []).append((f"{file.path}|{file.part}", file.sha256))
    entries = [entry for entry in generation.catalogue.entries if entry.id in files and entry.type != CODIFIED_TYPE]
    return Identities({entry.id: known_of(_natural(entry), entry, (), files[entry.id]) for entry in entries})


def _natural(entry: Entry) -> str:
    """The id that follows from the facts of a published entry, where its own is that with a mark."""
    if entry.number is None:
        return entry.id
    natural = document_id(entry.number, entry.issued, locality(entry.issuer or "", entry.number, entry.place))
    return natural if entry.id.startswith(f"{natural}-") or entry.id.endswith(f"-{natural}") else entry.id


def write_identities(data: Path, identities: Identities) -> None:
    """Keep the ids that were given, in one step."""
    rows = {document: _packed(known) for document, known in identities.given.items()}
    write_whole(data / IDENTITIES, json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def _packed(known: Known) -> list[object]:
    return [known.natural, packed(known.entry), sorted(known.letters), sorted(known.files), known.moved]


def _unpacked(row: Any) -> Known:
    natural, entry, letters, files, moved = row
    return Known(natural, unpacked(entry), frozenset(letters), frozenset((path, sha) for path, sha in files), moved)
