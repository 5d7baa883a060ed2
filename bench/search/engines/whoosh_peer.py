"""Whoosh with its own matchers and its BM25F.

As it comes ("stock"): StandardAnalyzer, one field, any of the words. Else it is given analysed terms.
"""

import operator
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from whoosh import fields, index, qparser, query, sorting
from whoosh.analysis import SpaceSeparatedTokenizer

from bench.search.asking import SHOWN, Ask, written

_STOCK = fields.Schema(number=fields.STORED, words=fields.TEXT)
_ANALYSED = fields.Schema(
    number=fields.STORED,
    words=fields.TEXT(analyzer=SpaceSeparatedTokenizer()),
    folded=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
    type=fields.ID,
    year=fields.ID(sortable=True),
)


class Engine:
    """A Whoosh index in a folder."""

    def __init__(self, folder: Path, kind: str = "") -> None:
        """`kind` is "stock" or nothing."""
        self._folder, self._schema = folder, _STOCK if kind == "stock" else _ANALYSED

    def prepare(self, source: Path) -> None:
        """Index with the default writer, into one segment."""
        made = index.create_in(self._folder, self._schema)
        writer = made.writer()
        for number, text in enumerate(written(source)):
            more = {} if self._schema is _STOCK else {"folded": text.folded, "type": text.type, "year": text.year}
            writer.add_document(number=number, words=text.words, **more)
        writer.commit(optimize=True)
        self._searcher = made.searcher()
        self._parser = qparser.QueryParser("words", self._schema, group=qparser.OrGroup, plugins=[])

    def ask(self, ask: Ask) -> Sequence[int]:
        """The numbers of the best texts."""
        if ask.type:
            among = query.Term("type", ask.type)
            found = self._searcher.search(self._query(ask), limit=SHOWN, filter=among, groupedby=sorting.FieldFacet("year"))
            found.groups()
        else:
            found = self._searcher.search(self._query(ask), limit=SHOWN)
        return [hit["number"] for hit in found[:SHOWN]]  # grouped, it holds all that match

    def _query(self, ask: Ask) -> query.Query:
        if ask.way == "typed":
            return self._parser.parse(ask.typed)
        if ask.way == "phrase":
            return query.Phrase(ask.field, list(ask.terms))
        if ask.way == "prefix":
            return query.Prefix(ask.field, ask.terms[0])
        terms = [query.Term(ask.field, term) for term in ask.terms]
        return reduce(operator.and_, terms) if ask.way == "all" else query.Or(terms)
