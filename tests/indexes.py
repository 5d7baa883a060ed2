"""Small indexes for tests: units go in, an open index comes out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from kb.index import DocumentFields, Index, Unit, indexed, open_index, write_index
from kb.law.statuses import StatusWord

TODAY = date(2026, 11, 23)


def fields(document: str, type: str = "", status: StatusWord = StatusWord.IN_FORCE) -> DocumentFields:
    """The facts of a document whose status never changes; without a type, and in force, its standing is 1."""
    return DocumentFields(document, document, type, "", "", ((date.min.isoformat(), status),))


def index_of(
    folder: Path,
    units: Iterable[Unit],
    documents: Iterable[DocumentFields] = (),
    abbreviations: Mapping[str, str] | None = None,
    consolidated: Mapping[str, Sequence[str]] | None = None,
) -> Index:
    """Write the index of `units` into the new `folder`, and open it. `documents`: the facts of those that have some."""
    table, every = abbreviations or {}, list(units)
    known = {unit.document: fields(unit.document) for unit in every} | {one.document: one for one in documents}
    write_index(folder, [indexed((unit, table) for unit in every)], known, consolidated or {}, "compiled")
    return open_index(folder)
