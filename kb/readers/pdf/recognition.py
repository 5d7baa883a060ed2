"""Scans → PDF with a text that a machine has recognized (OCR): what the command ocrmypdf makes of them with Tesseract.

The only user of further programs among the readers. They see a copy of the file under a name of ours, and no network.

Guarantees:
1. Whatever the bytes are: a PDF, or UnreadableFile. Pages, bytes, memory and time are bounded, for a page and for the file.
2. When it ends, by time or by an interrupt, too, its programs have ended and its files are gone. One file is recognized at a
   time, in a process or in all processes that read materials; who would have to wait longer than its bounds allow is told so.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import UnreadableFile, reason_of

_LARGEST = 100 * 2**20  # bytes of a scan
_LARGEST_RESULT = 2**30  # bytes of a file that is written on the way
_MEMORY = 3 * 2**30  # bytes of each program
_MOST_PIXELS = 60  # millions on a page: A3 at 600 dots an inch; a page of more is left without a text
_START = 30.0  # seconds beside those of the pages
_PREFIX = "vien-dan-ocr-"
_DEAD = 6 * 3600.0  # seconds: what is older was left by a process that was killed
_WITH_RESULT = (0, 4, 10)  # codes of ocrmypdf that come with a result: 4 and 10 complain of the form of the PDF alone
_ENCRYPTED = 8
_ONE = threading.Lock()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be recognized: the pages of a file, seconds for a page and for the file, seconds to wait for one's turn.

    `turns`: whether pages that lie on a side or upside down are found, which takes as long as to read them. `queue`: the name
    of the queue that processes of one user share, "" where each process has its own.
    """

    pages: int
    of_page: float
    of_file: float
    wait: float
    turns: bool = False
    queue: str = ""


FOR_BUILD = Bounds(pages=500, of_page=120.0, of_file=3600.0, wait=3600.0, turns=True)
FOR_MATERIAL = Bounds(
    pages=30, of_page=30.0, of_file=120.0, wait=5.0, queue="material"
)  # somebody waits for the page, and others for theirs


def can_recognize() -> bool:
    """Whether this machine can: it has ocrmypdf, and Tesseract with Vietnamese."""
    tools = shutil.which("ocrmypdf"), shutil.which("tesseract")
    return all(tools) and _has_vietnamese(str(tools[1]), os.environ.get("TESSDATA_PREFIX", ""))


@lru_cache(maxsize=8)
def _has_vietnamese(tesseract: str, _data: str) -> bool:
    try:
        listed = subprocess.run([tesseract, "--list-langs"], capture_output=True, timeout=_START, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"vie" in listed.stdout.split()


@lru_cache(maxsize=8)
def _flags(ocrmypdf: str) -> tuple[str, ...]:
    """The options that only some versions have: later ones refuse a signed file without this."""
    with suppress(OSError, subprocess.TimeoutExpired):
        told = subprocess.run([ocrmypdf, "--help"], capture_output=True, timeout=_START, check=False).stdout
        return tuple(flag for flag in ("--invalidate-digital-signatures",) if flag.encode() in told)
    return ()


def recognized(data: bytes, name: str, pages: int, bounds: Bounds) -> bytes:
    """The PDF of `pages` pages whose bytes are `data`, each page with the text that is recognized on it.

    Raises UnreadableFile: `again` says whether another try may succeed.
    """
    if pages > bounds.pages:
        raise UnreadableFile(f"{name}: là bản quét {pages} trang, nhiều hơn {bounds.pages} trang, không nhận dạng chữ")
    if len(data) > _LARGEST:
        raise UnreadableFile(f"{name}: là bản quét lớn hơn {_LARGEST // 2**20} MB, không nhận dạng chữ")
    try:
        with _turn(bounds), _folder() as folder:
            (folder / "scan.pdf").write_bytes(data)
            _run(folder, name, pages, bounds)
            return (folder / "text.pdf").read_bytes()
    except Timeout:
        raise _not_now(f"{name}: là bản quét, mà máy đang nhận dạng chữ của một tệp khác; hãy thử lại sau ít phút") from None
    except OSError as error:
        raise _not_now(f"{name}: là bản quét, không nhận dạng chữ được ({reason_of(error)})") from error


@contextmanager
def _turn(bounds: Bounds) -> Iterator[None]:
    """The time in which no other file is recognized in this process, or in the queue. Raises filelock's Timeout."""
    if not _ONE.acquire(timeout=bounds.wait):
        raise Timeout("")
    try:
        # A file lock, unlike a semaphore, is given up by a process that is killed.
        user = os.getuid() if os.name == "posix" else ""
        shared = FileLock(Path(tempfile.gettempdir()) / f"vien-dan-{user}-{bounds.queue}.lock", timeout=bounds.wait)
        with shared if bounds.queue else nullcontext():
            yield
    finally:
        _ONE.release()


def _not_now(message: str) -> UnreadableFile:
    error = UnreadableFile(message)
    error.again = True
    return error


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is removed in the end, like those that killed processes have left."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _DEAD:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _run(folder: Path, name: str, pages: int, bounds: Bounds) -> None:
    """Have ocrmypdf make text.pdf of scan.pdf in `folder`. Raises UnreadableFile."""
    program = shutil.which("ocrmypdf") or "ocrmypdf"
    seconds = min(bounds.of_file, _START + pages * bounds.of_page)
    command = [program, "-l", "vie", "--force-ocr", "--jobs", "1", "--output-type", "pdf", "--optimize", "0", "-q"]
    command += [*_flags(program), *(["--rotate-pages"] if bounds.turns else [])]
    command += ["--tesseract-timeout", str(int(bounds.of_page)), "--skip-big", str(_MOST_PIXELS)]
    command += ["--max-image-mpixels", str(4 * _MOST_PIXELS), "scan.pdf", "text.pdf"]
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT")}
    own = dict.fromkeys(("TMPDIR", "TEMP", "HOME"), str(folder))
    environment = {**kept, **own, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    process = subprocess.Popen(
        _bounded(command, seconds), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(f"{name}: là bản quét, nhận dạng chữ quá {int(seconds)} giây nên dừng") from None
    finally:
        _end(process)
    if code in _WITH_RESULT and (folder / "text.pdf").is_file():
        return
    if code == _ENCRYPTED:
        raise UnreadableFile(f"{name}: là bản quét được bảo vệ bằng mật khẩu, không nhận dạng chữ được")
    message = f"{name}: là bản quét, không nhận dạng chữ được (ocrmypdf báo lỗi {code})"
    raise _not_now(message) if code < 0 or code > 128 else UnreadableFile(message)  # it was ended, for want of memory perhaps


def _bounded(command: list[str], seconds: float) -> list[str]:
    """The command with bounds on memory and files; where the system has the tools, it ends with this process, and in time."""
    if os.name != "posix":
        return command
    if timeout := shutil.which("timeout"):
        command = [timeout, "--kill-after=5", str(int(seconds) + 5), *command]
    if ends_with_parent := shutil.which("setpriv"):
        command = [ends_with_parent, "--pdeathsig", "TERM", *command]
    own = 'ulimit -S -d "$(ulimit -H -d)"; ulimit -S -t "$(ulimit -H -t)"'  # not those of the process that reads materials
    limits = f'{own}; ulimit -v {_MEMORY // 1024}; ulimit -f {_LARGEST_RESULT // 512}; exec "$@"'
    return ["/bin/sh", "-c", limits, "sh", *command]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and all that it has started, which are a group of their own."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
