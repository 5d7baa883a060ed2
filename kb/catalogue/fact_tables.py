"""Tables of facts beside catalogue.toml, a line each, columns parted by tabs: laws.tsv, addresses.tsv.

Guarantees:
1. Every fact of a law has the source of its line, or its own in `other_sources`.
2. An item is of the documents of one type and one number alone; a line that is not of the form is an error.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from kb.errors import CatalogueError, reason_of
from kb.law.model import Entry

LAWS_FILE = "laws.tsv"
ADDRESSES_FILE = "addresses.tsv"

_LAW = ("id", "type", "number", "issuer", "issued", "in_force", "articles", "title", "names", "source", "other_sources")
_ADDRESS = ("type", "number", "item", "other_items")

# (type, number), each in the form in which they are compared → items of the national database, the one of most notes first.
DatabaseItems = Mapping[tuple[str, str], tuple[str, ...]]


def address_key(kind: str, number: str) -> tuple[str, str]:
    """The key of a document among the addresses: "05/2016/TTLT/BTP-BCA" and "05/2016/TTLT-BTP-BCA" are one number."""
    return kind, "".join(number.split()).lower().replace("/", "-").replace("–", "-")


def is_same_number(one: str, other: str) -> bool:
    """Whether two numbers are one, whether a dash or a stroke parts them: "5/2035/TTLT/BX-BY" and "5/2035/TTLT-BX-BY"."""
    return address_key("", one) == address_key("", other)


def load_laws(path: Path) -> tuple[Entry, ...]:
    """The entries of a laws.tsv, one a line, in order. Raises CatalogueError, which names the file and the line."""
    return tuple(_law(row, where) for where, row in _rows(path, _LAW))


def load_items(path: Path) -> DatabaseItems:
    """The items of an addresses.tsv by type and number. Raises CatalogueError, which names the file and the line."""
    items: dict[tuple[str, str], tuple[str, ...]] = {}
    for where, row in _rows(path, _ADDRESS):
        own = (row["item"], *row["other_items"].split())
        digits = "".join(own)
        if not (row["type"] and row["number"] and row["item"] and digits.isascii() and digits.isdecimal()):
            raise CatalogueError(f"{where}: cần loại, số hiệu và mã số văn bản (chỉ gồm chữ số)")
        key = address_key(row["type"], row["number"])
        items[key] = tuple(dict.fromkeys((*items.get(key, ()), *own))) if key in items or len(own) > 1 else own
    return items


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """(where it stands, {column: cell}) of each line that is neither empty nor a comment, after the line of the columns."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise CatalogueError(f"{path}: không đọc được bảng dữ kiện ({reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: bảng dữ kiện không phải UTF-8: sai từ byte {error.start}") from error
    cells = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not cells or tuple(cells[0][1]) != columns:
        raise CatalogueError(f"{path}: dòng đầu của bảng phải là các cột {', '.join(columns)}, cách nhau bằng dấu tab")
    where = f"{path}, dòng "
    for number, row in cells[1:]:
        if len(row) != len(columns):
            raise CatalogueError(f"{where}{number}: có {len(row)} ô, cần {len(columns)}")
        yield f"{where}{number}", dict(zip(columns, row, strict=True))


def _law(row: dict[str, str], where: str) -> Entry:
    for column in ("id", "type", "number", "source"):
        if not row[column]:
            raise CatalogueError(f"{where}: thiếu “{column}”")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row["id"]):
        raise CatalogueError(f"{where}: “id” chỉ gồm chữ thường không dấu, số và dấu gạch nối")
    others = dict(part.partition(": ")[::2] for part in row["other_sources"].split("; ") if part)
    if unused := [column for column in others if not row.get(column)]:
        raise CatalogueError(f"{where}: có nguồn nhưng không có giá trị cho “{unused[0]}”")
    try:
        issued, in_force = (date.fromisoformat(row[key]) if row[key] else None for key in ("issued", "in_force"))
        articles = int(row["articles"]) if row["articles"] else None
        if articles is not None and articles < 1:
            raise ValueError
    except ValueError as error:
        raise CatalogueError(f"{where}: ngày viết như 2015-07-01, số Điều viết bằng chữ số") from error
    facts = (column for column in _LAW[1:-2] if row[column])
    return Entry(
        id=row["id"],
        type=row["type"],
        number=row["number"],
        issuer=row["issuer"] or None,
        issued=issued,
        title=row["title"],
        names=tuple(name for name in row["names"].split("; ") if name),
        in_force=in_force,
        sources=tuple((column, others.get(column, row["source"])) for column in facts),
        articles=articles,
    )
