"""Inverted lists of syllables and of pairs of neighbours, counted from the tokens of rows.

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

from kb.index.arrays import Int32s, Int64s, owners_of, starts_of

_SLICE = 2_000_000  # terms that are sorted at once
_AT_ONCE = 2  # slices
_LARGEST = 1 << 62  # of the numbers that are sorted
_DIGIT = 0xFFFF


class Postings(NamedTuple):
    """Inverted lists: of each term, by its number, the groups that have it and how often.

    A term is a syllable, and has its number, or a pair of neighbours, and has the index of its key.
    """

    keys: Int64s  # of pairs, ascending: first syllable << 32 | second syllable; empty where terms are syllables
    starts: Int64s  # of each term in `groups` and `counts`
    groups: Int32s  # ascending within a term
    counts: Int32s
    lengths: Int32s  # of each group: the sum of its counts
    totals: Int64s  # of each term: the sum of its counts


class WordPositions(NamedTuple):
    """The tokens of rows, row after row, by word: a word is a number below the size of the vocabulary, and word 0 is none."""

    positions: Int32s  # in the tokens, of each word after another, ascending
    starts: Int64s  # of each word in `positions`
    following: Int32s  # by position: the next word of the row, 0 where there is none
    owned: Int32s | Int64s  # by position: the group, times `width`, plus the weight of the row
    width: int
    groups: int  # how many


def word_positions(
    tokens: Int32s, row_starts: Int64s, group_of_row: Int32s, weights: Int32s, groups: int, size: int
) -> WordPositions:
    """The `tokens` of rows, of a vocabulary of `size` words; a word counts for as many as its row's weight says."""
    following = np.append(tokens[1:], np.int32(0))[: len(tokens)]
    following[row_starts[1:][np.diff(row_starts) > 0] - 1] = 0  # the last of each row
    width = int(weights.max(initial=0)) + 1
    owners = group_of_row.astype(np.int64) * width + weights
    owned = np.repeat(owners if groups * width >= 1 << 31 else owners.astype(np.int32), np.diff(row_starts))
    positions, starts = _positions_by_word(tokens, size)
    return WordPositions(positions, starts, following, owned, width, groups)


def _positions_by_word(tokens: Int32s, size: int) -> tuple[Int32s, Int64s]:
    """The positions of the tokens, by word and then ascending, and the starts of the words in them."""
    starts = starts_of(np.bincount(tokens, minlength=size))
    positions, next_index = np.empty(len(tokens), np.int32), starts[:-1].copy()
    for begin in range(0, len(tokens), _SLICE):
        part = tokens[begin : begin + _SLICE]
        own, held = _sorted_positions(part, size), np.bincount(part, minlength=size)
        # Those of a word in this slice come behind those before, in the order in which they stand.
        behind = next_index - np.cumsum(held) + held
        positions[np.arange(len(part)) + behind[part[own]]] = own + begin
        next_index += held
    return positions, starts


def _sorted_positions(tokens: Int32s, size: int) -> Int64s:
    """The positions of tokens, by word and then ascending. Sixteen bits at a time are sorted by radix."""
    positions = np.argsort((tokens & _DIGIT).astype(np.uint16), kind="stable")
    for shift in range(16, size.bit_length(), 16):
        positions = positions[np.argsort((tokens[positions] >> shift & _DIGIT).astype(np.uint16), kind="stable")]
    return positions


def singles_of(words: WordPositions) -> Postings:
    """The postings of single words, term by word."""
    size = len(words.starts) - 1
    word_of = owners_of(words.starts)

    def counted(low: int, high: int) -> _Counted:
        here = slice(int(words.starts[low]), int(words.starts[high]))
        owned = words.owned[words.positions[here]]
        keys = word_of[here].astype(np.int64) * words.groups + owned // words.width
        return _count(keys, (owned % words.width).astype(np.int64), words.groups)

    terms, held, occurring, owners, counts, lengths = _all(counted, _slices(words, words.groups), words.groups)
    sizes, totals = np.zeros(size, np.int64), np.zeros(size, np.int64)  # of each word, found or not
    sizes[terms], totals[terms] = held, occurring
    return Postings(np.empty(0, np.int64), starts_of(sizes), owners, counts, lengths, totals)


def pairs_of(words: WordPositions) -> Postings:
    """The postings of neighbours in one row, by the first word and the second."""
    size = len(words.starts) - 1
    word_of = owners_of(words.starts)

    def counted(low: int, high: int) -> _Counted:
        here = slice(int(words.starts[low]), int(words.starts[high]))
        positions = words.positions[here]
        second = words.following[positions]
        keys = (word_of[here] - low).astype(np.int64) * size + second
        # Sorting one number that holds all is many times as fast as sorting positions by two.
        keys = (keys * (words.groups * words.width) + words.owned[positions])[second > 0]
        keys.sort(kind="stable")  # those of a word come group by group, so that much is in order
        part = _count(keys // words.width, keys % words.width, words.groups)
        return part._replace(terms=(part.terms // size + low) << 32 | part.terms % size)

    keys, sizes, totals, owners, counts, lengths = _all(
        counted, _slices(words, size * words.groups * words.width), words.groups
    )
    return Postings(keys, starts_of(sizes), owners, counts, lengths, totals)


def _slices(words: WordPositions, keys: int) -> list[tuple[int, int]]:
    """The words but 0 as ranges (first, end), of so few positions each that memory stays bounded.

    `keys` is the number of keys that a word has in the numbers that are sorted.
    """
    size = len(words.starts) - 1
    widest = max(_LARGEST // max(keys, 1), 1)
    cuts = np.searchsorted(words.starts, np.arange(words.starts[min(size, 1)] + _SLICE, len(words.positions), _SLICE))
    return list(pairwise(np.unique([1, *cuts, *range(1, size, widest), size]).tolist())) if size > 1 else [(0, 0)]


class _Counted(NamedTuple):
    """The counts of some terms, ascending."""

    terms: Int64s
    sizes: Int64s  # of each term: how many groups have it
    totals: Int64s  # of each term: how often it occurs in all
    owners: Int32s  # the groups of each term, term after term
    counts: Int32s  # of each of `owners`: how often it has the term


def _count(keys: Int64s, weights: Int64s, groups: int) -> _Counted:
    """The counts of ascending `keys`, each a term times `groups` plus a group; each counts for as many as its weight says."""
    begins = _begins(keys)
    counts = _sums(weights, begins)
    keys = keys[begins]
    owners = (keys % groups).astype(np.int32)
    keys //= groups
    begins = _begins(keys)
    sizes = np.diff(begins, append=len(keys))
    return _Counted(keys[begins], sizes, _sums(counts, begins), owners, counts.astype(np.int32))


def _begins(keys: Int64s) -> Int64s:
    """The indexes at which runs of equal keys begin."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, np.int64)


def _sums(values: Int64s, begins: Int64s) -> Int64s:
    return np.add.reduceat(values, begins) if len(values) else values


def _all(
    counted: Callable[[int, int], _Counted], slices: Iterable[tuple[int, int]], groups: int
) -> tuple[Int64s, Int64s, Int64s, Int32s, Int32s, Int32s]:
    """The five arrays that `counted` gives of ranges of terms, joined in their order, and the length of each group."""
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
