"""The shelf: what was read of each source file, and what was made of it, kept on disk so that it is done once.

Guarantees:
1. A file is read again when its bytes, its path or the program change, and otherwise never.
2. What is damaged or missing on the shelf is made again: that costs time, never a result.
3. Summaries are all that stays in memory; a text is loaded when it is asked for.
4. A build that is interrupted leaves on the shelf what it has made, and the next one goes on from there.
"""

import hashlib
import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kb import citations, readers, structure
from kb.build.processes import Workers
from kb.errors import KnowledgeBaseError
from kb.identify import identify
from kb.language.text import nfc
from kb.law.model import Codified, Entry, Paragraph, Reading, Tree
from kb.store import Shard, ShardWriter

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: the name of a file of the shelf, the number of the text there, and a hash of its eIds."""

    name: str
    text: int
    outline: str


@dataclass(frozen=True, slots=True)
class Body:
    """The text of one document in one file: its paragraphs, their tree, and what the codification says of its articles."""

    paragraphs: tuple[Paragraph, ...]
    tree: Tree
    codified: tuple[Codified, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelved:
    """One document in one file, without its text: what it is, how much of it is there, and where its text stands."""

    part: str
    entry: Entry
    named: tuple[Entry, ...]
    notes: tuple[str, ...]
    main: int  # how many Điều, or items of a document without Điều
    provisions: int
    corrections: int
    is_selection: bool
    gazette: str
    continues: str
    repeated: int
    place: Place


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file holds: its documents, and why others in it cannot be read.

    `sha256` is that of its bytes, `name` what it has on the shelf; both are "" where it cannot be opened.
    """

    path: Path
    sha256: str
    name: str
    documents: tuple[Shelved, ...]
    problems: tuple[str, ...]


def largest_first(tasks: Sequence[T], file: Callable[[T], Path]) -> list[T]:
    """The tasks by the size of their files: no process is left with a long one when the others have nothing more to do."""

    def size(task: T) -> int:
        try:
            return file(task).stat().st_size
        except OSError:
            return 0

    return sorted(tasks, key=size, reverse=True)


class Shelf:
    """A folder of what one version of the program has read and made. It may be sent to other processes."""

    def __init__(self, folder: Path, program: str) -> None:
        """`program` is a hash of the program's own files; what another version has made is not used."""
        self._folder, self._program = folder, program
        self._used: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def read_all(self, files: Sequence[Path], workers: Workers, progress: Callable[[int, int], None]) -> Iterator[FileRead]:
        """What each of `files` holds, in order, read side by side by `workers`."""
        progress(0, len(files))
        known = {path: file for path in files if (file := _known(self, path))}
        progress(len(known), len(files))
        unknown = largest_first([path for path in files if path not in known], lambda path: path)
        for done, file in enumerate(workers.in_order(partial(_read, self), unknown), len(known) + 1):
            known[file.path] = file
            progress(done, len(files))
        for path in files:
            self._used.add(known[path].name)
            yield known[path]

    def name(self, *key: str) -> str:
        """The name on the shelf of what is made from `key`, which holds all that it depends on but the program."""
        content = "\0".join((self._program, *key))
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()

    def path(self, name: str) -> Path:
        """Where a thing of this name stands."""
        return self._folder / name

    def recall(self, name: str) -> Any:
        """The thing that was kept under `name`; None where there is none."""
        self._used.add(name)
        try:
            return pickle.loads(self.path(name).read_bytes())
        except Exception:  # whatever is wrong with the file, the thing is made again
            return None

    def made(self, name: str, make: Callable[[], T]) -> T:
        """The thing that was kept under `name`, or what `make` makes, which is kept."""
        thing: T | None = self.recall(name)
        if thing is None:
            thing = make()
            self.keep(name, thing)
        return thing

    def has(self, name: str) -> bool:
        """Whether anything was kept under `name`."""
        return self.path(name).exists()

    def keep(self, name: str, thing: object) -> None:
        """Keep a thing under `name`."""
        self._used.add(name)
        new = self.new(name)
        new.write_bytes(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))
        new.replace(self.path(name))  # in one step: who opens it sees all of it or nothing

    def put(self, thing: object) -> str:
        """Keep a thing under a name that stands for it; gives the name."""
        name = self.name("content", hashlib.sha256(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)).hexdigest())
        self.keep(name, thing)
        return name

    def new(self, name: str) -> Path:
        """Where a thing is written before it has its `name`."""
        return self._folder / f"{name}.{os.getpid()}.{threading.get_ident()}.new"

    def body(self, place: Place) -> Body:
        """The text at a place that this shelf gave out."""
        with self.shard(place.name) as shard:
            return Body(shard.paragraphs(place.text), shard.tree(place.text), shard.codified(place.text))

    def shard(self, name: str) -> Shard:
        """The texts that are kept under a name that this shelf gave out, to be opened by `with`."""
        return Shard(self.path(name))

    def joined(self, places: Sequence[Place], join: Callable[[], Body]) -> Place:
        """Where the text stands that `join` makes of those at `places`."""
        name = self.name("joined", *(f"{place.name} {place.text}" for place in places))
        self._used.add(name)
        place = self.summary(name)
        if not isinstance(place, Place):
            with self.writing(name) as writing:
                place = writing.add(join())
                writing.finish(place)
        return place

    def summary(self, name: str) -> Any:
        """What the file of texts of this name was finished with; None where there is none."""
        try:
            with self.shard(name) as shard:
                return pickle.loads(shard.summary())
        except Exception:  # as in `recall`
            return None

    def writing(self, name: str) -> "_Writing":
        """A new file of texts under `name`."""
        return _Writing(self, name)

    def clear(self) -> None:
        """Remove what this build did not use."""
        for path in self._folder.iterdir():
            if path.name not in self._used:
                path.unlink(missing_ok=True)


