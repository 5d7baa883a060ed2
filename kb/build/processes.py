"""Work in further processes.

Guarantees:
1. Results come in the order of the tasks, and few of them wait at a time: tasks may be more than memory holds.
2. A process that is killed leaves none behind that waits for work for ever.
3. A task that ends its process, for want of memory or by a crash, is found and told of; the others are done all the same.
"""

import gc
import multiprocessing
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from kb.console import log_to

T = TypeVar("T")
R = TypeVar("R")

_CHUNKS = 4
_FEWEST = 12  # chunks of tasks: fewer are done sooner than processes start


def in_order(work: Callable[[T], R], tasks: Iterable[T], processes: int, chunk: int = 1) -> Iterator[R]:
    """`work(task)` of each task, in order, done by so many further processes, `chunk` tasks at a time; 0: by this one."""
    with Workers(processes) as workers:
        yield from workers.in_order(work, tasks, chunk)


class Workers:
    """Further processes that work side by side, until the end of a `with`; they start when there is enough to do."""

    def __init__(self, processes: int, log: Path | None = None) -> None:
        """Have up to so many processes; with 0 of them all work is done by this one. `log`: the file that they log to."""
        self._processes, self._log = processes, log
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        """The processes, none started yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        """End the processes; what they have not begun is left, and what they have, too, where their user ends the program."""
        if self._pool is not None and kind is not None and not issubclass(kind, Exception):
            for process in list(self._pool._processes.values()):
                process.kill()
        self._end()

    def in_order(
        self, work: Callable[[T], R], tasks: Iterable[T], chunk: int = 1, lost: Callable[[T], R] | None = None
    ) -> Iterator[R]:
        """`work(task)` of each task, in order, `chunk` tasks at a time.

        Of a task that ends its process `lost(task)` stands for that; without `lost` BrokenProcessPool is raised.
        """
        if not self._processes:
            yield from map(work, tasks)
            return
        remaining = iter(tasks)
        chunks = iter(lambda: list(islice(remaining, chunk)), [])
        first = list(islice(chunks, _FEWEST))
        if self._pool is None and len(first) < _FEWEST:
            yield from map(work, chain.from_iterable(first))
            return
        window = _CHUNKS * self._processes
        waiting: deque[tuple[Future[list[R]], list[T]]] = deque()
        try:
            for tasks_of_chunk in chain(first, chunks):
                waiting.append((self._submit(work, tasks_of_chunk), tasks_of_chunk))
                if len(waiting) == window:
                    yield from self._oldest(work, waiting, lost)
            while waiting:
                yield from self._oldest(work, waiting, lost)
        finally:
            for future, _ in waiting:
                future.cancel()

    def _oldest(
        self, work: Callable[[T], R], waiting: deque[tuple[Future[list[R]], list[T]]], lost: Callable[[T], R] | None
    ) -> list[R]:
        """The results of the chunk that has waited longest."""
        future, tasks = waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            if lost is None:
                raise
        # Which task it was shows where each runs alone: this one, and all that were begun beside it.
        self._end()
        done = [self._alone(work, task, lost) for task in tasks]
        for at, (begun, others) in enumerate(waiting):
            if begun.cancelled() or isinstance(begun.exception(), BrokenProcessPool):
                waiting[at] = Future(), others
                waiting[at][0].set_result([self._alone(work, task, lost) for task in others])
        return done

    def _alone(self, work: Callable[[T], R], task: T, lost: Callable[[T], R]) -> R:
        try:
            return self._submit(work, [task]).result()[0]
        except BrokenProcessPool:
            self._end()
            return lost(task)

    def _submit(self, work: Callable[[T], R], tasks: list[T]) -> Future[list[R]]:
        try:
            return self._started().submit(_all, work, tasks)
        except BrokenProcessPool as error:  # the chunk is done again when its turn comes
            failed: Future[list[R]] = Future()
            failed.set_exception(error)
            return failed

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # "spawn" is the one way to start a process that all systems have and that threads do not disturb.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, context, initializer=_begin, initargs=(self._log,))
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _all(work: Callable[[T], R], tasks: list[T]) -> list[R]:
    try:
        return [work(task) for task in tasks]
    except Exception as error:
        raise _sendable(error) from error


def _sendable(error: Exception) -> Exception:
    """`error`, or another that tells of it where it cannot be sent to the process that asked: that would end all work."""
    try:
        pickle.loads(pickle.dumps(error))  # nosec B301 # its own
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _begin(log: Path | None) -> None:
    """Prepare a new process for its work."""
    if log is not None:
        log_to(log)
    # Values made of documents hold few cycles: looking for them 700 objects at a time takes a twentieth of the time.
    gc.set_threshold(20_000, 20, 20)
    _die_with_parent()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None, "runs in a process of a pool"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
