"""Nearness: the weight of the asked syllables that stand near together in a group, read from its tokens block by block.

Guarantees:
1. Only the groups given are looked into, and each syllable counts once: the work depends on them, not on the size of the index.
"""

import numpy as np

from kb.index.arrays import Float64s, starts_of
from kb.index.candidates import Tokens
from kb.index.dictionary import Dictionary
from kb.index.terms import QuestionTerms
from kb.index.weights import NEARNESS_BLOCK


def nearness(dictionary: Dictionary, asked: QuestionTerms, groups: Tokens) -> Float64s:
    """For each group, the greatest weight of asked syllables in any two of its blocks that follow one another.

    The syllables that a word typed in part may stand for count as one. `groups` holds all tokens of each.
    """
    if len(groups.starts) < 2 or not asked.syllables:
        return np.zeros(len(groups.starts) - 1)
    numbers = [term.number for term in asked.syllables]
    kinds = [asked.alike.get(syllable, syllable) for syllable in numbers]
    columns = {kind: column for column, kind in enumerate(dict.fromkeys(kinds))}
    number = len(columns)
    column_of = np.full(len(dictionary.names), number, np.int32)
    column_of[numbers] = [columns[kind] for kind in kinds]
    weight = np.zeros(number, np.float32)
    weight[[columns[kind] for kind in kinds]] = [term.weight for term in asked.syllables]
    found = column_of.take(groups.tokens)
    at = np.flatnonzero(found < number)
    # Before the blocks of each group comes an empty one, so that no two that follow one another are of different groups.
    blocks = starts_of(-(-np.diff(groups.starts) // NEARNESS_BLOCK) + 1)
    shifts = np.repeat((blocks[:-1] + 1) * NEARNESS_BLOCK - groups.starts[:-1], np.diff(np.searchsorted(at, groups.starts)))
    has = np.zeros((int(blocks[-1]) + 1, number), np.float32)  # and one at the end
    has.reshape(-1)[(at + shifts) // NEARNESS_BLOCK * number + found.take(at)] = 1.0
    near = np.einsum("ij,j->i", np.maximum(has[:-1], has[1:]), weight)  # `@` would wake the threads of BLAS
    return np.maximum.reduceat(near, blocks[:-1]).astype(float)
