"""Reads the groups that the Whoosh engine brings, from the columns of its segment."""

from collections.abc import Sequence

import numpy as np

from kb.index.arrays import Int64s, starts_of
from kb.index.candidates import Rows, Tokens
from kb.index.engines.whoosh.schema import ABOVE, HEADING, ROWS, TITLE, TOKENS, unpack_rows
from kb.index.engines.whoosh.segment import WhooshSegment
from kb.index.terms import Address


class WhooshReader:
    """Reads some groups; as `GroupReader`."""

    def __init__(self, segment: WhooshSegment, documents: Sequence[str], groups: Int64s) -> None:
        """`documents`: the ids of those of the index; `groups`: the numbers of the groups, in the order of their indexes."""
        self._segment, self._documents, self._groups = segment, documents, groups

    def addresses(self, groups: Int64s) -> list[Address]:
        """The document and the eId of each."""
        own = self._groups[groups]
        documents = self._segment.facts["document"][own].tolist()
        return [
            (self._documents[document], title_of_group(self._segment, group)[0])
            for document, group in zip(documents, own.tolist(), strict=True)
        ]

    def rows(self, groups: Int64s) -> Rows:
        """Their rows."""
        return read_rows(self._segment, self._groups[groups])

    def heading_words(self, groups: Int64s) -> Tokens:
        """The distinct syllables of their headings, ascending."""
        tokens, starts = self._segment.tokens(HEADING, self._groups[groups].tolist())
        owners = np.repeat(np.arange(len(groups)), np.diff(starts))
        group_of, words = np.divmod(np.unique((owners << 32 | tokens)[tokens > 0]), 1 << 32)
        return Tokens(words.astype(np.int32), starts_of(np.bincount(group_of, minlength=len(groups))))

    def contexts(self, groups: Int64s) -> Tokens:
        """The syllables of the titles above them."""
        return self._segment.tokens(ABOVE, self._groups[groups].tolist())


def title_of_group(segment: WhooshSegment, group: int) -> tuple[str, str]:
    """The eId and the heading as written of a group."""
    eid, _, heading = segment.column(TITLE, group).decode().partition(" ")
    return eid, heading


def read_rows(segment: WhooshSegment, groups: Int64s) -> Rows:
    """The rows of some groups, by their numbers."""
    numbers = groups.tolist()
    unpacked = [unpack_rows(segment.column(ROWS, group)) for group in numbers]
    weights, own, lengths = np.concatenate([np.empty((0, 3), np.int32), *(rows for rows, _ in unpacked)]).T
    tokens = segment.tokens(TOKENS, numbers).tokens
    return Rows(
        eids=[eid for _, eids in unpacked for eid in eids],
        weights=weights,
        lengths=lengths,
        tokens=np.delete(tokens, np.cumsum(own + 1) - 1),  # without the 0 after each row
        starts=starts_of(own),
        group_starts=starts_of(np.array([len(rows) for rows, _ in unpacked], np.int64)),
    )
