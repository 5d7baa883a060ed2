"""Which groups have syllables side by side.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. The work depends on how often what stands at the rarest place of the phrase occurs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import Compiled
from kb.index.counting import Ints
from kb.index.rows import groups_of, places, ranges

Mask = NDArray[np.bool_]


def having(index: Compiled, phrase: Sequence[Sequence[int]]) -> Mask:
    """Of each group whether a row of it has the syllables side by side: at each place (at least one) any of some numbers."""
    mask = np.zeros(len(index.group_starts) - 1, bool)
    asked = [np.unique(np.array(options, np.int64)) if len(options) > 1 else np.array(options, np.int64) for options in phrase]
    if all(len(options) == 1 for options in asked) and len(asked) < 3:  # the postings tell it
        mask[_groups(index, [int(options[0]) for options in asked])] = True
        return mask
    if len(asked) == 1:
        mask[index.single.groups[ranges(index.single.starts[asked[0]], index.single.starts[asked[0] + 1])]] = True
        return mask
    held = [int((index.position_starts[own + 1] - index.position_starts[own]).sum()) for own in asked]
    order = sorted(range(len(asked)), key=held.__getitem__)
    own = asked[order[0]]
    at = index.positions[ranges(index.position_starts[own], index.position_starts[own + 1])] - np.int32(order[0])
    at = at[(at >= 0) & (at <= len(index.tokens) - len(phrase))]
    for step in order[1:]:
        tokens = index.tokens[at + np.int32(step)]
        at = at[tokens == asked[step][0] if len(asked[step]) == 1 else np.isin(tokens, asked[step])]
    rows = index.row_starts.searchsorted(at, side="right") - 1
    rows = rows[at + len(phrase) <= index.row_starts[rows + 1]]
    mask[index.groups_with(rows)] = True
    return mask


def _groups(index: Compiled, words: Sequence[int]) -> Ints:
    """The groups that have one syllable, or two side by side."""
    if len(words) == 1:
        return groups_of(index.single, words[0])
    return groups_of(index.pairs, places(index.pairs, [(words[0], words[1])])[0])
