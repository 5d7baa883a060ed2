"""Archives (.zip) → the files in them, unpacked within bounds.

Guarantees:
1. A member that cannot be unpacked gives an error of its own that names it; the others are still given.
2. At most a bounded number of bytes and members is unpacked, one member in memory at a time; nothing is written to disk.
3. An archive within an archive is named and not opened.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from kb.errors import KnowledgeBaseError, UnreadableFile
from kb.language.text import fold_white_space, nfc

LARGEST_MEMBER = 200 * 2**20  # bytes
LARGEST_TOTAL = 2 * 2**30  # bytes
MOST_MEMBERS = 20_000
_RATIO = 200  # text packs 3 to 20 times, markup up to 100
_RATIO_COUNTS_FROM = 2**20
_OFFICE = "[Content_Types].xml"  # ECMA-376-2, 10.1.2: every Office file has it
_UTF8_NAME = 0x800  # APPNOTE.TXT 4.4.4, bit 11
_ENCRYPTED = 0x1
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError),
    *(RuntimeError, OverflowError, LookupError, NotImplementedError),
)


def members(data: bytes, name: str) -> Iterator[tuple[str, bytes | KnowledgeBaseError]]:
    """The files in the archive with their paths in it, in its order; an error for each that cannot be unpacked.

    Raises UnreadableFile where the archive itself is damaged or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise UnreadableFile(f"{name}: tệp zip bị hỏng hoặc bị cắt ngắn") from error
    listed = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == _OFFICE for info in listed):
        raise UnreadableFile(f"{name}: không phải .zip của nhiều tệp: nội dung là một tệp Office (.docx), hãy đổi lại tên")
    if len(listed) > MOST_MEMBERS:
        raise UnreadableFile(f"{name}: tệp zip có {len(listed)} tệp, nhiều hơn {MOST_MEMBERS}, không đọc")
    total = 0
    for info in listed:
        member = _name(info)
        if any(part.startswith((".", "~$", "__MACOSX")) and part != ".." for part in PurePosixPath(member).parts):
            continue
        total += info.file_size
        if total > LARGEST_TOTAL:
            raise UnreadableFile(f"{name}: tệp zip giải nén ra quá {LARGEST_TOTAL // 2**30} GB, dừng ở {member}")
        yield member, _content(archive, info, f"{name}/{member}")


def member_of(data: bytes, name: str, member: str) -> bytes:
    """The bytes of the file with the path `member` in an archive, as `members` gives them. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = next((info for info in archive.infolist() if not info.is_dir() and _name(info) == member), None)
            content = _content(archive, info, f"{name}/{member}") if info else UnreadableFile(f"{name}: không có {member}")
    except _DAMAGE as error:
        raise UnreadableFile(f"{name}: tệp zip bị hỏng hoặc bị cắt ngắn") from error
    if isinstance(content, KnowledgeBaseError):
        raise content
    return content


def _name(info: zipfile.ZipInfo) -> str:
    """The path of a member. Without the mark of UTF-8 its bytes are UTF-8 all the same, or Windows' Vietnamese code page."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        for encoding in ("cp1258", "utf-8"):  # zipfile has read the bytes as cp437 (APPNOTE.TXT, D)
            with suppress(UnicodeError):
                name = info.filename.encode("cp437").decode(encoding)
    return fold_white_space(nfc(name))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes | KnowledgeBaseError:
    if name.lower().endswith(".zip"):
        return UnreadableFile(f"{name}: tệp zip nằm trong tệp zip, không mở")
    if info.flag_bits & _ENCRYPTED:
        return UnreadableFile(f"{name}: tệp có mật khẩu, không mở được")
    if info.file_size > LARGEST_MEMBER or info.file_size > max(_RATIO * info.compress_size, _RATIO_COUNTS_FROM):
        return UnreadableFile(f"{name}: giải nén ra quá lớn ({info.file_size} byte), không đọc")
    try:
        with archive.open(info) as file:
            content = file.read(info.file_size + 1)
    except _DAMAGE:
        return UnreadableFile(f"{name}: tệp bị hỏng, không giải nén được")
    return content if len(content) <= info.file_size else UnreadableFile(f"{name}: giải nén ra lớn hơn đã khai, không đọc")
