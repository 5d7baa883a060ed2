"""Writes the groups of an index as one segment of Whoosh's.

Whoosh's own writer sorts every posting in Python. Those of a collection are sorted already, and go straight to the codec.

Guarantees:
1. Whoosh opens what is written, and finds each group by its syllables, pairs, words, titles, heading and facts of its document.
2. The same groups give the same bytes.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index
from whoosh.filedb.filestore import FileStorage

from kb.index.arrays import Int64s, owners_of, starts_of
from kb.index.collecting import Collection
from kb.index.counting import Postings
from kb.index.engine import IndexContent
from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.codec import ArrayCodec, packed_terms
from kb.index.engines.whoosh.schema import (
    ABOVE,
    FACT_FIELDS,
    FACT_TYPE,
    FACTS,
    HEADING,
    HEADING_PAIRS,
    HEADING_SYLLABLES,
    NAME,
    PACKED,
    REPEAT_TYPE,
    REPEATS,
    ROWS,
    TITLE,
    TOKENS,
    pack_rows,
    schema,
    token_type,
)
from kb.index.fields import Column, FilterField, column
from kb.index.weights import HEADING_WEIGHT
from kb.index.words import word_postings
from kb.language.text import fold_white_space

_SEGMENT = "0" * 16  # the one segment; Whoosh would draw a name


class _Storage(FileStorage):  # type: ignore[misc]
    """A folder of files, as one sees it who asks neither for their order nor for their age: both would get into the segment."""

    def list(self) -> list[str]:
        """The names of the files."""
        return sorted(super().list())

    def file_modified(self, name: str) -> float:
        """When a file was written."""
        return 0.0


def write_segment(folder: Path, content: IndexContent) -> None:
    """Write the index into the new `folder`."""
    folder.mkdir(parents=True)
    storage, codec, held = _Storage(str(folder)), ArrayCodec(), schema()
    made: Any = codec.new_segment(storage, NAME)
    made.segid = _SEGMENT
    _write_columns(codec.per_document_writer(storage, made), held, content)
    made.set_doc_count(len(content.collection.groups))
    writer = codec.field_writer(storage, made)
    for name, terms, postings in _postings(content):
        _write_postings(writer, codec, held, name, terms, postings)
    writer.close()
    made.create_compound_file(storage)
    index.TOC(held, [made], 1).write(storage, NAME)
    shutil.rmtree(folder / f"{NAME}.tmp", ignore_errors=True)  # Whoosh leaves it behind


def _postings(content: IndexContent) -> Iterator[tuple[str, Iterable[bytes], Postings]]:
    """The name of each field, its terms, ascending, and their postings."""
    collection, inverted = content.collection, content.inverted
    names = [syllable.encode() for syllable in collection.syllables]

    def pairs(postings: Postings) -> Iterable[bytes]:
        # A blank comes before every letter, so that pairs are in order where their syllables are.
        return (b"%b %b" % (names[key >> 32], names[key & 0xFFFFFFFF]) for key in postings.keys.tolist())

    yield TermField.SYLLABLES, names, inverted.single
    yield TermField.PAIRS, pairs(inverted.pairs), inverted.pairs
    yield TermField.TITLES, pairs(inverted.context), inverted.context
    yield HEADING_PAIRS, pairs(inverted.headings), inverted.headings
    by_word = np.argsort(inverted.heading_words, kind="stable")
    sizes = np.bincount(inverted.heading_words, minlength=len(names))
    yield HEADING_SYLLABLES, names, _once(starts_of(sizes), owners_of(inverted.heading_starts)[by_word])
    yield TermField.WORDS, *word_postings(collection, content.joined)
    for field in FACT_FIELDS:
        ids = field is FilterField.DOCUMENT
        values = [facts.id if ids else facts.value(field, date.min) for facts in content.documents]
        yield field, *_by_value(column(values), collection.document_starts)


def _by_value(facts: Column, document_starts: Int64s) -> tuple[list[bytes], Postings]:
    """The values of documents, ascending, and the groups of the documents that have each."""
    written = [value.encode() for value in facts.values]
    order = sorted(range(len(written)), key=written.__getitem__)
    ranks = np.full(len(order) + 1, len(order))  # the last stands for documents without a value
    ranks[order] = np.arange(len(order))
    of_groups = np.repeat(ranks[facts.codes], np.diff(document_starts))
    starts = starts_of(np.bincount(of_groups, minlength=len(order) + 1)[: len(order)])
    groups = np.argsort(of_groups, kind="stable")[: starts[-1]].astype(np.int32)
    return [written[one] for one in order], _once(starts, groups)


def _once(starts: Int64s, groups: NDArray[np.int32]) -> Postings:
    """Postings that count nothing."""
    once, nothing = np.ones(len(groups), np.int32), np.empty(0, np.int64)
    return Postings(nothing, starts, groups, once, nothing.astype(np.int32), nothing)


def _write_postings(
    writer: Any, codec: ArrayCodec, held: fields.Schema, name: str, terms: Iterable[bytes], postings: Postings
) -> None:
    writer.start_field(name, held[name])
    for term, own in zip(terms, packed_terms(postings), strict=True):
        if own and term:
            writer.start_term(term)
            codec.postings.take(own)
            writer.finish_term()
    writer.finish_field()


def _write_columns(writer: Any, held: fields.Schema, content: IndexContent) -> None:
    """The columns of all groups, and their lengths, by which Whoosh's own queries score."""
    inverted = content.inverted
    lengths: dict[str, list[int]] = {
        TermField.SYLLABLES: inverted.single.lengths.tolist(),
        TermField.PAIRS: inverted.pairs.lengths.tolist(),
        TermField.TITLES: inverted.context.lengths.tolist(),
    }
    types = {name: held[name].column_type for name in (FACTS, *PACKED)}
    columns = {name: (types[name], iter(values)) for name, values in _columns(content).items()}
    for number in range(len(content.collection.groups)):
        writer.start_doc(number)
        for name, own in lengths.items():
            writer.add_field(name, held[name], None, own[number])
        for name, (type_, values) in columns.items():
            writer.add_column_value(name, type_, next(values))
        writer.finish_doc()
    writer.close()


