"""The BM25 weights of the terms of a question, by the dictionary.

Guarantees:
1. A term that no text has is no term.
2. Terms that are alike, as all that a word typed in part may be, have one weight: that of any of them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.arrays import Int32s
from kb.index.bm25 import idf
from kb.index.dictionary import Dictionary
from kb.index.terms import Count, Terms, WeightedTerm
from kb.index.weights import OTHER_NAME_WEIGHT


def weighted(
    dictionary: Dictionary,
    count: Count,
    syllables: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    other_names: Sequence[tuple[int, int]] = (),
    alike: Mapping[int, int] | None = None,
) -> tuple[Terms, Terms, Terms, Terms]:
    """The terms of syllables, of pairs, of pairs of other names, and of `pairs` in the titles above groups.

    `alike`: as in `QuestionTerms`.
    """
    scale, in_words, in_titles = _Scale(dictionary, count, alike or {}), dictionary.pairs, dictionary.context
    return (
        scale.weigh([(syllable,) for syllable in syllables], list(syllables), dictionary.held),
        scale.weigh(pairs, in_words.numbers(pairs), in_words.held),
        scale.weigh(other_names, in_words.numbers(other_names), in_words.held, share=OTHER_NAME_WEIGHT),
        scale.weigh(pairs, in_titles.numbers(pairs), in_titles.held, in_titles=True),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Weighs terms."""

    dictionary: Dictionary
    count: Count
    alike: Mapping[int, int]

    def weigh(
        self,
        terms: Sequence[tuple[int, ...]],
        numbers: Sequence[int | None],
        held: Int32s,
        *,
        share: float = 1.0,
        in_titles: bool = False,
    ) -> Terms:
        """The terms that have a number, each with `share` of its weight; `held`: how many groups have each, by number."""
        known = [(term, number) for term, number in zip(terms, numbers, strict=True) if number is not None]
        having = held[[number for _, number in known]] if known else np.empty(0, np.int32)
        if self.alike:
            having = self._held_by_any([term for term, _ in known], having, in_titles)
        weights = idf(self.dictionary.groups, having).tolist()
        return tuple(WeightedTerm(*term, share * weight) for term, weight in zip(known, weights, strict=True))

    def _held_by_any(self, terms: Sequence[tuple[int, ...]], held: Int32s, in_titles: bool) -> Int32s:
        """How many groups have any of the terms that are alike to each; `held`: how many have each."""
        kinds: dict[tuple[int, ...], list[int]] = {}
        for at, term in enumerate(terms):
            kinds.setdefault(tuple(self.alike.get(syllable, syllable) for syllable in term), []).append(at)
        held = held.copy()
        for members in kinds.values():
            if len(members) > 1:
                held[members] = self.count([(tuple((syllable,) for syllable in terms[at]),) for at in members], in_titles)
        return held


def rarest_weight(dictionary: Dictionary) -> float:
    """The weight of a term that one group has."""
    return float(idf(dictionary.groups, 1))
