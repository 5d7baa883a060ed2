"""The terms of a question (`QuestionTerms`), and what the rows and headings of some groups have of them.

Guarantees:
1. A row is scored by BM25 over its own words and, twice, those of its group's heading.
2. Only the groups given are looked into: the work depends on them, not on the size of the index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.arrays import Float64s, Int32s, Int64s, ranges, starts_of
from kb.index.bm25 import idf, norm, saturate
from kb.index.compiled import Compiled, Postings
from kb.index.weights import HEADING_SHARE_POWER, HEADING_WEIGHT, OTHER_NAME_WEIGHT


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The distinct terms of a question, in numbers of syllables."""

    syllables: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]  # of neighbours
    alone: frozenset[int] = frozenset()  # of `syllables`: document numbers, dates, abbreviations; they count like a pair
    headings: tuple[tuple[int, ...], ...] = ()  # that the question asks for in other words
    other_names: tuple[tuple[int, int], ...] = ()  # the pairs of other names of what it names
    # Of each syllable that a word typed in part may be, the one that stands for all of these: "h*" → {hành: hành, hạn: hành}.
    alike: Mapping[int, int] = field(default_factory=dict)


class Rows:
    """The rows of some groups, one after another, and their tokens.

    `rows`: their numbers. `group_of`: of each row, the index of its group in `groups`. `tokens`: those of all rows.
    `row_of`: of each token, the index of its row in `rows`.
    """

    def __init__(self, index: Compiled, groups: NDArray[Any]) -> None:
        """Take the rows of `groups` out of the index."""
        first, end = index.group_starts[groups], index.group_starts[groups + 1]
        self.rows = ranges(first, end)
        self.group_of = np.repeat(np.arange(len(groups)), end - first)
        self.tokens, _ = tokens_of(index, groups)
        lengths = index.row_starts[self.rows + 1] - index.row_starts[self.rows]
        self.row_of = np.repeat(np.arange(len(self.rows)), lengths)


def tokens_of(index: Compiled, groups: NDArray[Any]) -> tuple[Int32s, Int64s]:
    """The tokens of all rows of each group, group after group, and the starts of the groups in them."""
    begin, end = index.row_starts[index.group_starts[groups]], index.row_starts[index.group_starts[groups + 1]]
    # The rows of a group follow one another, and so do their tokens. Slices are copied faster than positions are looked up.
    own = [index.tokens[one:other] for one, other in zip(begin.tolist(), end.tolist(), strict=True)]
    return np.concatenate([index.tokens[:0], *own]), starts_of(end - begin)


def scored_rows(index: Compiled, asked: QuestionTerms, groups: Int64s) -> tuple[Int64s, Int64s, Float64s]:
    """The rows of the groups but for headings; of each the index of its group in `groups`, and its BM25 with the heading."""
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


def ordered_rows(index: Compiled, asked: QuestionTerms, groups: Int64s) -> tuple[Int64s, Float64s, Int64s]:
    """The rows of the groups, group after group and the best of each first; their scores; the starts of the groups in them."""
    rows, group_of, scores = scored_rows(index, asked, groups)
    order = np.lexsort((rows, -scores, group_of))
    return rows[order], scores[order], np.searchsorted(group_of[order], np.arange(len(groups) + 1))


def _row_counts(index: Compiled, asked: QuestionTerms, inside: Rows) -> Float64s:
    """The counts of the terms in the rows: a line for each row, a column for each syllable, pair, and pair of other names."""
    words = list(dict.fromkeys((*asked.syllables, *(word for pair in asked.other_names for word in pair))))
    asked_pairs = (*asked.pairs, *asked.other_names)
    asked_for, singles = len(asked.syllables), len(words)
    terms = asked_for + len(asked_pairs)
    index_of = np.full(len(index.names), singles, np.int32)
    index_of[words] = np.arange(singles)
    pair_of = np.full((singles + 1, singles + 1), terms, np.int32)
    for number, (one, two) in enumerate(asked_pairs, asked_for):
        pair_of[index_of[one], index_of[two]] = number
    indexes = index_of[inside.tokens]
    at = np.flatnonzero(indexes < singles)
    own, rows = indexes[at], inside.row_of[at]
    beside = np.flatnonzero((at[1:] - at[:-1] == 1) & (rows[1:] == rows[:-1]))
    pairs = pair_of[own[beside], own[beside + 1]]
    is_word, is_pair = own < asked_for, pairs < terms
    found = np.concatenate(((rows * terms + own)[is_word], rows[beside[is_pair]] * terms + pairs[is_pair]))
    return np.bincount(found, minlength=len(inside.rows) * terms).reshape(len(inside.rows), terms).astype(float)


