"""Documents by type, issuer, year and status: which ones filters admit, and how many hits each value has.

Guarantees:
1. A filter whose value nothing has is left out, with a hint that says so; the others hold all together.
2. Counts are of all that matches, not only of the hits that are shown; each is what its filter would give.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kb.generation import Generation
from kb.index import Mask
from kb.search import query
from kb.search.syntax import Filter, FilterField, Matching


@dataclass(frozen=True, slots=True)
class Facet:
    """A fact of documents with its values and how many hits each has, most first: (("Luật", 12), ("Nghị định", 3))."""

    field: FilterField
    values: tuple[tuple[str, int], ...]

    @property
    def label(self) -> str:
        """The field's label: "cơ quan"."""
        return self.field.label


@dataclass(frozen=True, slots=True)
class Admission:
    """The documents that the filters of a query admit."""

    admitted: Mask | None  # by row of the indexed documents; None: no filter says anything
    hints: tuple[str, ...] = ()
    left_out: tuple[Filter, ...] = ()  # those whose value nothing has: they are searched as words


def admission(generation: Generation, filters: Iterable[Filter], on: date) -> Admission:
    """The indexed documents that all filters admit. A filter without a value says nothing."""
    admitted: Mask | None = None
    hints: list[str] = []
    left_out: list[Filter] = []
    for one in (one for one in filters if one.value):
        meant = _meant(generation, one, on)
        if not meant.any():
            said = f"Bỏ qua điều kiện {one.field.label}: “{one.value}” vì không có văn bản nào như vậy"
            hints.append(f"{said}; các chữ ấy được tìm như chữ thường")
            left_out.append(one)
            continue
        meant = ~meant if one.negated else meant
        admitted = meant if admitted is None else admitted & meant
    if admitted is not None and not admitted.any():
        hints.append("Không có văn bản nào thỏa cùng lúc mọi điều kiện lọc")
    return Admission(admitted, tuple(hints), tuple(left_out))


def _meant(generation: Generation, one: Filter, on: date) -> Mask:
    """The indexed documents that have what the filter says, a dash before it aside."""
    columns = generation.columns(on)
    meant = columns.meant(one.field, one.value, is_whole=one.is_whole)
    if one.field.matching is Matching.NAME and not (one.is_whole and meant.any()):
        for entry in query.understand(one.value, generation.known_names, generation.abbreviations).documents:
            if entry.id in columns.row_of:
                meant[columns.row_of[entry.id]] = True
    return meant


def count(generation: Generation, found: NDArray[np.int64], repeated: NDArray[np.int64], on: date) -> tuple[Facet, ...]:
    """The facets of the hits; `found`: how many of them each indexed document has, by row.

    `repeated`: for each clause that is left out because a hit has the same words, the rows of its document and of the hit's.
    It counts for a value that the hit's document has not, since a filter by that value finds it.
    """
    facets = []
    for field, column in generation.columns(on).by_field.items():
        alone = repeated[column.codes[repeated[:, 0]] != column.codes[repeated[:, 1]], 0]
        of_rows = found + np.bincount(alone, minlength=len(found))
        facets.append(Facet(field, tuple(column.counts(of_rows))))
    return tuple(facets)
