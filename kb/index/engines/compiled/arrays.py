"""`Compiled`, the arrays of the compiled engine: written when an index is built, mapped into memory when it is opened.

Guarantees:
1. A group (an Điều with its khoản, or what stands alone) is scored by all its words, a row (a unit) by its own.
2. Postings hold groups in ascending order, and beside each the BM25 of the term in it (`saturated`, 32 bits).
3. Opening maps the arrays: processes share one copy.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int32s, Int64s, mapped_array

_FORMAT = 5
_FORMAT_FILE = "format"


class ScoredPostings(NamedTuple):
    """Inverted lists: for each term, by its number in the dictionary, the groups that have it, with its BM25 before weights."""

    starts: Int64s  # of each term in `groups` and `saturated`
    groups: Int32s  # ascending within a term
    saturated: Float32s


_POSTINGS = ("single", "pairs", "context")
_ARRAYS = ("heading_keys", "heading_pair_starts", "heading_pair_groups", "heading_words", "heading_starts", "word_starts",
           "word_groups", "tokens", "positions", "position_starts", "row_starts", "row_weights", "row_lengths", "group_starts",
           "document_starts", "contexts", "context_starts", "context_of", "days", "eids", "eid_starts", "texts",
           "text_starts", "repeating", "repeated")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """The arrays of an index. Rows of a group, and groups of a document, follow one another.

    Documents, groups and rows are numbered from 0, syllables and pairs as in the dictionary. Each `…_starts` is one longer than
    what it is of, and ends with the length of what it cuts.
    """

    single: ScoredPostings  # of syllables
    pairs: ScoredPostings  # of neighbours
    context: ScoredPostings  # of neighbours in the titles above groups
    heading_keys: Int64s  # the pairs of neighbours in headings, ascending: first syllable << 32 | second syllable
    heading_pair_starts: Int64s  # of each of these in `heading_pair_groups`
    heading_pair_groups: Int32s  # ascending within a pair
    heading_words: Int32s  # the distinct syllables of each group's heading, group after group
    heading_starts: Int64s  # of each group in `heading_words`
    word_starts: Int64s  # of each syllable in `word_groups`
    word_groups: Int32s  # the groups that have each syllable in their heading
    tokens: Int32s  # the syllables of all rows, row after row
    positions: Int32s  # in `tokens`, of each syllable after another, ascending
    position_starts: Int64s  # of each syllable in `positions`
    row_starts: Int64s  # of each row in `tokens`
    row_weights: Int32s  # occurrences that a word of the row counts for
    row_lengths: Int32s  # in syllables and pairs
    group_starts: Int64s  # of each group in the rows
    document_starts: Int64s  # of each document in the groups
    contexts: Int32s  # the syllables of the titles above groups, context after context
    context_starts: Int64s  # of each context in `contexts`
    context_of: Int32s  # of each group
    days: Int32s  # a line for each group: its first day and the day after its last, as ordinals; none where all hold on any day
    eids: NDArray[np.uint8]  # of the rows, in UTF-8, one after another
    eid_starts: Int64s  # of each row in `eids`
    texts: NDArray[np.uint8]  # of each group: eId, blank, heading as written, in UTF-8, one after another
    text_starts: Int64s  # of each group in `texts`
    repeating: Int64s  # the rows that repeat a row of another document, ascending
    repeated: Int64s  # of each of these: the group of the row that it repeats

    def eid(self, row: int) -> str:
        """The eId of a row; "" for a heading."""
        return bytes(self.eids[self.eid_starts[row] : self.eid_starts[row + 1]]).decode()

    def title(self, group: int) -> tuple[str, str]:
        """The eId and the heading of a group."""
        written = bytes(self.texts[self.text_starts[group] : self.text_starts[group + 1]]).decode()
        eid, _, heading = written.partition(" ")
        return eid, heading

    def groups_with(self, rows: NDArray[Any]) -> Int64s:
        """The group of each row."""
        return np.asarray(self.group_starts.searchsorted(rows, side="right") - 1)

    def documents_with(self, groups: NDArray[Any]) -> Int64s:
        """The document (its number) of each group."""
        return np.asarray(self.document_starts.searchsorted(groups, side="right") - 1)

    def row(self, document: int, eid: str) -> list[int]:
        """The rows of an eId in a document (its number), one for each wording of its group."""
        begin, end = self.group_starts[self.document_starts[document : document + 2]].tolist()
        sought = np.frombuffer(eid.encode(), np.uint8)
        rows = begin + np.flatnonzero(np.diff(self.eid_starts[begin : end + 1]) == len(sought))
        here = self.eids[self.eid_starts[rows][:, None] + np.arange(len(sought))]
        found: list[int] = rows[(here == sought).all(axis=1)].tolist()
        return found


def write_arrays(folder: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write the arrays of `Compiled`, by name ("row_starts", "single_postings_groups"), into the new `folder`."""
    folder.mkdir(parents=True)
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    (folder / _FORMAT_FILE).write_text(str(_FORMAT), "ascii")


def open_arrays(folder: Path) -> Compiled:
    """The arrays in `folder`, mapped. Raises OSError and ValueError where they are not all there."""
    if int((folder / _FORMAT_FILE).read_text("ascii")) != _FORMAT:
        raise ValueError(f"{folder}: another format than {_FORMAT}")

    def mapped(name: str) -> NDArray[Any]:
        return mapped_array(folder / f"{name}.npy")

    values: dict[str, Any] = {name: mapped(name) for name in _ARRAYS}
    for name in _POSTINGS:
        values[name] = ScoredPostings(*(mapped(f"{name}_postings_{part}") for part in ScoredPostings._fields))
    return Compiled(**values)
