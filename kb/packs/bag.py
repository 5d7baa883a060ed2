"""The layout of a pack: a bag of BagIt 1.0 (RFC 8493), so that who has no such program unzips it and runs `sha256sum -c`.

    goi-van-ban/bagit.txt
    goi-van-ban/bag-info.txt            the number of the format, how many bytes and files
    goi-van-ban/manifest-sha256.txt     every file under data/
    goi-van-ban/nguon-goc.json          what each file holds and where it was from (`record`)
    goi-van-ban/tagmanifest-sha256.txt  the four above; its own SHA-256 begins with the fingerprint
    goi-van-ban/data/…                  a folder that a build reads: catalogue.toml, dung/, trung/ (`paths`)

Guarantees:
1. Every byte of a pack stands under its fingerprint.
2. `open_pack` gives a pack only where its manifests are complete and match, its paths are names of files on every system, no
   two of them one file, and nothing else is in it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kb.catalogue import FACTS_FILE
from kb.errors import reason_of
from kb.language.text import printable
from kb.packs import container
from kb.packs.container import BadPack, PackMember, shown_name
from kb.packs.paths import is_path, same_on_some_system
from kb.packs.record import PackRecord, read_record, write_record_of

PACK_FORMAT = 1  # the number of this layout: a program that changes it reads the older ones
LARGEST_PACKED = 200 * 2**20  # bytes of one file: what the readers take
_LARGEST_TAG = 64 * 2**20

_BASE = "goi-van-ban/"
_DATA = "data/"
BAGIT, INFO, MANIFEST, RECORD_FILE, TAG_MANIFEST = TAGS = (
    "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "nguon-goc.json", "tagmanifest-sha256.txt",
)  # fmt: skip
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_FORMAT = re.compile(rb"Vien-Dan-Pack-Format: (\d{1,6})\n")
_LOOKED_AT = 2048  # first bytes of a pack of any format, among which its number stands


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that is whole: its record, its facts ("" for none), its fingerprint, its tag files, where each file is."""

    name: str  # what messages call it
    record: PackRecord
    facts: str
    fingerprint: str
    tags: Mapping[str, bytes]
    members: Mapping[str, PackMember]  # by path under data/

    def content(self, file: BinaryIO, path: str) -> bytes:
        """The bytes of the file at a path under data/. Raises BadPack."""
        return container.content(file, self.members[path], self.name)


def fingerprint_of_tags(tags: Mapping[str, bytes]) -> str:
    """The twelve digits by which two people compare packs: "3f2a 91bc 07de"."""
    digits = hashlib.sha256(tags[TAG_MANIFEST]).hexdigest()[:12]
    return " ".join(digits[at : at + 4] for at in range(0, 12, 4))


def tag_files(record: PackRecord, facts: str) -> dict[str, bytes]:
    """The tag files of a pack of these files and facts, in order."""
    sums = {file.path: (file.sha256, file.size) for file in record.files}
    if facts:
        sums[FACTS_FILE] = (hashlib.sha256(facts.encode()).hexdigest(), len(facts.encode()))
    total = sum(size for _, size in sums.values())
    tags = {
        BAGIT: _BAGIT,
        INFO: f"Vien-Dan-Pack-Format: {PACK_FORMAT}\nPayload-Oxum: {total}.{len(sums)}\n".encode(),
        MANIFEST: _manifest((_DATA + path, sha256) for path, (sha256, _) in sums.items()),
        RECORD_FILE: write_record_of(record),
    }
    return tags | {TAG_MANIFEST: _manifest((name, hashlib.sha256(data).hexdigest()) for name, data in tags.items())}


def _manifest(sums: Iterable[tuple[str, str]]) -> bytes:
    # RFC 8493, 2.1.3: of a path only line ends and "%" are encoded, and names of files here have no line ends.
    return "".join(f"{sha256}  {path.replace('%', '%25')}\n" for path, sha256 in sorted(sums)).encode()


