"""Work in further processes."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_CHUNKS = 4


def in_order(work: Callable[[T], R], tasks: Iterable[T], processes: int, chunk: int = 1) -> Iterator[R]:
    """What `work` makes of each task, in order, done by so many further processes, `chunk` tasks at a time; 0: by this one."""
    if not processes:
        yield from map(work, tasks)
        return
    # Only a few chunks are at work or wait at a time: the tasks may be more than memory holds.
    window = _CHUNKS * processes
    # "spawn" is the one way to start a process that all systems have and that threads do not disturb.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_die_with_parent) as pool:
        waiting: deque[Future[list[R]]] = deque()
        try:
            remaining = iter(tasks)
            while tasks_of_chunk := list(islice(remaining, chunk)):
                waiting.append(pool.submit(_all, work, tasks_of_chunk))
                if len(waiting) == window:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _all(work: Callable[[T], R], tasks: list[T]) -> list[R]:
    return [work(task) for task in tasks]


def _die_with_parent() -> None:
    """A killed build leaves no process behind that waits for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "runs in a process of a pool"

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
