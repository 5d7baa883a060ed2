"""The files of a segment, opened so that nothing in them is run: Whoosh keeps its tables as pickles, which may name any code.

Guarantees:
1. What a file holds is built of numbers, text and the classes of this segment alone; one that names another is damaged.
"""

import pickle
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from kb.index.engines.group_index import TermField
from kb.index.engines.whoosh.codec import ArrayCodec
from kb.index.fields import FilterField


class _Unpickler(pickle.Unpickler):
    """Reads a pickle that names no class but those of a segment."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _CLASSES[module, name]


class _File(StructFile):  # type: ignore[misc]
    def read_pickle(self) -> Any:
        """The values that stand here."""
        return _Unpickler(self.file).load()


class _Part(BufferFile):  # type: ignore[misc]
    def read_pickle(self) -> Any:
        """The values that stand here."""
        return _Unpickler(self.file).load()


class _Parts(CompoundStorage):  # type: ignore[misc]
    """The files in the one file of a segment."""

    def open_file(self, name: str, *args: Any, **options: Any) -> Any:
        """One of them."""
        opened = super().open_file(name, *args, **options)
        opened.__class__ = _Part if isinstance(opened, BufferFile) else _File  # Whoosh takes no class of ours for them
        return opened


class _Segment(W3Segment):  # type: ignore[misc]
    def open_compound_file(self, storage: Any) -> _Parts:
        """The files in the one file of the segment."""
        return _Parts(storage.open_file(self.make_filename(self.COMPOUND_EXT)), use_mmap=storage.supports_mmap)


_CLASSES: Mapping[tuple[str, str], type] = {
    (W3Segment.__module__, W3Segment.__name__): _Segment,
    (ArrayCodec.__module__, ArrayCodec.__name__): ArrayCodec,
    # Of the names and lengths of fields:
    ("collections", "defaultdict"): defaultdict,
    ("builtins", "int"): int,
    (TermField.__module__, TermField.__name__): TermField,
    (FilterField.__module__, FilterField.__name__): FilterField,
}


class SegmentFolder(FileStorage):  # type: ignore[misc]
    """The folder of an index, to be read."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened yet."""
        super().__init__(str(folder), readonly=True)
        self._opened: list[_File] = []

    def open_file(self, name: str, **options: Any) -> _File:
        """A file in the folder."""
        opened = _File(Path(self.folder, name).open("rb"), name=name, **options)  # noqa: SIM115 (its reader closes it)
        self._opened.append(opened)
        return opened

    def close_all(self) -> None:
        """Close what was opened: Whoosh leaves the files of a damaged index open, which Windows then does not remove."""
        for opened in self._opened:
            if not opened.is_closed:
                opened.close()