def heading_words(index: Compiled, groups: Int64s) -> tuple[Int32s, Int64s]:
    """The syllables of the headings of groups, group after group, and of each the index of its group in `groups`."""
    rows = index.group_starts[groups]
    ends = np.where(index.row_weights[rows] == HEADING_WEIGHT, index.row_starts[rows + 1], index.row_starts[rows])
    tokens = index.tokens[ranges(index.row_starts[rows], ends)]
    return tokens, np.repeat(np.arange(len(groups)), ends - index.row_starts[rows])


def heading_shares(index: Compiled, asked: QuestionTerms, groups: Int64s) -> Float64s:
    """The score of each group's heading: the share of its weight that is asked for, to a power, times that weight.

    The weight counts at most as that of a term that one group has.
    """
    first, end = index.heading_starts[groups], index.heading_starts[groups + 1]
    words = index.heading_words[ranges(first, end)]
    weights, group_of = index.syllable_weights[words], np.repeat(np.arange(len(groups)), end - first)
    is_asked = np.zeros(len(index.names), bool)
    is_asked[list(asked.syllables)] = True
    whole = np.bincount(group_of, weights, len(groups))
    asked_for = np.bincount(group_of, weights * is_asked[words], len(groups))
    share = asked_for / np.maximum(whole, np.finfo(float).tiny)
    return np.asarray(share**HEADING_SHARE_POWER * np.minimum(asked_for, rarest_weight(index)))


def _weights(index: Compiled, asked: QuestionTerms) -> list[float]:
    """The weight of each syllable, then of each pair, then of each pair of other names."""
    singles = [(syllable,) for syllable in asked.syllables]
    own = term_weights(index, asked, index.single, singles, asked.syllables)
    own += term_weights(index, asked, index.pairs, asked.pairs, term_numbers(index.pairs, asked.pairs))
    others = term_weights(index, asked, index.pairs, asked.other_names, term_numbers(index.pairs, asked.other_names))
    return own + [OTHER_NAME_WEIGHT * weight for weight in others]


def term_weights(
    index: Compiled, asked: QuestionTerms, postings: Postings, terms: Sequence[tuple[int, ...]], numbers: Sequence[int | None]
) -> list[float]:
    """The BM25 weight of each term, by its number in `postings`; terms that are alike have that of any of them together."""
    groups = len(index.group_starts) - 1
    if not asked.alike:
        return list(idf(groups, np.array([_held(postings, term) for term in numbers])).tolist())
    kinds = [tuple(asked.alike.get(syllable, syllable) for syllable in term) for term in terms]
    members: dict[tuple[int, ...], list[int]] = {kind: [] for kind in kinds}
    for kind, number in zip(kinds, numbers, strict=True):
        members[kind] += [] if number is None else [number]
    weight_of = {kind: float(idf(groups, _held_by_any(postings, own))) for kind, own in members.items()}
    return [weight_of[kind] for kind in kinds]


def _held_by_any(postings: Postings, terms: Sequence[int]) -> int:
    """The number of groups that have any of some terms."""
    if len(terms) < 2:
        return sum(_held(postings, term) for term in terms)
    have = np.zeros(len(postings.lengths), bool)
    for term in terms:
        have[groups_of(postings, term)] = True
    return int(np.count_nonzero(have))


def groups_of(postings: Postings, term: int | None) -> Int32s:
    """The groups that have a term, by its number in the postings; none for None."""
    return postings.groups[:0] if term is None else postings.groups[postings.starts[term] : postings.starts[term + 1]]


def _held(postings: Postings, term: int | None) -> int:
    return 0 if term is None else int(postings.starts[term + 1] - postings.starts[term])


def rarest_weight(index: Compiled) -> float:
    """The BM25 weight of a term that one group has."""
    return float(idf(len(index.group_starts) - 1, 1))


def term_numbers(postings: Postings, pairs: Sequence[tuple[int, int]]) -> list[int | None]:
    """The number of each pair in the postings; None where no text has it."""
    keys = np.array([one << 32 | two for one, two in pairs], np.int64)
    numbers = np.searchsorted(postings.keys, keys)
    there = numbers < len(postings.keys)
    there[there] = postings.keys[numbers[there]] == keys[there]
    return [number if is_there else None for number, is_there in zip(numbers.tolist(), there.tolist(), strict=True)]
