"""Words typed in part: the syllables of `Dictionary` that begin so, found in its sorted folds, and the likeliest of them.

Guarantees:
1. A letter typed without marks stands for itself with any; without a tone typed, the tone is any, wherever it stands.
2. `beginning` gives every syllable of the index that begins so, ascending, and no other.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

import numpy as np

from kb.index.dictionary import Dictionary
from kb.index.restoring import likelihood_after
from kb.index.weights import ENDING_SHARE, MOST_ENDINGS
from kb.language.text import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NO_TONES = dict.fromkeys(map(ord, _TONES))
_LAST = "\uffff"  # after every letter


def without_tones(text: str) -> str:
    """`text` (NFC) without the marks of tones; those of letters stay: "cưỡng" → "cương"."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_NO_TONES))


@lru_cache(maxsize=2**14)
def _apart(syllable: str) -> tuple[str, str]:
    """A syllable without its tone, and the tone."""
    tone = "".join(sign for sign in unicodedata.normalize("NFD", syllable) if sign in _TONES)
    return without_tones(syllable), tone


def begins(syllable: str, typed: str) -> bool:
    """Whether `syllable` begins as typed (both NFC, lower case)."""
    (letters, tone), (wanted, wanted_tone) = _apart(syllable), _apart(typed)
    if wanted_tone not in ("", tone) or len(letters) < len(wanted):
        return False
    return all(one in (letter, fold(letter)) for one, letter in zip(wanted, letters, strict=False))


def beginning(dictionary: Dictionary, typed: str) -> list[int]:
    """The numbers, ascending, of the syllables that begin with `typed` (search form); none where it is not all letters."""
    if not typed.isalpha():
        return []
    folded = fold(typed)
    near = slice(bisect_left(dictionary.folds, folded), bisect_right(dictionary.folds, folded + _LAST))
    members = dictionary.fold_members[dictionary.fold_starts[near.start] : dictionary.fold_starts[near.stop]].tolist()
    words = sorted(number for number in members if dictionary.names[number].isalpha())
    return words if folded == typed else [number for number in words if begins(dictionary.names[number], typed)]


def likeliest_endings(dictionary: Dictionary, options: list[int], before: int | None) -> list[int]:
    """Those of `options` (syllables) that are likely after the syllable `before`, if there is one; likeliest first."""
    likely = likelihood_after(dictionary, before, np.array(options, np.int64))
    order = np.argsort(-likely, kind="stable")[:MOST_ENDINGS]
    return [options[at] for at in order.tolist() if likely[at] >= likely.max() + np.log(ENDING_SHARE)]
