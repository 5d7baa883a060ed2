"""BM25 over arrays of counts: the weight of a term, and the worth of its count in a text of some length."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float64s
from kb.index.weights import K1, B


def idf(groups: int, having: NDArray[Any] | int) -> Float64s:
    """The weight of a term that `having` of `groups` have (Robertson and Spärck Jones, kept positive as Lucene does)."""
    return np.asarray(np.log1p((groups - having + 0.5) / (having + 0.5)))


def norm(lengths: NDArray[Any], average: float | None = None) -> Float64s:
    """The number that `saturate` adds to the count of a term, for each text length; the default average is their mean."""
    mean = (lengths.mean() if len(lengths) else 0.0) if average is None else average
    return np.asarray(K1 * (1 - B + B * lengths / max(mean, 1.0)))


def saturate(counts: NDArray[Any], norms: Float64s) -> Float64s:
    """The BM25 score of each count, 0 to K1 + 1, before it is multiplied by the weight of its term."""
    return np.asarray((K1 + 1) * counts / (counts + norms))
