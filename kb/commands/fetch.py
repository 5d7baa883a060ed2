"""`fetch`: downloads missing documents from the official addresses in the catalogue."""

import argparse
from datetime import date
from pathlib import Path

from kb import build as builder
from kb import catalogue, fetch
from kb.catalogue import FACTS_FILE, Catalogue
from kb.commands.common import FETCHED, Commands, add_command
from kb.console import program
from kb.errors import KnowledgeBaseError, NothingPublished
from kb.generation import Published


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "fetch", run, "Tải văn bản còn thiếu từ địa chỉ chính thức ghi trong danh mục")
    added.add_argument("documents", nargs="*", metavar="ID", help="văn bản cần tải (mặc định: mọi văn bản còn thiếu)")
    folder = f"thư mục để tệp tải về (mặc định: thư mục “{FETCHED}” trong --data)"
    added.add_argument("--to", type=Path, metavar="DIR", help=folder)


def run(options: argparse.Namespace) -> None:
    """Download, and print what came and what did not."""
    folder = options.to or options.data / FETCHED
    known, with_text = _known(options.data)
    if unknown := [document for document in options.documents if document not in known.by_id]:
        raise KnowledgeBaseError(f"Không có văn bản “{unknown[0]}” trong danh mục")
    entries = [known.by_id[document] for document in options.documents] or fetch.downloadable(known.entries, with_text, folder)
    if not entries:
        print("Không còn văn bản nào thiếu mà danh mục có địa chỉ chính thức.")
        return
    client, failed = fetch.Client(), []
    for entry in entries:
        try:
            files = fetch.fetch(entry, folder, client, date.today())
            print(f"{entry.id}: đã tải {', '.join(file.name for file in files)}")
        except fetch.NoNetwork:
            raise
        except fetch.FetchError as error:
            failed.append(error)
            if len(entries) > 1:
                print(f"{entry.id}: không tải được: {error}")
    if len(failed) < len(entries):
        named = f" --corpus {options.to}" if options.to else ""
        print(f"Chạy “{program()} build{named}” để đưa văn bản mới tải vào kho.")
    if failed:
        some = KnowledgeBaseError(f"{len(failed)} trong {len(entries)} văn bản không tải được")
        raise failed[0] if len(entries) == 1 else some


def _known(data: Path) -> tuple[Catalogue, frozenset[str]]:
    """The catalogue, and the documents whose text is at hand: of the published generation, or else of what ships."""
    try:
        generation = Published(data).current()
    except NothingPublished:
        files = [path for folder in builder.default_corpora() if (path := folder / FACTS_FILE).is_file()]
        return catalogue.merge(catalogue.load(path) for path in files), frozenset()
    return generation.catalogue, frozenset(generation.with_text)
