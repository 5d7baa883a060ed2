"""Reading the source files: each once, side by side, into the cache.

Guarantees:
1. A file is read again when its bytes, its path or the program change, and otherwise never.
2. Summaries are all that stays in memory; a text is loaded when it is asked for.
3. Whatever is wrong with a file, it is named and the others are read; what cannot be written is an error of the build.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from kb import readers, structure
from kb.build.cache import Cache, CachedText, ReadText
from kb.build.processes import Workers
from kb.catalogue import FACTS_FILES, machine_read
from kb.errors import KnowledgeBaseError, ScannedFile, UnreadableFile, one_file
from kb.identify import identify
from kb.identify.secrecy import restriction
from kb.language.text import fold, fold_white_space, lower, nfc, printable
from kb.law.localities import is_local_number
from kb.law.model import Entry, Reading
from kb.law.naming import recurs
from kb.store import StoreError

T = TypeVar("T")


def source_files(
    folder: Path, lost: Callable[[OSError], None] = lambda error: None, outside: Callable[[Path], None] = lambda path: None
) -> Iterator[Path]:
    """The files of a folder that may be documents, by path; links to folders are not followed, hidden files left out.

    `lost` is told of every folder that cannot be listed, `outside` of every link to a file that is not in the folder.
    """
    root = os.path.realpath(folder)
    for parent, folders, names in os.walk(folder, onerror=lost):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith((".", "~$")) or name in FACTS_FILES:
                continue
            path = Path(parent, name)
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
                outside(path)
            else:
                yield path


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """One document in one file, without its text: what it is, how much of it is there, and the address of its text."""

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
    is_recognized: bool  # whether a machine has recognized its characters in pictures
    is_internal: bool  # whether it is for use within the office alone
    text: CachedText
    letters: str = ""  # stands for the letters of the text, where its facts alone may not tell it from others


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a document in it, is not used, in one line; `part`: its path in an archive, "" for a whole file.

    `again`: when it is worth another try.
    """

    message: str
    part: str = ""
    again: Literal["never", "always", "recognition", "internal"] = "never"
    is_barred: bool = False  # it may not be in the base: nothing of it is kept


@dataclass(frozen=True, slots=True)
class Scope:
    """What a build may read beside what all may: scans, where the machine can recognize them, and what is internal."""

    recognizes: bool
    internal: bool


