"""Ranks the groups of a compiled index for a question, and finds the best row of each.

Guarantees:
1. The score of a group for a term is BM25 over the words of its heading (twice), lead and units; `scores` gives the plain sum.
2. The same index and question give the same order; groups with equal scores come in the order of the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import HEADING_WEIGHT, Compiled, Postings

# Chosen on the development half of a retrieval set (docs/decisions.md, "Ranking").
K1, B = 1.2, 0.4
CONTEXT_WEIGHT = 0.3
ROW_WEIGHT = 0.2
_LOOKED_INTO = 50  # groups whose rows are scored
_ALSO, _NEARLY = 5, 0.6  # so many other rows of a group, with that share of the best row's score
_ENOUGH = 20  # groups by pairs, below which single syllables count alone

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct syllables of a question, by number, and which of them stand side by side in it.

    `alone` are those that count like a pair: numbers of documents, abbreviations.
    """

    syllables: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]
    alone: frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """A group found: its best row, others that match nearly as well in the order of the text, and its score."""

    group: int
    row: int
    also: tuple[int, ...]
    score: float


def rank(index: Compiled, asked: Asked, limit: int, wanted: Mask | None = None) -> tuple[NDArray[np.int64], list[Found]]:
    """All groups that match, ascending, and the best `limit` of them; `wanted` says of each group whether it may be found."""
    norms = norm(index.single.lengths + index.pairs.lengths)
    telling = scores(index, asked, norms, singles=False)
    total = telling + scores(index, asked, norms, pairs=False)
    if wanted is not None:
        telling, total = telling * wanted, total * wanted
    found = np.flatnonzero(telling)
    if len(found) < _ENOUGH:
        found = np.flatnonzero(total)
    total[found] += CONTEXT_WEIGHT * _context(index, asked)[found]
    candidates = _best(found, total[found], max(_LOOKED_INTO, limit))
    rows, group_of, row_scores = _scored_rows(index, asked, candidates)
    best = np.lexsort((rows, -row_scores, group_of))
    starts = np.searchsorted(group_of[best], np.arange(len(candidates) + 1))
    final = total[candidates]
    # Only so many are put in order by their rows, however many are wanted.
    head = np.lexsort((candidates, -final))[:_LOOKED_INTO]
    final[head] += ROW_WEIGHT * row_scores[best[starts[head]]]
    hits = []
    for place in np.lexsort((candidates, -final))[:limit].tolist():
        first, *others = best[starts[place] : min(starts[place + 1], starts[place] + 1 + _ALSO)].tolist()
        also = sorted(int(rows[n]) for n in others if row_scores[n] > _NEARLY * row_scores[first])
        hits.append(Found(int(candidates[place]), int(rows[first]), tuple(also), float(final[place])))
    return found, hits


def having(index: Compiled, phrase: Sequence[int]) -> NDArray[np.int64]:
    """The groups that have the syllables side by side in one row, ascending."""
    if len(phrase) == 1:
        return _groups_of(index.single, phrase[0]).astype(np.int64)
    pairs = _pair_terms(index.pairs, Asked((), tuple(pairwise(phrase)), frozenset()))
    groups = None
    for term in pairs:
        own = _groups_of(index.pairs, term)
        groups = own if groups is None else np.intersect1d(groups, own, assume_unique=True)
    assert groups is not None, "a phrase has a syllable"
    if len(phrase) == 2 or not len(groups):
        return groups.astype(np.int64)
    rows = _Rows(index, groups)
    at = np.arange(len(rows.tokens) - len(phrase) + 1)
    for step, syllable in enumerate(phrase):
        at = at[rows.tokens[at + step] == syllable]
    at = at[rows.row_of[at] == rows.row_of[at + len(phrase) - 1]]
    return np.asarray(groups[np.unique(rows.group_of[rows.row_of[at]])], np.int64)


def _groups_of(postings: Postings, term: int | None) -> NDArray[np.int32]:
    return postings.groups[:0] if term is None else postings.groups[int(postings.starts[term]) : int(postings.starts[term + 1])]


def scores(index: Compiled, asked: Asked, norms: Floats, *, singles: bool = True, pairs: bool = True) -> Floats:
    """The score of every group, 0 where nothing matches: for `pairs` and what stands alone, and for the other `singles`."""
    total = np.zeros(len(index.group_starts) - 1)
    for syllable in asked.syllables:
        if pairs if syllable in asked.alone else singles:
            _add(total, index.single, syllable, norms)
    if pairs:
        for term in _pair_terms(index.pairs, asked):
            _add(total, index.pairs, term, norms)
    return total


def _context(index: Compiled, asked: Asked) -> Floats:
    total = np.zeros(len(index.group_starts) - 1)
    norms = norm(index.context.lengths)
    for term in _pair_terms(index.context, asked):
        _add(total, index.context, term, norms)
    return total


def norm(lengths: NDArray[Any], average: float | None = None) -> Floats:
    """What BM25 adds to the count of a term in texts of these lengths."""
    mean = (lengths.mean() if len(lengths) else 0.0) if average is None else average
    return np.asarray(K1 * (1 - B + B * lengths / max(mean, 1.0)))


def idf(groups: int, having: int) -> float:
    """The weight of a term that `having` of `groups` have (Robertson and Spärck Jones, kept positive as Lucene does)."""
    return float(np.log1p((groups - having + 0.5) / (having + 0.5)))


