"""Which groups match a question, and the score of each, the sum of a score array over all groups; which have phrases.

Guarantees:
1. The score of a group for a term is BM25 over the words of its heading (twice), lead and units.
2. The same index and question give the same order; groups with equal scores come in the order of the index.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int64s, Mask
from kb.index.dictionary import Dictionary
from kb.index.engines.group_index import GroupIndex, TermField
from kb.index.terms import Phrases, QuestionTerms, Sought, WeightedTerm
from kb.index.weighting import rarest_weight
from kb.index.weights import CONTEXT_WEIGHT, ENOUGH_BY_PAIRS, INTENT_IN_NAMED, INTENT_WEIGHT, NAMED_WEIGHT

Ranges = Sequence[tuple[int, int]]  # the groups of some documents, each as (first, end)


class Matched(NamedTuple):
    """The groups that match."""

    mask: Mask  # one bool per group
    scores: Float32s  # by group, 0 for one that does not match


def match_groups(index: GroupIndex, dictionary: Dictionary, sought: Sought, admitted: Mask | None) -> Matched:
    """The groups that match, by words and titles, whatever the filter of `sought`. `admitted`: those that may be found."""
    asked, starts = sought.terms, index.document_starts
    numbers = (index.number_of[document] for document in sought.named if document in index.number_of)
    named = [(int(starts[number]), int(starts[number + 1])) for number in numbers]
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
    return reduce(_in_both, (index.with_heading_pair(one, two) for one, two in pairwise(heading)))


def with_all(index: GroupIndex, phrases: Phrases) -> NDArray[Any]:
    """The groups, ascending, that have all of some phrases."""
    return reduce(_in_both, map(index.with_phrase, phrases))


def having_choice(index: GroupIndex, choices: Sequence[Phrases]) -> Mask:
    """The mask of the groups that have all phrases of one of some choices."""
    mask = np.zeros(int(index.document_starts[-1]), bool)
    for phrases in choices:
        mask[with_all(index, phrases)] = True
    return mask


def holding(index: GroupIndex, on: date) -> Mask | None:
    """The mask of the groups whose wording holds on a day; None for all."""
    days = index.days
    return (days[:, 0] <= on.toordinal()) & (on.toordinal() < days[:, 1]) if len(days) else None


def _in_both(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    """The numbers that stand in both of two ascending arrays."""
    few, many = sorted((one, two), key=len)
    if not len(few):
        return few
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return np.asarray(few[many[at] == few])
