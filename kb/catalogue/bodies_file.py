"""Files of bodies: bodies.toml beside catalogue.toml, an entry a body, each with its source and its clauses.

Guarantees:
1. An entry that is not of the form, or an id that another entry has, is an error that names the file and the entry.
2. Whatever ends a body or succeeds it has a clause; a body without a source is an error.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from kb.errors import CatalogueError, reason_of, where_in_toml
from kb.law.bodies import Bodies, Body, BodyKind, BodyLevel, BodySide, Succession

BODIES_FILE = "bodies.toml"

T = TypeVar("T", bound=StrEnum)

_VALUES: dict[str, type] = {
    "id": str, "name": str, "forms": list, "kind": str, "side": str, "level": str, "area": str, "from": date, "to": date,
    "at_latest": bool, "ended_by": str, "unclear_from": date, "source": str, "note": str, "successors": list,
}  # fmt: skip
_SUCCESSOR: dict[str, type] = {"field": str, "name": str, "clause": str, "from": date, "renames": bool}
_KINDS = {str: "một chuỗi", list: "một danh sách", date: "một ngày (2025-07-01)", bool: "true hoặc false"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CLAUSE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)/([a-z]+(?:_[a-zA-Z0-9-]+)*(?:__[a-z]+(?:_[a-zA-Z0-9-]+)*)*)")


def read_bodies(paths: Iterable[Path]) -> Bodies:
    """The bodies of several bodies.toml, in order. Raises CatalogueError."""
    rows: dict[str, Body] = {}
    for path in paths:
        for body in load_bodies(path):
            if rows.setdefault(body.id, body) != body:
                raise CatalogueError(f"{path}: id “{body.id}” đã có ở một bảng cơ quan khác, với dữ kiện khác")
    return Bodies(tuple(rows.values()))


def write_bodies(folder: Path, paths: Iterable[Path]) -> None:
    """Keep what several bodies.toml say in one, in `folder`; they are valid."""
    texts = dict.fromkeys(path.read_text("utf-8-sig") for path in paths)
    (folder / BODIES_FILE).write_text("\n".join(texts), "utf-8")


def load_bodies(path: Path) -> tuple[Body, ...]:
    """The bodies of one bodies.toml. Raises CatalogueError, which names the file, and the entry and key, or the line."""
    try:
        return bodies_of(path.read_text("utf-8-sig"), str(path))
    except OSError as error:
        raise CatalogueError(f"{path}: không đọc được bảng cơ quan ({reason_of(error)})") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: bảng cơ quan không phải UTF-8: sai từ byte {error.start}") from error


def bodies_of(text: str, name: str) -> tuple[Body, ...]:
    """The bodies of a bodies.toml whose content is `text`. Raises CatalogueError, which calls the file `name`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{name}, {where_in_toml(error)}: không đúng cú pháp TOML") from error
    tables = content.pop("body", [])
    if content or not isinstance(tables, list):
        raise CatalogueError(f"{name}: chỉ nhận các mục [[body]], không nhận “{next(iter(content), 'body')}”")
    rows: dict[str, Body] = {}
    for number, table in enumerate(tables, 1):
        body = _body(table, f"{name}, cơ quan thứ {number}")
        if rows.setdefault(body.id, body) != body:
            raise CatalogueError(f"{name}, cơ quan thứ {number}: id “{body.id}” đã có ở trên, với dữ kiện khác")
    return tuple(rows.values())


def _body(table: dict[str, Any], where: str) -> Body:
    where += f" ({table['id']})" if isinstance(table.get("id"), str) else ""
    _validate(table, _VALUES, where)
    for key in ("id", "name", "kind", "side", "level", "source"):
        if not table.get(key):
            raise CatalogueError(f"{where}: thiếu “{key}”")
    if not _ID.fullmatch(table["id"]):
        raise CatalogueError(f"{where}: “id” chỉ gồm chữ thường không dấu, số và dấu gạch nối")
    forms = table.get("forms", [])
    if not all(isinstance(form, str) and form.strip() for form in forms):
        raise CatalogueError(f"{where}: giá trị của “forms” phải là một danh sách chuỗi")
    if ("to" in table) != ("ended_by" in table):
        raise CatalogueError(f"{where}: “to” và “ended_by” (điều khoản chấm dứt) phải đi cùng nhau")
    if "from" in table and "to" in table and table["to"] < table["from"]:
        raise CatalogueError(f"{where}: “to” đứng trước “from”")
    return Body(
        id=table["id"],
        name=table["name"],
        forms=tuple(forms),
        kind=_member(BodyKind, table["kind"], "kind", where),
        side=_member(BodySide, table["side"], "side", where),
        level=_member(BodyLevel, table["level"], "level", where),
        source=table["source"],
        area=table.get("area", ""),
        since=table.get("from"),
        until=table.get("to"),
        at_latest=table.get("at_latest", False),
        ended_by=_clause(table["ended_by"], "ended_by", where) if "ended_by" in table else None,
        unclear_since=table.get("unclear_from"),
        successions=tuple(_succession(row, f"{where}, kế tục thứ {n}") for n, row in enumerate(table.get("successors", []), 1)),
        note=table.get("note", ""),
    )


def _succession(row: Any, where: str) -> Succession:
    if not isinstance(row, dict):
        raise CatalogueError(f"{where}: cần một bảng có field, name, clause và from")
    _validate(row, _SUCCESSOR, where)
    for key in ("field", "name", "clause", "from"):
        if not row.get(key):
            raise CatalogueError(f"{where}: thiếu “{key}”")
    return Succession(
        row["field"], row["name"], _clause(row["clause"], "clause", where), row["from"], row.get("renames", False)
    )


def _validate(table: dict[str, Any], values: dict[str, type], where: str) -> None:
    for key, value in table.items():
        if key not in values:
            raise CatalogueError(f"{where}: không có khóa “{key}”")
        if type(value) is not values[key]:
            raise CatalogueError(f"{where}: giá trị của “{key}” phải là {_KINDS[values[key]]}")


def _clause(written: str, key: str, where: str) -> tuple[str, str]:
    match = _CLAUSE.fullmatch(written)
    if match is None:
        raise CatalogueError(f"{where}: “{key}” viết như 106-2025-qh15/art_17__para_2, không phải “{written}”")
    return match[1], match[2]


def _member(kind: type[T], written: str, key: str, where: str) -> T:
    try:
        return kind(written)
    except ValueError:
        raise CatalogueError(f"{where}: “{key}” phải là một trong: {', '.join(kind)}") from None
