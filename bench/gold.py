"""The gold set of citations: passages of real documents in which two people marked every citation by hand.

The two tables in bench/gold hold no sentence: `passages.tsv` says where each passage stands and what its text hashes to,
`citations.tsv` where each citation stands in it and what it means. docs/gold.md says how passages were drawn and marked.
Half of the documents are for development (dev), half for measuring (test); errors are shown of the first alone.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kb import catalogue, citations, eid, readers, structure
from kb.build import SHIPPED
from kb.catalogue import Catalogue, number_key
from kb.identify import identify
from kb.model import Entry, Reading, Reference, Tree
from kb.places import Places
from kb.processes import in_order
from kb.text import nfc

SHARED = Path(__file__).parents[2] / "shared"
TABLES = Path(__file__).parent / "gold"
_LONG_HASH, _SHORT_HASH = 16, 12


def digest(text: str, length: int = _SHORT_HASH) -> str:
    """The first digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a passage stands: [start, end) of the text of `document`, which `part` of `file` (below ../shared) holds."""

    id: str
    half: str  # "dev" or "test"
    file: str
    part: str
    document: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Marked:
    """One citation as it was marked: its place in the passage, and its target.

    `document` is "=" for the citing one, a number ("62/2015/NĐ-CP", "05/CT-TTg@2017"), "?name" where nobody can tell which
    document of the name is meant, or "-".
    """

    passage: str
    start: int
    end: int
    sha256: str
    document: str
    eid: str
    to: str


@dataclass(frozen=True, slots=True)
class Source:
    """One document of the gold set."""

    entry: Entry
    tree: Tree


@dataclass(frozen=True, slots=True)
class Error:
    """What the engine got wrong: where, what was marked, what was found ("" where nothing was)."""

    passage: str
    text: str
    marked: str
    found: str


@dataclass(slots=True)
class Score:
    """How many citations were marked, found, found with the right span, and with the right target besides."""

    marked: int = 0
    found: int = 0
    spans: int = 0
    right: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was found that is right, span and target."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was marked that was found right."""
        return self.right / self.marked if self.marked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 1.0

    @property
    def span_f1(self) -> float:
        """The same of spans alone."""
        return 2 * self.spans / (self.found + self.marked) if self.found + self.marked else 1.0

    def add(self, other: "Score") -> None:
        """Count `other` in."""
        self.marked, self.found = self.marked + other.marked, self.found + other.found
        self.spans, self.right = self.spans + other.spans, self.right + other.right
        self.errors += other.errors


@dataclass(slots=True)
class Result:
    """The scores by half and by type of document, and the passages whose text is no longer found."""

    halves: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    types: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    lost: list[str] = field(default_factory=list)


def passages(tables: Path = TABLES) -> list[Passage]:
    """The passages, in the order of the table."""
    return [Passage(*row[:5], int(row[5]), int(row[6]), row[7]) for row in _rows(tables / "passages.tsv")]


def marked(tables: Path = TABLES) -> list[Marked]:
    """The citations that were marked, by passage and start."""
    return [Marked(row[0], int(row[1]), int(row[2]), *row[3:]) for row in _rows(tables / "citations.tsv")]


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def measure(shared: Path = SHARED, tables: Path = TABLES, half: str = "") -> Result:
    """The scores of the engine on the gold set, or on one half of it. Every document is cited whole, in its place."""
    listed = [passage for passage in passages(tables) if half in ("", passage.half)]
    gold: dict[str, list[Marked]] = defaultdict(list)
    for one in marked(tables):
        gold[one.passage].append(one)
    sources = _sources(listed, shared)
    known = _known(sources.values(), shared)
    eids = {source.entry.id: frozenset(p.eid for p in source.tree.walk()) for source in sources.values()}

    def has(document: str, place: str) -> bool | None:
        return place in eids[document] if document in eids else None

    names = citations.compile_catalogue(known)
    result = Result()
    cited: dict[str, tuple[Reference, ...]] = {}
    for passage in listed:
        source = sources.get(passage.document)
        start = _place(passage, source.tree.text) if source else None
        if source is None or start is None:
            result.lost.append(passage.id)
            continue
        if passage.document not in cited:
            places = Places(source.tree)
            context = citations.Context(source.entry.id, source.entry.type, source.entry.issued, places.at, places.division_at)
            cited[passage.document] = citations.cite(source.tree.text, known, has, context, names)
        end = start + passage.end - passage.start
        found = [r for r in cited[passage.document] if start <= r.start < end]
        score = _score(passage, source, start, gold[passage.id], found, known)
        result.halves[passage.half].add(score)
        result.types[passage.half, source.entry.type].add(score)
    return result


