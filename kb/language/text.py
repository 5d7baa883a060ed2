"""Unicode form, tone style, folding and syllables of Vietnamese text.

Guarantees:
1. `repair_eth`, `raised`, `lowered`, `on_line`, `lower`, `one_tone_style`, `one_i_style`, `search_key` and `fold` keep every
   offset of any text: each character becomes exactly one, at the same offset. The others that make a text of a text
   (`nfc`, `in_case_of`, `slug`, `printable`, `plain_signs`, `fold_white_space`) may change its length, and with it the offsets.
2. `fold` serves search alone: điểm d and điểm đ are different points, so no citation or identifier is ever folded.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range [start, end) of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` in this range."""
        return text[self.start : self.end]

    def __bool__(self) -> bool:
        """False when the range is empty."""
        return self.start < self.end


class Lines:
    """The lines of a text, told by bisection: to look back for a line end takes as long as the line, each time."""

    def __init__(self, text: str) -> None:
        """Nothing is looked for before it is asked for."""
        self._text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        return [0, *(end.end() for end in re.finditer("\n", self._text))]

    def index(self, offset: int) -> int:
        """The index, from 0, of the line that holds the character at `offset`."""
        return bisect_right(self.starts, offset) - 1

    def start(self, offset: int) -> int:
        """Where the line that holds the character at `offset` begins."""
        return self.starts[self.index(offset)]


# So many signs in a row may be marks on one letter; to put them in order the library compares each with those before it.
_MANY_MARKS = re.compile(r"[^\w\s!-~]{31,}")


def nfc(text: str) -> str:
    """`text` in Unicode Normalization Form C (UAX #15), in which every Vietnamese letter is one character."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_in_order, text))


def _in_order(marks: re.Match[str]) -> str:
    """The signs apart from one another, marks on one letter in canonical order."""
    apart = (part for sign in marks[0] for part in unicodedata.normalize("NFD", sign))
    return "".join(
        part
        for is_mark, parts in groupby(apart, key=lambda part: unicodedata.combining(part) > 0)
        for part in (sorted(parts, key=unicodedata.combining) if is_mark else parts)
    )


def repair_eth(text: str) -> str:
    """`text` with Ð and ð (U+00D0, U+00F0, letters of Iceland) as the Đ and đ (U+0110, U+0111) that they look like."""
    return text.replace("Ð", "Đ").replace("ð", "đ")


# What is typed or printed for a sign of a keyboard: hyphens and minus signs, long dashes, strokes, spaces, the hyphen of old
# Word, letters in full width.
SIGNS = {
    **dict.fromkeys("‐‑‒−⁃﹣\x1e", "-"),
    **dict.fromkeys("—―﹘⸺", "–"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
    "Ɖ": "Đ",
    "ɖ": "đ",
}
UNSEEN = "\x1f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_ODD_SIGN = re.compile(f"[{re.escape(''.join(SIGNS))}{UNSEEN}]")
_PLAIN = str.maketrans({sign: own for sign, own in SIGNS.items() if own != "–"})
_NOT_SEEN = re.compile(f"[{UNSEEN}]+")


def plain_signs(text: str) -> str:
    """`text` with hyphens, strokes, spaces and letters as a keyboard has them, without signs that nobody sees.

    Long dashes stay. "15/2025/QĐ‑UBND" (U+2011) → "15/2025/QĐ-UBND". For reading and comparing.
    """
    return _NOT_SEEN.sub("", text).translate(_PLAIN) if _ODD_SIGN.search(text) else text


RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED_DIGITS = "₀₁₂₃₄₅₆₇₈₉"
OFF_LINE_DIGITS = RAISED_DIGITS + LOWERED_DIGITS
_RAISED = str.maketrans("0123456789", RAISED_DIGITS)
_LOWERED = str.maketrans("0123456789", LOWERED_DIGITS)
_ON_LINE = str.maketrans(OFF_LINE_DIGITS, "01234567890123456789")


def raised(text: str) -> str:
    """`text` with its digits as raised ones: a 12 that a source raises is no part of the number before it: "Điều 7¹²"."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """`text` with its digits as lowered ones: a 2 that a source lowers is no part of the number before it: "10₂"."""
    return text.translate(_LOWERED)


def on_line(text: str) -> str:
    """`text` with raised and lowered digits as plain ones: what `raised` or `lowered` changed, changed back."""
    return text.translate(_ON_LINE)


def lower(text: str) -> str:
    """`text` in lower case, character by character (`str.lower` may lengthen it: "İ")."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def in_case_of(typed: str, written: str) -> str:
    """`written` (lower case) in the case of `typed`: all capitals, a capital first, or as it is: ("Ủy", "ban") → "Ban"."""
    if len(typed) > 1 and typed.isupper():
        return written.upper()
    return written[:1].upper() + written[1:] if typed[:1].isupper() else written


