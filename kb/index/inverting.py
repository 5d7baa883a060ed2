"""`Inverted`, the inverted lists of a collection: counted once, for the dictionary and for the engine that is written.

Guarantees:
1. A word of a heading counts as often as the weight of its row says; titles above groups and headings count once.
"""

from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Int32s, Int64s, owners_of, ranges, starts_of
from kb.index.collecting import Collection
from kb.index.counting import Postings, pairs_of, singles_of, word_positions
from kb.index.weights import HEADING_WEIGHT


@dataclass(frozen=True, slots=True)
class Inverted:
    """The inverted lists of the groups of a collection, and the positions of syllables in its tokens."""

    single: Postings  # of syllables
    pairs: Postings  # of neighbours
    context: Postings  # of neighbours in the titles above groups
    headings: Postings  # of neighbours in the headings of groups
    heading_words: Int32s  # the distinct syllables of each group's heading, ascending, group after group
    heading_starts: Int64s  # of each group in `heading_words`
    positions: Int32s  # in the tokens, of each syllable after another, ascending
    position_starts: Int64s  # of each syllable in `positions`
    row_lengths: Int32s  # of each row, in syllables and pairs


def invert(collection: Collection) -> Inverted:
    """The inverted lists of all groups of a collection."""
    group_of_row, weights = owners_of(collection.group_starts), collection.row_weights
    sizes = len(collection.groups), len(collection.syllables)
    tokens, row_starts = collection.tokens, collection.row_starts
    words = word_positions(tokens, row_starts, group_of_row, weights, *sizes)
    single, pairs = singles_of(words), pairs_of(words)
    positions, position_starts, row_lengths = words.positions, words.starts, _row_lengths(tokens, words.following, row_starts)
    del words  # most of the memory
    above = collection.context_starts[collection.context_of], collection.context_starts[collection.context_of + 1]
    each = np.arange(sizes[0], dtype=np.int32)
    titles, of_groups = collection.contexts[ranges(*above)], starts_of(above[1] - above[0])
    context = pairs_of(word_positions(titles, of_groups, each, np.ones_like(each), *sizes))
    heads, lengths = weights == HEADING_WEIGHT, np.diff(row_starts)
    own, once = tokens[np.repeat(heads, lengths)], np.ones(np.count_nonzero(heads), np.int32)
    headings = pairs_of(word_positions(own, starts_of(lengths[heads]), group_of_row[heads], once, *sizes))
    owners = np.repeat(group_of_row[heads].astype(np.int64), lengths[heads])
    group_of, heading_words = np.divmod(np.unique((owners * sizes[1] + own)[own > 0]), sizes[1])
    heading_starts = starts_of(np.bincount(group_of, minlength=sizes[0]))
    return Inverted(
        single,
        pairs,
        context,
        headings,
        heading_words.astype(np.int32),
        heading_starts,
        positions,
        position_starts,
        row_lengths,
    )


def _row_lengths(tokens: Int32s, following: Int32s, row_starts: Int64s) -> Int32s:
    """The number of syllables and pairs of neighbours in each row."""
    counted = starts_of((tokens > 0).astype(np.int8) + ((tokens > 0) & (following > 0)))
    return np.diff(counted[row_starts]).astype(np.int32)
