"""`GroupIndex`, what an engine's index finds and reads: postings with scores, phrases, headings and rows of groups."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Float64s, Int32s, Int64s, Mask
from kb.index.candidates import GroupReader, Rows, Tokens
from kb.index.fields import Column, FilterField, standings_for
from kb.index.terms import Phrase, Sought, WeightedTerm


class TermField(StrEnum):
    """Where the terms of a question stand."""

    SYLLABLES = "syllables"  # of groups
    PAIRS = "pairs"  # neighbours in the rows of groups
    WORDS = "words"  # of several syllables, in the rows of groups; of engines that write them
    TITLES = "titles"  # neighbours in the titles above groups


class Scored(NamedTuple):
    """The groups that have a term, ascending, and the BM25 of it in each, before its weight."""

    groups: NDArray[np.integer]
    saturated: Float32s


class RepeatedRows(NamedTuple):
    """The rows that repeat a row of another document, in the order of their groups."""

    groups: Int64s  # of each row
    rows: Int64s  # of each: its index in its group
    originals: Int64s  # of each: the group of the row that it repeats


class Day(NamedTuple):
    """The documents of an index on a day: their facts, and their standing."""

    columns: Mapping[FilterField, Column]
    standing: Float64s

    def standing_for(self, sought: Sought, number_of: Mapping[str, int]) -> Float64s:
        """The standing of the documents for a question; `number_of`: of each by its id."""
        if sought.pending is not None and not sought.pending:
            return self.standing
        return standings_for(self.standing, self.columns, number_of, sought.pending)


class Found(NamedTuple):
    """The groups that match a question and pass its filter."""

    mask: Mask
    # The best so many of them but for some groups, best first, those of equal scores in the order of the index; their scores,
    # times their standing.
    best: Callable[[int, Int64s], tuple[Int64s, Float32s]]


class GroupIndex(Protocol):
    """An open index. Groups and documents are numbered from 0; groups of a document follow one another."""

    number_of: Mapping[str, int]  # of each document by its id, in their order
    document_starts: Int64s  # of each document in the groups
    days: Int32s  # a line for each group: its first day and the day after its last, as ordinals; none where all hold on any day
    repeats: RepeatedRows
    is_exact: bool  # whether its scores are those that the re-rank would compute

    def find(self, sought: Sought, day: Day) -> Found:
        """The groups that match a question."""

    def scored(self, field: TermField, term: WeightedTerm) -> Scored:
        """The groups that have a term of the dictionary."""

    def with_phrase(self, phrase: Phrase) -> NDArray[np.integer]:
        """The groups, ascending, that have a phrase (of one member or more) in a row."""

    def with_heading_pair(self, one: int, two: int) -> NDArray[np.integer]:
        """The groups that have two syllables side by side in their heading, ascending."""

    def with_heading_word(self, syllables: Int64s) -> Mask:
        """The mask of the groups whose heading has any of some syllables."""

    def first_words(self, groups: Int64s) -> Int32s:
        """The first syllable of the heading of each of some groups, all of which have one."""

    def headings(self, groups: Int64s) -> Tokens:
        """The syllables of the headings of groups, in order."""

    def title(self, group: int) -> tuple[str, str]:
        """The eId and the heading as written of a group."""

    def addressed(self, document: int, eid: str) -> Sequence[int]:
        """The groups with a unit of this eId in a document, one for each wording."""

    def rows(self, groups: Int64s) -> Rows:
        """The rows of groups."""

    def reader(self, groups: Int64s) -> GroupReader:
        """Reads groups by their indexes in `groups`."""
