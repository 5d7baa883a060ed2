"""Files of facts: catalogue.toml, one entry for each document, each fact with its source, and the tables beside it."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from kb.catalogue.bodies_file import BODIES_FILE
from kb.catalogue.fact_tables import ADDRESSES_FILE, LAWS_FILE, load_laws
from kb.errors import CatalogueError, reason_of, where_in_toml
from kb.law.model import Entry, Relation
from kb.law.relations import DocumentRelation

FACTS_FILE = "catalogue.toml"
# All files of facts that a folder may hold; none of them is a document.
FACTS_FILES = (FACTS_FILE, LAWS_FILE, ADDRESSES_FILE, BODIES_FILE)

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
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"{path}: không đọc được danh mục ({reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: danh mục không phải UTF-8: sai từ byte {error.start}") from error
    entries = entries_in(text, str(path))
    laws = path.with_name(LAWS_FILE)
    return (*entries, *load_laws(laws)) if laws.is_file() else entries


def entries_in(text: str, name: str) -> tuple[Entry, ...]:
    """The entries of a catalogue.toml whose content is `text`. Raises CatalogueError, which calls the file `name`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{name}, {where_in_toml(error)}: không đúng cú pháp TOML") from error
    tables = content.pop("document", [])
    if content or not isinstance(tables, list):
        raise CatalogueError(f"{name}: chỉ nhận các mục [[document]], không nhận “{next(iter(content), 'document')}”")
    return tuple(_entry(table, f"{name}, văn bản thứ {n}") for n, table in enumerate(tables, 1))


def written_entries(entries: Iterable[Entry]) -> str:
    """The content of a catalogue.toml of these entries, which `entries_in` reads: facts and relations, each with its source."""
    return "\n".join(_written_entry(entry) for entry in entries)


def _written_entry(entry: Entry) -> str:
    keys = dict.fromkeys((*(key for key, _ in entry.sources), *_VALUES))
    facts = {key: getattr(entry, key) for key in keys if key in _VALUES and key not in ("id", "source", "sources")}
    facts = {key: list(value) if isinstance(value, tuple) else value for key, value in facts.items() if value}
    sources = {key: source for key, source in entry.sources if key in facts}
    for relation in entry.relations:
        facts.setdefault(str(relation.kind), []).append(relation.target)
        sources.setdefault(str(relation.kind), relation.source)
    ((source, _),) = Counter(sources.values()).most_common(1) or (("nguồn không rõ", 1),)
    lines = ["[[document]]", f"id = {_written(entry.id)}"]
    lines += [f"{key} = {_written(value)}" for key, value in facts.items()]
    lines.append(f"source = {_written(source)}")
    others = [f"{key} = {_written(own)}" for key, own in sources.items() if own != source]
    return "\n".join([*lines, *(["[document.sources]", *others] if others else []), ""])


def _written(value: object) -> str:
    """A value as TOML writes it; its basic strings are those of JSON, but for U+007F."""
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


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
