"""The re-rank: the candidates of an engine in their final order, by their own words. It is the same for all engines.

A group's score is BM25 over all its words, plus the BM25 of the titles above it, plus what a named document and a heading asked
for in other words are worth; to the best by that are added the share of the heading that is asked for, and nearness.

Guarantees:
1. What is computed depends on the question, the dictionary and the candidates alone.
2. Like candidates give a like order; groups with equal scores come in the order of the engine.
3. The reasons of a group add up to its score before the standing of its document.
4. The best group of a document in force stands above all groups of one that it replaces, where it matches nearly as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kb.index.arrays import Float32s, Float64s, Int64s, Mask
from kb.index.candidates import Candidates, GroupReader, Rows, Tokens
from kb.index.dictionary import Dictionary
from kb.index.nearness import nearness
from kb.index.scoring import has_phrase, heading_shares, ordered_rows, saturated_titles, saturated_words
from kb.index.terms import Address, QuestionTerms, Sought, WeightedTerm
from kb.index.weighting import rarest_weight
from kb.index.weights import (
    ALSO_SHARE,
    CONTEXT_WEIGHT,
    HEADING_SHARE_WEIGHT,
    INTENT_IN_NAMED,
    INTENT_WEIGHT,
    MOST_ALSO,
    MOST_BY_HEADING,
    MOST_BY_NEARNESS,
    NAMED_WEIGHT,
    NEARNESS_WEIGHT,
    SUCCESSOR_SHARE,
)
from kb.law.model import Reason, ReasonKind


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group found, shown by its best unit."""

    document: str
    eid: str  # of the best unit
    score: float  # of the group
    also: tuple[str, ...] = ()  # the eIds of its other units that match nearly as well, in reading order
    reasons: tuple[Reason, ...] = ()  # largest first, but for standing; only where the question asks for them


@dataclass(frozen=True, slots=True)
class Reranked:
    """The candidates in their final order."""

    order: Int64s  # indexes of candidates, best first, without those that repeat others
    scores: Float64s  # by candidate
    shares: Float64s  # by candidate: the part of its score for the heading
    near: Float64s  # by candidate: the part of its score for words that stand near together
    repeated: tuple[tuple[Address, Address], ...] = ()  # of each left out: its address, and that of the group it repeats


def rerank(dictionary: Dictionary, sought: Sought, candidates: Candidates) -> Reranked:
    """The order of the candidates, and their scores."""
    asked, groups, standing = sought.terms, candidates.groups, candidates.standing
    everything = np.arange(len(candidates.scores))
    final = candidates.scores.astype(float)
    repeated: dict[int, Address] = {}
    if not candidates.is_exact and len(everything):
        rows = groups.rows(everything)
        final = (group_scores(dictionary, sought, groups, rows) * standing).astype(float)
        repeated = _repeated(dictionary, asked, groups, rows)
        final[list(repeated)] = 0.0
    shares, near = np.zeros(len(final)), np.zeros(len(final))
    head = np.lexsort((everything, -final))[:MOST_BY_HEADING]
    shares[head] = HEADING_SHARE_WEIGHT * heading_shares(dictionary, asked, groups.heading_words(head))
    final += shares * standing
    head = np.lexsort((everything, -final))[:MOST_BY_NEARNESS]
    near[head] = NEARNESS_WEIGHT * nearness(dictionary, asked, _all_tokens(groups.rows(head)))
    final += near * standing
    order = _successors_first(sought, groups, np.lexsort((everything, -final)), final)
    left_out = zip(groups.addresses(np.array(list(repeated), np.int64)), repeated.values(), strict=True)
    return Reranked(order[~np.isin(order, list(repeated))] if repeated else order, final, shares, near, tuple(left_out))


