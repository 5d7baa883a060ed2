"""The folders that a build is asked for: what there is to read in them, before any of it is read.

Guarantees:
1. What is not followed, a folder that cannot be listed or a link that leads out of its folder, is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.build.publishing import fingerprint, program_hash
from kb.build.reading import Scope, source_files
from kb.catalogue import BODIES_FILE, FACTS_FILE, FACTS_FILES
from kb.console import UNPACKED
from kb.errors import reason_of
from kb.readers import can_recognize
from kb.settings import SETTINGS_FILE, Settings, read_settings

SHIPPED = Path(__file__).parents[2] / "corpus"


@dataclass(frozen=True, slots=True)
class Corpora:
    """What a build is asked for, and what it finds there before it reads any of it."""

    folders: tuple[Path, ...]
    catalogues: tuple[Path, ...]
    bodies: tuple[Path, ...]  # the tables of bodies
    files: tuple[Path, ...]
    unread: Mapping[str, str]  # why a folder, or a link, is not followed, by its path
    program: str
    owner: Settings
    scope: Scope
    present: str  # the fingerprint of all this
    allow_removals: bool


def look_at(corpora: Sequence[Path], data: Path, *, allow_removals: bool) -> Corpora:
    """What there is to read in the folders `corpora`. Raises InvalidSettings."""
    catalogues = [path for folder in corpora if (path := folder / FACTS_FILE).is_file()]
    if SHIPPED / FACTS_FILE not in catalogues:
        catalogues.append(SHIPPED / FACTS_FILE)
    catalogues.sort(key=lambda path: data / UNPACKED in path.parents)  # what came in a pack is trusted least
    unread: dict[str, str] = {}

    def note_lost(error: OSError) -> None:
        unread[str(error.filename)] = f"không mở được thư mục ({reason_of(error)})"

    def note_outside(path: Path) -> None:
        unread[str(path)] = "liên kết đến tệp ở ngoài thư mục văn bản, không đọc"

    files = tuple(dict.fromkeys(path for folder in corpora for path in source_files(folder, note_lost, note_outside)))
    program, owner = program_hash(), read_settings(data / SETTINGS_FILE)
    scope = Scope(can_recognize(), owner.internal)
    tables = [table for path in catalogues for name in FACTS_FILES if (table := path.with_name(name)).is_file()]
    folders = (SHIPPED, *corpora, *(path.parent for path in catalogues))
    bodies = tuple(dict.fromkeys(path for folder in folders if (path := (folder / BODIES_FILE).absolute()).is_file()))
    tables += [path for path in bodies if path not in {table.absolute() for table in tables}]
    present = fingerprint(f"{program} {owner.engine} {scope} {unread}", tables, files)
    return Corpora(tuple(corpora), tuple(catalogues), bodies, files, unread, program, owner, scope, present, allow_removals)
