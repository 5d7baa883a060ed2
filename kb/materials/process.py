"""A process that examines materials, one after the other: what runs there, and the bounds that it sets itself.

It is started by `kb.materials.processes`, gets bytes and gives bytes (MessagePack of plain values): nothing that it sends runs
code in the process that asked.
"""

import contextlib
import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import date
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path

from kb.build.sealed import decoded, encoded
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.materials.examining import Examined, MaterialTooLarge, Submitted, examine

SECONDS = 10  # of processor time for one material
MEMORY = 512 * 2**20  # bytes of memory
_FILES = 64 * 2**20  # bytes that are mapped from files, and count as resident, beside those of MEMORY
_SPARE_SECONDS = 3  # until the system ends what nobody else has ended
_RESERVE = 24 * 2**20  # bytes of memory from which on a failure is put down to the want of it


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back of one material: `examined`, or the message of an error."""

    examined: Examined | None = None
    error: str = ""
    is_too_large: bool = False  # whether the error is that a bound was met


def run(folder: str, connection: Connection) -> None:
    """Answer what comes through `connection`, with the generation in `folder` open, until its other end closes."""
    _bound_itself()
    try:
        generation = Generation(Path(folder))
        examine(generation, Submitted(date.today(), text="Điều 1\n" + "làm nóng " * 12))  # makes what a generation keeps
    except Exception as error:  # it is gone or damaged, which is told where it is served
        print(f"{folder}: {type(error).__name__}", file=sys.stderr)
        return
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(b"ready")
        while True:
            submitted = decoded(connection.recv_bytes(), Submitted)
            _allow_seconds()
            connection.send_bytes(encoded(_reply(generation, submitted)))


def _reply(generation: Generation, submitted: Submitted) -> Reply:
    try:
        return Reply(examine(generation, submitted))
    except MaterialTooLarge as error:
        return Reply(error=str(error), is_too_large=True)
    except KnowledgeBaseError as error:
        # Libraries tell of the want of memory each in its own way, some as of a damaged file.
        if isinstance(error.__cause__, MemoryError) or _peak() > MEMORY - _FILES - _RESERVE:
            return Reply(error=too_much_memory(submitted.called), is_too_large=True)
        return Reply(error=str(error))


def too_much_memory(called: str) -> str:
    """That a material met the bound of memory."""
    return f"{called}: cần hơn {MEMORY // 2**20} MB bộ nhớ để đọc nên dừng; hãy chia nhỏ hoặc lưu lại dưới dạng khác"


def too_much_time(called: str) -> str:
    """That a material met the bound of time."""
    return f"{called}: cần hơn {SECONDS} giây tính toán nên dừng; hãy chia thành nhiều phần"


def _bound_itself() -> None:
    """End with the process that asks, not by Ctrl+C; leave the processor to it; have no more memory than MEMORY."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, signal.SIG_IGN)
    else:
        import resource  # noqa: PLC0415 (only there)

        os.nice(5)
        # What is mapped from files, as an index is, does not count.
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY - _FILES, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _allow_seconds() -> None:
    """Have the system end this process some seconds after the bound, if nobody else does."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (only there)

        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + SECONDS + _SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _peak() -> int:
    """The most bytes that this process has had resident; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
    return 0


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
