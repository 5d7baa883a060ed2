"""Words of several syllables ("thi hành"), by how often two neighbours stand inside one in the texts.

Guarantees:
1. The same collection gives the same words. Finding them alone needs the segmenter: who reads needs the dictionary.
"""

import numpy as np

from kb.index.arrays import Int32s, Int64s, Mask, owners_of
from kb.index.collecting import Collection
from kb.index.counting import Postings, singles_of, word_positions
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


def word_postings(collection: Collection, joined: Mask) -> tuple[list[bytes], Postings]:
    """The words of several syllables ("thi hành"), ascending, after one that is none, and their postings in groups."""
    tokens, begins = collection.tokens, np.flatnonzero(~joined)
    lengths = np.diff(begins, append=len(tokens))
    begins, lengths = begins[lengths > 1], lengths[lengths > 1]
    # Words of one length are told apart by those one syllable shorter, with which they begin, and their last syllable.
    ids, known = np.zeros(len(begins), np.int64), [b""]
    beginnings = tokens[begins].astype(np.int64)
    for length in range(2, int(lengths.max(initial=1)) + 1):
        going_on = np.flatnonzero(lengths >= length)
        keys = beginnings[going_on] << 32 | tokens[begins[going_on] + length - 1]
        beginnings[going_on] = np.unique(keys, return_inverse=True)[1]
        ended = going_on[lengths[going_on] == length]
        _, firsts, own = np.unique(beginnings[ended], return_index=True, return_inverse=True)
        ids[ended] = own + len(known)
        for first in begins[ended[firsts]].tolist():
            known.append(" ".join(collection.syllables[one] for one in tokens[first : first + length].tolist()).encode())
    order = sorted(range(len(known)), key=known.__getitem__)
    ranks = np.empty(len(known), np.int32)
    ranks[order] = np.arange(len(known))
    row_starts = np.searchsorted(begins, collection.row_starts)
    rows = owners_of(collection.group_starts), collection.row_weights
    words = word_positions(ranks[ids], row_starts, *rows, len(collection.groups), len(known))
    return [known[one] for one in order], singles_of(words)
