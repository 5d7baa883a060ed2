"""`rank`: the best groups of `Compiled` for the terms of a question, by the sum of a score array over all groups.

Guarantees:
1. The score of a group for a term is BM25 over the words of its heading (twice), lead and units; `scores` gives the plain sum.
2. The same index and question give the same order; groups with equal scores come in the order of the index.
3. `explain` gives the parts of a score; they add up to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kb.index.arrays import Float32s, Int32s, Int64s, Mask
from kb.index.compiled import Compiled, Postings
from kb.index.nearness import nearness
from kb.index.repeats import NO_REPEATS, LeftOut, Repeats, left_out
from kb.index.rows import QuestionTerms, groups_of, heading_shares, ordered_rows, rarest_weight, term_numbers, term_weights
from kb.index.weights import (
    ALSO_SHARE,
    CONTEXT_WEIGHT,
    ENOUGH_BY_PAIRS,
    HEADING_SHARE_WEIGHT,
    INTENT_IN_NAMED,
    INTENT_WEIGHT,
    MOST_ALSO,
    MOST_BY_HEADING,
    MOST_BY_NEARNESS,
    NAMED_WEIGHT,
    NEARNESS_WEIGHT,
    OTHER_NAME_WEIGHT,
)
from kb.law.model import ReasonKind

_SORTED = 4  # times as many as are wanted, beyond which only the best are sorted
_BLOCK = 64  # groups of which one is the best


@dataclass(frozen=True, slots=True)
class Found:
    """A group found, and its best row."""

    group: int
    row: int
    also: tuple[int, ...]  # other rows that match nearly as well, ascending
    score: float
    near: float  # the part of `score` for words that stand near together; 0 where the words of the group were not read


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of a score."""

    kind: ReasonKind  # but "standing" and "address"
    words: tuple[int, ...]  # the syllables of the term that scores; none but for "words" and "context"
    value: float


def rank(
    index: Compiled,
    asked: QuestionTerms,
    limit: int,
    admitted: Mask | None = None,
    named: Sequence[tuple[int, int]] = (),
    standing: Float32s | None = None,
    repeats: Repeats | None = None,
) -> tuple[Mask, list[Found], LeftOut]:
    """The mask of the groups that match, the best `limit` of them, and those left out because they repeat others.

    `admitted`: the mask of the groups that may be found. `named`: the groups of each document that the question names, as
    (first, end). `standing`: a factor of the scores of each group. `repeats`: the rows that repeat other documents.
    """
    matching, total = _totals(index, asked, admitted, named)
    repeated = left_out(index, asked, matching, repeats or NO_REPEATS)
    matching[repeated.groups] = False
    total[repeated.groups] = 0
    if standing is not None:
        total *= standing
    candidates = _best(total, max(MOST_BY_HEADING, limit))
    final = total[candidates].astype(float)
    # However many are wanted, only so many are put in order by their headings and by nearness.
    head = np.lexsort((candidates, -final))[:MOST_BY_HEADING]
    shares = HEADING_SHARE_WEIGHT * heading_shares(index, asked, candidates[head])
    final[head] += shares if standing is None else shares * standing[candidates[head]]
    near = np.zeros(len(candidates))
    head = np.lexsort((candidates, -final))[:MOST_BY_NEARNESS]
    near[head] = NEARNESS_WEIGHT * nearness(index, asked, candidates[head])
    final += near if standing is None else near * standing[candidates]
    order = np.lexsort((candidates, -final))[:limit]
    groups = candidates[order]
    rows, row_scores, starts = ordered_rows(index, asked, groups)
    hits = []
    scores_of = zip(groups.tolist(), final[order].tolist(), near[order].tolist(), strict=True)
    for (begin, end), (group, score, nearby) in zip(pairwise(starts.tolist()), scores_of, strict=True):
        others = slice(begin + 1, min(end, begin + 1 + MOST_ALSO))
        also = sorted(rows[others][row_scores[others] > ALSO_SHARE * row_scores[begin]].tolist())
        hits.append(Found(group, int(rows[begin]), tuple(also), score, nearby))
    return matching, hits, repeated


