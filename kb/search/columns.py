"""Facts of documents in columns: filters and counts over thousands of documents without a loop over them.

Guarantees:
1. The rows of every column are the documents given, in their order; a document without a value has the code -1.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.catalogue import year_of
from kb.index import Mask
from kb.language.text import fold, lower
from kb.law.model import Entry
from kb.search.syntax import MEANT_STATUSES, FilterField, Matching

# The value of a document by field, "" for none; its status depends on the day, and is given.
_VALUE_OF: Mapping[FilterField, Callable[[Entry], str]] = {
    FilterField.TYPE: lambda entry: entry.type,
    FilterField.ISSUER: lambda entry: entry.issuer or "",
    FilterField.YEAR: lambda entry: str(year_of(entry) or ""),
    FilterField.STATUS: lambda entry: "",
    FilterField.DOCUMENT: lambda entry: entry.label,
}
_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|\.\.)\s*(\d{4}))?")


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

    def meant(self, field: FilterField, value: str, *, is_whole: bool) -> Mask:
        """The rows that the typed `value` of a filter means; `is_whole`: the whole value of a document rather than a part."""
        column, key = self.by_field[field], value_key(value)
        if is_whole and (whole := column.having(lambda own: value_key(own) == key)).any():
            return whole
        return column.having(_test(field.matching, key))


def columns(entries: Sequence[Entry], status_of: Callable[[Entry], str]) -> DocumentColumns:
    """The columns of `entries`; `status_of` gives the status word of each."""
    by_field: dict[FilterField, Column] = {}
    for field, value_of in {**_VALUE_OF, FilterField.STATUS: status_of}.items():
        values = [value_of(entry) for entry in entries]
        by_field[field] = _column(_spelled(values) if field.matching is Matching.PART else values)
    return DocumentColumns({entry.id: row for row, entry in enumerate(entries)}, by_field)


def typed_values(entries: Sequence[Entry]) -> Mapping[FilterField, tuple[str, ...]]:
    """By field the values of `entries` as keys: what may be typed without quotation marks though it has several words.

    A document goes by its names and its number too, a status by its shorter forms; a year is one word.
    """
    found: dict[FilterField, list[str]] = {}
    for field, value_of in _VALUE_OF.items():
        if field.matching is Matching.NAME:
            found[field] = [name for entry in entries for name in (value_of(entry), entry.number or "", *entry.names)]
        elif field.matching is Matching.STATUS:
            found[field] = list(MEANT_STATUSES)
        elif field.matching is not Matching.YEARS:
            found[field] = [value_of(entry) for entry in entries]
    return {field: tuple(dict.fromkeys(value_key(value) for value in own if value)) for field, own in found.items()}


def value_key(value: str) -> str:
    """The form in which values are compared: case and diacritics aside."""
    return fold(lower(value)).strip()


def _test(matching: Matching, key: str) -> Callable[[str], bool]:
    """The test of a document's value that a typed value, as a key, means."""
    if matching is Matching.PART:
        return lambda own: key in value_key(own)
    if matching is Matching.STATUS:
        return MEANT_STATUSES.get(key, ()).__contains__
    if matching is Matching.YEARS:
        years = _YEARS.fullmatch(key)
        first, last = (int(years[1]), int(years[2] or years[1])) if years else (1, 0)
        return lambda own: first <= int(own) <= last
    return lambda own: value_key(own) == key


def _spelled(values: Sequence[str]) -> list[str]:
    """The values, those of one key as the first of them is spelt: "Toà án" and "Tòa án" are one issuer."""
    spelled: dict[str, str] = {}
    return [spelled.setdefault(value_key(value), value) for value in values]


def _column(values: Sequence[str]) -> Column:
    distinct = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value))}
    return Column(tuple(distinct), np.array([distinct.get(value, -1) for value in values], np.int32))
