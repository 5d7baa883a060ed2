"""Choosing the text of each document: of all files that hold it, the most complete one.

Guarantees:
1. Every file, and every document in a file of several, is accounted for: used, a duplicate of one that is used, or skipped
   with the reason; none stops the others.
2. Where several files are one document, the most complete is used: what was typed before what a machine recognized in pictures,
   a whole document before the codification's selection of
   its articles, then most Điều and items, then most provisions, then fewest corrections, then the form that keeps most of the
   structure, then what was read now before what is kept, then the first found.
3. The parts of a document that the gazette printed in several issues, and those that the codification put under several
   topics, are joined in order.
4. Two different documents never share an id, and none ever gets that of another (`identities`). Beside a whole text, the
   codification's is a document of its own.
5. Two files are one document where type, number, issuer and date agree, or else all their letters. A number of the centre with
   its year needs no date; a local one without date needs locality and title.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kb import catalogue
from kb.build.identities import Identities, Known, known_of
from kb.build.reading import DocumentRead, FileRead
from kb.language.text import printable
from kb.law.model import Entry, Relation, SourceFile
from kb.law.naming import name_key
from kb.law.relations import DocumentRelation
from kb.law.types import CODIFIED_TYPE
from kb.readers.codification.codification import UNKNOWN_SOURCE
from kb.readers.forms import form_rank


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text of one document, whole or in `parts`, which were read of `files` (one each)."""

    entry: Entry
    parts: tuple[DocumentRead, ...]
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

    @property
    def is_recognized(self) -> bool:
        """Whether a machine has recognized any of its text in pictures."""
        return any(part.is_recognized for part in self.parts)


@dataclass(slots=True)
class Chosen:
    """The texts to use, what became of every file, and facts of documents that the files name."""

    texts: list[Candidate] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    named: list[Entry] = field(default_factory=list)


def choose(files: Iterable[FileRead], curated: catalogue.Catalogue, identities: Identities) -> Chosen:
    """One text for each document (guarantee 2) of what was read, in the order of the files; `identities` gives the ids."""
    chosen = Chosen()
    candidates: list[Candidate] = []
    for file in files:
        path = printable(str(file.path))
        for problem in file.problems:
            chosen.files.append(SourceFile(path, file.sha256, None, "skipped", (problem.message,), problem.part))
        for document in file.documents:
            if document.part == UNKNOWN_SOURCE:  # whose text it is, is not known
                reason = f"{path}: {document.main} điều của pháp điển không có ghi chú nguồn nên không rõ thuộc văn bản nào"
                chosen.files.append(SourceFile(path, file.sha256, None, "skipped", (reason,), document.part))
                continue
            known = catalogue.match(document.entry, curated.like(document.entry))
            own = document.entry
            entry = replace(own, id=known.id) if known else catalogue.with_own_id(own, curated.by_id)
            notes = (file.kept, *document.notes) if file.kept else document.notes
            source = SourceFile(path, file.sha256, entry.id, "kept" if file.kept else "read", notes, document.part)
            candidates.append(Candidate(entry, (document,), (source,)))
            chosen.named += document.named
    groups = _by_document(candidates)
    for group, own_id in zip(groups, identities.assign([_known(group) for group in groups], curated), strict=True):
        _choose_of([candidate if candidate.entry.id == own_id else _under(candidate, own_id) for candidate in group], chosen)
    return chosen


def _by_document(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """The candidates of each document, under the id that follows from their facts, which documents may share."""
    families: dict[str, list[list[Candidate]]] = defaultdict(list)
    titled: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: c.entry.number is None):  # files that bear the number name the document
        own = candidate if candidate.entry.number else _known_as(candidate, titled)
        family = families[own.entry.id]
        group = next((group for group in family if _is_of(own, group)), None)
        if group is None:
            family.append(group := [])
        group.append(own)
        titled[name_key(own.entry.title)].append(own)
    return [group for family in families.values() for group in family]


def _known_as(candidate: Candidate, titled: dict[str, list[Candidate]]) -> Candidate:
    """`candidate` under the id that another file of the same document has."""
    alike = titled[name_key(candidate.entry.title)]
    near = {other.entry.id: other.entry for other in alike}
    same = catalogue.match(candidate.entry, near.values())
    is_known = same is not None and any(_is_of(candidate, [other]) for other in alike if other.entry.id == same.id)
    return _under(candidate, same.id) if same is not None and is_known else candidate


def _is_of(candidate: Candidate, group: Sequence[Candidate]) -> bool:
    """Whether the candidate is of the document of `group`."""
    dated = next((other for other in group if other.entry.issued), group[0])
    others = [group[0]] if dated is group[0] else [group[0], dated]
    if any(catalogue.is_another(candidate.entry, other.entry) for other in others):
        return False
    letters = candidate.parts[0].letters
    return any(catalogue.is_same(candidate.entry, other.entry) for other in others) or (
        letters != "" and any(letters == other.parts[0].letters for other in group)
    )


def _known(group: Sequence[Candidate]) -> Known:
    """By what the document of these candidates is known again."""
    first = next((candidate for candidate in group if candidate.entry.issued), group[0])
    files = [(f"{file.path}|{file.part}", file.sha256) for candidate in group for file in candidate.files]
    return known_of(group[0].entry.id, first.entry, (c.parts[0].letters for c in group), files)


def _under(candidate: Candidate, document: str) -> Candidate:
    files = tuple(replace(file, document=document) for file in candidate.files)
    return replace(candidate, entry=replace(candidate.entry, id=document), files=files)


def _choose_of(group: Sequence[Candidate], chosen: Chosen) -> None:
    """Add the text to use of one document, and what became of each of its files."""
    wholes = _serials([candidate for candidate in group if not candidate.is_selection])
    selections = [candidate for candidate in group if candidate.is_selection]
    best = min(wholes, key=_rank) if wholes else None
    first = best or _joined(selections)
    entry = first.entry
    for other in group:  # what one form leaves out (a date in the heading), another may say
        if other.entry is not entry:
            entry = catalogue.complete(entry, other.entry)
    chosen.texts.append(replace(first, entry=entry))
    chosen.files += first.files
    for other in wholes:
        if best and other is not best:
            same = (f"Cùng văn bản với {best.files[0].path}, tệp đầy đủ hơn được dùng",)
            chosen.files += [replace(file, state="duplicate", notes=same) for file in other.files]
    if best and selections:
        beside = _under(_joined(selections), f"{entry.id}-phap-dien")
        chosen.texts.append(replace(beside, entry=_codified_entry(beside.entry, entry), codifies=entry.id))
        chosen.files += beside.files


def _codified_entry(own: Entry, base: Entry) -> Entry:
    """The entry of the codification's text of `base`, where the enacted text is at hand too."""
    source = next((source for _, source in own.sources), "pháp điển")
    name = f"{base.label} (theo pháp điển)"
    relation = Relation(DocumentRelation.CONSOLIDATES, base.id, source)
    facts = ("title", "names")
    return Entry(own.id, CODIFIED_TYPE, None, None, None, base.label, (name,), relations=(relation,),
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


def _rank(candidate: Candidate) -> tuple[bool, int, int, int, int, bool]:
    path = candidate.files[0].part or candidate.files[0].path
    main, provisions, corrections = (
        sum(getattr(part, name) for part in candidate.parts) for name in ("main", "provisions", "corrections")
    )
    is_kept = any(file.state == "kept" for file in candidate.files)
    return candidate.is_recognized, -main, -provisions, corrections, form_rank(path), is_kept
