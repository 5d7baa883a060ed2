"""What documents are, in columns: filters and counts over thousands of documents without a loop over them.

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
from kb.search import syntax


@dataclass(frozen=True, slots=True)
class Column:
    """The distinct values of a field in the order of their first document, and of each document which one it has."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]

    def having(self, test: Callable[[str], bool]) -> Mask:
        """Of each document whether its value passes the test."""
        passing = np.array([*map(test, self.values), False], bool)  # the last stands for those without a value
        return np.asarray(passing[self.codes])

    def counts(self, of_documents: NDArray[np.int64]) -> list[tuple[str, int]]:
        """The values with the sum of what is counted of their documents, most first, without those of 0."""
        there = self.codes >= 0
        sums = np.bincount(self.codes[there], of_documents[there], len(self.values)).astype(int)
        order = np.argsort(-sums, kind="stable")[: np.count_nonzero(sums)]
        return [(self.values[place], number) for place, number in zip(order.tolist(), sums[order].tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some documents, on one day."""

    places: Mapping[str, int]  # by id
    by_field: Mapping[str, Column]


def columns(entries: Sequence[Entry], status_of: Callable[[Entry], str]) -> Columns:
    """The columns of `entries`; `status_of` gives the status word of each."""
    spelled: dict[str, str] = {}  # "Toà án" and "Tòa án" are one issuer
    for entry in entries:
        spelled.setdefault(key(entry.issuer or ""), entry.issuer or "")
    values_of: Mapping[str, Callable[[Entry], str]] = {
        syntax.TYPE: lambda entry: entry.type,
        syntax.ISSUER: lambda entry: spelled[key(entry.issuer or "")],
        syntax.YEAR: lambda entry: str(year_of(entry) or ""),
        syntax.STATUS: status_of,
        syntax.DOCUMENT: lambda entry: entry.label,
    }
    places = {entry.id: place for place, entry in enumerate(entries)}
    return Columns(places, {field: _column([value_of(e) for e in entries]) for field, value_of in values_of.items()})


def key(value: str) -> str:
    """The form in which values are compared: case and diacritics aside."""
    return fold(lower(value)).strip()


def _column(values: Sequence[str]) -> Column:
    distinct = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value))}
    return Column(tuple(distinct), np.array([distinct.get(value, -1) for value in values], np.int32))
