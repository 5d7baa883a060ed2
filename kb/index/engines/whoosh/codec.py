"""`ArrayCodec`, Whoosh's codec but for postings: those of a term stand in one piece, as two arrays.

Whoosh's own blocks are read number by number in Python: .4 microseconds a posting, where the arrays take a hundredth of that.
Terms, columns, segments and their table of contents are Whoosh's, and its searcher reads the postings as those of any codec, by
the interface of its matchers.

Guarantees:
1. Postings take two bytes each for the group in an index of up to 65,536 groups, and one for a count up to 255.
2. What is read holds no file: a reader that is closed lets go of its files, whatever arrays it has given out.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.matching import LeafMatcher

from kb.index.arrays import Int32s

Unsigned = NDArray[np.unsignedinteger]


def smallest(most: int) -> np.dtype[Any]:
    """The smallest type of whole numbers, lowest byte first, that holds all up to `most`."""
    return np.min_scalar_type(most).newbyteorder("<")


class ArrayWriter(PostingsWriter):  # type: ignore[misc]
    """Writes the postings of one term after another into a file of Whoosh's."""

    def __init__(self, file: Any) -> None:
        """Write at the end of `file`."""
        self._file = file
        self._groups, self._counts = np.empty(0, np.int32), np.empty(0, np.int32)

    def start_postings(self, format_: object, terminfo: object) -> None:
        """Begin a term."""

    def take(self, groups: Int32s, counts: Int32s) -> None:
        """Take all postings of the term: the groups that have it, ascending, and its counts in them."""
        self._groups, self._counts = groups, counts

    def finish_postings(self) -> W3TermInfo:
        """Write the term; returns its entry in the codec's table of terms."""
        groups, counts, start = self._groups, self._counts, self._file.tell()
        last, most = int(groups[-1]), int(counts.max())
        self._file.write(groups.astype(smallest(last)).tobytes() + counts.astype(smallest(most)).tobytes())
        info = W3TermInfo(int(counts.sum()), len(groups), 1, None, most, int(groups[0]), last)
        info.set_extent(start, self._file.tell() - start)
        return info

    def written(self) -> bool:
        """Whether any of the term is in the file: it is written as a whole."""
        return False


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings of a term: for Whoosh one by one, as of any leaf; for us as arrays."""

    def __init__(self, groups: Unsigned, counts: Unsigned, **leaf: Any) -> None:
        """`leaf`: `format_`, `term` and `scorer`, as Whoosh gives them."""
        self.groups, self.counts = groups, counts
        self.format, self._term, self.scorer = leaf["format_"], leaf["term"], leaf["scorer"]
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._at < len(self.groups)

    def reset(self) -> None:
        """Go back to the first."""
        self._at = 0

    def id(self) -> int:
        """The group of the posting here."""
        return int(self.groups[self._at])

    def all_ids(self) -> Iterator[int]:
        """The groups from here on."""
        return iter(self.groups[self._at :].tolist())

    def weight(self) -> float:
        """The count of the posting here."""
        return float(self.counts[self._at])

    def value(self) -> bytes:
        """Nothing more is kept of a posting."""
        return b""

    def next(self) -> bool:
        """Go to the next posting; whether that is in another block: there is one."""
        self._at += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go to the first posting of a group that is not before `id`."""
        self._at = max(self._at, int(self.groups.searchsorted(id)))

    def skip_to_quality(self, minquality: float) -> int:
        """Leave the block where nothing in it scores more; the number of blocks left."""
        if not self.is_active() or self.block_quality() > minquality:
            return 0
        self._at = len(self.groups)
        return 1

    def block_max_weight(self) -> float:
        """The largest count."""
        return float(self.counts.max())

    def block_min_length(self) -> int:
        """The shortest length that a group may have."""
        return 1


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with postings in arrays."""

    postings: ArrayWriter  # of the field begun last

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ArrayWriter:
        """The writer of a field's postings."""
        self.postings = ArrayWriter(dbfile)
        return self.postings

    def postings_reader(
        self, dbfile: Any, terminfo: W3TermInfo, format_: Any, term: Any = None, scorer: Any = None
    ) -> ArrayMatcher:
        """The postings of a term."""
        start, _ = terminfo.extent()  # Whoosh reads the length back as a tuple; the counts in the entry tell it
        number = terminfo.doc_frequency()
        of_groups, of_counts = smallest(terminfo.max_id()), smallest(int(terminfo.max_weight()))
        data = dbfile.get(start, number * (of_groups.itemsize + of_counts.itemsize))
        counts = np.frombuffer(data, of_counts, number, number * of_groups.itemsize)
        return ArrayMatcher(np.frombuffer(data, of_groups, number), counts, format_=format_, term=term, scorer=scorer)

    def __getstate__(self) -> dict[str, Any]:
        """Nothing: a segment names its codec in the table of contents, and knows no open file."""
        return {}
