"""`ExactEngine`: an engine that scores all groups at once, from the postings of a `GroupIndex`, and leaves out what repeats.

Guarantees:
1. Its scores are those that the re-rank would compute, so that it need not; two such engines give one answer.
2. A group is left out where its best row repeats one of a group that is found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float64s, Int64s, Mask
from kb.index.candidates import Candidates
from kb.index.dictionary import Dictionary
from kb.index.engine import Headed
from kb.index.engines.group_index import GroupIndex, TermField
from kb.index.engines.headings import headed
from kb.index.engines.matching import best, match_groups
from kb.index.fields import Column, DocumentFields, FilterField, columns_on, standings
from kb.index.scoring import ordered_rows
from kb.index.terms import Address, Condition, Filter, Phrases, QuestionTerms, Sought, WeightedTerm


class _Day(NamedTuple):
    """The documents of the index on a day: their facts, and their standing."""

    columns: Mapping[FilterField, Column]
    standing: Float64s


class _LeftOut(NamedTuple):
    """The groups that match and are left out, for another group that matches has the same words."""

    groups: Int64s
    originals: Int64s  # of each of `groups`: that other group


class ExactEngine:
    """An open index; as `Engine`."""

    def __init__(self, index: GroupIndex, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> None:
        """`documents`: those of the index, in its order."""
        self._index, self._dictionary = index, dictionary
        self._ids = tuple(document.id for document in documents)
        self._number_of = {document: number for number, document in enumerate(self._ids)}

        def on_day(on: date) -> _Day:
            columns = columns_on(documents, on)
            return _Day(columns, standings(columns))

        self._on_day = lru_cache(maxsize=4)(on_day)

    def candidates(self, sought: Sought, limit: int, start: int = 0) -> Candidates:
        """The best `limit` groups that match, from the one with the index `start` on; as `Engine.candidates`."""
        index, asked, day = self._index, sought.terms, self._on_day(sought.filter.on)
        named = self._ranges_of(sought.named)
        mask, total = match_groups(index, self._dictionary, asked, self._admitted(sought.filter), named)
        left_out = self._left_out(asked, mask)
        mask[left_out.groups] = False
        total[left_out.groups] = 0
        standing = day.standing.astype(np.float32)
        total *= np.repeat(standing, np.diff(index.document_starts))
        found = best(total, start + limit)
        found = found[np.lexsort((found, -total[found]))][start:]
        addresses, groups = self._matching(sought.addresses, mask)
        return Candidates(
            groups=index.reader(found),
            scores=total[found],
            standing=standing[self._owners(found)],
            addressed=index.reader(groups),
            found=addresses,
            total=int(np.count_nonzero(mask)),
            counts=self._counts(mask, left_out, day.columns),
            is_exact=True,
        )

    def count(self, choices: Sequence[Phrases], in_titles: bool = False) -> int:
        """How many groups have one of some choices; as `Engine.count`."""
        if in_titles:
            pairs = [(phrase[0][0], phrase[1][0]) for (phrase,) in choices]
            numbers = self._dictionary.context.numbers(pairs)
            terms = [WeightedTerm(pair, n, 0.0) for pair, n in zip(pairs, numbers, strict=True) if n is not None]
            of_each = [self._index.scored(TermField.TITLES, term).groups for term in terms]
            return len(np.unique(np.concatenate(of_each))) if of_each else 0
        return len(self._with_all(choices[0])) if len(choices) == 1 else int(np.count_nonzero(self._having_choice(choices)))

    def _with_all(self, phrases: Phrases) -> NDArray[Any]:
        """The groups that have all of some phrases."""
        return reduce(_in_both, map(self._index.with_phrase, phrases))

    def _having_choice(self, choices: Sequence[Phrases]) -> Mask:
        """The mask of the groups that have one of some choices."""
        mask = np.zeros(self._dictionary.groups, bool)
        for phrases in choices:
            mask[self._with_all(phrases)] = True
        return mask

    def headings(self, words: Sequence[Sequence[int]], limit: int, on: date) -> list[Headed]:
        """The best `limit` groups whose heading has all `words`; as `Engine.headings`."""
        own = [np.array(syllables, np.int64) for syllables in words]
        return headed(self._index, self._ids, own, limit, self._on_day(on).standing, self._holding(on)) if own else []

    def _holding(self, on: date) -> Mask | None:
        """The mask of the groups whose wording holds on a day; None for all."""
        days = self._index.days
        return (days[:, 0] <= on.toordinal()) & (on.toordinal() < days[:, 1]) if len(days) else None

    def _admitted(self, filter: Filter) -> Mask | None:
        """The mask of the groups that may be found; None for all."""
        index = self._index
        masks = [] if (holding := self._holding(filter.on)) is None else [holding]
        if filter.conditions:
            columns = self._on_day(filter.on).columns
            meeting = [self._having(columns, one) != one.negated for one in filter.conditions]
            masks.append(np.repeat(reduce(np.logical_and, meeting), np.diff(index.document_starts)))
        masks += (self._having_choice(choices) for choices in filter.phrases)
        masks += (~self._having_choice([phrases]) for phrases in filter.excluded)
        return reduce(np.logical_and, masks) if masks else None

    def _having(self, columns: Mapping[FilterField, Column], condition: Condition) -> Mask:
        """The mask of the documents that have one of the values of a condition."""
        if condition.field is not FilterField.DOCUMENT:
            return columns[condition.field].having(condition.values.__contains__)
        mask = np.zeros(len(self._ids), bool)
        mask[[self._number_of[document] for document in condition.values if document in self._number_of]] = True
        return mask

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
        known = [address for address in addresses if address[0] in self._number_of]
        pairs = [(one, group) for one in known for group in self._index.addressed(self._number_of[one[0]], one[1])]
        groups = np.array([group for _, group in pairs], np.int64)
        is_found = matching[groups]
        return [address for (address, _), own in zip(pairs, is_found.tolist(), strict=True) if own], groups[is_found]

    def _owners(self, groups: Int64s) -> Int64s:
        """The document of each group."""
        return np.asarray(self._index.document_starts.searchsorted(groups, side="right") - 1)

    def _ranges_of(self, documents: frozenset[str]) -> list[tuple[int, int]]:
        """The groups of each document, as (first, end)."""
        numbers = (self._number_of[document] for document in documents if document in self._number_of)
        return [(int(begin), int(end)) for begin, end in (self._index.document_starts[n : n + 2] for n in numbers)]


def _in_both(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    """The numbers that stand in both of two ascending arrays."""
    few, many = sorted((one, two), key=len)
    if not len(few):
        return few
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return np.asarray(few[many[at] == few])
