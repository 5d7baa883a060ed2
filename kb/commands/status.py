"""`status`: what is indexed, from which file, and what is still missing."""

import argparse

from kb import views
from kb.catalogue import MACHINE_READ
from kb.commands.common import STATES, Commands, add_command, day, print_json, published

_FACTS = {
    "type": "loại", "number": "số, ký hiệu", "issuer": "cơ quan ban hành", "issued": "ngày ban hành", "title": "tên",
    "in_force": "có hiệu lực từ", "expired": "hết hiệu lực từ",
}  # fmt: skip


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "status", run, "Kho có những gì, từ tệp nào, còn thiếu gì", "date", "json")


def run(options: argparse.Namespace) -> None:
    """Print the documents with their files, those that are missing, and the files that were skipped."""
    shown = views.status_json(published(options), day(options))
    if options.json:
        print_json(shown)
        return
    print(f"{len(shown['documents'])} văn bản có toàn văn")
    for document in shown["documents"]:
        print(f"\n{document['id']}: {document['label']}\n  {document['status_note']}")
        if document["recognized"]:
            print(f"  Bản {MACHINE_READ}: lời văn, số và ngày có thể sai")
        for claim in document["disputed"]:
            print(f"  {_FACTS[claim['field']]}: nguồn khác ghi {claim['value']} ({claim['source']})")
        for file in document["files"]:
            print(f"  {STATES[file['state']]}: {file['path']}")
            for note in file["notes"]:
                print(f"    {note}")
    print(f"\n{len(shown['missing'])} văn bản chưa có toàn văn")
    for document in shown["missing"]:
        print(f"  {document['id']}: {document['label']}")
    print(f"\n{len(shown['skipped'])} tệp bỏ qua")
    for file in shown["skipped"]:
        print(f"  {'; '.join(file['notes'])}")
