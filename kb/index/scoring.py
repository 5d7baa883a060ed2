"""What the rows and headings of some groups have of a question: counts of its terms, and the scores that follow.

Guarantees:
1. A row is scored by BM25 over its own words and, twice, those of its group's heading; a group by all its words.
2. Only the groups given are looked into: the work depends on them, not on the size of the index.
3. Scores of groups are summed as an engine sums them that is exact, in 32 bits and in the order of the terms.
"""

from collections.abc import Sequence

import numpy as np

from kb.index.arrays import Float32s, Float64s, Int64s, Mask, starts_of
from kb.index.bm25 import norm, saturate
from kb.index.candidates import Rows, Tokens
from kb.index.dictionary import Dictionary
from kb.index.terms import QuestionTerms, WeightedTerm
from kb.index.weighting import rarest_weight
from kb.index.weights import HEADING_SHARE_POWER, HEADING_WEIGHT


def row_counts(dictionary: Dictionary, terms: Sequence[WeightedTerm], tokens: Tokens) -> Float64s:
    """How often each run of `tokens` has each of `terms`: a line for each run, a column for each term."""
    words = list(dict.fromkeys(syllable for term in terms for syllable in term.syllables))
    singles = len(words)
    index_of = np.full(len(dictionary.names), singles, np.int32)
    index_of[words] = np.arange(singles)
    single_of = np.full(singles + 1, len(terms), np.int32)
    pair_of = np.full((singles + 1, singles + 1), len(terms), np.int32)
    for number, (syllables, _, _) in enumerate(terms):
        if len(syllables) == 1:
            single_of[index_of[syllables[0]]] = number
        else:
            pair_of[index_of[syllables[0]], index_of[syllables[1]]] = number
    indexes = index_of[tokens.tokens]
    at = np.flatnonzero(indexes < singles)
    own, runs = indexes[at], tokens.starts.searchsorted(at, side="right") - 1
    beside = np.flatnonzero((at[1:] - at[:-1] == 1) & (runs[1:] == runs[:-1]))
    alone, pairs = single_of[own], pair_of[own[beside], own[beside + 1]]
    is_word, is_pair = alone < len(terms), pairs < len(terms)
    found = np.concatenate(((runs * len(terms) + alone)[is_word], runs[beside[is_pair]] * len(terms) + pairs[is_pair]))
    lines = len(tokens.starts) - 1
    return np.bincount(found, minlength=lines * len(terms)).reshape(lines, len(terms)).astype(float)


def scored_rows(dictionary: Dictionary, asked: QuestionTerms, rows: Rows) -> tuple[Int64s, Int64s, Float64s]:
    """The rows but for headings; of each the index of its group, and its BM25 with the heading."""
    groups = len(rows.group_starts) - 1
    if not groups:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(0)
    terms = (*asked.syllables, *asked.pairs, *asked.other_names)
    group_of = np.repeat(np.arange(groups), np.diff(rows.group_starts))
    counts = row_counts(dictionary, terms, Tokens(rows.tokens, rows.starts))
    lengths = rows.lengths.astype(float)
    is_heading = rows.weights == HEADING_WEIGHT
    # Only the first row of a group may be its heading; its words count for each row below it.
    heads = np.flatnonzero(is_heading)
    for values in (counts, lengths):
        above = np.zeros((groups, *values.shape[1:]))
        above[group_of[heads]] = HEADING_WEIGHT * values[heads]
        values += above[group_of]
    norms = norm(lengths, dictionary.row_length)
    per_row = saturate(counts, norms[:, None]) @ np.array([term.weight for term in terms])
    return np.flatnonzero(~is_heading), group_of[~is_heading], per_row[~is_heading]


def ordered_rows(dictionary: Dictionary, asked: QuestionTerms, rows: Rows) -> tuple[Int64s, Float64s, Int64s]:
    """The rows, group after group and the best of each first; their scores; the starts of the groups in them."""
    numbers, group_of, scores = scored_rows(dictionary, asked, rows)
    order = np.lexsort((numbers, -scores, group_of))
    return numbers[order], scores[order], np.searchsorted(group_of[order], np.arange(len(rows.group_starts)))


def saturated_words(dictionary: Dictionary, terms: Sequence[WeightedTerm], rows: Rows) -> Float32s:
    """The BM25 of each group for each of `terms` by all its words, before weights: a line for each group."""
    firsts = rows.group_starts[:-1]
    if not len(firsts) or not terms:
        return np.zeros((len(firsts), len(terms)), np.float32)
    counts = row_counts(dictionary, terms, Tokens(rows.tokens, rows.starts)) * rows.weights[:, None]
    norms = norm(np.add.reduceat(rows.lengths * rows.weights, firsts), dictionary.group_length)
    return saturate(np.add.reduceat(counts, firsts), norms[:, None]).astype(np.float32)


def saturated_titles(dictionary: Dictionary, terms: Sequence[WeightedTerm], contexts: Tokens) -> Float32s:
    """The BM25 of each group for each of `terms` (pairs) by the titles above it, before weights: a line for each group."""
    if not terms:
        return np.zeros((len(contexts.starts) - 1, 0), np.float32)
    is_pair = (contexts.tokens[:-1] > 0) & (contexts.tokens[1:] > 0)
    lasts = contexts.starts[1:] - 1
    is_pair[lasts[(lasts >= 0) & (lasts < len(is_pair))]] = False
    counted = np.append(starts_of(is_pair.astype(np.int64)), np.count_nonzero(is_pair))
    lengths = np.diff(counted[contexts.starts])
    return saturate(row_counts(dictionary, terms, contexts), norm(lengths, dictionary.context_length)[:, None]).astype(
        np.float32
    )


def heading_shares(dictionary: Dictionary, asked: QuestionTerms, headings: Tokens) -> Float64s:
    """The score of each group's heading: the share of its weight that is asked for, to a power, times that weight.

    The weight counts at most as that of a term that one group has. `headings` holds the distinct syllables of each.
    """
    groups = len(headings.starts) - 1
    weights, group_of = dictionary.weights[headings.tokens], np.repeat(np.arange(groups), np.diff(headings.starts))
    is_asked = np.zeros(len(dictionary.names), bool)
    is_asked[[term.number for term in asked.syllables]] = True
    whole = np.bincount(group_of, weights, groups)
    asked_for = np.bincount(group_of, weights * is_asked[headings.tokens], groups)
    share = asked_for / np.maximum(whole, np.finfo(float).tiny)
    return np.asarray(share**HEADING_SHARE_POWER * np.minimum(asked_for, rarest_weight(dictionary)))


def has_phrase(tokens: Tokens, phrase: Sequence[int]) -> Mask:
    """Whether each run of tokens has some syllables side by side."""
    at = np.arange(len(tokens.tokens) - len(phrase) + 1)
    for step, syllable in enumerate(phrase):
        at = at[tokens.tokens[at + step] == syllable]
    runs = tokens.starts.searchsorted(at, side="right") - 1
    found = np.zeros(len(tokens.starts) - 1, bool)
    found[runs[at + len(phrase) <= tokens.starts[runs + 1]]] = True
    return found
