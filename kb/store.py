"""The SQLite file of a generation: documents, their texts by version, provisions, references.

Guarantees:
1. A published file is only read: connections are opened read-only and immutable, and shared by threads.
2. Every function that gives text takes the day it is asked for. A version of a document's text is valid from `valid_from` until
   before `valid_to`; after its end the last version is given, for an expired document is shown as it last was.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kb import eid as eids
from kb.model import Citing, Claim, Entry, Passage, Provision, Reference, Related, Relation, SourceFile, Span, Step, Tree

SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, position INTEGER NOT NULL, entry TEXT NOT NULL);
CREATE TABLE definition (document TEXT NOT NULL REFERENCES document, short TEXT NOT NULL, long TEXT NOT NULL);
-- What a document calls by a general name: "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân cấp tỉnh".
CREATE TABLE general_name (document TEXT NOT NULL REFERENCES document, name TEXT NOT NULL, general TEXT NOT NULL);
CREATE TABLE file (path TEXT NOT NULL, part TEXT NOT NULL, sha256 TEXT NOT NULL, document TEXT, state TEXT NOT NULL,
                   notes TEXT NOT NULL);
CREATE INDEX file_document ON file (document);
-- A version of a document's text: as enacted (made_by NULL), made by a provision ("64-2014-qh13/art_1__para_3"), or the
-- codification's ("phap-dien"), which gives articles as amended without the day of each wording.
CREATE TABLE version (id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document, valid_from TEXT, valid_to TEXT,
                      made_by TEXT, text TEXT NOT NULL, corrections TEXT NOT NULL);
CREATE TABLE provision (version INTEGER NOT NULL REFERENCES version, position INTEGER NOT NULL, depth INTEGER NOT NULL,
                        parent INTEGER, eid TEXT NOT NULL, level TEXT NOT NULL, number TEXT NOT NULL, spans TEXT NOT NULL,
                        path TEXT NOT NULL, PRIMARY KEY (version, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX provision_eid ON provision (version, eid);
CREATE INDEX provision_path ON provision (version, path);
-- What the codification says of an article: its note of source, and the provisions that it names as related.
CREATE TABLE codified (document TEXT NOT NULL, eid TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (document, eid, note))
                       WITHOUT ROWID;
CREATE TABLE related (document TEXT NOT NULL, eid TEXT NOT NULL, title TEXT NOT NULL, target_document TEXT, target_eid TEXT);
CREATE INDEX related_place ON related (document, eid);
CREATE TABLE reference (id INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES version, eid TEXT NOT NULL,
                        label TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX reference_place ON reference (version, eid);
-- What a reference points to; a range ("từ Điều 309 đến Điều 311") has a row for each of its members.
CREATE TABLE target (reference INTEGER NOT NULL REFERENCES reference, document TEXT NOT NULL, eid TEXT NOT NULL,
                     PRIMARY KEY (document, eid, reference)) WITHOUT ROWID;
"""


CODIFICATION = "phap-dien"  # what made the text that the codification gives

StoreError = sqlite3.Error  # what opening or reading a damaged file raises


