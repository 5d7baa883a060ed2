"""Writes the SQLite file of a new generation from those of what was read.

Guarantees:
1. The same texts in the same order give the same rows with the same numbers.
2. Rows go from file to file inside SQLite: no text passes through Python.
3. No two versions of a document hold on one day: each ends on the first day of the next, or before.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kb.law.model import Entry, SourceFile, Wording
from kb.store.entries import packed
from kb.store.schema import COUNTS, GENERATION, INDEXES, UNSAFE, read_only

_TEMPORARY = """
CREATE TEMP TABLE chosen (text INTEGER PRIMARY KEY, version INTEGER, document TEXT, base TEXT, valid_from TEXT, valid_to TEXT,
                          made_by TEXT, recognized INTEGER);
CREATE TEMP TABLE anchor (anchor TEXT PRIMARY KEY, document TEXT, eid TEXT) WITHOUT ROWID;
CREATE TEMP TABLE linked (document TEXT, eid TEXT, title TEXT, anchor TEXT);
"""
# The notes of the codification hold for its own text of a document, and for the document.
_OWNERS = "(SELECT text, document FROM chosen UNION SELECT text, base FROM chosen)"
_TAKE = (
    "INSERT INTO version SELECT c.version, document, valid_from, valid_to, made_by, recognized, v.text, corrections"
    " FROM chosen c JOIN shard.version v ON v.id = c.text ORDER BY c.version",
    "INSERT INTO provision SELECT c.version, position, depth, parent, eid, level, number, spans, path"
    " FROM chosen c JOIN shard.provision p ON p.version = c.text ORDER BY c.version, position",
    "INSERT INTO definition SELECT document, short, long"
    " FROM chosen c JOIN shard.definition d ON d.version = c.text ORDER BY c.version, d.rowid",
    "INSERT INTO general_name SELECT document, name, general"
    " FROM chosen c JOIN shard.general_name g ON g.version = c.text ORDER BY c.version, g.rowid",
    "INSERT OR REPLACE INTO anchor SELECT anchor, base, eid"
    " FROM chosen c JOIN shard.codified a ON a.version = c.text WHERE anchor <> '' ORDER BY c.version, a.rowid",
    f"INSERT OR IGNORE INTO codified SELECT document, eid, note FROM {_OWNERS} o JOIN shard.codified a ON a.version = o.text",
    f"INSERT INTO linked SELECT document, eid, title, r.anchor FROM {_OWNERS} o JOIN shard.codified a ON a.version = o.text"
    " JOIN shard.related r ON r.codified = a.rowid ORDER BY document, r.rowid",
)
_LINK = (
    "INSERT INTO related SELECT l.document, l.eid, title, a.document, a.eid"
    " FROM linked l LEFT JOIN anchor a ON a.anchor = l.anchor ORDER BY l.rowid"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A text of a file that was read, as a version of a document; the codification's text is of the document `base`.

    `valid_from` is its first day, `valid_to` the first day on which it no longer holds, where that is known; it ends when the
    next version begins, at the latest. `made_by` as in the table of versions (`kb.store.schema`).
    """

    text: int
    document: str
    base: str
    valid_from: date | None
    made_by: str | None
    valid_to: date | None = None
    is_recognized: bool = False  # whether a machine has recognized its characters in pictures


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


class Cited(NamedTuple):
    """A reference as the store keeps it: the eId that it stands in, its label, URL and JSON, and its target.

    `targets` are eIds of `document`; "" is the document as such.
    """

    eid: str
    label: str
    url: str
    body: str
    document: str | None
    targets: tuple[str, ...]


class Writer:
    """Writes the file of a new generation."""

    def __init__(self, path: Path) -> None:
        """Create the file at `path`, which must not exist."""
        self._db = sqlite3.connect(path, isolation_level=None, uri=True)
        self._db.executescript(f"{UNSAFE}{GENERATION}{_TEMPORARY}")
        # Of each document the numbers and last days of its versions, by their first days.
        self._versions: dict[str, dict[str, tuple[int, str | None]]] = {}
        self._numbered = 0
        self._references = 0

    def add_texts(self, shard: Path, versions: Iterable[Version]) -> None:
        """Add texts of one file that was read, as versions of documents, in any order.

        Raises ValueError where a document has a version of that first day already.
        """
        rows = []
        for v in versions:
            own, first = self._versions.setdefault(v.document, {}), _written(v.valid_from) or ""
            if first in own:
                raise ValueError(f"two versions of {v.document} begin on one day: {first or 'not known'}")
            self._numbered += 1
            last = _written(v.valid_to)
            own[first] = self._numbered, last
            rows.append((v.text, self._numbered, v.document, v.base, first or None, last, v.made_by, v.is_recognized))
        self._db.execute("ATTACH ? AS shard", (read_only(shard),))
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO chosen VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        for statement in _TAKE:
            self._db.execute(statement)
        self._db.execute("DELETE FROM chosen")
        self._db.execute("COMMIT")
        self._db.execute("DETACH shard")

    def add_references(self, document: str, valid_from: date | None, references: Sequence[Cited]) -> None:
        """Add the references that stand in the version of a document that begins on the day `valid_from`, in order."""
        version, first = self._versions[document][_written(valid_from) or ""][0], self._references + 1
        self._references += len(references)
        numbered = list(enumerate(references, first))
        rows = ((n, version, one.eid, one.label, one.url, one.body) for n, one in numbered)
        targets = ((n, one.document, eid) for n, one in numbered for eid in one.targets)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO reference VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany("INSERT INTO target VALUES (?, ?, ?)", targets)
        self._db.execute("COMMIT")

    def add_wordings(self, document: str, wordings: Iterable[tuple[str, Wording]]) -> None:
        """Add wordings of provisions of a document, each with the eId that its clause works on, in the order of that work.

        What reads as enacted needs none; nor do the parts of a provision that is amended as a whole. `valid_to` is needed only
        where the words end before the next wording, or the next version that lacks the provision, begins.
        """
        rows = (
            (document, eid, _written(w.valid_from) or "", _written(w.valid_to), *(w.made_by or (None, None)), w.instruction)
            for eid, w in wordings
        )
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO wording VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Add the catalogue, in order."""
        rows = ((e.id, n, json.dumps(packed(e), ensure_ascii=False)) for n, e in enumerate(entries))
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO document VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def add_files(self, files: Iterable[SourceFile]) -> None:
        """Add the source files, each with its state and notes."""
        rows = ((f.path, f.part, f.sha256, f.document, f.state, json.dumps(f.notes, ensure_ascii=False)) for f in files)
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def finish(self) -> tuple[int, int, int]:
        """Finish the file; returns what `Store.counts` gives of it."""
        self._db.execute(_LINK)
        for own in self._versions.values():
            for (_, (number, last)), (following, _) in pairwise(sorted(own.items())):
                ends = min(last or following, following)
                self._db.execute("UPDATE version SET valid_to = ? WHERE id = ?", (ends, number))
        self._db.executescript(f"{INDEXES}ANALYZE;")
        ((documents, provisions, references),) = self._db.execute(COUNTS)
        return documents, provisions, references

    def close(self) -> None:
        """Close the file."""
        self._db.close()