def _place(passage: Passage, text: str) -> int | None:
    """Where the passage stands now: at its offsets, or where a line begins with the same text; None where it is lost."""
    length = passage.end - passage.start
    starts = [passage.start, 0, *(found.end() for found in re.finditer("\n", text))]
    return next((at for at in starts if digest(text[at : at + length], _LONG_HASH) == passage.sha256), None)


def _score(
    passage: Passage, source: Source, start: int, gold: Sequence[Marked], found: Sequence[Reference], known: Catalogue
) -> Score:
    text = source.tree.text
    wanted = {(one.start + start, one.end + start): one for one in gold}
    score = Score(len(wanted), len(found))
    for reference in found:
        one = wanted.pop((reference.start, reference.end), None)
        said = f"{_named(reference)} {reference.eid or ''} {reference.to or ''} {reference.resolution}".strip()
        if one is None:
            score.errors.append(Error(passage.id, reference.text, "", said))
            continue
        score.spans += 1
        if (
            _same_document(one, reference, source, known)
            and _same_place(one.eid, reference.eid)
            and _same_place(one.to, reference.to)
        ):
            score.right += 1
        else:
            score.errors.append(Error(passage.id, reference.text, f"{one.document} {one.eid} {one.to}".strip(), said))
    for (first, last), one in wanted.items():
        score.errors.append(Error(passage.id, text[first:last], f"{one.document} {one.eid} {one.to}".strip(), ""))
    return score


def _named(reference: Reference) -> str:
    """The document of a reference: its id, or what the text calls it where it is not known."""
    if reference.document:
        return reference.document
    said = reference.cited
    return f"#{number_key(said.number)}" if said and said.number else f"?{said.name}" if said and said.name else "-"


def _same_document(one: Marked, reference: Reference, source: Source, known: Catalogue) -> bool:
    if one.document == "=":
        return reference.document == source.entry.id
    if one.document == "-" or one.document.startswith("?"):
        return reference.document is None
    number, _, year = one.document.partition("@")
    entries = [e for e in known.with_number(number) if not year or (e.issued and str(e.issued.year) == year)]
    if len(entries) == 1:
        return reference.document == entries[0].id
    written = number_key(number) in number_key(reference.text)
    return _named(reference) == f"#{number_key(number)}" if written else reference.document is None


def _same_place(one: str, other: str | None) -> bool:
    return _plain(one) == _plain(other or "")


def _plain(place: str) -> str:
    """An eId with its Roman numbers as Arabic ones."""
    return re.sub(r"((?:chp|sec|att|part)_)([IVXL]+)(?=__|$)", lambda m: f"{m[1]}{eid.roman_value(m[2])}", place)


def _sources(listed: Iterable[Passage], shared: Path) -> dict[str, Source]:
    """The documents of the passages by id."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for passage in listed:
        parts[passage.file][passage.part] = passage.document
    found: dict[str, Source] = {}
    for file, documents in parts.items():
        path = shared / file
        for reading in readers.documents_in(readers.load(path), str(path)):
            if isinstance(reading, Reading) and reading.part in documents:
                tree = structure.parse(reading.paragraphs, [codified.begin for codified in reading.codified])
                stem = nfc(Path(reading.part).stem if reading.part else path.stem)
                found[documents[reading.part]] = Source(identify(tree, stem, reading.stated), tree)
    return found


def _facts(path: Path) -> list[Entry]:
    """The documents that a topic of the codification names."""
    found: list[Entry] = []
    for reading in readers.documents_in(readers.load(path), str(path)):
        if isinstance(reading, Reading):
            found += (*((reading.stated,) if reading.stated and reading.stated.number else ()), *reading.named)
    return found


def _known(sources: Iterable[Source], shared: Path) -> Catalogue:
    """The catalogue that ships, the documents of the passages, and those that the codification names."""
    topics = sorted((shared / "corpora" / "phapdien" / "demuc").glob("*.html"))
    named = [entry for entries in in_order(partial(_facts), topics, 2) for entry in entries]
    return catalogue.merge([catalogue.load(SHIPPED / "catalogue.toml"), [s.entry for s in sources], named])
