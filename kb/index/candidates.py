"""`Candidates`, the groups that an engine brings for a question, and `Rows`, the words of some of them: what the re-rank reads.

Guarantees:
1. Nothing here is about groups other than those brought: their number is bounded, whatever the size of the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kb.index.arrays import Float32s, Int32s, Int64s, ranges, starts_of
from kb.index.fields import FilterField
from kb.index.terms import Address


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some groups, group after group: first that of the heading, if there is one."""

    eids: Sequence[str]  # of each row; "" for a heading; a lead has that of its Điều
    weights: Int32s  # occurrences that a word of the row counts for: those of a heading `HEADING_WEIGHT`
    lengths: Int32s  # in syllables and pairs
    tokens: Int32s  # the syllables of all rows, by their numbers in the dictionary; 0 parts neighbours
    starts: Int64s  # of each row in `tokens`
    group_starts: Int64s  # of each group in the rows
    # By row, the address of the group that has the same row, where it repeats one of another document; None where the engine
    # leaves out by itself what repeats.
    originals: Mapping[int, Address] | None = None


class Tokens(NamedTuple):
    """Syllables of some groups, group after group, and the starts of the groups in them."""

    tokens: Int32s
    starts: Int64s

    def of(self, groups: Int64s) -> "Tokens":
        """Those of some of the groups, by their indexes."""
        first, end = self.starts[groups], self.starts[groups + 1]
        return Tokens(self.tokens[ranges(first, end)], starts_of(end - first))


class GroupReader(Protocol):
    """Reads the groups that were brought, by their indexes among them."""

    def addresses(self, groups: Int64s) -> Sequence[Address]:
        """The document and the eId of each."""

    def rows(self, groups: Int64s) -> Rows:
        """Their rows."""

    def heading_words(self, groups: Int64s) -> Tokens:
        """The distinct syllables of their headings, ascending."""

    def contexts(self, groups: Int64s) -> Tokens:
        """The syllables of the titles above them."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The groups that an engine brings, best first, in an order that a like question repeats."""

    groups: GroupReader  # of those below
    scores: Float32s  # of each, times its standing
    standing: Float32s  # of each: the factor of its document
    addressed: GroupReader  # of the groups of the addresses asked about, in their order, that match
    found: Sequence[Address]  # the addresses that these are of
    total: int  # how many groups match
    # How many of these have each value, most first; equal ones in the order of their first document in the index.
    counts: Mapping[FilterField, Mapping[str, int]]
    # Whether `scores` are what the re-rank would compute from the rows; else it does.
    is_exact: bool = False
