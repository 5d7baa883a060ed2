"""Ranks the groups of a compiled index for a question, and finds the best row of each.

Guarantees:
1. The score of a group for a term is BM25 over the words of its heading (twice), lead and units; `scores` gives the plain sum.
2. The same index and question give the same order; groups with equal scores come in the order of the index.
3. `explain` gives the parts of a score; they add up to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import Compiled, Postings, Singles
from kb.index.nearness import nearness
from kb.index.phrases import Mask
from kb.index.rows import Asked, Numbers, groups_of, heading_shares, places, scored_rows, unit, weights

# Chosen on the development half of a retrieval set (docs/decisions.md, "Ranking"). A heading's share, a named document
# and an intent count in the weight of a term that one group has, so that they mean the same in a small and in a large index.
CONTEXT_WEIGHT = 0.3
OTHER_NAME_WEIGHT = 0.5  # a pair of another name of what is asked for
NEARNESS_WEIGHT = 1.5  # a syllable that stands near the others, times its own weight
HEADING_SHARE_WEIGHT = 1.2  # a heading all of whose words are asked for
NAMED_WEIGHT = 2.2  # a group of a document that the question names
INTENT_WEIGHT = 1.1  # a heading that the question asks for in other words
_IN_NAMED = 3  # times that in a document that it names
_LOOKED_INTO, _LOOKED_THROUGH = 100, 30  # groups whose headings are scored, and those of which all words are read
_ALSO, _NEARLY = 5, 0.6  # so many other rows of a group, with that share of the best row's score
_ENOUGH = 20  # groups by pairs, below which single syllables count alone
_SORTED = 4  # times as many as are wanted, beyond which only the best are sorted
_BLOCK = 64  # groups of which one is the best


@dataclass(frozen=True, slots=True)
class Found:
    """A group found: its best row, others that match nearly as well in the order of the text, and its score.

    `near` is what of the score is for words that stand near together: 0 where a group was not among the first to be read.
    """

    group: int
    row: int
    also: tuple[int, ...]
    score: float
    near: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: what gives it ("words", "context", "heading", "near", "named", "intent"), of which words."""

    kind: str
    words: tuple[int, ...]
    value: float


def rank(
    index: Compiled,
    asked: Asked,
    limit: int,
    wanted: Mask | None = None,
    named: Sequence[tuple[int, int]] = (),
    standing: Singles | None = None,
) -> tuple[Mask, list[Found]]:
    """Of each group whether it matches, and the best `limit` groups.

    `wanted` says of each group whether it may be found; `named` are the ranges of groups of the documents that are named;
    `standing` is what the scores of each group are multiplied by.
    """
    matching, total = _totals(index, asked, wanted, named)
    if standing is not None:
        total *= standing
    candidates = _best(total, max(_LOOKED_INTO, limit))
    final = total[candidates].astype(float)
    # Only so many are put in order by their headings and by what stands near together, however many are wanted.
    head = np.lexsort((candidates, -final))[:_LOOKED_INTO]
    shares = HEADING_SHARE_WEIGHT * heading_shares(index, asked, candidates[head])
    final[head] += shares if standing is None else shares * standing[candidates[head]]
    near = np.zeros(len(candidates))
    head = np.lexsort((candidates, -final))[:_LOOKED_THROUGH]
    near[head] = NEARNESS_WEIGHT * nearness(index, asked, candidates[head])
    final += near if standing is None else near * standing[candidates]
    order = np.lexsort((candidates, -final))[:limit]
    groups = candidates[order]
    rows, group_of, row_scores = scored_rows(index, asked, groups)
    best = np.lexsort((rows, -row_scores, group_of))
    starts = np.searchsorted(group_of[best], np.arange(len(groups) + 1)).tolist()
    hits = []
    values = zip(groups.tolist(), final[order].tolist(), near[order].tolist(), strict=True)
    for place, (group, score, nearby) in enumerate(values):
        first, *others = best[starts[place] : min(starts[place + 1], starts[place] + 1 + _ALSO)].tolist()
        also = sorted(int(rows[n]) for n in others if row_scores[n] > _NEARLY * row_scores[first])
        hits.append(Found(group, int(rows[first]), tuple(also), score, nearby))
    return matching, hits


def _totals(index: Compiled, asked: Asked, wanted: Mask | None, named: Sequence[tuple[int, int]]) -> tuple[Mask, Singles]:
    """Of every group whether it matches, and its score by its words and titles: 0 where it does not."""
    total = _nothing(index)
    _add(total, _telling(index, asked))
    matching = total > 0
    _add(total, _others(index, asked))
    has_words = total > 0
    for begin, end in named:
        own = has_words[begin:end]
        total[begin:end] += np.float32(NAMED_WEIGHT * unit(index)) * own
        matching[begin:end] |= own
    under, value = _intents(index, asked, has_words, named)
    total[under] += np.float32(value)
    matching[under] = True
    # Whether pairs are enough is told by all groups: what a filter leaves must not decide what matches.
    if np.count_nonzero(matching) < _ENOUGH:
        matching |= has_words
    _add(total, _context(index, asked), CONTEXT_WEIGHT)
    if wanted is not None:
        matching &= wanted
    total *= matching
    return matching, total


