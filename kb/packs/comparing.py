"""What a pack would change here: for each of its documents whether it is at hand, and which text a build would then use.

Guarantees:
1. Which text would be used is decided by the build's own choice (`kb.build.choosing`), of the files here and those of the pack.
2. Nothing is written; the files here are read anew only where their bytes are not those of the pack.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kb.build.choosing import choose
from kb.build.identities import read_identities
from kb.build.processes import Workers
from kb.build.reading import FileRead
from kb.catalogue import FACT_NAMES, Catalogue, match
from kb.generation import Generation
from kb.law.dates import write_date
from kb.law.model import Entry, SourceFile
from kb.packs.adding import AddedPack
from kb.packs.checking import CheckedPack
from kb.packs.collecting import legible
from kb.packs.contents import FoundDocument, PackSource, SourceContent, contents_of
from kb.packs.facts import shipped_facts

_PACK = Path("pack")  # the folder that its files stand in while they are compared
Standing = Literal["new", "same", "differs", "packed"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A document of a pack beside what is here: its id here, its label, and how it stands.

    `standing`: "new", "same" (the same bytes, or the same text), "differs", or "packed" (in another pack, `other`, that was
    unpacked). `used` says whose text a build would use: "pack" or "here"; `here` are the files of it that are here.
    """

    document: str
    label: str
    standing: Standing
    used: Literal["pack", "here"]
    here: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A fact on a document that the pack's catalogue says otherwise than the one here: what is here stays."""

    document: str
    fact: str
    here: str
    packed: str


def compare(
    checked: CheckedPack, generation: Generation | None, data: Path, others: Sequence[AddedPack], workers: Workers
) -> tuple[Compared, ...]:
    """How each document of the pack stands to what is published here, and to the other packs that were unpacked; by id."""
    known = generation.catalogue if generation else shipped_facts().catalogue
    known = Catalogue((*known.entries, *(row for row in checked.rows if row.id not in known.by_id)))
    packed = {path: _read(_PACK / path, content) for path, content in checked.contents.items() if content.documents}

    def chosen(files: Iterable[FileRead]) -> list[SourceFile]:
        return choose(files, known, read_identities(data, lambda: generation)).files

    files: dict[
        str, list[tuple[str, FoundDocument]]
    ] = {}  # of each document: the SHA-256 of its file in the pack, and its text there
    for file in chosen(packed.values()):
        path = Path(file.path).relative_to(_PACK).as_posix()
        if file.document and (found := checked.contents[path].part(file.part)):
            files.setdefault(file.document, []).append((file.sha256, found))
    rows = _rows_here(generation, others, files)
    differing = [name for name, own in rows.items() if not {row.sha256 for row in own} & {sha256 for sha256, _ in files[name]}]
    paths = sorted({row.path for name in differing for row in rows[name]})
    content = contents_of([PackSource(Path(path)) for path in paths], workers, lambda done, of: None)
    here = {path: one for path, one in zip(paths, content, strict=True) if one.documents}
    choice = chosen([*(_read(Path(path), one) for path, one in here.items()), *packed.values()])
    taken = {file.document for file in choice if file.state == "read" and _PACK in Path(file.path).parents}
    labels = {document.id: document.label for document in checked.pack.record.documents}
    compared = (
        _compared(name, files[name], rows.get(name, []), here, others, is_taken=name in taken) for name in sorted(files)
    )
    return tuple(replace(one, label=labels.get(one.document, one.label)) for one in compared)


def _read(path: Path, content: SourceContent) -> FileRead:
    return FileRead(path, content.sha256, "", tuple(found.read for found in content.documents), ())


def _rows_here(
    generation: Generation | None, others: Sequence[AddedPack], documents: Collection[str]
) -> dict[str, list[SourceFile]]:
    """The files of each of these documents that are here: of the published build, and of packs that wait for one."""
    rows = [row for row in generation.store.files() if row.state != "skipped"] if generation else []
    built = {row.sha256 for row in rows}
    for pack in others:
        for file in pack.record.files if pack.record else ():
            if file.sha256 not in built:
                path = str(pack.folder / file.path)
                rows += [SourceFile(path, file.sha256, one.document, one.state, (), one.part) for one in file.holdings]
    found: dict[str, list[SourceFile]] = {}
    for row in rows:
        if row.document and row.document in documents:
            found.setdefault(row.document, []).append(row)
    return found


def _compared(
    document: str, files: Sequence[tuple[str, FoundDocument]], rows: Sequence[SourceFile], here: Mapping[str, SourceContent],
    others: Sequence[AddedPack], *, is_taken: bool,
) -> Compared:  # fmt: skip
    sums = {sha256 for sha256, _ in files}
    texts = {found.text for _, found in files}
    texts_here = {found.text for row in rows if row.path in here and (found := here[row.path].part(row.part))}
    other = next((pack.name for pack in others if pack.record and sums & {file.sha256 for file in pack.record.files}), "")
    paths = tuple(dict.fromkeys(row.path for row in rows))
    label = legible(files[0][1].read.entry.label)
    if other:
        return Compared(document, label, "packed", "here", paths, other)
    if sums & {row.sha256 for row in rows} or texts & texts_here:
        return Compared(document, label, "same", "here", paths)
    return Compared(document, label, "differs" if rows else "new", "pack" if is_taken or not rows else "here", paths)


def disputed_facts(rows: tuple[Entry, ...], known: Catalogue) -> tuple[Disputed, ...]:
    """What the pack's catalogue says otherwise than the one here."""
    found: list[Disputed] = []
    for row in rows:
        entry = known.by_id.get(row.id) or match(row, known.like(row))
        for name, meaning in FACT_NAMES.items() if entry else ():
            here, packed = getattr(entry, name), getattr(row, name)
            if here and packed and here != packed:
                shown = (legible(write_date(value) if not isinstance(value, str) else value) for value in (here, packed))
                found.append(Disputed(row.id, meaning, *shown))
    return tuple(found)
