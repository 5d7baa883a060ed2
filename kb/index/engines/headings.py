"""Headings, searched while somebody is typing.

Guarantees:
1. A heading is found when every word typed is in it, the last by its beginning; typed without diacritics, a word is any that
   folds to it.
2. Headings that begin with the words come first, then those that have them side by side, then the others.
3. A search reads the words of the headings that have every word typed, and no other.
"""

from collections.abc import Sequence

import numpy as np

from kb.index.arrays import Float64s, Int64s, Mask
from kb.index.engine import Headed
from kb.index.engines.group_index import GroupIndex
from kb.index.weights import HEADING_KIND_COST, HEADING_STANDING_GAIN

_LOOKED_AT = 8  # times as many headings as are wanted are put in order, for some read alike


def headed(
    index: GroupIndex,
    documents: Sequence[str],
    words: Sequence[Int64s],
    limit: int,
    standing: Float64s,
    admitted: Mask | None = None,
) -> list[Headed]:
    """The best `limit` groups whose headings have `words`, each any of some syllables, best first; as `Engine.headings`.

    `documents`: their ids; `standing`: a factor of each, about 1. `admitted`: the groups that may be found.
    """
    having = np.ones(int(index.document_starts[-1]), bool) if admitted is None else admitted.copy()
    for own in words:
        having &= index.with_heading_word(own)
    groups, most = np.flatnonzero(having), _LOOKED_AT * limit
    # A letter begins a word of most headings: those that begin with it are enough.
    opening = groups[np.isin(index.first_words(groups), words[0])]
    kinds, lengths = _matches(index, words, opening)
    if np.count_nonzero(kinds == 0) < most:
        kinds, lengths = _matches(index, words, groups)
    else:
        groups = opening
    owners = index.document_starts.searchsorted(groups, side="right") - 1
    worse = HEADING_KIND_COST * kinds - HEADING_STANDING_GAIN * (standing[owners] - 1.0) + lengths
    best = np.argpartition(worse, most)[:most] if len(groups) > most else np.arange(len(groups))
    best = best[np.lexsort((groups[best], worse[best]))]
    read: dict[str, list[Headed]] = {}
    for group, owner in zip(groups[best].tolist(), owners[best].tolist(), strict=True):
        eid, heading = index.title(group)
        read.setdefault(heading.lower(), []).append(Headed(documents[owner], eid, heading))
    first = [alike[0] for alike in read.values()]
    return [*first, *(one for alike in read.values() for one in alike[1:])][:limit]


def _matches(index: GroupIndex, words: Sequence[Int64s], groups: Int64s) -> tuple[Int64s, Int64s]:
    """How each group's heading has the words (0: begins with them, 1: side by side, 2: apart), and its length in words."""
    tokens, starts = index.headings(groups)
    lengths = np.diff(starts)
    group_of = np.repeat(np.arange(len(groups)), lengths)
    begins = starts[:-1]
    at = np.arange(len(tokens) - len(words) + 1)
    for step, own in enumerate(words):
        at = at[np.isin(tokens[at + step], own)]
    at = at[group_of[at] == group_of[at + len(words) - 1]]
    kinds = np.full(len(groups), 2)
    kinds[group_of[at]] = 1
    kinds[group_of[at[at == begins[group_of[at]]]]] = 0
    return kinds, lengths