def _successors_first(sought: Sought, groups: GroupReader, order: Int64s, scores: Float64s) -> Int64s:
    """The order in which the best group of a successor comes right before the first of the document that it replaces.

    A group that is moved gets the score of the other. The order stays where the question names the ended document.
    """
    if not sought.successors:
        return order
    documents = [document for document, _ in groups.addresses(order)]
    moved = order.tolist()
    for ended in [one for one in dict.fromkeys(documents) if one in sought.successors and one not in sought.named]:
        first = next(at for at, own in enumerate(documents) if own == ended)
        at = next((at for at, own in enumerate(documents) if own in sought.successors[ended]), first)
        least = SUCCESSOR_SHARE * scores[moved[first]]
        if at > first and scores[moved[at]] >= least > 0:
            scores[moved[at]] = scores[moved[first]]
            moved.insert(first, moved.pop(at))
            documents.insert(first, documents.pop(at))
    return np.array(moved, np.int64)


def as_brought(dictionary: Dictionary, sought: Sought, candidates: Candidates) -> Reranked:
    """The candidates in the order of the engine; their scores, without those for headings and nearness."""
    everything = np.arange(len(candidates.scores))
    scores = candidates.scores.astype(float)
    if not candidates.is_exact and len(everything):
        rows = candidates.groups.rows(everything)
        scores = (group_scores(dictionary, sought, candidates.groups, rows) * candidates.standing).astype(float)
    nothing = np.zeros(len(scores))
    return Reranked(everything, scores, nothing, nothing)


def shown(
    dictionary: Dictionary, sought: Sought, candidates: Candidates, reranked: Reranked, limit: int, *, explain: bool
) -> list[Ranked]:
    """The first `limit` candidates, each by its best unit. `explain`: with reasons."""
    order = reranked.order[:limit]
    rows = candidates.groups.rows(order)
    best, row_scores, starts = ordered_rows(dictionary, sought.terms, rows)
    addresses = candidates.groups.addresses(order)
    reasons = _reasons(dictionary, sought, candidates, reranked, rows) if explain else [()] * len(order)
    found = []
    for at, ((begin, end), (document, _)) in enumerate(zip(pairwise(starts.tolist()), addresses, strict=True)):
        others = slice(begin + 1, min(end, begin + 1 + MOST_ALSO))
        also = sorted(best[others][row_scores[others] > ALSO_SHARE * row_scores[begin]].tolist())
        eids = tuple(rows.eids[row] for row in also)
        found.append(Ranked(document, rows.eids[int(best[begin])], float(reranked.scores[order[at]]), eids, reasons[at]))
    return found


def best_units(dictionary: Dictionary, asked: QuestionTerms, groups: GroupReader, number: int) -> list[str]:
    """The eId of the best unit of each of the first `number` groups."""
    rows = groups.rows(np.arange(number))
    best, _, starts = ordered_rows(dictionary, asked, rows)
    return [rows.eids[row] for row in best[starts[:-1]].tolist()]


def group_scores(dictionary: Dictionary, sought: Sought, groups: GroupReader, rows: Rows) -> Float32s:
    """The score of each group by its words, the titles above it, its document and its heading; `rows`: those of all."""
    asked = sought.terms
    terms = _in_order(asked)
    total = np.zeros(len(rows.group_starts) - 1, np.float32)
    for term, saturated in zip(terms, saturated_words(dictionary, terms, rows).T, strict=True):
        total += saturated * np.float32(term.weight)
    addresses = groups.addresses(np.arange(len(total)))
    has_words, is_named = total > 0, np.array([document in sought.named for document, _ in addresses], bool)
    total += np.float32(NAMED_WEIGHT * rarest_weight(dictionary)) * (has_words & is_named)
    under, worth = _intents(dictionary, sought, _headings(rows), has_words, is_named)
    total[under] += np.float32(worth)
    contexts = groups.contexts(np.arange(len(total)))
    for term, saturated in zip(asked.context, saturated_titles(dictionary, asked.context, contexts).T, strict=True):
        total += saturated * np.float32(CONTEXT_WEIGHT * term.weight)
    return total


def _in_order(asked: QuestionTerms) -> list[WeightedTerm]:
    """The terms in the order in which scores are summed: first those that make a group match."""
    alone = [term for term in asked.syllables if term.number in asked.alone]
    others = [term for term in asked.syllables if term.number not in asked.alone]
    return [*alone, *asked.pairs, *asked.other_names, *others]


