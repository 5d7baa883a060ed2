"""What a question asks for in the rows and headings of some groups.

Guarantees:
1. A row is scored by BM25 over its own words and, twice, those of its group's heading.
2. Only the groups given are looked into: the work depends on them, not on the size of the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import HEADING_WEIGHT, Compiled, Floats, Postings, idf, norm, saturate
from kb.index.counting import Ints

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct syllables of a question, by number, and which of them stand side by side in it.

    `alone` are those that count like a pair: numbers of documents, abbreviations. `headings` are asked for in other words;
    `other_names` are pairs of other names of what it names.
    `alike` holds for each syllable that may be the end of a word typed in part one that stands for all of these.
    """

    syllables: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    alone: frozenset[int] = frozenset()
    headings: tuple[tuple[int, ...], ...] = ()
    other_names: tuple[tuple[int, int], ...] = ()
    alike: Mapping[int, int] = field(default_factory=dict)


class Rows:
    """The rows of some groups: their numbers, of each the place of its group; their tokens, of each the place of its row."""

    def __init__(self, index: Compiled, groups: NDArray[Any]) -> None:
        """Take them out of the index."""
        first, end = index.group_starts[groups], index.group_starts[groups + 1]
        self.rows = ranges(first, end)
        self.group_of = np.repeat(np.arange(len(groups)), end - first)
        self.tokens, _ = tokens_of(index, groups)
        lengths = index.row_starts[self.rows + 1] - index.row_starts[self.rows]
        self.row_of = np.repeat(np.arange(len(self.rows)), lengths)


def tokens_of(index: Compiled, groups: NDArray[Any]) -> tuple[Ints, Numbers]:
    """The tokens of all rows of each group, one group after another, and where those of each begin and the last end."""
    begin, end = index.row_starts[index.group_starts[groups]], index.row_starts[index.group_starts[groups + 1]]
    # The rows of a group follow one another, and so do their tokens. Slices are copied faster than places are looked up.
    own = [index.tokens[one:other] for one, other in zip(begin.tolist(), end.tolist(), strict=True)]
    return np.concatenate([index.tokens[:0], *own]), starts_of(end - begin)


def starts_of(lengths: NDArray[Any]) -> Numbers:
    """Where each of ranges that follow one another begins, and the last ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


def ranges(first: NDArray[Any], end: NDArray[Any]) -> Numbers:
    """The numbers of each range, one range after another."""
    lengths = end - first
    shifts = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(len(shifts)) + shifts)


def scored_rows(index: Compiled, asked: Asked, groups: Numbers) -> tuple[Numbers, Numbers, Floats]:
    """The rows of the groups, the place of each one's group, and its BM25 with the heading counted; headings left out."""
    if not len(groups):
        return groups, groups, np.zeros(0)
    inside = Rows(index, groups)
    rows, row_group = inside.rows, inside.group_of
    counts = _row_counts(index, asked, inside)
    lengths = index.row_lengths[rows].astype(float)
    weights = index.row_weights[rows]
    is_heading = weights == HEADING_WEIGHT
    # Only the first row of a group may be its heading; its words count for each row below it.
    heads = np.flatnonzero(is_heading)
    for values in (counts, lengths):
        above = np.zeros((len(groups), *values.shape[1:]))
        above[row_group[heads]] = HEADING_WEIGHT * values[heads]
        values += above[row_group]
    norms = norm(lengths, index.row_length)
    weight = np.array(_weights(index, asked))
    per_row = saturate(counts, norms[:, None]) @ weight
    return rows[~is_heading], row_group[~is_heading], per_row[~is_heading]


def _row_counts(index: Compiled, asked: Asked, inside: Rows) -> Floats:
    """How often each row has each syllable and each pair."""
    singles, terms = len(asked.syllables), len(asked.syllables) + len(asked.pairs)
    place_of = np.full(len(index.names), singles, np.int32)
    place_of[list(asked.syllables)] = np.arange(singles)
    pair_of = np.full((singles + 1, singles + 1), terms, np.int32)
    for number, (one, two) in enumerate(asked.pairs, singles):
        pair_of[place_of[one], place_of[two]] = number
    places = place_of[inside.tokens]
    at = np.flatnonzero(places < singles)
    own, rows = places[at], inside.row_of[at]
    beside = np.flatnonzero((at[1:] - at[:-1] == 1) & (rows[1:] == rows[:-1]))
    pairs = pair_of[own[beside], own[beside + 1]]
    is_asked = pairs < terms
    found = np.concatenate((rows * terms + own, rows[beside[is_asked]] * terms + pairs[is_asked]))
    return np.bincount(found, minlength=len(inside.rows) * terms).reshape(-1, terms).astype(float)


