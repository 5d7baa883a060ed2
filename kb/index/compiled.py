"""The ranking compiled into arrays when the index is built, and mapped into memory when it is opened.

Guarantees:
1. A group (an Điều with its khoản, or what stands alone) is scored by all its words, a row (a unit) by its own.
2. Postings hold whole counts, of groups in ascending order, and beside each what BM25 makes of it (`saturated`, 32 bits).
3. Opening reads the list of syllables and maps the rest: processes share one copy.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.text import fold

FORMAT = 2
BREAK = ""  # stands between syllables that are no neighbours
# Chosen on the development half of a retrieval set (docs/decisions.md, "Ranking").
HEADING_WEIGHT = 2  # a word of a heading counts twice
K1, B = 0.6, 0.5  # of BM25
_SLICE = 4_000_000  # pairs that are sorted at once

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """Words of a group, syllables in order: a unit's own (`eid`), or with `eid` "" its heading or its lead."""

    eid: str
    words: Sequence[str]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """What is ranked as one: its document, its eId, the words above it (titles), its rows, and its heading as written."""

    document: str
    eid: str
    context: Sequence[str]
    rows: Sequence[Row]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Postings:
    """An inverted list for each term of a field: the groups that have it and how often. `lengths` are those of the groups.

    `saturated` is BM25 of each count, without the weight of the term; a field that only tells who has a term has none.
    """

    keys: Longs  # of pairs, ascending: two syllables; empty for single syllables, whose number is their place
    starts: Longs  # of each term's part of the two below
    groups: Ints
    counts: Ints
    lengths: Ints
    totals: Longs  # how often each term occurs in all
    saturated: Singles


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays of an index. Rows of a group, and groups of a document, follow one another."""

    syllables: dict[str, int]
    names: tuple[str, ...]  # the syllables by number, ascending
    folded: dict[str, int]  # a syllable without diacritics to its number in `fold_starts`
    folds: tuple[str, ...]  # ascending
    fold_of: Ints  # by syllable
    fold_starts: Longs
    fold_members: Ints
    single: Postings
    pairs: Postings
    context: Postings
    headings: Postings  # the pairs of the headings alone
    tokens: Ints  # the syllables of all rows, 0 for a break
    row_starts: Longs
    row_weights: Ints
    group_starts: Longs  # in rows
    document_starts: Longs  # in groups
    occurring: float  # how many syllables there are, those of a heading counted twice
    documents: tuple[str, ...]
    eids: NDArray[np.uint8]  # of the rows, in UTF-8, one after another
    eid_starts: Longs

    def eid(self, row: int) -> str:
        """The eId of a row; "" for a heading or a lead."""
        return bytes(self.eids[self.eid_starts[row] : self.eid_starts[row + 1]]).decode()


class Compiler:
    """Takes groups one by one and writes the arrays."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._numbers: dict[str, int] = {BREAK: 0}
        self._tokens, self._context = array("i"), array("i")
        self._row_ends, self._context_ends = array("q"), array("q")
        self._row_weights = array("i")
        self._group_ends, self._document_ends = array("q"), array("q")
        self._documents: list[str] = []
        self._eids = bytearray()
        self._eid_ends = array("q")

    def add(self, group: Group) -> None:
        """Take the next group; those of a document follow one another."""
        for row in group.rows:
            self._tokens.extend(self._numbered(row.words))
            self._row_ends.append(len(self._tokens))
            self._row_weights.append(row.weight)
            self._eids += row.eid.encode()
            self._eid_ends.append(len(self._eids))
        self._context.extend(self._numbered(group.context))
        self._context_ends.append(len(self._context))
        self._group_ends.append(len(self._row_ends))
        if not self._documents or self._documents[-1] != group.document:
            self._documents.append(group.document)
            self._document_ends.append(0)
        self._document_ends[-1] = len(self._group_ends)

    def _numbered(self, words: Sequence[str]) -> Iterator[int]:
        return (self._numbers.setdefault(word, len(self._numbers)) for word in words)

    def write(self, folder: Path) -> None:
        """Write the arrays into the new `folder`."""
        folder.mkdir(parents=True)
        syllables = sorted(self._numbers)  # "" is the first
        renumbered = np.empty(len(syllables), np.int32)
        renumbered[[self._numbers[syllable] for syllable in syllables]] = np.arange(len(syllables))
        folds = sorted({fold(syllable) for syllable in syllables})
        fold_number = {form: number for number, form in enumerate(folds)}
        fold_of = np.array([fold_number[fold(syllable)] for syllable in syllables], np.int32)
        tokens, context = renumbered[_array(self._tokens)], renumbered[_array(self._context)]
        row_starts, group_starts = _starts(self._row_ends), _starts(self._group_ends)
        weights = _array(self._row_weights)
        groups = len(group_starts) - 1
        row_of = np.repeat(np.arange(len(weights)), np.diff(row_starts))
        group_of_row = np.repeat(np.arange(groups), np.diff(group_starts))
        arrays: dict[str, NDArray[Any]] = {
            "fold_of": fold_of,
            "fold_starts": np.concatenate(([0], np.cumsum(np.bincount(fold_of, minlength=len(folds))))),
            "fold_members": np.argsort(fold_of, kind="stable").astype(np.int32),
            "tokens": tokens,
            "row_starts": row_starts,
            "row_weights": weights,
            "group_starts": group_starts,
            "document_starts": _starts(self._document_ends),
            "eids": np.frombuffer(bytes(self._eids), np.uint8),
            "eid_starts": _starts(self._eid_ends),
        }
        size = len(syllables)
        context_of = np.repeat(np.arange(groups), np.diff(_starts(self._context_ends)))
        single = _singles(tokens, group_of_row[row_of], weights[row_of], size, groups)
        pairs = _pairs(tokens, row_of, group_of_row, weights, size, groups)
        above = _pairs(context, context_of, np.arange(groups), np.ones(groups, np.int32), size, groups)
        is_heading = weights[row_of] == HEADING_WEIGHT
        headings = _pairs(np.where(is_heading, tokens, 0), row_of, group_of_row, np.ones_like(weights), size, groups)
        norms = norm(single.lengths + pairs.lengths)
        single, pairs = _saturated(single, norms), _saturated(pairs, norms)
        above = _saturated(above, norm(above.lengths))
        for name, postings in zip(_FIELDS, (single, pairs, above, headings), strict=True):
            arrays |= {f"{name}_{part}": getattr(postings, part) for part in _PARTS}
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values)
        (folder / "words.json").write_text(
            json.dumps(
                {"format": FORMAT, "syllables": syllables, "folds": folds, "documents": self._documents}, ensure_ascii=False
            ),
            "utf-8",
        )