def explain(index: Compiled, asked: Asked, found: Found, named: Sequence[tuple[int, int]] = ()) -> list[Part]:
    """The parts of the score of a group that `rank` found among the first, largest first."""
    group, total = found.group, 0.0
    parts = [Part("near", (), found.near)]
    for kind, weight, terms in (
        ("words", 1.0, [*_telling(index, asked), *_others(index, asked)]),
        ("context", CONTEXT_WEIGHT, _context(index, asked)),
    ):
        for term in terms:
            begin, end = term.postings.starts[term.place : term.place + 2]
            at = int(begin + np.searchsorted(term.postings.groups[begin:end], group))
            if at < end and term.postings.groups[at] == group:
                parts.append(Part(kind, term.words, weight * term.weight * float(term.postings.saturated[at])))
                total += parts[-1].value if kind == "words" else 0.0
    has_words = np.zeros(len(index.group_starts) - 1, bool)
    has_words[group] = total > 0
    if total > 0 and any(begin <= group < end for begin, end in named):
        parts.append(Part("named", (), NAMED_WEIGHT * unit(index)))
    groups, worth = _intents(index, asked, has_words, named)
    parts += [Part("intent", (), worth)] if group in groups else []
    share = float(heading_shares(index, asked, np.array([group]))[0])
    parts.append(Part("heading", (), HEADING_SHARE_WEIGHT * share))
    return sorted((part for part in parts if part.value), key=lambda part: -part.value)


def _with_pairs(postings: Postings, phrase: Sequence[int]) -> NDArray[np.int32]:
    """The groups that have every pair of neighbours of `phrase`."""
    groups = None
    for place in places(postings, tuple(pairwise(phrase))):
        own = groups_of(postings, place)
        groups = own if groups is None else np.intersect1d(groups, own, assume_unique=True)
    assert groups is not None, "a phrase has two syllables"
    return groups


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a question in a field: its place in the postings, its weight, and its syllables."""

    postings: Postings
    place: int
    weight: float
    words: tuple[int, ...]


def scores(index: Compiled, asked: Asked) -> Singles:
    """The score of every group by its words, 0 where nothing matches."""
    total = _nothing(index)
    _add(total, [*_telling(index, asked), *_others(index, asked)])
    return total


def _telling(index: Compiled, asked: Asked) -> list[_Term]:
    """The terms that tell: pairs, and what counts like one."""
    others = _pair_terms(index, index.pairs, asked, asked.other_names, OTHER_NAME_WEIGHT)
    return [*_singles(index, asked, alone=True), *_pair_terms(index, index.pairs, asked, asked.pairs), *others]


def _others(index: Compiled, asked: Asked) -> list[_Term]:
    return _singles(index, asked, alone=False)


def _singles(index: Compiled, asked: Asked, *, alone: bool) -> list[_Term]:
    own = [syllable for syllable in asked.syllables if (syllable in asked.alone) == alone]
    return _terms(index, asked, index.single, [(syllable,) for syllable in own], own)


def _context(index: Compiled, asked: Asked) -> list[_Term]:
    return _pair_terms(index, index.context, asked, asked.pairs)


def _pair_terms(
    index: Compiled, postings: Postings, asked: Asked, pairs: Sequence[tuple[int, int]], share: float = 1.0
) -> list[_Term]:
    return _terms(index, asked, postings, pairs, places(postings, pairs), share)


def _terms(
    index: Compiled,
    asked: Asked,
    postings: Postings,
    terms: Sequence[tuple[int, ...]],
    at: Sequence[int | None],
    share: float = 1.0,
) -> list[_Term]:
    """The terms that some group has, with a share of their weight."""
    weighted = zip(terms, at, weights(index, asked, postings, terms, at), strict=True)
    return [_Term(postings, place, share * weight, words) for words, place, weight in weighted if place is not None]


def _nothing(index: Compiled) -> Singles:
    return np.zeros(len(index.group_starts) - 1, np.float32)


def _add(total: Singles, terms: Sequence[_Term], share: float = 1.0) -> None:
    """Add a share of what each group scores for the terms."""
    for term in terms:
        part = slice(*term.postings.starts[term.place : term.place + 2])
        # The fastest way in NumPy: ten times as fast as `bincount`, which makes 64 bits of everything.
        np.add.at(total, term.postings.groups[part], term.postings.saturated[part] * np.float32(share * term.weight))


def _intents(
    index: Compiled, asked: Asked, has_words: Mask, named: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.int32], float]:
    """The groups under headings that are asked for in other words, and what that is worth.

    Where documents are named only theirs count, else those that have a word of the question.
    """
    if not asked.headings:
        return index.headings.groups[:0], 0.0
    under = np.unique(np.concatenate([_with_pairs(index.headings, heading) for heading in asked.headings]))
    worth = INTENT_WEIGHT * unit(index)
    if not named:
        return under[has_words[under]], worth
    is_named = np.any([(under >= begin) & (under < end) for begin, end in named], axis=0)
    return under[is_named], _IN_NAMED * worth


def _best(values: Singles, number: int) -> Numbers:
    """The places of the `number` highest values above 0, ties by place, in ascending order."""
    blocks = len(values) // _BLOCK
    # Every so many places are a block: NumPy compares rows of them faster than neighbours.
    highest = np.append(values[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0), values[blocks * _BLOCK :])
    # As many blocks as are wanted reach the edge, so no value below it is wanted.
    edge = np.partition(highest, len(highest) - number)[len(highest) - number] if len(highest) > number else 0.0
    places = np.flatnonzero(values >= edge if edge > 0 else values > 0)
    if len(places) > _SORTED * number:
        places = places[values[places] >= np.partition(values[places], -number)[-number]]
    return np.sort(places[np.argsort(-values[places], kind="stable")[:number]])
