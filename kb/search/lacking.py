"""Documents that a query is limited to, or names, and whose text is not at hand: "not found" would be a wrong answer.

Guarantees:
1. A name or number that several documents have lacks a text only where none of them has one.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.console import documents_folder, program
from kb.language.text import lower
from kb.law.model import Entry
from kb.search.query import Query
from kb.search.tables import SearchTables

MOST_LACKING = 3  # documents that are told of by one naming


def lacking_text(tables: SearchTables, asked: Query, within: Sequence[Entry]) -> tuple[Entry, ...]:
    """The documents without a text among those that a query is limited to (`within`), else among those that it names."""
    namings: Iterable[Sequence[Entry]] = [[entry] for entry in within] or asked.namings
    found = (one for one in namings if len(one) <= MOST_LACKING and not any(entry.id in tables.with_text for entry in one))
    return tuple(dict.fromkeys(entry for one in found for entry in one))


def told_lacking(entry: Entry) -> str:
    """What a reader is told of it: "Kho chưa có toàn văn luật này: Luật Đất đai số …"."""
    return f"Kho chưa có toàn văn {lower(entry.type)} này: {entry.label}"


def ways_to_add(entry: Entry, data: Path) -> tuple[str, ...]:
    """How the text of a document comes into the base in the folder `data`, a sentence each."""
    ways = [f"tải từ địa chỉ chính thức, trên máy có mạng: {program()} fetch {entry.id}"] if entry.addresses else []
    ways += [f"nhận bằng gói văn bản: {program()} unpack TỆP", f"đặt tệp của văn bản vào thư mục {documents_folder(data)}"]
    return (
        *(f"Hoặc {way}" if n else way[0].upper() + way[1:] for n, way in enumerate(ways)),
        f"Sau đó chạy: {program()} build",
    )


def lacking_json(entry: Entry, data: Path) -> dict[str, str | list[str]]:
    """A document without a text as JSON has it (docs/json.md): {"document", "label", "note", "how"}."""
    return {"document": entry.id, "label": entry.label, "note": told_lacking(entry), "how": list(ways_to_add(entry, data))}