_NONE = np.empty(0, np.float32)
_FIELDS = ("single", "pairs", "context", "headings")
_PARTS = ("keys", "starts", "groups", "counts", "lengths", "totals", "saturated")
_ARRAYS = ("fold_of", "fold_starts", "fold_members", "tokens", "row_starts", "row_weights", "group_starts", "document_starts",
           "eids", "eid_starts")  # fmt: skip


def open_compiled(folder: Path) -> Compiled:
    """The arrays in `folder`, mapped. Raises OSError and ValueError where they are not all there."""
    words = json.loads((folder / "words.json").read_text("utf-8"))
    if words.get("format") != FORMAT:
        raise ValueError(f"{folder}: format {words.get('format')}, {FORMAT} is expected")

    def mapped(name: str) -> NDArray[Any]:
        path = folder / f"{name}.npy"
        return np.asarray(np.load(path, mmap_mode="r"))  # still mapped, without the slower class of a memory map

    parts: dict[str, Any] = {name: Postings(*(mapped(f"{name}_{part}") for part in _PARTS)) for name in _FIELDS}
    parts |= {name: mapped(name) for name in _ARRAYS}
    names, documents = tuple(words["syllables"]), tuple(words["documents"])
    syllables = {syllable: number for number, syllable in enumerate(names)}
    folded = {form: number for number, form in enumerate(words["folds"])}
    parts |= {"names": names, "folds": tuple(words["folds"]), "documents": documents}
    parts["occurring"] = float(parts["single"].totals.sum())
    return Compiled(syllables=syllables, folded=folded, **parts)


