"""The index of every text: analysed in further processes, kept in the cache, and put together.

Guarantees:
1. What is kept of a text is used again only where its words and days, its document's id and title are as they were.
2. A document that cannot be analysed is left out of the index and told of; the others are searched.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kb.build.cache import Cache
from kb.build.processes import Workers
from kb.build.reading import largest_first
from kb.build.sources import Source, Text, version
from kb.catalogue import Catalogue, periods, year_of
from kb.errors import UnreadableFile, one_file
from kb.index import DatedTree, DocumentFields, IndexPart, Unit, indexed, title_of, units_of_versions, value_key, write_index
from kb.language import abbreviations
from kb.law.model import Entry
from kb.law.relations import DocumentRelation
from kb.store import StoreError


class _Dated(NamedTuple):
    """A version of a document's text: the file of the cache that it stands in, its number there, and its days."""

    source: str
    number: int
    first: date | None  # None: from any day
    end: date | None  # None: to any day


@dataclass(frozen=True, slots=True)
class _Task:
    """Some documents, each with the versions of its text, in the order of their days; and the name of what is made of them."""

    documents: tuple[tuple[Entry, tuple[_Dated, ...]], ...]
    name: str

    @property
    def source(self) -> str:
        """The file of the cache that the first text stands in."""
        return self.documents[0][1][0].source

    def without(self, left_out: Collection[str]) -> "_Task":
        """The task without the documents of these ids."""
        documents = tuple((entry, versions) for entry, versions in self.documents if entry.id not in left_out)
        return self if len(documents) == len(self.documents) else _Task(documents, "")


def index_texts(
    folder: Path,
    sources: Sequence[Source],
    catalogue: Catalogue,
    cache: Cache,
    workers: Workers,
    progress: Callable[[int, int], None],
    engine: str | None = None,
) -> dict[str, str]:
    """Write the index of all texts into the new `folder`; `engine`: its kind, None: the one that suits its size.

    Returns the documents that cannot be searched, by id, each with the reason.
    """
    tasks = _tasks(sources, catalogue, cache)
    unknown = largest_first([task for task in tasks if not cache.has(task.name)], lambda task: cache.path(task.source))
    total = len(tasks) + 1
    done = len(tasks) - len(unknown)
    left_out: dict[str, str] = {}
    progress(done, total)
    for problems in workers.in_order(partial(_analyze, cache), unknown, lost=_lost):
        left_out |= problems
        done += 1
        progress(done, total)
    entries = [entry for task in tasks for entry, _ in task.documents]
    consolidated = {entry.id: entry.targets(DocumentRelation.CONSOLIDATES) for entry in catalogue.entries}
    parts = (_part(task.without(left_out), cache) for task in tasks)
    write_index(folder, parts, _fields(entries, catalogue), consolidated, engine)
    progress(total, total)
    return left_out


def _fields(entries: Sequence[Entry], catalogue: Catalogue) -> dict[str, DocumentFields]:
    """The facts of documents by which hits are filtered and counted, by id."""
    spelled: dict[str, str] = {}  # "Toà án" and "Tòa án" are one issuer, spelt as the first is
    found = {}
    for entry in entries:
        issuer = entry.issuer and spelled.setdefault(value_key(entry.issuer), entry.issuer)
        statuses = tuple((day.isoformat(), word) for day, word in periods(catalogue, entry))
        found[entry.id] = DocumentFields(entry.id, entry.label, entry.type, issuer or "", str(year_of(entry) or ""), statuses)
    return found


def _tasks(sources: Sequence[Source], catalogue: Catalogue, cache: Cache) -> list[_Task]:
    """A task for each source, of the documents whose first text stands in it."""
    texts: dict[str, list[tuple[Text, str]]] = {}
    first_in: dict[str, list[str]] = {source.name: [] for source in sources}
    for source in sources:
        for text in source.texts:
            if text.document not in texts:
                first_in[source.name].append(text.document)
            texts.setdefault(text.document, []).append((text, source.name))
    tasks = []
    for own in filter(None, first_in.values()):
        documents = tuple((catalogue.by_id[document], _dated(texts[document], catalogue)) for document in own)
        key = (f"{versions} {entry.id} {title_of(entry)}" for entry, versions in documents)
        tasks.append(_Task(documents, cache.name("part", *key)))
    return tasks


def _dated(texts: Sequence[tuple[Text, str]], catalogue: Catalogue) -> tuple[_Dated, ...]:
    """The texts of a document as versions: the first holds before its first day, too, and the last after its last."""
    begun = [(version(text, catalogue).valid_from, text.cached.number, source) for text, source in texts]
    ordered = sorted(begun, key=lambda own: own[0] or date.min)
    days = [first for first, *_ in ordered[1:]]
    ends = zip(ordered, [None, *days], [*days, None], strict=True)
    return tuple(_Dated(source, number, first, end) for (_, number, source), first, end in ends)


def _part(task: _Task, cache: Cache) -> IndexPart:
    """The analysed units of the texts of a file, kept where none of its documents is left out."""
    return cache.made(task.name, IndexPart, partial(_analyzed, task, cache)) if task.name else _analyzed(task, cache)


def _analyzed(task: _Task, cache: Cache) -> IndexPart:
    def listed() -> Iterator[tuple[Unit, dict[str, str]]]:
        with ExitStack() as opened:
            shards = {one.source: opened.enter_context(cache.shard(one.source)) for _, own in task.documents for one in own}
            for entry, versions in task.documents:
                defined = [pair for one in versions for pair in shards[one.source].definitions(one.number)]
                table = abbreviations.table(defined)
                trees = [DatedTree(shards[one.source].tree(one.number), one.first, one.end) for one in versions]
                yield from ((unit, table) for unit in units_of_versions(entry, trees))

    return indexed(listed())


# Other processes keep what they make; what is sent back are the documents of which nothing can be made, each with the reason.
def _analyze(cache: Cache, task: _Task) -> dict[str, str]:
    try:
        with one_file(task.source, StoreError, OSError):
            _part(task, cache)
    except UnreadableFile:
        alone = (_Task((document,), "") for document in task.documents)
        return {one.documents[0][0].id: why for one in alone if (why := _problem(one, cache))}
    return {}


def _problem(task: _Task, cache: Cache) -> str:
    """Why the one document of a task cannot be analysed; "" where it can."""
    try:
        with one_file(task.documents[0][0].label, StoreError, OSError):
            _part(task, cache)
    except UnreadableFile as error:
        return str(error)
    return ""


def _lost(task: _Task) -> dict[str, str]:
    """What is said of the documents of a task that ended its process."""
    why = "tiến trình lập chỉ mục bị dừng đột ngột (có thể hết bộ nhớ)"
    return {entry.id: f"{entry.label}: {why}" for entry, _ in task.documents}
