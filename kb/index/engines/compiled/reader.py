"""Reads the groups that the compiled engine brings, from its arrays."""

from collections.abc import Sequence
from typing import overload

import numpy as np

from kb.index.arrays import Int32s, Int64s, ranges, starts_of
from kb.index.candidates import Rows, Tokens
from kb.index.engines.compiled.arrays import Compiled
from kb.index.terms import Address


class CompiledReader:
    """Reads some groups; as `GroupReader`."""

    def __init__(self, index: Compiled, documents: Sequence[str], groups: Int64s) -> None:
        """`documents`: the ids of those of the index; `groups`: the numbers of the groups, in the order of their indexes."""
        self._index, self._documents, self._groups = index, documents, groups

    def addresses(self, groups: Int64s) -> list[Address]:
        """The document and the eId of each."""
        own = self._groups[groups]
        documents = self._index.documents_with(own).tolist()
        return [
            (self._documents[document], self._index.title(group)[0])
            for document, group in zip(documents, own.tolist(), strict=True)
        ]

    def rows(self, groups: Int64s) -> Rows:
        """Their rows."""
        return rows_of(self._index, self._groups[groups])

    def heading_words(self, groups: Int64s) -> Tokens:
        """The distinct syllables of their headings, ascending."""
        own = self._groups[groups]
        return _tokens(self._index.heading_words, self._index.heading_starts[own], self._index.heading_starts[own + 1])

    def contexts(self, groups: Int64s) -> Tokens:
        """The syllables of the titles above them."""
        own = self._index.context_of[self._groups[groups]]
        return _tokens(self._index.contexts, self._index.context_starts[own], self._index.context_starts[own + 1])


def rows_of(index: Compiled, groups: Int64s) -> Rows:
    """The rows of some groups, by their numbers."""
    first, end = index.group_starts[groups], index.group_starts[groups + 1]
    rows = ranges(first, end)
    begin, stop = index.row_starts[first], index.row_starts[end]
    # The rows of a group follow one another, and so do their tokens. Slices are copied faster than positions are looked up.
    own = [index.tokens[one:other] for one, other in zip(begin.tolist(), stop.tolist(), strict=True)]
    return Rows(
        eids=_Eids(index, rows),
        weights=index.row_weights[rows],
        lengths=index.row_lengths[rows],
        tokens=np.concatenate([index.tokens[:0], *own]),
        starts=starts_of(index.row_starts[rows + 1] - index.row_starts[rows]),
        group_starts=starts_of(end - first),
    )


def _tokens(values: Int32s, first: Int64s, end: Int64s) -> Tokens:
    return Tokens(values[ranges(first, end)], starts_of(end - first))


class _Eids(Sequence[str]):
    """The eIds of rows, each read when it is asked for: few are."""

    def __init__(self, index: Compiled, rows: Int64s) -> None:
        self._index, self._rows = index, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> "list[str]": ...

    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self._index.eid(one) for one in self._rows[row].tolist()]
        return self._index.eid(int(self._rows[row]))
