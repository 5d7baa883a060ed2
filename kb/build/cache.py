"""The cache: readings of source files, and all that was made of them, kept on disk so that it is done once.

Guarantees:
1. What is kept is used again only by the same program and for the same key.
2. What is missing, not as it was written (SHA-256), or of another type is made again: that costs time, never a result.
3. A build that is interrupted leaves what it has made, and the next one goes on from there.
4. What is kept is data alone: a folder that somebody else has filled runs nothing.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from kb import citations
from kb.build.sealed import NotAsKept, decoded, encoded, is_whole, read_sealed, seal_file, write_sealed
from kb.law.model import Codified, Paragraph, Tree
from kb.store import Shard, ShardWriter, StoreError

T = TypeVar("T")

_EPOCH = "epoch"  # the name of what tells the present epoch: a build that reads everything anew begins another


@dataclass(frozen=True, slots=True)
class CachedText:
    """The address of a text of the cache: the name of its file, its number there, and a hash of its eIds."""

    name: str
    number: int
    outline: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of one document in one file: its paragraphs, their tree, and what the codification says of its articles."""

    paragraphs: tuple[Paragraph, ...]
    tree: Tree
    codified: tuple[Codified, ...] = ()


class Cache:
    """A folder of what one version of the program has read and made. It may be sent to other processes."""

    def __init__(self, folder: Path, program: str, epoch: str) -> None:
        """`program` is a hash of the program's own files; what another one made, or this one in another epoch, is not used."""
        self.folder, self.program, self.epoch = folder, program, epoch
        self._used: set[str] = set()

    def name(self, *key: str) -> str:
        """The name in the cache of what is made from `key`, which holds all that it depends on but the program."""
        content = "\0".join((self.program, self.epoch, *key))
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()

    def use(self, name: str) -> None:
        """Say that this build uses what is kept under `name`."""
        self._used.add(name)

    def path(self, name: str) -> Path:
        """The file of what is kept under `name`."""
        return self.folder / name

    def recall(self, name: str, form: type[T]) -> T | None:
        """The thing of the type `form` that was kept under `name`; None where there is none."""
        self.use(name)
        try:
            return decoded(read_sealed(self.path(name)), form)
        except (OSError, NotAsKept):
            return None

    def made(self, name: str, form: type[T], make: Callable[[], T]) -> T:
        """The thing of the type `form` that was kept under `name`, or what `make` makes, which is kept."""
        thing = self.recall(name, form)
        if thing is None:
            thing = make()
            self.keep(name, thing)
        return thing

    def has(self, name: str) -> bool:
        """Whether anything was kept under `name`."""
        return self.path(name).exists()

    def keep(self, name: str, thing: object) -> None:
        """Keep a thing under `name`."""
        self._keep(name, encoded(thing))

    def put(self, thing: object) -> str:
        """Keep a thing under a name that stands for it; gives the name."""
        content = encoded(thing)
        name = self.name("content", hashlib.sha256(content).hexdigest())
        self._keep(name, content)
        return name

    def _keep(self, name: str, content: bytes) -> None:
        self.use(name)
        new = self.new(name)
        try:
            write_sealed(new, name, content)
            new.replace(self.path(name))  # in one step: who opens it sees all of it or nothing
        finally:
            new.unlink(missing_ok=True)  # what could not be written takes no room

    def new(self, name: str) -> Path:
        """A path to write a thing to before it gets its `name`."""
        return self.folder / f"{name}.{os.getpid()}.{threading.get_ident()}.new"

    def body(self, text: CachedText) -> ReadText:
        """The text at an address that this cache gave out."""
        with self.shard(text.name) as shard:
            return ReadText(shard.paragraphs(text.number), shard.tree(text.number), shard.codified(text.number))

    def shard(self, name: str) -> Shard:
        """The texts that are kept under a name that this cache gave out, to be opened by `with`."""
        return Shard(self.path(name))

    def joined(self, texts: Sequence[CachedText], join: Callable[[], ReadText]) -> CachedText:
        """The text that `join` makes of `texts`."""
        name = self.name("joined", *(f"{text.name} {text.number}" for text in texts))
        self.use(name)
        joined = self.summary(name, CachedText)
        if joined is None:
            with self.writing(name) as writing:
                joined = writing.add(join())
                writing.finish(joined)
        return joined

    def summary(self, name: str, form: type[T]) -> T | None:
        """The summary, of the type `form`, that the file of texts of this name was finished with; None where there is none.

        Where it gives one, the whole file is as it was written.
        """
        try:
            if not is_whole(self.path(name)):
                return None
            with self.shard(name) as shard:
                return decoded(shard.summary(), form)
        except (StoreError, NotAsKept):
            return None

    def writing(self, name: str) -> "Writing":
        """A new file of texts under `name`."""
        return Writing(self, name)

    def remove_damaged(self) -> bool:
        """Remove the files whose content is not as it was written; whether there were any."""
        damaged = [path for path in self.folder.iterdir() if not is_whole(path)]
        for path in damaged:
            path.unlink(missing_ok=True)
        return bool(damaged)

    def clear(self) -> None:
        """Remove what this build did not use; what it did use is what the next one finds."""
        self._keep(_EPOCH, self.epoch.encode())
        for path in self.folder.iterdir():
            if path.name not in self._used:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def open_cache(folder: Path, program: str, *, anew: bool = False) -> Cache:
    """The cache in `folder`; `anew`: nothing that was kept is found in it, and all stays until it is cleared."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        epoch = uuid4().hex if anew else read_sealed(folder / _EPOCH).decode("ascii")
    except (OSError, ValueError, NotAsKept):
        epoch = ""
    return Cache(folder, program, epoch)


class Writing:
    """A new file of texts of the cache, written in a `with`; it is there when it is finished."""

    def __init__(self, cache: Cache, name: str) -> None:
        """Nothing is written yet."""
        self._name, self._target = name, cache.path(name)
        self._new = cache.new(name)

    def __enter__(self) -> "Writing":
        """The file, begun."""
        self._new.unlink(missing_ok=True)  # of a process of this number that was killed
        try:
            self._shard = ShardWriter(self._new)
        except StoreError:
            self._new.unlink(missing_ok=True)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file; one that was not finished is removed."""
        self._shard.abandon()
        self._new.unlink(missing_ok=True)

    def add(self, body: ReadText) -> CachedText:
        """Add a text."""
        eids = "\n".join(provision.eid for provision in body.tree.walk())
        defined = [(one.short, one.long) for one in citations.definitions(body.tree.text)]
        general = citations.general_names(body.tree.text)
        number = self._shard.add(body.paragraphs, body.tree, body.codified, defined, general)
        return CachedText(self._name, number, hashlib.sha256(eids.encode()).hexdigest())

    def finish(self, summary: object) -> None:
        """Close the file with what `Cache.summary` is to give, and put it into the cache."""
        self._shard.close(encoded(summary))
        seal_file(self._new, self._name)
        self._new.replace(self._target)  # in one step: who opens it sees all of it or nothing
