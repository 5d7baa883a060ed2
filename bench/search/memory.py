"""How much memory processes take, from Linux's /proc.

Guarantees:
1. A page that processes share counts once in the sum of their PSS; USS is what one process alone has.
"""

import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: resident, of these in proportion to who shares them, and its own alone."""

    rss: float
    pss: float
    uss: float


def of(pid: int) -> Memory:
    """The memory of a process. Raises OSError where there is none, or no Linux."""
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:])
    kilobytes = {name.rstrip(":"): int(size) for name, size, _ in lines}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024, own / 1024)


def family(pid: int) -> list[int]:
    """A process and all below it."""
    below = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            below += [int(child) for child in (task / "children").read_text("ascii").split()]
    return [pid, *(member for child in below for member in family(child))]


def machine() -> str:
    """The cores, the Python, and how busy the machine is with whatever else runs (processes that wait, over a minute)."""
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}{busy}"


class Peak:
    """Looks again and again at a process and all below it, until it is left: the highest sum of their PSS."""

    def __init__(self, pid: int, seconds: float = 0.25) -> None:
        """Look every so many `seconds`."""
        self._pid, self._seconds = pid, seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.megabytes = 0.0
        self.processes = 0

    def __enter__(self) -> "Peak":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(self._seconds):
            together = 0.0
            members = family(self._pid)
            for member in members:
                with suppress(OSError, ProcessLookupError):
                    together += of(member).pss
            self.megabytes = max(self.megabytes, together)
            self.processes = max(self.processes, len(members))
