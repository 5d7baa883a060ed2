"""How a Vietnamese syllable is mistyped: letters, marks, leftovers of Telex and VNI, sounds that are written alike.

Guarantees:
1. Any typed form has forms that may have been meant, each with its cost; all are folded and in lower case.
2. Everything here knows letters alone, no index and no word list.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kb.text import fold

_LETTERS = "abcdeghiklmnopqrstuvxy"
_EDIT, _SWAP, _SOUND, _INPUT = 5.0, 4.0, 3.0, 1.0
_MARK, _MISSING = 2.5, 0.7  # for a mark that differs, and for one that was left out
_SHORTEST = 2  # letters in which one may be wrong
_LONGEST = 15
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_TELEX = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}
_VOWEL = re.compile("[aeiouy]")
_SOUNDS = (("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("l", "n"), ("g", "gh"), ("ng", "ngh"), ("c", "k"),
           ("c", "q"), ("d", "v"))  # fmt: skip
_ENDS = (("n", "ng"), ("c", "t"), ("n", "nh"), ("i", "y"), ("ch", "t"))


class Marks(NamedTuple):
    """The marks of a syllable: its tone, and whether it has a circumflex, a horn or breve, a đ."""

    tone: str
    roof: bool
    horn: bool
    stroke: bool


Form = tuple[str, float, Marks]  # a folded form that may have been meant, the cost of what was typed, the marks that were


@lru_cache(maxsize=2**14)
def marks(syllable: str) -> Marks:
    """The marks of a syllable (NFC, lower case)."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = next((sign for sign in apart if sign in _TONES), "")
    return Marks(tone, "\u0302" in apart, "\u031b" in apart or "\u0306" in apart, "đ" in syllable)


@lru_cache(maxsize=2**12)
def unlike(typed: Marks, meant: Marks) -> float:
    """The cost of typing these marks for those."""
    return sum(0.0 if one == other else _MARK if one else _MISSING for one, other in zip(typed, meant, strict=True))


def forms(typed: str) -> Iterator[Form]:
    """The folded forms that may have been meant by a typed one, itself among them."""
    folded = fold(typed)
    own = marks(typed)
    yield folded, 0.0, own
    if len(folded) > _LONGEST:
        return
    yield from _without_keys(typed, own)
    for other in _sounding_alike(folded):
        yield other, _SOUND, own
    if len(folded) >= _SHORTEST:
        yield from ((other, cost, own) for other, cost in _edited(folded))


def halves(typed: str) -> Iterator[tuple[str, str]]:
    """Where a space may have been left out."""
    if len(typed) <= _LONGEST:
        yield from ((typed[:at], typed[at:]) for at in range(1, len(typed)))


def _edited(folded: str) -> Iterator[tuple[str, float]]:
    for at in range(len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        yield from ((head + letter + tail, _EDIT) for letter in _LETTERS)
        if tail:
            yield head + tail[1:], _EDIT
            yield from ((head + letter + tail[1:], _EDIT) for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:], _SWAP


def _sounding_alike(folded: str) -> Iterator[str]:
    for pair in _SOUNDS:
        for one, other in (pair, pair[::-1]):
            if folded.startswith(one):
                yield other + folded[len(one) :]
    for pair in _ENDS:
        for one, other in (pair, pair[::-1]):
            if folded.endswith(one):
                yield folded[: -len(one)] + other


def _without_keys(typed: str, own: Marks) -> Iterator[Form]:
    """`typed` without the keys of Telex or VNI that were left in it, these as marks."""
    folded = fold(typed)
    if any(c.isdigit() for c in folded):
        letters = "".join(c for c in folded if not c.isdigit())
        digits = [c for c in folded if c.isdigit()]
        if len(letters) > 1 and folded[0].isalpha() and len(digits) < 4 and "0" not in digits:
            tone = next((_VNI[d] for d in reversed(digits) if d in _VNI), own.tone)
            horn = own.horn or "7" in digits or "8" in digits
            yield letters, _INPUT, Marks(tone, own.roof or "6" in digits, horn, own.stroke or "9" in digits)
        return
    tone, roof, horn, stroke = own
    kept: list[str] = []
    vowel = False
    for at, letter in enumerate(folded):
        if letter in "fjz" or (letter in "srx" and vowel):
            tone = _TELEX.get(letter, "")
        elif letter == "w":
            horn = True
        elif letter in "aeo" and letter in folded[:at] and kept and letter in kept:
            roof = True
        elif letter == "d" and kept == ["d"] or (letter == "d" and vowel):
            stroke = True
        else:
            kept.append(letter)
            vowel = vowel or letter in "aeiouy"
    if 1 < len(kept) < len(folded):
        yield "".join(kept), _INPUT, Marks(tone, roof, horn, stroke)