class Writer:
    """Writes the file of a new generation."""

    def __init__(self, path: Path) -> None:
        """Create the file at `path`, which must not exist."""
        self._db = sqlite3.connect(path)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Add the catalogue, in order."""
        rows = ((e.id, n, json.dumps(asdict(e), default=str, ensure_ascii=False)) for n, e in enumerate(entries))
        self._db.executemany("INSERT INTO document VALUES (?, ?, ?)", rows)

    def add_definitions(self, document: str, definitions: Iterable[tuple[str, str]]) -> None:
        """Add the abbreviations that a document defines: (short, long)."""
        self._db.executemany("INSERT INTO definition VALUES (?, ?, ?)", ((document, *pair) for pair in definitions))

    def add_general_names(self, document: str, names: Iterable[tuple[str, str]]) -> None:
        """Add what a document calls by a general name: (name, general name)."""
        self._db.executemany("INSERT INTO general_name VALUES (?, ?, ?)", ((document, *pair) for pair in names))

    def add_file(self, file: SourceFile) -> None:
        """Add what became of one source file."""
        notes = json.dumps(file.notes, ensure_ascii=False)
        row = (file.path, file.part, file.sha256, file.document, file.state, notes)
        self._db.execute("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)", row)

    def add_codified(self, document: str, notes: Iterable[tuple[str, str]], related: Iterable[Related]) -> None:
        """Add what the codification says of a document's articles: (eId, note) pairs, and what it names as related."""
        self._db.executemany("INSERT OR IGNORE INTO codified VALUES (?, ?, ?)", ((document, *note) for note in notes))
        rows = ((document, r.eid, r.title, r.document, r.target) for r in related)
        self._db.executemany("INSERT INTO related VALUES (?, ?, ?, ?, ?)", rows)

    def eids(self, document: str) -> tuple[str, ...] | None:
        """The eIds of a document whose text was added, in reading order; None where it was not."""
        sql = "SELECT eid FROM provision JOIN version ON version.id = version WHERE document = ? ORDER BY version, position"
        return tuple(eid for (eid,) in self._db.execute(sql, (document,))) or None

    def add_text(self, document: str, tree: Tree, valid_from: date | None, made_by: str | None = None) -> int:
        """Add a version of a document's text, as enacted or made by `made_by`; returns the number of the version."""
        corrections = json.dumps(tree.corrections, ensure_ascii=False)
        version = self._db.execute(
            "INSERT INTO version (document, valid_from, made_by, text, corrections) VALUES (?, ?, ?, ?, ?)",
            (document, valid_from.isoformat() if valid_from else None, made_by, tree.text, corrections),
        ).lastrowid
        assert version is not None
        rows = []
        way: list[int] = []  # the positions from the top down to the last provision
        for position, (provision, depth) in enumerate(_with_depth(tree.provisions)):
            way[depth:] = [position]
            parent = way[depth - 1] if depth else None
            # The last two are of the whole, descendants included.
            spans = json.dumps([n for span in (*_spans(provision), provision.span) for n in span])
            path = eids.url_path(provision.eid)
            rows.append((version, position, depth, parent, provision.eid, provision.level, provision.number, spans, path))
        self._db.executemany("INSERT INTO provision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return version

    def add_reference(self, version: int, citing: Citing, targets: Iterable[str]) -> None:
        """Add a reference that stands in `version`, and the eIds of its target ("" for the document as such)."""
        body = json.dumps(citing.reference.printed(), ensure_ascii=False)
        added = self._db.execute(
            "INSERT INTO reference (version, eid, label, url, body) VALUES (?, ?, ?, ?, ?)",
            (version, citing.eid, citing.label, citing.url, body),
        ).lastrowid
        rows = ((added, citing.reference.document, target) for target in targets)
        self._db.executemany("INSERT INTO target VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Finish the file."""
        self._db.commit()
        self._db.execute("ANALYZE")
        self._db.close()


def _spans(provision: Provision) -> tuple[Span, Span, Span, Span]:
    return provision.marker, provision.heading, provision.intro, provision.wrap_up


def _with_depth(provisions: Iterable[Provision], depth: int = 0) -> Iterator[tuple[Provision, int]]:
    for provision in provisions:
        yield provision, depth
        yield from _with_depth(provision.children, depth + 1)


class Store:
    """Reads the file of a published generation."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`. Raises sqlite3.Error when it is none."""
        # With an empty authority, for SQLite refuses that of a Windows share ("file://server/…").
        place = path.resolve().as_posix()
        uri = f"file://{quote(place if place.startswith('/') else f'/{place}')}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        weakref.finalize(self, self._db.close)
        # Of each document its versions by the day from which they are valid: (id, day, what made it).
        self._versions: dict[str, list[tuple[int, str, str | None]]] = {}
        for document, *version in self._query("SELECT document, id, coalesce(valid_from, ''), made_by FROM version ORDER BY 3"):
            self._versions.setdefault(document, []).append((version[0], version[1], version[2]))
        self._text = lru_cache(maxsize=32)(self._text_of)

    def _text_of(self, version: int) -> str:
        return str(self._query("SELECT text FROM version WHERE id = ?", version)[0][0])

    def _query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def entries(self) -> tuple[Entry, ...]:
        """The catalogue, in order."""
        return tuple(_entry(json.loads(body)) for (body,) in self._query("SELECT entry FROM document ORDER BY position"))

    def definitions(self) -> tuple[tuple[str, str], ...]:
        """The abbreviations that documents define: (short, long)."""
        return tuple((short, long) for short, long in self._query("SELECT DISTINCT short, long FROM definition ORDER BY 1, 2"))

    def general_names(self) -> tuple[tuple[str, str], ...]:
        """What documents call by a general name: (name, general name)."""
        return tuple(
            (name, general) for name, general in self._query("SELECT DISTINCT name, general FROM general_name ORDER BY 1, 2")
        )

    def files(self) -> tuple[SourceFile, ...]:
        """Every source file, by path, and what became of it."""
        rows = self._query("SELECT path, sha256, document, state, notes, part FROM file ORDER BY path, part")
        return tuple(SourceFile(p, sha, doc, state, tuple(json.loads(notes)), part) for p, sha, doc, state, notes, part in rows)

    def made_by(self, document: str, on: date) -> str | None:
        """What made the version of a document's text that is valid on the day; None for the enacted one."""
        version = self._version(document, on)
        return next((made_by for number, _, made_by in self._versions.get(document, ()) if number == version), None)

    def codified(self, document: str, eid: str) -> tuple[str, ...]:
        """What the codification notes of an article."""
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

    def counts(self) -> tuple[int, int, int]:
        """How many documents with text, provisions and references there are."""
        tables = ("version", "provision", "reference")
        documents, provisions, references = (self._query(f"SELECT count(*) FROM {table}")[0][0] for table in tables)
        return documents, provisions, references

    def _version(self, document: str, on: date) -> int | None:
        """The version valid on the day: the last that began by then, or else the first."""
        versions = self._versions.get(document, ())
        begun = [version for version, valid_from, _ in versions if valid_from <= on.isoformat()]
        return begun[-1] if begun else versions[0][0] if versions else None

    def tree(self, document: str, on: date) -> Tree | None:
        """The document's tree on the day, or None where its text is not at hand."""
        version = self._version(document, on)
        if version is None:
            return None
        ((text, corrections),) = self._query("SELECT text, corrections FROM version WHERE id = ?", version)
        sql = "SELECT depth, eid, level, number, spans FROM provision WHERE version = ? ORDER BY position"
        return Tree(text, _nest(self._query(sql, version)), tuple(json.loads(corrections)))

    def passage(self, document: str, eid: str, on: date) -> Passage | None:
        """A provision's own place and text on the day, without the rest of its document; None where it is not there."""
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

    def cited_by(self, document: str, eid: str | None) -> tuple[Citing, ...]:
        """The references that point to a provision, or with None to the document as such."""
        sql = """SELECT version.document, reference.eid, label, url, body
                 FROM target JOIN reference ON reference.id = target.reference JOIN version ON version.id = reference.version
                 WHERE target.document = ? AND target.eid = ? ORDER BY reference.id"""
        return tuple(_citing(*row) for row in self._query(sql, document, eid or ""))

    def cited_by_counts(self, document: str) -> dict[str, int]:
        """How many references point to each provision that has any; "" stands for the document as such."""
        return dict(self._query("SELECT eid, count(*) FROM target WHERE document = ? GROUP BY eid", document))


def _citing(document: str, eid: str, label: str, url: str, body: str) -> Citing:
    values = json.loads(body)
    return Citing(document, eid, label, url, Reference(**values | {"candidates": tuple(values["candidates"])}))


def _entry(values: dict[str, Any]) -> Entry:
    for key in ("issued", "in_force", "expired", "reviewed"):
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    for key in ("names", "addresses"):
        values[key] = tuple(values[key])
    values["sources"] = tuple((key, source) for key, source in values["sources"])
    values["disputed"] = tuple(Claim(**claim) for claim in values["disputed"])
    values["relations"] = tuple(Relation(**relation) for relation in values["relations"])
    return Entry(**values)


def _nest(rows: list[tuple[int, str, str, str, str]]) -> tuple[Provision, ...]:
    """The provisions of rows (depth, eid, level, number, spans) in reading order, children in their parents."""
    levels: list[list[Provision]] = [[]]  # open lists of siblings, by depth, filled from the last row backwards
    for depth, eid, level, number, spans in reversed(rows):
        while len(levels) <= depth + 1:
            levels.append([])
        children, levels[depth + 1] = tuple(reversed(levels[depth + 1])), []
        n = json.loads(spans)
        marker, heading, intro, wrap_up = (Span(*n[i : i + 2]) for i in range(0, 8, 2))
        levels[depth].append(Provision(eid, level, number, marker, heading, intro, wrap_up, children))
    return tuple(reversed(levels[0]))
