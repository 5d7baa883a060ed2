"""`Headings`: the headings of groups as written, with an inverted list of their syllables, searched while somebody is typing.

Guarantees:
1. A heading is found when every word typed is in it, the last by its beginning; typed without diacritics, a word is any that
   folds to it.
2. Headings that begin with the words come first, then those that have them side by side, then the others.
3. Opening maps the arrays; a search reads the words of the headings that have every word typed, and no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import analyze
from kb.index.arrays import Float64s, Int32s, Int64s, Mask, owners_of, ranges, starts_of
from kb.index.asking import could_be
from kb.index.compiled import Compiled
from kb.index.engine import Headed
from kb.index.rows import heading_words
from kb.index.weights import HEADING_KIND_COST, HEADING_STANDING_GAIN
from kb.language.text import fold_white_space

_ARRAYS = ("texts", "text_starts", "starts", "groups")
_LOOKED_AT = 8  # times as many headings as are wanted are put in order, for some read alike


@dataclass(frozen=True, slots=True)
class Headings:
    """The eId and the heading of every group, and for each syllable the groups that have it in their heading."""

    texts: NDArray[np.uint8]  # of each group: eId, blank, heading, in UTF-8, one after another
    text_starts: Int64s  # of each group in `texts`
    starts: Int64s  # of each syllable in `groups`
    groups: Int32s

    def of(self, group: int) -> tuple[str, str]:
        """The eId and the heading of a group."""
        written = bytes(self.texts[self.text_starts[group] : self.text_starts[group + 1]]).decode()
        eid, _, heading = written.partition(" ")
        return eid, heading


def write_headings(folder: Path, index: Compiled, written: Sequence[tuple[str, str]]) -> None:
    """Write the arrays of the groups of an index into the new `folder`; `written` holds the eId and the heading of each."""
    folder.mkdir(parents=True)
    texts = [f"{eid} {fold_white_space(heading)}".encode() for eid, heading in written]
    by_word = np.argsort(index.heading_words, kind="stable")
    arrays: dict[str, NDArray[Any]] = {
        "texts": np.frombuffer(b"".join(texts), np.uint8),
        "text_starts": starts_of(np.array([len(text) for text in texts], np.int64)),
        "starts": starts_of(np.bincount(index.heading_words, minlength=len(index.names))),
        "groups": owners_of(index.heading_starts)[by_word],
    }
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name])


def open_headings(folder: Path) -> Headings:
    """The arrays in `folder`, mapped. Raises OSError and ValueError where they are not all there."""
    return Headings(*(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS))


def headed(
    index: Compiled, headings: Headings, typed: str, abbreviations: Mapping[str, str], limit: int, standing: Float64s
) -> list[Headed]:
    """The best `limit` groups whose headings have the words typed (NFC), best first, but repeated headings at the end.

    `standing` holds a factor of each document, about 1; the higher comes first among headings that are nearly as good.
    """
    terms = [term for term in analyze(typed, abbreviations, any_case=True) if not term.alone]
    options = [np.array(could_be(index, term, typed), np.int64) for term in terms]
    if not options:
        return []
    having = np.ones(len(index.group_starts) - 1, bool)
    for own in options:
        having &= _having(headings, own, len(having))
    groups, most = np.flatnonzero(having), _LOOKED_AT * limit
    # A letter begins a word of most headings: those that begin with it are enough.
    opening = _opening(index, options[0], groups)
    kinds, lengths = _matches(index, options, opening)
    if np.count_nonzero(kinds == 0) < most:
        kinds, lengths = _matches(index, options, groups)
    else:
        groups = opening
    documents = index.documents_with(groups)
    worse = HEADING_KIND_COST * kinds - HEADING_STANDING_GAIN * (standing[documents] - 1.0) + lengths
    best = np.argpartition(worse, most)[:most] if len(groups) > most else np.arange(len(groups))
    best = best[np.lexsort((groups[best], worse[best]))]
    read: dict[str, list[Headed]] = {}
    for group, document in zip(groups[best].tolist(), documents[best].tolist(), strict=True):
        eid, heading = headings.of(group)
        read.setdefault(heading.lower(), []).append(Headed(index.documents[document], eid, heading))
    first = [alike[0] for alike in read.values()]
    return [*first, *(one for alike in read.values() for one in alike[1:])][:limit]


def _having(headings: Headings, syllables: Int64s, groups: int) -> Mask:
    """The mask of the groups (`groups` in all) whose heading has any of the syllables."""
    mask = np.zeros(groups, bool)
    mask[headings.groups[ranges(headings.starts[syllables], headings.starts[syllables + 1])]] = True
    return mask


def _opening(index: Compiled, syllables: Int64s, groups: Int64s) -> Int64s:
    """Those of `groups` (each has a heading) whose heading begins with one of the syllables."""
    is_meant = np.zeros(len(index.names), bool)
    is_meant[syllables] = True
    return groups[is_meant[index.tokens[index.row_starts[index.group_starts[groups]]]]]


def _matches(index: Compiled, options: Sequence[Int64s], groups: Int64s) -> tuple[Int64s, Int64s]:
    """How each group's heading has the words (0: begins with them, 1: side by side, 2: apart), and its length in words.

    `options` holds the syllables that each word may be.
    """
    tokens, group_of = heading_words(index, groups)
    lengths = np.bincount(group_of, minlength=len(groups))
    begins = np.cumsum(lengths) - lengths
    at = np.arange(len(tokens) - len(options) + 1)
    for step, own in enumerate(options):
        is_meant = np.zeros(len(index.names), bool)
        is_meant[own] = True
        at = at[is_meant[tokens[at + step]]]
    at = at[group_of[at] == group_of[at + len(options) - 1]]
    kinds = np.full(len(groups), 2)
    kinds[group_of[at]] = 1
    kinds[group_of[at[at == begins[group_of[at]]]]] = 0
    return kinds, lengths
