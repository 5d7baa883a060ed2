"""The facts of documents that groups are filtered and counted by, as an index keeps them.

Guarantees:
1. A status is that of the day asked for: a document has a period for each word that it has had or will have.
2. Documents come in the order of the index; values of a column in the order of their first document.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from pathlib import Path

import numpy as np

from kb.index.arrays import Float64s, Int32s, Int64s, Mask
from kb.index.weights import FORCE_WEIGHTS
from kb.language.text import fold, lower
from kb.law.statuses import StatusWord
from kb.law.types import force_of


class Matching(Enum):
    """How the typed value of a filter is compared with a document's; case and diacritics are put aside."""

    WHOLE = auto()  # it is the value
    PART = auto()  # it stands in the value: "tư pháp" in "Bộ Tư pháp"
    YEARS = auto()  # a year, or the first and the last of several: "2015-2020"
    STATUS = auto()  # the word of a status, or a shorter form of it
    NAME = auto()  # it is the value, or any name or number of a document


class FilterField(StrEnum):
    """A fact of documents by which a query may be filtered and hits are counted.

    A new one takes its row here and its value in `DocumentFields.value`.
    """

    TYPE = "type"
    ISSUER = "issuer"
    YEAR = "year"
    STATUS = "status"
    DOCUMENT = "document"

    @property
    def label(self) -> str:
        """The word that is typed before the colon, as pages show it: "cơ quan"."""
        return _ROWS[self][0]

    @property
    def matching(self) -> Matching:
        """How a typed value is compared with that of a document."""
        return _ROWS[self][1]


_ROWS: Mapping[FilterField, tuple[str, Matching]] = {
    FilterField.TYPE: ("loại", Matching.WHOLE),
    FilterField.ISSUER: ("cơ quan", Matching.PART),
    FilterField.YEAR: ("năm", Matching.YEARS),
    FilterField.STATUS: ("hiệu lực", Matching.STATUS),
    FilterField.DOCUMENT: ("văn bản", Matching.NAME),
}


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """The facts of one document; "" for one that is not known."""

    id: str
    document: str  # its label
    type: str
    issuer: str
    year: str
    statuses: tuple[tuple[str, StatusWord], ...]  # (first day, word), ascending; the first since ever: "0001-01-01"

    def value(self, field: FilterField, on: date) -> str:
        """The value of a field on a day."""
        return self.status(on) if field is FilterField.STATUS else str(getattr(self, field))

    def status(self, on: date) -> StatusWord:
        """The status (hiệu lực) on a day."""
        return self.statuses[bisect_right(self.statuses, on.isoformat(), key=lambda period: period[0]) - 1][1]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of some documents: its distinct values in the order of their first document, and the code of each row."""

    values: tuple[str, ...]
    codes: Int32s  # by row, an index of `values`, or -1

    def having(self, test: Callable[[str], bool]) -> Mask:
        """The rows whose values pass the test."""
        passing = np.array([*map(test, self.values), False], bool)  # the last stands for those without a value
        return np.asarray(passing[self.codes])

    def held_by(self, rows: Mask) -> list[str]:
        """The distinct values of some rows."""
        return [self.values[code] for code in np.unique(self.codes[rows]).tolist() if code >= 0]

    def counts(self, of_rows: Int64s) -> dict[str, int]:
        """The values with the sums of the counts of their rows, most first, without those of 0: {"Luật": 12, …}."""
        filled = self.codes >= 0
        sums = np.bincount(self.codes[filled], of_rows[filled], len(self.values)).astype(int)
        order = np.argsort(-sums, kind="stable")[: np.count_nonzero(sums)]
        return {self.values[code]: count for code, count in zip(order.tolist(), sums[order].tolist(), strict=True)}


def value_key(value: str) -> str:
    """The form in which values are compared: case and diacritics aside."""
    return fold(lower(value)).strip()


def column(values: Sequence[str]) -> Column:
    """The column of the values of some documents, row by row; "" is none."""
    distinct = {value: code for code, value in enumerate(dict.fromkeys(value for value in values if value))}
    return Column(tuple(distinct), np.array([distinct.get(value, -1) for value in values], np.int32))


def columns_on(documents: Sequence[DocumentFields], on: date) -> Mapping[FilterField, Column]:
    """The columns of some documents on a day, a row each."""
    return {field: column([document.value(field, on) for document in documents]) for field in FilterField}


def standing_of(type: str, status: StatusWord) -> float:
    """The factor of the scores of a document: the higher instrument, and the one in force, weigh a little more."""
    return FORCE_WEIGHTS[force_of(type)] * status.row.weight


def standings(columns: Mapping[FilterField, Column]) -> Float64s:
    """The factor of each document of some columns, by row."""
    types, statuses = columns[FilterField.TYPE], columns[FilterField.STATUS]
    of_types = _factors(types, [FORCE_WEIGHTS[force_of(type)] for type in types.values])
    return of_types * _factors(statuses, [StatusWord(status).row.weight for status in statuses.values])


def standings_for(
    standings: Float64s, columns: Mapping[FilterField, Column], number_of: Mapping[str, int], pending: Collection[str] | None
) -> Float64s:
    """The factors for a question, as `Sought.pending` has it: the `pending` documents (ids; None: all) do not come last."""
    own, waits = standings.copy(), columns[FilterField.STATUS].having(lambda word: word == StatusWord.NOT_YET)
    if pending is not None:
        asked: Mask = np.zeros(len(own), bool)
        asked[[number_of[document] for document in pending if document in number_of]] = True
        waits &= asked
    own[waits] /= StatusWord.NOT_YET.row.weight
    return own


def _factors(column: Column, factors: list[float]) -> Float64s:
    """The factors of the rows; `factors`: those of the column's values."""
    return np.array([*factors, 1.0])[column.codes]  # the last stands for those without a value


def write_fields(path: Path, documents: Sequence[DocumentFields]) -> None:
    """Write the facts of documents into a new file."""
    path.write_text(json.dumps([asdict(document) for document in documents], ensure_ascii=False), "utf-8")


def open_fields(path: Path) -> tuple[DocumentFields, ...]:
    """The facts in the file, in order. Raises OSError, and ValueError, TypeError or KeyError where it is no such file."""
    return tuple(
        DocumentFields(**row | {"statuses": tuple((first, StatusWord(word)) for first, word in row["statuses"])})
        for row in json.loads(path.read_text("utf-8"))
    )