def _totals(
    index: Compiled, asked: QuestionTerms, admitted: Mask | None, named: Sequence[tuple[int, int]]
) -> tuple[Mask, Float32s]:
    """The mask of the groups that match, and the score of each group by its words and titles, 0 where it does not match."""
    total = _nothing(index)
    _add(total, _telling(index, asked))
    matching = total > 0
    _add(total, _others(index, asked))
    has_words = total > 0
    for begin, end in named:
        own = has_words[begin:end]
        total[begin:end] += np.float32(NAMED_WEIGHT * rarest_weight(index)) * own
        matching[begin:end] |= own
    under, value = _intents(index, asked, has_words, named)
    total[under] += np.float32(value)
    matching[under] = True
    # All groups tell whether pairs are enough: a filter must not decide what matches.
    if np.count_nonzero(matching) < ENOUGH_BY_PAIRS:
        matching |= has_words
    _add(total, _context(index, asked), CONTEXT_WEIGHT)
    if admitted is not None:
        matching &= admitted
    total *= matching
    return matching, total


def explain(index: Compiled, asked: QuestionTerms, found: Found, named: Sequence[tuple[int, int]] = ()) -> list[ScorePart]:
    """The parts of the score of a group that `rank` found among the first, largest first."""
    group, total = found.group, 0.0
    parts = [ScorePart("near", (), found.near)]
    kinds: tuple[tuple[ReasonKind, float, Sequence[_WeightedTerm]], ...] = (
        ("words", 1.0, [*_telling(index, asked), *_others(index, asked)]),
        ("context", CONTEXT_WEIGHT, _context(index, asked)),
    )
    for kind, weight, terms in kinds:
        for term in terms:
            begin, end = term.postings.starts[term.number : term.number + 2]
            at = int(begin + np.searchsorted(term.postings.groups[begin:end], group))
            if at < end and term.postings.groups[at] == group:
                parts.append(ScorePart(kind, term.words, weight * term.weight * float(term.postings.saturated[at])))
                total += parts[-1].value if kind == "words" else 0.0
    has_words = np.zeros(len(index.group_starts) - 1, bool)
    has_words[group] = total > 0
    if total > 0 and any(begin <= group < end for begin, end in named):
        parts.append(ScorePart("named", (), NAMED_WEIGHT * rarest_weight(index)))
    groups, worth = _intents(index, asked, has_words, named)
    parts += [ScorePart("intent", (), worth)] if group in groups else []
    share = float(heading_shares(index, asked, np.array([group]))[0])
    parts.append(ScorePart("heading", (), HEADING_SHARE_WEIGHT * share))
    return sorted((part for part in parts if part.value), key=lambda part: -part.value)


def _with_pairs(postings: Postings, phrase: Sequence[int]) -> Int32s:
    """The groups that have every pair of neighbours of `phrase`."""
    groups = None
    for pair in term_numbers(postings, tuple(pairwise(phrase))):
        own = groups_of(postings, pair)
        groups = own if groups is None else np.intersect1d(groups, own, assume_unique=True)
    assert groups is not None, "a phrase has two syllables"
    return groups


@dataclass(frozen=True, slots=True)
class _WeightedTerm:
    """A term of a question in one field."""

    postings: Postings
    number: int  # in `postings`
    weight: float
    words: tuple[int, ...]  # its syllables


def scores(index: Compiled, asked: QuestionTerms) -> Float32s:
    """The score of every group by its words, 0 where nothing matches."""
    total = _nothing(index)
    _add(total, [*_telling(index, asked), *_others(index, asked)])
    return total


