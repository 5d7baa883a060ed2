"""Diacritics for syllables typed without them, from what stands side by side in the texts of the index.

Guarantees:
1. The likeliest sequence under a model of pairs (interpolated with single syllables), found exactly (Viterbi).
2. A syllable that has one reading keeps it; nothing is read that no text has.
"""

from collections.abc import Sequence

import numpy as np

from kb.index.compiled import Compiled

_SINGLE = 0.05  # share of the single syllable in the likelihood of the next
_AS_TYPED = 3.0  # by how much (log) another reading must be likelier than the syllable as typed


def restore(index: Compiled, readings: Sequence[Sequence[int]], typed: Sequence[int | None]) -> list[int | None]:
    """The likeliest syllable at each place of a chain of neighbours.

    `readings` holds what each may stand for (numbers of syllables; none: no text has it, and its neighbours are read apart);
    `typed` the syllable to be preferred, if any. What comes back has None where there is no reading.
    """
    chosen: list[int | None] = []
    begin = 0
    for end in range(len(readings) + 1):
        if end == len(readings) or not readings[end]:
            chosen += _likeliest(index, readings[begin:end], typed[begin:end])
            chosen += [None] if end < len(readings) else []
            begin = end + 1
    return chosen


def _likeliest(index: Compiled, readings: Sequence[Sequence[int]], typed: Sequence[int | None]) -> list[int]:
    if not readings:
        return []
    occurring = float(index.single.totals.sum())
    kept = [np.array([_AS_TYPED if r == own else 0.0 for r in options]) for options, own in zip(readings, typed, strict=True)]
    first = np.array(readings[0])
    score = np.log((index.single.totals[first] + 0.5) / occurring) + kept[0]
    came: list[list[int]] = []
    for options, before, bonus in zip(readings[1:], readings, kept[1:], strict=False):
        one, two = np.array(before), np.array(options)
        keys = (one[:, None] << 32) | two[None, :]
        places = np.minimum(np.searchsorted(index.pairs.keys, keys), max(len(index.pairs.keys) - 1, 0))
        together = np.where(index.pairs.keys[places] == keys, index.pairs.totals[places], 0)
        alone = index.single.totals[two] + 0.5
        share = (1 - _SINGLE) * together / (index.single.totals[one][:, None] + 1.0) + _SINGLE * alone[None, :] / occurring
        ways = score[:, None] + np.log(share)
        came.append(ways.argmax(axis=0).tolist())
        score = ways.max(axis=0) + bonus
    at = int(score.argmax())
    chosen = [readings[-1][at]]
    for options, back in zip(reversed(readings[:-1]), reversed(came), strict=True):
        at = back[at]
        chosen.append(options[at])
    return chosen[::-1]
