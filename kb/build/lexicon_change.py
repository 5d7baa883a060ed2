"""The difference between two lexicons of names, and the texts that it may touch.

Guarantees:
1. A text that is not touched has the same citations with the new names as with the old ones: none of those that came or went
   stands in it, also abbreviated as it defines, and what makes a stretch worth reading did not change for it.
"""

import re
from collections.abc import Iterable, Sequence

from kb.citations.find.lexicon import words_of
from kb.language.text import lower, nfc, repair_eth

# In these the tone may stand on either vowel, so that a text may write them otherwise.
_TWO_STYLES = re.compile(r"[òóỏõọ][ae]|[ùúủũụ]y")


class LexiconChange:
    """The difference between two lexicons."""

    def __init__(self, before: Iterable[str], after: Iterable[str]) -> None:
        """The names that only one of the two has."""
        old, new = frozenset(before), frozenset(after)
        common = {_begin(name) for name in old & new}
        # A reader stops where the first two words of a name stand; where it has stopped there before, the whole name counts.
        changed = sorted(old ^ new)
        self._needed = [_words(words if (words := _begin(name)) not in common else _keys(name)) for name in changed]

    def touches(self, text: str, definitions: Iterable[tuple[str, str]]) -> bool:
        """Whether a text (NFC), which defines these abbreviations (short, long), may have other citations now."""
        key = lower(repair_eth(text))
        said_otherwise = {word for _, long in definitions for word in _keys(long)}
        return any(all(word in key for word in needed if word not in said_otherwise) for needed in self._needed)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(key for key in words_of(nfc(name)).keys if key)


def _begin(name: str) -> tuple[str, ...]:
    return _keys(name)[:2]


def _words(keys: Sequence[str]) -> tuple[str, ...]:
    """Of the words of a name, those that a text with the name has letter by letter, the rarest kind first."""
    return tuple(sorted((key for key in keys if key.isalnum() and not _TWO_STYLES.search(key)), key=len, reverse=True))
