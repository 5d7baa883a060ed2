"""Completions: a text that somebody is typing with its last word completed, from the syllables and words of `Dictionary`.

Guarantees:
1. A completion is the text as typed, but for its last word and the diacritics of what is typed without them.
2. It ends where a word does, unless the texts have no way to go on: "ủ" gives "ủy ban", never "ủy".
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from kb.index.analysis import analyze, is_as_typed
from kb.index.asking import syllables
from kb.index.dictionary import Dictionary
from kb.index.restoring import likelihood_after
from kb.index.terms import Count
from kb.index.weights import WORD_SHARE
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
    found = [
        (share * own, " ".join(dictionary.names[number] for number in word))
        for own, option in zip(likely, options, strict=True)
        for word, share in _ways_on(dictionary, count, option, before)
    ]
    return [word for _, word in sorted(found, key=lambda way: -way[0])]


def _ways_on(
    dictionary: Dictionary, count: Count, syllable: int, before: int | None
) -> Iterator[tuple[tuple[int, ...], float]]:
    """The words that a syllable may be or begin, each with its share; it alone, where it ends the word that `before` began."""
    if before is not None and before << 32 | syllable in dictionary.joined:
        yield (syllable,), 1.0
        return
    begin, end = np.searchsorted(dictionary.pairs.keys, (syllable << 32, (syllable + 1) << 32)).tolist()
    inside = dictionary.inside[begin:end]
    # What is no word's beginning stands alone, or ends a word: that share is known of the syllable as a whole.
    beginning = max(int(dictionary.totals[syllable] - dictionary.ending[syllable]), int(inside.sum()), 1)
    often = np.flatnonzero(inside >= WORD_SHARE * beginning)
    following = (dictionary.pairs.keys[begin + often] & 0xFFFFFFFF).tolist()
    shares = (inside[often] / beginning).tolist()
    if before is not None:  # after a word, others are likely
        both = ((before,), (syllable,))
        whole = max(count([(both,)], False), 1)
        shares = [count([((*both, (second,)),)], False) / whole for second in following]
    alone = 1.0 - sum(shares)
    if alone >= WORD_SHARE or not any(share >= WORD_SHARE for share in shares):
        yield (syllable,), max(alone, 0.0)
    yield from (((syllable, second), share) for second, share in zip(following, shares, strict=True) if share >= WORD_SHARE)
