"""Completions: a text that somebody is typing with its last word completed, from the syllables and words of `Dictionary`.

Guarantees:
1. A completion is the text as typed, but for its last word and the diacritics of what is typed without them.
2. It ends where a word does, unless the texts have no way to go on: "ủ" gives "ủy ban", never "ủy".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kb.index.analysis import analyze, is_as_typed
from kb.index.asking import syllables
from kb.index.dictionary import Dictionary
from kb.index.restoring import likelihood_after
from kb.index.terms import Count
from kb.index.weights import MOST_COUNTED, SURE_SHARE, WORD_SHARE
from kb.language.text import fold, has_diacritics, in_case_of, lower


def completions(dictionary: Dictionary, count: Count, typed: str, abbreviations: Mapping[str, str], limit: int) -> list[str]:
    """The likeliest texts of which `typed` (NFC) is the beginning, likeliest first; none where its last word is complete."""
    terms = [term for term in analyze(typed, abbreviations, any_case=True) if not term.alone]
    if not terms or terms[-1].end < len(typed) or not is_as_typed(terms[-1], typed):
        return []
    chain = syllables(dictionary, count, terms, typed, is_typing=True)
    last = terms[-1]
    head = typed[: last.start]
    for term, options in reversed(list(zip(terms[:-1], chain, strict=False))):
        is_bare = is_as_typed(term, typed) and not has_diacritics(term.form) and not typed.startswith("*", term.end)
        if options and is_bare:
            read = in_case_of(typed[term.start : term.end], dictionary.names[options[0]])
            head = head[: term.start] + read + head[term.end :]
    before = chain[-2][0] if len(chain) > 1 and chain[-2] else None
    found = (head + in_case_of(typed[last.start :], word) for word in _words(dictionary, count, chain[-1], before))
    return [completed for completed in found if fold(lower(completed)) != fold(lower(typed))][:limit]


def _words(dictionary: Dictionary, count: Count, options: Sequence[int], before: int | None) -> list[str]:
    """The words that begin with each of some syllables, or end with it and began with `before`; likeliest first."""
    if not options:
        return []
    likely = np.exp(likelihood_after(dictionary, before, np.array(options, np.int64))).tolist()
    ways: Iterable[_Way] = [
        _Way(own * share, option, second)
        for own, option in zip(likely, options, strict=True)
        for second, share in _ways_on(dictionary, option, before)
    ]
    if before is not None:
        ways = _after(dictionary, count, list(ways), dict(zip(options, likely, strict=True)), before)
    return [
        " ".join(dictionary.names[number] for number in (way.first, way.second) if number is not None)
        for way in sorted(ways, key=lambda way: -way.likely)
    ]


class _Way(NamedTuple):
    """A word that may be meant, of one syllable or two."""

    likely: float
    first: int
    second: int | None


def _ways_on(dictionary: Dictionary, syllable: int, before: int | None) -> Iterator[tuple[int | None, float]]:
    """What may follow a syllable in its word, each with its share; None for nothing, as where `before` began the word."""
    if before is not None and before << 32 | syllable in dictionary.joined:
        yield None, 1.0
        return
    begin, end = np.searchsorted(dictionary.pairs.keys, (syllable << 32, (syllable + 1) << 32)).tolist()
    inside = dictionary.inside[begin:end]
    # What is no word's beginning stands alone, or ends a word: that share is known of the syllable as a whole.
    beginning = max(int(dictionary.totals[syllable] - dictionary.ending[syllable]), int(inside.sum()), 1)
    alone, often = 1.0 - float(inside.sum()) / beginning, np.flatnonzero(inside >= WORD_SHARE * beginning)
    if alone >= WORD_SHARE or not len(often):
        yield None, alone
    yield from zip(
        (dictionary.pairs.keys[begin + often] & 0xFFFFFFFF).tolist(), (inside[often] / beginning).tolist(), strict=True
    )


def _after(
    dictionary: Dictionary, count: Count, ways: Sequence[_Way], likely: Mapping[int, float], before: int
) -> Iterator[_Way]:
    """The ways on after the syllable `before`; those that stand after others too with their share of what has it so.

    `likely`: the likelihood of each first syllable.
    """
    words = sorted((way for way in ways if way.second is not None), key=lambda way: -way.likely)
    doubtful = [way for way in words if way.likely < SURE_SHARE * likely[way.first]]
    counted = doubtful[:MOST_COUNTED]
    yield from (way for way in words if way not in doubtful)
    numbers = dictionary.pairs.numbers([(before, way.first) for way in counted])
    left = {way.first: 1.0 for way in counted}
    for way, number in zip(counted, numbers, strict=True):
        held = int(dictionary.pairs.held[number]) if number is not None else 0
        share = _share_in_a_row(count, (before, way.first, way.second or 0), held)
        left[way.first] -= share
        if share:
            yield way._replace(likely=share * likely[way.first])
    for way in ways:
        if way.second is None and left.get(way.first, 1.0) >= WORD_SHARE:
            yield way._replace(likely=min(way.likely, left.get(way.first, 1.0) * likely[way.first]))


def _share_in_a_row(count: Count, syllables: tuple[int, int, int], held: int) -> float:
    """The share of `held` groups that have three syllables in a row, or 0 where that is too small to be offered."""
    before, first, second = ((syllable,) for syllable in syllables)
    # That a group has both pairs is counted sooner, and tells most of those that have nothing in a row.
    least = WORD_SHARE * max(held, 1)
    if not held or count([((before, first), (first, second))], False) < least:
        return 0.0
    together = count([((before, first, second),)], False)
    return together / held if together >= least else 0.0
