"""Words of several syllables ("thi hành"), by how often two neighbours stand inside one in the texts.

Guarantees:
1. The same collection gives the same words. Finding them alone needs the segmenter: who reads needs the dictionary.
"""

import numpy as np

from kb.index.arrays import Int32s, Int64s, Mask
from kb.index.collecting import Collection
from kb.language.segment import segmenter


def joined_tokens(collection: Collection) -> Mask:
    """Of each of the collection's tokens, whether it is in the word of the one before it. Raises SegmentationUnavailable.

    A word is a token that is not joined, with those after it that are: thi hành án → False True False.
    """
    parts = segmenter().joins(collection.syllables, collection.tokens, collection.row_starts)
    return np.concatenate([np.empty(0, bool), *parts])


def count_inside(collection: Collection, joined: Mask, keys: Int64s) -> Int32s:
    """How often each pair of `keys` (ascending, as `Pairs.keys`) stands inside a word; `joined`: as `joined_tokens` gives."""
    second = np.flatnonzero(joined)
    pairs = collection.tokens[second - 1].astype(np.int64) << 32 | collection.tokens[second]
    found, often = np.unique(pairs, return_counts=True)
    counts = np.zeros(len(keys), np.int32)
    counts[np.searchsorted(keys, found)] = often
    return counts
