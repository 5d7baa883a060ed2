"""Documents by type, issuer, year and status: which ones a filter means, and how many hits each value has.

Guarantees:
1. A filter whose value nothing has is left out, with a hint that says so; the others hold all together.
2. Counts are of all that matches, not only of the hits that are shown; each is what its filter would give.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kb.generation import Generation
from kb.index import Mask
from kb.search import query, syntax
from kb.search.columns import key
from kb.search.syntax import Filter

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|\.\.)\s*(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values and how many hits each has, most first."""

    field: str
    label: str
    values: tuple[tuple[str, int], ...]


def documents(
    generation: Generation, filters: Iterable[Filter], on: date
) -> tuple[Mask | None, tuple[str, ...], tuple[Filter, ...]]:
    """Of each indexed document whether all filters admit it (None: there is no filter), hints, and the filters left out.

    A filter without a value says nothing.
    """
    admitted: Mask | None = None
    hints: list[str] = []
    left_out: list[Filter] = []
    for one in (one for one in filters if one.value):
        mine = _meant(generation, one, on)
        if not mine.any():
            said = f"Bỏ qua điều kiện {syntax.LABELS[one.field]}: “{one.value}” vì không có văn bản nào như vậy"
            hints.append(f"{said}; các chữ ấy được tìm như chữ thường")
            left_out.append(one)
            continue
        mine = ~mine if one.negated else mine
        admitted = mine if admitted is None else admitted & mine
    if admitted is not None and not admitted.any():
        hints.append("Không có văn bản nào thỏa cùng lúc mọi điều kiện lọc")
    return admitted, tuple(hints), tuple(left_out)


def _meant(generation: Generation, one: Filter, on: date) -> Mask:
    """Of each indexed document whether it is what the filter says."""
    columns = generation.columns(on)
    column, value = columns.by_field[one.field], key(one.value)
    if one.is_whole and (whole := column.having(lambda own: key(own) == value)).any():
        return whole
    if one.field == syntax.ISSUER:
        return column.having(lambda issuer: value in key(issuer))
    if one.field == syntax.STATUS:
        return column.having(syntax.STATUSES.get(value, ()).__contains__)
    if one.field == syntax.YEAR:
        years = _YEARS.fullmatch(value)
        first, last = (int(years[1]), int(years[2] or years[1])) if years else (1, 0)
        return column.having(lambda year: first <= int(year) <= last)
    meant = column.having(lambda own: key(own) == value)
    if one.field == syntax.DOCUMENT:
        for entry in query.understand(one.value, generation.names, generation.abbreviations).documents:
            if entry.id in columns.places:
                meant[columns.places[entry.id]] = True
    return meant


def count(generation: Generation, found: NDArray[np.int64], repeated: NDArray[np.int64], on: date) -> tuple[Facet, ...]:
    """The facets of what was found: how many hits in each indexed document.

    `repeated`: of what says what another hit says, the document and that of the other. It counts where that is not.
    """
    facets = []
    for field, column in generation.columns(on).by_field.items():
        alone = repeated[column.codes[repeated[:, 0]] != column.codes[repeated[:, 1]], 0]
        of_documents = found + np.bincount(alone, minlength=len(found))
        facets.append(Facet(field, syntax.LABELS[field], tuple(column.counts(of_documents))))
    return tuple(facets)
