"""What was read before and is not read now: its last good reading stays, unless its owner has let it go.

Guarantees:
1. A file that gave documents and cannot be read now, or whose folder is gone, empty or has lost many, stays as it was last
   read, and says so; one that its owner removed, replaced or no longer asks for goes.
2. A file of the same bytes in another folder or under another name is the same file: it moved.
3. Where what should stay cannot be found on the shelf any more, it is named, and nothing is published.
4. What a folder's own file of facts says stays with its texts.
5. Of a document that may not be in the base nothing stays, however good its last reading was.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from kb.build.cache import Cache
from kb.build.reading import FileRead, FileSummary, Problem, Scope, source_files
from kb.catalogue import FACTS_FILE, FACTS_FILES
from kb.console import UNPACKED
from kb.errors import KnowledgeBaseError
from kb.generation import Generation
from kb.language.text import printable
from kb.law.dates import write_date

SOURCES = "sources.json"  # the files that gave documents to a generation, in its folder
FACTS = "facts"  # the files of facts, in the folder of the generation, a folder each

_FEWEST_LOST, _LOST_SHARE = 2, 5  # a folder that lacks so many files, and more than one in five, has lost them
_NAMED = 10  # files that a message names


class LostTexts(KnowledgeBaseError):
    """Files that were read before can neither be read now nor found on the shelf."""


@dataclass(frozen=True, slots=True)
class Before:
    """A file that gave documents to a published generation."""

    path: str  # as it was named
    corpus: str  # the folder that was asked for, absolute; "" where that is not known
    sha256: str
    reading: str  # its name on the shelf; "" where that is not known
    day: str  # on which it was last read: "2026-11-30"
    parts: tuple[str, ...]  # of its documents; ("",) for a file that is one


def read_before(generation: Generation | None) -> list[Before]:
    """The files that gave documents to a generation, in order."""
    if generation is None:
        return []
    try:
        rows = json.loads((generation.folder / SOURCES).read_text("ascii"))["files"]
        return [Before(str(p), str(c), str(sha), str(r), str(day), tuple(parts)) for p, c, sha, r, day, parts in rows]
    except (OSError, ValueError, TypeError, LookupError):  # of a program that did not write it
        parts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for file in generation.store.files():
            if file.document:
                parts[file.path, file.sha256].append(file.part)
        return [Before(path, "", sha256, "", "", tuple(own)) for (path, sha256), own in parts.items()]


def was_read(generation: Generation, folder: Path) -> bool:
    """Whether documents of the generation were read in a folder."""
    return any(own.corpus == _absolute(folder) for own in read_before(generation))


def facts_before(generation: Generation | None) -> dict[str, Path]:
    """The files of facts of a generation, as it has them, by the folder (absolute) that each stood in and that is gone."""
    if generation is None:
        return {}
    try:
        corpora = json.loads((generation.folder / SOURCES).read_text("ascii"))["facts"]
    except (OSError, ValueError, TypeError, LookupError):
        return {}
    known = {str(corpus): generation.folder / FACTS / str(number) / FACTS_FILE for number, corpus in enumerate(corpora)}
    return {corpus: path for corpus, path in known.items() if _is_gone(corpus)}


def _is_gone(corpus: str) -> str:
    """Why nothing can be read in a folder any more; "" where something can, and of a pack, which only its owner removes."""
    if _is_pack(corpus):
        return ""
    try:
        os.scandir(corpus).close()
    except OSError:
        return f"thư mục {printable(corpus)} không còn hoặc không mở được"
    return f"thư mục {printable(corpus)} nay trống" if next(source_files(Path(corpus)), None) is None else ""


def _is_pack(corpus: str) -> bool:
    return Path(corpus).parent.name == UNPACKED


def write_sources(folder: Path, files: Iterable[FileRead], corpora: Sequence[Path], facts: Mapping[str, Path]) -> None:
    """Write into the folder of a new generation which files gave documents to it, and its files of facts, by their folders."""
    for number, path in enumerate(facts.values()):
        (folder / FACTS / str(number)).mkdir(parents=True)
        for name in FACTS_FILES:
            if path.with_name(name).is_file():
                shutil.copyfile(path.with_name(name), folder / FACTS / str(number) / name)
    rows = []
    for file in files:
        if file.documents:
            corpus = file.corpus or _corpus_of(str(file.path), corpora)
            day = file.day or date.today().isoformat()
            own = Before(str(file.path), corpus, file.sha256, file.name, day, tuple(one.part for one in file.documents))
            rows.append(astuple(own))
    (folder / SOURCES).write_text(json.dumps({"files": rows, "facts": list(facts)}), "ascii")


def readings_of(folders: Iterable[Path]) -> set[str]:
    """The names on the shelf of all that the generations in `folders` were read from."""
    names: set[str] = set()
    for folder in folders:
        try:
            names |= {str(row[3]) for row in json.loads((folder / SOURCES).read_text("ascii"))["files"]}
        except (OSError, ValueError, TypeError, LookupError):
            continue
    return names


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (by name: what a link leads to may be gone)


def _corpus_of(path: str, corpora: Iterable[Path]) -> str:
    """The folder of `corpora` that a file stands in, absolute; else the one that it stands in itself."""
    absolute = Path(_absolute(path))
    folders = (_absolute(corpus) for corpus in corpora)
    return next((folder for folder in folders if absolute.is_relative_to(folder)), str(absolute.parent))


class Keeping:
    """Takes what is read now, and adds what stays of what was read before."""

    def __init__(self, before: Sequence[Before], cache: Cache, scope: Scope, corpora: Sequence[Path]) -> None:
        """`before`: of the published generation; `corpora`: the folders that are asked for now."""
        self._before, self._cache, self._scope = before, cache, scope
        self._asked = {_absolute(corpus) for corpus in corpora}
        self._corpora = corpora
        self._failed: list[str] = []

    def added(self, files: Sequence[FileRead], unread: Mapping[str, str]) -> list[FileRead]:
        """`files`, with what stays; `unread`: why a folder or a link was not followed, by its path. Raises LostTexts."""
        of_path: dict[str, list[Before]] = defaultdict(list)
        for own in self._before:
            of_path[_absolute(own.path)].append(own)
        kept: list[FileRead] = []
        for file in files:
            kept += self._instead(file, of_path.pop(_absolute(file.path), []))
        moved = {file.sha256 for file in files if file.documents}
        missing = [own for all_ in of_path.values() for own in all_ if own.sha256 not in moved]
        for own, reason in self._gone(missing, {_absolute(path): why for path, why in unread.items()}):
            self._keep(own, own.parts, reason, kept)
        if self._failed:
            named = "; ".join(self._failed[:_NAMED])
            more = f" và {len(self._failed) - _NAMED} tệp khác" if len(self._failed) > _NAMED else ""
            raise LostTexts(
                f"{named}{more}: lần trước đọc được, nay không đọc được và bản đã đọc cũng không còn; kho đang dùng vẫn như cũ;"
                " chép lại tệp, hoặc thêm --allow-removals để bỏ khỏi kho"
            )
        return kept

    def _instead(self, file: FileRead, before: Sequence[Before]) -> list[FileRead]:
        """`file` as it is read now, and what stays of it."""
        now = {document.part for document in file.documents}
        barred = {problem.part for problem in file.problems if problem.is_barred}
        problems = {problem.part: problem for problem in file.problems}
        kept: list[FileRead] = []
        instead: set[str] = set()
        for own in before if problems or not now else ():
            parts = [part for part in own.parts if part not in now | barred | instead and "" not in barred]
            lost = [part for part in parts if not now or part in problems or "" in problems]
            if lost:
                why = problems.get(lost[0]) or problems.get("")
                self._keep(own, lost, f"tệp nay không đọc được ({_reason(why)})", kept)
                instead.update(lost)
        if not kept:
            return [file]
        others = tuple(p for p in file.problems if p.part not in instead and (p.part or p.is_barred))
        return [FileRead(file.path, file.sha256, file.name, file.documents, others), *kept]

    def _gone(self, missing: Sequence[Before], unread: Mapping[str, str]) -> Iterable[tuple[Before, str]]:
        """Of the files that are not there, those that stay, each with the reason."""
        of_corpus: dict[str, list[Before]] = defaultdict(list)
        total: dict[str, int] = defaultdict(int)
        for own in self._before:
            total[own.corpus or _corpus_of(own.path, self._corpora)] += 1
        for own in missing:
            of_corpus[own.corpus or _corpus_of(own.path, self._corpora)].append(own)
        for corpus, lost in of_corpus.items():
            whole = self._why_gone(corpus, sum(not os.path.lexists(own.path) for own in lost), total[corpus])
            for own in lost:
                way = Path(_absolute(own.path))
                reason = whole or next((why for path, why in unread.items() if way.is_relative_to(path)), "")
                if reason:
                    yield own, reason

    def _why_gone(self, corpus: str, lost: int, total: int) -> str:
        """Why the files of a folder that are not there are not their owner's to remove; "" where they may be."""
        if reason := _is_gone(corpus):
            return reason
        if corpus in self._asked and not _is_pack(corpus) and lost >= _FEWEST_LOST and lost * _LOST_SHARE > total:
            return f"thư mục {printable(corpus)} thiếu {lost} trong {total} tệp"
        return ""

    def _keep(self, own: Before, parts: Sequence[str], reason: str, kept: list[FileRead]) -> None:
        found = self._cache.summary(own.reading, FileSummary) if own.reading else None
        if found is None:
            self._failed.append(printable(own.path))
            return
        internal = self._scope.internal
        documents = tuple(one for one in found.documents if one.part in parts and (internal or not one.is_internal))
        if documents:
            since = f"giữ bản đọc được ngày {write_date(date.fromisoformat(own.day))}: {reason}"
            kept.append(FileRead(Path(own.path), own.sha256, own.reading, documents, (), since, own.day, own.corpus))


def _reason(problem: Problem | None) -> str:
    """A problem without the name of its file, which stands beside it."""
    return problem.message.partition(": ")[2] or problem.message if problem else "không còn văn bản nào trong tệp"
