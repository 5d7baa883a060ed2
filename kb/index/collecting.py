"""`Collector`, which takes groups of rows one by one, and `Collection`, all groups of an index: what engines are written from.

Guarantees:
1. Groups give the same collection, whether one collector took them all or several took parts of them (`IndexPart`).
2. Groups of a document, and rows of a group, follow one another in the order in which they came.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Int32s, Int64s, owners_of

BREAK = ""  # stands between syllables that are no neighbours
ALWAYS = (0, 1 << 30)  # the first day of a group, and the day after its last, as proleptic ordinals: it holds on any day


@dataclass(frozen=True, slots=True)
class Row:
    """Words of a group, syllables in order: those of a unit (`eid`), or with `eid` "" those of a heading or a lead."""

    eid: str
    words: Sequence[str]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """A group to be ranked: its document, its eId, the syllables of the titles above it, its rows, its heading as written."""

    document: str
    eid: str
    context: Sequence[str]
    rows: Sequence[Row]
    heading: str = ""
    days: tuple[int, int] = ALWAYS


@dataclass(frozen=True, slots=True)
class IndexPart:
    """The groups of some documents, as one collector has taken them and another one takes them over (`Collector.take`)."""

    words: tuple[str, ...]  # the syllables, by the numbers that `arrays` hold
    documents: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]  # the eId and the heading of each group
    eids: bytes
    arrays: dict[str, NDArray[Any]]

    def __post_init__(self) -> None:
        """Raises ValueError where the arrays are not those that a collector has."""
        if self.arrays.keys() != {*_NUMBERED, *_COUNTED, *_AS_THEY_ARE}:
            raise ValueError(f"arrays: {', '.join(self.arrays)}")


@dataclass(frozen=True, slots=True)
class Collection:
    """All groups of an index, packed.

    Documents, groups, rows, contexts and syllables are numbered from 0; syllable 0 is the break. Each `…_starts` is one longer
    than what it is of, and ends with the length of what it cuts.
    """

    syllables: tuple[str, ...]  # by number, ascending
    documents: tuple[str, ...]  # ids
    groups: Sequence[tuple[str, str]]  # the eId and the heading as written of each group
    document_starts: Int64s  # of each document in the groups
    group_starts: Int64s  # of each group in the rows
    row_starts: Int64s  # of each row in `tokens`
    row_weights: Int32s  # occurrences that a word of the row counts for
    tokens: Int32s  # the syllables of all rows, row after row
    eids: bytes  # of the rows, in UTF-8, one after another; "" for a heading or a lead
    eid_starts: Int64s  # of each row in `eids`
    contexts: Int32s  # the syllables of the titles above groups, context after context
    context_starts: Int64s  # of each context in `contexts`
    context_of: Int32s  # of each group
    days: Int32s  # of each group, two: its first day and the day after its last, as ordinals

    def eid(self, row: int) -> str:
        """The eId of a row; "" for a heading or a lead."""
        return self.eids[self.eid_starts[row] : self.eid_starts[row + 1]].decode()

    def _words(self, tokens: Int32s, starts: Int64s, number: int) -> list[str]:
        return [self.syllables[token] for token in tokens[starts[number] : starts[number + 1]].tolist()]

    def taken(self) -> Iterator[Group]:
        """The groups, one by one, as the collector took them."""
        document_of = owners_of(self.document_starts).tolist()
        for number, (eid, heading) in enumerate(self.groups):
            rows = [
                Row(self.eid(row), self._words(self.tokens, self.row_starts, row), int(self.row_weights[row]))
                for row in range(int(self.group_starts[number]), int(self.group_starts[number + 1]))
            ]
            context = self._words(self.contexts, self.context_starts, int(self.context_of[number]))
            first, end = self.days[2 * number : 2 * number + 2].tolist()
            yield Group(self.documents[document_of[number]], eid, context, rows, heading, (first, end))


class _Numbers(dict[str, int]):
    """Numbers of words, given from 0 on as they are asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class Collector:
    """Takes groups one by one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._numbers = _Numbers({BREAK: 0})
        self._tokens, self._contexts = array("i"), array("i")
        self._row_ends, self._context_ends = array("q"), array("q")
        self._row_weights, self._context_of, self._days = array("i"), array("i"), array("i")
        self._group_ends, self._document_ends = array("q"), array("q")
        self._documents: list[str] = []
        self._groups: list[tuple[str, str]] = []
        self._eids = bytearray()
        self._eid_ends = array("q")
        self._above: Sequence[str] | None = None  # the context of the last group

    def add(self, group: Group) -> None:
        """Take the next group; those of a document follow one another."""
        for row in group.rows:
            self._tokens.extend(self._numbered(row.words))
            self._row_ends.append(len(self._tokens))
            self._row_weights.append(row.weight)
            self._eids += row.eid.encode()
            self._eid_ends.append(len(self._eids))
        if not self._documents or self._documents[-1] != group.document:
            self._documents.append(group.document)
            self._document_ends.append(0)
            self._above = None  # documents share no context, for each may come in a part of its own
        if group.context != self._above:
            self._above = group.context
            self._contexts.extend(self._numbered(group.context))
            self._context_ends.append(len(self._contexts))
        self._context_of.append(len(self._context_ends) - 1)
        self._days.extend(group.days)
        self._group_ends.append(len(self._row_ends))
        self._groups.append((group.eid, group.heading))
        self._document_ends[-1] = len(self._group_ends)

    def _numbered(self, words: Sequence[str]) -> Iterator[int]:
        return map(self._numbers.__getitem__, words)

    def part(self) -> IndexPart:
        """All groups taken so far."""
        arrays = {name: _array(getattr(self, f"_{name}")).copy() for name in (*_NUMBERED, *_COUNTED, *_AS_THEY_ARE)}
        return IndexPart(tuple(self._numbers), tuple(self._documents), tuple(self._groups), bytes(self._eids), arrays)

    def take(self, part: IndexPart) -> None:
        """Take the groups of another collector, of documents that this one has not seen."""
        numbers = np.fromiter(self._numbered(part.words), np.int32)
        base = {name: len(getattr(self, f"_{counted}")) for name, counted in _COUNTED.items()}
        for name in _NUMBERED:
            getattr(self, f"_{name}").frombytes(numbers[part.arrays[name]].tobytes())
        for name, begin in base.items():
            shifted = part.arrays[name] + begin
            getattr(self, f"_{name}").frombytes(shifted.astype(part.arrays[name].dtype).tobytes())
        for name in _AS_THEY_ARE:
            getattr(self, f"_{name}").frombytes(part.arrays[name].tobytes())
        self._documents += part.documents
        self._groups += part.groups
        self._eids += part.eids
        self._above = None

    def collection(self) -> Collection:
        """All groups taken so far, the syllables numbered in their order."""
        syllables = sorted(self._numbers)
        renumbered = np.empty(len(syllables), np.int32)
        renumbered[[self._numbers[syllable] for syllable in syllables]] = np.arange(len(syllables))
        return Collection(
            syllables=tuple(syllables),
            documents=tuple(self._documents),
            groups=self._groups,
            document_starts=_starts(self._document_ends),
            group_starts=_starts(self._group_ends),
            row_starts=_starts(self._row_ends),
            row_weights=_array(self._row_weights),
            tokens=renumbered[_array(self._tokens)],
            eids=bytes(self._eids),
            eid_starts=_starts(self._eid_ends),
            contexts=renumbered[_array(self._contexts)],
            context_starts=_starts(self._context_ends),
            context_of=_array(self._context_of),
            days=_array(self._days),
        )


# The arrays of a collector: of numbers of syllables; of numbers of members of another one, whose length they go up by; others.
_NUMBERED = ("tokens", "contexts")
_COUNTED = {
    "row_ends": "tokens", "context_ends": "contexts", "group_ends": "row_ends", "document_ends": "group_ends",
    "eid_ends": "eids", "context_of": "context_ends",
}  # fmt: skip
_AS_THEY_ARE = ("row_weights", "days")


def collected(parts: Iterable[IndexPart]) -> Collection:
    """The collection of parts that follow one another."""
    collector = Collector()
    for part in parts:
        collector.take(part)
    return collector.collection()


def _array(values: array) -> NDArray[Any]:  # type: ignore[type-arg]
    dtype = np.int32 if values.typecode == "i" else np.int64
    return np.frombuffer(values, dtype) if values else np.empty(0, dtype)


def _starts(ends: Iterable[int]) -> Int64s:
    return np.concatenate((np.zeros(1, np.int64), np.fromiter(ends, np.int64)))