def _array(values: array) -> NDArray[Any]:  # type: ignore[type-arg]
    return np.frombuffer(values, np.int32 if values.typecode == "i" else np.int64) if values else np.empty(0, np.int32)


def _starts(ends: Iterable[int]) -> Longs:
    return np.concatenate((np.zeros(1, np.int64), np.fromiter(ends, np.int64)))


def _singles(tokens: Ints, group_of: Longs, weight_of: Ints, size: int, groups: int) -> Postings:
    real = tokens > 0
    terms, owners, counts = _counted(tokens[real].astype(np.int64), group_of[real], weight_of[real], groups)
    starts = np.searchsorted(terms, np.arange(size + 1))
    lengths = np.bincount(owners, counts, groups).astype(np.int32)
    return Postings(np.empty(0, np.int64), starts, owners, counts, lengths, _totals(counts, starts), _NONE)


def _pairs(tokens: Ints, row_of: Longs, group_of_row: Longs, weights: Ints, size: int, groups: int) -> Postings:
    """Of neighbours in one row; sorted slice by slice, by their first syllable, so that memory stays bounded."""
    first, second = tokens[:-1], tokens[1:]
    places = np.flatnonzero((first > 0) & (second > 0) & (row_of[:-1] == row_of[1:]))
    held = np.cumsum(np.bincount(first[places], minlength=size))
    slices = np.searchsorted(held, np.arange(_SLICE, len(places), _SLICE))
    bounds = np.unique([0, *slices, size])
    parts = []
    for low, high in pairwise(bounds):
        here = places[(first[places] >= low) & (first[places] < high)]
        keys = first[here].astype(np.int64) << 32 | second[here]
        parts.append(_counted(keys, group_of_row[row_of[here]], weights[row_of[here]], groups))
    terms, owners, counts = (np.concatenate([part[n] for part in parts]) for n in range(3))
    begins = np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1]))) if len(terms) else np.empty(0, np.int64)
    lengths = np.bincount(owners, counts, groups).astype(np.int32)
    starts = np.append(begins, len(terms))
    return Postings(terms[begins], starts, owners, counts, lengths, _totals(counts, starts), _NONE)


def norm(lengths: NDArray[Any], average: float | None = None) -> Floats:
    """What BM25 adds to the count of a term in texts of these lengths."""
    mean = (lengths.mean() if len(lengths) else 0.0) if average is None else average
    return np.asarray(K1 * (1 - B + B * lengths / max(mean, 1.0)))


def saturate(counts: NDArray[Any], norms: Floats) -> Floats:
    """BM25 of counts, without the weights of their terms."""
    return np.asarray((K1 + 1) * counts / (counts + norms))


def _saturated(postings: Postings, norms: Floats) -> Postings:
    return replace(postings, saturated=saturate(postings.counts, norms[postings.groups]).astype(np.float32))


def _totals(counts: Ints, starts: Longs) -> Longs:
    summed = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
    return summed[starts[1:]] - summed[starts[:-1]]


def _counted(terms: Longs, owners: Longs, weights: Ints, groups: int) -> tuple[Longs, Ints, Ints]:
    """The distinct (term, group), ascending, and the sum of the weights of each."""
    order = np.lexsort((owners, terms))
    terms, owners, weights = terms[order], owners[order], weights[order]
    if not len(terms):
        return terms, owners.astype(np.int32), weights.astype(np.int32)
    begins = np.flatnonzero(np.concatenate(([True], (terms[1:] != terms[:-1]) | (owners[1:] != owners[:-1]))))
    return terms[begins], owners[begins].astype(np.int32), np.add.reduceat(weights, begins).astype(np.int32)