def heading_words(index: Compiled, groups: Numbers) -> tuple[Ints, Numbers]:
    """The syllables of the headings of groups, one after another, and of each the place of its group."""
    rows = index.group_starts[groups]
    ends = np.where(index.row_weights[rows] == HEADING_WEIGHT, index.row_starts[rows + 1], index.row_starts[rows])
    tokens = index.tokens[ranges(index.row_starts[rows], ends)]
    return tokens, np.repeat(np.arange(len(groups)), ends - index.row_starts[rows])


def heading_shares(index: Compiled, asked: Asked, groups: Numbers) -> Floats:
    """What the headings of groups are worth by the share of their words, by weight, that is asked for.

    The share counts in its third power, and a heading of few and common words for less.
    """
    first, end = index.heading_starts[groups], index.heading_starts[groups + 1]
    words = index.heading_words[ranges(first, end)]
    weights, group_of = index.weights[words], np.repeat(np.arange(len(groups)), end - first)
    is_asked = np.zeros(len(index.names), bool)
    is_asked[list(asked.syllables)] = True
    whole = np.bincount(group_of, weights, len(groups))
    asked_for = np.bincount(group_of, weights * is_asked[words], len(groups))
    share = asked_for / np.maximum(whole, np.finfo(float).tiny)
    return np.asarray(share**3 * np.minimum(asked_for, unit(index)))


def _weights(index: Compiled, asked: Asked) -> list[float]:
    """The weight of each syllable, then of each pair."""
    singles = [(syllable,) for syllable in asked.syllables]
    own = weights(index, asked, index.single, singles, asked.syllables)
    return own + weights(index, asked, index.pairs, asked.pairs, places(index.pairs, asked.pairs))


def weights(
    index: Compiled, asked: Asked, postings: Postings, terms: Sequence[tuple[int, ...]], at: Sequence[int | None]
) -> list[float]:
    """The weight of each term, by its place in the postings; those that are alike have that of any of them together."""
    groups = len(index.group_starts) - 1
    if not asked.alike:
        return list(idf(groups, np.array([_held(postings, place) for place in at])).tolist())
    kinds = [tuple(asked.alike.get(syllable, syllable) for syllable in term) for term in terms]
    members: dict[tuple[int, ...], list[int]] = {kind: [] for kind in kinds}
    for kind, place in zip(kinds, at, strict=True):
        members[kind] += [] if place is None else [place]
    weight_of = {kind: float(idf(groups, _held_by_any(postings, own))) for kind, own in members.items()}
    return [weight_of[kind] for kind in kinds]


def _held_by_any(postings: Postings, at: Sequence[int]) -> int:
    """How many groups have any of some terms."""
    if len(at) < 2:
        return sum(_held(postings, place) for place in at)
    have = np.zeros(len(postings.lengths), bool)
    for place in at:
        have[groups_of(postings, place)] = True
    return int(np.count_nonzero(have))


def groups_of(postings: Postings, place: int | None) -> Ints:
    """The groups that have the term at a place of the postings; none where there is none."""
    return postings.groups[:0] if place is None else postings.groups[postings.starts[place] : postings.starts[place + 1]]


def _held(postings: Postings, place: int | None) -> int:
    return 0 if place is None else int(postings.starts[place + 1] - postings.starts[place])


def unit(index: Compiled) -> float:
    """The weight of a term that one group has."""
    return float(idf(len(index.group_starts) - 1, 1))


def places(postings: Postings, pairs: Sequence[tuple[int, int]]) -> list[int | None]:
    """The place of each pair in the postings; None where no text has it."""
    keys = np.array([one << 32 | two for one, two in pairs], np.int64)
    places = np.searchsorted(postings.keys, keys)
    there = places < len(postings.keys)
    there[there] = postings.keys[places[there]] == keys[there]
    return [place if is_there else None for place, is_there in zip(places.tolist(), there.tolist(), strict=True)]
