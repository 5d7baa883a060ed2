"""`Compiler`, which takes groups of rows one by one and writes them as the arrays of `Compiled`.

Guarantees:
1. Groups give the same files, whether one compiler took them all or several took parts of them (`IndexPart`).
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float64s, Int32s, Int64s, owners_of, starts_of
from kb.index.bm25 import norm, saturate
from kb.index.compiled import BREAK, FORMAT, POSTINGS, POSTINGS_ARRAYS, SYLLABLES_FILE, Postings
from kb.index.counting import pairs_of, singles_of, word_positions
from kb.index.weights import HEADING_WEIGHT
from kb.language.text import fold

_SLICE = 1_000_000  # postings at once: numbers of 64 bits take more memory than they do


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


@dataclass(frozen=True, slots=True)
class IndexPart:
    """The groups of some documents, as one compiler has taken them and another one takes them over (`Compiler.take`)."""

    words: tuple[str, ...]  # the syllables, by the numbers that `arrays` hold
    documents: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]  # the eId and the heading of each group
    eids: bytes
    arrays: dict[str, NDArray[Any]]


class _Numbers(dict[str, int]):
    """Numbers of words, given from 0 on as they are asked for."""

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

    def part(self) -> IndexPart:
        """All groups taken so far."""
        arrays = {name: _array(getattr(self, f"_{name}")).copy() for name in (*_NUMBERED, *_ENDS, "row_weights")}
        return IndexPart(tuple(self._numbers), tuple(self._documents), tuple(self._groups), bytes(self._eids), arrays)

    def take(self, part: IndexPart) -> None:
        """Take the groups of another compiler, of documents that this one has not seen."""
        numbers = np.fromiter(self._numbered(part.words), np.int32)
        # Each end counts members of another array, and so goes up by the members that are here already.
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
        """The syllables, "" first, and their postings, as `write` writes them."""
        syllables, renumbered = self._sorted()
        group_of_row, weights = owners_of(_starts(self._group_ends)), _array(self._row_weights)
        tokens, groups = renumbered[_array(self._tokens)], len(self._groups)
        words = word_positions(tokens, _starts(self._row_ends), group_of_row, weights, groups, len(syllables))
        return syllables, Postings(*singles_of(words))

    def _sorted(self) -> tuple[list[str], Int32s]:
        """The syllables in order, "" first, and the index there of each, by the number given so far."""
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
        words = word_positions(tokens, row_starts, group_of_row, weights, groups, size)
        arrays: dict[str, NDArray[Any]] = {
            "fold_of": fold_of,
            "fold_starts": starts_of(np.bincount(fold_of, minlength=len(folds))),
            "fold_members": np.argsort(fold_of, kind="stable").astype(np.int32),
            "tokens": tokens,
            "positions": words.positions,
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
        above = Postings(
            *pairs_of(word_positions(context, _starts(self._context_ends), each, np.ones_like(each), groups, size))
        )
        heads, lengths = weights == HEADING_WEIGHT, np.diff(row_starts)
        ends, once = np.cumsum(lengths[heads]), np.ones(np.count_nonzero(heads), np.int32)
        own_words = tokens[np.repeat(heads, lengths)]
        headings = Postings(*pairs_of(word_positions(own_words, _starts(ends), group_of_row[heads], once, groups, size)))
        owners = np.repeat(group_of_row[heads].astype(np.int64), lengths[heads])
        group_of, heading_words = np.divmod(np.unique((owners * size + own_words)[own_words > 0]), size)
        arrays["heading_words"] = heading_words.astype(np.int32)
        arrays["heading_starts"] = starts_of(np.bincount(group_of, minlength=groups))
        norms = norm(single.lengths + pairs.lengths)
        single, pairs = _saturated(single, norms), _saturated(pairs, norms)
        above = _saturated(above, norm(above.lengths))
        for name, postings in zip(POSTINGS, (single, pairs, above, headings), strict=True):
            arrays |= {f"{name}_{part}": getattr(postings, part) for part in POSTINGS_ARRAYS}
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values)
        (folder / SYLLABLES_FILE).write_text(
            json.dumps(
                {"format": FORMAT, "syllables": syllables, "folds": folds, "documents": self._documents}, ensure_ascii=False
            ),
            "utf-8",
        )


# Arrays of a compiler: of the numbers of syllables, and of where things end.
_NUMBERED = ("tokens", "context")
_ENDS = ("row_ends", "context_ends", "group_ends", "document_ends", "eid_ends")


def _row_lengths(tokens: Int32s, following: Int32s, row_starts: Int64s) -> Int32s:
    """The number of syllables and pairs of neighbours in each row."""
    counted = starts_of((tokens > 0).astype(np.int8) + ((tokens > 0) & (following > 0)))
    return np.diff(counted[row_starts]).astype(np.int32)


def _array(values: array) -> NDArray[Any]:  # type: ignore[type-arg]
    return np.frombuffer(values, np.int32 if values.typecode == "i" else np.int64) if values else np.empty(0, np.int32)


def _starts(ends: Iterable[int]) -> Int64s:
    return np.concatenate((np.zeros(1, np.int64), np.fromiter(ends, np.int64)))


def _saturated(postings: Postings, norms: Float64s) -> Postings:
    values = np.empty(len(postings.counts), np.float32)
    for begin in range(0, len(values), _SLICE):
        part = slice(begin, begin + _SLICE)
        values[part] = saturate(postings.counts[part], norms[postings.groups[part]])
    return replace(postings, saturated=values)
