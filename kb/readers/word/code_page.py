"""Bytes of old Word and RTF text → characters, by the code page (bảng mã) that Windows would take.

Guarantees:
1. Every byte gives its character: what a code page leaves open is the control character of that number (as Windows has it).
2. Bytes in a font of a legacy Vietnamese encoding are the characters of windows-1252, whatever the file says of the font:
   `kb.readers.legacy` makes letters of them.
"""

import codecs
import re

# Fonts of TCVN3, VNI, VPS and their kin begin so; the charset that a file gives for them was never true.
_LEGACY_FONT = re.compile(r"\.?vn|vni|vps", re.IGNORECASE)
_SYMBOL = 2
# \fcharsetN of RTF 1.9.1 → code page; those not here are the document's own.
_CHARSETS = {77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
             163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
             254: "cp437", 255: "cp850"}  # fmt: skip
_OPEN = "open-as-control"
_PRIVATE = 0xF000  # where Windows puts the characters of a symbol font


def _as_control(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error(_OPEN, _as_control)


def windows_1252(data: bytes) -> str:
    """The characters of `data` in windows-1252, one for each byte."""
    return data.decode("cp1252", _OPEN)


def decode_font(data: bytes, font: str, charset: int | None, page: str) -> str:
    """The characters of `data` in this font: its charset as RTF numbers it (None: not said), and the document's code page."""
    if _LEGACY_FONT.match(font):
        return windows_1252(data)
    if charset == _SYMBOL:
        return "".join(chr(_PRIVATE + byte) if byte > 0x20 else chr(byte) for byte in data)
    return data.decode(_CHARSETS.get(charset if charset is not None else -1, page), _OPEN)


def known_page(number: int) -> str:
    """The name of the code page of this number; windows-1252 where Python has none of it."""
    try:
        return codecs.lookup("utf-8" if number == 65001 else f"cp{number}").name
    except LookupError:
        return "cp1252"
