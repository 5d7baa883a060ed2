"""From folders of files to one tree for each document.

Guarantees:
1. Every file is accounted for: used, a duplicate of one that is used, or skipped with the reason; none stops the others.
2. Where several files are one document, the most complete is used: most Điều and items, then most provisions, then fewest
   corrections, then the form that keeps most of the structure (docx, html, packaged text, md, txt), then the first found.
3. Two different documents never share an id.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb import catalogue, readers, structure
from kb.errors import KnowledgeBaseError
from kb.identify import identify
from kb.model import Entry, SourceFile, Tree
from kb.text import nfc

CATALOGUE = "catalogue.toml"
_FORMS = (".docx", ".html", ".htm", ".json.gz", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file, read."""

    file: SourceFile
    entry: Entry
    tree: Tree


def source_files(folder: Path, lost: Callable[[OSError], None] = lambda error: None) -> Iterator[Path]:
    """The files of a folder that may be documents, by path; links to folders are not followed, hidden files left out.

    `lost` is told of every folder that cannot be listed.
    """
    for parent, folders, names in os.walk(folder, onerror=lost):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name != CATALOGUE:
                yield Path(parent, name)


def read_all(
    files: Sequence[Path], curated: catalogue.Catalogue, progress: Callable[[int, int], None]
) -> tuple[list[Candidate], list[SourceFile]]:
    """Every file read and cut, and those that cannot be, with the reason."""
    candidates: list[Candidate] = []
    rejected: list[SourceFile] = []
    for done, path in enumerate(files):
        progress(done, len(files))
        try:
            reading = readers.read(path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except (KnowledgeBaseError, OSError) as error:
            reason = str(error) if isinstance(error, KnowledgeBaseError) else f"{path}: tệp mất đi trong khi đọc"
            rejected.append(SourceFile(str(path), "", None, "skipped", (reason,)))
            continue
        tree = structure.parse(reading.paragraphs)
        entry = identify(tree, nfc(path.stem))
        known = catalogue.match(entry, curated.entries)
        entry = replace(entry, id=known.id) if known else entry
        notes = (*reading.repairs, *reading.left_out, *tree.corrections)
        candidates.append(Candidate(SourceFile(str(path), digest, entry.id, "read", notes), entry, tree))
    progress(len(files), len(files))
    return candidates, rejected


def choose(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[SourceFile]]:
    """One file for each document (guarantee 2), and what became of each file."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    titled: dict[str, list[Entry]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: c.entry.number is None):  # files that bear the number name the document
        own = _own_id(candidate if candidate.entry.number else _known_as(candidate, titled), groups)
        groups[own.entry.id].append(own)
        titled[catalogue.name_key(own.entry.title)].append(own.entry)
    chosen: list[Candidate] = []
    sources: list[SourceFile] = []
    for group in groups.values():
        best = min(group, key=_rank)
        entry = best.entry
        for other in group:  # what one form leaves out (a date in the heading), another may say
            entry = catalogue.complete(entry, other.entry)
        chosen.append(replace(best, entry=entry))
        for candidate in group:
            same = (f"Cùng văn bản với {best.file.path}, tệp đầy đủ hơn được dùng",)
            is_best = candidate is best
            sources.append(candidate.file if is_best else replace(candidate.file, state="duplicate", notes=same))
    return chosen, sources


def _known_as(candidate: Candidate, titled: dict[str, list[Entry]]) -> Candidate:
    """`candidate` under the id that another file of the same document has."""
    near = {entry.id: entry for entry in titled[catalogue.name_key(candidate.entry.title)]}
    same = catalogue.match(candidate.entry, near.values())
    if same is None:
        return candidate
    return replace(candidate, entry=replace(candidate.entry, id=same.id), file=replace(candidate.file, document=same.id))


def _own_id(candidate: Candidate, groups: dict[str, list[Candidate]]) -> Candidate:
    """`candidate`, with an id of its own where another document (other type, date or, of a local issuer, title) has its id."""
    group = groups.get(candidate.entry.id)
    if not group or catalogue.match(candidate.entry, [c.entry for c in group[:1]]):
        return candidate
    mark = f"{candidate.entry.issued:%Y%m%d}" if candidate.entry.issued else candidate.file.sha256[:8]
    entry = replace(candidate.entry, id=f"{candidate.entry.id}-{mark}")
    return _own_id(replace(candidate, entry=entry, file=replace(candidate.file, document=entry.id)), groups)


def _rank(candidate: Candidate) -> tuple[int, int, int, int]:
    levels = [provision.level for provision in candidate.tree.walk()]
    form = next((n for n, suffix in enumerate(_FORMS) if candidate.file.path.lower().endswith(suffix)), len(_FORMS))
    main = sum(level in ("article", "item") for level in levels)
    return -main, -len(levels), len(candidate.tree.corrections), form
