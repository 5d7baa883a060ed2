"""How documents stand to one another: a weight by legal force and status that tells near equals apart, and no more."""

import numpy as np
from numpy.typing import NDArray

from kb.search import syntax
from kb.search.columns import Column, Columns

# By legal force (Luật Ban hành văn bản quy phạm pháp luật, Điều 4).
_FORCES = (
    (("Hiến pháp", "Bộ luật", "Luật"), 1.03),
    (("Pháp lệnh", "Nghị quyết", "Pháp điển", "Văn bản hợp nhất"), 1.02),
    (("Nghị định", "Quyết định"), 1.01),
)
_STATUSES = {"Không rõ": 0.996, "Hết hiệu lực toàn bộ": 0.992}


def standing(type: str, status: str) -> float:
    """A weight that lets the higher instrument, and the one in force, come first among near equals."""
    return _force(type) * _STATUSES.get(status, 1.0)


def standings(columns: Columns) -> NDArray[np.float64]:
    """The standing of each document of some columns."""
    types, statuses = columns.by_field[syntax.TYPE], columns.by_field[syntax.STATUS]
    by_status = [_STATUSES.get(status, 1.0) for status in statuses.values]
    return _weights(types, [_force(type) for type in types.values]) * _weights(statuses, by_status)


def _force(type: str) -> float:
    return next((weight for types, weight in _FORCES if type in types), 1.0)


def _weights(column: Column, weights: list[float]) -> NDArray[np.float64]:
    return np.array([*weights, 1.0])[column.codes]  # the last stands for those without a value
