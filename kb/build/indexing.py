"""The index of every text: analysed in further processes, kept on the shelf, and put together.

Guarantees:
1. What is kept of a text is used again only where its words, its document's id and title are as they were.
2. What Whoosh holds is cut into runs of files where a document says so, not after so many: one change touches one run.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.build.processes import Workers
from kb.build.shelf import Shelf, largest_first
from kb.build.texts import Source
from kb.catalogue import Catalogue
from kb.index import IndexPart, Segment, Unit, WhooshEngine, title_of, units
from kb.language import abbreviations
from kb.law.model import Entry

_FILES_OF_A_RUN = 8  # on average


@dataclass(frozen=True, slots=True)
class _Task:
    """A file of the shelf, its texts by number with the entries of their documents, and the name of what is made of it."""

    source: str
    texts: tuple[tuple[int, Entry], ...]
    name: str


def write_index(
    folder: Path,
    sources: Sequence[Source],
    catalogue: Catalogue,
    shelf: Shelf,
    workers: Workers,
    progress: Callable[[int, int], None],
) -> None:
    """Write the index of all texts into the new `folder`."""
    tasks = [_task(source, catalogue, shelf) for source in sources]
    runs = list(_runs(tasks))
    total = len(tasks) + len(runs)
    unknown = largest_first([task for task in tasks if not shelf.has(task.name)], lambda task: shelf.path(task.source))
    done = len(tasks) - len(unknown)
    progress(done, total)
    for _ in workers.in_order(partial(_analyze, shelf), unknown):
        done += 1
        progress(done, total)

    def segments() -> Iterator[Segment]:
        new = [run for run in runs if not shelf.has(_segment_name(run, shelf))]
        known = total - len(new)
        progress(known, total)
        made = iter(workers.in_order(partial(_write_segment, shelf), new))
        for run in runs:
            if run in new:
                known += 1
                next(made)
                progress(known, total)
            yield _segment(run, shelf)

    WhooshEngine().write(folder, (_part(task, shelf) for task in tasks), segments())


def _task(source: Source, catalogue: Catalogue, shelf: Shelf) -> _Task:
    texts = tuple((text.place.text, catalogue.by_id[text.document]) for text in source.texts)
    key = [f"{number} {entry.id} {title_of(entry)}" for number, entry in texts]
    return _Task(source.name, texts, shelf.name("part", source.name, *key))


def _runs(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, ...]]:
    """The tasks, cut before documents of certain names."""
    begin = 0
    for end, task in enumerate(tasks):
        if hashlib.sha256(task.texts[0][1].id.encode()).digest()[0] % _FILES_OF_A_RUN == 0 and end > begin:
            yield tuple(tasks[begin:end])
            begin = end
    if tasks:
        yield tuple(tasks[begin:])


def _part(task: _Task, shelf: Shelf) -> IndexPart:
    """What is written of the texts of a file."""
    return shelf.made(task.name, partial(_analyzed, task, shelf))


def _analyzed(task: _Task, shelf: Shelf) -> IndexPart:
    def listed() -> Iterator[tuple[Unit, dict[str, str]]]:
        with shelf.shard(task.source) as shard:
            for number, entry in task.texts:
                table = abbreviations.table(shard.definitions(number))
                yield from ((unit, table) for unit in units(entry, shard.tree(number)))

    return WhooshEngine().analyzed(listed())


def _segment_name(run: tuple[_Task, ...], shelf: Shelf) -> str:
    return shelf.name("segment", *(task.name for task in run))


def _segment(run: tuple[_Task, ...], shelf: Shelf) -> Segment:
    """What Whoosh holds of a run of files."""
    make = lambda: WhooshEngine().segment(_part(task, shelf) for task in run)  # noqa: E731
    return shelf.made(_segment_name(run, shelf), make)


# What other processes make and keep is not sent back.
def _analyze(shelf: Shelf, task: _Task) -> None:
    _part(task, shelf)


def _write_segment(shelf: Shelf, run: tuple[_Task, ...]) -> None:
    _segment(run, shelf)
