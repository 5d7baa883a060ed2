"""What a pack says of its files: which documents each holds, what they say of themselves, and where the file was from.

It stands in the pack as JSON of one settled form. Who packed, when and where is not recorded.

Guarantees:
1. `read_record` accepts exactly what `write_record_of` gives of some record: no other key, no other order, no other spacing.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from kb.law.model import Entry

_STATES = ("read", "duplicate")


@dataclass(frozen=True, slots=True)
class Holding:
    """A document in a file: its id in the base that was packed, its part of the file, and what the file says of it.

    `state` says whether the base used this text or another of the document; `recognized` that a machine saw its characters in
    pictures, `internal` that it is for use within the office alone.
    """

    document: str
    part: str
    state: Literal["read", "duplicate"]
    recognized: bool
    internal: bool
    type: str
    number: str | None
    issuer: str | None
    issued: date | None
    title: str

    def entry(self) -> Entry:
        """What the file says of the document."""
        return Entry(self.document, self.type, self.number, self.issuer, self.issued, self.title)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a pack: its path, its bytes, its documents, and where and when it was downloaded ("" and None: not known)."""

    path: str
    size: int
    sha256: str
    holdings: tuple[Holding, ...]
    address: str = ""
    fetched: date | None = None


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A document as the base that was packed shows it: its id, its label, its official addresses."""

    id: str
    label: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackRecord:
    """The documents and files of a pack, in order."""

    documents: tuple[PackedDocument, ...]
    files: tuple[PackedFile, ...]


def write_record_of(record: PackRecord) -> bytes:
    """The record as it stands in a pack."""
    return (json.dumps(asdict(record), ensure_ascii=False, indent=1, default=str) + "\n").encode()


def read_record(data: bytes) -> PackRecord:
    """The record in `data`. Raises ValueError where it is not of the form."""
    try:
        known = json.loads(data)
        record = PackRecord(
            tuple(_document(document) for document in known["documents"]), tuple(_file(file) for file in known["files"])
        )
        is_settled = write_record_of(record) == data
    except (TypeError, KeyError, AttributeError, RecursionError, OverflowError, UnicodeError) as error:
        raise ValueError("not a record") from error
    if not is_settled:
        raise ValueError("not of the settled form")
    return record


def _file(row: dict[str, Any]) -> PackedFile:
    holdings = tuple(_holding(holding) for holding in row["holdings"])
    return PackedFile(
        _text(row["path"]), _number(row["size"]), _text(row["sha256"]), holdings, _text(row["address"]), _day(row["fetched"])
    )


def _document(row: dict[str, Any]) -> PackedDocument:
    return PackedDocument(_text(row["id"]), _text(row["label"]), tuple(_text(address) for address in row["addresses"]))


def _holding(row: dict[str, Any]) -> Holding:
    if row["state"] not in _STATES or not isinstance(row["recognized"], bool) or not isinstance(row["internal"], bool):
        raise ValueError("not a state of a file")
    return Holding(
        document=_text(row["document"]),
        part=_text(row["part"]),
        state=row["state"],
        recognized=row["recognized"],
        internal=row["internal"],
        type=_text(row["type"]),
        number=None if row["number"] is None else _text(row["number"]),
        issuer=None if row["issuer"] is None else _text(row["issuer"]),
        issued=_day(row["issued"]),
        title=_text(row["title"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():  # it is shown on terminals
        raise ValueError("not a text")
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a number of bytes")
    return value


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))
