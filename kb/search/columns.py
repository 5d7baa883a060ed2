"""Facts of documents in columns: filters and counts over thousands of documents without a loop over them.

Guarantees:
1. The rows of every column are the documents given, in their order; a document without a value has the code -1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.catalogue import year_of
from kb.index import Mask
from kb.language.text import fold, lower
from kb.law.model import Entry
from kb.search.syntax import FilterField


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of all documents: its distinct values in the order of their first document, and the code of each row."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]  # by row, an index of `values`, or -1

    def having(self, test: Callable[[str], bool]) -> Mask:
        """The rows whose values pass the test."""
        passing = np.array([*map(test, self.values), False], bool)  # the last stands for those without a value
        return np.asarray(passing[self.codes])

    def counts(self, of_rows: NDArray[np.int64]) -> list[tuple[str, int]]:
        """The values with the sums of the counts of their rows, most first, without those of 0: [("Luật", 12), …]."""
        filled = self.codes >= 0
        sums = np.bincount(self.codes[filled], of_rows[filled], len(self.values)).astype(int)
        order = np.argsort(-sums, kind="stable")[: np.count_nonzero(sums)]
        return [(self.values[code], count) for code, count in zip(order.tolist(), sums[order].tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class DocumentColumns:
    """The columns of some documents, on one day."""

    row_of: Mapping[str, int]  # by document id
    by_field: Mapping[FilterField, Column]


def columns(entries: Sequence[Entry], status_of: Callable[[Entry], str]) -> DocumentColumns:
    """The columns of `entries`; `status_of` gives the status word of each."""
    spelled: dict[str, str] = {}  # "Toà án" and "Tòa án" are one issuer
    for entry in entries:
        spelled.setdefault(value_key(entry.issuer or ""), entry.issuer or "")
    values_of: Mapping[FilterField, Callable[[Entry], str]] = {
        FilterField.TYPE: lambda entry: entry.type,
        FilterField.ISSUER: lambda entry: spelled[value_key(entry.issuer or "")],
        FilterField.YEAR: lambda entry: str(year_of(entry) or ""),
        FilterField.STATUS: status_of,
        FilterField.DOCUMENT: lambda entry: entry.label,
    }
    by_field = {field: _column([value_of(entry) for entry in entries]) for field, value_of in values_of.items()}
    return DocumentColumns({entry.id: row for row, entry in enumerate(entries)}, by_field)


def value_key(value: str) -> str:
    """The form in which values are compared: case and diacritics aside."""
    return fold(lower(value)).strip()


def _column(values: Sequence[str]) -> Column:
    distinct = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value))}
    return Column(tuple(distinct), np.array([distinct.get(value, -1) for value in values], np.int32))
