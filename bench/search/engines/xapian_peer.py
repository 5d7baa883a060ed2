"""Xapian with its BM25 weights, on analysed terms."""

from collections.abc import Sequence
from pathlib import Path

import xapian

from bench.search.asking import SHOWN, Ask, written

_YEAR = 0  # the slot that holds it
_PREFIX = {"words": "W", "folded": "F", "type": "XT"}
_WAY = {"any": xapian.Query.OP_OR, "all": xapian.Query.OP_AND, "phrase": xapian.Query.OP_PHRASE}


class Engine:
    """A Xapian database in a folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing."""
        self._folder = folder

    def prepare(self, source: Path) -> None:
        """Index into one database, and compact it."""
        raw = str(self._folder / "raw")
        database = xapian.WritableDatabase(raw, xapian.DB_CREATE)
        for text in written(source):
            document = xapian.Document()
            for place, term in enumerate(text.words.split()):
                document.add_posting(f"W{term}", place)
            for term in text.folded.split():
                document.add_term(f"F{term}")
            document.add_boolean_term(f"XT{text.type}")
            document.add_value(_YEAR, text.year)
            database.add_document(document)
        database.commit()
        database.compact(str(self._folder / "database"))
        database.close()
        self._enquire = xapian.Enquire(xapian.Database(str(self._folder / "database")))

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        query = self._query(ask)
        spy = xapian.ValueCountMatchSpy(_YEAR) if ask.type else None
        self._enquire.clear_matchspies()
        if spy:
            query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(f"XT{ask.type}"))
            self._enquire.add_matchspy(spy)
        self._enquire.set_query(query)
        # To count, all must be looked at.
        found = self._enquire.get_mset(0, SHOWN, 1_000_000_000 if spy else 0)
        if spy:
            {item.term: item.termfreq for item in spy.values()}
        return [hit.docid - 1 for hit in found]

    def _query(self, ask: Ask) -> "xapian.Query":
        letter = _PREFIX[ask.field]
        if ask.way == "prefix":
            prefix = f"{letter}{ask.terms[0]}"
            return xapian.Query(xapian.Query.OP_WILDCARD, prefix, 0, xapian.Query.WILDCARD_LIMIT_ERROR, xapian.Query.OP_SYNONYM)
        return xapian.Query(_WAY[ask.way], [f"{letter}{term}" for term in ask.terms])
