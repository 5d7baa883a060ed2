"""Files of facts: catalogue.toml, one entry for each document, each fact with its source, and the tables beside it."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from kb.catalogue.fact_tables import ADDRESSES_FILE, LAWS_FILE, load_laws
from kb.errors import CatalogueError, reason_of, where_in_toml
from kb.law.model import Entry, Relation
from kb.law.relations import DocumentRelation

FACTS_FILE = "catalogue.toml"
# All files of facts that a folder may hold; none of them is a document.
FACTS_FILES = (FACTS_FILE, LAWS_FILE, ADDRESSES_FILE)

_VALUES: dict[str, type] = {
    "id": str, "type": str, "number": str, "issuer": str, "issued": date, "title": str, "names": list, "in_force": date,
    "expired": date, "addresses": list, "reviewed": date, "note": str, "place": str, "signer": str, "source": str,
    "articles": int, "sources": dict,
}  # fmt: skip
_KINDS = {str: "một chuỗi", list: "một danh sách chuỗi", date: "một ngày (2015-07-01)", dict: "một bảng", int: "một số"}
_RELATIONS = frozenset(map(str, DocumentRelation))


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of one catalogue.toml, and of the laws.tsv beside it where there is one.

    Raises CatalogueError, which names the file, and the entry and key, or the line.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise CatalogueError(f"{path}: không đọc được danh mục ({reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: danh mục không phải UTF-8: sai từ byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}, {where_in_toml(error)}: không đúng cú pháp TOML") from error
    tables = content.pop("document", [])
    if content or not isinstance(tables, list):
        raise CatalogueError(f"{path}: chỉ nhận các mục [[document]], không nhận “{next(iter(content), 'document')}”")
    entries = tuple(_entry(table, f"{path}, văn bản thứ {n}") for n, table in enumerate(tables, 1))
    laws = path.with_name(LAWS_FILE)
    return (*entries, *load_laws(laws)) if laws.is_file() else entries


def _entry(table: dict[str, Any], where: str) -> Entry:
    where += f" ({table['id']})" if isinstance(table.get("id"), str) else ""
    relations: list[Relation] = []
    for key, value in table.items():
        expected = list if key in _RELATIONS else _VALUES.get(key)
        if expected is None:
            raise CatalogueError(f"{where}: không có khóa “{key}”")
        if (type(value) is not expected) or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise CatalogueError(f"{where}: giá trị của “{key}” phải là {_KINDS[expected]}")
    for key in ("id", "type", "source"):
        if not table.get(key):
            raise CatalogueError(f"{where}: thiếu “{key}”")
    if table.get("articles", 1) < 1:
        raise CatalogueError(f"{where}: “articles” là số Điều, phải lớn hơn 0")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", table["id"]):
        raise CatalogueError(f"{where}: “id” chỉ gồm chữ thường không dấu, số và dấu gạch nối")
    if "in_force" in table and "expired" in table and table["expired"] < table["in_force"]:
        raise CatalogueError(f"{where}: “expired” đứng trước “in_force”")
    named_sources = {str(key): str(source) for key, source in table.get("sources", {}).items()}
    facts = {key: value for key, value in table.items() if key not in ("id", "source", "sources") and key not in _RELATIONS}
    if unused := named_sources.keys() - table.keys():
        raise CatalogueError(f"{where}: có nguồn nhưng không có giá trị cho “{unused.pop()}”")
    for kind in _RELATIONS & table.keys():
        source = named_sources.get(kind, table["source"])
        relations += [Relation(DocumentRelation(kind), target, source) for target in table[kind]]
    return Entry(
        id=table["id"],
        type=table["type"],
        number=table.get("number"),
        issuer=table.get("issuer"),
        issued=table.get("issued"),
        title=table.get("title", ""),
        names=tuple(table.get("names", ())),
        in_force=table.get("in_force"),
        expired=table.get("expired"),
        relations=tuple(sorted(relations, key=lambda r: (r.kind, table[r.kind].index(r.target)))),
        addresses=tuple(table.get("addresses", ())),
        sources=tuple((key, named_sources.get(key, table["source"])) for key in facts),
        reviewed=table.get("reviewed"),
        note=table.get("note", ""),
        place=table.get("place", ""),
        signer=table.get("signer", ""),
        articles=table.get("articles"),
    )
