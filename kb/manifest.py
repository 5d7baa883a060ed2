"""The manifest of a generation: the size and the SHA-256 of each of its files, their layout, and the build that wrote them.

Guarantees:
1. What has been verified has the bytes that the build wrote: each file, and the manifest, which has a checksum of its own.
2. A folder without a manifest is not a generation: a build writes it last.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from kb.errors import KnowledgeBaseError

FORMAT = 1  # of the layout of a generation; raised with every change that an older program would misread
MANIFEST = "manifest.json"

_NOT_AS_WRITTEN = "nội dung tệp không như đã ghi"
_AT_ONCE = 64 * 2**20  # bytes that are hashed before the first answer: a small base wholly, in a tenth of a second
_CHUNK = 2**20

Pace = Callable[[], None]
DiskState = Mapping[str, tuple[int, int, int]]  # size, time of change and number of each file, by its path


class NotAsWritten(KnowledgeBaseError):
    """A generation is not as its build wrote it, or of another format; the message names the file, without its folder."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What tells whether a file is as it was written: its size in bytes, and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build wrote down of its generation."""

    format: int
    build: str  # a random id: two generations of one number, in a data folder that was made anew, differ in it
    made: str  # the time, ISO 8601 in UTC: "2026-11-30T20:06:56+00:00"
    files: Mapping[str, Checksum]  # of each file but the manifest, by its path in the folder: "index/documents.json"

    def parted(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the small files, which are verified at once, and of those whose reading takes longer; by size."""
        names = sorted(self.files, key=lambda name: (self.files[name].size, name))
        total, count = 0, 0
        for name in names:
            total += self.files[name].size
            if total > _AT_ONCE:
                break
            count += 1
        return tuple(names[:count]), tuple(names[count:])


def write_manifest(folder: Path, sync: Callable[[Path], None]) -> Manifest:
    """Write the manifest of all that is in `folder`, while `sync` has the system write each file to disk. Raises OSError."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    with ThreadPoolExecutor(1) as other:  # the disk works while this thread hashes
        syncing = other.map(sync, paths)
        files = {path.relative_to(folder).as_posix(): Checksum(path.stat().st_size, _sha256(path)) for path in paths}
        list(syncing)
    manifest = Manifest(FORMAT, uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"), files)
    (folder / MANIFEST).write_bytes(_packed(asdict(manifest)))
    return manifest


def _packed(values: Mapping[str, Any]) -> bytes:
    """The file of a manifest: canonical, so that no byte of it can change unseen, and with the checksum of all the rest."""
    rest = {name: value for name, value in values.items() if name != "checksum"}
    checksum = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
    return f"{json.dumps(rest | {'checksum': checksum}, indent=1)}\n".encode()


def is_sealed(folder: Path) -> bool:
    """Whether a build has written all of the generation in `folder`; its files may have changed since."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`. Raises NotAsWritten and OSError."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        if folder.is_dir():
            raise NotAsWritten(f"không có {MANIFEST}: bản cũ hơn của chương trình đã dựng, hoặc dựng dở") from None
        raise NotAsWritten("không có thư mục của kho này") from None
    try:
        values = json.loads(content)
        is_whole, number = _packed(values) == content, int(values["format"])
        if is_whole and number != FORMAT:
            age = "mới" if number > FORMAT else "cũ"
            raise NotAsWritten(f"bản {age} hơn của chương trình đã dựng (khuôn dạng {number}, bản này đọc {FORMAT})")
        files = {str(name): Checksum(int(own["size"]), str(own["sha256"])) for name, own in values["files"].items()}
        manifest = Manifest(number, str(values["build"]), str(values["made"]), files)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotAsWritten(f"{MANIFEST}: {_NOT_AS_WRITTEN}") from error
    if not is_whole:
        raise NotAsWritten(f"{MANIFEST}: {_NOT_AS_WRITTEN}")
    return manifest


def verify_sizes(folder: Path, manifest: Manifest) -> None:
    """Look at all files, and read none. Raises NotAsWritten where one is missing or of another size, and OSError."""
    for name, own in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            raise NotAsWritten(f"{name}: không có tệp hoặc thư mục này") from None
        if size != own.size:
            raise NotAsWritten(f"{name}: {_NOT_AS_WRITTEN} (dài {size} byte, lẽ ra {own.size})")


def verify_files(folder: Path, manifest: Manifest, names: Iterable[str], pace: Pace = lambda: None) -> None:
    """Read these files wholly; `pace` is called after each MiB. Raises NotAsWritten, OSError, and what `pace` raises."""
    for name in names:
        if _sha256(folder / name, pace) != manifest.files[name].sha256:
            raise NotAsWritten(f"{name}: {_NOT_AS_WRITTEN}")


def verify_wholly(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`, all of whose files are verified. Raises NotAsWritten and OSError."""
    manifest = read_manifest(folder)
    verify_sizes(folder, manifest)
    verify_files(folder, manifest, manifest.files)
    return manifest


def verify_at_once(folder: Path) -> Manifest:
    """The manifest of the generation in `folder`: small files and all sizes are verified. Raises NotAsWritten and OSError."""
    manifest = read_manifest(folder)
    verify_sizes(folder, manifest)
    verify_files(folder, manifest, manifest.parted()[0])
    return manifest


def disk_state(folder: Path) -> DiskState:
    """What changes when something writes to a file of the folder; nothing is read."""
    paths = [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]  # noqa: PTH118
    return {path: state for path in paths if (state := _state(path)) is not None}


def is_as_before(disk: DiskState, *paths: str) -> bool:
    """Whether nothing has written to these files since, or without any named, to all."""
    return all(_state(path) == disk.get(path) for path in paths or disk)


def _state(path: str) -> tuple[int, int, int] | None:
    try:
        state = os.stat(path)  # noqa: PTH116 (a server asks this for every request, and pathlib takes three times as long)
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ino


def _sha256(path: Path, pace: Pace = lambda: None) -> str:
    total, buffer = hashlib.sha256(), bytearray(_CHUNK)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            total.update(memoryview(buffer)[:size])
            pace()
    return total.hexdigest()