def _telling(index: Compiled, asked: QuestionTerms) -> list[_WeightedTerm]:
    """The terms that make a group match: pairs, pairs of other names, and syllables that count like a pair."""
    others = _pair_terms(index, index.pairs, asked, asked.other_names, OTHER_NAME_WEIGHT)
    return [*_singles(index, asked, alone=True), *_pair_terms(index, index.pairs, asked, asked.pairs), *others]


def _others(index: Compiled, asked: QuestionTerms) -> list[_WeightedTerm]:
    """The other syllables: a group that has no more matches only where pairs find few groups."""
    return _singles(index, asked, alone=False)


def _singles(index: Compiled, asked: QuestionTerms, *, alone: bool) -> list[_WeightedTerm]:
    own = [syllable for syllable in asked.syllables if (syllable in asked.alone) == alone]
    return _terms(index, asked, index.single, [(syllable,) for syllable in own], own)


def _context(index: Compiled, asked: QuestionTerms) -> list[_WeightedTerm]:
    return _pair_terms(index, index.context, asked, asked.pairs)


def _pair_terms(
    index: Compiled, postings: Postings, asked: QuestionTerms, pairs: Sequence[tuple[int, int]], share: float = 1.0
) -> list[_WeightedTerm]:
    return _terms(index, asked, postings, pairs, term_numbers(postings, pairs), share)


def _terms(
    index: Compiled,
    asked: QuestionTerms,
    postings: Postings,
    terms: Sequence[tuple[int, ...]],
    numbers: Sequence[int | None],
    share: float = 1.0,
) -> list[_WeightedTerm]:
    """The terms that some group has, each with `share` of its weight."""
    weighted = zip(terms, numbers, term_weights(index, asked, postings, terms, numbers), strict=True)
    return [_WeightedTerm(postings, number, share * weight, words) for words, number, weight in weighted if number is not None]


def _nothing(index: Compiled) -> Float32s:
    return np.zeros(len(index.group_starts) - 1, np.float32)


def _add(total: Float32s, terms: Sequence[_WeightedTerm], share: float = 1.0) -> None:
    """Add to `total` (one score per group) `share` of the scores for the terms."""
    for term in terms:
        part = slice(*term.postings.starts[term.number : term.number + 2])
        # The fastest way in NumPy: ten times as fast as `bincount`, which makes 64 bits of everything.
        np.add.at(total, term.postings.groups[part], term.postings.saturated[part] * np.float32(share * term.weight))


def _intents(index: Compiled, asked: QuestionTerms, has_words: Mask, named: Sequence[tuple[int, int]]) -> tuple[Int32s, float]:
    """The groups under headings that are asked for in other words, and the score that each gets for it.

    Where documents are named only theirs count, else those that have a word of the question.
    """
    if not asked.headings:
        return index.headings.groups[:0], 0.0
    under = np.unique(np.concatenate([_with_pairs(index.headings, heading) for heading in asked.headings]))
    worth = INTENT_WEIGHT * rarest_weight(index)
    if not named:
        return under[has_words[under]], worth
    is_named = np.any([(under >= begin) & (under < end) for begin, end in named], axis=0)
    return under[is_named], INTENT_IN_NAMED * worth


def _best(values: Float32s, number: int) -> Int64s:
    """The indexes, ascending, of the `number` highest values above 0; of equal values the first count."""
    blocks = len(values) // _BLOCK
    # Every so many indexes are a block: NumPy compares rows of them faster than neighbours.
    highest = np.append(values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0), values[blocks * _BLOCK :])
    # As many blocks as are wanted reach the edge, so no value below it is wanted.
    edge = np.partition(highest, len(highest) - number)[len(highest) - number] if len(highest) > number else 0.0
    indexes = np.flatnonzero(values >= edge if edge > 0 else values > 0)
    if len(indexes) > _SORTED * number:
        indexes = indexes[values[indexes] >= np.partition(values[indexes], -number)[-number]]
    return np.sort(indexes[np.argsort(-values[indexes], kind="stable")[:number]])
