"""Groups on the matter of a text: a question made of the pairs of neighbours that tell most what it is about.

Guarantees:
1. `groups_like` keeps the order of the engine, `groups_on` has that of the re-rank; what is not yet in force stands as others.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from kb.index.answering import Index
from kb.index.bm25 import idf
from kb.index.dictionary import Dictionary, Pairs
from kb.index.keywords import Telling, matter_of
from kb.index.reranking import Ranked, rerank, shown
from kb.index.terms import Address, Condition, Filter, QuestionTerms, Sought, WeightedTerm
from kb.index.weighting import weighted
from kb.index.weights import MOST_RERANKED


def groups_like(
    index: Index, heading: str, text: str, titles: str, abbreviations: Mapping[str, str], on: date, limit: int
) -> list[tuple[Address, float]]:
    """The groups on the matter of a provision (NFC) on a day, itself among them, best first, with their scores.

    `titles`: those that stand above it. A score bears no standing of documents.
    """
    dictionary = index.dictionary
    matter = matter_of(dictionary, heading, text, abbreviations)
    above = matter_of(dictionary, "", titles, abbreviations)
    terms = QuestionTerms(
        pairs=_told(dictionary, matter, dictionary.pairs), context=_told(dictionary, above, dictionary.context)
    )
    found = index.engine.candidates(Sought(terms, Filter(on), pending=None), limit)
    addresses = found.groups.addresses(np.arange(len(found.scores)))
    return list(zip(addresses, (found.scores / found.standing).tolist(), strict=True))


def _told(dictionary: Dictionary, matter: Sequence[Telling], among: Pairs) -> tuple[WeightedTerm, ...]:
    """The pairs that texts have, or titles, each with its weight times its share."""
    numbered = zip(matter, among.numbers([telling.pair for telling in matter]), strict=True)
    return tuple(
        WeightedTerm(telling.pair, number, telling.share * float(idf(dictionary.groups, int(among.held[number]))))
        for telling, number in numbered
        if number is not None
    )


class OnMatter(NamedTuple):
    """The groups on the matter of a text, best first, and the weight of all pairs that were sought: scores compare with it."""

    hits: list[Ranked]
    weight: float


def groups_on(
    index: Index, text: str, abbreviations: Mapping[str, str], on: date, conditions: Sequence[Condition], limit: int
) -> OnMatter:
    """The best `limit` groups on the matter of a text (NFC) that meet the conditions on a day, each shown by its best unit."""
    dictionary = index.dictionary
    pairs = [telling.pair for telling in matter_of(dictionary, "", text, abbreviations)]
    syllables = list(dict.fromkeys(syllable for pair in pairs for syllable in pair))
    terms = QuestionTerms(*weighted(dictionary, index.engine.count, syllables, pairs))
    sought = Sought(terms, Filter(on, tuple(conditions)), pending=None)
    candidates = index.engine.candidates(sought, MOST_RERANKED)
    hits = shown(dictionary, sought, candidates, rerank(dictionary, sought, candidates), limit, explain=False)
    return OnMatter(hits, sum(term.weight for term in terms.pairs))
