"""From folders of files to one text for each document.

Guarantees:
1. Every file, and every document in a file of several, is accounted for: used, a duplicate of one that is used, or skipped
   with the reason; none stops the others.
2. Where several files are one document, the most complete is used: a whole document before the codification's selection of
   its articles, then most Điều and items, then most provisions, then fewest corrections, then the form that keeps most of the
   structure, then the first found.
3. The parts of a document that the gazette printed in several issues, and those that the codification put under several
   topics, are joined in order.
4. Two different documents never share an id. Beside a whole text, the codification's is a document of its own.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb import catalogue, structure
from kb.build.shelf import Body, FileRead, Place, Shelf, Shelved
from kb.language.text import printable
from kb.law.model import Codified, Entry, Paragraph, Relation, SourceFile
from kb.law.naming import name_key
from kb.law.vocabulary import POINT_LETTERS
from kb.readers.codification.codification import UNKNOWN_SOURCE
from kb.readers.forms import rank_of

CATALOGUE = "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text of one document, whole or in `parts`, which were read of `files` (one each)."""

    entry: Entry
    parts: tuple[Shelved, ...]
    files: tuple[SourceFile, ...]
    codifies: str = ""  # the document whose articles it gives, where that has a text of its own too

    @property
    def base(self) -> str:
        """The id of the document whose provisions these are."""
        return self.codifies or self.entry.id

    @property
    def is_selection(self) -> bool:
        """Whether the text is the codification's selection of the document's articles."""
        return self.parts[0].is_selection


@dataclass(slots=True)
class Gathered:
    """What was found in the files: the texts to use, what became of every file, and facts of documents that were named."""

    chosen: list[Candidate] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    named: list[Entry] = field(default_factory=list)


def source_files(folder: Path, lost: Callable[[OSError], None] = lambda error: None) -> Iterator[Path]:
    """The files of a folder that may be documents, by path; links to folders are not followed, hidden files left out.

    `lost` is told of every folder that cannot be listed.
    """
    for parent, folders, names in os.walk(folder, onerror=lost):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name != CATALOGUE:
                yield Path(parent, name)


def gather(files: Iterable[FileRead], curated: catalogue.Catalogue) -> Gathered:
    """One text for each document (guarantee 2) of what was read, in the order of the files."""
    gathered = Gathered()
    candidates: list[Candidate] = []
    for file in files:
        path = printable(str(file.path))
        for problem in file.problems:
            gathered.files.append(SourceFile(path, file.sha256, None, "skipped", (problem,), _part_of(problem, path)))
        for document in file.documents:
            if document.part == UNKNOWN_SOURCE:  # whose text it is, is not known
                reason = f"{path}: {document.main} điều của pháp điển không có ghi chú nguồn nên không rõ thuộc văn bản nào"
                gathered.files.append(SourceFile(path, file.sha256, None, "skipped", (reason,), document.part))
                continue
            known = catalogue.match(document.entry, curated.like(document.entry))
            own = document.entry
            entry = replace(own, id=known.id) if known else catalogue.with_own_id(own, curated.by_id)
            source = SourceFile(path, file.sha256, entry.id, "read", document.notes, document.part)
            candidates.append(Candidate(entry, (document,), (source,)))
            gathered.named += document.named
    for group in _by_document(candidates):
        _choose(group, gathered)
    return gathered


def _part_of(problem: str, path: str) -> str:
    """The path in the archive that a problem begins with, "" where it concerns the whole file."""
    return problem.removeprefix(f"{path}/").partition(": ")[0] if problem.startswith(f"{path}/") else ""


def place(candidate: Candidate, shelf: Shelf) -> Place:
    """Where the text of a candidate stands on the shelf, its parts joined where it has several."""
    places = [part.place for part in candidate.parts]

    def join() -> Body:
        bodies = [shelf.body(place) for place in places]
        return _joined_selection(bodies) if candidate.is_selection else _joined_serial(candidate.parts, bodies)

    return places[0] if len(places) == 1 else shelf.joined(places, join)


