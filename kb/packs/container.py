"""The file of a pack: a ZIP archive of which every byte is settled by the names and the bytes of its members.

Guarantees:
1. The same members give the same bytes on every machine: nothing is compressed, no time, system or user stands in it.
2. What is read is exactly what `write` writes of the same members: a file with anything else in it is refused, so that no other
   program can find other members in it, and none is larger than the file.
3. A file that is damaged or cut off gives one line that names its first bad member.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from kb.errors import KnowledgeBaseError

LARGEST_PACK = 2**32 - 2**20  # bytes: what FAT32, the file system of most sticks, and ZIP without extensions can hold
MOST_MEMBERS_OF_PACK = 60_000
_LONGEST_NAME = 1024  # bytes
_BLOCK = 2**20

# APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16. The settled part: version 2.0, names in UTF-8, stored, 1980-01-01 00:00.
_SETTLED = struct.pack("<5H", 20, 0x800, 0, 0, 0x21)
_LOCAL = struct.Struct("<4s10s3L2H")
_CENTRAL = struct.Struct("<4sH10s3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


class BadPack(KnowledgeBaseError):
    """A file is no pack, a damaged one, or one that may not be unpacked; the message names it and what is wrong first."""


class TooLarge(KnowledgeBaseError):
    """What is to be packed is more than one file can hold."""


@dataclass(frozen=True, slots=True)
class PackMember:
    """One file in a pack: its path, where its bytes begin, how many they are, their CRC-32 and SHA-256."""

    name: str
    offset: int
    size: int
    crc: int
    sha256: str


def write(file: BinaryIO, members: Iterable[tuple[str, bytes]]) -> None:
    """Write the pack of these members (name, content), in order. Raises TooLarge, and OSError where it cannot be written."""
    central: list[bytes] = []
    offset = 0
    for name, content in members:
        local = _local(name, len(content), zlib.crc32(content))
        central.append(_listed(name, len(content), zlib.crc32(content), offset))
        offset += len(local) + len(content)
        if offset > LARGEST_PACK or len(central) > MOST_MEMBERS_OF_PACK:
            most = f"{MOST_MEMBERS_OF_PACK} tệp hoặc {LARGEST_PACK // 2**20} MB"
            raise TooLarge(f"Một gói không chứa quá {most}: hãy chia thành nhiều gói (pack TỆP ID …)")
        file.write(local)
        file.write(content)
    file.writelines(central)
    file.write(_end(len(central), sum(map(len, central)), offset))


def read(file: BinaryIO, name: str) -> tuple[PackMember, ...]:
    """The members of the pack in `file`, in order, their bytes hashed. Raises BadPack, which calls the file `name`."""
    size = file.seek(0, 2)
    if size > LARGEST_PACK + 2**20:
        raise BadPack(f"{name}: lớn hơn mọi gói ({LARGEST_PACK // 2**20} MB)")
    file.seek(0)
    found: list[PackMember] = []
    while (head := file.read(_LOCAL.size))[:4] == _LOCAL_MARK:
        found.append(_member(file, head, size, f"{name}: tệp thứ {len(found) + 1} trong gói"))
        if len(found) > MOST_MEMBERS_OF_PACK:
            raise BadPack(f"{name}: có hơn {MOST_MEMBERS_OF_PACK} tệp")
    if not found:
        raise BadPack(f"{name}: không phải gói văn bản" + (" (tệp rỗng)" if not size else ""))
    after = f"sau tệp “{shown_name(found[-1].name)}”"
    central = b"".join(_listed(m.name, m.size, m.crc, m.offset - _LOCAL.size - len(m.name.encode())) for m in found)
    begin = found[-1].offset + found[-1].size
    file.seek(begin)
    expected = central + _end(len(found), len(central), begin)
    rest = file.read(len(expected) + 1)
    if rest != expected:
        cut = len(rest) < len(expected) and expected.startswith(rest)
        raise BadPack(f"{name}: {'bị cắt ngắn' if cut else 'bị hỏng'} {after}; hãy chép lại tệp gói từ nguồn")
    return tuple(found)


def content(file: BinaryIO, member: PackMember, name: str) -> bytes:
    """The bytes of a member. Raises BadPack where they are not those that `read` saw."""
    file.seek(member.offset)
    data = file.read(member.size)
    if hashlib.sha256(data).hexdigest() != member.sha256:
        raise BadPack(f"{name}: tệp gói đã thay đổi trong khi đọc, ở “{shown_name(member.name)}”")
    return data


def shown_name(name: str) -> str:
    """A name as a message has it: what moves a terminal's cursor or turns the direction of writing as "\\u202e"."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in name)


def _member(file: BinaryIO, head: bytes, size: int, what: str) -> PackMember:
    """The member whose header begins with `head`, after which `file` stands; it is left after the member's bytes."""
    again = "hãy chép lại tệp gói từ nguồn"
    if len(head) < _LOCAL.size:
        raise BadPack(f"{what} bị cắt ngắn; {again}")
    _, settled, crc, packed, own_size, name_length, extra = _LOCAL.unpack(head)
    if settled != _SETTLED or packed != own_size or extra or not 0 < name_length <= _LONGEST_NAME:
        raise BadPack(f"{what} bị hỏng ở phần đầu, hoặc gói không do chương trình này làm; {again}")
    encoded = file.read(name_length)
    try:
        own = encoded.decode()
    except UnicodeDecodeError:
        raise BadPack(f"{what} bị hỏng ở tên; {again}") from None
    shown = f"{what}, “{shown_name(own)}”,"
    offset = file.tell()
    if len(encoded) < name_length or own_size > size - offset:
        raise BadPack(f"{shown} bị cắt ngắn; {again}")
    sha256, seen, left = hashlib.sha256(), 0, own_size
    while left and (block := file.read(min(_BLOCK, left))):
        sha256.update(block)
        seen = zlib.crc32(block, seen)
        left -= len(block)
    if left or seen != crc:
        raise BadPack(f"{shown} bị hỏng; {again}")
    return PackMember(own, offset, own_size, crc, sha256.hexdigest())


def _local(name: str, size: int, crc: int) -> bytes:
    encoded = name.encode()
    return _LOCAL.pack(_LOCAL_MARK, _SETTLED, crc, size, size, len(encoded), 0) + encoded


def _listed(name: str, size: int, crc: int, offset: int) -> bytes:
    encoded = name.encode()
    return _CENTRAL.pack(_CENTRAL_MARK, 20, _SETTLED, crc, size, size, len(encoded), 0, 0, 0, 0, 0, offset) + encoded


def _end(count: int, size: int, offset: int) -> bytes:
    return _END.pack(_END_MARK, 0, 0, count, count, size, offset, 0)
