"""Adding a pack to a data folder, listing those that were added, and undoing one.

A pack becomes the folder `goi/<name>/` of the data folder, which every build reads: catalogue.toml, dung/, trung/, and hidden
in it the tag files of the pack, by which it is known again.

Guarantees:
1. A pack is added by one rename of a folder that is whole and on disk; what a program that died has left is hidden, read by no
   build, and removed by the next one.
2. Undoing removes what the unpacking added and is as it was; what somebody put there or changed since stays, and is named.
3. Nothing is added or removed while a build, or another unpacking, runs.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.build.locking import locked
from kb.catalogue import FACTS_FILE
from kb.console import UNPACKED
from kb.disk import rename, sync
from kb.errors import KnowledgeBaseError, reason_of
from kb.packs.bag import MANIFEST, RECORD_FILE, TAGS, fingerprint_of_tags, pack_file
from kb.packs.checking import CheckedPack
from kb.packs.collecting import HIDDEN
from kb.packs.container import BadPack
from kb.packs.paths import folder_name, is_folder
from kb.packs.record import PackRecord, read_record

_NEW, _GONE = ".new", ".bo"  # ends of hidden folders: one that is being added, one that is being removed
_ROOM = 2**22  # bytes beside those of the files


class PackExists(KnowledgeBaseError):
    """Another pack of this name was unpacked."""


class NoPack(KnowledgeBaseError):
    """No pack of this name was unpacked."""


@dataclass(frozen=True, slots=True)
class AddedPack:
    """A pack that was unpacked: its name, its folder, its fingerprint, its record; "" and None where that is damaged."""

    name: str
    folder: Path
    fingerprint: str
    record: PackRecord | None


def pack_folders(data: Path) -> tuple[Path, ...]:
    """The folders of the packs that were unpacked into a data folder, by name."""
    home = data / UNPACKED
    if not home.is_dir():
        return ()
    return tuple(sorted(folder for folder in home.iterdir() if not folder.name.startswith(".") and folder.is_dir()))


def added_packs(data: Path) -> tuple[AddedPack, ...]:
    """The packs that were unpacked into a data folder, by name; folders that somebody else has put there are none."""
    return tuple(_added(folder) for folder in pack_folders(data) if (folder / HIDDEN).is_dir())


def _added(folder: Path) -> AddedPack:
    try:
        tags = {tag: (folder / HIDDEN / tag).read_bytes() for tag in TAGS}
        return AddedPack(folder.name, folder, fingerprint_of_tags(tags), read_record(tags[RECORD_FILE]))
    except (OSError, ValueError):
        return AddedPack(folder.name, folder, "", None)


def pack_name(path: Path, wished: str | None) -> str:
    """The name under which a pack is added: the one that is wished, else that of its file. Raises BadPack."""
    if wished is not None and not is_folder(wished):
        raise BadPack(f"“{wished}” không dùng làm tên gói được: chỉ gồm chữ thường không dấu, số và dấu gạch nối")
    return wished or folder_name(path.stem)


def add_pack(checked: CheckedPack, data: Path, name: str) -> Path:
    """Add a checked pack to a data folder under a name; its folder. Raises PackExists, BuildInProgress, BadPack, OSError.

    Where the very pack is there already, under this name or another, nothing is written and PackExists says so.
    """
    with _alone(data):
        for one in added_packs(data):
            if one.fingerprint == checked.pack.fingerprint:
                raise PackExists(f"Gói này đã được giải nén rồi, tên là “{one.name}” (dấu {one.fingerprint})")
        target = data / UNPACKED / name
        if target.exists() or target.is_symlink():
            undo = f"gỡ nó bằng unpack --undo {name}, hoặc đặt tên khác bằng --name"
            raise PackExists(f"{target}: đã có một gói khác tên này; {undo}")
        staged = target.with_name(f".{name}{_NEW}")
        try:
            _require_room(checked, data)
            _write(checked, staged)
            rename(staged, target)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
    return target


def _require_room(checked: CheckedPack, data: Path) -> None:
    needed = sum(file.size for file in checked.pack.record.files) + _ROOM
    free = shutil.disk_usage(data).free
    if free < needed:
        raise BadPack(f"{data}: hết chỗ trên đĩa: cần {needed // 2**20 + 1} MB, còn {free // 2**20} MB")


def _write(checked: CheckedPack, staged: Path) -> None:
    """Write the files of a pack into a new hidden folder, and all of it to disk."""
    pack = checked.pack
    (staged / HIDDEN).mkdir(parents=True)
    with pack_file(checked.path) as file:
        for packed in pack.record.files:
            path = staged / packed.path
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_file(path, pack.content(file, packed.path))
    if pack.facts:
        _write_file(staged / FACTS_FILE, pack.facts.encode())
    for tag, data in pack.tags.items():
        _write_file(staged / HIDDEN / tag, data)
    for folder, _, _ in os.walk(staged):
        sync(Path(folder))


def _write_file(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def undo_pack(data: Path, name: str) -> tuple[int, tuple[Path, ...]]:
    """Remove a pack: how many files went, and the paths of those that stay. Raises NoPack, BuildInProgress and OSError."""
    with _alone(data):
        folder = data / UNPACKED / name
        added = next((one for one in added_packs(data) if one.name == name), None)
        if added is None:
            names = ", ".join(one.name for one in added_packs(data)) or "chưa có gói nào"
            raise NoPack(f"Không có gói “{name}” (đang có: {names})")
        if added.record is None:
            raise NoPack(f"{folder / HIDDEN}: bị hỏng nên không rõ gói đã thêm những tệp nào; hãy tự xóa thư mục {folder}")
        sums = _sums(folder / HIDDEN)
        files = [path for path in sorted(folder.rglob("*")) if HIDDEN not in path.relative_to(folder).parts[:1]]
        own = [path for path in files if _is_own(path, folder, sums)]
        stays = tuple(path for path in files if path not in set(own) and (path.is_symlink() or not path.is_dir()))
        if not stays:
            gone = folder.with_name(f".{name}{_GONE}")
            rename(folder, gone)
            shutil.rmtree(gone, ignore_errors=True)
            return len(own), ()
        for path in own:
            path.unlink()
        shutil.rmtree(folder / HIDDEN)
        for path in reversed(files):  # folders that are empty now
            if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
                path.rmdir()
    return len(own), stays


def _sums(hidden: Path) -> dict[str, str]:
    """The SHA-256 of each file that an unpacking added, by its path in the folder of the pack."""
    lines = (hidden / MANIFEST).read_text("utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {path.replace("%25", "%").removeprefix("data/"): sha256 for sha256, path in pairs}


def _is_own(path: Path, folder: Path, sums: dict[str, str]) -> bool:
    sha256 = sums.get(path.relative_to(folder).as_posix())
    if sha256 is None or path.is_symlink() or not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Within it no build writes to the data folder and nobody else unpacks; what those that died have left is removed first."""
    home = data / UNPACKED
    try:
        home.mkdir(parents=True, exist_ok=True)
        with locked(data, "đang có một lần dựng kho hoặc giải nén khác"):
            for left in home.iterdir():
                if left.name.startswith(".") and left.name.endswith((_NEW, _GONE)):
                    shutil.rmtree(left, ignore_errors=True)
            yield
    except OSError as error:
        raise BadPack(f"{error.filename or home}: không ghi được ({reason_of(error)}); kho vẫn như cũ") from error