class _Writing:
    """A new file of texts of the shelf, written in a `with`; it is there when it is finished."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._name, self._target = name, shelf.path(name)
        self._new = shelf.new(name)

    def __enter__(self) -> "_Writing":
        self._new.unlink(missing_ok=True)  # of a process of this number that was killed
        self._shard = ShardWriter(self._new)
        return self

    def __exit__(self, *error: object) -> None:
        self._shard.abandon()
        self._new.unlink(missing_ok=True)

    def add(self, body: Body) -> Place:
        """Add a text."""
        eids = "\n".join(provision.eid for provision in body.tree.walk())
        defined = [(one.short, one.long) for one in citations.definitions(body.tree.text)]
        general = citations.general_names(body.tree.text)
        number = self._shard.add(body.paragraphs, body.tree, body.codified, defined, general)
        return Place(self._name, number, hashlib.sha256(eids.encode()).hexdigest())

    def finish(self, summary: object) -> None:
        """Close the file with what `Shelf.summary` is to give, and put it on the shelf."""
        self._shard.close(pickle.dumps(summary, pickle.HIGHEST_PROTOCOL))
        self._new.replace(self._target)  # in one step: who opens it sees all of it or nothing


def _known(shelf: Shelf, path: Path) -> FileRead | None:
    """What the file holds, where that is on the shelf or it cannot be opened."""
    try:
        sha256 = hashlib.sha256(readers.file_bytes(path)).hexdigest()
    except KnowledgeBaseError as error:
        return FileRead(path, "", "", (), (str(error),))
    name = shelf.name("read", str(path), sha256)
    summary = shelf.summary(name)
    return FileRead(path, sha256, name, *summary) if summary else None


def _read(shelf: Shelf, path: Path) -> FileRead:
    try:
        data = readers.file_bytes(path)
    except KnowledgeBaseError as error:
        return FileRead(path, "", "", (), (str(error),))
    sha256 = hashlib.sha256(data).hexdigest()
    name = shelf.name("read", str(path), sha256)
    documents: list[Shelved] = []
    problems: list[str] = []
    with shelf.writing(name) as writing:
        for reading in readers.documents_in(data, str(path)):
            if not isinstance(reading, Reading):
                problems.append(str(reading))
                continue
            tree = structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
            place = writing.add(Body(reading.paragraphs, tree, reading.codified))
            documents.append(_shelved(reading, tree, path, place))
        writing.finish((tuple(documents), tuple(problems)))
    return FileRead(path, sha256, name, tuple(documents), tuple(problems))


def _shelved(reading: Reading, tree: Tree, path: Path, place: Place) -> Shelved:
    levels = [provision.level for provision in tree.walk()]
    stem = nfc(Path(reading.part).stem if reading.part else path.stem)
    return Shelved(
        part=reading.part,
        entry=identify(tree, stem, reading.stated),
        named=reading.named,
        notes=(*reading.repairs, *reading.left_out, *tree.corrections),
        main=sum(level in ("article", "item") for level in levels),
        provisions=len(levels),
        corrections=len(tree.corrections),
        is_selection=bool(reading.codified),
        gazette=reading.gazette,
        continues=reading.continues,
        repeated=reading.repeated,
        place=place,
    )
