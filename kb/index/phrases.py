"""Which groups have syllables side by side.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. The work depends on how often what stands at the rarest place of the phrase occurs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import Compiled
from kb.index.rows import ranges

Mask = NDArray[np.bool_]


def having(index: Compiled, phrase: Sequence[Sequence[int]]) -> Mask:
    """Of each group whether a row of it has the syllables side by side: at each place (at least one) any of some numbers."""
    mask = np.zeros(len(index.group_starts) - 1, bool)
    places = [np.unique(np.array(options, np.int64)) for options in phrase]
    if len(places) == 1:  # the postings tell it
        single = index.single
        mask[single.groups[ranges(single.starts[places[0]], single.starts[places[0] + 1])]] = True
        return mask
    held = [int((index.position_starts[own + 1] - index.position_starts[own]).sum()) for own in places]
    rarest = held.index(min(held))
    own = places[rarest]
    at = index.positions[ranges(index.position_starts[own], index.position_starts[own + 1])].astype(np.int64) - rarest
    at = np.sort(at[(at >= 0) & (at + len(phrase) <= len(index.tokens))])
    for step, options in enumerate(places):
        if step != rarest:
            is_meant = np.zeros(len(index.names), bool)
            is_meant[options] = True
            at = at[is_meant[index.tokens[at + step]]]
    rows = np.searchsorted(index.row_starts, at, side="right") - 1
    rows = rows[at + len(phrase) <= index.row_starts[rows + 1]]
    mask[np.searchsorted(index.group_starts, rows, side="right") - 1] = True
    return mask
