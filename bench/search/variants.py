"""The same question as other people type it.

Guarantees:
1. The same text gives the same variant, in every run.
2. A variant that can change nothing gives the text back.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from kb.language.abbreviations import COMMON
from kb.language.text import fold

_NEW_STYLE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
              "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
              "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
_I, _Y = "iìíỉĩị", "yỳýỷỹỵ"
_OTHER_VOWEL = str.maketrans(_I + _Y, _Y + _I)
# An open syllable whose only vowel is i or y: both spellings are read alike after these consonants.
_I_OR_Y = re.compile(rf"(?<!\w)(?:[hklmst]|qu)[{_I}{_Y}](?!\w)", re.IGNORECASE)
_ROWS = ("qwertyuiopo", "asdfghjklk", "zxcvbnmn")
_BESIDE = dict(pair for row in _ROWS for pair in pairwise(row))  # the next key of the row
_MISTYPED = re.compile(r"[^\W\d_]{3,}")


def half_typed(text: str) -> str:
    """Every second word without diacritics."""
    return " ".join(fold(word) if number % 2 else word for number, word in enumerate(text.split()))


def other_tones(text: str) -> str:
    """The tone of an open oa, oe, uy on the second vowel."""
    return re.sub("|".join(_NEW_STYLE), lambda found: _NEW_STYLE[found[0]], text)


def abbreviated(text: str) -> str:
    """Every long form of a common abbreviation in short."""
    for short, long in sorted(COMMON.items(), key=lambda known: -len(known[1])):
        text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    return text


def other_i(text: str) -> str:
    """Open syllables with y in place of i and i in place of y: "kỹ" as "kĩ", "quy" as "qui"."""
    return _I_OR_Y.sub(lambda found: found[0].lower().translate(_OTHER_VOWEL), text)


def mistyped(text: str) -> str:
    """One typing error in one word of three letters or more: a letter left out, doubled, swapped or of the next key."""
    words = list(_MISTYPED.finditer(text))
    if not words:
        return text
    chance = int(hashlib.sha256(text.encode()).hexdigest(), 16)
    chance, place = divmod(chance, len(words))
    word = words[place][0]
    chance, at = divmod(chance, len(word) - 1)
    one, other, rest = word[at], word[at + 1], word[at + 2 :]
    wrong = (
        other + rest,
        one + one + other + rest,
        other + one + rest if one != other else other + rest,
        _BESIDE.get(fold(one.lower()), one + one) + other + rest,
    )[chance % 4]
    return text[: words[place].start()] + word[:at] + wrong + text[words[place].end() :]


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "accented": lambda text: text,
    "unaccented": fold,
    "half-accented": half_typed,
    "other tone style": other_tones,
    "capitals": str.upper,
    "abbreviated": abbreviated,
    "one typing error": mistyped,
    "i for y, y for i": other_i,
}
