"""`Segment`, a file of Whoosh's index of single syllables, made of the `IndexPart`s of some documents.

Whoosh's own writer sorts every posting in Python. The compiled postings are sorted already, and go straight to its codec
(`kb.index.blocks`), which writes from them the file that the writer would have written.

Guarantees:
1. The same parts give the same bytes, so that a segment of documents that did not change is used again.
2. Whoosh opens the files, and finds each group by its syllables, with the document and the eId stored.
"""

import hashlib
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kb.index.blocks import BlockCodec
from kb.index.compiled import Postings
from kb.index.compiling import Compiler, IndexPart
from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.codec import default_codec
from whoosh.filedb.filestore import FileStorage, RamStorage

NAME = "MAIN"
TEXT = "text"


def schema() -> fields.Schema:
    """The fields that Whoosh holds of a group: its document, its eId, and its syllables."""
    syllables = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    return fields.Schema(document=fields.ID(stored=True), group=fields.STORED, text=syllables)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of Whoosh's index: its one file, and its entry in the index's table of contents."""

    file: str  # its name
    content: bytes
    entry: bytes  # a pickle


def segment(parts: Iterable[IndexPart]) -> Segment:
    """The segment of the groups of `parts`."""
    compiler = Compiler()
    for part in parts:
        compiler.take(part)
    groups = list(compiler.groups())
    syllables, single = compiler.single()
    storage, codec, held = RamStorage(), default_codec(), schema()
    made: Any = codec.new_segment(storage, NAME)
    made.segid = _name(groups, syllables, single)  # instead of a random one
    lengths = single.lengths.tolist()
    stored = codec.per_document_writer(storage, made)
    for number, ((document, group), length) in enumerate(zip(groups, lengths, strict=True)):
        stored.start_doc(number)
        stored.add_field("document", held["document"], document, 0)
        stored.add_field("group", held["group"], group, 0)
        stored.add_field(TEXT, held[TEXT], None, length)
        stored.finish_doc()
    stored.close()
    made.set_doc_count(len(groups))
    blocks = BlockCodec()
    postings = blocks.field_writer(storage, made)
    postings.add_postings(held, None, _documents(groups))
    _add_syllables(postings, blocks, held[TEXT], syllables, single)
    postings.close()
    made.create_compound_file(storage)
    (file,) = storage.list()
    return Segment(file, bytes(storage.files[file]), pickle.dumps(made, 2))


def _name(groups: Sequence[tuple[str, str]], syllables: Sequence[str], single: Postings) -> str:
    content = hashlib.sha256(repr(groups).encode())
    content.update("\0".join(syllables).encode())
    for values in (single.starts, single.groups, single.counts):
        content.update(values.tobytes())
    return content.hexdigest()[:16]


def _documents(groups: Sequence[tuple[str, str]]) -> list[tuple[str, bytes, int, float, bytes]]:
    """The postings of the ids of documents: field, term, group, weight, value."""
    return sorted(("document", document.encode(), number, 1.0, b"") for number, (document, _) in enumerate(groups))


def _add_syllables(writer: Any, codec: BlockCodec, field: fields.FieldType, syllables: Sequence[str], single: Postings) -> None:
    writer.start_field(TEXT, field)
    for syllable, (begin, end) in zip(syllables, pairwise(single.starts.tolist()), strict=True):
        if begin < end:
            groups, counts = single.groups[begin:end], single.counts[begin:end]
            writer.start_term(syllable.encode())
            codec.blocks.take(groups, counts, single.lengths[groups])
            writer.finish_term()
    writer.finish_field()


def write_segments(folder: Path, segments: Iterable[Segment]) -> None:
    """Write the index of `segments`, in their order, into `folder`."""
    storage, entries = FileStorage(str(folder)), []
    for one in segments:
        (folder / one.file).write_bytes(one.content)
        entries.append(pickle.loads(one.entry))
    index.TOC(schema(), entries, 1).write(storage, NAME)
