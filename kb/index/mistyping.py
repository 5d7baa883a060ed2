"""How a Vietnamese syllable is mistyped: letters, marks, leftovers of Telex and VNI, sounds that are written alike.

Guarantees:
1. Any typed form has forms that may have been meant, each with its cost; all are folded.
2. Everything here knows letters alone: no index and no list of words.
3. A key of a tone that stands twice is none: so Telex writes the letter ("boss").
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kb.language.text import fold

# Costs are logs. They tell candidates apart; whether anything is corrected is for thresholds to say (`kb.index.spelling`).
_EDIT, _SWAP, _SOUND, KEYS = 5.0, 4.0, 3.0, 1.0
_OTHER_MARK, _NO_MARK = 2.5, 0.7  # for a mark that differs, and for one that was left out
_LETTERS = "abcdeghiklmnopqrstuvxy"
_VOWELS = "aeiouy"
_SHORTEST, _LONGEST = 2, 15  # letters of a form in which one may be wrong

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_ROOF, _HORNS = "\u0302", "\u031b\u0306"
_TELEX = dict(zip("fsxrj", _TONES, strict=True)) | {"z": ""}
_WRITTEN_TWICE = re.compile(r"([fsxrjz])\1")
_VNI = dict(zip("21435", _TONES, strict=True))
_BEGINNINGS = (("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("l", "n"), ("g", "gh"), ("ng", "ngh"),
               ("c", "k"), ("c", "q"), ("d", "v"))  # fmt: skip
_ENDS = (("n", "ng"), ("c", "t"), ("n", "nh"), ("i", "y"), ("ch", "t"))


class Marks(NamedTuple):
    """The marks of a syllable: its tone, and whether it has a circumflex, a horn or breve, a đ."""

    tone: str
    roof: bool
    horn: bool
    stroke: bool


Form = tuple[str, float, Marks]  # a form that may have been meant, the cost of what was typed for it, the marks typed


@lru_cache(maxsize=2**14)
def marks(syllable: str) -> Marks:
    """The marks of a syllable (NFC, lower case)."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = next((sign for sign in apart if sign in _TONES), "")
    return Marks(tone, _ROOF in apart, any(sign in apart for sign in _HORNS), "đ" in syllable)


@lru_cache(maxsize=2**12)
def unlike(typed: Marks, meant: Marks) -> float:
    """The cost of typing these marks for those."""
    return sum(0.0 if one == other else _OTHER_MARK if one else _NO_MARK for one, other in zip(typed, meant, strict=True))


def contradicts(typed: Marks, meant: Marks) -> bool:
    """Whether a mark was typed that is not meant."""
    return any(one and one != other for one, other in zip(typed, meant, strict=True))


def forms(typed: str) -> Iterator[Form]:
    """The folded forms that may have been meant by a typed one (NFC, lower case), its own among them."""
    folded, own = fold(typed), marks(typed)
    yield folded, 0.0, own
    if len(folded) <= _LONGEST:
        yield from _without_digits(folded, own) if any(map(str.isdigit, folded)) else _without_keys(folded, own)
        yield from ((other, _SOUND, own) for other in _sounding_alike(folded))
        if len(folded) >= _SHORTEST:
            yield from ((other, cost, own) for other, cost in _edited(folded))


def halves(typed: str) -> Iterator[tuple[str, str]]:
    """Where a space may have been left out."""
    if len(typed) <= _LONGEST:
        yield from ((typed[:at], typed[at:]) for at in range(1, len(typed)))


def _edited(folded: str) -> Iterator[tuple[str, float]]:
    """Every form with one letter more, less or otherwise, or two neighbours in the other order."""
    for at in range(len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        yield from ((f"{head}{letter}{tail}", _EDIT) for letter in _LETTERS)
        if tail:
            yield head + tail[1:], _EDIT
            yield from ((f"{head}{letter}{tail[1:]}", _EDIT) for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:], _SWAP


def _sounding_alike(folded: str) -> Iterator[str]:
    for pair in _BEGINNINGS:
        for one, other in (pair, pair[::-1]):
            if folded.startswith(one):
                yield other + folded.removeprefix(one)
    for pair in _ENDS:
        for one, other in (pair, pair[::-1]):
            if folded.endswith(one):
                yield folded.removesuffix(one) + other


def _without_digits(folded: str, own: Marks) -> Iterator[Form]:
    """The form without the keys of VNI that were left in it, these as marks: "tho72i" as "thời"."""
    letters = "".join(sign for sign in folded if not sign.isdigit())
    digits = [sign for sign in folded if sign.isdigit()]
    if len(letters) > 1 and not folded[0].isdigit() and len(digits) <= 3 and set(digits) <= set("123456789"):
        tone = next((_VNI[digit] for digit in reversed(digits) if digit in _VNI), own.tone)
        horn = own.horn or "7" in digits or "8" in digits
        yield letters, KEYS, Marks(tone, own.roof or "6" in digits, horn, own.stroke or "9" in digits)


def _without_keys(folded: str, own: Marks) -> Iterator[Form]:
    """The form without the keys of Telex that were left in it, these as marks: "dieeuf" as "điều"."""
    tone, roof, horn, stroke = own
    kept = ""
    if _WRITTEN_TWICE.search(folded):
        return
    for letter in folded:
        # No Vietnamese syllable has f, j, w or z, none an s, r or x after its vowel, or a d but at its beginning.
        if letter in "fjz" or (letter in "srx" and any(vowel in kept for vowel in _VOWELS)):
            tone = _TELEX[letter]
        elif letter == "w":
            horn = True
        elif letter in "aeo" and letter in kept:
            roof = True
        elif letter == "d" and kept:
            stroke = True
        else:
            kept += letter
    if 1 < len(kept) < len(folded):
        yield kept, KEYS, Marks(tone, roof, horn, stroke)
