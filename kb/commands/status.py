"""`status`: what is indexed, from which file, and what is still missing."""

import argparse

from kb import views
from kb.catalogue import FACT_NAMES, MACHINE_READ
from kb.commands.common import STATES, Commands, add_command, day, print_json
from kb.console import program
from kb.generation import rolled_back_from
from kb.published import Published
from kb.status_views import Json

_VERIFIED = {
    "yes": "mọi tệp còn nguyên vẹn",
    "pending": "các tệp nhỏ còn nguyên vẹn, tệp lớn chưa đọc (status --verify)",
}


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "status", run, "Kho có những gì, từ tệp nào, còn thiếu gì", "date", "json")
    added.add_argument("--verify", action="store_true", help="đọc và kiểm mọi tệp của kho đang dùng; 1 nếu có tệp hỏng")


def run(options: argparse.Namespace) -> int:
    """Print which generation serves, the documents with their files, those that are missing, and what files were skipped."""
    handle = Published(options.data)
    if options.verify:
        handle.verify()
    generation, state = handle.current(), handle.state()
    code = int(options.verify and bool(state.problems))
    shown: Json = {"generation": state.printed()} | views.status_json(generation, day(options))
    if options.json:
        print_json(shown)
        return code
    print(f"Kho số {state.number}, dựng lúc {state.made}, {_VERIFIED[state.verified]}")
    for line in filter(None, (state.notice, *state.problems)):
        print(f"  {line}")
    if (back := rolled_back_from(options.data)) is not None:
        print(f"  Đã trở lại kho này từ kho số {back}; “{program()} rollback” lần nữa thì dùng lại kho số {back}")
    print(f"{len(shown['documents'])} văn bản có toàn văn")
    for document in shown["documents"]:
        print(f"\n{document['id']}: {document['label']}\n  {document['status_note']}")
        if document["recognized"]:
            print(f"  Bản {MACHINE_READ}: lời văn, số và ngày có thể sai")
        for claim in document["disputed"]:
            print(f"  {FACT_NAMES[claim['field']]}: nguồn khác ghi {claim['value']} ({claim['source']})")
        for file in document["files"]:
            print(f"  {STATES[file['state']]}: {file['path']}")
            for note in file["notes"]:
                print(f"    {note}")
    print(f"\n{len(shown['missing'])} văn bản chưa có toàn văn")
    for document in shown["missing"]:
        print(f"  {document['id']}: {document['label']}")
    if shown["kept"]:
        print(f"\n{len(shown['kept'])} tệp giữ lại")
    for file in shown["kept"]:
        print(f"  {file['path']}: {file['notes'][0]}")
    print(f"\n{len(shown['skipped'])} tệp bỏ qua")
    for file in shown["skipped"]:
        print(f"  {'; '.join(file['notes'])}")
    return code
