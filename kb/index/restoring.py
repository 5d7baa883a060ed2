"""Diacritics for syllables typed without them, from what stands side by side in the texts of the index.

Guarantees:
1. The likeliest sequence under a model of pairs (interpolated with single syllables), found exactly (Viterbi).
2. A syllable that has one reading keeps it; nothing is read that no text has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.index.compiled import Compiled, Floats
from kb.language.text import fold

_SINGLE = 0.05  # share of the single syllable in the likelihood of the next
_AS_TYPED = 3.0  # by how much (log) another reading must be likelier than the syllable as typed


Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Options:
    """What may stand at one place of a chain: of each option the first and last syllable, and (log) what speaks for it."""

    first: Numbers
    last: Numbers
    weight: Floats


def readings(index: Compiled, form: str) -> tuple[int, ...]:
    """The syllables that a typed one may stand for: itself, and without diacritics all that fold to it."""
    if fold(form) == form and form.isalpha() and form in index.folded:
        number = index.folded[form]
        return tuple(index.fold_members[index.fold_starts[number] : index.fold_starts[number + 1]].tolist())
    return (index.syllables[form],) if form in index.syllables else ()


def as_typed(options: Sequence[int], typed: int | None) -> Options:
    """Readings of a place, of which the one that was typed is preferred."""
    numbers = np.array(options, np.int64)
    weight = np.zeros(len(numbers))
    if typed is not None:
        weight[numbers == typed] = _AS_TYPED
    return Options(numbers, numbers, weight)


def restore(index: Compiled, readings: Sequence[Sequence[int]], typed: Sequence[int | None]) -> list[int | None]:
    """The likeliest syllable at each place of a chain of neighbours.

    `readings` holds what each may stand for (numbers of syllables; none: no text has it, and its neighbours are read apart);
    `typed` the syllable to be preferred, if any. What comes back has None where there is no reading.
    """
    chosen = [options[0] if options else None for options in readings]
    end = 0
    for place, options in enumerate(readings):
        if len(options) < 2 or place < end:
            continue
        end = next((at for at in range(place, len(readings)) if len(readings[at]) < 2), len(readings))
        # What has one reading parts what is read before and after it, and speaks for the likeliest on both sides.
        before = 1 if place and readings[place - 1] else 0
        after = 1 if end < len(readings) and readings[end] else 0
        run = slice(place - before, end + after)
        places = [as_typed(*place) for place in zip(readings[run], typed[run], strict=True)]
        chosen[run] = [int(place.first[at]) for place, at in zip(places, likeliest(index, places), strict=True)]
    return chosen


def likeliest(index: Compiled, places: Sequence[Options]) -> list[int]:
    """Which option of each place of a chain makes the likeliest sequence, the weights of the options counted."""
    if not places:
        return []
    score = single(index, places[0].first) + places[0].weight
    came: list[list[int]] = []
    for ways, here in zip(_steps(index, places), places[1:], strict=True):
        ways += score[:, None]
        came.append(ways.argmax(axis=0).tolist())
        score = ways.max(axis=0) + here.weight
    at = int(score.argmax())
    chosen = [at]
    for back in reversed(came):
        at = back[at]
        chosen.append(at)
    return chosen[::-1]


def single(index: Compiled, syllables: Numbers) -> Floats:
    """The likelihood (log) of each syllable by itself."""
    return np.asarray(np.log((index.single.totals[syllables] + 0.5) / index.occurring))


def following(index: Compiled, one: Numbers, two: Numbers) -> Floats:
    """The likelihood (log) of each syllable of `two` after each of `one`, a row for each of these."""
    return _following(index, one[:, None] << 32 | two)


def _steps(index: Compiled, places: Sequence[Options]) -> list[Floats]:
    """`following` of each two neighbours of a chain. All are looked up at once: that takes little longer than one."""
    keys = [before.last[:, None] << 32 | here.first for before, here in pairwise(places)]
    if not keys:
        return []
    likely = _following(index, np.concatenate([own.ravel() for own in keys]))
    ends = np.cumsum([own.size for own in keys]).tolist()
    return [likely[end - own.size : end].reshape(own.shape) for own, end in zip(keys, ends, strict=True)]


def _following(index: Compiled, keys: Numbers) -> Floats:
    """The likelihood (log) of the second syllable of each pair after the first."""
    one, two = keys >> 32, keys & 0xFFFFFFFF
    alone = (index.single.totals[two] + 0.5) / index.occurring
    share = (1 - _SINGLE) * _totals(index, keys) / (index.single.totals[one] + 1.0) + _SINGLE * alone
    return np.asarray(np.log(share))


def pair_totals(index: Compiled, one: Numbers, two: Numbers) -> Numbers:
    """How often `two` stands right after `one` in the texts, element by element."""
    return _totals(index, one << 32 | two)


def is_by_no_chance(index: Compiled, one: Numbers, two: Numbers) -> NDArray[np.bool_]:
    """Whether `two` stands right after `one` more often than chance would have it, element by element."""
    totals = index.single.totals.astype(float)
    return np.asarray(pair_totals(index, one, two) * index.occurring > totals[one] * totals[two])


def _totals(index: Compiled, keys: Numbers) -> Numbers:
    if not len(index.pairs.keys):
        return np.zeros(keys.shape, np.int64)
    places = np.minimum(index.pairs.keys.searchsorted(keys), len(index.pairs.keys) - 1)
    return np.where(index.pairs.keys[places] == keys, index.pairs.totals[places], 0)
