"""Bytes of a text file → its characters.

Guarantees:
1. Bytes that are UTF-8, or UTF-16 with or without its mark, are read as that, whatever the file declares: no Vietnamese text
   in another charset is valid UTF-8 by chance.
2. Other bytes are shown one character each, as windows-1252 has them, the form that `kb.readers.legacy` makes letters of; the
   declared charset counts where they are in no legacy encoding of Vietnamese.
3. Of UTF-16 with halves of surrogate pairs, at most one character in a hundred, they come as they are.
4. UTF-8 with a byte that does not fit, and data that is no text, are refused, with the offset of the first such byte.
"""

import codecs
import re

from kb.errors import UnreadableFile
from kb.readers import legacy

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
# The Encoding Standard of WHATWG: iso-8859-1 and ascii mean windows-1252. Pages in legacy fonts say x-user-defined.
_AS_WINDOWS_1252 = ("", "windows-1252", "iso-8859-1", "us-ascii", "x-user-defined")
_LINE_END = re.compile(r"(\r\n|\r|\n)")
_NOT_OF_LATIN = re.compile("[^\t\n\r\x20-\u036f\u1e00-\u22ff]")
_LARGEST_SHARE = 0.05  # of characters of other scripts, for text to be UTF-16 without a mark
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NEVER_A_LETTER = re.compile(rb"[\x01\x07\x08\x0b\x0e\x0f\x16-\x18\x1a\x1b\x1f\x7f]")  # in no Vietnamese encoding


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The characters of the text file `name`; `declared` is the charset that it declares, "" where it declares none.

    Text in a legacy encoding comes as `kb.readers.legacy.view` shows it. Raises UnreadableFile with the offset of a byte.
    """
    mark, encoding = next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if not mark and b"\0" in data:
        encoding = _unmarked_utf_16(data) or encoding
    text = _decoded(data[len(mark) :], encoding)
    if text is None and not mark and b"\0" not in data and not _is_mostly_utf_8(data):
        return _eight_bit(data, name, declared.lower())
    if text is None:
        offset = _first_bad_byte(data[len(mark) :], encoding) + len(mark)
        raise UnreadableFile(f"{name}: không phải văn bản {_NAMES[encoding]}: sai từ byte {offset}")
    if "\0" in text:
        offset = len(mark) + len(text[: text.index("\0")].encode(encoding, "surrogatepass"))
        raise UnreadableFile(f"{name}: không phải văn bản: có ký tự rỗng (U+0000) ở byte {offset}")
    if 2 * len(_CONTROL.findall(text)) > len(text):
        raise UnreadableFile(f"{name}: không phải văn bản: hầu hết là ký tự điều khiển")
    return text


def repaired(text: str) -> str:
    """`text` in Unicode: what is in a legacy encoding is converted, line by line; line ends stay."""
    parts = _LINE_END.split(text)
    parts[::2], _ = legacy.repair([(line, ()) for line in parts[::2]])
    return "".join(parts)


def charset_of(data: bytes) -> str:
    """The charset that an HTML file declares near its beginning, "" where it declares none."""
    found = re.search(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", data[:8192], re.IGNORECASE)
    return found[1].decode("ascii", "replace") if found else ""


def _eight_bit(data: bytes, name: str, declared: str) -> str:
    """The characters of bytes that are neither UTF-8 nor UTF-16."""
    never = _NEVER_A_LETTER.search(data)
    if never and 100 * len(_NEVER_A_LETTER.findall(data)) > len(data):
        raise UnreadableFile(f"{name}: không phải văn bản: ký tự điều khiển ở byte {never.start()}")
    text = legacy.view(data)
    if declared in _AS_WINDOWS_1252 or repaired(text) != text:
        return text
    encoding, title = ("cp1258", declared) if declared == "windows-1258" else ("utf-8", "UTF-8")
    told = _decoded(data, encoding)
    if told is None:
        raise UnreadableFile(f"{name}: không phải văn bản {title}: sai từ byte {_first_bad_byte(data, encoding)}")
    return told


def _unmarked_utf_16(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: in the other order Latin letters are letters of other scripts."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _decoded(data, encoding)
        if text and len(_NOT_OF_LATIN.findall(text)) <= _LARGEST_SHARE * len(text):
            return encoding
    return None


def _is_mostly_utf_8(data: bytes) -> bool:
    """Whether at least as many characters beyond ASCII are well-formed UTF-8 as bytes do not fit."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(not char.isascii() for char in text) - bad >= bad


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return _with_halves(data, encoding) if encoding.startswith("utf-16") else None


def _with_halves(data: bytes, encoding: str) -> str | None:
    """UTF-16 in which a few halves of surrogate pairs stand alone, as some editors cut them; None for anything else."""
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    halves = len(_HALF.findall(text))
    return text if halves == 1 or 100 * halves <= len(text) else None


def _first_bad_byte(data: bytes, encoding: str) -> int:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