def _columns(content: IndexContent) -> dict[str, Iterable[bytes]]:
    """The values of each column, group by group."""
    collection, repeats = content.collection, content.repeats
    groups, rows = collection.group_starts, collection.row_starts
    tokens = token_type(len(collection.syllables))
    firsts = groups[:-1]
    has_heading = collection.row_weights[firsts] == HEADING_WEIGHT
    heading_ends = np.where(has_heading, rows[firsts + 1], rows[firsts])
    above = collection.context_starts[collection.context_of], collection.context_starts[collection.context_of + 1]
    repeating = np.searchsorted(repeats.rows, groups)  # of each group in the rows that repeat
    repeated = np.empty(len(repeats.rows), REPEAT_TYPE)
    repeated["original"] = repeats.originals
    repeated["row"] = repeats.rows - groups[owners_of(repeating)]
    return {
        TITLE: (f"{eid} {fold_white_space(heading)}".encode() for eid, heading in collection.groups),
        FACTS: _cut(_facts(content, np.diff(repeating)), np.arange(len(groups))),
        ROWS: _rows(collection, content.inverted.row_lengths),
        REPEATS: _cut(repeated, repeating),
        TOKENS: _cut(np.insert(collection.tokens, rows[1:], 0).astype(tokens), rows[groups] + groups),
        HEADING: _cut(collection.tokens.astype(tokens), rows[firsts], heading_ends),
        ABOVE: _cut(collection.contexts.astype(tokens), *above),
    }


def _cut(values: NDArray[Any], starts: Int64s, ends: Int64s | None = None) -> Iterator[bytes]:
    """The bytes of each run of `values`; without `ends` one begins where the one before ends."""
    content, size = values.tobytes(), values.itemsize
    begins, stops = (starts[:-1], starts[1:]) if ends is None else (starts, ends)
    return (content[size * begin : size * end] for begin, end in zip(begins.tolist(), stops.tolist(), strict=True))


def _facts(content: IndexContent, repeating: Int64s) -> NDArray[Any]:
    """A line of `FACT_TYPE` for each group."""
    collection, inverted = content.collection, content.inverted
    facts = np.empty(len(collection.groups), FACT_TYPE)
    facts["document"] = owners_of(collection.document_starts)
    facts["first"], facts["end"] = collection.days.reshape(-1, 2).T
    facts["length"], facts["titles"] = inverted.single.lengths + inverted.pairs.lengths, inverted.context.lengths
    facts["repeating"] = repeating
    return facts


def _rows(collection: Collection, lengths: NDArray[np.int32]) -> Iterator[bytes]:
    """The rows of each group; `lengths`: of each row, in syllables and pairs."""
    facts = np.stack((collection.row_weights, np.diff(collection.row_starts).astype(np.int32), lengths), axis=1)
    eids: Sequence[bytes] = list(_cut(np.frombuffer(collection.eids, np.uint8), collection.eid_starts))
    for begin, end in pairwise(collection.group_starts.tolist()):
        yield pack_rows(facts[begin:end], eids[begin:end])
