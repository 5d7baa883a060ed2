"""`Form`: a form that a mistyped syllable may stand for, by letters, diacritics, keys of Telex and VNI, and like sounds.

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

from kb.index.weights import EDIT_COST, KEYS_COST, NO_DIACRITIC_COST, OTHER_DIACRITIC_COST, SOUND_COST, SWAP_COST
from kb.language.text import fold

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


class Diacritics(NamedTuple):
    """The diacritics of a syllable: "đường" → huyền, no roof, a horn, a stroke."""

    tone: str  # a combining sign; "" for none
    roof: bool  # of â, ê, ô
    horn: bool  # of ơ, ư; also the breve of ă
    stroke: bool  # of đ


Form = tuple[str, float, Diacritics]  # folded; the cost (log) of typing what was typed for it; the diacritics that were typed


@lru_cache(maxsize=2**14)
def diacritics(syllable: str) -> Diacritics:
    """The diacritics of a syllable (NFC, lower case)."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = next((sign for sign in apart if sign in _TONES), "")
    return Diacritics(tone, _ROOF in apart, any(sign in apart for sign in _HORNS), "đ" in syllable)


@lru_cache(maxsize=2**12)
def unlike(typed: Diacritics, meant: Diacritics) -> float:
    """The cost (log) of typing these diacritics for those."""
    return sum(
        0.0 if one == other else OTHER_DIACRITIC_COST if one else NO_DIACRITIC_COST
        for one, other in zip(typed, meant, strict=True)
    )


def contradicts(typed: Diacritics, meant: Diacritics) -> bool:
    """Whether a diacritic was typed that is not meant."""
    return any(one and one != other for one, other in zip(typed, meant, strict=True))


def forms(typed: str) -> Iterator[Form]:
    """The folded forms that may have been meant by a typed one (NFC, lower case), its own among them."""
    folded, own = fold(typed), diacritics(typed)
    yield folded, 0.0, own
    if len(folded) <= _LONGEST:
        yield from _without_digits(folded, own) if any(map(str.isdigit, folded)) else _without_keys(folded, own)
        yield from ((other, SOUND_COST, own) for other in _sounding_alike(folded))
        if len(folded) >= _SHORTEST:
            yield from ((other, cost, own) for other, cost in _edited(folded))


def halves(typed: str) -> Iterator[tuple[str, str]]:
    """The two halves at each position where a space may have been left out: "lai" → ("l", "ai"), ("la", "i")."""
    if len(typed) <= _LONGEST:
        yield from ((typed[:at], typed[at:]) for at in range(1, len(typed)))


def _edited(folded: str) -> Iterator[tuple[str, float]]:
    """Every form with one letter more, less or otherwise, or two neighbours in the other order."""
    for at in range(len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        yield from ((f"{head}{letter}{tail}", EDIT_COST) for letter in _LETTERS)
        if tail:
            yield head + tail[1:], EDIT_COST
            yield from ((f"{head}{letter}{tail[1:]}", EDIT_COST) for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:], SWAP_COST


def _sounding_alike(folded: str) -> Iterator[str]:
    """The forms that sound alike in some dialect: "xap" → "sap"."""
    for pair in _BEGINNINGS:
        for one, other in (pair, pair[::-1]):
            if folded.startswith(one):
                yield other + folded.removeprefix(one)
    for pair in _ENDS:
        for one, other in (pair, pair[::-1]):
            if folded.endswith(one):
                yield folded.removesuffix(one) + other


def _without_digits(folded: str, own: Diacritics) -> Iterator[Form]:
    """The form without the keys of VNI that were left in it, read as diacritics: "tho72i" as "thời"."""
    letters = "".join(sign for sign in folded if not sign.isdigit())
    digits = [sign for sign in folded if sign.isdigit()]
    if len(letters) > 1 and not folded[0].isdigit() and len(digits) <= 3 and set(digits) <= set("123456789"):
        tone = next((_VNI[digit] for digit in reversed(digits) if digit in _VNI), own.tone)
        horn = own.horn or "7" in digits or "8" in digits
        yield letters, KEYS_COST, Diacritics(tone, own.roof or "6" in digits, horn, own.stroke or "9" in digits)


def _without_keys(folded: str, own: Diacritics) -> Iterator[Form]:
    """The form without the keys of Telex that were left in it, read as diacritics: "dieeuf" as "điều"."""
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
        yield kept, KEYS_COST, Diacritics(tone, roof, horn, stroke)
