"""`GroupEngine`: the engine over a `GroupIndex`, which finds groups; what repeats is left out here, and what matches counted.

Guarantees:
1. Two such engines match, leave out and count the same groups.
2. A group is left out where its best row repeats one of a group that is found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from kb.index.arrays import Int64s, Mask
from kb.index.candidates import Candidates
from kb.index.dictionary import Dictionary
from kb.index.engine import Headed
from kb.index.engines.group_index import Day, GroupIndex, TermField
from kb.index.engines.headings import headed
from kb.index.engines.matching import having_choice, holding, with_all
from kb.index.fields import Column, DocumentFields, FilterField, columns_on, standings
from kb.index.scoring import ordered_rows
from kb.index.terms import Address, Phrases, QuestionTerms, Sought, WeightedTerm


class _LeftOut(NamedTuple):
    """The groups that match and are left out, for another group that matches has the same words."""

    groups: Int64s
    originals: Int64s  # of each of `groups`: that other group


class GroupEngine:
    """An open index; as `Engine`."""

    def __init__(self, index: GroupIndex, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> None:
        """`documents`: those of the index, in its order."""
        self._index, self._dictionary = index, dictionary
        self._ids = tuple(index.number_of)

        def on_day(on: date) -> Day:
            columns = columns_on(documents, on)
            return Day(columns, standings(columns))

        self._on_day = lru_cache(maxsize=4)(on_day)

    def candidates(self, sought: Sought, limit: int, start: int = 0) -> Candidates:
        """The best `limit` groups that match, from the one with the index `start` on; as `Engine.candidates`."""
        index, day = self._index, self._on_day(sought.filter.on)
        mask, best = index.find(sought, day)
        left_out = self._left_out(sought.terms, mask)
        mask[left_out.groups] = False
        found, scores = best(start + limit, left_out.groups)
        found, scores = found[start:], scores[start:]
        addresses, groups = self._matching(sought.addresses, mask)
        return Candidates(
            groups=index.reader(found),
            scores=scores,
            standing=day.standing_for(sought, index.number_of)[self._owners(found)].astype(np.float32),
            addressed=index.reader(groups),
            found=addresses,
            total=int(np.count_nonzero(mask)),
            counts=self._counts(mask, left_out, day.columns),
            is_exact=index.is_exact,
        )

    def count(self, choices: Sequence[Phrases], in_titles: bool = False) -> int:
        """How many groups have one of some choices; as `Engine.count`."""
        if in_titles:
            pairs = [(phrase[0][0], phrase[1][0]) for (phrase,) in choices]
            numbers = self._dictionary.context.numbers(pairs)
            terms = [WeightedTerm(pair, n, 0.0) for pair, n in zip(pairs, numbers, strict=True) if n is not None]
            of_each = [self._index.scored(TermField.TITLES, term).groups for term in terms]
            return len(np.unique(np.concatenate(of_each))) if of_each else 0
        if len(choices) == 1:
            return len(with_all(self._index, choices[0]))
        return int(np.count_nonzero(having_choice(self._index, choices)))

    def headings(self, words: Sequence[Sequence[int]], limit: int, on: date) -> list[Headed]:
        """The best `limit` groups whose heading has all `words`; as `Engine.headings`."""
        own = [np.array(syllables, np.int64) for syllables in words]
        now = holding(self._index, on)
        return headed(self._index, self._ids, own, limit, self._on_day(on).standing, now) if own else []

    def _left_out(self, asked: QuestionTerms, matching: Mask) -> _LeftOut:
        """The groups of a mask whose best row for the question repeats one of another group of the mask."""
        groups, rows, originals = self._index.repeats
        both = matching[groups] & matching[originals]
        if not both.any():
            return _LeftOut(groups[:0], originals[:0])
        groups, rows, originals = groups[both], rows[both], originals[both]
        repeating, group_of = np.unique(groups, return_inverse=True)
        own = self._index.rows(repeating)
        ordered, _, starts = ordered_rows(self._dictionary, asked, own)
        is_repeated = ordered[starts[:-1]][group_of] == own.group_starts[group_of] + rows
        return _LeftOut(groups[is_repeated], originals[is_repeated])

    def _counts(
        self, matching: Mask, left_out: _LeftOut, columns: Mapping[FilterField, Column]
    ) -> dict[FilterField, dict[str, int]]:
        """How many groups of a mask have each value.

        One that is left out counts for a value that the other's document has not, since a filter by that value finds it.
        """
        starts = self._index.document_starts
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(matching, dtype=np.int64)))
        of_documents = np.diff(before[starts])
        one, other = (self._owners(groups) for groups in left_out)
        counts = {}
        for field, column in columns.items():
            alone = one[column.codes[one] != column.codes[other]]
            counts[field] = column.counts(of_documents + np.bincount(alone, minlength=len(of_documents)))
        return counts

    def _matching(self, addresses: Sequence[Address], matching: Mask) -> tuple[list[Address], Int64s]:
        """The addresses of units of groups of a mask, and the numbers of these groups."""
        number_of = self._index.number_of
        known = [address for address in addresses if address[0] in number_of]
        pairs = [(one, group) for one in known for group in self._index.addressed(number_of[one[0]], one[1])]
        groups = np.array([group for _, group in pairs], np.int64)
        is_found = matching[groups]
        return [address for (address, _), own in zip(pairs, is_found.tolist(), strict=True) if own], groups[is_found]

    def _owners(self, groups: Int64s) -> Int64s:
        """The document of each group."""
        return np.asarray(self._index.document_starts.searchsorted(groups, side="right") - 1)