def _intents(dictionary: Dictionary, sought: Sought, headings: Tokens, has_words: Mask, is_named: Mask) -> tuple[Mask, float]:
    """Which groups stand under a heading that is asked for in other words, and the score that each gets for it.

    Where documents are named only theirs count, else those that have a word of the question.
    """
    under = np.zeros(len(has_words), bool)
    for heading in sought.terms.headings:
        under |= np.all([has_phrase(headings, pair) for pair in pairwise(heading)], axis=0)
    worth = INTENT_WEIGHT * rarest_weight(dictionary)
    return (under & is_named, INTENT_IN_NAMED * worth) if sought.named else (under & has_words, worth)


def _headings(rows: Rows) -> Tokens:
    """The syllables of the headings of the groups of `rows`, which are their first rows."""
    firsts = rows.group_starts[:-1]
    ends = rows.starts[firsts + 1]
    own = [rows.tokens[begin:end] for begin, end in zip(rows.starts[firsts].tolist(), ends.tolist(), strict=True)]
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(ends - rows.starts[firsts])))
    return Tokens(np.concatenate([rows.tokens[:0], *own]), starts)


def _all_tokens(rows: Rows) -> Tokens:
    return Tokens(rows.tokens, rows.starts[rows.group_starts])


def _repeated(dictionary: Dictionary, asked: QuestionTerms, groups: GroupReader, rows: Rows) -> dict[int, Address]:
    """The candidates whose best row repeats one of another candidate, by index, with the address of that."""
    if not rows.originals:
        return {}
    best, _, starts = ordered_rows(dictionary, asked, rows)
    brought = set(groups.addresses(np.arange(len(rows.group_starts) - 1)))
    originals = {at: rows.originals.get(row) for at, row in enumerate(best[starts[:-1]].tolist())}
    return {at: original for at, original in originals.items() if original in brought}


def _reasons(
    dictionary: Dictionary, sought: Sought, candidates: Candidates, reranked: Reranked, rows: Rows
) -> list[tuple[Reason, ...]]:
    """The reasons of the first candidates, the rows of which are given; but for standing."""
    asked, groups = sought.terms, candidates.groups
    order, terms = reranked.order[: len(rows.group_starts) - 1], _in_order(asked)
    words = saturated_words(dictionary, terms, rows)
    titles = saturated_titles(dictionary, asked.context, groups.contexts(order))
    is_named = np.array([document in sought.named for document, _ in groups.addresses(order)], bool)
    has_words: Mask = np.asarray(words.any(axis=1))
    under, worth = _intents(dictionary, sought, _headings(rows), has_words, is_named)
    of_named = NAMED_WEIGHT * rarest_weight(dictionary)
    found = []
    for at, own in enumerate(order.tolist()):
        reasons = [Reason("near", "", float(reranked.near[own]))]
        reasons += _of_terms(dictionary, "words", 1.0, asked_for=terms, saturated=words[at])
        reasons += _of_terms(dictionary, "context", CONTEXT_WEIGHT, asked_for=asked.context, saturated=titles[at])
        reasons.append(Reason("named", "", of_named * float(has_words[at] and is_named[at])))
        reasons.append(Reason("intent", "", worth * float(under[at])))
        reasons.append(Reason("heading", "", float(reranked.shares[own])))
        found.append(tuple(sorted((one for one in reasons if one.value), key=lambda reason: -reason.value)))
    return found


def _of_terms(
    dictionary: Dictionary, kind: ReasonKind, share: float, *, asked_for: Sequence[WeightedTerm], saturated: Float32s
) -> list[Reason]:
    names = [" ".join(dictionary.names[syllable] for syllable in term.syllables) for term in asked_for]
    values = [share * term.weight * float(value) for term, value in zip(asked_for, saturated, strict=True)]
    return [Reason(kind, name, value) for name, value in zip(names, values, strict=True)]
