"""`show`: a document, or a provision with its references both ways."""

import argparse
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kb import views
from kb.catalogue import MACHINE_READ
from kb.commands.common import Commands, add_command, day, print_json, published, typed_date
from kb.generation import Generation
from kb.language.text import nfc, printable
from kb.law.eid import document_url

_CHANGED = "[bị văn bản khác thay đổi]"  # beside the words that are changed; which document it is, `show` of the provision says


def add(commands: Commands) -> None:
    """Add the command."""
    added = add_command(commands, "show", run, "Xem một văn bản, hoặc một điều khoản với viện dẫn hai chiều", "date", "json")
    added.add_argument(
        "address",
        type=link_target,
        metavar="ID[/eId]",
        help="văn bản, hay điều khoản: 26-2008-qh12/art_30, 26-2008-qh12/dieu-30, hoặc liên kết",
    )


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a typed address or a link leads to; "" and None where it names no provision, fragment or day."""

    document: str
    provision: str  # an eId or a URL path: "art_3", "dieu-3/khoan-1"
    fragment: str
    day: date | None

    def eid(self, generation: Generation, on: date) -> str:
        """The eId of the provision on the day, "" for the whole document; a path that leads nowhere comes back as it is."""
        tree = generation.tree(self.document, on)
        if self.fragment and tree and tree.way_to(self.fragment):
            return self.fragment
        return self.provision and (generation.find_path(self.document, self.provision, on) or self.provision)


def link_target(typed: str) -> LinkTarget:
    """The target of "id", "id/art_3", "id/dieu-3", or of a link to one of these. Raises argparse.ArgumentTypeError."""
    text = nfc(printable(typed)).strip()
    try:
        link = urlsplit(text)
    except ValueError:  # "http://[x"
        raise argparse.ArgumentTypeError(f"“{text}” không phải là một địa chỉ") from None
    # The last one: a server may stand below any path, "http://h/van-ban/van-ban/…" too.
    path = f"/{unquote(link.path)}".rpartition(document_url(""))[2]
    document, _, provision = nfc(path).strip("/").partition("/")
    if not document:
        raise argparse.ArgumentTypeError(f"“{text}” không dẫn đến văn bản nào" if text else "chưa có văn bản nào để xem")
    asked = parse_qs(link.query).get("ngay", [""])[0].strip()
    return LinkTarget(document.lower(), provision, nfc(unquote(link.fragment)), typed_date(asked) if asked else None)


def run(options: argparse.Namespace) -> None:
    """Print the text and the references."""
    target: LinkTarget = options.address
    generation, on, document = published(options), day(options, target.day), target.document
    eid = target.eid(generation, on)
    shown = views.provision_json(generation, document, eid, on) if eid else views.document_json(generation, document, on)
    if options.json:
        print_json(shown)
        return
    facts = shown["document"]
    print(f"{facts['label']}\n[{facts['status_note']}]")
    if facts["recognized"]:
        print(f"[Bản {MACHINE_READ}: lời văn, số và ngày có thể sai, hãy đối chiếu với bản gốc]")
    for change in shown["changes"]:
        print(change["line"])
    print()
    for provision in [shown["provision"]] if eid else shown["provisions"]:
        _print_provision(provision)
    if not eid and not facts["has_text"]:
        print("Chưa có toàn văn: đặt tệp của văn bản vào thư mục văn bản rồi chạy lại “build”.")
    if shown["bodies"]:
        print("\nCơ quan nêu trong văn bản nay ra sao:")
    for body in shown["bodies"]:
        print(f"  {body['words']}: {body['line']}")
    for key, title in (("cites", "Viện dẫn đến"), ("cited_by", "Được viện dẫn bởi")):
        if shown.get(key):
            print(f"\n{title}:")
        for reference in shown.get(key, ()):
            print(f"  {reference['label'] if key == 'cites' else reference['from']['label']}")
    if shown.get("keywords"):
        print(f"\nTừ khóa: {', '.join(shown['keywords'])}")
    if shown.get("similar"):
        print("\nĐiều tương tự:")
    for similar in shown.get("similar", ()):
        print("  " + ". ".join(filter(None, (similar["label"], similar["heading"]))))


def _print_provision(provision: dict[str, Any], depth: int = 0) -> None:
    changed = f" {_CHANGED}" if provision["changed"] else ""
    print("  " * depth + f"{provision['name']}. {provision['heading']}".rstrip(". ") + changed)
    for line in provision["text"].splitlines():
        print("  " * depth + f"  {line}")
    for child in provision["children"]:
        _print_provision(child, depth + 1)
