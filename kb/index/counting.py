"""Counts how often each group has each syllable and each pair of neighbours.

Guarantees:
1. Memory beyond what comes in and goes out does not grow with the number of words.
2. The same words give the same arrays, however they are sliced.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

_SLICE = 2_000_000  # terms that are sorted at once
_AT_ONCE = 2  # slices
_LARGEST = 1 << 60  # of the numbers that are sorted, without the weight of a row


class Columns(NamedTuple):
    """An inverted list, as `Postings` in `kb.index.compiled` describes it."""

    keys: Longs
    starts: Longs
    groups: Ints
    counts: Ints
    lengths: Ints
    totals: Longs


def owners_of(starts: Longs) -> Ints:
    """Of each thing that is owned, the number of its owner; those of an owner begin at its start."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def singles_of(tokens: Ints, row_of: Ints, group_of_row: Ints, weights: Ints, size: int, groups: int) -> Columns:
    """The postings of single syllables, of which there are `size`; a word counts as often as the weight of its row says."""

    def counted(low: int, here: Longs) -> _Counted:
        rows = row_of[here]
        return _count(tokens[here].astype(np.int64) - low, group_of_row[rows], weights[rows], groups, low)

    terms, held, occurring, owners, counts, lengths = _all(counted, _slices(tokens, tokens > 0, size, groups), groups)
    sizes, totals = np.zeros(size, np.int64), np.zeros(size, np.int64)  # of each syllable, found or not
    sizes[terms], totals[terms] = held, occurring
    return Columns(np.empty(0, np.int64), _starts(sizes), owners, counts, lengths, totals)


def pairs_of(tokens: Ints, row_of: Ints, group_of_row: Ints, weights: Ints, size: int, groups: int) -> Columns:
    """The postings of neighbours in one row, in order of the first syllable and the second."""
    first, second = tokens[:-1], tokens[1:]

    def counted(low: int, here: Longs) -> _Counted:
        rows = row_of[here]
        keys = (first[here].astype(np.int64) - low) * size + second[here]
        return _count(keys, group_of_row[rows], weights[rows], groups, low * size)

    are_pairs = (first > 0) & (second > 0) & (row_of[:-1] == row_of[1:])
    slices = _slices(first, are_pairs, size, groups * size)
    terms, sizes, totals, owners, counts, lengths = _all(counted, slices, groups)
    keys = terms // max(size, 1) << 32 | terms % max(size, 1)
    return Columns(keys, _starts(sizes), owners, counts, lengths, totals)


def _slices(terms: Ints, counted: NDArray[np.bool_], size: int, keys: int) -> Iterator[tuple[int, Longs]]:
    """The places of the terms that are `counted`, some terms after others: so many at once that memory stays bounded.

    Each slice comes with its lowest term; `keys` is how many numbers a term stands for in what is sorted.
    """
    held = np.cumsum(np.bincount(terms[counted], minlength=size))
    widest = max(_LARGEST // max(keys, 1), 1)
    cuts = np.searchsorted(held, np.arange(_SLICE, int(held[-1]), _SLICE))
    for low, high in pairwise(np.unique([0, *cuts, *range(0, size, widest), size]).tolist()):
        yield low, np.flatnonzero(counted & (terms >= low) & (terms < high))


class _Counted(NamedTuple):
    """Terms, ascending; how many groups have each and how often it occurs in all; the groups of each, and how often there."""

    terms: Longs
    sizes: Longs
    totals: Longs
    owners: Ints
    counts: Ints


def _count(terms: Longs, owners: Ints, weights: Ints, groups: int, low: int) -> _Counted:
    """Each of `terms` stands in a row of that weight of one of the `owners`; `low` is added to the terms."""
    # Sorting one number that holds all three is many times as fast as sorting places by two.
    width = int(weights.max(initial=0)) + 1
    keys = (terms * groups + owners) * width + weights
    keys.sort(kind="stable")  # tokens come group by group, so that much is in order
    times = keys % width
    keys //= width
    begins = _begins(keys)
    counts = _sums(times, begins)
    keys = keys[begins]
    owners = (keys % groups).astype(np.int32)
    keys //= groups
    begins = _begins(keys)
    sizes = np.diff(begins, append=len(keys))
    return _Counted(keys[begins] + low, sizes, _sums(counts, begins), owners, counts.astype(np.int32))


def _begins(keys: Longs) -> Longs:
    """Where each run of equal keys begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)


def _sums(values: Longs, begins: Longs) -> Longs:
    return np.add.reduceat(values, begins) if len(values) else values


def _all(
    counted: Callable[[int, Longs], _Counted], slices: Iterable[tuple[int, Longs]], groups: int
) -> tuple[Longs, Longs, Longs, Ints, Ints, Ints]:
    """What `counted` gives of slices that follow one another, and the length of each group."""
    lengths = np.zeros(groups, np.int32)
    parts: list[_Counted] = []

    def take(part: _Counted) -> None:
        parts.append(part)
        np.add(lengths, np.bincount(part.owners, part.counts, groups).astype(np.int32), out=lengths)

    with ThreadPoolExecutor(_AT_ONCE) as threads:  # NumPy sorts without the lock of Python
        waiting: deque[Future[_Counted]] = deque()
        for low, here in slices:
            if len(waiting) == _AT_ONCE:
                take(waiting.popleft().result())
            waiting.append(threads.submit(counted, low, here))
        for one in waiting:
            take(one.result())
    terms, sizes, totals, owners, counts = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return terms, sizes, totals, owners, counts, lengths


def _starts(sizes: Longs) -> Longs:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
