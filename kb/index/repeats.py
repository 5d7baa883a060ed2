"""`Repeats`: the rows that read word for word as a row of another document, as most of a consolidation reads as enacted.

Guarantees:
1. A row repeats the row of its eId in another document where all words of it and of what is below it are the same, in order.
2. A group is left out only where its best row repeats one of a group that is found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kb.index.arrays import Int64s, Mask
from kb.index.compiled import Compiled
from kb.index.rows import QuestionTerms, ordered_rows


@dataclass(frozen=True, slots=True)
class Repeats:
    """The rows that repeat a row of another document."""

    rows: Int64s  # ascending
    originals: Int64s  # of each of `rows`: the group of the row that it repeats


NO_REPEATS = Repeats(np.empty(0, np.int64), np.empty(0, np.int64))


class LeftOut(NamedTuple):
    """The groups that match a question and are left out, for another group that matches has the same words."""

    groups: Int64s
    originals: Int64s  # of each of `groups`: that other group


def find_repeats(index: Compiled, consolidations: Iterable[tuple[int, int]]) -> Repeats:
    """The rows that documents repeat, for pairs (consolidating, consolidated) of document numbers.

    A row that repeats several is told with that of the first pair.
    """
    found: dict[int, int] = {}
    for document, consolidated in consolidations:
        own, other = _rows(index, document), _rows(index, consolidated)
        alike = {eid for eid in own.keys() & other.keys() if _tokens(index, own[eid]) == _tokens(index, other[eid])}
        changed = {above for eid in (own.keys() | other.keys()) - alike for above in _above(eid)}
        for eid in alike - changed:
            found.setdefault(own[eid], other[eid])
    rows = np.array(sorted(found), np.int64)
    others = np.array([found[row] for row in rows.tolist()], np.int64)
    return Repeats(rows, index.groups_with(others))


def left_out(index: Compiled, asked: QuestionTerms, matching: Mask, known: Repeats) -> LeftOut:
    """The groups of the mask `matching` whose best row for the question repeats one of another group of the mask."""
    groups = index.groups_with(known.rows)
    both = matching[groups] & matching[known.originals]
    if not both.any():
        return LeftOut(groups[:0], known.originals[:0])
    rows, originals = known.rows[both], known.originals[both]
    candidates = np.unique(groups[both])
    best, _, starts = ordered_rows(index, asked, candidates)
    best = best[starts[:-1]]
    at = np.minimum(rows.searchsorted(best), len(rows) - 1)
    is_repeated = rows[at] == best
    return LeftOut(candidates[is_repeated], originals[at[is_repeated]])


def _rows(index: Compiled, document: int) -> dict[str, int]:
    """The rows of a document (its number) by eId, without headings."""
    begin, end = index.group_starts[index.document_starts[document : document + 2]].tolist()
    return {eid: row for row in range(begin, end) if (eid := index.eid(row))}


def _tokens(index: Compiled, row: int) -> bytes:
    return index.tokens[index.row_starts[row] : index.row_starts[row + 1]].tobytes()


def _above(eid: str) -> Iterable[str]:
    while "__" in eid:
        eid = eid.rpartition("__")[0]
        yield eid
