"""The facts that a pack carries: rows of catalogue.toml, as somebody wrote them, and rows that say whose an id is.

Guarantees:
1. A row goes in only where the published build has read it: what nobody has built with is not handed on.
2. What comes out of a pack is read as any catalogue.toml is, after what ships, and is of the form that `written_entries` gives.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from kb import catalogue
from kb.build import shipped_corpora
from kb.build.choosing import choose
from kb.build.identities import Identities
from kb.build.reading import FileRead
from kb.catalogue import FACTS_FILE, Catalogue, Facts, entries_in, written_entries
from kb.errors import CatalogueError
from kb.generation import Generation
from kb.law.model import Entry
from kb.law.types import CODIFIED_TYPE
from kb.packs.record import PackedFile

_IDENTITY = ("type", "number", "issuer", "issued", "title")


def shipped_facts() -> Facts:
    """The facts that every installation has. Raises CatalogueError."""
    return catalogue.read_facts([path for folder in shipped_corpora() if (path := folder / FACTS_FILE).is_file()])


def rows_beside(
    generation: Generation, paths: Iterable[Path], wanted: Collection[str] | None
) -> tuple[dict[str, Entry], tuple[tuple[str, Path], ...]]:
    """The rows, by id, of the catalogues above these files that the published build has read, and (id, catalogue) of others.

    All of them where `wanted` is None, else those of these documents and of those that they are related to.
    """
    folders = dict.fromkeys(parent for path in paths for parent in path.parents)
    shipped = {folder.resolve() for folder in shipped_corpora()}
    rows: dict[str, Entry] = {}
    others: list[tuple[str, Path]] = []
    for folder in sorted(folders):
        if folder.resolve() in shipped or not (folder / FACTS_FILE).is_file():
            continue
        try:
            read = catalogue.load(folder / FACTS_FILE)
        except CatalogueError:
            continue  # no build reads it
        for row in read:
            if _is_published(row, generation.catalogue):
                rows[row.id] = catalogue.complete(rows[row.id], row) if row.id in rows else row
            else:
                others.append((row.id, folder / FACTS_FILE))
    if wanted is None:
        return rows, tuple(others)
    near = {relation.target for name in wanted if name in rows for relation in rows[name].relations} | set(wanted)
    rows = {name: row for name, row in rows.items() if name in near or any(one.target in wanted for one in row.relations)}
    return rows, tuple((name, path) for name, path in others if name in wanted)


def _is_published(row: Entry, known: Catalogue) -> bool:
    """Whether the published catalogue has every fact of the row, or another that a more trusted source says."""
    entry = known.by_id.get(row.id) or catalogue.match(row, known.like(row))
    if entry is None:
        return False
    sources = dict(entry.sources)
    facts = ((name, getattr(entry, name), getattr(row, name), source) for name, source in row.sources)
    is_known = all(has and (has == says or sources.get(name) != source) for name, has, says, source in facts)
    related = {(relation.kind, relation.target) for relation in entry.relations}
    return is_known and related >= {(relation.kind, relation.target) for relation in row.relations}


def rows_of_ids(
    generation: Generation, reads: Sequence[FileRead], files: Sequence[PackedFile], rows: Mapping[str, Entry]
) -> dict[str, Entry]:
    """A row for each document of the files that an installation with nothing but the pack would give another id than here."""
    curated = catalogue.merge([shipped_facts().catalogue.entries, rows.values()])
    given: dict[str, set[str | None]] = {}
    for file in choose(reads, curated, Identities()).files:
        given.setdefault(file.path, set()).add(file.document)
    held = {holding.document for file in files for holding in file.holdings if holding.document not in given[file.path]}
    entries = (generation.catalogue.by_id[document] for document in held - rows.keys())
    return {entry.id: _identity(entry) for entry in entries if entry.type != CODIFIED_TYPE}


def _identity(entry: Entry) -> Entry:
    sources = tuple(source for source in entry.sources if source[0] in _IDENTITY)
    return Entry(entry.id, entry.type, entry.number, entry.issuer, entry.issued, entry.title, sources=sources)


def facts_of(text: str, name: str) -> tuple[Entry, ...]:
    """The rows of a pack's catalogue.toml. Raises CatalogueError where it is not as `collect` writes it."""
    entries = entries_in(text, name) if text else ()
    if written_entries(entries) != text:
        raise CatalogueError(f"{name}: danh mục không đúng dạng của gói")
    return entries