class FileSummary(NamedTuple):
    """The summary that the cache has of a file: its documents, and why others in it cannot be read."""

    documents: tuple[DocumentRead, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileRead:
    """The documents in one file, and why others in it cannot be read.

    `sha256` is that of its bytes, `name` its name in the cache; both are "" where it cannot be opened.
    """

    path: Path
    sha256: str
    name: str
    documents: tuple[DocumentRead, ...]
    problems: tuple[Problem, ...]
    kept: str = ""  # why this is what was read before, of a file that cannot be read now; "" where it was read now
    day: str = ""  # where it is `kept`: the day on which it was read, and the folder that was asked for
    corpus: str = ""


def largest_first(tasks: Sequence[T], file: Callable[[T], Path]) -> list[T]:
    """The tasks by the size of their files: no process is left with a long one when the others have nothing more to do."""

    def size(task: T) -> int:
        try:
            return file(task).stat().st_size
        except OSError:
            return 0

    return sorted(tasks, key=size, reverse=True)


def read_files(
    cache: Cache, files: Sequence[Path], workers: Workers, scope: Scope, progress: Callable[[int, int], None]
) -> Iterator[FileRead]:
    """The documents in each of `files`, in order, read side by side by `workers`."""
    progress(0, len(files))
    known = {path: file for path in files if (file := _known(cache, path, scope))}
    progress(len(known), len(files))
    unknown = largest_first([path for path in files if path not in known], lambda path: path)
    for done, file in enumerate(workers.in_order(partial(_read, cache, scope), unknown, lost=_lost), len(known) + 1):
        known[file.path] = file
        progress(done, len(files))
    for path in files:
        cache.use(known[path].name)
        yield known[path]


def _known(cache: Cache, path: Path, scope: Scope) -> FileRead | None:
    """The documents in the file, where the cache has them as `scope` allows or it cannot be opened."""
    try:
        sha256 = hashlib.sha256(readers.file_bytes(path)).hexdigest()
    except KnowledgeBaseError as error:
        return FileRead(path, "", "", (), (Problem(str(error)),))
    name = cache.name("read", str(path), sha256)
    found = cache.summary(name, FileSummary)
    return FileRead(path, sha256, name, *found) if found and _is_valid(scope, found) else None


def _is_valid(scope: Scope, found: FileSummary) -> bool:
    """Whether what was read of a file is what would be read of it now."""
    if not scope.internal and any(document.is_internal for document in found.documents):
        return False  # its text is to be kept no longer
    tries = {"always": True, "recognition": scope.recognizes, "internal": scope.internal, "never": False}
    return not any(tries[problem.again] for problem in found.problems)


def _lost(path: Path) -> FileRead:
    """What is said of a file whose reading ended the process that read it; the next build tries again."""
    why = "không đọc được: tiến trình đọc tệp bị dừng đột ngột (có thể hết bộ nhớ)"
    return FileRead(path, "", "", (), (Problem(f"{_called(path)}: {why}"),))


def _called(path: Path, part: str = "") -> str:
    """The name of a file, or of a document in it, in messages."""
    return fold_white_space(printable(f"{path}/{part}" if part else str(path)))


def _problem(error: KnowledgeBaseError) -> Problem:
    again: Literal["never", "always", "recognition"] = "recognition" if isinstance(error, ScannedFile) else "never"
    return Problem(str(error), error.part, "always" if error.again else again)


def _read(cache: Cache, scope: Scope, path: Path) -> FileRead:
    try:
        data = readers.file_bytes(path)
    except KnowledgeBaseError as error:
        return FileRead(path, "", "", (), (Problem(str(error)),))
    sha256 = hashlib.sha256(data).hexdigest()
    name = cache.name("read", str(path), sha256)
    documents: list[DocumentRead] = []
    problems: list[Problem] = []
    with cache.writing(name) as writing:
        for reading in readers.documents_in(data, str(path), readers.FOR_BUILD if scope.recognizes else None):
            if not isinstance(reading, Reading):
                problems.append(_problem(reading))
                continue
            # Nothing of a document that may not be in the base is kept, not even here.
            barred = restriction(reading.paragraphs, reading.edges, is_recognized=reading.is_recognized)
            if barred and (barred.is_secret or not scope.internal):
                why = f"{_called(path, reading.part)}: {barred.reason}"
                problems.append(Problem(why, reading.part, barred.again, is_barred=True))
                continue
            try:
                with one_file(_called(path, reading.part), StoreError, OSError):
                    documents.append(described(reading, path, writing.add, is_internal=barred is not None))
            except UnreadableFile as error:
                problems.append(Problem(str(error), reading.part))
        found = FileSummary(tuple(documents), tuple(problems))
        writing.finish(found)
    return FileRead(path, sha256, name, *found)


def described(reading: Reading, path: Path, keep: Callable[[ReadText], CachedText], *, is_internal: bool) -> DocumentRead:
    """What is known of a document as a reader found it in the file at `path`; `keep` keeps its text and gives the address."""
    tree = structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
    levels = [provision.level for provision in tree.walk()]
    stem = nfc(Path(reading.part).stem if reading.part else path.stem)
    entry = identify(tree, stem, reading.stated)
    return DocumentRead(
        part=reading.part,
        entry=machine_read(entry) if reading.is_recognized else entry,
        named=reading.named,
        notes=(*reading.repairs, *reading.left_out, *tree.corrections),
        main=sum(level in ("article", "item") for level in levels),
        provisions=len(levels),
        corrections=len(tree.corrections),
        is_selection=bool(reading.codified),
        gazette=reading.gazette,
        continues=reading.continues,
        repeated=reading.repeated,
        is_recognized=reading.is_recognized,
        is_internal=is_internal,
        text=keep(ReadText(reading.paragraphs, tree, reading.codified)),
        letters=_letters(tree.text) if not entry.number or recurs(entry.number) or is_local_number(entry.number) else "",
    )


def _letters(text: str) -> str:
    """A value that is the same for two texts where all their letters and digits are, whatever stands between them."""
    letters = "".join(filter(str.isalnum, fold(lower(text))))
    return hashlib.blake2b(letters.encode(), digest_size=12).hexdigest()
