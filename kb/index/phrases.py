"""Phrases: masks of the groups that have syllables side by side, from the postings or the positions of `Compiled`.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. The work depends on how often the rarest member of the phrase occurs.
"""

from collections.abc import Sequence

import numpy as np

from kb.index.arrays import Int32s, Mask, ranges
from kb.index.compiled import Compiled
from kb.index.rows import groups_of, term_numbers


def having(index: Compiled, phrase: Sequence[Sequence[int]]) -> Mask:
    """The mask of the groups that have `phrase` in a row: each of its members (at least one) is any of some syllables."""
    mask = np.zeros(len(index.group_starts) - 1, bool)
    members = [np.unique(np.array(own, np.int64)) if len(own) > 1 else np.array(own, np.int64) for own in phrase]
    if all(len(own) == 1 for own in members) and len(members) < 3:  # the postings tell it
        mask[_groups(index, [int(own[0]) for own in members])] = True
        return mask
    if len(members) == 1:
        mask[index.single.groups[ranges(index.single.starts[members[0]], index.single.starts[members[0] + 1])]] = True
        return mask
    held = [int((index.position_starts[own + 1] - index.position_starts[own]).sum()) for own in members]
    order = sorted(range(len(members)), key=held.__getitem__)
    rarest = members[order[0]]
    # The positions at which the phrase would begin.
    at = index.positions[ranges(index.position_starts[rarest], index.position_starts[rarest + 1])] - np.int32(order[0])
    at = at[(at >= 0) & (at <= len(index.tokens) - len(phrase))]
    for step in order[1:]:
        tokens = index.tokens[at + np.int32(step)]
        at = at[tokens == members[step][0] if len(members[step]) == 1 else np.isin(tokens, members[step])]
    rows = index.row_starts.searchsorted(at, side="right") - 1
    rows = rows[at + len(phrase) <= index.row_starts[rows + 1]]
    mask[index.groups_with(rows)] = True
    return mask


def _groups(index: Compiled, syllables: Sequence[int]) -> Int32s:
    """The groups that have one syllable, or two side by side."""
    if len(syllables) == 1:
        return groups_of(index.single, syllables[0])
    return groups_of(index.pairs, term_numbers(index.pairs, [(syllables[0], syllables[1])])[0])
