"""What the checks look at: a folder of data, and the address under which the server is reached."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from kb.build import default_corpora
from kb.build.last_build import LastBuild, read_last_build
from kb.console import FETCHED, OWN
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.language.text import grouped
from kb.published import Published


@dataclass(frozen=True)
class Installation:
    """An installation, as its owner names it; what several checks need is looked up once."""

    data: Path
    host: str
    port: int
    now: datetime  # with its offset from UTC

    @cached_property
    def published(self) -> Published:
        """What is served from the folder of data."""
        return Published(self.data)

    @cached_property
    def generation(self) -> Generation | None:
        """The generation that is served; None where none can be."""
        with suppress(KnowledgeBaseError):
            return self.published.current()
        return None

    @cached_property
    def last_build(self) -> LastBuild | None:
        """What the last build left."""
        return read_last_build(self.data)

    @cached_property
    def base(self) -> Path:
        """What relative paths of sources are relative to."""
        return Path(self.last_build.folder) if self.last_build else Path.cwd()

    @cached_property
    def corpora(self) -> tuple[Path, ...]:
        """The folders that the last build read; where it left no word, those that are read when none is named."""
        if self.last_build:
            return tuple(self.base / folder for folder in self.last_build.corpora)
        own = (folder for name in (OWN, FETCHED) if (folder := self.data / name).is_dir())
        return (*default_corpora(), *own)


def entries_of(folder: Path) -> Iterator[Path]:
    """The files and folders in a folder, at any depth, as far as they can be listed."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            yield path
            if path.is_dir() and not path.is_symlink():
                yield from entries_of(path)


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    total = 0
    for path in entries_of(folder):
        with suppress(OSError):
            total += 0 if path.is_dir() else path.stat().st_size
    return total


def some(names: list[str], most: int = 3) -> str:
    """The first of many names: "a, b, c và 4 tên khác"."""
    more = f" và {len(names) - most} tên khác" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def megabytes(size: float) -> str:
    """A size in MB, as Vietnamese writes it: "1.024 MB"."""
    return f"{grouped(round(size / 2**20))} MB"
