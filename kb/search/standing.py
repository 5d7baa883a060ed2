"""The standing of a document: a weight by legal force and status that tells near equals apart, and no more."""

import numpy as np
from numpy.typing import NDArray

from kb.law.statuses import StatusWord
from kb.law.types import force_of
from kb.search.columns import Column, DocumentColumns
from kb.search.syntax import FilterField

_OF_FORCE = (1.0, 1.01, 1.02, 1.03)  # by legal force, the lowest first


def standing_of(type: str, status: StatusWord) -> float:
    """The weight of a document of a type and status: the higher instrument, and the one in force, weigh more."""
    return _OF_FORCE[force_of(type)] * status.row.weight


def standings(columns: DocumentColumns) -> NDArray[np.float64]:
    """The standing of each document, by row."""
    types, statuses = columns.by_field[FilterField.TYPE], columns.by_field[FilterField.STATUS]
    by_status = [StatusWord(status).row.weight for status in statuses.values]
    return _weights(types, [_OF_FORCE[force_of(type)] for type in types.values]) * _weights(statuses, by_status)


def _weights(column: Column, weights: list[float]) -> NDArray[np.float64]:
    """The weights of the rows; `weights`: those of the column's values."""
    return np.array([*weights, 1.0])[column.codes]  # the last stands for those without a value
