"""Which groups match a question, and the score of each: the sum of a score array over all groups.

Guarantees:
1. The score of a group for a term is BM25 over the words of its heading (twice), lead and units.
2. The same index and question give the same order; groups with equal scores come in the order of the index.
"""

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int64s, Mask
from kb.index.dictionary import Dictionary
from kb.index.engines.group_index import GroupIndex, TermField
from kb.index.terms import QuestionTerms, WeightedTerm
from kb.index.weighting import rarest_weight
from kb.index.weights import CONTEXT_WEIGHT, ENOUGH_BY_PAIRS, INTENT_IN_NAMED, INTENT_WEIGHT, NAMED_WEIGHT

_SORTED = 4  # times as many as are wanted, beyond which only the best are sorted
_BLOCK = 64  # groups of which one is the best
Ranges = Sequence[tuple[int, int]]  # the groups of some documents, each as (first, end)


class Matched(NamedTuple):
    """The groups that match."""

    mask: Mask  # one bool per group
    scores: Float32s  # by group, 0 for one that does not match


def match_groups(
    index: GroupIndex, dictionary: Dictionary, asked: QuestionTerms, admitted: Mask | None, named: Ranges
) -> Matched:
    """The groups that match, by words and titles. `admitted`: those that may be found; `named`: those of named documents."""
    total = np.zeros(dictionary.groups, np.float32)
    telling, others = _by_telling(asked)
    _add(index, total, telling)
    mask = total > 0
    _add(index, total, others)
    has_words = total > 0
    rarest = rarest_weight(dictionary)
    for begin, end in named:
        own = has_words[begin:end]
        total[begin:end] += np.float32(NAMED_WEIGHT * rarest) * own
        mask[begin:end] |= own
    under = _under(index, asked, has_words, named)
    total[under] += np.float32((INTENT_IN_NAMED if named else 1) * INTENT_WEIGHT * rarest)
    mask[under] = True
    # All groups tell whether pairs are enough: a filter must not decide what matches.
    if np.count_nonzero(mask) < ENOUGH_BY_PAIRS:
        mask |= has_words
    _add(index, total, [(TermField.TITLES, term) for term in asked.context], CONTEXT_WEIGHT)
    if admitted is not None:
        mask &= admitted
    total *= mask
    return Matched(mask, total)


_Term = tuple[TermField, WeightedTerm]


def _by_telling(asked: QuestionTerms) -> tuple[list[_Term], list[_Term]]:
    """The terms that make a group match, and the other syllables, by which a group matches only where the first find few."""
    pairs = [(TermField.PAIRS, term) for term in (*asked.pairs, *asked.other_names)]
    alone = [(TermField.SYLLABLES, term) for term in asked.syllables if term.number in asked.alone]
    return alone + pairs, [(TermField.SYLLABLES, term) for term in asked.syllables if term.number not in asked.alone]


def _add(index: GroupIndex, total: Float32s, terms: Sequence[_Term], share: float = 1.0) -> None:
    """Add to `total` (one score per group) `share` of the scores for the terms."""
    for field, term in terms:
        groups, saturated = index.scored(field, term)
        # The fastest way in NumPy: ten times as fast as `bincount`, which makes 64 bits of everything.
        np.add.at(total, groups, saturated * np.float32(share * term.weight))


def _under(index: GroupIndex, asked: QuestionTerms, has_words: Mask, named: Ranges) -> Int64s:
    """The groups under headings that are asked for in other words: where documents are named theirs, else those with a word."""
    if not asked.headings:
        return np.empty(0, np.int64)
    under = np.unique(np.concatenate([_with_pairs(index, heading) for heading in asked.headings])).astype(np.int64)
    if not named:
        return np.asarray(under[has_words[under]])
    is_named: Mask = np.any([(under >= begin) & (under < end) for begin, end in named], axis=0)
    return np.asarray(under[is_named])


def _with_pairs(index: GroupIndex, heading: Sequence[int]) -> NDArray[Any]:
    """The groups that have every pair of neighbours of `heading` in theirs."""
    of_pairs = [index.with_heading_pair(one, two) for one, two in pairwise(heading)]
    return reduce(lambda one, two: np.intersect1d(one, two, assume_unique=True), of_pairs)


def best(values: Float32s, number: int) -> Int64s:
    """The indexes, ascending, of the `number` highest values above 0; of equal values the first count."""
    blocks = len(values) // _BLOCK
    # Every so many indexes are a block: NumPy compares rows of them faster than neighbours.
    highest = np.append(values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0), values[blocks * _BLOCK :])
    # As many blocks as are wanted reach the edge, so no value below it is wanted.
    edge = np.partition(highest, len(highest) - number)[len(highest) - number] if len(highest) > number else 0.0
    indexes = np.flatnonzero(values >= edge if edge > 0 else values > 0)
    if len(indexes) > _SORTED * number:
        indexes = indexes[values[indexes] >= np.partition(values[indexes], -number)[-number]]
    return np.sort(indexes[np.argsort(-values[indexes], kind="stable")[:number]])
