"""Reading files anew, as a build reads them, to know what they hold before they go into a pack or come out of one.

Guarantees:
1. Every document in a file is read and looked at for stamps, not only those that somebody asked for.
2. The text of a document that is stamped secret is not kept, not even as a hash.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb import readers
from kb.build.cache import CachedText, ReadText
from kb.build.processes import Workers
from kb.build.reading import DocumentRead, described
from kb.errors import KnowledgeBaseError, ScannedFile, UnreadableFile, one_file
from kb.identify.secrecy import restriction
from kb.law.model import Reading
from kb.readers import FOR_BUILD, archive, can_recognize

_NOWHERE = CachedText("", 0, "")


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in a file, without its text: what it is, and the SHA-256 of its text."""

    read: DocumentRead
    text: str


@dataclass(frozen=True, slots=True)
class SourceContent:
    """What a file holds: its documents, why it is secret ("" where nothing in it is), and why others in it cannot be read.

    `unseen`: it is a scan that this machine cannot recognize, so that nothing is known of it.
    """

    sha256: str
    size: int
    documents: tuple[FoundDocument, ...] = ()
    secret: str = ""
    problems: tuple[str, ...] = ()
    unseen: bool = False

    @property
    def is_internal(self) -> bool:
        """Whether any document in it is for use within the office alone."""
        return any(found.read.is_internal for found in self.documents)

    def part(self, part: str) -> FoundDocument | None:
        """The document that stands under `part` in the file; None where there is none."""
        return next((found for found in self.documents if found.read.part == part), None)


@dataclass(frozen=True, slots=True)
class PackSource:
    """A file to be looked at: the file of an archive by its path there (`member`), else the file at `path` itself."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """The name of the file itself, without folders."""
        return Path(self.member).name if self.member else self.path.name

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)


def source_bytes(source: PackSource) -> bytes:
    """The bytes of a source. Raises UnreadableFile and UnsupportedForm."""
    data = readers.file_bytes(source.path)
    return archive.member_of(data, str(source.path), source.member) if source.member else data


def content_of(data: bytes, path: Path) -> SourceContent:
    """What a file holds whose bytes are `data`, under the name that `path` gives it. Raises nothing that one file can cause."""
    found: list[FoundDocument] = []
    problems: list[str] = []
    content = SourceContent(hashlib.sha256(data).hexdigest(), len(data))
    for reading in readers.documents_in(data, str(path), FOR_BUILD if can_recognize() else None):
        if not isinstance(reading, Reading):
            problems.append(str(reading))
            content = replace(content, unseen=content.unseen or isinstance(reading, ScannedFile))
            continue
        barred = restriction(reading.paragraphs, reading.edges, is_recognized=reading.is_recognized)
        if barred and barred.is_secret:
            return replace(content, secret=barred.reason, unseen=False)
        try:
            with one_file(str(path)):
                found.append(_found(reading, path, is_internal=barred is not None))
        except UnreadableFile as error:
            problems.append(str(error))
    return replace(content, documents=tuple(found), problems=tuple(problems))


def _found(reading: Reading, path: Path, *, is_internal: bool) -> FoundDocument:
    text = hashlib.sha256()

    def keep(body: ReadText) -> CachedText:
        text.update(body.tree.text.encode("utf-8", "surrogatepass"))
        return _NOWHERE

    return FoundDocument(described(reading, path, keep, is_internal=is_internal), text.hexdigest())


def content_of_source(source: PackSource) -> SourceContent:
    """What a source holds; `sha256` is "" where its bytes cannot be had. Raises nothing that one file can cause."""
    try:
        return content_of(source_bytes(source), Path(source.name))
    except KnowledgeBaseError as error:
        return SourceContent("", 0, problems=(str(error),))


def contents_of(
    sources: Sequence[PackSource], workers: Workers, progress: Callable[[int, int], None]
) -> Iterator[SourceContent]:
    """What each source holds, in order, read side by side by `workers`."""
    for done, content in enumerate(workers.in_order(content_of_source, sources, lost=_lost), 1):
        progress(done, len(sources))
        yield content


def _lost(source: PackSource) -> SourceContent:
    return SourceContent("", 0, problems=(f"{source.shown}: không đọc được: tiến trình đọc tệp bị dừng đột ngột",))
