"""The lock of a data folder: one process at a time builds, takes a build back, or unpacks.

Guarantees:
1. The system drops the lock when its process ends, however that is: nothing is left to clean.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import KnowledgeBaseError

LOCK = "build.lock"


class BuildInProgress(KnowledgeBaseError):
    """Another build is writing to the same data folder."""


@contextmanager
def locked(data: Path, otherwise: str) -> Iterator[None]:
    """Within it nobody else writes generations to `data`. Raises OSError, and BuildInProgress, which says `otherwise`."""
    lock = FileLock(data / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BuildInProgress(f"{data}: {otherwise}; hãy chờ nó xong") from None
    try:
        yield
    finally:
        lock.release()
