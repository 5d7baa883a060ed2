"""`WhooshSegment`, the open segment: postings of terms as arrays, and the columns of groups."""

import pickle
import struct
import weakref
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import index
from whoosh.reading import CorruptIndexError, TermNotFound
from whoosh.scoring import BM25F

from kb.index.arrays import Float64s, Int32s, starts_of
from kb.index.bm25 import norm
from kb.index.candidates import Tokens
from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.codec import Unsigned
from kb.index.engines.whoosh.files import SegmentFolder
from kb.index.engines.whoosh.schema import FACT_TYPE, FACTS, HEADING, NAME, PACKED, schema, token_type
from kb.index.weights import K1, B

_DAMAGE = (index.IndexError, CorruptIndexError, pickle.UnpicklingError, struct.error, KeyError, EOFError, AttributeError)
_NOTHING: Unsigned = np.empty(0, np.uint8)


class WhooshSegment:
    """The groups of an index, as documents of Whoosh's, by their numbers. Threads may share it."""

    def __init__(self, folder: Path, syllables: int) -> None:
        """Open the index in `folder`; `syllables`: how many its dictionary has.

        Raises OSError or ValueError where it is not as it was written.
        """
        files = SegmentFolder(folder)
        try:
            # By our own schema: Whoosh would make the one that the file holds, of whatever classes that names.
            opened = index.FileIndex(files, schema=schema(), indexname=NAME)
            self.searcher: Any = opened.searcher(weighting=BM25F(B=B, K1=K1))
            weakref.finalize(self, self.searcher.close)
            self._reader = self.searcher.reader()
            self._columns = {name: self._reader.column_reader(name, translate=False) for name in PACKED}
            self.facts: NDArray[Any] = np.frombuffer(b"".join(self._reader.column_reader(FACTS, translate=False)), FACT_TYPE)
        except Exception as error:
            files.close_all()
            if isinstance(error, _DAMAGE):
                raise ValueError(f"{folder}: {error}") from error
            raise
        self._tokens = token_type(syllables)
        of_words, of_titles = norm(self.facts["length"]), norm(self.facts["titles"])
        # Of each group the number that BM25 adds to the count of a term.
        self.norms: dict[TermField, Float64s] = {
            TermField.SYLLABLES: of_words,
            TermField.PAIRS: of_words,
            TermField.WORDS: of_words,
            TermField.TITLES: of_titles,
        }

    def postings(self, field: str, term: str) -> tuple[Unsigned, Unsigned]:
        """The groups, ascending, that have a term in a field, and how often."""
        try:
            found = self._reader.postings(field, term)
        except TermNotFound:
            return _NOTHING, _NOTHING
        return found.groups, found.counts

    def column(self, name: str, group: int) -> bytes:
        """What a column holds of a group."""
        value: bytes = self._columns[name][group]
        return value

    def tokens(self, name: str, groups: Iterable[int]) -> Tokens:
        """The tokens that a column holds of some groups."""
        column, size = self._columns[name], self._tokens.itemsize
        own = [column[group] for group in groups]
        lengths = np.array([len(one) // size for one in own], np.int64)
        tokens: Int32s = np.frombuffer(b"".join(own), self._tokens).astype(np.int32)
        return Tokens(tokens, starts_of(lengths))

    @cached_property
    def headings(self) -> Tokens:
        """The tokens of the headings of all groups, read when first asked for: only while somebody is typing."""
        return self.tokens(HEADING, range(len(self.facts)))
