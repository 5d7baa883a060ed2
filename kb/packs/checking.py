"""Whether a pack may be unpacked here, before anything is written: its layout, its facts, and what each of its files holds.

Guarantees:
1. Each file is read by the readers of the build. One that is stamped secret, that is for internal use where this installation
   has none, that cannot be read, or that holds another document than the pack says, refuses the whole pack.
2. What stands in a file and not in the record of the pack refuses it, too: nothing comes in unnamed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kb.build.processes import Workers
from kb.catalogue import FACTS_FILE
from kb.errors import CatalogueError
from kb.identify.verifying import other_than
from kb.law.model import Entry
from kb.packs.bag import Pack, open_pack, pack_file
from kb.packs.container import BadPack, PackMember, content
from kb.packs.contents import SourceContent, content_of
from kb.packs.facts import facts_of
from kb.packs.record import PackedFile
from kb.readers.codification.codification import UNKNOWN_SOURCE


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """A pack that may be unpacked: its rows of facts, what each of its files holds by path, and the scans not read yet."""

    path: Path
    pack: Pack
    rows: tuple[Entry, ...]
    contents: dict[str, SourceContent]
    unseen: tuple[str, ...]


def check_pack(path: Path, workers: Workers, progress: Callable[[int, int], None], *, internal: bool) -> CheckedPack:
    """The pack at `path`, where all of it may come in; `internal`: documents for internal use may. Raises BadPack, OSError."""
    with pack_file(path) as file:
        pack = open_pack(file, path)
    try:
        rows = facts_of(pack.facts, f"{pack.name}: {FACTS_FILE}")
    except CatalogueError as error:
        raise BadPack(str(error)) from error
    contents: dict[str, SourceContent] = {}
    tasks = [(file.path, pack.members[file.path]) for file in pack.record.files]
    results = workers.in_order(partial(_examine, path, pack.name), tasks, lost=partial(_lost, pack.name))
    for done, (packed, found) in enumerate(zip(pack.record.files, results, strict=True), 1):
        progress(done, len(pack.record.files))
        if isinstance(found, BadPack):
            raise found
        if problem := _problem(packed, found, internal=internal):
            raise BadPack(f"{pack.name}: “{packed.path}”: {problem}")
        contents[packed.path] = found
    unseen = tuple(name for name, found in contents.items() if found.unseen)
    return CheckedPack(path, pack, rows, contents, unseen)


def _examine(path: Path, name: str, task: tuple[str, PackMember]) -> SourceContent | BadPack:
    own, member = task
    try:
        with pack_file(path) as file:
            data = content(file, member, name)
    except BadPack as error:
        return error
    return content_of(data, Path(own))


def _lost(name: str, task: tuple[str, PackMember]) -> BadPack:
    return BadPack(f"{name}: “{task[0]}”: không đọc được: tiến trình đọc tệp bị dừng đột ngột (có thể hết bộ nhớ)")


def _problem(packed: PackedFile, found: SourceContent, *, internal: bool) -> str:
    """Why a file may not come in, in Vietnamese; "" where it may."""
    if found.secret:
        return found.secret
    if not internal and (found.is_internal or any(holding.internal for holding in packed.holdings)):
        return "văn bản lưu hành nội bộ: chỉ giải nén khi tệp cấu hình vien-dan.toml có mục [corpus] với dòng internal = true"
    if found.unseen:  # a scan: a build reads it, and looks for stamps, once the machine can recognize it
        return ""
    for holding in packed.holdings:
        one = found.part(holding.part)
        if one is None:
            return found.problems[0] if found.problems else f"không có {holding.document} như gói ghi"
        if other := other_than(holding.entry(), one.read.entry):
            return other
    if unnamed := {one.read.part for one in found.documents} - {holding.part for holding in packed.holdings} - {UNKNOWN_SOURCE}:
        return f"có văn bản mà gói không ghi: {sorted(unnamed)[0] or found.documents[0].read.entry.label}"
    return ""
