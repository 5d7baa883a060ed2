"""Reads the SQLite file of a generation: documents, their texts by version, provisions, references.

Guarantees:
1. A published file is only read: connections are opened read-only and immutable, and shared by threads.
2. Every function that gives text takes the day it is asked for. A version of a document's text is valid from `valid_from` until
   `valid_to`; an expired document is shown as it last was, and before its first day as it first was.
3. A citation counts on a day only where it stands in the version of that day.
"""

import errno
import json
import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Collection
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from kb.errors import reason_of
from kb.language.text import Span
from kb.law import eid as eids
from kb.law.model import Citing, Entry, Passage, Reference, Related, SourceFile, Step, Tree, Wording
from kb.law.relations import CitationRelation
from kb.law.resolutions import Resolution
from kb.store.entries import unpacked
from kb.store.schema import CODIFICATION, COUNTS, read_only
from kb.store.shard import nest
from kb.store.wordings import VersionRow, assembled, version_on, wording_on

StoreError = sqlite3.Error  # raised by opening, reading and writing the files of the store

# Result codes (https://www.sqlite.org/rescode.html) that say of a file that its content is not as it was written.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})

# Why SQLite failed, by the primary code: as the system says it, or in words of its own.
_AS_SYSTEM = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
    **dict.fromkeys((sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH), errno.EACCES),
    **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED), errno.EBUSY),
}
_REASONS = {
    **dict.fromkeys(_DAMAGE, "nội dung tệp không như đã ghi"),
    sqlite3.SQLITE_READONLY: "ổ đĩa hoặc tệp chỉ cho đọc",
    sqlite3.SQLITE_CANTOPEN: "không mở được tệp",
    sqlite3.SQLITE_TOOBIG: "dữ liệu quá lớn",
}


def _primary_code(error: StoreError) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF  # the higher bits tell more of the same


def is_damage(error: StoreError) -> bool:
    """Whether the error tells of a damaged file, and not of a disk that is full, read-only or failing."""
    return _primary_code(error) in _DAMAGE


def is_malformed(error: StoreError) -> bool:
    """Whether SQLite itself found a page that is none: no question that is asked in a wrong way makes it say so."""
    return _primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def reason_of_store(error: StoreError) -> str:
    """Why a file of the store cannot be opened, read or written, in a few Vietnamese words: "hết chỗ trên đĩa"."""
    code = _primary_code(error)
    if code in _AS_SYSTEM:
        return reason_of(OSError(_AS_SYSTEM[code], ""))
    return _REASONS.get(code, f"lỗi SQLite {code}")


