"""What of a base goes into a pack: the files of documents, as they are, and the facts that only a catalogue.toml tells.

Guarantees:
1. A file goes in only where its bytes are those that the published build read. Of an archive only the files that hold the
   documents go in, each by itself; what holds several documents in one text (codification) goes in whole.
2. Each file is read anew. One that holds anything stamped secret never goes in, one for internal use only where that is asked
   for, and none that cannot be read.
3. Of several files of one document those go in whose text is used, and those others that say something that these leave out.
4. What ships with the program does not go in: every installation has it.
5. A fact that a text tells goes in with that text alone; only what stands in a catalogue.toml goes in as a row of one. So a
   fact has the trust on another machine that it has here. Where an id follows from something else, its row says whose it is.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb import catalogue, readers
from kb.build import shipped_corpora
from kb.build.processes import Workers
from kb.build.reading import FileRead
from kb.catalogue import written_entries
from kb.errors import KnowledgeBaseError
from kb.fetch import RECORD
from kb.generation import Generation
from kb.law.model import Entry, SourceFile
from kb.packs.bag import RECORD_FILE
from kb.packs.contents import PackSource, SourceContent, contents_of
from kb.packs.facts import rows_beside, rows_of_ids
from kb.packs.paths import BESIDE, SEVERAL, USED, folder_name, portable
from kb.packs.record import Holding, PackedDocument, PackedFile, PackRecord, read_record
from kb.readers import form_of
from kb.readers.codification.codification import UNKNOWN_SOURCE

HIDDEN = ".goi"  # in an unpacked folder: the tag files of its pack

SHIPPED_WITH_PROGRAM = "có sẵn trong mọi bản cài đặt"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, or a document without one (`path` ""), that does not go in, and why; `meant`: by rule, not for a fault."""

    documents: tuple[str, ...]
    path: str
    reason: str
    meant: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What goes in: the record, the facts as a catalogue.toml ("" for none), where each file is; and what does not."""

    record: PackRecord
    facts: str
    sources: Mapping[str, PackSource]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Unit:
    """A file that may go in, the rows of the build's list that are of it, and what it holds."""

    source: PackSource
    rows: list[SourceFile] = field(default_factory=list)
    content: SourceContent = field(default_factory=lambda: SourceContent("", 0))

    def part(self, row: SourceFile) -> str:
        """The part of the file that a row is of."""
        return row.part.removeprefix(self.source.member).removeprefix("/")

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of its documents, each once."""
        return tuple(dict.fromkeys(row.document for row in self.rows if row.document))


def cited_documents(generation: Generation, document: str, depth: int) -> tuple[str, ...]:
    """The ids of a document, of what it cites and what that cites, `depth` times; all that an unclear citation may mean.

    Raises UnknownDocument.
    """
    generation.entry(document)
    seen, level = {document: None}, [document]
    for _ in range(depth):
        cited = (citing.reference for one in level for citing in generation.references(one, date.today()))
        named = (name for reference in cited for name in (reference.document, *reference.candidates) if name)
        level = [name for name in dict.fromkeys(named) if name not in seen]
        seen |= dict.fromkeys(level)
    return tuple(seen)


def collect(
    generation: Generation,
    wanted: Collection[str] | None,
    workers: Workers,
    progress: Callable[[int, int], None],
    *,
    internal: bool = False,
) -> Collected:
    """What goes into a pack of the documents with these ids; None: of all that have a text."""
    left_out = [
        LeftOut((document,), "", "kho chưa có toàn văn", meant=False)
        for document in wanted or ()
        if document not in generation.with_text
    ]
    units = _units(generation, generation.with_text if wanted is None else wanted, left_out)
    for unit, content in zip(units, contents_of([unit.source for unit in units], workers, progress), strict=True):
        unit.content = content
    fit = [unit for unit in units if not _refused(unit, left_out, internal=internal)]
    used = [unit for unit in fit if any(row.state != "duplicate" for row in unit.rows)]
    beside = [unit for unit in fit if unit not in used and _adds(unit, used)]
    named = _named(used, beside)
    files = [_packed(path, unit) for path, unit in named.items()]
    rows, others = rows_beside(generation, [unit.source.path for unit in units], wanted)
    why = "dữ kiện này chưa có trong kho (danh mục đã sửa từ lần build trước, hoặc không nằm trong thư mục mà build đọc)"
    left_out += [LeftOut((name,), str(path), why, meant=True) for name, path in others]
    rows |= rows_of_ids(generation, [_read(path, unit) for path, unit in named.items()], files, rows)
    held = sorted({holding.document for file in files for holding in file.holdings})
    documents = tuple(_document(generation, document) for document in held)
    facts = written_entries(rows[name] for name in sorted(rows))
    sources = {path: unit.source for path, unit in named.items()}
    return Collected(PackRecord(documents, tuple(files)), facts, sources, tuple(left_out))


def _units(generation: Generation, wanted: Collection[str], left_out: list[LeftOut]) -> list[_Unit]:
    """The files of the wanted documents that are as the build read them, in the order of its list."""
    shipped = [folder.resolve() for folder in shipped_corpora()]
    units: dict[PackSource, _Unit] = {}
    by_path: dict[str, list[SourceFile]] = {}
    for row in generation.store.files():
        if row.document and row.state != "skipped":
            by_path.setdefault(row.path, []).append(row)
    for path, rows in by_path.items():
        own = tuple(dict.fromkeys(row.document for row in rows if row.document in wanted and row.document))
        if not own:
            continue
        if any(folder in Path(path).resolve().parents for folder in shipped):
            left_out.append(LeftOut(own, path, SHIPPED_WITH_PROGRAM, meant=True))
        elif reason := _changed(Path(path), rows[0].sha256):
            left_out.append(LeftOut(own, path, reason, meant=False))
        else:
            for row in rows:
                source = PackSource(Path(path), _member_in(path, row.part))
                units.setdefault(source, _Unit(source)).rows.append(row)
    return [unit for unit in units.values() if any(document in wanted for document in unit.documents)]


def _changed(path: Path, sha256: str) -> str:
    """Why the file is not the one that the build read; "" where it is."""
    try:
        is_same = hashlib.sha256(readers.file_bytes(path)).hexdigest() == sha256
    except KnowledgeBaseError as error:
        return str(error)
    return "" if is_same else "tệp đã thay đổi từ lần build trước: hãy build lại rồi đóng gói"


def _member_in(path: str, part: str) -> str:
    """The file in an archive that a part of it is of; "" where `path` is none."""
    form = form_of(path)
    if form is None or form.read is not None:
        return ""
    steps = part.split("/")
    starts = ("/".join(steps[:count]) for count in range(1, len(steps) + 1))
    return next((start for start in starts if form_of(start)), part)


def _refused(unit: _Unit, left_out: list[LeftOut], *, internal: bool) -> bool:
    """Whether the file may not go in; why joins `left_out`."""
    content = unit.content
    known = {unit.part(row) for row in unit.rows}
    found = {one.read.part for one in content.documents} - {UNKNOWN_SOURCE}
    reason, meant = "", True
    if content.secret:
        reason = content.secret
    elif content.is_internal and not internal:
        reason = "văn bản lưu hành nội bộ: chỉ đóng gói khi có --internal"
    elif known != found:
        why = content.problems[0] if content.problems else "đọc ra khác với lần build trước"
        reason, meant = f"không đọc lại được để kiểm tra ({why}): hãy build lại rồi đóng gói", False
    if reason:
        left_out.append(LeftOut(unit.documents, unit.source.shown, reason, meant))
    return reason != ""


def _entries(unit: _Unit, document: str) -> list[Entry]:
    """What a file says of a document."""
    parts = (unit.part(row) for row in unit.rows if row.document == document)
    return [found.read.entry for part in parts if (found := unit.content.part(part))]


def _adds(unit: _Unit, used: Sequence[_Unit]) -> bool:
    """Whether a file whose text is not used says something of a document that those which are used leave out."""
    for document in unit.documents:
        said = [entry for one in used for entry in _entries(one, document)]
        if not said:  # what this one stands behind does not go in
            continue
        if any(catalogue.complete(said[0], entry) != said[0] for entry in _entries(unit, document)):
            return True
    return any(found.read.named for found in unit.content.documents)


def _named(used: Iterable[_Unit], beside: Iterable[_Unit]) -> dict[str, _Unit]:
    """The files by their paths in the pack, in order: of the same files the same, wherever they lie."""
    wished: list[tuple[str, str, str, str, _Unit]] = []
    for top, units in ((USED, used), (BESIDE, beside)):
        for unit in units:
            folder = folder_name(unit.documents[0]) if len(unit.documents) == 1 else SEVERAL
            wished.append((top, folder, portable(unit.source.name), unit.content.sha256, unit))
    named: dict[str, _Unit] = {}
    taken: dict[str, str] = {}
    for top, folder, name, sha256, unit in sorted(wished, key=lambda wish: wish[:4]):
        count, path = 1, f"{top}/{folder}/{name}"
        while taken.get(path.casefold(), sha256) != sha256:
            count += 1
            path = f"{top}/{folder}-{count}/{name}"
        taken[path.casefold()] = sha256
        named.setdefault(path, unit)
    return dict(sorted(named.items()))


def _read(path: str, unit: _Unit) -> FileRead:
    return FileRead(Path(path), unit.content.sha256, "", tuple(found.read for found in unit.content.documents), ())


def _packed(path: str, unit: _Unit) -> PackedFile:
    address, fetched = _downloaded(unit.source.path, unit.rows[0].sha256)
    holdings = [_holding(row, unit) for row in unit.rows]
    in_order = tuple(sorted(holdings, key=lambda holding: (holding.part, holding.document)))
    return PackedFile(path, unit.content.size, unit.content.sha256, in_order, address, fetched)


def _holding(row: SourceFile, unit: _Unit) -> Holding:
    found = unit.content.part(unit.part(row))
    assert found is not None, "compared before"
    read, entry = found.read, found.read.entry
    return Holding(
        document=row.document or "",
        part=read.part,
        state="duplicate" if row.state == "duplicate" else "read",
        recognized=read.is_recognized,
        internal=read.is_internal,
        type=legible(entry.type),
        number=legible(entry.number) if entry.number else None,
        issuer=legible(entry.issuer) if entry.issuer else None,
        issued=entry.issued,
        title=legible(entry.title),
    )


def legible(text: str) -> str:
    """`text` without what moves a terminal's cursor or turns the direction of writing."""
    return "".join(letter for letter in text if letter.isprintable())


def _document(generation: Generation, document: str) -> PackedDocument:
    entry = generation.catalogue.by_id[document]
    return PackedDocument(document, legible(entry.label), tuple(map(legible, entry.addresses)))


def _downloaded(path: Path, sha256: str) -> tuple[str, date | None]:
    """Where and when a file was downloaded, as `fetch` or the pack that it came in has noted; ("", None) where not known."""
    try:
        if (noted := path.parent / RECORD).is_file():
            known = json.loads(noted.read_text("utf-8"))
            own = next(file for file in known["files"] if file["sha256"] == sha256)
            return legible(str(own["address"])), date.fromisoformat(known["day"])
        tag = next(tag for folder in path.parents if (tag := folder / HIDDEN / RECORD_FILE).is_file())
        packed = next(file for file in read_record(tag.read_bytes()).files if file.sha256 == sha256)
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        return "", None
    return packed.address, packed.fetched
