"""The legacy encodings (bảng mã) of Vietnamese, each as a function from what a reader sees to Unicode.

Guarantees:
1. A byte of a legacy encoding is known in each form in which extractors give it: its character in windows-1252 or ISO 8859-1,
   U+F000 + byte (Word's symbol fonts), and what PDF fonts name it (µ as Greek mu, U+00AD as a minus sign).
2. A character that an encoding does not know comes back as it is. ASCII comes back as it is.
3. The text that comes back is NFC.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_HIGH = 0x80


def _seen(byte: int) -> str:
    """The character that windows-1252 has at `byte`, else the control character of ISO 8859-1."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


SEEN = tuple(_seen(byte) for byte in range(256))
_TO_BYTES = {ord(char): chr(byte) for byte, char in enumerate(SEEN) if byte >= _HIGH}
_FROM_PRIVATE = {0xF000 + byte: SEEN[byte] for byte in range(_HIGH, 0x100)}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A legacy encoding: `title` as users read it, `to_unicode`, and the characters that `knows`, as windows-1252 shows them.

    `doubtful` are separators of Unicode text that may stand for a letter: only the syllable that they make can tell.
    """

    title: str
    to_unicode: Callable[[str], str]
    knows: frozenset[str]
    doubtful: Mapping[str, str] = field(default_factory=dict)


def view(data: bytes) -> str:
    """One character for each byte: windows-1252, and the control characters of ISO 8859-1 where it has none."""
    return "".join(map(SEEN.__getitem__, data))


def _charset(
    title: str, letters: Mapping[int, str], also: Mapping[str, str] | None = None, doubtful: Mapping[str, str] | None = None
) -> Encoding:
    """An encoding of one letter a byte; `also` are further characters in which extractors show its bytes."""
    table = {ord(form): letter for byte, letter in letters.items() for form in {SEEN[byte], chr(byte), chr(0xF000 + byte)}}
    table |= {ord(char): letter for char, letter in (also or {}).items()}
    known = frozenset(map(chr, table))
    return Encoding(title, lambda text: unicodedata.normalize("NFC", text.translate(table)), known, doubtful or {})


def _letters(first: int, letters: str) -> dict[int, str]:
    """Consecutive bytes from `first`; a dot is a byte without a letter."""
    return {byte: letter for byte, letter in enumerate(letters, first) if letter != "."}


# TCVN 5712:1993, VN3. Capitals with a tone have no byte of their own: fonts named …H draw small letters as capitals.
TCVN3 = _charset(
    "TCVN3 (ABC)",
    _letters(0xA1, "ĂÂÊÔƠƯĐăâêôơưđ")
    | _letters(0xB5, "àảãáạ.ằẳẵắ")
    | _letters(0xC6, "ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"),
    also={"\u03bc": "à", "\u2212": "ư", "\u2219": "ã"},
    doubtful=dict.fromkeys("-\u2010\u2011\ufffe\x02", "ư"),
)

# RFC 1456. Its Õ is a no-break space in every other charset.
VISCII = _charset(
    "VISCII",
    {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
    | _letters(0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ")
    | _letters(0xA1, "ắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"),
    doubtful={"\xa0": "Õ"},
)

# The chart of the Vietnamese Professionals Society.
VPS = _charset(
    "VPS",
    {0x02: "Ạ", 0x03: "Ậ", 0x04: "Ặ", 0x05: "Ẹ", 0x06: "Ệ", 0x10: "Ị", 0x11: "Ọ", 0x12: "Ộ", 0x13: "Ợ", 0x14: "Ụ", 0x15: "Ự"}
    | {0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ"}
    | _letters(0x80, "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ..ỀỂỄỐỒỔỖýỷỵỚỜỞ")
    | _letters(0xA1, "ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ.àáâãảạă.èéêẽìí.ĩẴĐòóôõ.Ơụùúủ.ỶẼỳ"),
)

# Microsoft's: letters with a combining mark for the tone, which NFC joins.
WINDOWS_1258 = _charset(
    "windows-1258",
    {byte: bytes([byte]).decode("cp1258") for byte in range(0xC0, 0x100)},
)

_VNI_LETTERS = dict(zip("ñÑôÔöÖìÌíÍæÆóÓòÒîÎ", "đĐơƠưƯìÌíÍỉỈĩĨịỊỵỴ", strict=True))
_TONES = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323")  # sắc, huyền, hỏi, ngã, nặng
_VNI_TONES = dict(zip("ùøûõï", _TONES, strict=True))
_VNI_ROUND = dict(zip("âáàåãä", ("\u0302", *("\u0302" + tone for tone in _TONES)), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("\u0306", *("\u0306" + tone for tone in _TONES)), strict=True))
_VNI_MARKS = {"a": _VNI_TONES | _VNI_ROUND | _VNI_BREVE, "e": _VNI_TONES | _VNI_ROUND, "o": _VNI_TONES | _VNI_ROUND}
_VNI_MARKS |= dict.fromkeys("uyôö", _VNI_TONES)
_VNI_BASES = "|".join(f"{base}[{''.join(marks)}]?" for base, marks in _VNI_MARKS.items())
_VNI_LETTER = re.compile(f"{_VNI_BASES}|[ñìíæóòî]", re.IGNORECASE)


def _vni_letter(found: re.Match[str]) -> str:
    base, mark = found[0][0], found[0][1:].lower()
    letter = _VNI_LETTERS.get(base, base)
    return unicodedata.normalize("NFC", letter + _VNI_MARKS[base.lower()][mark]) if mark else letter


# A letter, then the mark (dấu) that its fonts draw over it; a mark may be typed small after a capital.
VNI = Encoding(
    "VNI",
    lambda text: unicodedata.normalize("NFC", _VNI_LETTER.sub(_vni_letter, text.translate(_FROM_PRIVATE))),
    frozenset(_VNI_LETTERS) | {mark for marks in _VNI_MARKS.values() for char in marks for mark in (char, char.upper())},
)

_UTF_8 = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_MAY_BE_UTF_8 = re.compile(f"[\xc2-\xf4][\x80-\xbf{re.escape(''.join(SEEN[0x80:0xC0]))}]")


def _from_utf_8(text: str) -> str:
    """Each run of characters that are the bytes of one character in UTF-8 → that character."""
    if not _MAY_BE_UTF_8.search(text):
        return unicodedata.normalize("NFC", text)
    octets, done, end = text.translate(_TO_BYTES), [], 0
    for found in _UTF_8.finditer(octets):
        char = found[0].encode("latin-1").decode("utf-8", "ignore")
        done += [text[end : found.start()], char or text[found.start() : found.end()]]
        end = found.end()
    return unicodedata.normalize("NFC", "".join(done) + text[end:])


def _from_utf_8_twice(text: str) -> str:
    once = _from_utf_8(text)
    twice = _from_utf_8(once)
    return text if twice == once else twice


# UTF-8 that was read as windows-1252 (mojibake), once or twice.
_ANY_BYTE = frozenset(SEEN[_HIGH:]) | frozenset(map(chr, range(_HIGH, 0xA0)))
MOJIBAKE = Encoding("UTF-8 đọc nhầm", _from_utf_8, _ANY_BYTE)
TWICE_MOJIBAKE = Encoding("UTF-8 đọc nhầm hai lần", _from_utf_8_twice, _ANY_BYTE)

ENCODINGS = (TCVN3, VNI, MOJIBAKE, TWICE_MOJIBAKE, VISCII, VPS, WINDOWS_1258)
