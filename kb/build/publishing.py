"""Publishing a generation: whether it is needed, and the one step that makes it the one that readers see.

Guarantees:
1. The fingerprint of a generation changes with the program, with the libraries that read, and with any source.
2. A generation is synced to disk before the pointer names it, and the pointer is replaced by one rename.
3. The generation before the published one stays, for a reader that is still in it and for a rollback.
4. What could serve is removed only when another generation is published; a folder that cannot be removed stays whole.
"""

import hashlib
import importlib.metadata
import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable
from itertools import chain
from pathlib import Path

from kb.disk import sync, write_whole
from kb.errors import KnowledgeBaseError, one_file
from kb.generation import (
    GENERATIONS,
    POINTER,
    ROLLED_BACK,
    generation_folder,
    numbers_in,
    pointed_number,
    rolled_back_from,
)
from kb.manifest import MANIFEST, NotAsWritten, is_sealed, verify_at_once, verify_wholly, write_manifest
from kb.published import Published
from kb.readers import file_bytes

FINGERPRINT = "fingerprint"
_REMOVED = ".removed"  # the end of the name of a folder that is being removed

# The libraries that read the sources, and that write the shelf and the index: another version may read or write otherwise.
LIBRARIES = ("beautifulsoup4", "filelock", "lxml", "msgspec", "numpy", "olefile", "pypdfium2", "pyvi", "soupsieve", "whoosh3")


def program_hash() -> str:
    """A hash of the program's own files, of the Python that runs it, and of the versions of the libraries that read."""
    total = hashlib.sha256(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    for name in LIBRARIES:
        total.update(f"{name} {_version(name)}\n".encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:  # bundled without its metadata
        return ""


def fingerprint(program: str, tables: Iterable[Path], files: Iterable[Path]) -> str:
    """A hash of what a generation depends on: program and settings, and its tables of facts and sources by path and bytes.

    By bytes, not by size and time: what a copy that keeps times, or a failing disk, makes of a file has the same.
    """
    total = hashlib.sha256(program.encode())
    for path, content in chain(((table, _table_bytes) for table in tables), ((file, file_bytes) for file in files)):
        try:
            mark = hashlib.sha256(content(path)).hexdigest()
        except KnowledgeBaseError as error:
            mark = str(error)
        total.update(f"{path}\0{mark}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _table_bytes(path: Path) -> bytes:
    with one_file(str(path)):
        return path.read_bytes()


def fingerprint_of(data: Path, number: int) -> str:
    """The fingerprint that a generation was built with; "" where it cannot be read."""
    try:
        return (generation_folder(data, number) / FINGERPRINT).read_text("ascii")
    except (OSError, ValueError):
        return ""


def standing_generation(published: Published, present: str) -> int | None:
    """The number of the published generation where nothing has to be built; None where something has to.

    `present`: the fingerprint of the sources as they are. All files are verified: what a disk has damaged is built anew.
    """
    data = published.data
    whole = [number for number in numbers_in(data) if is_sealed(generation_folder(data, number))]
    number, back = pointed_number(data) or max(whole, default=0), rolled_back_from(data)
    # What its owner has taken back would come out the same: a build that runs every night must not bring it in again.
    is_taken_back = back is not None and fingerprint_of(data, back) == present and _passes(verify_wholly, data, back)
    if not is_taken_back and fingerprint_of(data, number) != present:
        return None
    return number if published.verify().number == number else None


def _passes(verify: Callable[[Path], object], data: Path, number: int) -> bool:
    """Whether a generation is as its build wrote it, so far as `verify` looks."""
    try:
        verify(generation_folder(data, number))
    except (NotAsWritten, OSError):
        return False
    return True


def next_number(data: Path) -> int:
    """The number of a new generation: higher than that of any folder there is."""
    return max(numbers_in(data), default=0) + 1


def seal(folder: Path) -> None:
    """Write the manifest of a new generation, and sync all of it to disk. Raises OSError."""
    write_manifest(folder, sync)
    for path in (folder / MANIFEST, *filter(Path.is_dir, folder.rglob("*")), folder, folder.parent):
        sync(path)


def publish(data: Path, number: int) -> None:
    """Name a sealed generation in the pointer; nothing is taken back any more. Raises OSError."""
    point_to(data, number)
    (data / ROLLED_BACK).unlink(missing_ok=True)


def point_to(data: Path, number: int) -> None:
    """Name a generation in the pointer, which is replaced in one step. Raises OSError."""
    write_whole(data / POINTER, b"%d\n" % number)


def take_back(data: Path, number: int, to: int) -> None:
    """Publish the older generation `to`, and note that its owner does not want `number`. Raises OSError."""
    write_whole(data / ROLLED_BACK, json.dumps({"from": number, "to": to}).encode())
    point_to(data, to)


def clear_dead(data: Path) -> None:
    """Remove what builds that died have left, half built: nothing that could serve."""
    for left in (data / GENERATIONS).glob(f"*{_REMOVED}"):
        shutil.rmtree(left, ignore_errors=True)
    numbers, pointed = numbers_in(data), pointed_number(data)
    used = [number for number in numbers if number == pointed or is_sealed(generation_folder(data, number))]
    for number in numbers:
        # A generation of a program that wrote no manifest has a fingerprint, and builds came after it.
        is_early = number < max(used, default=number + 1) and (generation_folder(data, number) / FINGERPRINT).exists()
        if number not in used and not is_early:
            _remove(generation_folder(data, number))


def clear_old(data: Path, number: int, before: int | None = None) -> None:
    """Remove all generations but the published one and one before it: `before`, if it is whole, else the newest that is.

    So much is verified as when a generation is opened. What its owner has taken back stays.
    """
    lower = [other for other in reversed(numbers_in(data)) if other < number]
    lower.sort(key=lambda other: other != before)
    kept = next((other for other in lower if _passes(verify_at_once, data, other)), lower[0] if lower else None)
    keep: Collection[int | None] = (number, kept, rolled_back_from(data))
    for other in numbers_in(data):
        if other not in keep:
            _remove(generation_folder(data, other))


def _remove(folder: Path) -> None:
    """Remove the folder of a generation: under another name first, so that nobody sees half of it."""
    gone = folder.with_name(f"{folder.name}{_REMOVED}")
    try:
        folder.rename(gone)
    except OSError:  # on Windows, while a reader has a file of it open: a later build will remove it
        return
    shutil.rmtree(gone, ignore_errors=True)
