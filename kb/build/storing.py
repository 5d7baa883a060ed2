"""Writes the store beside other work: SQLite needs no lock of Python while it copies rows.

Guarantees:
1. What is added comes in the order in which it was added.
2. An error in it is raised at the end of the `with`, at the latest.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from kb.build.citing import CitedText
from kb.law.model import Entry, SourceFile, Wording
from kb.store import Version, Writer


class Storing:
    """The store of a new generation, written by one thread until the end of a `with`."""

    def __init__(self, path: Path) -> None:
        """Write the file at `path`, which must not exist."""
        self._thread = ThreadPoolExecutor(1)
        self._begun: list[Future[Any]] = []
        self._writer = self._thread.submit(Writer, path).result()
        self.counts = 0, 0, 0  # when all is written: documents, provisions, references

    def __enter__(self) -> "Storing":
        """The store, begun."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Finish the file, or leave it where there was an error."""
        try:
            if error is None:
                for begun in self._begun:
                    begun.result()
                self.counts = self._thread.submit(self._writer.finish).result()
        finally:
            for begun in self._begun:
                begun.cancel()
            self._thread.submit(self._writer.close).result()
            self._thread.shutdown()

    def _do(self, work: Callable[..., None], *values: object) -> None:
        self._begun.append(self._thread.submit(work, *values))

    def add_files(self, files: Iterable[SourceFile]) -> None:
        """As `Writer.add_files`."""
        self._do(self._writer.add_files, files)

    def add_texts(self, shard: Path, versions: Sequence[Version]) -> None:
        """As `Writer.add_texts`."""
        self._do(self._writer.add_texts, shard, versions)

    def add_references(self, version: Version, cited: CitedText) -> None:
        """As `Writer.add_references`."""
        self._do(lambda: self._writer.add_references(version.document, version.valid_from, cited.references))

    def add_wordings(self, document: str, wordings: Iterable[tuple[str, Wording]]) -> None:
        """As `Writer.add_wordings`."""
        self._do(self._writer.add_wordings, document, wordings)

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """As `Writer.add_entries`."""
        self._do(self._writer.add_entries, entries)
