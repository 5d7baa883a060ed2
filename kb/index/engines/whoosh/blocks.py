"""`Blocks`: a writer of postings in the blocks of Whoosh's codec, a whole term at a time; Whoosh's takes them one by one.

Guarantees:
1. The blocks are in the codec's format; counts are whole numbers there, not floats, and take a third of the room.
"""

import pickle
import zlib
from operator import sub
from typing import Any

from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import COMPRESSION_MIN_SIZE, WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo
from whoosh.system import pack_int
from whoosh.util.numeric import length_to_byte

from kb.index.arrays import Int32s

_LIMIT = 128  # postings of a block, as many as the codec's writer gives one
_PROTOCOL = 3  # of pickle: the first that holds bytes as they are


class Blocks(PostingsWriter):  # type: ignore[misc]
    """Writes the postings of one term after another into a file of Whoosh's."""

    def __init__(self, file: Any) -> None:
        """Write at the end of `file`."""
        self._file = file
        self._begin()

    def _begin(self) -> None:
        self._ids: list[int] = []
        self._counts: list[int] = []
        self._lengths: list[int] = []
        self._values: bytes | None = None

    def start_postings(self, format_: object, terminfo: object) -> None:
        """Begin a term."""
        self._begin()

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int = 0) -> None:
        """Add one posting of a field that counts nothing."""
        self._ids.append(id_)
        self._counts.append(1)
        self._lengths.append(length)

    def take(self, ids: Int32s, counts: Int32s, lengths: Int32s) -> None:
        """Take all postings of the term: the groups that have it, its counts in them, and their lengths."""
        self._ids, self._counts, self._lengths = ids.tolist(), counts.tolist(), lengths.tolist()
        self._values = counts.astype(">u4").tobytes()

    def finish_postings(self) -> W3TermInfo:
        """Write the term; returns its entry in the codec's table of terms."""
        ids, counts, lengths, values = self._ids, self._counts, self._lengths, self._values
        start, written = self._file.tell(), [WHOOSH3_HEADER_MAGIC]
        for begin in range(0, len(ids), _LIMIT):
            end = min(begin + _LIMIT, len(ids))
            own, held, of = ids[begin:end], counts[begin:end], lengths[begin:end]
            most = max(held)
            alike = None if most == 1 else float(most)
            weights = tuple(held) if min(held) < most else alike
            steps = tuple(map(sub, own, (0, *own)))
            data = pickle.dumps((steps, weights, values and values[4 * begin : 4 * end]), _PROTOCOL)
            level = int(len(data) >= COMPRESSION_MIN_SIZE)
            data = zlib.compress(data, level) if level else data
            known = (end - begin, own[-1], most, level, length_to_byte(min(of)), length_to_byte(max(of)))
            about = pickle.dumps(known, _PROTOCOL)
            size = len(about) + len(data)
            written += (pack_int(-size if end == len(ids) else size), about, data)
        self._file.write(b"".join(written))
        info = W3TermInfo(sum(counts), len(ids), min(lengths), max(lengths), max(counts), ids[0], ids[-1])
        info.set_extent(start, self._file.tell() - start)
        return info

    def written(self) -> bool:
        """Whether any of the term is in the file: it is written as a whole."""
        return False


class BlockCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with a writer of whole terms, that of the field begun last."""

    blocks: Blocks

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Blocks:
        """The writer of a field's postings."""
        self.blocks = Blocks(dbfile)
        return self.blocks
