"""The index of every text: analysed in further processes, kept in the cache, and put together.

Guarantees:
1. What is kept of a text is used again only where its words, its document's id and title are as they were.
2. What Whoosh holds is cut into runs of files where a document says so, not after so many: one change touches one run.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.build.cache import Cache
from kb.build.processes import Workers
from kb.build.reading import largest_first
from kb.build.sources import Source
from kb.catalogue import Catalogue
from kb.index import IndexPart, Segment, Unit, WhooshEngine, title_of, units
from kb.language import abbreviations
from kb.law.model import Entry

_FILES_OF_A_RUN = 8  # on average


@dataclass(frozen=True, slots=True)
class _Task:
    """A file of the cache, its texts by number with the entries of their documents, and the name of what is made of it."""

    source: str
    texts: tuple[tuple[int, Entry], ...]
    name: str


def write_index(
    folder: Path,
    sources: Sequence[Source],
    catalogue: Catalogue,
    cache: Cache,
    workers: Workers,
    progress: Callable[[int, int], None],
) -> None:
    """Write the index of all texts into the new `folder`."""
    tasks = [_task(source, catalogue, cache) for source in sources]
    runs = list(_runs(tasks))
    total = len(tasks) + len(runs)
    unknown = largest_first([task for task in tasks if not cache.has(task.name)], lambda task: cache.path(task.source))
    done = len(tasks) - len(unknown)
    progress(done, total)
    for _ in workers.in_order(partial(_analyze, cache), unknown):
        done += 1
        progress(done, total)

    def segments() -> Iterator[Segment]:
        new = [run for run in runs if not cache.has(_segment_name(run, cache))]
        known = total - len(new)
        progress(known, total)
        made = iter(workers.in_order(partial(_write_segment, cache), new))
        for run in runs:
            if run in new:
                known += 1
                next(made)
                progress(known, total)
            yield _segment(run, cache)

    WhooshEngine().write(folder, (_part(task, cache) for task in tasks), segments())


def _task(source: Source, catalogue: Catalogue, cache: Cache) -> _Task:
    texts = tuple((text.cached.number, catalogue.by_id[text.document]) for text in source.texts)
    key = [f"{number} {entry.id} {title_of(entry)}" for number, entry in texts]
    return _Task(source.name, texts, cache.name("part", source.name, *key))


def _runs(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, ...]]:
    """The tasks, cut before documents of certain names."""
    begin = 0
    for end, task in enumerate(tasks):
        if hashlib.sha256(task.texts[0][1].id.encode()).digest()[0] % _FILES_OF_A_RUN == 0 and end > begin:
            yield tuple(tasks[begin:end])
            begin = end
    if tasks:
        yield tuple(tasks[begin:])


def _part(task: _Task, cache: Cache) -> IndexPart:
    """The analysed units of the texts of a file."""
    return cache.made(task.name, partial(_analyzed, task, cache))


def _analyzed(task: _Task, cache: Cache) -> IndexPart:
    def listed() -> Iterator[tuple[Unit, dict[str, str]]]:
        with cache.shard(task.source) as shard:
            for number, entry in task.texts:
                table = abbreviations.table(shard.definitions(number))
                yield from ((unit, table) for unit in units(entry, shard.tree(number)))

    return WhooshEngine().analyzed(listed())


def _segment_name(run: tuple[_Task, ...], cache: Cache) -> str:
    return cache.name("segment", *(task.name for task in run))


def _segment(run: tuple[_Task, ...], cache: Cache) -> Segment:
    """The segment of Whoosh's index over a run of files."""
    make = lambda: WhooshEngine().segment(_part(task, cache) for task in run)  # noqa: E731
    return cache.made(_segment_name(run, cache), make)


# Other processes keep what they make; nothing is sent back.
def _analyze(cache: Cache, task: _Task) -> None:
    _part(task, cache)


def _write_segment(cache: Cache, run: tuple[_Task, ...]) -> None:
    _segment(run, cache)
