"""The NumPy arrays of the index: their aliases, and the layout of a list of lists.

A list of lists is two arrays: the members, list after list, and `starts`, which is one longer than there are lists; the
members of list i are `members[starts[i] : starts[i + 1]]`.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Mask = NDArray[np.bool_]  # one bool per group or per document


def mapped_array(path: Path) -> NDArray[Any]:
    """The array in a file, mapped into memory. Raises OSError, and ValueError where it is not as it was written."""
    try:
        return np.asarray(np.load(path, mmap_mode="r"))  # still mapped, without the slower class of a memory map
    except EOFError as error:
        raise ValueError(f"{path}: empty") from error


def starts_of(lengths: NDArray[Any]) -> Int64s:
    """The `starts` of lists of these lengths: [2, 0, 3] → [0, 2, 2, 5]."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


def owners_of(starts: Int64s) -> Int32s:
    """The index of the list of each member: starts [0, 2, 2, 5] → [0, 0, 2, 2, 2]."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def ranges(first: NDArray[Any], end: NDArray[Any]) -> Int64s:
    """The integers of each range, range after range: first [1, 7], end [3, 8] → [1, 2, 7]."""
    lengths = end - first
    shifts = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(len(shifts)) + shifts)
