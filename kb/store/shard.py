"""The SQLite file (shard) of one source file, read: its texts as trees, and what they say without any other file.

Guarantees:
1. A text comes back as it went in: its lines with their kinds, its tree, what the codification says of its articles.
2. Nothing in it depends on another file, so that it holds as long as the source file does not change.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, repeat
from pathlib import Path
from typing import Any

from kb.language.text import Span
from kb.law import eid as eids
from kb.law.levels import LevelCode
from kb.law.model import Codified, Paragraph, Provision, Tree
from kb.store.schema import SHARD, SHARD_FORMAT, UNSAFE, read_only


class ShardWriter:
    """Writes the shard of one source file."""

    def __init__(self, path: Path) -> None:
        """Create the file at `path`, which must not exist."""
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(f"{UNSAFE}{SHARD}BEGIN;")

    def add(
        self,
        paragraphs: Sequence[Paragraph],
        tree: Tree,
        codified: Sequence[Codified],
        definitions: Iterable[tuple[str, str]],
        general_names: Iterable[tuple[str, str]],
    ) -> int:
        """Add a text; returns its number in the shard.

        `definitions` are the abbreviations that it defines: (short, long); `general_names` what it calls by one: (name, it).
        """
        kinds = [(kind, sum(1 for _ in run)) for kind, run in groupby(paragraph.kind for paragraph in paragraphs)]
        number = self._db.execute(
            "INSERT INTO version (text, corrections, kinds) VALUES (?, ?, ?)",
            (tree.text, json.dumps(tree.corrections, ensure_ascii=False), json.dumps(kinds)),
        ).lastrowid
        assert number is not None
        self._db.executemany("INSERT INTO definition VALUES (?, ?, ?)", ((number, *pair) for pair in definitions))
        self._db.executemany("INSERT INTO general_name VALUES (?, ?, ?)", ((number, *pair) for pair in general_names))
        self._db.executemany("INSERT INTO provision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(number, tree))
        for article in codified:
            eid = eids.join("", "article", article.number)
            row = (number, eid, article.number, article.begin, article.anchor, article.note)
            added = self._db.execute("INSERT INTO codified VALUES (?, ?, ?, ?, ?, ?)", row).lastrowid
            self._db.executemany("INSERT INTO related VALUES (?, ?, ?)", ((added, *related) for related in article.related))
        return number

    def close(self, summary: bytes) -> None:
        """Finish the file; `Shard.summary` gives `summary` back."""
        self._db.execute("INSERT INTO summary VALUES (?)", (summary,))
        self._db.execute("COMMIT")
        self._db.close()

    def abandon(self) -> None:
        """Close the file unfinished."""
        self._db.close()


def _rows(number: int, tree: Tree) -> Iterator[tuple[int, int, int, int | None, str, str, str, str, str]]:
    way: list[int] = []  # the positions from the top down to the last provision
    for position, (provision, depth) in enumerate(_with_depth(tree.provisions)):
        way[depth:] = [position]
        parent = way[depth - 1] if depth else None
        path = eids.url_path(provision.eid)
        offsets = str([*provision.offsets])  # JSON too
        yield number, position, depth, parent, provision.eid, provision.level, provision.number, offsets, path


def _with_depth(provisions: Iterable[Provision], depth: int = 0) -> Iterator[tuple[Provision, int]]:
    for provision in provisions:
        yield provision, depth
        yield from _with_depth(provision.children, depth + 1)


class Shard:
    """Reads the shard of one source file; a text goes by its number there. All of it raises sqlite3.Error where it is none."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, until the end of a `with`."""
        self._db = sqlite3.connect(read_only(path), uri=True)

    def __enter__(self) -> "Shard":
        """The file, open."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file."""
        self._db.close()

    def summary(self) -> bytes:
        """The bytes that `ShardWriter.close` was given; none where the file is of another format."""
        if self._db.execute("PRAGMA user_version").fetchall() != [(SHARD_FORMAT,)]:
            return b""
        ((content,),) = self._db.execute("SELECT content FROM summary LIMIT 1").fetchall() or [(b"",)]
        return content if isinstance(content, bytes) else b""

    def text(self, number: int) -> str:
        """The characters of a text."""
        ((text,),) = self._db.execute("SELECT text FROM version WHERE id = ?", (number,))
        return str(text)

    def tree(self, number: int) -> Tree:
        """The tree of a text."""
        ((text, corrections),) = self._db.execute("SELECT text, corrections FROM version WHERE id = ?", (number,))
        sql = "SELECT depth, eid, level, number, spans FROM provision WHERE version = ? ORDER BY position"
        return Tree(text, nest(self._db.execute(sql, (number,)).fetchall()), tuple(json.loads(corrections)))

    def outline(self, number: int) -> list[tuple[str, str, list[int]]]:
        """The eId, the level and the offsets of each provision of a text, in reading order."""
        sql = "SELECT eid, level, spans FROM provision WHERE version = ? ORDER BY position"
        rows = self._db.execute(sql, (number,)).fetchall()
        return [(eid, level, n) for (eid, level, _), n in zip(rows, _offsets(rows), strict=True)]

    def paragraphs(self, number: int) -> tuple[Paragraph, ...]:
        """The lines of a text."""
        ((text, kinds),) = self._db.execute("SELECT text, kinds FROM version WHERE id = ?", (number,))
        of_lines = chain.from_iterable(repeat(kind, count) for kind, count in json.loads(kinds))
        return tuple(map(Paragraph, text.split("\n"), of_lines))  # a text of no line has no kind

    def codified(self, number: int) -> tuple[Codified, ...]:
        """The articles of a text that the codification gives, each with its note and the provisions related to it, in order."""
        related: dict[int, list[tuple[str, str]]] = defaultdict(list)
        sql = "SELECT codified, anchor, title FROM related WHERE codified IN (SELECT rowid FROM codified WHERE version = ?)"
        for article, anchor, title in self._db.execute(f"{sql} ORDER BY rowid", (number,)):
            related[article].append((anchor, title))
        sql = "SELECT rowid, number, begin, anchor, note FROM codified WHERE version = ? ORDER BY rowid"
        rows = self._db.execute(sql, (number,)).fetchall()
        return tuple(Codified(n, begin, anchor, note, tuple(related[row])) for row, n, begin, anchor, note in rows)

    def definitions(self, number: int) -> list[tuple[str, str]]:
        """The abbreviations that a text defines: (short, long)."""
        return self._db.execute("SELECT short, long FROM definition WHERE version = ? ORDER BY rowid", (number,)).fetchall()

    def eids(self, number: int) -> tuple[str, ...]:
        """The eIds of a text, in reading order."""
        rows = self._db.execute("SELECT eid FROM provision WHERE version = ? ORDER BY position", (number,))
        return tuple(eid for (eid,) in rows)


def nest(rows: list[tuple[int, str, LevelCode, str, str]]) -> tuple[Provision, ...]:
    """The provisions of rows (depth, eid, level, number, spans) in reading order, children in their parents."""
    levels: list[list[Provision]] = [[]]  # open lists of siblings, by depth, filled from the last row backwards
    for (depth, eid, level, number, _), n in zip(reversed(rows), reversed(_offsets(rows)), strict=True):
        while len(levels) <= depth + 1:
            levels.append([])
        children, levels[depth + 1] = tuple(reversed(levels[depth + 1])), []
        own = Span(n[0], n[1]), Span(n[2], n[3]), Span(n[4], n[5]), Span(n[6], n[7])  # in a loop it takes twice as long
        levels[depth].append(Provision(eid, level, number, *own, children))
    return tuple(reversed(levels[0]))


def _offsets(rows: Sequence[tuple[Any, ...]]) -> list[list[int]]:
    """The offsets of rows, which stand last in them."""
    offsets: list[list[int]] = json.loads(f"[{','.join(row[-1] for row in rows)}]")
    return offsets