def members_to_write(tags: Mapping[str, bytes], facts: str, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The members of a pack in order: (name, content). `files` are (path, content), by path."""
    for name, data in tags.items():
        yield _BASE + name, data
    if facts:
        yield f"{_BASE}{_DATA}{FACTS_FILE}", facts.encode()
    for path, data in files:
        yield _BASE + _DATA + path, data


def open_pack(file: BinaryIO, path: Path) -> Pack:
    """The pack in `file`, whose path is `path`. Raises BadPack with the first that is wrong, and OSError."""
    name = printable(str(path))
    _refuse_newer(file, name)
    members = container.read(file, name)
    if twice := same_on_some_system(member.name for member in members):
        raise BadPack(f"{name}: “{shown_name(twice)}” trùng tên với một tệp khác trong gói")
    by_name = {member.name: member for member in members}
    tags: dict[str, bytes] = {}
    for tag in TAGS:
        member = by_name.pop(_BASE + tag, None)
        if member is None or member.size > _LARGEST_TAG:
            raise BadPack(f"{name}: không phải gói văn bản: {'thiếu' if member is None else 'quá lớn:'} {tag}")
        tags[tag] = container.content(file, member, name)
    files = {own.removeprefix(_BASE + _DATA): member for own, member in by_name.items()}
    for own, member in files.items():
        if member.name != _BASE + _DATA + own or not is_path(own):
            raise BadPack(f"{name}: tên tệp không dùng được trong gói: “{shown_name(member.name)}”")
        if member.size > LARGEST_PACKED:
            raise BadPack(f"{name}: “{own}” lớn hơn {LARGEST_PACKED // 2**20} MB")
    facts = _facts(file, files, name)
    try:
        record = read_record(tags[RECORD_FILE])
    except ValueError:
        raise BadPack(f"{name}: {RECORD_FILE} không đúng dạng") from None
    _check_complete(record, files, name)
    expected = tag_files(record, facts)
    for tag in TAGS:
        if tags[tag] != expected[tag]:
            raise BadPack(f"{name}: {tag} không khớp với các tệp trong gói")
    in_order = [own for own, _ in members_to_write(expected, facts, ((file.path, b"") for file in record.files))]
    if in_order != [member.name for member in members]:
        raise BadPack(f"{name}: các tệp trong gói không đứng đúng thứ tự")
    return Pack(name, record, facts, fingerprint_of_tags(tags), tags, files)


def _refuse_newer(file: BinaryIO, name: str) -> None:
    file.seek(0)
    found = _FORMAT.search(file.read(_LOOKED_AT))
    number = int(found[1]) if found else PACK_FORMAT
    if number > PACK_FORMAT:
        why = f"dạng {number}, chương trình này đọc đến dạng {PACK_FORMAT}"
        raise BadPack(f"{name}: gói do một phiên bản Viện Dẫn mới hơn làm ({why}): hãy cập nhật chương trình")


def _facts(file: BinaryIO, files: Mapping[str, PackMember], name: str) -> str:
    if FACTS_FILE not in files:
        return ""
    if files[FACTS_FILE].size > _LARGEST_TAG:
        raise BadPack(f"{name}: {FACTS_FILE} quá lớn")
    try:
        return container.content(file, files[FACTS_FILE], name).decode()
    except UnicodeDecodeError as error:
        raise BadPack(f"{name}: {FACTS_FILE} không phải UTF-8: sai từ byte {error.start}") from None


def _check_complete(record: PackRecord, files: Mapping[str, PackMember], name: str) -> None:
    """Raises BadPack where the record does not name just the files that are there, with their bytes and their documents."""
    named = [file.path for file in record.files]
    if named != sorted(set(named)):
        raise BadPack(f"{name}: {RECORD_FILE} không đúng dạng: các tệp không theo thứ tự")
    for file in record.files:
        member = files.get(file.path)
        if member is None or file.path == FACTS_FILE:
            raise BadPack(f"{name}: thiếu tệp “{shown_name(file.path)}”")
        if (member.size, member.sha256) != (file.size, file.sha256):
            raise BadPack(f"{name}: “{file.path}” không khớp với {MANIFEST}")
        if not file.holdings:
            raise BadPack(f"{name}: {RECORD_FILE} không ghi “{file.path}” là văn bản nào")
    if extra := sorted(files.keys() - set(named) - {FACTS_FILE}):
        raise BadPack(f"{name}: có tệp không ghi trong {MANIFEST}: “{shown_name(extra[0])}”")
    held = {holding.document for file in record.files for holding in file.holdings}
    if [document.id for document in record.documents] != sorted(held):
        raise BadPack(f"{name}: {RECORD_FILE} không đúng dạng: danh sách văn bản không khớp với các tệp")
    if not named:
        raise BadPack(f"{name}: gói không có văn bản nào")


def pack_file(path: Path) -> BinaryIO:
    """The file at `path`, open for reading. Raises BadPack where it is no file that can be read."""
    try:
        if not path.is_file():
            raise BadPack(f"{printable(str(path))}: " + ("không phải một tệp" if path.exists() else "không có tệp này"))
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise BadPack(f"{printable(str(path))}: không mở được gói ({reason_of(error)})") from error
