"""Counts how often each group has each syllable and each pair of neighbours.

Guarantees:
1. Memory beyond what comes in and goes out does not grow with the number of words.
2. The same words give the same arrays, however they are sliced.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

_SLICE = 2_000_000  # terms that are sorted at once
_AT_ONCE = 2  # slices
_LARGEST = 1 << 62  # of the numbers that are sorted
_DIGIT = 0xFFFF


class Columns(NamedTuple):
    """An inverted list, as `Postings` in `kb.index.compiled` describes it."""

    keys: Longs
    starts: Longs
    groups: Ints
    counts: Ints
    lengths: Ints
    totals: Longs


class Words(NamedTuple):
    """Words in a row after row, and where each stands: `places` by word and then ascending, `starts` where those of each begin.

    `following` is the word after each in its row, 0 where there is none; `owned` the group of each, times `width`, and the
    weight of its row. Word 0 is none.
    """

    places: Ints
    starts: Longs
    following: Ints
    owned: Ints | Longs
    width: int
    groups: int


def owners_of(starts: Longs) -> Ints:
    """Of each thing that is owned, the number of its owner; those of an owner begin at its start."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def words_of(tokens: Ints, row_starts: Longs, group_of_row: Ints, weights: Ints, groups: int, size: int) -> Words:
    """The `tokens` of rows, `size` words in all; a word counts as often as the weight of its row says."""
    following = np.append(tokens[1:], np.int32(0))[: len(tokens)]
    following[row_starts[1:][np.diff(row_starts) > 0] - 1] = 0  # the last of each row
    width = int(weights.max(initial=0)) + 1
    owners = group_of_row.astype(np.int64) * width + weights
    owned = np.repeat(owners if groups * width >= 1 << 31 else owners.astype(np.int32), np.diff(row_starts))
    places, starts = _ordered(tokens, size)
    return Words(places, starts, following, owned, width, groups)


def _ordered(terms: Ints, size: int) -> tuple[Ints, Longs]:
    """The places of the terms, by term, and where those of each begin."""
    starts = _starts(np.bincount(terms, minlength=size))
    places, next_place = np.empty(len(terms), np.int32), starts[:-1].copy()
    for begin in range(0, len(terms), _SLICE):
        part = terms[begin : begin + _SLICE]
        own, held = _sorted_places(part, size), np.bincount(part, minlength=size)
        # Those of a term in this part come behind those before, in the order in which they stand.
        behind = next_place - np.cumsum(held) + held
        places[np.arange(len(part)) + behind[part[own]]] = own + begin
        next_place += held
    return places, starts


def _sorted_places(terms: Ints, size: int) -> Longs:
    """The places of terms, ascending by term, those of one in their order. Sixteen bits at a time are sorted by radix."""
    places = np.argsort((terms & _DIGIT).astype(np.uint16), kind="stable")
    for shift in range(16, size.bit_length(), 16):
        places = places[np.argsort((terms[places] >> shift & _DIGIT).astype(np.uint16), kind="stable")]
    return places


def singles_of(words: Words) -> Columns:
    """The postings of single words."""
    size = len(words.starts) - 1
    word_of = owners_of(words.starts)

    def counted(low: int, high: int) -> _Counted:
        here = slice(int(words.starts[low]), int(words.starts[high]))
        owned = words.owned[words.places[here]]
        keys = word_of[here].astype(np.int64) * words.groups + owned // words.width
        return _count(keys, (owned % words.width).astype(np.int64), words.groups)

    terms, held, occurring, owners, counts, lengths = _all(counted, _slices(words, words.groups), words.groups)
    sizes, totals = np.zeros(size, np.int64), np.zeros(size, np.int64)  # of each word, found or not
    sizes[terms], totals[terms] = held, occurring
    return Columns(np.empty(0, np.int64), _starts(sizes), owners, counts, lengths, totals)


def pairs_of(words: Words) -> Columns:
    """The postings of neighbours in one row, in order of the first word and the second."""
    size = len(words.starts) - 1
    word_of = owners_of(words.starts)

    def counted(low: int, high: int) -> _Counted:
        here = slice(int(words.starts[low]), int(words.starts[high]))
        places = words.places[here]
        second = words.following[places]
        keys = (word_of[here] - low).astype(np.int64) * size + second
        # Sorting one number that holds all is many times as fast as sorting places by two.
        keys = (keys * (words.groups * words.width) + words.owned[places])[second > 0]
        keys.sort(kind="stable")  # those of a word come group by group, so that much is in order
        part = _count(keys // words.width, keys % words.width, words.groups)
        return part._replace(terms=(part.terms // size + low) << 32 | part.terms % size)

    keys, sizes, totals, owners, counts, lengths = _all(
        counted, _slices(words, size * words.groups * words.width), words.groups
    )
    return Columns(keys, _starts(sizes), owners, counts, lengths, totals)


def _slices(words: Words, keys: int) -> list[tuple[int, int]]:
    """The words but 0 in ranges: so many places in each that memory stays bounded.

    `keys` is how many numbers a word stands for in what is sorted.
    """
    size = len(words.starts) - 1
    widest = max(_LARGEST // max(keys, 1), 1)
    cuts = np.searchsorted(words.starts, np.arange(words.starts[min(size, 1)] + _SLICE, len(words.places), _SLICE))
    return list(pairwise(np.unique([1, *cuts, *range(1, size, widest), size]).tolist())) if size > 1 else [(0, 0)]


class _Counted(NamedTuple):
    """Terms, ascending; how many groups have each and how often it occurs in all; the groups of each, and how often there."""

    terms: Longs
    sizes: Longs
    totals: Longs
    owners: Ints
    counts: Ints


def _count(keys: Longs, weights: Longs, groups: int) -> _Counted:
    """What ascending `keys` hold, each a term times `groups` and the number of a group, which count as their weights say."""
    begins = _begins(keys)
    counts = _sums(weights, begins)
    keys = keys[begins]
    owners = (keys % groups).astype(np.int32)
    keys //= groups
    begins = _begins(keys)
    sizes = np.diff(begins, append=len(keys))
    return _Counted(keys[begins], sizes, _sums(counts, begins), owners, counts.astype(np.int32))


def _begins(keys: Longs) -> Longs:
    """Where each run of equal keys begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)


def _sums(values: Longs, begins: Longs) -> Longs:
    return np.add.reduceat(values, begins) if len(values) else values


def _all(
    counted: Callable[[int, int], _Counted], slices: Iterable[tuple[int, int]], groups: int
) -> tuple[Longs, Longs, Longs, Ints, Ints, Ints]:
    """What `counted` gives of ranges of terms that follow one another, and the length of each group."""
    lengths = np.zeros(groups, np.int32)
    parts: list[_Counted] = []

    def take(part: _Counted) -> None:
        parts.append(part)
        np.add(lengths, np.bincount(part.owners, part.counts, groups).astype(np.int32), out=lengths)

    with ThreadPoolExecutor(_AT_ONCE) as threads:  # NumPy sorts without the lock of Python
        waiting: deque[Future[_Counted]] = deque()
        for low, high in slices:
            if len(waiting) == _AT_ONCE:
                take(waiting.popleft().result())
            waiting.append(threads.submit(counted, low, high))
        for one in waiting:
            take(one.result())
    terms, sizes, totals, owners, counts = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return terms, sizes, totals, owners, counts, lengths


def _starts(sizes: Longs) -> Longs:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
