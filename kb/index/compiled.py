"""The ranking compiled into arrays when the index is built, and mapped into memory when it is opened.

Guarantees:
1. A group (an Điều with its khoản, or what stands alone) is scored by all its words, a row (a unit) by its own.
2. Postings hold whole counts, of groups in ascending order, and beside each what BM25 makes of it (`saturated`, 32 bits).
3. Opening reads the list of syllables and maps the rest: processes share one copy.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.counting import Ints, Longs, owners_of, pairs_of, singles_of, words_of
from kb.language.text import fold

FORMAT = 4
BREAK = ""  # stands between syllables that are no neighbours
# Chosen on the development half of a retrieval set (docs/decisions.md, "Ranking").
HEADING_WEIGHT = 2  # a word of a heading counts twice
K1, B = 0.6, 0.5  # of BM25
_SLICE = 1_000_000  # postings at once: numbers of 64 bits take more memory than they do

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
class Part:
    """What a compiler has taken, for another one to take: the numbers in `arrays` are those of its own `words`."""

    words: tuple[str, ...]
    documents: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]  # the eId and the heading of each group
    eids: bytes
    arrays: dict[str, NDArray[Any]]


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
    saturated: Singles = field(default_factory=lambda: np.empty(0, np.float32))


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
    heading_words: Ints  # the distinct syllables of each group's heading, group after group
    heading_starts: Longs
    tokens: Ints  # the syllables of all rows, 0 for a break
    positions: Ints  # in `tokens`, of each syllable after another, ascending
    position_starts: Longs
    row_starts: Longs
    row_weights: Ints
    row_lengths: Ints  # in syllables and pairs
    group_starts: Longs  # in rows
    document_starts: Longs  # in groups
    occurring: float  # how many syllables there are, those of a heading counted twice
    weights: Singles  # of each syllable
    row_length: float  # of a row on average, in syllables and pairs, those of a heading counted twice
    documents: tuple[str, ...]
    eids: NDArray[np.uint8]  # of the rows, in UTF-8, one after another
    eid_starts: Longs

    def eid(self, row: int) -> str:
        """The eId of a row; "" for a heading or a lead."""
        return bytes(self.eids[self.eid_starts[row] : self.eid_starts[row + 1]]).decode()

    def groups_with(self, rows: NDArray[Any] | Sequence[int]) -> Longs:
        """The group of each row."""
        return np.asarray(self.group_starts.searchsorted(rows, side="right") - 1)

    def row(self, document: int, eid: str) -> int | None:
        """The row of an eId in a document, by its number."""
        begin, end = self.group_starts[self.document_starts[document : document + 2]].tolist()
        sought = np.frombuffer(eid.encode(), np.uint8)
        rows = begin + np.flatnonzero(np.diff(self.eid_starts[begin : end + 1]) == len(sought))
        here = self.eids[self.eid_starts[rows][:, None] + np.arange(len(sought))]
        found = rows[(here == sought).all(axis=1)]
        return int(found[0]) if len(found) else None


class _Numbers(dict[str, int]):
    """Numbers words from 0 on as they are asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class Compiler:
    """Takes groups one by one and writes the arrays."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._numbers = _Numbers({BREAK: 0})
        self._tokens, self._context = array("i"), array("i")
        self._row_ends, self._context_ends = array("q"), array("q")
        self._row_weights = array("i")
        self._group_ends, self._document_ends = array("q"), array("q")
        self._documents: list[str] = []
        self._groups: list[tuple[str, str]] = []
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
        self._groups.append((group.eid, group.heading))
        if not self._documents or self._documents[-1] != group.document:
            self._documents.append(group.document)
            self._document_ends.append(0)
        self._document_ends[-1] = len(self._group_ends)

    def _numbered(self, words: Sequence[str]) -> Iterator[int]:
        return map(self._numbers.__getitem__, words)

    def part(self) -> Part:
        """All that was taken."""
        arrays = {name: _array(getattr(self, f"_{name}")).copy() for name in (*_NUMBERED, *_ENDS, "row_weights")}
        return Part(tuple(self._numbers), tuple(self._documents), tuple(self._groups), bytes(self._eids), arrays)

    def take(self, part: Part) -> None:
        """Take what another compiler has taken, of documents that this one has not seen."""
        numbers = np.fromiter(self._numbered(part.words), np.int32)
        # Where an end lies in what it counts, and so from where on the new ones count.
        base = {
            "row_ends": len(self._tokens), "context_ends": len(self._context), "group_ends": len(self._row_ends),
            "document_ends": len(self._group_ends), "eid_ends": len(self._eids),
        }  # fmt: skip
        for name in _NUMBERED:
            getattr(self, f"_{name}").frombytes(numbers[part.arrays[name]].tobytes())
        for name, begin in base.items():
            getattr(self, f"_{name}").frombytes((part.arrays[name] + begin).tobytes())
        self._row_weights.frombytes(part.arrays["row_weights"].tobytes())
        self._documents += part.documents
        self._groups += part.groups
        self._eids += part.eids

    def groups(self) -> Iterator[tuple[str, str]]:
        """The document and the eId of each group taken."""
        for document, begin, end in zip(self._documents, (0, *self._document_ends), self._document_ends, strict=False):
            for eid, _ in self._groups[begin:end]:
                yield document, eid

    def headings(self) -> list[tuple[str, str]]:
        """The eId of each group taken and its heading as written."""
        return self._groups

    def single(self) -> tuple[list[str], Postings]:
        """The syllables, "" first, and the postings of single ones, as `write` writes them."""
        syllables, renumbered = self._sorted()
        group_of_row, weights = owners_of(_starts(self._group_ends)), _array(self._row_weights)
        tokens, groups = renumbered[_array(self._tokens)], len(self._groups)
        words = words_of(tokens, _starts(self._row_ends), group_of_row, weights, groups, len(syllables))
        return syllables, Postings(*singles_of(words))

    def _sorted(self) -> tuple[list[str], Ints]:
        """The syllables in order, "" first, and their places there by the numbers given so far."""
        syllables = sorted(self._numbers)
        renumbered = np.empty(len(syllables), np.int32)
        renumbered[[self._numbers[syllable] for syllable in syllables]] = np.arange(len(syllables))
        return syllables, renumbered

    def write(self, folder: Path) -> None:
        """Write the arrays into the new `folder`."""
        folder.mkdir(parents=True)
        syllables, renumbered = self._sorted()
        folds = sorted({fold(syllable) for syllable in syllables})
        fold_number = {form: number for number, form in enumerate(folds)}
        fold_of = np.array([fold_number[fold(syllable)] for syllable in syllables], np.int32)
        tokens, context = renumbered[_array(self._tokens)], renumbered[_array(self._context)]
        row_starts, group_starts = _starts(self._row_ends), _starts(self._group_ends)
        weights = _array(self._row_weights)
        group_of_row, groups, size = owners_of(group_starts), len(self._groups), len(syllables)
        words = words_of(tokens, row_starts, group_of_row, weights, groups, size)
        arrays: dict[str, NDArray[Any]] = {
            "fold_of": fold_of,
            "fold_starts": np.concatenate(([0], np.cumsum(np.bincount(fold_of, minlength=len(folds))))),
            "fold_members": np.argsort(fold_of, kind="stable").astype(np.int32),
            "tokens": tokens,
            "positions": words.places,
            "position_starts": words.starts,
            "row_starts": row_starts,
            "row_weights": weights,
            "row_lengths": _row_lengths(tokens, words.following, row_starts),
            "group_starts": group_starts,
            "document_starts": _starts(self._document_ends),
            "eids": np.frombuffer(bytes(self._eids), np.uint8),
            "eid_starts": _starts(self._eid_ends),
        }
        single, pairs = Postings(*singles_of(words)), Postings(*pairs_of(words))
        del words  # most of the memory
        each = np.arange(groups, dtype=np.int32)
        above = Postings(*pairs_of(words_of(context, _starts(self._context_ends), each, np.ones_like(each), groups, size)))
        heads, lengths = weights == HEADING_WEIGHT, np.diff(row_starts)
        ends, once = np.cumsum(lengths[heads]), np.ones(np.count_nonzero(heads), np.int32)
        own_words = tokens[np.repeat(heads, lengths)]
        headings = Postings(*pairs_of(words_of(own_words, _starts(ends), group_of_row[heads], once, groups, size)))
        owners = np.repeat(group_of_row[heads].astype(np.int64), lengths[heads])
        group_of, heading_words = np.divmod(np.unique((owners * size + own_words)[own_words > 0]), size)
        arrays["heading_words"] = heading_words.astype(np.int32)
        arrays["heading_starts"] = _starts(np.cumsum(np.bincount(group_of, minlength=groups)))
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


_NUMBERED = ("tokens", "context")
_ENDS = ("row_ends", "context_ends", "group_ends", "document_ends", "eid_ends")
_FIELDS = ("single", "pairs", "context", "headings")
_PARTS = ("keys", "starts", "groups", "counts", "lengths", "totals", "saturated")
_ARRAYS = ("fold_of", "fold_starts", "fold_members", "tokens", "positions", "position_starts",
           "row_starts", "row_weights", "row_lengths", "group_starts", "document_starts", "heading_words", "heading_starts",
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
    held = np.diff(parts["single"].starts)
    parts["weights"] = idf(len(parts["group_starts"]) - 1, held).astype(np.float32)
    parts["row_length"] = (parts["occurring"] + float(parts["pairs"].totals.sum())) / max(len(parts["row_weights"]), 1)
    return Compiled(syllables=syllables, folded=folded, **parts)


def _row_lengths(tokens: Ints, following: Ints, row_starts: Longs) -> Ints:
    """How many syllables, and pairs of neighbours, each row has."""
    counted = np.concatenate(([0], np.cumsum((tokens > 0).astype(np.int8) + ((tokens > 0) & (following > 0)))))
    return np.diff(counted[row_starts]).astype(np.int32)


def _array(values: array) -> NDArray[Any]:  # type: ignore[type-arg]
    return np.frombuffer(values, np.int32 if values.typecode == "i" else np.int64) if values else np.empty(0, np.int32)


def _starts(ends: Iterable[int]) -> Longs:
    return np.concatenate((np.zeros(1, np.int64), np.fromiter(ends, np.int64)))


def idf(groups: int, having: NDArray[Any] | int) -> Floats:
    """The weight of a term that `having` of `groups` have (Robertson and Spärck Jones, kept positive as Lucene does)."""
    return np.asarray(np.log1p((groups - having + 0.5) / (having + 0.5)))


def norm(lengths: NDArray[Any], average: float | None = None) -> Floats:
    """What BM25 adds to the count of a term in texts of these lengths."""
    mean = (lengths.mean() if len(lengths) else 0.0) if average is None else average
    return np.asarray(K1 * (1 - B + B * lengths / max(mean, 1.0)))


def saturate(counts: NDArray[Any], norms: Floats) -> Floats:
    """BM25 of counts, without the weights of their terms."""
    return np.asarray((K1 + 1) * counts / (counts + norms))


def _saturated(postings: Postings, norms: Floats) -> Postings:
    values = np.empty(len(postings.counts), np.float32)
    for begin in range(0, len(values), _SLICE):
        part = slice(begin, begin + _SLICE)
        values[part] = saturate(postings.counts[part], norms[postings.groups[part]])
    return replace(postings, saturated=values)
