"""`show`: a document, or a provision with its references both ways."""

import argparse
from typing import Any
from urllib.parse import unquote, urlsplit

from kb import views
from kb.commands.common import Commands, add_command, day, print_json, published
from kb.language.text import nfc
from kb.law.eid import document_url


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "show", run, "Xem một văn bản, hoặc một điều khoản với viện dẫn hai chiều", "date", "json")
    added.add_argument(
        "address", metavar="ID[/eId]", help="văn bản, hay điều khoản: 26-2008-qh12/art_30, 26-2008-qh12/dieu-30, hoặc liên kết"
    )


def address_of(typed: str) -> tuple[str, str]:
    """The document and the eId or URL path ("" for none) that are typed: "id", "id/art_3", "id/dieu-3", or a link to it."""
    path = nfc(unquote(urlsplit(typed.strip()).path)).strip("/")
    document, _, provision = path.removeprefix(document_url("").lstrip("/")).partition("/")
    return document, provision


def run(options: argparse.Namespace) -> None:
    """Print the text and the references."""
    generation, on = published(options), day(options)
    document, typed = address_of(options.address)
    generation.entry(document)
    eid = typed and (generation.find_path(document, typed, on) or typed)
    shown = views.provision_json(generation, document, eid, on) if eid else views.document_json(generation, document, on)
    if options.json:
        print_json(shown)
        return
    facts = shown["document"]
    print(f"{facts['label']}\n[{facts['status_note']}]\n")
    for provision in [shown["provision"]] if eid else shown["provisions"]:
        _print_provision(provision)
    if not eid and not facts["has_text"]:
        print("Chưa có toàn văn: đặt tệp của văn bản vào thư mục văn bản rồi chạy lại “build”.")
    for key, title in (("cites", "Viện dẫn đến"), ("cited_by", "Được viện dẫn bởi")):
        if shown.get(key):
            print(f"\n{title}:")
        for reference in shown.get(key, ()):
            print(f"  {reference['label'] if key == 'cites' else reference['from']['label']}")


def _print_provision(provision: dict[str, Any], depth: int = 0) -> None:
    print("  " * depth + f"{provision['name']}. {provision['heading']}".rstrip(". "))
    for line in provision["text"].splitlines():
        print("  " * depth + f"  {line}")
    for child in provision["children"]:
        _print_provision(child, depth + 1)
