"""`Repeats`: the rows that read word for word as a row of another document, as most of a consolidation reads as enacted.

Guarantees:
1. A row repeats the row of its eId in another document where all words of it and of what is below it are the same, in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Int64s
from kb.index.collecting import Collection


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rows of a collection that repeat a row of another document."""

    rows: Int64s  # ascending
    originals: Int64s  # of each of `rows`: the group of the row that it repeats


def find_repeats(collection: Collection, consolidated: Mapping[str, Sequence[str]]) -> Repeats:
    """The rows that documents repeat of those that they consolidate (ids, by the id of the consolidation).

    A row that repeats several is told with that of the first.
    """
    number_of = {document: number for number, document in enumerate(collection.documents)}
    pairs = ((one, other) for one, others in consolidated.items() for other in others if {one, other} <= number_of.keys())
    found: dict[int, int] = {}
    for one, other in pairs:
        own, base = _rows(collection, number_of[one]), _rows(collection, number_of[other])
        alike = {eid: _alike(collection, own[eid], base[eid]) for eid in own.keys() & base.keys()}
        changed = {above for eid in own.keys() | base.keys() if not alike.get(eid) for above in _above(eid)}
        for eid in alike.keys() - changed:
            for row, original in alike[eid].items():
                found.setdefault(row, original)
    rows = np.array(sorted(found), np.int64)
    originals = np.array([found[row] for row in rows.tolist()], np.int64)
    return Repeats(rows, collection.group_starts.searchsorted(originals, side="right") - 1)


def _rows(collection: Collection, document: int) -> dict[str, list[int]]:
    """The rows of a document (its number) by eId, one for each wording, without headings; of a lead and a unit the unit's."""
    begin, end = collection.group_starts[collection.document_starts[document : document + 2]].tolist()
    groups = collection.group_starts.searchsorted(np.arange(begin, end), side="right").tolist()
    by_wording = {
        (eid, group): row for group, row in zip(groups, range(begin, end), strict=True) if (eid := collection.eid(row))
    }
    rows: dict[str, list[int]] = {}
    for (eid, _), row in by_wording.items():
        rows.setdefault(eid, []).append(row)
    return rows


def _alike(collection: Collection, own: Sequence[int], others: Sequence[int]) -> dict[int, int]:
    """Those of `own` rows that have the words of one of `others`, each with that."""
    by_tokens = {_tokens(collection, row): row for row in reversed(others)}
    return {row: by_tokens[words] for row in own if (words := _tokens(collection, row)) in by_tokens}


def _tokens(collection: Collection, row: int) -> bytes:
    return collection.tokens[collection.row_starts[row] : collection.row_starts[row + 1]].tobytes()


def _above(eid: str) -> Iterable[str]:
    while "__" in eid:
        eid = eid.rpartition("__")[0]
        yield eid
