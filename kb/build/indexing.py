"""The index of every text: analysed in further processes, kept in the cache, and put together.

Guarantees:
1. What is kept of a text is used again only where its words, its document's id and title are as they were.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.build.cache import Cache
from kb.build.processes import Workers
from kb.build.reading import largest_first
from kb.build.sources import Source
from kb.catalogue import Catalogue, periods, year_of
from kb.index import DocumentFields, IndexPart, Unit, indexed, title_of, units, value_key, write_index
from kb.language import abbreviations
from kb.law.model import Entry
from kb.law.relations import DocumentRelation


@dataclass(frozen=True, slots=True)
class _Task:
    """A file of the cache, its texts by number with the entries of their documents, and the name of what is made of it."""

    source: str
    texts: tuple[tuple[int, Entry], ...]
    name: str


def index_texts(
    folder: Path,
    sources: Sequence[Source],
    catalogue: Catalogue,
    cache: Cache,
    workers: Workers,
    progress: Callable[[int, int], None],
    engine: str | None = None,
) -> None:
    """Write the index of all texts into the new `folder`; `engine`: its kind, None: the one that suits its size."""
    tasks = [_task(source, catalogue, cache) for source in sources]
    unknown = largest_first([task for task in tasks if not cache.has(task.name)], lambda task: cache.path(task.source))
    total = len(tasks) + 1
    done = len(tasks) - len(unknown)
    progress(done, total)
    for _ in workers.in_order(partial(_analyze, cache), unknown):
        done += 1
        progress(done, total)
    entries = [entry for task in tasks for _, entry in task.texts]
    consolidated = {entry.id: entry.targets(DocumentRelation.CONSOLIDATES) for entry in catalogue.entries}
    write_index(folder, (_part(task, cache) for task in tasks), _fields(entries, catalogue), consolidated, engine)
    progress(total, total)


def _fields(entries: Sequence[Entry], catalogue: Catalogue) -> dict[str, DocumentFields]:
    """The facts of documents by which hits are filtered and counted, by id."""
    spelled: dict[str, str] = {}  # "Toà án" and "Tòa án" are one issuer, spelt as the first is
    found = {}
    for entry in entries:
        issuer = entry.issuer and spelled.setdefault(value_key(entry.issuer), entry.issuer)
        statuses = tuple((day.isoformat(), word) for day, word in periods(catalogue, entry))
        found[entry.id] = DocumentFields(entry.id, entry.type, issuer or "", str(year_of(entry) or ""), statuses)
    return found


def _task(source: Source, catalogue: Catalogue, cache: Cache) -> _Task:
    texts = tuple((text.cached.number, catalogue.by_id[text.document]) for text in source.texts)
    key = [f"{number} {entry.id} {title_of(entry)}" for number, entry in texts]
    return _Task(source.name, texts, cache.name("part", source.name, *key))


def _part(task: _Task, cache: Cache) -> IndexPart:
    """The analysed units of the texts of a file."""
    return cache.made(task.name, partial(_analyzed, task, cache))


def _analyzed(task: _Task, cache: Cache) -> IndexPart:
    def listed() -> Iterator[tuple[Unit, dict[str, str]]]:
        with cache.shard(task.source) as shard:
            for number, entry in task.texts:
                table = abbreviations.table(shard.definitions(number))
                yield from ((unit, table) for unit in units(entry, shard.tree(number)))

    return indexed(listed())


# Other processes keep what they make; nothing is sent back.
def _analyze(cache: Cache, task: _Task) -> None:
    _part(task, cache)
