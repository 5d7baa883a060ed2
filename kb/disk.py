"""Files that are written whole or not at all, and stay after a power cut.

Guarantees:
1. Who opens a file that `write_whole` writes sees all of what was there before, or all of what is new.
2. What one of these functions has done is on the disk when it returns.
"""

import os
import time
from pathlib import Path

_TRIES, _PAUSE = 20, 0.1  # seconds between two


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file in one step. Raises OSError; then what was there stays, and nothing else is left."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        sync(new)
        rename(new, path)
    finally:
        new.unlink(missing_ok=True)


def rename(path: Path, to: Path) -> None:
    """Give a file or a folder another name, under which another file may stand. Raises OSError."""
    for attempt in range(_TRIES):
        try:
            path.replace(to)
            break
        except PermissionError:  # on Windows, while another program has the file, or one of the folder, open
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)
    sync(to.parent)


def sync(path: Path) -> None:
    """Have the system write a file, or on POSIX the entries of a folder, to disk. Raises OSError."""
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
