"""`Compiled`, the arrays that an index is ranked by: written when it is built, mapped into memory when it is opened.

Guarantees:
1. A group (an Điều with its khoản, or what stands alone) is scored by all its words, a row (a unit) by its own.
2. Postings hold whole counts, of groups in ascending order, and beside each its BM25 score (`saturated`, 32 bits).
3. Opening reads the list of syllables and maps the rest: processes share one copy.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int32s, Int64s
from kb.index.bm25 import idf

FORMAT = 4
BREAK = ""  # stands between syllables that are no neighbours
SYLLABLES_FILE = "words.json"


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted lists of the terms of a field: for each term, by its number, the groups that have it and how often.

    A term is a syllable, and has its number, or a pair of neighbours, and has the index of its key.
    """

    keys: Int64s  # of pairs, ascending: first syllable << 32 | second syllable; empty where terms are syllables
    starts: Int64s  # of each term in `groups`, `counts` and `saturated`
    groups: Int32s  # ascending within a term
    counts: Int32s
    lengths: Int32s  # of each group: the sum of its counts
    totals: Int64s  # of each term: the sum of its counts
    saturated: Float32s = field(default_factory=lambda: np.empty(0, np.float32))  # BM25 of `counts`; the headings have none


POSTINGS = ("single", "pairs", "context", "headings")
POSTINGS_ARRAYS = ("keys", "starts", "groups", "counts", "lengths", "totals", "saturated")
_ARRAYS = ("fold_of", "fold_starts", "fold_members", "tokens", "positions", "position_starts",
           "row_starts", "row_weights", "row_lengths", "group_starts", "document_starts", "heading_words", "heading_starts",
           "eids", "eid_starts")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays of an index. Rows of a group, and groups of a document, follow one another.

    Documents, groups, rows and syllables are numbered from 0; syllable 0 is the break. Each `…_starts` is one longer than
    what it is of, and ends with the length of what it cuts.
    """

    syllables: dict[str, int]  # number by syllable
    names: tuple[str, ...]  # syllable by number, ascending
    folded: dict[str, int]  # index in `folds` by syllable without diacritics
    folds: tuple[str, ...]  # syllables without diacritics, ascending
    fold_of: Int32s  # of each syllable: the index of its fold
    fold_starts: Int64s  # of each fold in `fold_members`
    fold_members: Int32s  # syllables
    single: Postings  # of syllables
    pairs: Postings  # of neighbours
    context: Postings  # of neighbours in the titles above groups
    headings: Postings  # of neighbours in the headings of groups
    heading_words: Int32s  # the distinct syllables of each group's heading, group after group
    heading_starts: Int64s  # of each group in `heading_words`
    tokens: Int32s  # the syllables of all rows, row after row
    positions: Int32s  # in `tokens`, of each syllable after another, ascending
    position_starts: Int64s  # of each syllable in `positions`
    row_starts: Int64s  # of each row in `tokens`
    row_weights: Int32s  # occurrences that a word of the row counts for
    row_lengths: Int32s  # in syllables and pairs
    group_starts: Int64s  # of each group in the rows
    document_starts: Int64s  # of each document in the groups
    occurring: float  # the sum of `single.totals`
    syllable_weights: Float32s  # BM25 weight of each syllable
    row_length: float  # of a row on average, in syllables and pairs, those of a heading counted twice
    documents: tuple[str, ...]  # ids
    eids: NDArray[np.uint8]  # of the rows, in UTF-8, one after another
    eid_starts: Int64s  # of each row in `eids`

    def eid(self, row: int) -> str:
        """The eId of a row; "" for a heading or a lead."""
        return bytes(self.eids[self.eid_starts[row] : self.eid_starts[row + 1]]).decode()

    def groups_with(self, rows: NDArray[Any] | Sequence[int]) -> Int64s:
        """The group of each row."""
        return np.asarray(self.group_starts.searchsorted(rows, side="right") - 1)

    def documents_with(self, groups: NDArray[Any] | Sequence[int]) -> Int64s:
        """The document (its number) of each group."""
        return np.asarray(self.document_starts.searchsorted(groups, side="right") - 1)

    def row(self, document: int, eid: str) -> int | None:
        """The row of an eId in a document (its number), or None."""
        begin, end = self.group_starts[self.document_starts[document : document + 2]].tolist()
        sought = np.frombuffer(eid.encode(), np.uint8)
        rows = begin + np.flatnonzero(np.diff(self.eid_starts[begin : end + 1]) == len(sought))
        here = self.eids[self.eid_starts[rows][:, None] + np.arange(len(sought))]
        found = rows[(here == sought).all(axis=1)]
        return int(found[0]) if len(found) else None


def open_compiled(folder: Path) -> Compiled:
    """The arrays in `folder`, mapped. Raises OSError and ValueError where they are not all there."""
    words = json.loads((folder / SYLLABLES_FILE).read_text("utf-8"))
    if words.get("format") != FORMAT:
        raise ValueError(f"{folder}: format {words.get('format')}, {FORMAT} is expected")

    def mapped(name: str) -> NDArray[Any]:
        path = folder / f"{name}.npy"
        return np.asarray(np.load(path, mmap_mode="r"))  # still mapped, without the slower class of a memory map

    values: dict[str, Any] = {name: Postings(*(mapped(f"{name}_{part}") for part in POSTINGS_ARRAYS)) for name in POSTINGS}
    values |= {name: mapped(name) for name in _ARRAYS}
    names, documents = tuple(words["syllables"]), tuple(words["documents"])
    syllables = {syllable: number for number, syllable in enumerate(names)}
    folded = {form: number for number, form in enumerate(words["folds"])}
    values |= {"names": names, "folds": tuple(words["folds"]), "documents": documents}
    values["occurring"] = float(values["single"].totals.sum())
    held = np.diff(values["single"].starts)
    values["syllable_weights"] = idf(len(values["group_starts"]) - 1, held).astype(np.float32)
    values["row_length"] = (values["occurring"] + float(values["pairs"].totals.sum())) / max(len(values["row_weights"]), 1)
    return Compiled(syllables=syllables, folded=folded, **values)
