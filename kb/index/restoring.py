"""Diacritics for syllables typed without them: the likeliest path (Viterbi) over pairs of `Dictionary`.

Guarantees:
1. The likeliest sequence under a model of pairs (interpolated with single syllables), found exactly (Viterbi).
2. A syllable that has one reading keeps it; nothing is read that no text has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kb.index.arrays import Float64s, Int64s, Mask
from kb.index.dictionary import Dictionary
from kb.index.weights import AS_TYPED, SINGLE_SHARE
from kb.language.text import fold


@dataclass(frozen=True, slots=True)
class Options:
    """The options at one position of a chain of syllables, each of one syllable or more."""

    first: Int64s  # of each option: its first syllable
    last: Int64s  # and its last
    weight: Float64s  # and the weight (log) that is added to its likelihood


def readings(dictionary: Dictionary, form: str) -> tuple[int, ...]:
    """The syllables that a typed one may stand for: itself, or where it has no diacritics all that fold to it."""
    if fold(form) == form and form.isalpha() and form in dictionary.folded:
        return tuple(dictionary.members(dictionary.folded[form]))
    return (dictionary.syllables[form],) if form in dictionary.syllables else ()


def as_typed(options: Sequence[int], typed: int | None) -> Options:
    """The readings of one position as options, of which `typed` is preferred."""
    numbers = np.array(options, np.int64)
    weight = np.zeros(len(numbers))
    if typed is not None:
        weight[numbers == typed] = AS_TYPED
    return Options(numbers, numbers, weight)


def restore(dictionary: Dictionary, readings: Sequence[Sequence[int]], typed: Sequence[int | None]) -> list[int | None]:
    """The likeliest syllable at each position of a chain of neighbours; None where it has no reading.

    `readings`: the syllables that each position may stand for; none where no text has it, which parts its neighbours.
    `typed`: of each position the syllable that is preferred, or None.
    """
    chosen = [options[0] if options else None for options in readings]
    end = 0
    for position, options in enumerate(readings):
        if len(options) < 2 or position < end:
            continue
        end = next((at for at in range(position, len(readings)) if len(readings[at]) < 2), len(readings))
        # A position with one reading parts those before and after it, and speaks for the likeliest on both sides.
        before = 1 if position and readings[position - 1] else 0
        after = 1 if end < len(readings) and readings[end] else 0
        run = slice(position - before, end + after)
        chain = [as_typed(*own) for own in zip(readings[run], typed[run], strict=True)]
        chosen[run] = [int(own.first[at]) for own, at in zip(chain, likeliest(dictionary, chain), strict=True)]
    return chosen


def likeliest(dictionary: Dictionary, chain: Sequence[Options]) -> list[int]:
    """The index of the option at each position that makes the likeliest sequence, the weights of the options counted."""
    if not chain:
        return []
    score = single_likelihood(dictionary, chain[0].first) + chain[0].weight
    came: list[list[int]] = []
    for ways, here in zip(_steps(dictionary, chain), chain[1:], strict=True):
        ways += score[:, None]
        came.append(ways.argmax(axis=0).tolist())
        score = ways.max(axis=0) + here.weight
    at = int(score.argmax())
    chosen = [at]
    for back in reversed(came):
        at = back[at]
        chosen.append(at)
    return chosen[::-1]


def single_likelihood(dictionary: Dictionary, syllables: Int64s) -> Float64s:
    """The likelihood (log) of each syllable by itself."""
    return np.asarray(np.log((dictionary.totals[syllables] + 0.5) / dictionary.occurring))


def following_likelihood(dictionary: Dictionary, one: Int64s, two: Int64s) -> Float64s:
    """The likelihood (log) of each syllable of `two` after each of `one`, as a matrix `one` by `two`."""
    return _likelihood(dictionary, one[:, None] << 32 | two)


def likelihood_after(dictionary: Dictionary, before: int | None, syllables: Int64s) -> Float64s:
    """The likelihood (log) of each syllable after the syllable `before`, or by itself for None."""
    if before is None:
        return single_likelihood(dictionary, syllables)
    return np.asarray(following_likelihood(dictionary, np.array([before]), syllables)[0])


def _steps(dictionary: Dictionary, chain: Sequence[Options]) -> list[Float64s]:
    """`following_likelihood` of each two neighbours of a chain. One look-up of all takes little longer than that of one."""
    keys = [before.last[:, None] << 32 | here.first for before, here in pairwise(chain)]
    if not keys:
        return []
    likely = _likelihood(dictionary, np.concatenate([own.ravel() for own in keys]))
    ends = np.cumsum([own.size for own in keys]).tolist()
    return [likely[end - own.size : end].reshape(own.shape) for own, end in zip(keys, ends, strict=True)]


def _likelihood(dictionary: Dictionary, keys: Int64s) -> Float64s:
    """The likelihood (log) of the second syllable of each pair (a key of `Postings`) after the first."""
    one, two = keys >> 32, keys & 0xFFFFFFFF
    alone = (dictionary.totals[two] + 0.5) / dictionary.occurring
    share = (1 - SINGLE_SHARE) * _totals(dictionary, keys) / (dictionary.totals[one] + 1.0) + SINGLE_SHARE * alone
    return np.asarray(np.log(share))


def pair_totals(dictionary: Dictionary, one: Int64s, two: Int64s) -> Int64s:
    """How often `two` stands right after `one` in the texts, element by element."""
    return _totals(dictionary, one << 32 | two)


def is_by_no_chance(dictionary: Dictionary, one: Int64s, two: Int64s) -> Mask:
    """Whether `two` stands right after `one` more often than chance would have it, element by element."""
    totals = dictionary.totals.astype(float)
    return np.asarray(pair_totals(dictionary, one, two) * dictionary.occurring > totals[one] * totals[two])


def _totals(dictionary: Dictionary, keys: Int64s) -> Int64s:
    """How often each pair (a key of `Postings`) occurs in the texts."""
    if not len(dictionary.pairs.keys):
        return np.zeros(keys.shape, np.int64)
    numbers = np.minimum(dictionary.pairs.keys.searchsorted(keys), len(dictionary.pairs.keys) - 1)
    return np.where(dictionary.pairs.keys[numbers] == keys, dictionary.pairs.totals[numbers], 0)
