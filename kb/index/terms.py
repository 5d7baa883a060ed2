"""The terms of a question and the conditions that groups must meet: what an engine is asked for.

All of it is said in syllables of the dictionary, by their numbers, and in words of documents: it means the same to any engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from kb.index.fields import FilterField

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
    words: tuple[tuple[int, ...], ...] = ()  # of several syllables, as they follow one another in the question
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
    # Documents not yet in force that are asked for by themselves, and do not come after all others; None: no document does.
    pending: frozenset[str] | None = frozenset()
    # Of documents that have ended those in force in their place, by their ids: what holds now stands above what held.
    successors: Mapping[str, frozenset[str]] = field(default_factory=dict)
