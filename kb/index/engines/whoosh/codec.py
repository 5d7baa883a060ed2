"""`ArrayCodec`, Whoosh's codec but for postings: those of a term stand in one piece, as two arrays.

Whoosh's own blocks are read number by number in Python: .4 microseconds a posting, where the arrays take a hundredth of that.
Terms, columns, segments and their table of contents are Whoosh's, and its searcher reads the postings as those of any codec, by
the interface of its matchers.

Guarantees:
1. Postings take two bytes each for the group in an index of up to 65,536 groups, and one for a count up to 255.
2. What is read holds no file: a reader that is closed lets go of its files, whatever arrays it has given out.
3. No posting is read as a pickle, whatever a file says of itself.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3FieldCursor, W3TermInfo, W3TermsReader
from whoosh.matching import LeafMatcher
from whoosh.reading import TermNotFound

from kb.index.counting import Postings

Unsigned = NDArray[np.unsignedinteger]


class PackedTerm(NamedTuple):
    """The postings of a term as they are written."""

    content: bytes  # the groups, ascending, then the counts in them
    groups: int  # how many
    total: int  # of the counts
    most: int  # the largest count
    first: int  # group
    last: int


def _type_of(most: int) -> str:
    """The type of numbers of which `most` is the largest: the lowest byte first."""
    return "<u1" if most < 1 << 8 else "<u2" if most < 1 << 16 else "<u4"


def packed_terms(postings: Postings) -> Iterator[PackedTerm | None]:
    """The postings of each term of a field; None for one that no group has."""
    sizes = np.diff(postings.starts)
    begins, ends = postings.starts[:-1][sizes > 0], postings.starts[1:][sizes > 0]
    groups, counts = postings.groups, postings.counts
    narrow, single = groups.astype("<u2").tobytes(), counts.astype("<u1").tobytes()  # of nearly all terms
    columns = (
        begins,
        ends,
        np.add.reduceat(counts, begins) if len(begins) else begins,
        np.maximum.reduceat(counts, begins) if len(begins) else begins,
        groups[begins],
        groups[ends - 1],
    )
    known = zip(*(values.tolist() for values in columns), strict=True)
    for is_held in (sizes > 0).tolist():
        if not is_held:
            yield None
            continue
        begin, end, total, most, first, last = next(known)
        own = narrow[2 * begin : 2 * end] if last < 1 << 16 else groups[begin:end].astype("<u4").tobytes()
        own += single[begin:end] if most < 1 << 8 else counts[begin:end].astype(_type_of(most)).tobytes()
        yield PackedTerm(own, end - begin, total, most, first, last)


class ArrayWriter(PostingsWriter):  # type: ignore[misc]
    """Writes the postings of one term after another into a file of Whoosh's."""

    def __init__(self, file: Any) -> None:
        """Write at the end of `file`."""
        self._file = file
        self._offset = file.tell()

    def start_postings(self, format_: object, terminfo: object) -> None:
        """Begin a term."""

    def take(self, term: PackedTerm) -> None:
        """Take all postings of the term."""
        self._term = term

    def finish_postings(self) -> W3TermInfo:
        """Write the term; returns its entry in the codec's table of terms."""
        content, groups, total, most, first, last = self._term
        self._file.write(content)
        info = W3TermInfo(total, groups, 1, 1, most, first, last)
        info.set_extent(self._offset, len(content))
        self._offset += len(content)
        return info

    def written(self) -> bool:
        """Whether any of the term is in the file: it is written as a whole."""
        return False


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings of a term: for Whoosh one by one, as of any leaf; for us as arrays."""

    def __init__(self, groups: NDArray[Any], counts: NDArray[Any], **leaf: Any) -> None:
        """`leaf`: `format_`, `term` and `scorer`, as Whoosh gives them."""
        self.groups, self.counts = groups, counts
        self.format, self._term, self.scorer = leaf["format_"], leaf["term"], leaf["scorer"]
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """Another one, here."""
        return copy(self)

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


def _entry(packed: bytes) -> W3TermInfo:
    """The entry of a term. Raises ValueError where it holds its postings, which would be a pickle: ours never does."""
    if packed[:1] != b"\0":
        raise ValueError("postings in the table of terms")
    return W3TermInfo.from_bytes(packed)


class _Cursor(W3FieldCursor):  # type: ignore[misc]
    def term_info(self) -> W3TermInfo | None:
        """The entry of the term here."""
        return _entry(self._tindex.dbfile.get(self._datapos, self._datalen)) if self.is_valid() else None


class _Terms(W3TermsReader):  # type: ignore[misc]
    """The table of terms."""

    def term_info(self, fieldname: str, tbytes: bytes) -> W3TermInfo:
        """The entry of a term. Raises TermNotFound."""
        try:
            return _entry(self._tindex[self._keycoder(fieldname, tbytes)])
        except KeyError:
            raise TermNotFound(f"{fieldname}:{tbytes!r}") from None

    def items(self) -> Iterator[tuple[Any, W3TermInfo]]:
        """All terms with their entries."""
        return ((self._keydecoder(key), _entry(packed)) for key, packed in self._tindex.items())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Any, W3TermInfo]]:
        """The terms from one on, with their entries."""
        found = self._tindex.items_from(self._keycoder(fieldname, prefix))
        return ((self._keydecoder(key), _entry(packed)) for key, packed in found)

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        """A cursor on the terms of a field."""
        return _Cursor(self._tindex, fieldname, self._keycoder, self._keydecoder, fieldobj)


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with postings in arrays."""

    postings: ArrayWriter  # of the field begun last

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ArrayWriter:
        """The writer of a field's postings."""
        self.postings = ArrayWriter(dbfile)
        return self.postings

    def terms_reader(self, storage: Any, segment: Any) -> _Terms:
        """The table of terms of a segment."""
        name = segment.make_filename(self.TERMS_EXT)
        length, table = storage.file_length(name), storage.open_file(name)
        return _Terms(self, table, length, segment.open_file(storage, self.POSTS_EXT))

    def postings_reader(
        self, dbfile: Any, terminfo: W3TermInfo, format_: Any, term: Any = None, scorer: Any = None
    ) -> ArrayMatcher:
        """The postings of a term."""
        start, _ = terminfo.extent()  # Whoosh reads the length back as a tuple; the entry of the term tells it, too
        number = terminfo.doc_frequency()
        of_groups = np.dtype("<u2" if terminfo.max_id() < 1 << 16 else "<u4")
        of_counts = np.dtype(_type_of(int(terminfo.max_weight())))
        data = dbfile.get(start, number * (of_groups.itemsize + of_counts.itemsize))
        counts = np.frombuffer(data, of_counts, number, number * of_groups.itemsize)
        return ArrayMatcher(np.frombuffer(data, of_groups, number), counts, format_=format_, term=term, scorer=scorer)

    def __getstate__(self) -> dict[str, Any]:
        """Nothing: a segment names its codec in the table of contents, and knows no open file."""
        return {}
