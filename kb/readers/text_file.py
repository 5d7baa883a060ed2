"""Bytes of a text file → its characters."""

import codecs
import re

from kb.errors import UnreadableFile

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The Encoding Standard of WHATWG: pages that say iso-8859-1 or ascii are windows-1252.
_DECLARED = {"windows-1258": "cp1258", "windows-1252": "cp1252", "iso-8859-1": "cp1252", "us-ascii": "cp1252"}
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The characters of the text file `name`: UTF-8, UTF-16 after a byte order mark, else the `declared` charset.

    A declared charset counts only for bytes that are not UTF-8: no Vietnamese text in another charset is valid UTF-8 by chance.
    Raises UnreadableFile, which gives the offset of the first byte that does not fit.
    """
    mark, encoding = next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    text = _decoded(data[len(mark) :], encoding)
    if text is None and not mark and declared.lower() in _DECLARED:
        encoding = _DECLARED[declared.lower()]
        text = _decoded(data, encoding)
    if text is None:
        offset = _first_bad_byte(data[len(mark) :], encoding) + len(mark)
        raise UnreadableFile(f"{name}: không phải văn bản {_NAMES.get(encoding, declared)}: sai từ byte {offset}")
    if "\0" in text:
        offset = len(mark) + len(text[: text.index("\0")].encode(encoding))
        raise UnreadableFile(f"{name}: không phải văn bản: có ký tự rỗng (U+0000) ở byte {offset}")
    return text


def charset_of(data: bytes) -> str:
    """The charset that an HTML file declares near its beginning, "" where it declares none."""
    found = re.search(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", data[:8192], re.IGNORECASE)
    return found[1].decode("ascii", "replace") if found else ""


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_bad_byte(data: bytes, encoding: str) -> int:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
