"""SQLite FTS5 with its bm25(), diacritics kept; as it comes ("stock") on written text, else on analysed terms."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bench.search.asking import SHOWN, Ask, written

_BEST = "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?"
_OF_TYPE = "FROM text JOIN kind ON kind.id = text.rowid WHERE text MATCH ? AND type = ?"
_BEST_OF_TYPE = f"SELECT text.rowid {_OF_TYPE} ORDER BY rank LIMIT ?"
_YEARS_OF_TYPE = f"SELECT year, count(*) {_OF_TYPE} GROUP BY year"


class Engine:
    """An FTS5 table in a file."""

    def __init__(self, folder: Path, kind: str = "") -> None:
        """`kind` is "stock" or nothing."""
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        # What stands between spaces is one term: numbers of documents hold dashes and slashes, addresses colons.
        more = "" if kind == "stock" else " tokenchars ''-/_.:''"
        self._database.execute(
            f"CREATE VIRTUAL TABLE text USING fts5(words, folded, tokenize='unicode61 remove_diacritics 0{more}')"
        )
        self._database.execute("CREATE TABLE kind (id INTEGER PRIMARY KEY, type TEXT, year TEXT)")

    def prepare(self, source: Path) -> None:
        """Fill the table, into one segment."""
        for number, text in enumerate(written(source)):
            parts = number, text.words, text.folded
            self._database.execute("INSERT INTO text (rowid, words, folded) VALUES (?, ?, ?)", parts)
            self._database.execute("INSERT INTO kind VALUES (?, ?, ?)", (number, text.type, text.year))
        self._database.execute("INSERT INTO text (text) VALUES ('optimize')")
        self._database.commit()

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        match = self._match(ask)
        if ask.type:
            found = self._database.execute(_BEST_OF_TYPE, (match, ask.type, SHOWN)).fetchall()
            self._database.execute(_YEARS_OF_TYPE, (match, ask.type)).fetchall()
        else:
            found = self._database.execute(_BEST, (match, SHOWN)).fetchall()
        return [number for (number,) in found]

    def _match(self, ask: Ask) -> str:
        if ask.way == "typed":
            return " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", ask.typed)))
        terms = [f'"{term}"' for term in ask.terms]
        if ask.way == "phrase":
            return f'{ask.field} : "{" ".join(ask.terms)}"'
        if ask.way == "prefix":
            return f"{ask.field} : {terms[0]}*"
        return f"{ask.field} : ({(' AND ' if ask.way == 'all' else ' OR ').join(terms)})"
