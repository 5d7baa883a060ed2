"""The catalogue that real documents are cited against, and the documents themselves, as a build would have them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb import catalogue, citations, readers, structure
from kb.build import SHIPPED
from kb.build.processes import in_order
from kb.catalogue import Catalogue
from kb.citations.locating import locator_of
from kb.errors import UnreadableFile
from kb.identify import identify
from kb.language.text import nfc
from kb.law.model import Entry, Reading, Reference, Tree
from kb.readers.codification import codification

SHARED = Path(__file__).parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class Source:
    """One document that was read."""

    entry: Entry
    tree: Tree
    is_selection: bool = False  # the codification's selection of its articles


def topics(shared: Path = SHARED) -> list[Path]:
    """All topics (đề mục) of the codification."""
    return sorted((shared / "corpora" / "phapdien" / "demuc").glob("*.html"))


def read_parts(path: Path, parts: Mapping[str, str]) -> dict[str, Source]:
    """The documents in the named parts of a file; `parts` gives the name under which each is wanted."""
    found: dict[str, Source] = {}
    for reading in readers.documents_in(readers.file_bytes(path), str(path)):
        if isinstance(reading, Reading) and reading.part in parts:
            tree = structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
            stem = nfc(Path(reading.part).stem if reading.part else path.stem)
            found[parts[reading.part]] = Source(identify(tree, stem, reading.stated), tree, bool(reading.codified))
    return found


@cache
def codified_entries(shared: Path = SHARED, processes: int = 2) -> list[Entry]:
    """The documents that the topics of the codification are made of, and those that their notes name; read once a run."""
    return [entry for entries in in_order(_named_in, topics(shared), processes) for entry in entries]


def _named_in(path: Path) -> list[Entry]:
    try:
        stated = list(codification.stated_in(readers.file_bytes(path), str(path)))
    except UnreadableFile:  # a topic that has no article yet
        return []
    return [entry for document, named in stated for entry in (*((document,) if document.number else ()), *named)]


def catalogue_with(entries: Iterable[Entry], codified: Iterable[Entry]) -> Catalogue:
    """The catalogue that ships, the documents read, and those that the codification names, merged as a build merges them."""
    return catalogue.merge([catalogue.load(SHIPPED / "catalogue.toml"), entries, codified])


def cite_whole(source: Source, known: Catalogue, has: citations.Provisions, names: citations.Lexicon) -> tuple[Reference, ...]:
    """The citations of a whole document, each resolved from where it stands, as a build has them."""
    entry = known.by_id.get(source.entry.id, source.entry)
    locator = locator_of(source.tree)
    context = citations.Context(
        entry.id, entry.type, entry.issued, locator.eid_at, locator.division_at, in_force=entry.in_force
    )
    return citations.cite(source.tree.text, known, has, context, names)
