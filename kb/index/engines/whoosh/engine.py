"""The Whoosh engine: its searcher finds groups in one segment, by a query of our own; the re-rank scores what it brings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Int32s, Int64s, Mask
from kb.index.bm25 import saturate
from kb.index.candidates import Rows, Tokens
from kb.index.collecting import ALWAYS
from kb.index.dictionary import Dictionary
from kb.index.engine import IndexContent
from kb.index.engines.finding import GroupEngine
from kb.index.engines.group_index import Day, Found, RepeatedRows, Scored, TermField
from kb.index.engines.whoosh.phrases import find_phrase
from kb.index.engines.whoosh.query import GroupQuery
from kb.index.engines.whoosh.reader import WhooshReader, read_rows, title_of_group
from kb.index.engines.whoosh.schema import HEADING_PAIRS, HEADING_SYLLABLES, REPEAT_TYPE, REPEATS, ROWS, unpack_rows
from kb.index.engines.whoosh.segment import WhooshSegment
from kb.index.engines.whoosh.writing import write_segment
from kb.index.fields import DocumentFields
from kb.index.terms import Phrase, Sought, WeightedTerm


def write(folder: Path, content: IndexContent) -> None:
    """Write the index into the new `folder`."""
    write_segment(folder, content)


def open(folder: Path, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> GroupEngine:
    """The index in `folder`. Raises OSError and ValueError where it is not as it was written."""
    segment = WhooshSegment(folder, len(dictionary.names))
    if len(segment.facts) != dictionary.groups:
        raise ValueError(f"{folder}: {len(segment.facts)} groups, {dictionary.groups} in the dictionary")
    return GroupEngine(WhooshIndex(segment, dictionary, documents), dictionary, documents)


class WhooshIndex:
    """The segment of an index; as `GroupIndex`."""

    is_exact = False  # words count

    def __init__(self, segment: WhooshSegment, dictionary: Dictionary, documents: Sequence[DocumentFields]) -> None:
        """`documents`: those of the index, in its order."""
        self._segment, self._dictionary = segment, dictionary
        self._documents = tuple(document.id for document in documents)
        self.number_of: Mapping[str, int] = {document: number for number, document in enumerate(self._documents)}
        facts = segment.facts
        self.document_starts = np.searchsorted(facts["document"], np.arange(len(documents) + 1))
        days: Int32s = np.stack((facts["first"], facts["end"]), axis=1)
        self.days = days if (days != ALWAYS).any() else days[:0]
        self.repeats = _repeats(segment)

    def find(self, sought: Sought, day: Day) -> Found:
        """The groups that match a question; as `GroupIndex.find`."""
        searcher, asked = self._segment.searcher, GroupQuery(self, self._dictionary, sought, day)

        def best(number: int, without: Int64s) -> tuple[Int64s, Float32s]:
            found = searcher.search(asked, limit=number, mask=set(without.tolist())).top_n
            return np.array([group for _, group in found], np.int64), np.array([score for score, _ in found], np.float32)

        return Found(asked.matched(searcher).mask.copy(), best)

    def scored(self, field: TermField, term: WeightedTerm) -> Scored:
        """The groups that have a term of the dictionary; as `GroupIndex.scored`."""
        groups, counts = self._segment.postings(field, self._term(term.syllables))
        return Scored(groups, saturate(counts, self._segment.norms[field][groups]).astype(np.float32))

    def _term(self, syllables: Sequence[int]) -> str:
        return " ".join(self._dictionary.names[syllable] for syllable in syllables)

    def with_phrase(self, phrase: Phrase) -> NDArray[Any]:
        """The groups, ascending, that have a phrase in a row."""
        return find_phrase(self._segment, self._dictionary, phrase)

    def with_heading_pair(self, one: int, two: int) -> NDArray[Any]:
        """The groups that have two syllables side by side in their heading, ascending."""
        return self._segment.postings(HEADING_PAIRS, self._term((one, two)))[0]

    def with_heading_word(self, syllables: Int64s) -> Mask:
        """The mask of the groups whose heading has any of some syllables."""
        mask = np.zeros(len(self._segment.facts), bool)
        for syllable in syllables.tolist():
            mask[self._segment.postings(HEADING_SYLLABLES, self._dictionary.names[syllable])[0]] = True
        return mask

    def first_words(self, groups: Int64s) -> Int32s:
        """The first syllable of the heading of each of some groups, all of which have one."""
        tokens, starts = self._segment.headings
        return tokens[starts[groups]]

    def headings(self, groups: Int64s) -> Tokens:
        """The syllables of the headings of groups, in order."""
        return self._segment.headings.of(groups)

    def title(self, group: int) -> tuple[str, str]:
        """The eId and the heading as written of a group."""
        return title_of_group(self._segment, group)

    def addressed(self, document: int, eid: str) -> list[int]:
        """The groups with a unit of this eId in a document, one for each wording."""
        begin, end = self.document_starts[document : document + 2].tolist()
        eids = ((group, unpack_rows(self._segment.column(ROWS, group))[1]) for group in range(begin, end))
        return [group for group, own in eids if eid in own]

    def rows(self, groups: Int64s) -> Rows:
        """The rows of groups."""
        return read_rows(self._segment, groups)

    def reader(self, groups: Int64s) -> WhooshReader:
        """Reads groups by their indexes in `groups`."""
        return WhooshReader(self._segment, self._documents, groups)


def _repeats(segment: WhooshSegment) -> RepeatedRows:
    """The rows that repeat one of another document."""
    numbers = segment.facts["repeating"]
    groups = np.flatnonzero(numbers)
    packed = b"".join(segment.column(REPEATS, group) for group in groups.tolist())
    pairs = np.frombuffer(packed, REPEAT_TYPE)
    rows, originals = pairs["row"].astype(np.int64), pairs["original"].astype(np.int64)
    return RepeatedRows(np.repeat(groups, numbers[groups]), rows, originals)
