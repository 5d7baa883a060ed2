"""The shelf: what was read of each source file, kept on disk so that a file is read once.

Guarantees:
1. A file is read again when its bytes, its path or the program change, and otherwise never.
2. What is damaged or missing on the shelf is read again: that costs time, never a result.
3. Summaries are all that stays in memory; a text is loaded when it is asked for.
4. A build that is interrupted leaves on the shelf what it has read, and the next one goes on from there.
"""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb import readers, structure
from kb.errors import KnowledgeBaseError
from kb.identify import identify
from kb.model import Codified, Entry, Paragraph, Reading, Tree
from kb.processes import in_order
from kb.text import nfc

_FEWEST_FOR_PROCESSES = 12  # files: fewer are read sooner than processes start
_LENGTH = 8  # bytes of the length of the summaries, at the very end


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: the name of a file of the shelf, and the range of its bytes there."""

    name: str
    begin: int
    end: int


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


class Shelf:
    """A folder of what was read by one version of the program."""

    def __init__(self, folder: Path, program: str) -> None:
        """`program` is a hash of the program's own files; what another version has read is not used."""
        self._folder, self._program = folder, program
        self._used: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def read_all(self, files: Sequence[Path], processes: int, progress: Callable[[int, int], None]) -> Iterator[FileRead]:
        """What each of `files` holds, in order, read beside one another by so many further `processes`."""
        tasks = [_Task(path, self._folder, self._program) for path in files]
        progress(0, len(files))
        known = {task.path: file for task in tasks if (file := _known(task))}
        progress(len(known), len(files))
        unknown = [task for task in tasks if task.path not in known]
        few = len(unknown) < _FEWEST_FOR_PROCESSES
        for done, file in enumerate(in_order(_read, unknown, 0 if few else processes), len(known) + 1):
            known[file.path] = file
            progress(done, len(files))
        for path in files:
            self._used.add(known[path].name)
            yield known[path]

    def body(self, place: Place) -> Body:
        """The text at a place that this shelf gave out."""
        with (self._folder / place.name).open("rb") as file:
            file.seek(place.begin)
            body = pickle.loads(file.read(place.end - place.begin))
        assert isinstance(body, Body)
        return body

    def put(self, body: Body) -> Place:
        """Keep a text that was joined of several, for this build."""
        content = pickle.dumps(body, pickle.HIGHEST_PROTOCOL)
        name = hashlib.sha256(content).hexdigest()
        (self._folder / name).write_bytes(content)
        self._used.add(name)
        return Place(name, 0, len(content))

    def clear(self) -> None:
        """Remove what this build did not use."""
        for path in self._folder.iterdir():
            if path.name not in self._used:
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Task:
    path: Path
    folder: Path
    program: str

    def target(self, sha256: str) -> Path:
        """Where what is read of these bytes stands on the shelf."""
        key = f"{self.program}\0{self.path}\0{sha256}"
        return self.folder / hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _known(task: _Task) -> FileRead | None:
    """What the file holds, where that is on the shelf or it cannot be opened."""
    try:
        sha256 = hashlib.sha256(readers.load(task.path)).hexdigest()
    except KnowledgeBaseError as error:
        return FileRead(task.path, "", "", (), (str(error),))
    target = task.target(sha256)
    shelved = _load(target)
    return FileRead(task.path, sha256, target.name, *shelved) if shelved else None


def _read(task: _Task) -> FileRead:
    try:
        data = readers.load(task.path)
    except KnowledgeBaseError as error:
        return FileRead(task.path, "", "", (), (str(error),))
    sha256 = hashlib.sha256(data).hexdigest()
    target = task.target(sha256)
    return FileRead(task.path, sha256, target.name, *_shelve(target, task.path, data))


def _load(path: Path) -> tuple[tuple[Shelved, ...], tuple[str, ...]] | None:
    try:
        with path.open("rb") as file:
            file.seek(-_LENGTH, os.SEEK_END)
            length = int.from_bytes(file.read(_LENGTH))
            file.seek(-_LENGTH - length, os.SEEK_END)
            summaries, problems = pickle.loads(file.read(length))
            return summaries, problems
    except Exception:  # whatever is wrong with the file, it is read again
        return None


def _shelve(target: Path, path: Path, data: bytes) -> tuple[tuple[Shelved, ...], tuple[str, ...]]:
    summaries: list[Shelved] = []
    problems: list[str] = []
    new = target.with_name(f"{target.name}.{os.getpid()}.new")
    with new.open("wb") as file:
        for reading in readers.documents_in(data, str(path)):
            if not isinstance(reading, Reading):
                problems.append(str(reading))
                continue
            tree = structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
            body = Body(reading.paragraphs, tree, reading.codified)
            begin = file.tell()
            file.write(pickle.dumps(body, pickle.HIGHEST_PROTOCOL))
            summaries.append(_summary(reading, body, path, Place(target.name, begin, file.tell())))
        last = pickle.dumps((tuple(summaries), tuple(problems)), pickle.HIGHEST_PROTOCOL)
        file.write(last + len(last).to_bytes(_LENGTH))
    new.replace(target)  # in one step: who opens it sees all of it or nothing
    return tuple(summaries), tuple(problems)


def _summary(reading: Reading, body: Body, path: Path, place: Place) -> Shelved:
    levels = [provision.level for provision in body.tree.walk()]
    stem = nfc(Path(reading.part).stem if reading.part else path.stem)
    return Shelved(
        part=reading.part,
        entry=identify(body.tree, stem, reading.stated),
        named=reading.named,
        notes=(*reading.repairs, *reading.left_out, *body.tree.corrections),
        main=sum(level in ("article", "item") for level in levels),
        provisions=len(levels),
        corrections=len(body.tree.corrections),
        is_selection=bool(reading.codified),
        gazette=reading.gazette,
        continues=reading.continues,
        repeated=reading.repeated,
        place=place,
    )
