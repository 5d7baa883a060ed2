"""Nearness: the weight of the asked syllables that stand near together in a group, read from its tokens block by block.

Guarantees:
1. Only the groups given are looked into, and each syllable counts once: the work depends on them, not on the size of the index.
"""

import numpy as np

from kb.index.arrays import Float64s, Int64s, starts_of
from kb.index.compiled import Compiled
from kb.index.rows import QuestionTerms, term_weights, tokens_of
from kb.index.weights import NEARNESS_BLOCK


def nearness(index: Compiled, asked: QuestionTerms, groups: Int64s) -> Float64s:
    """For each group, the greatest weight of asked syllables in any two of its blocks that follow one another.

    The syllables that a word typed in part may stand for count as one.
    """
    if not len(groups) or not asked.syllables:
        return np.zeros(len(groups))
    kinds = [asked.alike.get(syllable, syllable) for syllable in asked.syllables]
    columns = {kind: column for column, kind in enumerate(dict.fromkeys(kinds))}
    number = len(columns)
    column_of = np.full(len(index.names), number, np.int32)
    column_of[list(asked.syllables)] = [columns[kind] for kind in kinds]
    weight = np.zeros(number, np.float32)
    own = term_weights(index, asked, index.single, [(syllable,) for syllable in asked.syllables], asked.syllables)
    weight[[columns[kind] for kind in kinds]] = own
    tokens, starts = tokens_of(index, groups)
    found = column_of.take(tokens)
    at = np.flatnonzero(found < number)
    # Before the blocks of each group comes an empty one, so that no two that follow one another are of different groups.
    blocks = starts_of(-(-np.diff(starts) // NEARNESS_BLOCK) + 1)
    shifts = np.repeat((blocks[:-1] + 1) * NEARNESS_BLOCK - starts[:-1], np.diff(np.searchsorted(at, starts)))
    has = np.zeros((int(blocks[-1]) + 1, number), np.float32)  # and one at the end
    has.reshape(-1)[(at + shifts) // NEARNESS_BLOCK * number + found.take(at)] = 1.0
    near = np.einsum("ij,j->i", np.maximum(has[:-1], has[1:]), weight)  # `@` would wake the threads of BLAS
    return np.maximum.reduceat(near, blocks[:-1]).astype(float)
