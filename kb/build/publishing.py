"""Publishing a generation: whether it is needed, and the one step that makes it the one that readers see.

Guarantees:
1. The fingerprint of a generation changes with the program, with the libraries that read, and with any source.
2. A generation is synced to disk before the pointer names it, and the pointer is replaced by one rename.
3. The generation before the published one stays, for a reader that is still in it.
"""

import hashlib
import importlib.metadata
import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from kb.errors import KnowledgeBaseError, one_file
from kb.generation import GENERATIONS, POINTER
from kb.readers import file_bytes

FINGERPRINT = "fingerprint"

# The libraries that read the sources, and that write the shelf and the index: another version may read or write otherwise.
LIBRARIES = ("beautifulsoup4", "lxml", "msgspec", "numpy", "olefile", "pypdfium2", "pyvi", "soupsieve", "whoosh3")


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
        return (data / GENERATIONS / str(number) / FINGERPRINT).read_text("ascii")
    except (OSError, ValueError):
        return ""


def clear_dead(data: Path, published: int) -> None:
    """Remove what builds that died have left."""
    for child in (data / GENERATIONS).iterdir() if (data / GENERATIONS).is_dir() else ():
        if child.name.isdigit() and int(child.name) > published:
            shutil.rmtree(child, ignore_errors=True)


def publish(data: Path, number: int) -> None:
    """Sync the generation to disk, then name it in the pointer, which is replaced in one step."""
    folder = data / GENERATIONS / str(number)
    for path in (*folder.rglob("*"), folder, folder.parent):
        _sync(path)
    new = data / f"{POINTER}.new"
    new.write_text(f"{number}\n", "ascii")
    _sync(new)
    for attempt in range(20):
        try:
            new.replace(data / POINTER)
            break
        except PermissionError:  # on Windows, while a reader has the pointer open
            if attempt == 19:
                raise
            time.sleep(0.1)
    _sync(data)


def _sync(path: Path) -> None:
    """Have the system write a file, or on POSIX the entries of a folder, to disk."""
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_old(data: Path, keep: int) -> None:
    """Remove all generations but the published one and the one before it, which a reader may still be reading."""
    numbers = sorted(int(child.name) for child in (data / GENERATIONS).iterdir() if child.name.isdigit())
    for number in numbers:
        if number not in (keep, *[n for n in numbers if n < keep][-1:]):
            shutil.rmtree(data / GENERATIONS / str(number), ignore_errors=True)
