"""Vietnamese syllables (âm tiết) told from other words: by rule, initial × rime × tone, without a word list.

Guarantees:
1. A word is judged by its letters alone: lower and upper case are one, and the tone may stand on any vowel, because old texts
   put it in several ways ("hóa", "hoá").
2. Spelling is checked (k, gh, ngh before i, e, ê, y; qu as an initial), and a rime closed by c, ch, p or t takes only the tones
   sắc and nặng.
"""

import unicodedata
from functools import lru_cache

LONGEST = 7  # letters: nghiêng
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_OF_STOPS = ("", "\u0301", "\u0323")
_STOPS = ("c", "ch", "k", "p", "t")
_FRONT = "ieêy"

_INITIALS = ("b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r",
             "s", "t", "th", "tr", "v", "x")  # fmt: skip
_BEFORE_FRONT_ONLY = ("k", "gh", "ngh")
_NEVER_BEFORE_FRONT = ("c", "g", "ng")
# Vowels of a rime → what may close it; "-" is an open rime.
_RIMES = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c k m n ng p t", "â": "c m n ng p t u y",
    "e": "- c m n ng o p t", "ê": "- ch m n ng nh p t u", "i": "- a ch m n nh p t u",
    "o": "- c i m n ng p t", "ô": "- c i m n ng p t", "ơ": "- i m n p t",
    "u": "- a c i m n ng p t", "ư": "- a c i m n ng t u", "y": "- a",
    "iê": "c m n ng p t u", "yê": "m n ng t u", "uô": "c i m n ng t", "ươ": "c i m n ng p t u",
    "oa": "- c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": "- m n o t", "oo": "c n ng",
    "uâ": "n ng t y", "uê": "- ch n nh", "uơ": "-", "uy": "- a ch n nh p t u", "uyê": "n t",
}  # fmt: skip
# After qu the u of the rime is written once: "quyên", "quýt", "quăng".
_AFTER_QU = {"y": "- ch n nh p t", "yê": "n t", "i": "- t", "ô": "c"}


def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) can be a Vietnamese syllable."""
    return len(word) <= LONGEST and _is_syllable(word.lower())


def is_compound(word: str) -> bool:
    """Whether `word` is two or three syllables written together ("kilômét" is not, "quốcgia" is)."""
    if len(word) > 3 * LONGEST or not _letters().issuperset(unicodedata.normalize("NFD", word.lower())):
        return False
    heads = {0}
    for _ in range(3):
        heads = {end for start in heads for end in range(start + 2, start + LONGEST + 1) if is_syllable(word[start:end])}
        if len(word) in heads:
            return True
    return False


@lru_cache(maxsize=2**15)
def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in _TONES]
    if len(tones) > 1:
        return False
    tone = tones[0] if tones else ""
    plain = unicodedata.normalize("NFC", letters.replace(tone, "") if tone else letters)
    stopped = _plain_syllables().get(plain)
    return stopped is not None and (not stopped or tone in _OF_STOPS)


@lru_cache(maxsize=1)
def _plain_syllables() -> dict[str, bool]:
    """Each syllable without its tone, and whether a stop closes it."""
    found = {}
    for initial in ("", *_INITIALS):
        rimes = {vowels: closes for vowels, closes in _RIMES.items() if initial != "qu" or vowels[0] in "aăâeêơ"}
        for vowels, closes in (rimes | (_AFTER_QU if initial == "qu" else {})).items():
            if _spelled(initial, vowels):
                for close in closes.split():
                    found[initial + vowels + close.replace("-", "")] = close in _STOPS
    return found | dict.fromkeys(("gi", "gin", "gim"), False) | dict.fromkeys(("gip", "git"), True)


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """The letters and marks that syllables are made of, in NFD."""
    return frozenset(unicodedata.normalize("NFD", "".join(_plain_syllables()))) | frozenset(_TONES)


def _spelled(initial: str, vowels: str) -> bool:
    front = vowels[0] in _FRONT
    if initial in _BEFORE_FRONT_ONLY:
        return front or vowels in ("uy", "ă")  # geographical names: "Đắk", "Kăn"; and "kuy"
    if vowels == "yê":
        return initial in ("", "qu")
    return not (front and (initial in _NEVER_BEFORE_FRONT or (initial == "gi" and vowels[0] != "e" and vowels[0] != "ê")))