class Store:
    """Reads the file of a published generation."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`. Raises sqlite3.Error when it is none."""
        self._db = sqlite3.connect(read_only(path), uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        weakref.finalize(self, self._db.close)
        self._versions: dict[str, list[VersionRow]] = {}  # of each document, by the day from which they are valid
        sql = "SELECT document, id, coalesce(valid_from, ''), valid_to, made_by, recognized FROM version ORDER BY 3"
        for document, number, *version in self._query(sql):
            self._versions.setdefault(document, []).append(VersionRow(number, *version))
        self._amended = frozenset(document for (document,) in self._query("SELECT DISTINCT document FROM wording"))
        self._text = lru_cache(maxsize=32)(partial(_text, self._db, self._lock))

    def _query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def entries(self) -> tuple[Entry, ...]:
        """The catalogue, in order."""
        return tuple(unpacked(json.loads(body)) for (body,) in self._query("SELECT entry FROM document ORDER BY position"))

    def definitions(self) -> tuple[tuple[str, str], ...]:
        """The abbreviations that documents define: (short, long)."""
        return tuple((short, long) for short, long in self._query("SELECT DISTINCT short, long FROM definition ORDER BY 1, 2"))

    def general_names(self) -> tuple[tuple[str, str], ...]:
        """The general names that documents define: (name, general name)."""
        rows = self._query("SELECT DISTINCT name, general FROM general_name ORDER BY 1, 2")
        return tuple((name, general) for name, general in rows)

    def files(self) -> tuple[SourceFile, ...]:
        """The source files, by path, each with its state and notes."""
        rows = self._query("SELECT path, sha256, document, state, notes, part FROM file ORDER BY path, part")
        return tuple(SourceFile(p, sha, doc, state, tuple(json.loads(notes)), part) for p, sha, doc, state, notes, part in rows)

    def made_by(self, document: str, on: date) -> str | None:
        """The maker of the version of a document's text that is valid on the day (as in `schema`); None for the enacted one."""
        version = version_on(self._versions.get(document, ()), on)
        return version.made_by if version else None

    def is_recognized(self, document: str, on: date) -> bool:
        """Whether a machine has recognized the document's text of the day in pictures."""
        version = version_on(self._versions.get(document, ()), on)
        return bool(version and version.is_recognized)

    def codified(self, document: str, eid: str) -> tuple[str, ...]:
        """The notes of source that the codification gives of an article."""
        return tuple(note for (note,) in self._query("SELECT note FROM codified WHERE document = ? AND eid = ?", document, eid))

    def related(self, document: str, eid: str) -> tuple[Related, ...]:
        """The provisions that the codification names as related to an article, in its order."""
        sql = "SELECT eid, title, target_document, target_eid FROM related WHERE document = ? AND eid = ? ORDER BY rowid"
        return tuple(Related(*row) for row in self._query(sql, document, eid))

    def with_text(self) -> frozenset[str]:
        """The ids of the documents that have a text."""
        return frozenset(self._versions)

    def cited(self) -> frozenset[str]:
        """The ids of the documents that a text at hand cites."""
        return frozenset(document for (document,) in self._query("SELECT DISTINCT document FROM target"))

    def read_a_row(self) -> None:
        """Read one row, as a sign of life. Raises StoreError."""
        self._query("SELECT id FROM document LIMIT 1")

    def counts(self) -> tuple[int, int, int]:
        """The numbers of documents with text, and of provisions and references of the last version of each."""
        ((documents, provisions, references),) = self._query(COUNTS)
        return documents, provisions, references

    def _version(self, document: str, on: date) -> int | None:
        """The number of the version that is shown on the day."""
        version = version_on(self._versions.get(document, ()), on)
        return version.id if version else None

    def tree(self, document: str, on: date) -> Tree | None:
        """The document's tree on the day, or None where its text is not at hand."""
        version = self._version(document, on)
        if version is None:
            return None
        ((text, corrections),) = self._query("SELECT text, corrections FROM version WHERE id = ?", version)
        sql = "SELECT depth, eid, level, number, spans FROM provision WHERE version = ? ORDER BY position"
        return Tree(text, nest(self._query(sql, version)), tuple(json.loads(corrections)))

    def passage(self, document: str, eid: str, on: date) -> Passage | None:
        """A provision's address and text on the day, without the rest of its document; None where it is not there."""
        version = self._version(document, on)
        if version is None:
            return None
        sql = "SELECT parent, level, number, spans FROM provision WHERE version = ? AND "
        rows = self._query(f"{sql} eid = ?", version, eid)
        while rows and rows[-1][0] is not None:
            rows += self._query(f"{sql} position = ?", version, rows[-1][0])
        text, steps, whole = self._text(version), [], Span(0, 0)
        for _, level, number, spans in reversed(rows):
            n = json.loads(spans)
            whole = Span(n[8], n[9])
            steps.append(Step(level, number, text[n[2] : n[3]]))
        return Passage(tuple(steps), whole.of(text)) if steps else None

    def find_path(self, document: str, path: str, on: date) -> str | None:
        """The eId of the provision with this URL path ("dieu-35/khoan-1"), or None."""
        sql = "SELECT eid FROM provision WHERE version = ? AND path = ? ORDER BY position LIMIT 1"
        rows = self._query(sql, self._version(document, on), path)
        return rows[0][0] if rows else None

    def has(self, document: str, eid: str, on: date) -> bool | None:
        """Whether the document has the provision on the day; None where its text, or the Điều, is not at hand."""
        version = self._version(document, on)
        if version is None:
            return None
        sql = "SELECT eid FROM provision WHERE version = ? AND eid IN (?, ?)"
        found = {row[0] for row in self._query(sql, version, eid, eid.partition("__")[0])}
        return eids.is_among(eid, found, self.made_by(document, on) == CODIFICATION)

    def references(self, document: str, on: date, eid: str | None = None) -> tuple[Citing, ...]:
        """The references that stand in the document, or in one provision's own text, by start."""
        sql = "SELECT eid, label, url, body FROM reference WHERE version = ? AND eid = coalesce(?, eid) ORDER BY id"
        rows = self._query(sql, self._version(document, on), eid)
        return tuple(_citing(document, *row) for row in rows)

    def reference_sizes(self, document: str, on: date) -> dict[str, tuple[int, int]]:
        """By the eId of each provision whose own text has references: how many, and the bytes that they are kept in."""
        sql = "SELECT eid, count(*), sum(length(body) + length(url)) FROM reference WHERE version = ? GROUP BY eid"
        return {eid: (count, size) for eid, count, size in self._query(sql, self._version(document, on))}

    def cited_by(self, document: str, eid: str | None, on: date) -> tuple[Citing, ...]:
        """The references that point to a provision, or with None to the document as such, of texts as they are on the day."""
        sql = """SELECT version.id, version.document, reference.eid, label, url, body
                 FROM target JOIN reference ON reference.id = target.reference JOIN version ON version.id = reference.version
                 WHERE target.document = ? AND target.eid = ? ORDER BY reference.id"""
        rows = self._query(sql, document, eid or "")
        return tuple(_citing(citing, *row) for version, citing, *row in rows if version == self._version(citing, on))

    def cited_by_counts(self, document: str, on: date) -> dict[str, int]:
        """How many references point to each provision that has any on the day; "" stands for the document as such."""
        sql = """SELECT target.eid, version.id, version.document, count(*)
                 FROM target JOIN reference ON reference.id = target.reference JOIN version ON version.id = reference.version
                 WHERE target.document = ? GROUP BY target.eid, version.id ORDER BY target.eid"""
        counts: Counter[str] = Counter()
        for eid, version, citing, count in self._query(sql, document):
            if version == self._version(citing, on):
                counts[eid] += count
        return dict(counts)

    def cited_by_eid(
        self, document: str, on: date, relations: Collection[CitationRelation] = ()
    ) -> dict[str, tuple[Citing, ...]]:
        """What `cited_by` gives of each provision that has any on the day, by eId; "" stands for the document as such.

        Where `relations` are named, only citations of these.
        """
        named = f"AND json_extract(body, '$.relation') IN ({_marks(relations)})" if relations else ""
        sql = f"""SELECT target.eid, version.id, version.document, reference.eid, label, url, body
                  FROM target JOIN reference ON reference.id = target.reference JOIN version ON version.id = reference.version
                  WHERE target.document = ? {named} ORDER BY target.eid, reference.id"""
        found: dict[str, list[Citing]] = {}
        for cited, version, citing, *row in self._query(sql, document, *relations):
            if version == self._version(citing, on):
                found.setdefault(cited, []).append(_citing(citing, *row))
        return {eid: tuple(citings) for eid, citings in found.items()}

    def only_wording(self, document: str) -> Wording | None:
        """The wording of every provision of a document whose text has one version and no amendment worked in; else None."""
        versions = self._versions.get(document, [])
        alone = len(versions) == 1 and document not in self._amended
        return assembled(versions, [versions[0].id], [])[0] if alone else None

    def wordings(self, document: str, eid: str) -> tuple[Wording, ...]:
        """All wordings of a provision, by their first days; () where the document never has it or its text is not at hand."""
        sql = "SELECT version FROM provision WHERE version IN (SELECT id FROM version WHERE document = ?) AND eid = ?"
        having = {version for (version,) in self._query(sql, document, eid)}
        rows: list[tuple[Any, ...]] = []
        if having and document in self._amended:
            parts = eid.split("__")
            around = ["__".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
            sql = f"""SELECT valid_from, valid_to, made_by, clause, instruction FROM wording
                      WHERE document = ? AND eid IN ({_marks(around)}) ORDER BY length(eid), rowid"""
            rows = self._query(sql, document, *around)
        return assembled(self._versions.get(document, ()), having, rows)

    def wording(self, document: str, eid: str, on: date) -> Wording | None:
        """The wording of a provision that its text of the day has; None where that does not have it."""
        version = self._version(document, on)
        if not self._query("SELECT 1 FROM provision WHERE version = ? AND eid = ?", version, eid):
            return None
        return self.only_wording(document) or wording_on(self.wordings(document, eid), on)

    def worked_in(self, document: str, on: date) -> frozenset[tuple[str, str]]:
        """The clauses of amending documents whose words the text of the day has: (document, eId)."""
        if document not in self._amended:
            return frozenset()
        sql = "SELECT DISTINCT made_by, clause FROM wording WHERE document = ? AND valid_from <= ? AND made_by IS NOT NULL"
        return frozenset((amending, clause or "") for amending, clause in self._query(sql, document, on.isoformat()))


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


def _text(db: sqlite3.Connection, lock: threading.Lock, version: int) -> str:
    with lock:
        return str(db.execute("SELECT text FROM version WHERE id = ?", (version,)).fetchone()[0])


def _citing(document: str, eid: str, label: str, url: str, body: str) -> Citing:
    values = json.loads(body)
    values |= {
        "relation": CitationRelation(values["relation"]),
        "resolution": Resolution(values["resolution"]),
        "candidates": tuple(values["candidates"]),
    }
    return Citing(document, eid, label, url, Reference(**values))
