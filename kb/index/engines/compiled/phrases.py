"""Phrases: the groups that have syllables side by side, from the postings or the positions of `Compiled`.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. The work depends on how often the rarest member of the phrase occurs.
"""

import numpy as np

from kb.index.arrays import Int32s, Int64s, ranges
from kb.index.dictionary import Dictionary
from kb.index.engines.compiled.arrays import Compiled, ScoredPostings
from kb.index.terms import Phrase


def with_phrase(index: Compiled, dictionary: Dictionary, phrase: Phrase) -> Int32s | Int64s:
    """The groups, ascending, that have `phrase` in a row: each of its members (at least one) is any of some syllables."""
    if (told := _told_by_postings(index, dictionary, phrase)) is not None:
        return told
    mask = np.zeros(len(index.group_starts) - 1, bool)
    members = [np.unique(np.array(own, np.int64)) if len(own) > 1 else np.array(own, np.int64) for own in phrase]
    if len(members) == 1:
        mask[index.single.groups[ranges(index.single.starts[members[0]], index.single.starts[members[0] + 1])]] = True
        return np.flatnonzero(mask)
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
    return np.flatnonzero(mask)


def _told_by_postings(index: Compiled, dictionary: Dictionary, phrase: Phrase) -> Int32s | None:
    """The groups that have one syllable, or two side by side, which postings tell; None for another phrase."""
    if len(phrase) > 2 or any(len(own) != 1 for own in phrase):
        return None
    if len(phrase) == 1:
        return _groups_of(index.single, phrase[0][0])
    return _groups_of(index.pairs, dictionary.pairs.numbers([(phrase[0][0], phrase[1][0])])[0])


def _groups_of(postings: ScoredPostings, term: int | None) -> Int32s:
    """The groups that have a term, by its number; none for None."""
    return postings.groups[:0] if term is None else postings.groups[postings.starts[term] : postings.starts[term + 1]]