def _by_document(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    groups: dict[str, list[Candidate]] = defaultdict(list)
    titled: dict[str, list[Entry]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: c.entry.number is None):  # files that bear the number name the document
        own = _own_id(candidate if candidate.entry.number else _known_as(candidate, titled), groups)
        groups[own.entry.id].append(own)
        titled[name_key(own.entry.title)].append(own.entry)
    return list(groups.values())


def _known_as(candidate: Candidate, titled: dict[str, list[Entry]]) -> Candidate:
    """`candidate` under the id that another file of the same document has."""
    near = {entry.id: entry for entry in titled[name_key(candidate.entry.title)]}
    same = catalogue.match(candidate.entry, near.values())
    return candidate if same is None else _under(candidate, same.id)


def _own_id(candidate: Candidate, groups: dict[str, list[Candidate]]) -> Candidate:
    """`candidate`, with an id of its own where another document (other type, date or, of a local issuer, title) has its id."""
    group = groups.get(candidate.entry.id)
    if not group or catalogue.match(candidate.entry, [c.entry for c in group[:1]]):
        return candidate
    if (typed := catalogue.with_own_id(candidate.entry, {group[0].entry.id: group[0].entry})) is not candidate.entry:
        return _own_id(_under(candidate, typed.id), groups)
    mark = f"{candidate.entry.issued:%Y%m%d}" if candidate.entry.issued else candidate.files[0].sha256[:8]
    return _own_id(_under(candidate, f"{candidate.entry.id}-{mark}"), groups)


def _under(candidate: Candidate, document: str) -> Candidate:
    files = tuple(replace(file, document=document) for file in candidate.files)
    return replace(candidate, entry=replace(candidate.entry, id=document), files=files)


def _choose(group: Sequence[Candidate], gathered: Gathered) -> None:
    """Add the text to use of one document, and what became of each of its files."""
    wholes = _serials([candidate for candidate in group if not candidate.is_selection])
    selections = [candidate for candidate in group if candidate.is_selection]
    best = min(wholes, key=_rank) if wholes else None
    first = best or _joined(selections)
    entry = first.entry
    for other in group:  # what one form leaves out (a date in the heading), another may say
        if other.entry is not entry:
            entry = catalogue.complete(entry, other.entry)
    gathered.chosen.append(replace(first, entry=entry))
    gathered.files += first.files
    for other in wholes:
        if best and other is not best:
            same = (f"Cùng văn bản với {best.files[0].path}, tệp đầy đủ hơn được dùng",)
            gathered.files += [replace(file, state="duplicate", notes=same) for file in other.files]
    if best and selections:
        beside = _under(_joined(selections), f"{entry.id}-phap-dien")
        gathered.chosen.append(replace(beside, entry=_codified_entry(beside.entry, entry), codifies=entry.id))
        gathered.files += beside.files


def _codified_entry(own: Entry, base: Entry) -> Entry:
    """The entry of the codification's text of `base`, where the enacted text is at hand too."""
    source = next((source for _, source in own.sources), "pháp điển")
    name = f"{base.label} (theo pháp điển)"
    relation = Relation("consolidates", base.id, source)
    facts = ("title", "names")
    return Entry(own.id, catalogue.CODIFIED_TYPE, None, None, None, base.label, (name,), relations=(relation,),
                 sources=tuple((fact, source) for fact in facts))  # fmt: skip


def _joined(candidates: Sequence[Candidate]) -> Candidate:
    """One candidate of all parts of several."""
    parts = tuple(part for candidate in candidates for part in candidate.parts)
    files = tuple(file for candidate in candidates for file in candidate.files)
    return Candidate(candidates[0].entry, parts, files)


def _serials(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those that continue one another joined in the order of the gazette's issues."""
    after = {part.continues: c for c in candidates for part in c.parts if part.continues}
    joined: list[Candidate] = []
    for candidate in candidates:
        if candidate.parts[0].continues:
            continue
        run = [candidate]
        while (issue := run[-1].parts[0].gazette) and issue in after:
            run.append(after.pop(issue))
        joined.append(_joined(run))
    for orphan in after.values():
        part = orphan.parts[0]
        note = f"Thiếu phần trước của văn bản, in ở Công báo số {part.continues}"
        joined.append(replace(orphan, files=tuple(replace(file, notes=(note, *file.notes)) for file in orphan.files)))
    return joined


def _rank(candidate: Candidate) -> tuple[int, int, int, int]:
    path = candidate.files[0].part or candidate.files[0].path
    main, provisions, corrections = (
        sum(getattr(part, name) for part in candidate.parts) for name in ("main", "provisions", "corrections")
    )
    return -main, -provisions, corrections, rank_of(path)


def _joined_serial(parts: Sequence[Shelved], bodies: Sequence[Body]) -> Body:
    """The parts of a serial in order, without the headings that a later part only repeats."""
    paragraphs: tuple[Paragraph, ...] = ()
    for part, one in zip(parts, bodies, strict=True):
        paragraphs += one.paragraphs[part.repeated :]
    return Body(paragraphs, structure.parse(paragraphs))


def _joined_selection(bodies: Sequence[Body]) -> Body:
    """The articles of several selections in the order of their numbers; one that two of them hold alike stands once."""
    articles: list[tuple[Codified, tuple[Paragraph, ...]]] = []
    for one in bodies:
        ends = [codified.begin for codified in one.codified[1:]] + [len(one.paragraphs)]
        articles += ((c, one.paragraphs[c.begin : end]) for c, end in zip(one.codified, ends, strict=True))
    articles.sort(key=lambda article: _number_order(article[0].number))
    paragraphs: list[Paragraph] = []
    codified: list[Codified] = []
    previous: tuple[str, tuple[Paragraph, ...]] | None = None
    for article, own in articles:
        if previous != (article.number, own):
            codified.append(replace(article, begin=len(paragraphs)))
            paragraphs += own
        previous = (article.number, own)
    tree = structure.parse(paragraphs, [article.begin for article in codified])
    return Body(tuple(paragraphs), tree, tuple(codified))


def _number_order(number: str) -> tuple[int, list[int]]:
    letters = number.lstrip("0123456789")
    return int(number.removesuffix(letters) or 0), [POINT_LETTERS.find(letter) for letter in letters]
