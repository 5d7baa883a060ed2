"""Materials examined in processes of their own, which files of strangers may bring down; the one that asks reads none.

Guarantees:
1. A material has at most SECONDS of processor time and MEMORY bytes, or it ends as MaterialTooLarge that names it and the
   bound.
2. At most PROCESSES materials are examined at a time; who comes then and finds as many waiting is told so at once.
3. What a process has started ends with it, and all of them with the one who asks, however that ends.
4. Processes are kept, with the generation open, while all goes well; after a material that took much, and for another
   generation, there is a fresh one.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import psutil

from kb.build.sealed import NotAsKept, decoded, encoded
from kb.errors import KnowledgeBaseError, UnreadableFile
from kb.generation import Generation
from kb.materials.examining import Examined, MaterialTooLarge, Submitted
from kb.materials.process import MEMORY, SECONDS, Reply, run, too_much_memory, too_much_time

PROCESSES = 2
_WAITING = 2
_WAIT = 1.0  # seconds until somebody who waits is sent away
_LONGEST = (
    240.0  # seconds of a material, those of recognizing characters, which has bounds of its own, and of a busy machine too
)
_START = 60.0  # seconds that a process may take to begin
_MOST_USES = 100
_KEPT = 256 * 2**20  # bytes: a process that has more is not kept
_LOOKS = 0.05  # seconds between looks at a process
_LARGEST_REPLY = 32 * 2**20  # bytes

Examine = Callable[[Submitted], Examined]


class MaterialsBusy(KnowledgeBaseError):
    """As many materials as may be are examined already."""


class MaterialProcesses:
    """The processes that examine materials; none is started before there is need of it."""

    def __init__(self) -> None:
        """Have no process yet."""
        self._turns = threading.BoundedSemaphore(PROCESSES)
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._running: set[_Process] = set()
        self._is_closed = False
        weakref.finalize(self, _end_all, self._idle, self._running)  # with this object, or with the program

    @contextlib.contextmanager
    def turn(self, generation: Generation) -> Iterator[Examine]:
        """The right to have one material examined in it, against `generation`. Raises MaterialsBusy.

        The function that it gives raises as `kb.materials.examining.examine` does.
        """
        if not self._turns.acquire(blocking=False):
            if not self._waiting.acquire(blocking=False):
                raise MaterialsBusy(_BUSY)
            try:
                has_turn = self._turns.acquire(timeout=_WAIT)
            finally:
                self._waiting.release()
            if not has_turn:
                raise MaterialsBusy(_BUSY)
        try:
            yield lambda submitted: self._examine(generation, submitted)
        finally:
            self._turns.release()

    def keep_ready(self, generation: Generation) -> None:
        """Have a process with `generation` open, beginning in the background, and none idle with another."""
        self.follow(generation)
        with self._lock:
            if not self._idle and len(self._running) < PROCESSES and not self._is_closed:
                self._idle.append(_Process(generation))

    def follow(self, generation: Generation) -> None:
        """Where a process waits with another generation open, have one with `generation` instead."""
        if all(process.generation() is generation for process in self._idle):
            return
        with self._lock:
            old = [process for process in self._idle if process.generation() is not generation]
            self._idle[:] = [process for process in self._idle if process.generation() is generation]
        for process in old:
            process.end()
        self.keep_ready(generation)

    def close(self) -> None:
        """End all processes, and start none any more."""
        with self._lock:
            self._is_closed = True
        _end_all(self._idle, self._running)

    def _examine(self, generation: Generation, submitted: Submitted) -> Examined:
        process = self._take(generation)
        try:
            reply = process.reply(submitted)
        finally:
            with self._lock:
                self._running.discard(process)
                is_kept = process.is_good() and not self._is_closed
                if is_kept:
                    self._idle.append(process)
            if not is_kept:
                process.end()
                self.keep_ready(generation)  # whoever comes next need not wait for a new one to begin
        if reply.examined is not None:
            return reply.examined
        raise (MaterialTooLarge if reply.is_too_large else UnreadableFile)(reply.error)

    def _take(self, generation: Generation) -> "_Process":
        self.follow(generation)
        with self._lock:
            process = self._idle.pop() if self._idle else _Process(generation)
            self._running.add(process)
        return process


def _end_all(idle: "list[_Process]", running: "set[_Process]") -> None:
    while idle:
        idle.pop().end()
    for process in list(running):
        process.kill()


_BUSY = f"Máy chủ đang kiểm tra {PROCESSES} tài liệu khác; hãy gửi lại sau vài giây"


class _Process:
    """One process, and the connection to it."""

    def __init__(self, generation: Generation) -> None:
        # "spawn" is the one way to start a process that all systems have and that threads do not disturb.
        context = multiprocessing.get_context("spawn")
        self.generation = weakref.ref(generation)
        self._connection, other = context.Pipe()
        self._process = context.Process(target=run, args=(str(generation.folder), other), daemon=True)
        self._process.start()
        other.close()
        self._watched = psutil.Process(self._process.pid)
        self._uses = 0
        self._is_good = True
        self._ending = threading.Lock()

    def reply(self, submitted: Submitted) -> Reply:
        """What the process makes of a material; that it ended, or was ended at a bound, is a reply too."""
        watch = _Watch(self._watched, self.kill)
        try:
            if not self._uses and not (self._connection.poll(_START) and self._connection.recv_bytes(16)):
                raise EOFError  # it has not begun
            self._uses += 1
            with watch:
                self._connection.send_bytes(encoded(submitted))
                return decoded(self._connection.recv_bytes(_LARGEST_REPLY), Reply)
        except (EOFError, OSError, psutil.Error, NotAsKept):
            self._is_good = False
            self.kill()
            return self._why_none(submitted.called, watch.met)

    def _why_none(self, called: str, met: str) -> Reply:
        if not self._uses:
            return Reply(error=f"{called}: máy chủ chưa đọc được lúc này; hãy gửi lại sau ít phút")
        if met == "time" or self._process.exitcode == -getattr(signal, "SIGXCPU", 0):
            return Reply(error=too_much_time(called), is_too_large=True)
        if met == "memory":
            return Reply(error=too_much_memory(called), is_too_large=True)
        why = f"việc đọc dừng đột ngột: tệp hỏng, hoặc cần hơn {MEMORY // 2**20} MB bộ nhớ"
        return Reply(error=f"{called}: {why}", is_too_large=True)

    def is_good(self) -> bool:
        """Whether another material may go to it."""
        try:
            return self._is_good and self._uses < _MOST_USES and _memory(self._watched) < _KEPT
        except psutil.Error:
            return False

    def kill(self) -> None:
        """End it, and all that it has started; the connection is left to who uses it."""
        with self._ending:
            with contextlib.suppress(psutil.Error):
                self._watched.suspend()  # it starts nothing more
                for started in self._watched.children(recursive=True):
                    _end(started)
            self._process.kill()
            self._process.join(5.0)

    def end(self) -> None:
        """End it, when nobody uses it any more."""
        self.kill()
        self._connection.close()


def _end(started: psutil.Process) -> None:
    """End a program that a process has started, with its group: what begins meanwhile is of that too."""
    with contextlib.suppress(psutil.Error, OSError):
        if os.name == "posix" and os.getpgid(started.pid) != os.getpgid(0):
            os.killpg(os.getpgid(started.pid), signal.SIGKILL)
        started.kill()


class _Watch:
    """Within it, a process that meets a bound is ended by `end`; `met` is that bound: "time" or "memory"."""

    def __init__(self, watched: psutil.Process, end: Callable[[], None]) -> None:
        self.met = ""
        self._watched, self._end = watched, end
        self._is_done = threading.Event()

    def __enter__(self) -> "_Watch":
        self._begun, self._used = time.monotonic(), _seconds(self._watched)
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_done.set()

    def _look(self) -> None:
        with contextlib.suppress(psutil.Error):  # it has ended
            while not self._is_done.wait(_LOOKS):
                if _memory(self._watched) > MEMORY:
                    self.met = "memory"
                elif _seconds(self._watched) - self._used > SECONDS or time.monotonic() - self._begun > _LONGEST:
                    self.met = "time"
                if self.met:
                    self._end()
                    return


def _seconds(process: psutil.Process) -> float:
    """The processor time that a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _memory(process: psutil.Process) -> int:
    """The bytes of memory of a process that are its own."""
    info = process.memory_info()
    return int(getattr(info, "private", 0) or info.rss - getattr(info, "shared", 0))
