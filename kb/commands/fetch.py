"""`fetch`: downloads missing documents from official addresses: those named, those that a document cites, or all."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kb import build as builder
from kb import catalogue, fetch
from kb.build.citing import entry_cited
from kb.build.reading import source_files
from kb.catalogue import FACTS_FILE, Catalogue, DatabaseItems
from kb.commands.common import Commands, add_command, typed_depth
from kb.console import FETCHED, program
from kb.errors import KnowledgeBaseError, NothingPublished
from kb.generation import Generation
from kb.identify import another
from kb.law.model import Entry, Reference
from kb.law.resolutions import Resolution
from kb.materials.material import cite_file
from kb.published import Published


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "fetch", run, "Tải văn bản còn thiếu từ địa chỉ chính thức ghi trong danh mục")
    added.add_argument("documents", nargs="*", metavar="ID", help="văn bản cần tải (mặc định: mọi văn bản còn thiếu)")
    folder = f"thư mục để tệp tải về (mặc định: thư mục “{FETCHED}” trong --data, mọi lần build đều đọc)"
    added.add_argument("--to", type=Path, metavar="DIR", help=folder)
    added.add_argument("--cited-by", metavar="ID", help="tải những văn bản mà văn bản này viện dẫn")
    deeper = "với --cited-by: tải đến bậc thứ N; 2: cả những gì các văn bản ấy viện dẫn (mặc định: 1)"
    added.add_argument("--depth", type=typed_depth, default=1, metavar="N", help=deeper)


def run(options: argparse.Namespace) -> None:
    """Download, and print what came and what did not. What is in the folder already is not downloaded again."""
    work = _Work(options.to or options.data / FETCHED, *_known(options.data), fetch.Client())
    try:
        if options.cited_by:
            work.fetch_cited(options.cited_by, options.depth)
        else:
            if unknown := [document for document in options.documents if document not in work.known.by_id]:
                raise KnowledgeBaseError(f"Không có văn bản “{unknown[0]}” trong danh mục")
            named = [work.known.by_id[document] for document in options.documents]
            work.fetch(named or fetch.downloadable(work.known.entries, work.with_text, work.folder))
    except KeyboardInterrupt:
        raise KnowledgeBaseError(f"Đã dừng: {work.told()}; chạy lại lệnh này để tải tiếp phần còn lại") from None
    finally:
        if work.came:
            named_folder = f" --corpus {options.to}" if options.to else ""
            print(f"Chạy “{program()} build{named_folder}” để đưa văn bản mới tải vào kho.")
    if not work.tried:
        print("Không còn văn bản nào thiếu mà danh mục có địa chỉ chính thức.")
    elif work.failed:
        raise (
            work.failed[0]
            if work.tried == 1
            else KnowledgeBaseError(f"{len(work.failed)} trong {work.tried} văn bản không tải được")
        )


@dataclass
class _Work:
    """One run: where files go, what is known, and what came of it so far."""

    folder: Path
    known: Catalogue
    with_text: frozenset[str]
    items: DatabaseItems
    generation: Generation | None
    client: fetch.Client
    came: list[str] = field(default_factory=list)
    failed: list[fetch.FetchError] = field(default_factory=list)
    tried: int = 0

    def told(self) -> str:
        """What was done so far, in Vietnamese."""
        return f"đã tải {len(self.came)} văn bản" + (f", {len(self.failed)} không tải được" if self.failed else "")

    def fetch(self, entries: Iterable[Entry]) -> None:
        """Download each of `entries`; a failure of one does not stop the rest. Raises NoNetwork."""
        wanted = list(entries)
        for position, entry in enumerate(wanted, 1):
            counted = f"[{position}/{len(wanted)}] " if len(wanted) > 1 else ""
            self.tried += 1
            try:
                files = fetch.fetch(entry, self.folder, self.client, date.today(), another)
            except fetch.NoNetwork:
                raise
            except fetch.FetchError as error:
                self.failed.append(error)
                if len(wanted) > 1:
                    print(f"{counted}{entry.id}: không tải được: {error}", flush=True)
                continue
            self.came.append(entry.id)
            print(f"{counted}{entry.id}: đã tải {', '.join(file.name for file in files)}", flush=True)

    def fetch_cited(self, document: str, depth: int) -> None:
        """Download what `document` cites, then what that cites, `depth` times. Raises NoNetwork, KnowledgeBaseError."""
        if self.generation is None:
            raise KnowledgeBaseError(f"Chưa có kho để biết văn bản nào được viện dẫn; hãy chạy “{program()} build” trước")
        self.generation.entry(document)
        level, seen = [document], {document}
        for step in range(1, depth + 1):
            cited = {entry.id: entry for one in level for entry in self._cited_by(one)}
            new = [entry for name, entry in cited.items() if name not in seen]
            missing = fetch.downloadable(new, self.with_text, self.folder)
            nowhere = sum(not entry.addresses and entry.id not in self.with_text for entry in new)
            print(
                f"Bậc {step}: {len(new)} văn bản được viện dẫn; cần tải {len(missing)}"
                + (f"; {nowhere} chưa biết địa chỉ chính thức" if nowhere else ""),
                flush=True,
            )
            self.fetch(missing)
            level = [entry.id for entry in new]
            seen.update(level)

    def _cited_by(self, document: str) -> Iterator[Entry]:
        """The documents that a document cites, each perhaps several times; all that an unclear citation may mean."""
        for reference in self._references(document):
            meant = reference.candidates if reference.resolution == Resolution.AMBIGUOUS else ()
            for name in filter(None, (reference.document, *meant)):
                entry = self.known.by_id.get(name)
                if entry is None and reference.cited and reference.cited.number and name == reference.document:
                    entry = entry_cited(name, reference.cited, document)
                if entry is not None and name != document:
                    yield entry if entry.addresses else replace(entry, addresses=catalogue.addresses_of(entry, self.items))

    def _references(self, document: str) -> Iterator[Reference]:
        """The citations of a text: as the build found them, or read from the files that were downloaded."""
        assert self.generation is not None
        if document in self.with_text:
            yield from (citing.reference for citing in self.generation.references(document, date.today()))
        elif fetch.is_fetched(document, self.folder):
            for path in source_files(self.folder / document):
                try:
                    yield from cite_file(self.generation, path)
                except KnowledgeBaseError as error:
                    print(f"{document}: không đọc được để tìm viện dẫn: {error}", flush=True)


def _known(data: Path) -> tuple[Catalogue, frozenset[str], DatabaseItems, Generation | None]:
    """What is known of documents, which of them have a text, their items: of the published generation and of what ships."""
    paths = [path for folder in builder.default_corpora() if (path := folder / FACTS_FILE).is_file()]
    facts = catalogue.read_facts(paths)
    try:
        generation = Published(data).current()
    except NothingPublished:
        return catalogue.with_addresses(facts.catalogue, facts.items), frozenset(), facts.items, None
    return generation.catalogue, frozenset(generation.with_text), facts.items, generation
