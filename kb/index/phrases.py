"""Which groups have syllables side by side.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. The work depends on how often the rarest syllable of the phrase occurs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import Compiled

Mask = NDArray[np.bool_]


def having(index: Compiled, phrase: Sequence[int]) -> Mask:
    """Of each group whether a row of it has the syllables (numbers, at least one) side by side."""
    held = [int(index.position_starts[syllable + 1] - index.position_starts[syllable]) for syllable in phrase]
    rarest = held.index(min(held))
    begin = index.position_starts[phrase[rarest]]
    at = index.positions[begin : begin + held[rarest]].astype(np.int64) - rarest
    at = at[(at >= 0) & (at + len(phrase) <= len(index.tokens))]
    for step, syllable in enumerate(phrase):
        at = at[index.tokens[at + step] == syllable] if step != rarest else at
    rows = np.searchsorted(index.row_starts, at, side="right") - 1
    rows = rows[at + len(phrase) <= index.row_starts[rows + 1]]
    mask = np.zeros(len(index.group_starts) - 1, bool)
    mask[np.searchsorted(index.group_starts, rows, side="right") - 1] = True
    return mask
