"""The compiled engine: scores all groups at once in arrays, which is exact, and leaves out what repeats.

Guarantees:
1. Its scores are those that the re-rank would compute, so that it need not.
2. A group is left out where its best row repeats one of a group that is found.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kb.index.arrays import Float64s, Int64s, Mask
from kb.index.candidates import Candidates
from kb.index.dictionary import Dictionary
from kb.index.engine import Headed, IndexContent
from kb.index.engines.compiled.arrays import Compiled, open_arrays
from kb.index.engines.compiled.compiling import compile_index
from kb.index.engines.compiled.headings import headed
from kb.index.engines.compiled.matching import best, match_groups
from kb.index.engines.compiled.phrases import groups_of_phrase, having_choice
from kb.index.engines.compiled.reader import CompiledReader, rows_of
from kb.index.fields import Column, DocumentFields, FilterField, columns_on, standings
from kb.index.scoring import ordered_rows
from kb.index.terms import Address, Condition, Filter, Phrases, QuestionTerms, Sought


def write(folder: Path, content: IndexContent) -> None:
    """Write the index into the new `folder`."""
    compile_index(folder, content)


def open(folder: Path, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> "CompiledEngine":
    """The index in `folder`. Raises OSError and ValueError where it is not as it was written."""
    return CompiledEngine(open_arrays(folder), dictionary, documents)


class _Day(NamedTuple):
    """The documents of the index on a day: their facts, and their standing."""

    columns: Mapping[FilterField, Column]
    standing: Float64s


class _LeftOut(NamedTuple):
    """The groups that match and are left out, for another group that matches has the same words."""

    groups: Int64s
    originals: Int64s  # of each of `groups`: that other group


class CompiledEngine:
    """An open index; as `Engine`."""

    def __init__(self, index: Compiled, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> None:
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
            groups=CompiledReader(index, self._ids, found),
            scores=total[found],
            standing=standing[index.documents_with(found)],
            addressed=CompiledReader(index, self._ids, groups),
            found=addresses,
            total=int(np.count_nonzero(mask)),
            counts=self._counts(mask, left_out, day.columns),
            is_exact=True,
        )

    def count(self, choices: Sequence[Phrases], in_titles: bool = False) -> int:
        """How many groups have one of some choices; as `Engine.count`."""
        index, dictionary = self._index, self._dictionary
        if in_titles:
            numbers = dictionary.context.numbers([(phrase[0][0], phrase[1][0]) for (phrase,) in choices])
            of_each = [index.context.groups[slice(*index.context.starts[n : n + 2])] for n in numbers if n is not None]
            return len(np.unique(np.concatenate(of_each))) if of_each else 0
        if len(choices) == 1 and len(choices[0]) == 2:
            one, two = (groups_of_phrase(index, dictionary, phrase) for phrase in choices[0])
            if one is not None and two is not None:
                few, many = sorted((one, two), key=len)
                at = np.minimum(np.searchsorted(many, few), len(many) - 1)
                return int((many[at] == few).sum()) if len(few) else 0
        return int(np.count_nonzero(having_choice(index, dictionary, choices)))

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
        masks += (having_choice(index, self._dictionary, choices) for choices in filter.phrases)
        masks += (~having_choice(index, self._dictionary, [phrases]) for phrases in filter.excluded)
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
        index = self._index
        groups = index.groups_with(index.repeating)
        both = matching[groups] & matching[index.repeated]
        if not both.any():
            return _LeftOut(groups[:0], index.repeated[:0])
        rows, originals = index.repeating[both], index.repeated[both]
        repeating = np.unique(groups[both])
        own = rows_of(index, repeating)
        ordered, _, starts = ordered_rows(self._dictionary, asked, own)
        # Of each group its best row, by its number in the index.
        firsts = index.group_starts[repeating] + ordered[starts[:-1]] - own.group_starts[:-1]
        at = np.minimum(rows.searchsorted(firsts), len(rows) - 1)
        is_repeated = rows[at] == firsts
        return _LeftOut(repeating[is_repeated], originals[at[is_repeated]])

    def _counts(
        self, matching: Mask, left_out: _LeftOut, columns: Mapping[FilterField, Column]
    ) -> dict[FilterField, dict[str, int]]:
        """How many groups of a mask have each value.

        One that is left out counts for a value that the other's document has not, since a filter by that value finds it.
        """
        starts = self._index.document_starts
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(matching, dtype=np.int64)))
        of_documents = np.diff(before[starts])
        one, other = (self._index.documents_with(groups) for groups in left_out)
        counts = {}
        for field, column in columns.items():
            alone = one[column.codes[one] != column.codes[other]]
            counts[field] = column.counts(of_documents + np.bincount(alone, minlength=len(of_documents)))
        return counts

    def _matching(self, addresses: Sequence[Address], matching: Mask) -> tuple[list[Address], Int64s]:
        """The addresses of units of groups of a mask, and the numbers of these groups."""
        rows = [
            (address, row)
            for address in addresses
            if address[0] in self._number_of
            for row in self._index.row(self._number_of[address[0]], address[1])
        ]
        groups = self._index.groups_with(np.array([row for _, row in rows], np.int64))
        is_found = matching[groups]
        return [address for (address, _), own in zip(rows, is_found.tolist(), strict=True) if own], groups[is_found]

    def _ranges_of(self, documents: frozenset[str]) -> list[tuple[int, int]]:
        """The groups of each document, as (first, end)."""
        numbers = (self._number_of[document] for document in documents if document in self._number_of)
        return [(int(begin), int(end)) for begin, end in (self._index.document_starts[n : n + 2] for n in numbers)]
