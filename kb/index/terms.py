"""The terms of a question, each with its weight, and the conditions that groups must meet: what an engine is asked for.

All of it is said in syllables of the dictionary, by their numbers, and in words of documents: it means the same to any engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np

from kb.index.arrays import Int32s
from kb.index.bm25 import idf
from kb.index.dictionary import Dictionary
from kb.index.fields import FilterField
from kb.index.weights import OTHER_NAME_WEIGHT

Address = tuple[str, str]  # of a provision: the id of its document, its eId

# Syllables side by side in one row: of each the numbers that it may have. One without any is in no text.
Phrase = tuple[tuple[int, ...], ...]
# Phrases all of which a group must have.
Phrases = tuple[Phrase, ...]

# How many groups have one of some choices: for each of them, all its phrases; in their words, or in the titles above them.
Count = Callable[[Sequence[Phrases], bool], int]


class WeightedTerm(NamedTuple):
    """A syllable, or two that stand side by side."""

    syllables: tuple[int, ...]
    number: int  # of the syllable, or of the pair in `Dictionary.pairs` or `Dictionary.context`
    weight: float  # BM25


Terms = tuple[WeightedTerm, ...]


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The distinct terms of a question that texts have."""

    syllables: Terms = ()
    pairs: Terms = ()  # of neighbours, in the words of groups
    other_names: Terms = ()  # the pairs of other names of what it names
    context: Terms = ()  # `pairs`, in the titles above groups
    alone: frozenset[int] = frozenset()  # syllables that count like a pair: document numbers, dates, abbreviations
    headings: tuple[tuple[int, ...], ...] = ()  # that the question asks for in other words
    # Of each syllable that a word typed in part may be, the one that stands for all of these: "h*" → {hành: hành, hạn: hành}.
    alike: Mapping[int, int] = field(default_factory=dict)


class Condition(NamedTuple):
    """A condition on the document of a group: that a field has one of some values; `negated`: that it has none of them."""

    field: FilterField
    values: frozenset[str]  # as `DocumentFields` writes them; of DOCUMENT ids: two may have one label
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that a group must meet, on a day."""

    on: date
    conditions: tuple[Condition, ...] = ()
    phrases: tuple[tuple[Phrases, ...], ...] = ()  # of each tuple of choices it has one
    excluded: tuple[Phrases, ...] = ()  # it has none of these


@dataclass(frozen=True, slots=True)
class Sought:
    """A question as engines and the re-rank take it."""

    terms: QuestionTerms
    filter: Filter
    named: frozenset[str] = frozenset()  # documents that the question names, whose groups it rather means
    addresses: tuple[Address, ...] = ()  # provisions asked about: whether they are found


def weighted(
    dictionary: Dictionary,
    count: Count,
    syllables: Sequence[int],
    pairs: Sequence[tuple[int, int]],
    other_names: Sequence[tuple[int, int]] = (),
    alike: Mapping[int, int] | None = None,
) -> tuple[Terms, Terms, Terms, Terms]:
    """The weighted terms of syllables, of pairs, of pairs of other names, and of `pairs` in the titles above groups.

    Terms that are alike (`QuestionTerms.alike`) have the weight of any of them together.
    """
    kinds = alike or {}
    made = partial(_made, dictionary, partial(_held_by_any, count, kinds) if kinds else None)
    singles = [((syllable,), syllable) for syllable in syllables]
    return (
        made(singles, dictionary.held),
        made(_known(pairs, dictionary.pairs.numbers(pairs)), dictionary.pairs.held),
        made(_known(other_names, dictionary.pairs.numbers(other_names)), dictionary.pairs.held, share=OTHER_NAME_WEIGHT),
        made(_known(pairs, dictionary.context.numbers(pairs)), dictionary.context.held, in_titles=True),
    )


_Numbered = Sequence[tuple[tuple[int, ...], int]]  # terms, each with its number


def _known(pairs: Sequence[tuple[int, int]], numbers: Sequence[int | None]) -> _Numbered:
    return [(pair, number) for pair, number in zip(pairs, numbers, strict=True) if number is not None]


def _made(
    dictionary: Dictionary,
    held_by_any: Callable[[_Numbered, Sequence[int], bool], list[int]] | None,
    terms: _Numbered,
    of_all: Int32s,
    share: float = 1.0,
    in_titles: bool = False,
) -> Terms:
    held: Sequence[int] = of_all[[number for _, number in terms]].tolist() if terms else []
    held = held_by_any(terms, held, in_titles) if held_by_any else held
    weights = idf(dictionary.groups, np.array(held, np.int64)).tolist()
    return tuple(WeightedTerm(term, number, share * weight) for (term, number), weight in zip(terms, weights, strict=True))


def _held_by_any(count: Count, kinds: Mapping[int, int], terms: _Numbered, held: Sequence[int], in_titles: bool) -> list[int]:
    """For each term, how many groups have any of the terms that are alike to it; `held`: how many have each."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for at, (term, _) in enumerate(terms):
        alike.setdefault(tuple(kinds.get(one, one) for one in term), []).append(at)
    found = list(held)
    for members in alike.values():
        if len(members) > 1:
            phrases = [(tuple((one,) for one in terms[at][0]),) for at in members]
            together = count(phrases, in_titles)
            for at in members:
                found[at] = together
    return found


def rarest_weight(dictionary: Dictionary) -> float:
    """The BM25 weight of a term that one group has."""
    return float(idf(dictionary.groups, 1))
