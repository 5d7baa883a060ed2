"""The compiled engine: the inverted lists of all groups with their scores, as arrays that are mapped into memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.index.arrays import Int32s, Int64s, Mask, ranges, starts_of
from kb.index.candidates import Rows, Tokens
from kb.index.dictionary import Dictionary
from kb.index.engine import IndexContent
from kb.index.engines.compiled.arrays import Compiled, open_arrays
from kb.index.engines.compiled.compiling import compile_index
from kb.index.engines.compiled.phrases import with_phrase
from kb.index.engines.compiled.ranking import groups_found
from kb.index.engines.compiled.reader import CompiledReader, rows_of
from kb.index.engines.finding import GroupEngine
from kb.index.engines.group_index import Day, Found, RepeatedRows, Scored, TermField
from kb.index.fields import DocumentFields
from kb.index.terms import Phrase, Sought, WeightedTerm
from kb.index.weights import HEADING_WEIGHT


def write(folder: Path, content: IndexContent) -> None:
    """Write the index into the new `folder`."""
    compile_index(folder, content)


def open(folder: Path, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> GroupEngine:
    """The index in `folder`. Raises OSError and ValueError where it is not as it was written."""
    return GroupEngine(CompiledIndex(open_arrays(folder), dictionary, documents), dictionary, documents)


class CompiledIndex:
    """The arrays of an index; as `GroupIndex`."""

    is_exact = True

    def __init__(self, arrays: Compiled, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> None:
        """`documents`: those of the index, in its order."""
        self._arrays, self._dictionary = arrays, dictionary
        self._documents = tuple(document.id for document in documents)
        self.number_of: Mapping[str, int] = {document: number for number, document in enumerate(self._documents)}
        self._postings = {
            TermField.SYLLABLES: arrays.single,
            TermField.PAIRS: arrays.pairs,
            TermField.TITLES: arrays.context,
        }
        self.document_starts, self.days = arrays.document_starts, arrays.days
        repeating = arrays.groups_with(arrays.repeating)
        self.repeats = RepeatedRows(repeating, arrays.repeating - arrays.group_starts[repeating], arrays.repeated)

    def find(self, sought: Sought, day: Day) -> Found:
        """The groups that match a question; as `GroupIndex.find`."""
        return groups_found(self, self._dictionary, sought, day)

    def scored(self, field: TermField, term: WeightedTerm) -> Scored:
        """The groups that have a term of the dictionary; as `GroupIndex.scored`."""
        postings = self._postings[field]
        part = slice(*postings.starts[term.number : term.number + 2])
        return Scored(postings.groups[part], postings.saturated[part])

    def with_phrase(self, phrase: Phrase) -> Int32s | Int64s:
        """The groups, ascending, that have a phrase in a row."""
        return with_phrase(self._arrays, self._dictionary, phrase)

    def with_heading_pair(self, one: int, two: int) -> Int32s:
        """The groups that have two syllables side by side in their heading, ascending."""
        arrays, key = self._arrays, one << 32 | two
        number = int(arrays.heading_keys.searchsorted(key))
        is_there = number < len(arrays.heading_keys) and arrays.heading_keys[number] == key
        first, end = arrays.heading_pair_starts[number : number + 2] if is_there else (0, 0)
        return arrays.heading_pair_groups[first:end]

    def with_heading_word(self, syllables: Int64s) -> Mask:
        """The mask of the groups whose heading has any of some syllables."""
        arrays = self._arrays
        mask = np.zeros(len(arrays.group_starts) - 1, bool)
        mask[arrays.word_groups[ranges(arrays.word_starts[syllables], arrays.word_starts[syllables + 1])]] = True
        return mask

    def first_words(self, groups: Int64s) -> Int32s:
        """The first syllable of the heading of each of some groups, all of which have one."""
        return self._arrays.tokens[self._arrays.row_starts[self._arrays.group_starts[groups]]]

    def headings(self, groups: Int64s) -> Tokens:
        """The syllables of the headings of groups, in order."""
        arrays, rows = self._arrays, self._arrays.group_starts[groups]
        is_heading = arrays.row_weights[rows] == HEADING_WEIGHT
        ends = np.where(is_heading, arrays.row_starts[rows + 1], arrays.row_starts[rows])
        return Tokens(arrays.tokens[ranges(arrays.row_starts[rows], ends)], starts_of(ends - arrays.row_starts[rows]))

    def title(self, group: int) -> tuple[str, str]:
        """The eId and the heading as written of a group."""
        return self._arrays.title(group)

    def addressed(self, document: int, eid: str) -> list[int]:
        """The groups with a unit of this eId in a document, one for each wording."""
        groups: list[int] = self._arrays.groups_with(np.array(self._arrays.row(document, eid), np.int64)).tolist()
        return groups

    def rows(self, groups: Int64s) -> Rows:
        """The rows of groups."""
        return rows_of(self._arrays, groups)

    def reader(self, groups: Int64s) -> CompiledReader:
        """Reads groups by their indexes in `groups`."""
        return CompiledReader(self._arrays, self._documents, groups)