# The tone of an open oa, oe, uy may stand on either vowel: "hoà" or "hòa", "uỷ" or "ủy". After q, u belongs to the
# consonant ("quý"), and in a closed syllable the vowel is fixed ("hoàn").
_SECOND = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_FIRST = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]


def _in_each_case(two: str) -> tuple[str, ...]:
    return two, two.upper(), two.title(), two[0] + two[1].upper()


_ON_FIRST = {
    second: first for pair in zip(_SECOND, _FIRST, strict=True) for second, first in zip(*map(_in_each_case, pair), strict=True)
}
# One alternative for each first letter, so that only what begins with one is looked at.
_ALTERNATIVES = (
    *(rf"{o}[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ](?!\w)" for o in "oO"),
    *(rf"{u}[ỳýỷỹỵỲÝỶỸỴ](?!\w)(?<![qQ]..)" for u in "uU"),
)
_NEW_TONE = re.compile("|".join(_ALTERNATIVES))


def one_tone_style(text: str) -> str:
    """`text` with the tone of an open oa, oe, uy on the first vowel: "uỷ" → "ủy", "hoà" → "hòa"."""
    return _NEW_TONE.sub(lambda match: _ON_FIRST[match[0]], text)


# An open syllable in i may be spelled with y, and the other way round: "kĩ" or "kỹ", "lí" or "lý", "quí" or "quý".
_OPEN_I = re.compile(r"[iìíỉĩị](?!\w)(?:(?<=[hklmst].)(?<!\w[hklmst].)|(?<=qu.)(?<!\wqu.))")  # the vowel first: it is rarer
_Y_OF = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))


def one_i_style(text: str) -> str:
    """`text` (lower case) with y for the i of a syllable in open i after h, k, l, m, s, t, qu: "kĩ" → "kỹ", "quí" → "quý"."""
    return _OPEN_I.sub(lambda match: _Y_OF[match[0]], text)


def search_key(text: str) -> str:
    """The form in which words are compared: Đ repaired, lower case, one tone style. NFC is expected."""
    return one_tone_style(lower(repair_eth(text)))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    return unicodedata.normalize("NFD", character)[0]


def fold(text: str) -> str:
    """`text` without diacritics, đ as d, in its own case: "Điều" → "Dieu". For search alone. NFC is expected."""
    return "".join(map(_fold_character, text))


def has_diacritics(text: str) -> bool:
    """Whether any letter of `text` bears a diacritic or is đ."""
    return fold(text) != text


def slug(text: str) -> str:
    """`text` as a part of an address: folded, in lower case, words joined by dashes: "Luật số 5" → "luat-so-5"."""
    return "-".join("".join(c if c.isalnum() else " " for c in lower(fold(nfc(text)))).split())


# Halves of surrogate pairs, as a name in Windows may hold them; U+DC80 to U+DCFF stand for bytes (PEP 383).
_UNPRINTABLE = re.compile("[\ud800-\udc7f\udd00-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(name: str) -> str:
    """The name of a file with what cannot be shown as U+FFFD: each byte that is no character of it (PEP 383), each half of a
    surrogate pair, and each sign that turns the direction in which it, and what stands beside it, is read.
    """
    return _UNPRINTABLE.sub("\ufffd", name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def grouped(number: int) -> str:
    """A number as Vietnamese writes it, thousands apart: 10.911."""
    return f"{number:,}".replace(",", ".")


def fold_white_space(text: str) -> str:
    """`text` with each run of white space as one space, and none at the ends. For reading and comparing."""
    if text.isprintable() and "  " not in text:  # of white space only the space is printable: nothing to fold within
        return text.strip(" ")
    return " ".join(text.split())


# Number of a document: 26/2008/QH12, 30a/2008/NQ-CP, 05/CT-TTg, 84-KL/TW, 64-LCT/HĐNN8, 05/2016/TTLT-BTP-BCA; typed: 26/2008.
# Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3: number, year where the type has one, abbreviations of type and issuer.
DOCUMENT_NUMBER = re.compile(
    r"(?<![\w/])(?:\d{1,5}[a-z](?=/(?:19|20)\d\d/[^\W\d_])|\d{1,5})"
    r"(?:/(?:19|20)\d\d(?:/[^\W\d_][\w\-]*(?:/[^\W\d_]\w*)?)?|[-/][^\W\d_][\w\-]*(?:/[^\W\d_][\w\-]*)?)(?![\w/])"
)
_WORD = re.compile(r"\w+")


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The spans of the syllables (âm tiết), numbers and other runs of letters and digits of `text`, or of a part, in order."""
    return (Span(*match.span()) for match in _WORD.finditer(text, start, len(text) if end is None else end))
