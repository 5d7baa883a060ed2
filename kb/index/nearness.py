"""How near together what a question asks for stands in some groups.

Guarantees:
1. Only the groups given are looked into, and each syllable counts once: the work depends on them, not on the size of the index.
"""

import numpy as np

from kb.index.compiled import Compiled, Floats
from kb.index.rows import Asked, Numbers, starts_of, tokens_of, weights

BLOCK = 8  # words; what stands in two blocks that follow one another is near


def nearness(index: Compiled, asked: Asked, groups: Numbers) -> Floats:
    """The weight of the asked syllables that stand near together in each group, where most of it does.

    What a word typed in part may stand for counts as one syllable.
    """
    if not len(groups) or not asked.syllables:
        return np.zeros(len(groups))
    kinds = [asked.alike.get(syllable, syllable) for syllable in asked.syllables]
    columns = {kind: column for column, kind in enumerate(dict.fromkeys(kinds))}
    number = len(columns)
    column_of = np.full(len(index.names), number, np.int32)
    column_of[list(asked.syllables)] = [columns[kind] for kind in kinds]
    weight = np.zeros(number, np.float32)
    own = weights(index, asked, index.single, [(syllable,) for syllable in asked.syllables], asked.syllables)
    weight[[columns[kind] for kind in kinds]] = own
    tokens, starts = tokens_of(index, groups)
    found = column_of.take(tokens)
    at = np.flatnonzero(found < number)
    # Before the blocks of each group comes an empty one, so that no two that follow one another are of different groups.
    blocks = starts_of(-(-np.diff(starts) // BLOCK) + 1)
    shifts = np.repeat((blocks[:-1] + 1) * BLOCK - starts[:-1], np.diff(np.searchsorted(at, starts)))
    has = np.zeros((int(blocks[-1]) + 1, number), np.float32)  # and one at the end
    has.reshape(-1)[(at + shifts) // BLOCK * number + found.take(at)] = 1.0
    near = np.einsum("ij,j->i", np.maximum(has[:-1], has[1:]), weight)  # `@` would wake the threads of BLAS
    return np.maximum.reduceat(near, blocks[:-1]).astype(float)
