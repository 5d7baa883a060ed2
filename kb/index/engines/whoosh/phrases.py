"""Phrases: the groups that have syllables side by side, found by postings of pairs and made sure of in their tokens.

Guarantees:
1. A phrase stands in one row: its syllables follow one another with no break between.
2. Tokens are read only of the groups that have all pairs of the phrase.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Mask
from kb.index.dictionary import Dictionary
from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.codec import Unsigned
from kb.index.engines.whoosh.schema import TOKENS
from kb.index.engines.whoosh.segment import WhooshSegment
from kb.index.terms import Phrase
from kb.index.weights import MOST_BEGUN


def find_phrase(segment: WhooshSegment, dictionary: Dictionary, phrase: Phrase) -> NDArray[Any]:
    """The groups, ascending, that have `phrase` in a row: each of its members (at least one) is any of some syllables."""
    if len(phrase) < 3 and all(len(own) == 1 for own in phrase):  # postings tell it
        return _of_term(segment, dictionary, [own[0] for own in phrase])
    if len(phrase) == 1:
        return np.flatnonzero(_of_any(segment, dictionary, ([one] for one in phrase[0])))
    of_pairs = [_beside(segment, dictionary, one, two) for one, two in pairwise(phrase)]
    groups = np.flatnonzero(reduce(np.logical_and, of_pairs))
    return groups[_in_a_row(segment, phrase, groups)] if len(groups) else groups


def _of_term(segment: WhooshSegment, dictionary: Dictionary, syllables: Sequence[int]) -> Unsigned:
    """The groups that have one syllable, or two side by side."""
    field = TermField.SYLLABLES if len(syllables) == 1 else TermField.PAIRS
    return segment.postings(field, " ".join(dictionary.names[syllable] for syllable in syllables))[0]


def _of_any(segment: WhooshSegment, dictionary: Dictionary, terms: Iterable[Sequence[int]]) -> Mask:
    """The mask of the groups that have any of some terms."""
    mask = np.zeros(len(segment.facts), bool)
    for term in terms:
        mask[_of_term(segment, dictionary, term)] = True
    return mask


def _beside(segment: WhooshSegment, dictionary: Dictionary, one: Sequence[int], two: Sequence[int]) -> Mask:
    """The mask of the groups that may have one of some syllables beside one of some others."""
    pairs = list(product(one, two))
    there = [pair for pair, number in zip(pairs, dictionary.pairs.numbers(pairs), strict=True) if number is not None]
    if len(there) <= MOST_BEGUN:
        return _of_any(segment, dictionary, there)
    # There are fewer syllables than pairs of them, and their groups are enough to look into.
    return _of_any(segment, dictionary, ([own] for own in one)) & _of_any(segment, dictionary, ([own] for own in two))


def _in_a_row(segment: WhooshSegment, phrase: Phrase, groups: NDArray[Any]) -> Mask:
    """Whether each of some groups has the phrase."""
    tokens, starts = segment.tokens(TOKENS, groups.tolist())
    at = np.arange(len(tokens) - len(phrase) + 1)
    for step, own in enumerate(phrase):
        here = tokens[at + step]
        at = at[here == own[0] if len(own) == 1 else np.isin(here, own)]
    found = np.zeros(len(groups), bool)
    found[starts.searchsorted(at, side="right") - 1] = True  # a 0 ends each row, so that no phrase runs over it
    return found