def _add(total: Floats, postings: Postings, term: int | None, norms: Floats) -> None:
    """Add the BM25 of a term, by its place in the postings, to `total`."""
    if term is None:
        return
    part = slice(int(postings.starts[term]), int(postings.starts[term + 1]))
    groups, counts = postings.groups[part], postings.counts[part]
    total[groups] += idf(len(total), len(groups)) * (K1 + 1) * counts / (counts + norms[groups])


def _pair_terms(postings: Postings, asked: Asked) -> list[int | None]:
    """The place of each pair asked for; None where no text has it."""
    keys = np.array([one << 32 | two for one, two in asked.pairs], np.int64)
    places = np.searchsorted(postings.keys, keys)
    there = places < len(postings.keys)
    there[there] = postings.keys[places[there]] == keys[there]
    return [place if is_there else None for place, is_there in zip(places.tolist(), there.tolist(), strict=True)]


def _best(groups: NDArray[np.int64], values: Floats, number: int) -> NDArray[np.int64]:
    """The `number` groups with the highest values, ties by place, in ascending order."""
    if len(groups) <= number:
        return groups
    edge = np.partition(values, len(values) - number)[len(values) - number]
    above = groups[values > edge]
    return np.sort(np.concatenate((above, groups[values == edge][: number - len(above)])))


class _Rows:
    """The rows of some groups: their numbers, of each the place of its group; their tokens, of each the place of its row."""

    def __init__(self, index: Compiled, groups: NDArray[Any]) -> None:
        first, end = index.group_starts[groups], index.group_starts[groups + 1]
        self.rows = _ranges(first, end)
        self.group_of = np.repeat(np.arange(len(groups)), end - first)
        # The rows of a group follow one another, and so do their tokens.
        self.tokens = index.tokens[_ranges(index.row_starts[first], index.row_starts[end])]
        lengths = index.row_starts[self.rows + 1] - index.row_starts[self.rows]
        self.row_of = np.repeat(np.arange(len(self.rows)), lengths)


def _ranges(first: NDArray[Any], end: NDArray[Any]) -> NDArray[np.int64]:
    """The numbers of each range, one range after another."""
    lengths = end - first
    shifts = np.repeat(first - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(len(shifts)) + shifts)


def _scored_rows(
    index: Compiled, asked: Asked, groups: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The rows of the groups, the place of each one's group, and its BM25 with the heading counted; headings left out."""
    if not len(groups):
        return groups, groups, np.zeros(0)
    inside = _Rows(index, groups)
    rows, row_group = inside.rows, inside.group_of
    tokens, row_of = inside.tokens, inside.row_of
    counts, lengths = _row_counts(index, asked, tokens, row_of, len(rows))
    weights = index.row_weights[rows]
    is_heading = weights == HEADING_WEIGHT
    # Only the first row of a group may be its heading; its words count for each row below it.
    heads = np.flatnonzero(is_heading)
    for values in (counts, lengths):
        above = np.zeros((len(groups), *values.shape[1:]))
        above[row_group[heads]] = HEADING_WEIGHT * values[heads]
        values += above[row_group]
    average = (index.single.lengths.sum() + index.pairs.lengths.sum()) / max(len(index.row_weights), 1)
    norms = norm(lengths, average)
    weight = np.array([idf(len(index.group_starts) - 1, having) for having in _having(index, asked)])
    per_row = (weight * (K1 + 1) * counts / (counts + norms[:, None])).sum(axis=1)
    return rows[~is_heading], row_group[~is_heading], per_row[~is_heading]


def _row_counts(
    index: Compiled, asked: Asked, tokens: NDArray[np.int32], row_of: NDArray[np.int64], rows: int
) -> tuple[Floats, Floats]:
    """How often each row has each syllable and each pair, and its length in syllables and pairs."""
    singles = len(asked.syllables)
    place_of = np.full(len(index.syllables), -1, np.int32)
    place_of[list(asked.syllables)] = np.arange(singles)
    at = place_of[tokens]
    counts = np.zeros((rows, singles + len(asked.pairs)))
    hits = at >= 0
    counts[:, :singles] = np.bincount(row_of[hits] * singles + at[hits], minlength=rows * singles).reshape(rows, singles)
    neighbours = (row_of[:-1] == row_of[1:]) & (tokens[:-1] > 0) & (tokens[1:] > 0)
    for number, (one, two) in enumerate(asked.pairs):
        beside = neighbours & (tokens[:-1] == one) & (tokens[1:] == two)
        counts[:, singles + number] = np.bincount(row_of[:-1][beside], minlength=rows)
    lengths = np.bincount(row_of[tokens > 0], minlength=rows) + np.bincount(row_of[:-1][neighbours], minlength=rows)
    return counts, lengths.astype(float)


def _having(index: Compiled, asked: Asked) -> list[int]:
    """How many groups have each syllable, then each pair."""
    singles = (_held(index.single, syllable) for syllable in asked.syllables)
    return [*singles, *(_held(index.pairs, term) for term in _pair_terms(index.pairs, asked))]


def _held(postings: Postings, term: int | None) -> int:
    return 0 if term is None else int(postings.starts[term + 1] - postings.starts[term])
