"""Writes the arrays of `Compiled` from a collection and its inverted lists."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float32s, Float64s, owners_of, starts_of
from kb.index.bm25 import norm, saturate
from kb.index.collecting import ALWAYS
from kb.index.counting import Postings
from kb.index.engine import IndexContent
from kb.index.engines.compiled.arrays import write_arrays
from kb.language.text import fold_white_space

_SLICE = 1_000_000  # postings at once: numbers of 64 bits take more memory than they do


def compile_index(folder: Path, content: IndexContent) -> None:
    """Write the arrays of an index into the new `folder`."""
    collection, inverted = content.collection, content.inverted
    texts = [f"{eid} {fold_white_space(heading)}".encode() for eid, heading in collection.groups]
    days = collection.days.reshape(-1, 2)
    arrays: dict[str, NDArray[Any]] = {
        "heading_keys": inverted.headings.keys,
        "heading_pair_starts": inverted.headings.starts,
        "heading_pair_groups": inverted.headings.groups,
        "heading_words": inverted.heading_words,
        "heading_starts": inverted.heading_starts,
        "word_starts": starts_of(np.bincount(inverted.heading_words, minlength=len(collection.syllables))),
        "word_groups": owners_of(inverted.heading_starts)[np.argsort(inverted.heading_words, kind="stable")],
        "positions": inverted.positions,
        "position_starts": inverted.position_starts,
        "row_lengths": inverted.row_lengths,
        "days": days if (days != ALWAYS).any() else days[:0],
        "eids": np.frombuffer(collection.eids, np.uint8),
        "texts": np.frombuffer(b"".join(texts), np.uint8),
        "text_starts": starts_of(np.array([len(text) for text in texts], np.int64)),
        "repeating": content.repeats.rows,
        "repeated": content.repeats.originals,
    }
    as_they_are = ("tokens", "row_starts", "row_weights", "group_starts", "document_starts", "contexts", "context_starts",
                   "context_of", "eid_starts")  # fmt: skip
    arrays |= {name: getattr(collection, name) for name in as_they_are}
    of_words, of_titles = norm(inverted.single.lengths + inverted.pairs.lengths), norm(inverted.context.lengths)
    for name, norms in (("single", of_words), ("pairs", of_words), ("context", of_titles)):
        postings: Postings = getattr(inverted, name)
        values: tuple[NDArray[Any], ...] = postings.starts, postings.groups, _saturated(postings, norms)
        arrays |= {f"{name}_postings_{part}": own for part, own in zip(("starts", "groups", "saturated"), values, strict=True)}
    write_arrays(folder, arrays)


def _saturated(postings: Postings, norms: Float64s) -> Float32s:
    values = np.empty(len(postings.counts), np.float32)
    for begin in range(0, len(values), _SLICE):
        part = slice(begin, begin + _SLICE)
        values[part] = saturate(postings.counts[part], norms[postings.groups[part]])
    return values
